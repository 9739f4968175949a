// Everything that may be missing in a page, one after the other; posts what came of it.
import { answers } from "./answers.mjs";

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

const validate = WebAssembly.validate;
WebAssembly.validate = () => false;
report.plain = await answers("/package");
WebAssembly.validate = validate;
const wasm = globalThis.WebAssembly;
globalThis.WebAssembly = undefined;
report.none = await answers("/package");
globalThis.WebAssembly = wasm;
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
