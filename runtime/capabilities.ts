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

// Everything behind the magic number and version, in hexadecimal; () -> () is type 0.
const probes = {
  // (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)
  simd: "010501600001" + "7b" + "03020100" + "0a0a010800" + "4100fd0ffd620b",
  // (func (result v128) i32.const 1 i8x16.splat i32.const 2 i8x16.splat i8x16.relaxed_swizzle)
  relaxedSimd: "0105016000017b" + "03020100" + "0a0f010d00" + "4101fd0f4102fd0ffd80020b",
  // (memory 1 1 shared) (func i32.const 0 i32.atomic.load drop)
  threads: "010401600000" + "03020100" + "050401030101" + "0a0b010900" + "4100fe1002001a0b",
  // (memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.copy)
  bulkMemory: "010401600000" + "03020100" + "0503010001" + "0a0e010c00" + "410041004100fc0a00000b",
  // (func return_call 0)
  tailCalls: "010401600000" + "03020100" + "0a0601040012000b",
  // (func try nop catch_all end)
  exceptions: "010401600000" + "03020100" + "0a0801060006401" + "9" + "0b0b",
  // (memory i64 1)
  memory64: "0503010401",
};

function moduleOf(hex: string): Uint8Array<ArrayBuffer> {
  const digits = "0061736d01000000" + hex;
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

/** Whether a module may be compiled: a content-security policy can forbid what the engine could do. */
function compiles(): boolean {
  try {
    // WebKit holds its policy against instances only.
    return new WebAssembly.Instance(new WebAssembly.Module(moduleOf(""))) instanceof WebAssembly.Instance;
  } catch {
    return false;
  }
}

export function findCapabilities(): Capabilities {
  const wasm = typeof WebAssembly === "object" && compiles();
  const has = (name: keyof typeof probes): boolean => wasm && WebAssembly.validate(moduleOf(probes[name]));
  return {
    wasm,
    simd: has("simd"),
    relaxedSimd: has("relaxedSimd"),
    threads: has("threads"),
    bulkMemory: has("bulkMemory"),
    tailCalls: has("tailCalls"),
    exceptions: has("exceptions"),
    memory64: has("memory64"),
  };
}

/** Whether a variant of this name runs here; names that are not known make no claim. */
export function runsVariant(name: string, capabilities: Capabilities): boolean {
  if (!capabilities.wasm) return false;
  if (name === "simd") return capabilities.simd;
  return name !== "relaxed-simd" || capabilities.relaxedSimd;
}
