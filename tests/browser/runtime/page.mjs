// Everything that may be missing in a page, one after the other; posts what came of it.
import { answers, answersOf } from "./answers.mjs";
import { plugin } from "/package/text/text.plugin.mjs";

const fromMessage = (source, start) =>
  new Promise((resolve) => {
    source.addEventListener("message", ({ data }) => resolve(data), { once: true });
    start();
  });

const report = { page: await answers("/package") };
const worker = new Worker("/tests/browser/runtime/worker.mjs", { type: "module" });
report.worker = await fromMessage(worker, () => undefined);
const frame = document.createElement("iframe");
frame.src = "/tests/browser/runtime/policy.html";
report.policy = await fromMessage(window, () => document.body.append(frame));
report.changed = await answers("/changed");
report.missing = await answers("/missing");
report.off = await answers("/package", { wasm: false });
report.limit = await answers("/package", { memoryBytesMax: 1000 });
report.long = await answers("/package", { memoryBytesMax: 2 ** 25 }, async (runtime, { findFirst }) => {
  if (findFirst("x".repeat(2 ** 24), "y") !== undefined) throw new Error("found");
});
report.truncated = await answers("/truncated");

// (func (export "trap") unreachable), called where the module's function would be.
const trapping = await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11));
let isTrapping = false;
const glue = async () => {
  const { loadFrom } = await plugin.glue();
  const instantiate = (inner) => async (...values) => {
    const { exports } = await inner(...values);
    const find = (...given) => (isTrapping ? trapping.instance.exports.trap() : exports.find_first(...given));
    return { exports: { ...exports, find_first: find } };
  };
  return { loadFrom: (sources, options) => loadFrom(sources, { ...options, instantiate: instantiate(options.instantiate) }) };
};
report.trap = await answersOf({ ...plugin, glue }, "/package", {}, async (runtime, { findFirst }) => {
  isTrapping = true;
  if (findFirst("the cat", "cat") !== 4 || findFirst("the cat", "cat") !== 4) throw new Error("a trap reached the caller");
  isTrapping = false;
  await runtime.preload("text");
});

// Not every engine takes a service worker that is a module, and none lets it import().
const container = navigator.serviceWorker;
const registration = await container?.register("/tests/browser/runtime/service-worker.mjs", { type: "module" }).catch(() => undefined);
if (registration !== undefined) {
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  const ask = (what) => fromMessage(container, () => worker.postMessage(what));
  container.startMessages();
  report.service = await ask("wasm");
  report.serviceOff = await ask("off");
  await registration.unregister();
}

const validate = WebAssembly.validate;
WebAssembly.validate = () => false;
report.plain = await answers("/package");
WebAssembly.validate = validate;
const wasm = globalThis.WebAssembly;
globalThis.WebAssembly = undefined;
report.none = await answers("/package");
globalThis.WebAssembly = wasm;
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
