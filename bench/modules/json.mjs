// Times the json module against its twin, what the host has built in, and npm peers:
//
//   npm ci --prefix bench
//   node bench/modules/json.mjs PACKAGE_FOLDER [--twin TWIN_JS] [--tiny]
//
// PACKAGE_FOLDER is dist/npm/@sinter/modules. Texts are records, with and without letters beyond
// ASCII, of four sizes. Everything a caller pays is inside: texts are encoded into wasm memory,
// results are copied out, and what `readAll` finds is parsed. JSON.parse stands for validation
// in the host, which has no other, and for reading: it builds everything first.
import canonicalize from "canonicalize";
import jsonPatch from "fast-json-patch";

import { compete, loadOurs, printConditions } from "./contest.mjs";

const ours = await loadOurs("json");

const record = (i, letters) => ({
  id: i, name: `user ${i}`, email: `user${i}@example.com`, active: i % 3 === 0, score: i * 1.37,
  tags: ["alpha", "beta", `g${letters}mma`].slice(0, i % 4),
  address: { street: `${i} Main St`, city: `Z${letters}rich`, geo: { lat: 47.37 + i / 1e5, lng: 8.54 } },
  note: i % 10 ? null : 'a "quoted" line\nwith newline',
});

/** About `size` bytes: a list of records between a first and a last member. */
function document(size, letters) {
  if (size < 256) return JSON.stringify({ first: 1, list: [{ name: `Z${letters}rich` }], last: [1, 2, 3] });
  const list = [];
  for (let bytes = 0; bytes < size; bytes += JSON.stringify(list.at(-1)).length + 1) list.push(record(list.length, letters));
  return JSON.stringify({ first: 1, list, last: [1, 2, 3] });
}

function operations(text) {
  const bytes = new TextEncoder().encode(text);
  const middle = JSON.parse(text).list.length >> 1;
  const pointers = ["/first", `/list/${middle}/name`, "/last/2"];
  const readHost = (source) => {
    const value = JSON.parse(source);
    return [value.first, value.list[middle].name, value.last[2]];
  };
  const pretty = JSON.stringify(JSON.parse(text), null, 2);
  const lines = JSON.parse(text).list.map((each) => JSON.stringify(each)).join("\n");
  const change = [{ op: "replace", path: `/list/${middle}/name`, value: "x" }, { op: "remove", path: "/first" }];
  const changeText = JSON.stringify(change);
  const decoder = new TextDecoder();
  return [
    ["validate", (m) => m.validate(text), { "JSON.parse": () => JSON.parse(text) }],
    ["validate bytes", (m) => m.validateBytes(bytes), { "JSON.parse of decoded": () => JSON.parse(decoder.decode(bytes)) }],
    ["select all names", (m) => m.select(text, "$.list[*].name").map((each) => JSON.parse(each)),
      { "JSON.parse": () => JSON.parse(text).list.map(({ name }) => name) }],
    ["read 3 values", (m) => m.readAll(text, pointers).map((each) => JSON.parse(each)), { "JSON.parse": () => readHost(text) }],
    ["read 3 values of bytes", (m) => m.readAllBytes(bytes, pointers).map((each) => JSON.parse(each)),
      { "JSON.parse of decoded": () => readHost(decoder.decode(bytes)) }],
    ["minify", (m) => m.minify(pretty), { "parse, stringify": () => JSON.stringify(JSON.parse(pretty)) }],
    ["canonical", (m) => m.canonical(text), { canonicalize: () => canonicalize(JSON.parse(text)) }],
    ["patch, 2 changes", (m) => m.patch(text, changeText),
      { "fast-json-patch": () => JSON.stringify(jsonPatch.applyPatch(JSON.parse(text), change).newDocument) }],
    ["read lines", (m) => m.readLines(lines), { "split, JSON.parse": () => lines.split("\n").map((line) => JSON.parse(line)) }],
  ];
}

const time = (ns) => (ns < 1e4 ? `${(ns / 1e3).toFixed(2)} us` : ns < 1e7 ? `${(ns / 1e3).toFixed(0)} us` : `${(ns / 1e6).toFixed(1)} ms`);

printConditions("ratio to the other");
for (const [letters, what] of [["u", "ASCII"], ["ü", "not only ASCII"]]) {
  for (const size of [64, 1024, 65536, 4 << 20]) {
    const text = document(size, letters);
    for (const [name, call, others] of operations(text)) {
      const results = compete([
        ...Object.entries(ours).filter(([label]) => label !== "twin" || size < 1e6).map(([label, module]) => ({ label, run: () => call(module) })),
        ...Object.entries(others).map(([label, run]) => ({ label, run })),
      ]);
      const other = results.at(-1).ns;
      const winner = results.reduce((left, right) => (right.ns < left.ns ? right : left)).label;
      const cells = results.map(({ label, ns }) => `${label} ${time(ns)} (${(ns / other).toFixed(2)})`);
      console.log(`${name}, ${text.length} characters, ${what}: ${cells.join(", ")}; ${winner} wins`);
    }
  }
}
