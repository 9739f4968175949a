// Glue for library.h by hand, of somebody who trusts all callers and knows the sizes: a page that has the file, arguments
// of the right types that are small enough, no trap. measure.mjs says what it weighs; nothing ships it.
export async function load(answer = fetch(new URL("./library.baseline.wasm", import.meta.url))) {
  const { instance } = await WebAssembly.instantiateStreaming(answer);
  const { exports } = instance;
  exports._initialize();
  const arena = exports.sinter_allocate(65536);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let bytes, words, doubles, size;
  const fresh = () => {
    const { buffer } = exports.memory;
    bytes = new Uint8Array(buffer);
    words = new Uint32Array(buffer);
    doubles = new Float64Array(buffer);
  };
  fresh();
  const put = (text) => {
    size = encoder.encodeInto(text, bytes.subarray(arena, arena + 65536)).written;
    return arena;
  };
  return {
    Counter: class {
      constructor(value) {
        this.at = exports["Counter.new"](value);
      }
      add(step) {
        return exports["Counter.add"](this.at, step);
      }
      dispose() {
        exports["~Counter"](this.at);
        this.at = 0;
      }
    },
    add: exports.add,
    greet(name) {
      const slot = exports.greet(put(name), size) >>> 2;
      fresh();
      return decoder.decode(bytes.subarray(words[slot], words[slot] + words[slot + 1]));
    },
    move({ x, y }, dx, dy) {
      const slot = exports.move(x, y, dx, dy) >>> 3;
      fresh();
      return { x: doubles[slot], y: doubles[slot + 1] };
    },
    scaled(values, factor) {
      doubles.set(values, arena >>> 3);
      const slot = exports.scaled(arena, values.length, factor) >>> 2;
      fresh();
      const start = words[slot] >>> 3;
      return doubles.slice(start, start + words[slot + 1]);
    },
    textSize: (text) => exports.text_size(put(text), size) >>> 0,
  };
}
