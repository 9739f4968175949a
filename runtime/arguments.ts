// Arguments of implementations in JavaScript, held to the same types as those of wasm: the
// same mistake is the same TypeError, and what wasm takes, they get in one form.
import type { Callable, Functions, NamedType, TypeDescription, Types } from "./plugin.js";

type Check = (value: unknown, where: string) => unknown;

interface NumberKind {
  readonly array: TypedArrayConstructor;
  readonly low: number;
  readonly high: number;
}

interface TypedArrayConstructor {
  readonly name: string;
  readonly prototype: object;
  from(values: ArrayLike<never>): unknown;
}

const kind = (array: unknown, low: number, high: number): NumberKind => ({ array: array as TypedArrayConstructor, low, high });

const arrays: Record<string, NumberKind> = {
  i8: kind(Int8Array, -(2 ** 7), 2 ** 7 - 1),
  u8: kind(Uint8Array, 0, 2 ** 8 - 1),
  i16: kind(Int16Array, -(2 ** 15), 2 ** 15 - 1),
  u16: kind(Uint16Array, 0, 2 ** 16 - 1),
  i32: kind(Int32Array, -(2 ** 31), 2 ** 31 - 1),
  u32: kind(Uint32Array, 0, 2 ** 32 - 1),
  f32: kind(Float32Array, -Infinity, Infinity),
  f64: kind(Float64Array, -Infinity, Infinity),
  i64: kind(BigInt64Array, 0, 0),
  u64: kind(BigUint64Array, 0, 0),
};

function wrong(where: string, expected: string, value: unknown): never {
  const type = typeof value;
  const found = type === "bigint" ? `${value as bigint}n` : value === null || value === undefined || type === "number" ? String(value) : type;
  throw Object.assign(new TypeError(`\`${where}\` must be ${expected}, not ${found}`), { code: "invalid_argument", where });
}

function scalarCheck(name: string): Check {
  if (name === "bool") return (value, where) => (typeof value === "boolean" ? value : wrong(where, "a boolean", value));
  if (name === "i64" || name === "u64") {
    const fits = name === "i64" ? (value: bigint) => BigInt.asIntN(64, value) === value : (value: bigint) => BigInt.asUintN(64, value) === value;
    const range = name === "i64" ? "a BigInt from -(2n ** 63n) to 2n ** 63n - 1n" : "a BigInt from 0n to 2n ** 64n - 1n";
    return (value, where) => (typeof value === "bigint" && fits(value) ? value : wrong(where, range, value));
  }
  if (name === "f64") return (value, where) => (typeof value === "number" ? value : wrong(where, "a number", value));
  if (name === "f32") return (value, where) => (typeof value === "number" ? Math.fround(value) : wrong(where, "a number", value));
  const { low, high } = arrays[name] ?? { low: 0, high: 0 };
  return (value, where) => (Number.isInteger(value) && (value as number) >= low && (value as number) <= high ? value : wrong(where, `an integer from ${low} to ${high}`, value));
}

function arrayCheck(scalar: string, isExact: boolean): Check {
  const of = arrays[scalar];
  if (of === undefined) return (value) => value;
  const { array } = of;
  const element = scalarCheck(scalar);
  const article = array.name.startsWith("I") ? "an" : "a";
  const elements = scalar.endsWith("64") && scalar !== "f64" ? "BigInts" : "numbers";
  const convert = (value: unknown, where: string): unknown => {
    // Arrays of other realms, as pages with frames and test runners have them.
    const name = Object.prototype.toString.call(value).slice("[object ".length, -1);
    if (name === array.name) return value;
    if (isExact) wrong(where, `${article} ${array.name}`, value);
    if (name === "Uint8ClampedArray" && scalar === "u8") return new Uint8Array((value as Uint8ClampedArray).slice().buffer);
    if (!ArrayBuffer.isView(value) && !Array.isArray(value)) wrong(where, `${article} ${array.name} or an array of ${elements}`, value);
    const values = value as unknown as ArrayLike<never>;
    for (let index = 0; index < values.length; index++) element(values[index], `${where}[${index}]`);
    return array.from(values);
  };
  return (value, where) => (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === array.prototype ? value : convert(value, where));
}

function listCheck(element: Check, expected: string): Check {
  return (value, where) => (Array.isArray(value) ? Array.from(value, (inner: unknown, index) => element(inner, `${where}[${index}]`)) : wrong(where, expected, value));
}

/** Types that only one instance can have are not checked: no implementation in JavaScript takes them. */
function checkOf(type: TypeDescription, types: Types): Check {
  if (type === "string") return (value, where) => (typeof value === "string" ? value : wrong(where, "a string", value));
  if (type === "strings") return listCheck(checkOf("string", types), "an array of strings");
  if (typeof type === "string") return scalarCheck(type);
  const [[kind, inner] = ["", ""]] = Object.entries(type);
  if (kind === "numbers" || kind === "in_out") return arrayCheck(inner as string, kind === "in_out");
  if (kind === "optional") {
    const present = checkOf(inner as TypeDescription, types);
    return (value, where) => (value == null ? undefined : present(value, where));
  }
  if (kind === "list") return listCheck(checkOf(inner as TypeDescription, types), "an array");
  if (kind === "enum") {
    const names = types.enums[inner as string] ?? [];
    return (value, where) => (names.includes(value as string) ? value : wrong(where, names.map((name) => JSON.stringify(name)).join(" or "), value));
  }
  if (kind === "struct") return structCheck(inner as string, types);
  return (value) => value;
}

/** Made on first use, because a struct may hold a list of its own kind. */
function structCheck(name: string, types: Types): Check {
  let fields: (readonly [string, Check])[] | undefined;
  return (value, where) => {
    if (Object(value) !== value) wrong(where, "an object", value);
    fields ??= (types.structs[name] ?? []).map(([field, type]) => [field, checkOf(type, types)] as const);
    const given = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const [field, check] of fields) result[field] = check(given[field], `${where}.${field}`);
    return result;
  };
}

/**
 * `functions` with arguments that are checked, each made ready when it is first asked for; with faults
 * that say where, as those of wasm do.
 */
export function checked(functions: Functions, types: Types, isComplete: boolean): Functions {
  const result: Functions = {};
  for (const [name, parameters] of Object.entries(types.functions)) {
    const inner = functions[name];
    if (typeof inner !== "function") {
      if (isComplete) throw new Error(`the twin has no function ${name}`);
      continue;
    }
    const get = (): Callable => {
      const value = withChecks(name, inner as Callable, parameters, types);
      Object.defineProperty(result, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(result, name, { get, enumerable: true, configurable: true });
  }
  return result;
}

function withChecks(operation: string, inner: Callable, parameters: readonly NamedType[], types: Types): Callable {
  const checks = parameters.map(([name, type]) => [name, checkOf(type, types)] as const);
  const [[firstName, first] = ["", undefined], [secondName, second] = ["", undefined]] = checks;
  const located = (error: unknown): unknown => {
    const fault = error as { code?: unknown; where?: unknown };
    return error instanceof Error && typeof fault.code === "string" && fault.where === undefined ? Object.assign(error, { where: operation }) : error;
  };
  if (checks.length === 1 && first !== undefined) {
    return (a) => {
      try {
        return inner(first(a, firstName));
      } catch (error) {
        throw located(error);
      }
    };
  }
  if (checks.length === 2 && first !== undefined && second !== undefined) {
    return (a, b) => {
      try {
        return inner(first(a, firstName), second(b, secondName));
      } catch (error) {
        throw located(error);
      }
    };
  }
  return (...values) => {
    try {
      return inner(...checks.map(([name, check], index) => check(values[index], name)));
    } catch (error) {
      throw located(error);
    }
  };
}
