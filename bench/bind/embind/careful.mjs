// Glue for library.h by hand, with all that ours promises: every host, every way to say where the wasm is, every argument
// looked at, codes, traps, objects that are gone or another instance's. Only its messages are short. measure.mjs says what
// it weighs, which is what such promises cost at least; nothing ships it.
export class SinterError extends Error {
  name = "SinterError";
  constructor(code, message, offset, where, cause) {
    super(message, cause && { cause });
    Object.assign(this, { code, offset, where });
  }
}
export class SinterTrap extends SinterError {
  name = "SinterTrap";
}
const fail = (code, about, cause) => {
  throw new SinterError(code, about, undefined, undefined, cause);
};
const wrong = (where, expected, index) => {
  if (index !== undefined) where += `[${index}]`;
  throw Object.assign(TypeError(`${where} must be ${expected}`), { code: "invalid_argument", where });
};
const integer = (value, name) => (typeof value === "number" && (value | 0) === value ? value : wrong(name, "an i32"));
const number = (value, name, index) => (typeof value === "number" ? value : wrong(name, "a number", index));
const [arrayName, arrayLength] = [Symbol.toStringTag, "length"].map((key) => Function.prototype.call.bind(Uint8Array.prototype.__lookupGetter__(key)));
const kin = Symbol();
const files = "node:fs/promises";

export async function load({ variant = "baseline", wasm = new URL("./library.baseline.wasm", import.meta.url) } = {}) {
  if (variant !== "baseline") fail("unknown_variant", variant);
  let place = "wasm";
  let fault = "missing";
  try {
    wasm = await wasm;
    if (typeof wasm === "string" || wasm?.href) {
      const here = import.meta.url;
      place = wasm = new URL((place = wasm), (here.startsWith("file:") && globalThis.location) || here);
      wasm = await (wasm.protocol === "file:" ? (await import(files)).readFile(wasm) : fetch(wasm));
    }
    if (wasm?.headers) {
      if (!wasm.ok) throw Error(wasm.status);
      wasm = await (wasm.headers.get("content-type") === "application/wasm" ? WebAssembly.compileStreaming(wasm) : wasm.arrayBuffer());
    }
    fault = "invalid";
    wasm = await WebAssembly.instantiate(wasm);
  } catch (cause) {
    if (fault === "invalid") wasm?.byteLength ?? wrong("wasm", "wasm");
    if (cause.name === "CompileError") fault = "invalid";
    fail("wasm_" + fault, `${place}: ${cause.message}`, cause);
  }
  const { exports } = wasm.instance ?? wasm;
  exports._initialize();
  const call = { ...exports };
  const base = call.sinter_allocate(65536);
  const blocks = [];
  const state = { top: base };
  const encoder = new TextEncoder();
  const decoder = new TextDecoder(undefined, { ignoreBOM: true });
  const live = { Counter: 0 };

  const fresh = (result) => {
    if (!state.bytes?.length) {
      if (state.dead) call.add();
      const { buffer } = exports.memory;
      state.bytes = new Uint8Array(buffer);
      state.words = new Uint32Array(buffer);
      state.doubles = new Float64Array(buffer);
    }
    return result;
  };
  fresh();
  const died = (error, where, mark) => {
    if (error instanceof WebAssembly.RuntimeError || /^(Maximum call|too much rec)/.test(error?.message)) {
      const dead = (state.dead = error = new SinterTrap("trap", where + ": " + error.message, undefined, where, error));
      blocks.length = state.bytes = 0;
      for (const name in call) call[name] = () => fail("instance_dead", dead.message, dead);
    }
    if (mark) release(mark);
    throw error;
  };
  const room = (length) => {
    let at = state.top;
    if (length <= base + 65536 - at) state.top = (at + length + 7) & -8;
    else {
      at = length < 2 ** 31 && call.sinter_allocate(length) >>> 0;
      if (!at) fail("out_of_memory", length);
      blocks.unshift((state.top += 8), at);
    }
    return fresh(at);
  };
  const release = (mark, result) => {
    state.top = mark;
    while (blocks.length > 0 && blocks[0] > mark) call.sinter_free(blocks.splice(0, 2)[1]);
    return result;
  };
  const put = (text, name) => {
    if (typeof text !== "string") wrong(name, "a string");
    const { length } = text;
    const at = room(length * 3);
    const { bytes } = state;
    let count = 0;
    if (length <= 32) for (let code; count < length && (code = text.charCodeAt(count)) < 128; count++) bytes[at + count] = code;
    state.size = count === length ? count : encoder.encodeInto(text, bytes.subarray(at, at + length * 3)).written;
    return at;
  };
  let address;
  return {
    variant,
    Counter: class {
      #at;
      static {
        address = (object, name) => {
          try {
            if (object.#at) return object.#at;
          } catch {
            if ((object?.[kin] ?? state) !== state) fail("other_instance", name);
            wrong(name, "a Counter");
          }
          fail("disposed", name);
        };
        this.prototype[kin] = state;
      }
      get ownership() {
        return address(this, "this") && "owned";
      }
      [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
        this.dispose();
      }
      dispose() {
        const at = address(this, "this");
        this.#at = 0;
        if (state.dead) return;
        live.Counter--;
        try {
          call["~Counter"](at);
        } catch (error) {
          died(error, "Counter.dispose");
        }
      }
      add(step) {
        try {
          return call["Counter.add"](address(this, "this"), integer(step, "step"));
        } catch (error) {
          died(error, "Counter.add");
        }
      }
      constructor(value) {
        try {
          this.#at = call["Counter.new"](integer(value, "value"));
        } catch (error) {
          died(error, "new Counter");
        }
        live.Counter++;
      }
    },
    liveObjects: () => Object.fromEntries(Object.entries(live).filter(([, count]) => count)),
    add(a, b) {
      try {
        return call.add(integer(a, "a"), integer(b, "b"));
      } catch (error) {
        died(error, "add");
      }
    },
    greet(name) {
      const mark = state.top;
      try {
        const slot = fresh(release(mark, call.greet(put(name, "name"), state.size))) >>> 2;
        const at = state.words[slot];
        const length = state.words[slot + 1];
        let text = "";
        let count = 0;
        if (length <= 12) for (let code; count < length && (code = state.bytes[at + count]) < 128; count++) text += String.fromCharCode(code);
        return count === length ? text : decoder.decode(state.bytes.subarray(at, at + length));
      } catch (error) {
        died(error, "greet", mark);
      }
    },
    move(point, dx, dy) {
      try {
        if (typeof point !== "object" || !point) wrong("point", "an object");
        const slot = fresh(call.move(number(point.x, "point.x"), number(point.y, "point.y"), number(dx, "dx"), fresh(number(dy, "dy")))) >>> 3;
        return { x: state.doubles[slot], y: state.doubles[slot + 1] };
      } catch (error) {
        died(error, "move");
      }
    },
    scaled(values, factor) {
      const mark = state.top;
      try {
        const array = arrayName(values);
        const length = array ? arrayLength(values) : Array.isArray(values) ? values.length >>> 0 : wrong("values", "numbers");
        const at = room(length * 8);
        if (array === "Float64Array" && length > 8) state.doubles.set(values, at / 8);
        else for (let index = 0; index < length; index++) {
          const value = number(values[index], "values", index);
          fresh();
          state.doubles[at / 8 + index] = value;
        }
        const slot = fresh(release(mark, call.scaled(at, length, number(factor, "factor")))) >>> 2;
        return state.doubles.slice(state.words[slot] / 8, state.words[slot] / 8 + state.words[slot + 1]);
      } catch (error) {
        died(error, "scaled", mark);
      }
    },
    textSize(text) {
      const mark = state.top;
      try {
        return release(mark, call.text_size(put(text, "text"), state.size)) >>> 0;
      } catch (error) {
        died(error, "textSize", mark);
      }
    },
  };
}
