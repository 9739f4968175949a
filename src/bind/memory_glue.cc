#include "bind/memory_glue.h"

#include "base/ranges.h"

namespace sinter {
namespace {

constexpr std::string_view watched = R"js(
  const $bare = new WeakMap();
  // A view that says so when memory has moved, where a bare one would be empty.
  function $watched(view) {
    const { length } = view;
    const live = () => {
      if (view.length === length) return view;
      $throw("memory_moved", "this view is of memory that has moved since: take it anew after calls that may allocate");
    };
    const proxy = new Proxy(view, {
      get(_, key) {
        const value = Reflect.get(live(), key);
        return typeof value === "function" && key !== "constructor" ? value.bind(view) : value;
      },
      set: (_, key, value) => Reflect.set(live(), key, value),
    });
    $bare.set(proxy, live);
    return proxy;
  }
)js";

constexpr std::string_view wasm_array = R"js(
  class $WasmArray {
    #at;
    #view;
    constructor(Type, length) {
      this.length = $u32(length, "length");
      const size = Math.max(length * Type.BYTES_PER_ELEMENT, 1);
      this.#at = size < 2 ** 31 ? $wasm.sinter_allocate(size) >>> 0 : 0;
      if (this.#at === 0) $throw("out_of_memory", `there is no room for ${length} numbers`);
      this.#view = new Type(0);
      this.values.fill(this.#view instanceof BigInt64Array || this.#view instanceof BigUint64Array ? 0n : 0);
      Object.freeze(this);
    }
    get values() {
      if ($.dead) $gone();
      if (this.#at === 0) $throw("disposed", "this array was disposed of");
      if (this.#view.length !== this.length) this.#view = new this.#view.constructor(exports.memory.buffer, this.#at, this.length);
      return this.#view;
    }
    dispose() {
      <free>
      this.#at = 0;
    }
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.dispose();
    }
    static find(value) {
      return typeof value === "object" && value !== null && #at in value ? value.values : undefined;
    }
  }
)js";

constexpr std::string_view take_back = R"js(
  // What lies in memory itself needs no way back, and what has gone meanwhile has none.
  function $copyBack(values, at, all) {
    let own;
    try {
      own = $real(values);
    } catch {
      return;
    }
    if (own.length === 0 || (own.byteOffset === at && own.buffer === all.buffer)) return;
    const start = at / own.BYTES_PER_ELEMENT;
    own.set(all.subarray(start, start + own.length));
  }
)js";

constexpr std::string_view array_types = R"ts(
type Freed = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol } ? { [Key in Dispose]: () => void } : {};
/** Numbers in the module's memory: functions that take such numbers take it as it is, and nothing is copied. */
export type WasmArray<Values> = Freed & {
  readonly length: number;
  /** The numbers, where they lie. Take them anew after calls that may allocate: memory may have moved. */
  readonly values: Values;
  /** Frees the memory. Using the array afterwards throws a `SinterError` with code `disposed`. */
  dispose(): void;
};
)ts";

bool returns_view(const BoundFunction& function) { return function.result.kind == BoundType::Kind::view; }

bool returns_views(const Interface& interface) {
  return ranges::any_of(interface.functions, returns_view) || ranges::any_of(interface.members, returns_view);
}

}  // namespace

Shown shows_memory(const Interface& interface) {
  return interface.arrays.empty() && !returns_views(interface) ? Shown::no : Shown::yes;
}

std::string real_part(const Interface& interface, Watch watch) {
  std::string found;
  if (!interface.arrays.empty()) found += "$WasmArray.find(values) ?? ";
  if (watch == Watch::yes && returns_views(interface)) found += "$bare.get(values)?.() ?? ";
  return "\n  const $real = (values) => " + found + "values;\n" + std::string(take_back);
}

std::string view_part(Scalar scalar, Watch watch) {
  std::string view = "$.<type>s.subarray(start, start + $.u32s[index + 1])";
  if (watch == Watch::yes) view = "$watched(" + view + ")";
  return for_scalar("\n  function $view_<type>(index) {\n    const start = $.u32s[index] >>> <shift>;\n    return " +
                        view + ";\n  }\n",
                    scalar);
}

std::string shown_memory_text(const Interface& interface, Watch watch) {
  std::string text;
  if (!interface.arrays.empty()) {
    text += wasm_array;
    // C++ may be using the array that a callback disposes of.
    std::string_view free = interface.calls_back
                                ? "const at = this.values && this.#at;\n"
                                  "      if ($lent.functions.length > 0) $lent.unsettled = $lent.spare.push(at) > 0;\n"
                                  "      else $wasm.sinter_free(at);"
                                : "$wasm.sinter_free(this.values && this.#at);";
    constexpr std::string_view place = "<free>";
    text.replace(text.find(place), place.size(), free);
  }
  if (watch == Watch::yes && returns_views(interface)) text += watched;
  return text;
}

std::string new_array_name(Scalar scalar) { return "new" + std::string(array_name(scalar)); }

std::string new_array_method(Scalar scalar) {
  return "    " + new_array_name(scalar) + "(length) {\n      return new $WasmArray(" +
         std::string(array_name(scalar)) + ", length);\n    },\n";
}

std::string new_array_declaration(Scalar scalar) {
  std::string array(array_name(scalar));
  return "  /** Allocates zeros in the module's memory, for repeated use without copies. */\n  new" + array +
         "(length: number): WasmArray<" + array + ">;\n";
}

std::string array_declarations(const Interface& interface) {
  return interface.arrays.empty() ? "" : std::string(array_types);
}

}  // namespace sinter
