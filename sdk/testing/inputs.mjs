// Arguments for functions of any type, made from what the manifest declares: boundary values,
// Unicode with lone surrogates, nothing at all, and sizes around those at which
// implementations change their ways. The same seed makes the same arguments in any host.

/** Lengths around those of vectors, of small buffers, and of the runtime's classes of sizes. */
const lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1000, 4095, 4096, 8191, 8192, 8193, 65535, 65536];
const alphabets = [
  [..."ab"], [..."abcdefghijklmnopqrstuvwxyz ,.\n"], [..." \t\r\n\0\"\\/{}[]:,*?!-_0123456789aAzZ"],
  [..."aàéßİıſẞǅΣσςыĲﬁ"], ["a", "\u0301", "\u0323", "\u0308", "각", "ᄀ", "ᅡ", "ᆨ", "か", "\u3099"],
  ["👨", "\u200d", "👩", "🏽", "🇩", "🇪", "\r", "\n", "'", "a", "1", ".", " "], ["世", "界", "😀", "a", "\u{10ffff}", "\ud7ff", "\ue000", "\uffff"],
  ["\ud83d", "\ude00", "a", "é", "\ud800", "\udfff"],
];
const ranges = {
  i8: [-128, 127], u8: [0, 255], i16: [-32768, 32767], u16: [0, 65535], i32: [-2147483648, 2147483647], u32: [0, 4294967295],
  i64: [-(2n ** 63n), 2n ** 63n - 1n], u64: [0n, 2n ** 64n - 1n],
};
const arrays = {
  i8: Int8Array, u8: Uint8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array,
  i64: BigInt64Array, u64: BigUint64Array, f32: Float32Array, f64: Float64Array,
};
const floats = [0, -0, 1, -1, 0.1, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 5e-324, 1.7976931348623157e308, 2 ** -126, 16777217];

/** Numbers that a seed decides (mulberry32). */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  below(bound) {
    return Math.floor(this.next() * bound);
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  one(chance) {
    return this.below(chance) === 0;
  }
}

/** What the manifest declares with a parameter; undefined for what cannot be made of nothing (objects, callbacks). */
export class Inputs {
  #random;
  #enums;
  #structs;
  #samples;

  /** `samples` are texts that the module's own cases use: changed a little, they are what nobody would hit by chance. */
  constructor(seed, manifest, samples) {
    this.#random = new Random(seed);
    this.#enums = new Map(manifest.enums.map(({ name, values }) => [name, values]));
    this.#structs = new Map(manifest.structs.map(({ name, fields }) => [name, fields]));
    this.#samples = samples;
  }

  /** Whether there is a value of that type. */
  canMake(type, depth = 0) {
    if (depth > 6) return true;  // a struct that holds its own kind
    if (typeof type === "string") return type in ranges || ["f32", "f64", "bool", "string", "strings"].includes(type);
    const inner = this.#parts(type);
    return inner !== undefined && inner.every((each) => this.canMake(each, depth + 1));
  }

  #parts(type) {
    if ("numbers" in type || "in_out" in type || "enum" in type || "duration" in type || "time" in type) return [];
    if ("optional" in type) return [type.optional];
    if ("list" in type || "set" in type) return [type.list ?? type.set];
    if ("map" in type || "tuple" in type) return type.map ?? type.tuple;
    if ("array" in type) return [type.array[0]];
    const fields = this.#structs.get(type.struct ?? type.options);
    return fields?.map((field) => field.type);
  }

  /** Arguments of a call; texts that come later are at times parts of those before, as needles are of haystacks. */
  arguments(parameters) {
    const values = [];
    for (const { type } of parameters) {
      const before = values.findLast((value) => typeof value === "string" || value instanceof Uint8Array);
      const isAlike = before !== undefined && typeof before === (type === "string" ? "string" : "object") && (type === "string" || type.numbers === "u8");
      values.push(isAlike && !this.#random.one(3) ? this.#partOf(before) : this.value(type, values.length > 0));
    }
    return values;
  }

  #partOf(whole) {
    const begin = this.#random.below(whole.length + 1), size = this.#random.one(4) ? whole.length : this.#random.below(12);
    const part = whole.slice(this.#random.one(3) ? 0 : begin, begin + size);
    return typeof part === "string" && this.#random.one(3) ? this.#changed(part) : part;
  }

  value(type, isSmall, depth = 0) {
    const random = this.#random;
    if (type === "bool") return random.one(2);
    if (type === "string") return this.#text(isSmall || depth > 0);
    if (type === "strings") return this.#many(depth, () => this.#text(true));
    if (typeof type === "string") return this.#number(type);
    if ("enum" in type) return random.pick(this.#enums.get(type.enum));
    if ("numbers" in type || "in_out" in type) return this.#numbers(type.numbers ?? type.in_out, isSmall);
    if ("optional" in type) return random.one(3) || depth > 4 ? undefined : this.value(type.optional, isSmall, depth + 1);
    if ("list" in type) return this.#many(depth, () => this.value(type.list, true, depth + 1));
    if ("set" in type) return new Set(this.#many(depth, () => this.value(type.set, true, depth + 1)));
    if ("map" in type) return new Map(this.#many(depth, () => type.map.map((each) => this.value(each, true, depth + 1))));
    if ("tuple" in type) return type.tuple.map((each) => this.value(each, true, depth + 1));
    if ("array" in type) return arrays[type.array[0]].from({ length: type.array[1] }, () => this.#number(type.array[0]));
    if ("duration" in type) return random.below(1e6);
    if ("time" in type) return new Date(random.below(2 ** 31) * 1000);
    const fields = this.#structs.get(type.struct ?? type.options);
    return Object.fromEntries(fields.map((field) => [field.name, this.value(field.type, true, depth + 1)]));
  }

  #many(depth, make) {
    return Array.from({ length: depth > 3 ? 0 : this.#random.pick([0, 1, 2, 3, 8, 40]) }, make);
  }

  #number(type) {
    const random = this.#random;
    if (type === "f32") return Math.fround(random.pick(floats));
    // Whole ones are what most functions are about.
    if (type === "f64") return random.one(3) ? random.pick(floats) : random.one(2) ? random.below(1e6) : (random.next() - 0.5) * 10 ** random.below(20);
    const [low, high] = ranges[type], isBig = typeof low === "bigint", as = isBig ? BigInt : Number;
    if (random.one(4)) return random.pick([low, high, low + as(1), high - as(1)]);
    if (random.one(3)) return low + as(Math.floor(random.next() * Math.min(Number(high - low), 2 ** 53)));
    const small = as(random.below(40));
    return small > high ? high : small;
  }

  #numbers(type, isSmall) {
    const size = this.#length(isSmall ? 64 : undefined);
    if (type === "u8" && !this.#random.one(3)) return new TextEncoder().encode(this.#text(isSmall));
    return arrays[type].from({ length: size }, () => this.#number(type));
  }

  /** Mostly short: long ones take the time of many. */
  #length(max = this.#random.one(12) ? 65536 : this.#random.one(4) ? 8193 : 129) {
    return this.#random.pick(lengths.filter((length) => length <= max));
  }

  #text(isSmall) {
    const random = this.#random;
    if (this.#samples.length > 0 && random.one(2)) {
      const sample = random.pick(this.#samples);
      return random.one(3) ? sample : this.#changed(sample);
    }
    const alphabet = random.pick(alphabets), length = this.#length(isSmall ? 65 : undefined);
    let text = "";
    while (text.length < length) text += random.one(length < 300 ? 1e9 : 40) ? text.slice(-random.below(200)) : random.pick(alphabet);
    // One that is elsewhere, so that what passes over long stretches has something to find.
    return random.one(3) && length > 0 ? this.#changed(text) : text;
  }

  #changed(text) {
    const random = this.#random, at = random.below(text.length + 1), end = at + random.below(4);
    const put = random.one(3) ? "" : random.one(2) ? random.pick(random.pick(alphabets)) : text.slice(at, at + random.below(8));
    return text.slice(0, at) + put + text.slice(end);
  }
}

/** Smaller values than this one that might do the same, the smallest first. */
export function* smaller(value) {
  if (typeof value === "string" || ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 0)) {
    const join = (left, right) => {
      if (typeof value === "string") return left + right;
      if (Array.isArray(value)) return [...left, ...right];
      const joined = new value.constructor(left.length + right.length);
      joined.set(left);
      joined.set(right, left.length);
      return joined;
    };
    for (let size = value.length; size > 0; size >>= 1) {
      for (let at = 0; at + size <= value.length; at += size) yield join(value.slice(0, at), value.slice(at + size));
    }
    if (typeof value === "string" && value.length <= 64) {
      for (let at = 0; at < value.length; at++) if (value[at] !== "a") yield `${value.slice(0, at)}a${value.slice(at + 1)}`;
    }
  }
  if (value === true) yield false;
  if (typeof value === "number" && value !== 0) yield* [0, 1, Math.trunc(value / 2)].filter((each) => Math.abs(each) < Math.abs(value));
  if (typeof value === "bigint" && value !== 0n) yield* [0n, 1n, value / 2n].filter((each) => (each < 0 ? -each : each) < (value < 0 ? -value : value));
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set || value instanceof Date) return;
  for (const key of Object.keys(value)) {
    for (const each of smaller(value[key])) yield Array.isArray(value) ? value.with?.(key, each) ?? Object.assign([...value], { [key]: each }) : { ...value, [key]: each };
  }
}
