// The contract between a module's package and the runtime: what `<module>.plugin.mjs`
// holds, written by `sinter build` (src/package/npm_plugin.h has the other side).

/** The contract that this runtime reads. */
export const contract = 1;

/** Classes of sizes: the most bytes of arguments for each. */
export const classBytesMax = [256, 8192, 524288, Infinity] as const;

export type Operation = (...values: never[]) => unknown;
export type Callable = (...values: unknown[]) => unknown;
export type Functions = Record<string, unknown>;

/** A file of wasm: where it is, and the digest that it must have. */
export interface WasmFile {
  readonly url: () => URL;
  readonly bytes: number;
  readonly digest: string;
}

/** What the runtime hands to the glue in place of its own loading. */
export interface GlueOptions {
  readonly variant: string;
  readonly instantiate: (source: unknown, imports?: WebAssembly.Imports) => Promise<WebAssembly.Instance>;
}

export interface Glue {
  loadFrom(sources: Record<string, () => unknown>, options: GlueOptions): Promise<Functions>;
}

export type TypeDescription = string | { readonly [kind: string]: unknown };
export type NamedType = readonly [name: string, type: TypeDescription];

export interface Types {
  readonly functions: Readonly<Record<string, readonly NamedType[]>>;
  readonly structs: Readonly<Record<string, readonly NamedType[]>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

export interface JavaScript {
  readonly twin: Functions;
  readonly host?: Functions;
  readonly types: Types;
}

/** What a package's plug-in is for users: `F` is the type of the module's functions. */
export interface Plugin<Name extends string = string, F = unknown> {
  readonly contract: number;
  readonly name: Name;
  readonly package: string;
  readonly version: string;
  readonly functions?: F;
}

/** What is really in it. */
export interface FullPlugin extends Plugin {
  readonly variants: Readonly<Record<string, WasmFile>>;
  readonly glue: () => Promise<Glue>;
  readonly javascript?: () => Promise<JavaScript>;
  /** Names of implementations: variants, the best first; then "host" and "twin" where there are any. */
  readonly methods: readonly string[];
  readonly operations: Readonly<Record<string, string>>;
  /** Members that only one instance has: classes, its memory. */
  readonly home?: readonly string[];
}

/** An operation as `"11:2,02"` writes it. */
export interface OperationPlan {
  readonly isStateful: boolean;
  /** Bytes for each element of each argument. */
  readonly weights: readonly number[];
  /** For each class of sizes, the indices of methods to begin with, the best first; all others follow as they are numbered. */
  readonly orders: readonly (readonly number[])[];
}

export function readOperation(text: string): OperationPlan {
  const [call = "", orders = ""] = text.split(":");
  const classes = orders.split(",");
  return {
    isStateful: call.startsWith("!"),
    weights: Array.from(call.replace("!", ""), (digit) => parseInt(digit, 36)),
    orders: classBytesMax.map((_, index) => Array.from(classes[index] ?? "", Number)),
  };
}
