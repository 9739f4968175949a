// The shared test cases of a module in any JavaScript host: values as vectors files write
// them, and whether a call gave what its case says. Results, faults and changed arguments
// are compared bit for bit (NaN equals NaN, -0 is not 0).

const arrays = {
  $i8: Int8Array, $u8: Uint8Array, $i16: Int16Array, $u16: Uint16Array, $i32: Int32Array, $u32: Uint32Array,
  $i64: BigInt64Array, $u64: BigUint64Array, $f32: Float32Array, $f64: Float64Array,
};

/** A value of a vectors file as JavaScript has it. */
export function decode(value) {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object") return value;
  const tag = Object.keys(value).find((key) => key.startsWith("$"));
  if (tag === undefined) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
  const inner = value[tag];
  if (tag === "$bigint") return BigInt(inner);
  if (tag === "$number") return Number(inner);
  if (tag === "$utf16") return String.fromCharCode(...(inner.match(/..../g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  if (tag === "$bytes") return Uint8Array.from(inner.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (tag === "$repeat") return inner[0].repeat(inner[1]);
  if (tag === "$map") return new Map(inner.map(decode));
  if (tag === "$set") return new Set(inner.map(decode));
  if (tag === "$date") return new Date(inner);
  if (tag === "$concat") return inner.map(decode).join("");
  if (!(tag in arrays)) throw new Error(`${tag} is no tag`);
  return arrays[tag].from(inner, tag.endsWith("64") && tag !== "$f64" ? BigInt : Number);
}

/** A value of JavaScript as a vectors file has it: what decode() takes. */
export function encode(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    return { $utf16: Array.from({ length: value.length }, (_, index) => value.charCodeAt(index).toString(16).padStart(4, "0")).join("") };
  }
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return { $bytes: Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("") };
  if (value instanceof Map) return { $map: [...value].map((pair) => pair.map(encode)) };
  if (value instanceof Set) return { $set: [...value].map(encode) };
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(encode);
  const tag = Object.keys(arrays).find((key) => value instanceof arrays[key]);
  if (tag !== undefined) return { [tag]: Array.from(value, (each) => (typeof each === "bigint" ? String(each) : (encode(each)?.$number ?? each))) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
}

/** null and undefined are both "absent", also where a member of an object is left out. */
export function same(left, right) {
  if (left == null || right == null) return left == right;
  if (typeof left !== "object" || typeof right !== "object") return Object.is(left, right);
  if (left instanceof Map) return right instanceof Map && left.size === right.size && [...left].every(([key, value]) => right.has(key) && same(value, right.get(key)));
  if (left instanceof Set) return right instanceof Set && left.size === right.size && [...left].every((value) => [...right].some((other) => same(value, other)));
  if (left instanceof Date) return right instanceof Date && Object.is(left.getTime(), right.getTime());
  const isList = Array.isArray(left) || ArrayBuffer.isView(left);
  if (isList) {
    const alike = Object.prototype.toString.call(left) === Object.prototype.toString.call(right);
    return alike && left.length === right.length && left.every((value, index) => same(value, right[index]));
  }
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}

/** The JavaScript name of an operation. */
export const camelCase = (name) => name.replace(/(?<=.)_([a-z])/g, (_, letter) => letter.toUpperCase());

/** What differs in one case, as [what, expected, got]; nothing if it passed. `show` makes texts of values. */
export function difference(operation, test, show) {
  const args = test.arguments.map(decode);
  if (!("fault" in test) && !("result" in test) && !("after" in test)) return ["the case says nothing", "result, fault or after", "none"];
  let result;
  try {
    result = operation(...args);
  } catch (error) {
    if (test.fault !== undefined && error.code === test.fault.code && error.offset === test.fault.offset) return undefined;
    const expected = test.fault === undefined ? show(decode(test.result ?? null)) : show(test.fault);
    return ["it threw", expected, `${error.message} (code ${error.code}, offset ${error.offset})`];
  }
  if (test.fault !== undefined) return ["it did not throw", show(test.fault), show(result)];
  const expected = decode(test.result ?? null);
  if (!same(result, expected)) return ["the result differs", show(expected), show(result)];
  if (test.after === undefined) return undefined;
  const after = test.after.map(decode);
  return same(args, after) ? undefined : ["the arguments after the call differ", show(after), show(args)];
}
