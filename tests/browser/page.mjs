// Runs the cases here and in a worker, and reports both.
import { runAll } from "./cases.mjs";

const report = (value) => fetch("/report", { method: "POST", body: JSON.stringify(value) });

function inWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker("/tests/browser/worker.mjs", { type: "module" });
    worker.onmessage = ({ data }) => (data.error === undefined ? resolve(data.results) : reject(new Error(data.error)));
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
  });
}

try {
  await report({ agent: navigator.userAgent, page: await runAll(), worker: await inWorker() });
} catch (error) {
  await report({ agent: navigator.userAgent, error: `${error}\n${error.stack}` });
}
