// Times the memory module against its twin and what the host has built in:
//
//   node bench/modules/memory.mjs PACKAGE_FOLDER [--twin TWIN_MJS] [--tiny]
//
// PACKAGE_FOLDER is dist/npm/@sinter/modules. Everything a caller pays is inside: arguments
// are copied into wasm memory and back out. In every round all contenders take a turn, in an
// order that changes; the median of the rounds is printed, with its ratio to the best host
// built-in. `--tiny` runs each once, to see that it still works.
import { compete, loadOurs, printConditions, random } from "./contest.mjs";

const sizesBytes = [64, 1024, 65536, 4194304];
const ours = await loadOurs("memory");

/** What one writes without a library: a few loops and the built-in sort. */
function plainAggregate(values) {
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const sorted = values.slice().sort();
  const quantile = (p) => sorted[Math.floor((sorted.length - 1) * p)];
  const standardDeviation = Math.sqrt(squares / values.length);
  return { count: values.length, min, max, mean, standardDeviation, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) };
}

/** For each operation: the arguments at a size, how ours is called, and what the host has. */
const operations = {
  aggregate: {
    prepare: (sizeBytes) => [Float64Array.from({ length: sizeBytes / 8 }, () => random() * 1000)],
    call: (module, [values]) => module.aggregate(values),
    host: ["plain JS", ([values]) => plainAggregate(values)],
  },
  copy: {
    prepare: (sizeBytes) => [new Uint8Array(sizeBytes), new Uint8Array(sizeBytes).fill(1)],
    call: (module, [destination, source]) => module.copy(destination, source, 0),
    host: ["Uint8Array.set", ([destination, source]) => destination.set(source, 0)],
  },
  compare: {
    prepare: (sizeBytes) => [new Uint8Array(sizeBytes).fill(7), new Uint8Array(sizeBytes).fill(7)],
    call: (module, [left, right]) => module.compare(left, right),
    host: ["Buffer.compare", ([left, right]) => Buffer.compare(left, right)],
  },
  fill: {
    prepare: (sizeBytes) => [new Uint8Array(sizeBytes)],
    call: (module, [bytes]) => module.fill(bytes, 5, { offset: 0, sizeBytes: bytes.length }),
    host: ["Uint8Array.fill", ([bytes]) => bytes.fill(5)],
  },
};

const nanoseconds = (value) => (value < 1e4 ? `${value.toFixed(0)} ns` : value < 1e7 ? `${(value / 1e3).toFixed(1)} us` : `${(value / 1e6).toFixed(1)} ms`);

printConditions("ratio to the host");
for (const [name, operation] of Object.entries(operations)) {
  for (const sizeBytes of sizesBytes) {
    const args = operation.prepare(sizeBytes);
    const [hostName, hostCall] = operation.host;
    const contenders = Object.entries(ours).map(([label, module]) => ({ label, run: () => operation.call(module, args) }));
    contenders.push({ label: hostName, run: () => hostCall(args) });
    const results = compete(contenders);
    const host = results.at(-1).ns;
    console.log(`${name} ${sizeBytes} B: ${results.map(({ label, ns }) => `${label} ${nanoseconds(ns)} (${(ns / host).toFixed(2)})`).join(", ")}`);
  }
}
