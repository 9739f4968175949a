// What this engine can run, asked of the engine itself: each feature by validating the
// smallest module that uses it.

export interface Capabilities {
  /** Modules can be compiled: the engine has WebAssembly and no policy forbids it. */
  readonly wasm: boolean;
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  /** Shared memory and atomics; pages can make such memory only when they are isolated from other origins. */
  readonly threads: boolean;
  readonly bulkMemory: boolean;
  readonly tailCalls: boolean;
  readonly exceptions: boolean;
  readonly memory64: boolean;
}

// For each feature a memory, if it needs one, and the body of a function () -> (), in hexadecimal.
const probes: Readonly<Record<Exclude<keyof Capabilities, "wasm">, readonly [memory: string, body: string]>> = {
  // i32.const 0 i8x16.splat i8x16.popcnt drop
  simd: ["", "4100fd0ffd621a"],
  // i32.const 1 i8x16.splat i32.const 2 i8x16.splat i8x16.relaxed_swizzle drop
  relaxedSimd: ["", "4101fd0f4102fd0ffd80021a"],
  // (memory 1 1 shared) i32.const 0 i32.atomic.load drop
  threads: ["030101", "4100fe1002001a"],
  // (memory 1) i32.const 0 i32.const 0 i32.const 0 memory.copy
  bulkMemory: ["0001", "410041004100fc0a0000"],
  // return_call 0
  tailCalls: ["", "1200"],
  // try nop catch_all end
  exceptions: ["", "064001190b"],
  // (memory i64 1)
  memory64: ["0401", ""],
};

/** The smallest module with this memory and this function. */
function moduleOf([memory, body]: readonly [memory: string, body: string]): Uint8Array<ArrayBuffer> {
  const sized = (bytes: string): string => (bytes.length / 2).toString(16).padStart(2, "0") + bytes;
  const section = (id: string, entry: string): string => entry && id + sized(`01${entry}`);
  const text = `0061736d01000000${section("01", "600000")}${section("03", "00")}${section("05", memory)}${section("0a", sized(`00${body}0b`))}`;
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** Whether a module may be compiled: a content-security policy can forbid what the engine could do. */
function compiles(): boolean {
  try {
    // WebKit holds its policy against instances only.
    new WebAssembly.Instance(new WebAssembly.Module(moduleOf(["", ""])));
    return true;
  } catch {
    return false;
  }
}

export function findCapabilities(): Capabilities {
  const wasm = compiles();
  const found = Object.entries(probes).map(([name, probe]) => [name, wasm && WebAssembly.validate(moduleOf(probe))]);
  return { wasm, ...(Object.fromEntries(found) as Record<keyof typeof probes, boolean>) };
}

/** Whether a variant of this name runs here; names that are not known make no claim. */
export function runsVariant(name: string, { wasm, simd, relaxedSimd }: Capabilities): boolean {
  return new Map([["simd", simd], ["relaxed-simd", relaxedSimd]]).get(name) ?? wasm;
}
