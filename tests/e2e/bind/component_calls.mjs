// Calls of component.cc that every host is given, as our own glue takes them, and how
// another host's values are compared with ours.
const point = { x: 1.5, y: -2 };
const mixed = {
  flag: true, small: 255, middle: -32768, color: "deep_blue", big: 2n ** 64n - 1n, real: 0.5, text: "gr\u00fc\u00df dich \u{1f600}",
  numbers: [1, 65535], point, last: -128,
};
const empty = { ...mixed, flag: false, text: "", numbers: [], color: "red", last: 127 };
const payloads = [
  { kind: "none" }, { kind: "f64", value: -0.25 }, { kind: "string", value: "text" }, { kind: "single", value: { value: 1.5 } },
  { kind: "mixed", value: mixed }, { kind: "i64", value: -(2n ** 63n) }, { kind: "list", value: [point, point] },
];

export const calls = [
  ["add", 1, -2], ["add", 2147483647, 1], ["negated", 127], ["negated", -128], ["doubled", 2n ** 63n - 1n], ["inverted", true],
  ["nextColor", "red"], ["nextColor", "deep_blue"], ["greet", "Ada"], ["greet", ""], ["greet", "gr\u00fc\u00df ".repeat(400)],
  ["xxh3_64", "four"], ["reversed", Uint8Array.of(1, 2, 255)], ["reversed", new Uint8Array(0)], ["sum", Float64Array.of(1, 2.5)],
  ["sum", new Float64Array(0)], ["sum", new Float64Array(20_000).fill(0.5)], ["shown"], ["middle", point, { x: 0, y: 0 }],
  ["single", { value: 2.25 }], ["mixed", mixed], ["mixed", empty], ["maybe", undefined], ["maybe", mixed],
  ["many", []], ["many", [mixed, empty, mixed]],
  ["lists", [{ name: "one", entries: [mixed, undefined, empty] }, { name: "none", entries: [] }]],
  ["flags", []], ["flags", [true, false, true]], ["sorted", ["b", "", "a", "\u00e4"]], ["sorted", []],
  ["lengths", new Map([["a", "long"], ["b", ""]])], ["turned", [true, "x", -3]], ["rotated", Uint16Array.of(1, 2, 65535)],
  ["find", Int32Array.of(5, 0, 7), 7], ["find", Int32Array.of(5, 0, 7), undefined], ["find", Int32Array.of(5), 9], ["twice", 21],
  ...payloads.map((payload) => ["echo", payload]), ["echoAll", payloads], ["lengthOf", "abc"], ["lengthOf", ""], ["lengthOf", "abcdef"],
  ["check", "a"], ["check", ""], ["points", 3], ["points", 0], ["spilled", mixed, "green", payloads[4], [point, { x: 3, y: 4 }]],
  ["spilled", empty, undefined, payloads[0], []], ["nothing"], ["chosen", {}], ["chosen", { limit: 3, word: "", color: "deep_blue" }], ["distinct", new Set([3, 255])], ["distinct", new Set()],
];

/** Calls that a component cannot answer but with a trap: there is no type for what is wrong. */
export const trapping = [["rotated", Uint16Array.of(1, 2)], ["twice", NaN], ["twice", 2 ** 60]];

/** What a call gave, in one form for all hosts: words of several parts are written with "-". */
export function settled(call) {
  try {
    return { result: plain(call()) };
  } catch (error) {
    const fault = error.payload ?? error;
    if (fault.code === undefined || fault.offset === undefined) throw error;
    return { fault: plain(fault.code), offset: fault.offset };
  }
}

/** A value as components have it. */
export function foreign(value) {
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return [...value].map(foreign);
  if (Array.isArray(value)) return value.map(foreign);
  if (typeof value === "string" && /^[a-z]+_[a-z]+$/.test(value)) return value.replaceAll("_", "-");
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (value.kind !== undefined) return { tag: foreign(value.kind), ...("value" in value ? { val: foreign(value.value) } : {}) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, foreign(inner)]));
}

function plain(value) {
  value = foreign(value);
  if (ArrayBuffer.isView(value)) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner)]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined).sort(([left], [right]) => (left < right ? -1 : 1)));
}
