#include "bind/glue.h"

#include <array>
#include <set>

namespace sinter {
namespace {

// clang-format off
constexpr GluePart module_part_list[] = {
{"$pick", R"js(
// The first variant that this engine can run; the last one is for all the others.
const $pick = (sources) =>
  Object.keys(sources).reduceRight((last, name) => ($needs[name] && !WebAssembly.validate(new Uint8Array($needs[name])) ? last : name));
)js"},
{"$within", R"js(
// The same refusal, seen from the value around the one that was refused.
function $within(error, name, index) {
  const place = index === undefined ? name : `${name}[${index}]`;
  if ($ranOut.test(error?.message)) $refuse(place, "is nested too deeply, or contains itself");
  return error?.code === "invalid_argument" && /^($|[.[])/.test(error.where) ? $refuse(place + error.where, error.message.slice(error.where.length + 3)) : error;
}
)js"},
{"$wrong", R"js(
function $wrong(name, expected, value, index) {
  $refuse(index === undefined ? name : `${name}[${index}]`, `must be ${expected}, not ${typeof (value ?? 0) === "number" ? value : <big>typeof value}`);
}
)js"},
{"$refuse", R"js(
function $refuse(where, why) {
  throw Object.assign(TypeError(`\`${where}\` ${why}`), { code: "invalid_argument", where });
}
)js"},
{"$i8", R"js(
function $i8(value, name, index) {
  return typeof value === "number" && (value << 24) >> 24 === value ? value : $wrong(name, "an integer from -128 to 127", value, index);
}
)js"},
{"$u8", R"js(
function $u8(value, name, index) {
  return typeof value === "number" && (value & 255) === value ? value : $wrong(name, "an integer from 0 to 255", value, index);
}
)js"},
{"$i16", R"js(
function $i16(value, name, index) {
  return typeof value === "number" && (value << 16) >> 16 === value ? value : $wrong(name, "an integer from -32768 to 32767", value, index);
}
)js"},
{"$u16", R"js(
function $u16(value, name, index) {
  return typeof value === "number" && (value & 65535) === value ? value : $wrong(name, "an integer from 0 to 65535", value, index);
}
)js"},
{"$i32", R"js(
function $i32(value, name, index) {
  return typeof value === "number" && (value | 0) === value ? value : $wrong(name, "an integer from -2147483648 to 2147483647", value, index);
}
)js"},
{"$u32", R"js(
function $u32(value, name, index) {
  return typeof value === "number" && value >>> 0 === value ? value : $wrong(name, "an integer from 0 to 4294967295", value, index);
}
)js"},
{"$i64", R"js(
function $i64(value, name, index) {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value ? value : $wrong(name, "a BigInt from -(2n ** 63n) to 2n ** 63n - 1n", value, index);
}
)js"},
{"$u64", R"js(
function $u64(value, name, index) {
  return typeof value === "bigint" && BigInt.asUintN(64, value) === value ? value : $wrong(name, "a BigInt from 0n to 2n ** 64n - 1n", value, index);
}
)js"},
{"$word", R"js(
// Its sign is the module's business: -1 and 4294967295 are the same 32 bits.
function $word(value, name) {
  return typeof value === "number" && ((value | 0) === value || value >>> 0 === value) ? value : $wrong(name, "an integer from -2147483648 to 4294967295", value);
}
)js"},
{"$long", R"js(
function $long(value, name) {
  return typeof value === "bigint" && value >= -(2n ** 63n) && value < 2n ** 64n ? value : $wrong(name, "a BigInt from -(2n ** 63n) to 2n ** 64n - 1n", value);
}
)js"},
{"$number", R"js(
function $number(value, name, index) {
  return typeof value === "number" ? value : $wrong(name, "a number", value, index);
}
)js"},
{"$bool", R"js(
function $bool(value, name) {
  return typeof value === "boolean" ? value : $wrong(name, "true or false", value);
}
)js"},
{"$choice", R"js(
function $choice(value, name, values) {
  const place = values.indexOf(value);
  if (place < 0) $wrong(name, `one of ${JSON.stringify(values)}`, value);
  return place;
}
)js"},
{"$object", R"js(
function $object(value, name) {
  return typeof value === "object" && value ? value : $wrong(name, "an object", value);
}
)js"},
{"$duration", R"js(
function $duration(value, name, low, high) {
  if (typeof value !== "number" || !(value >= low && value <= high)) $wrong(name, `a number of milliseconds from ${low} to ${high}`, value);
  return value;
}
)js"},
{"$tuple", R"js(
function $tuple(value, name, count) {
  if (!Array.isArray(value) || value.length !== count) $wrong(name, `an array of ${count}`, value);
  return value;
}
)js"},
{"$entries", R"js(
// As it really is: subclasses may iterate otherwise. Also of another realm.
function $entries(map, name) {
  let entries;
  try {
    entries = Map.prototype.entries.call(map);
  } catch {
    $wrong(name, "a Map", map);
  }
  return Array.from(entries);
}
)js"},
{"$members", R"js(
function $members(set, name) {
  let members;
  try {
    members = Set.prototype.values.call(set);
  } catch {
    $wrong(name, "a Set", set);
  }
  return Array.from(members);
}
)js"},
{"$time", R"js(
// Of another realm, too. An invalid date is no time.
function $time(date, name, low, high) {
  let time;
  try {
    time = Date.prototype.getTime.call(date);
  } catch {
    $wrong(name, "a Date", date);
  }
  if (!(time >= low && time <= high) && (low !== high || time !== time)) $wrong(name, "a valid Date that fits", date);
  return time;
}
)js"},
{"$ofArray", R"js(
// What a typed array says of itself cannot be overridden, and is the same in every realm.
const $ofArray = (key) => Function.prototype.call.bind(Uint8Array.prototype.__lookupGetter__(key));
)js"},
{"$arrayName", R"js(
const $arrayName = $ofArray(Symbol.toStringTag);
)js"},
{"$arrayLength", R"js(
const $arrayLength = $ofArray("length");
)js"},
{"$arrayBuffer", R"js(
const $arrayBuffer = $ofArray("buffer");
)js"},
{"$arrayOffset", R"js(
const $arrayOffset = $ofArray("byteOffset");
)js"},
{"$ranOut", R"js(
// The engines' words for it: two have the one, and Firefox has the other.
const $ranOut = /^(Maximum call|too much rec)/;
)js"},
{"$kin", R"js(
// Marks the objects of every instance.
const $kin = Symbol();
)js"},
{"$throw", R"js(
function $throw(code, message, cause) {
  throw new SinterError(code, message, undefined, undefined, cause);
}
)js"},
};

constexpr GluePart instance_part_list[] = {
{"$noFault", R"js(
  function $noFault(slot, codes, where) {
    const code = codes[$.u32s[slot] - 1];
    if (code) throw new SinterError(code, `${code.replaceAll("_", " ")} at offset ${$.u32s[slot + 1]}`, $.u32s[slot + 1], where);
    return slot;
  }
)js"},
{"$strings", R"js(
  // Some thousand characters cross in one piece: joining strings is cheaper than calling the encoder for each. Half a
  // character at an end must not find its other half at the next beginning.
  function $strings(values, name) {
    if (!Array.isArray(values)) $wrong(name, "an array of strings", values);
    const length = values.length >>> 0;
    const table = $place(length * 8);
    let joined = "";
    let first = 0;
    let slot = (table >>> 2) - 1;
    for (let index = 0; index < length; index++) {
      const text = values[index];
      if (typeof text !== "string") $wrong(name, "a string", text, index);
      if (joined !== "" && (joined.length > 4096 || (text.charCodeAt(0) & 0xfc00) === 0xdc00)) {
        $joined(joined, table, first, index, values, name);
        joined = "";
        first = index;
      }
      joined += text;
      if (!$.u32s?.length) $fresh();  // a getter ran other code
      $.u32s[(slot += 2)] = text.length;
    }
    $joined(joined, table, first, length, values, name);
    $.size = length;
    return table;
  }
)js"},
{"$joined", R"js(
  // Writes what was joined of the strings from first to end. The table gets the address of the first of them, and of each
  // its length. Where not all is ASCII that is in UTF-16 units, and marked so: codec.h finds the bytes sooner than a loop here.
  function $joined(joined, table, first, end, values, name) {
    let slot = (table >>> 2) + first * 2;
    if (joined.length <= 64 || first + 1 === end) {
      for (; first < end; first++, slot += 2) {
        const at = $string(values[first], name, first);
        $.u32s[slot] = at;
        $.u32s[slot + 1] = $.size;
      }
      return;
    }
    const top = $.top;
    const room = joined.length * 3;
    const at = $place(room + 8);  // codec.h looks at eight bytes at once
    const { written } = $encoder.encodeInto(joined, $.u8s.subarray(at, at + room));
    if (at === top) $.top = (at + written + 15) & -8;
    const { u32s } = $;
    const mark = written === joined.length ? 0 : 2 ** 31;
    for (let address = at; first < end; first++, slot += 2, address = 0) {
      u32s[slot] = address;
      u32s[slot + 1] |= mark;
    }
  }
)js"},
{"$string", R"js(
  // Up to some length writing ASCII by hand is faster than calling the encoder.
  function $string(text, name, index) {
    if (typeof text !== "string") $wrong(name, "a string", text, index);
    const { length } = text;
    const at = $place(length * 3);
    const bytes = $.u8s;
    let count = 0;
    if (length <= 32) for (let code; count < length && (code = text.charCodeAt(count)) < 128; count++) bytes[at + count] = code;
    $.size = count === length ? count : $encoder.encodeInto(text, bytes.subarray(at, at + length * 3)).written;
    return at;
  }
)js"},
{"$callback", R"js(
  function $callback(value, name, adapter) {
    if (typeof value !== "function") $wrong(name, "a function", value);
    return (($lent.functions.push(value) - 1) << <bits>) | adapter;
  }
)js"},
{"$keep", R"js(
  function $keep(value, name, adapter) {
    if (typeof value !== "function") $wrong(name, "a function", value);
    const place = $lent.free.pop() ?? $lent.kept.length;
    $lent.kept[place] = [value, adapter];
    return ~place;
  }
)js"},
{"$takeBack", R"js(
  function $takeBack(count) {
    while ($lent.functions.length > count) $lent.functions.pop();
  }
)js"},
{"$gone", R"js(
  function $gone() {
    $throw("instance_dead", `${$.dead.message}; load the module again`, $.dead);
  }
)js"},
{"$sized", R"js(
  function $sized(at, name, count) {
    return $.size === count ? at : $wrong(name, `${count} elements long`, $.size);
  }
)js"},
{"$encoder", R"js(
  const $encoder = new TextEncoder();
)js"},
{"$place", R"js(
  // Room for one argument: in the arena, or in a block of its own when it is large. The
  // arena's top moves in both cases, so that $release() knows whose block it is.
  function $place(length) {
    let at = $.top;
    if (length <= $base + 65536 - at) $.top = (at + length + 7) & -8;
    else {
      at = length < 2 ** 31 && $wasm.sinter_allocate(length) >>> 0;
      if (!at) $throw("out_of_memory", `there is no room for an argument of ${length} bytes`);
      $blocks.push(at, ($.top += 8));
    }
    return $fresh(at);
  }
)js"},
{"$release", R"js(
  // What a result is read from is none of what is released.
  function $release(mark, result) {
    $.top = mark;
    // From the end, as lists of lists make many: at the begin each would move all others.
    while ($blocks.at(-1) > mark) {
      $blocks.pop();
      $wasm.sinter_free($blocks.pop());
    }
    return result;
  }
)js"},
{"$texts", R"js(
  function $texts(index) {
    const table = $.u32s[index] >>> 2;
    const texts = [];
    for (let count = 0; count < $.u32s[index + 1]; count++) texts.push($text(table + count * 2));
    return texts;
  }
)js"},
{"$text", R"js(
  function $text(index) {
    const at = $.u32s[index];
    const length = $.u32s[index + 1];
    const bytes = $.u8s;
    let text = "";
    let count = 0;
    if (length <= 12) for (let code; count < length && (code = bytes[at + count]) < 128; count++) text += String.fromCharCode(code);
    return count === length ? text : $decoder.decode(bytes.subarray(at, at + length));
  }
)js"},
{"$decoder", R"js(
  const $decoder = new TextDecoder(undefined, { ignoreBOM: true });
)js"},
};
// clang-format on

constexpr std::array<std::string_view, 11> array_names = {"",
                                                          "Int8Array",
                                                          "Uint8Array",
                                                          "Int16Array",
                                                          "Uint16Array",
                                                          "Int32Array",
                                                          "Uint32Array",
                                                          "BigInt64Array",
                                                          "BigUint64Array",
                                                          "Float32Array",
                                                          "Float64Array"};

}  // namespace

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::span<const GluePart> module_parts() { return module_part_list; }
std::span<const GluePart> instance_parts() { return instance_part_list; }

bool mentions(std::string_view text, std::string_view name) {
  auto continues = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; at += name.size()) {
    std::size_t end = at + name.size();
    if (end == text.size() || !continues(text[end])) return true;
  }
  return false;
}

std::string needed_parts(std::string_view text, std::span<const GluePart> parts) {
  std::set<std::string_view> chosen;
  std::string all(text);
  for (bool grew = true; grew;) {
    grew = false;
    for (const GluePart& part : parts) {
      if (chosen.contains(part.name) || !mentions(all, part.name)) continue;
      chosen.insert(part.name);
      all += part.text;
      grew = true;
    }
  }
  std::string needed;
  for (const GluePart& part : parts) {
    if (chosen.contains(part.name)) needed += part.text;
  }
  return needed;
}

std::string_view array_name(Scalar scalar) { return array_names[static_cast<std::size_t>(scalar)]; }

std::string for_scalar(std::string_view pattern, Scalar scalar) {
  std::uint32_t size_bytes = scalar_size_bytes(scalar);
  std::string_view shift = size_bytes == 1 ? "0" : size_bytes == 2 ? "1" : size_bytes == 4 ? "2" : "3";
  bool is_big = scalar == Scalar::i64 || scalar == Scalar::u64;
  std::string text(pattern);
  text = replaced(text, "<type>", scalar_name(scalar));
  text = replaced(text, "<Array>", array_name(scalar));
  text = replaced(text, "<size>", std::to_string(size_bytes));
  text = replaced(text, "<shift>", shift);
  text = replaced(text, "<check>", check_name(scalar));
  return replaced(text, "<items>", is_big ? "BigInts" : "numbers");
}

std::string check_name(Scalar scalar) {
  if (scalar == Scalar::f32 || scalar == Scalar::f64) return "$number";
  return "$" + std::string(scalar_name(scalar));
}

std::string put_numbers_part(Scalar scalar, Shown shown) {
  std::string_view there =
      shown == Shown::no ? "" : R"js(if (<is set> && $arrayBuffer(values) === exports.memory.buffer) {
      $.size = length;
      return $arrayOffset(values);
    }
    )js";
  std::string_view is_set = scalar == Scalar::u8 ? R"js((array === "Uint8Array" || array === "Uint8ClampedArray"))js"
                                                 : R"js(array === "<Array>")js";
  std::string pattern = R"js(
  function $put_<type>(values, name) {<real>
    const array = $arrayName(values);
    const length = array ? $arrayLength(values) : Array.isArray(values) ? values.length >>> 0 : $wrong(name, "a <Array> or an array of <items>", values);
    <there>    const at = $place(length * <size>);
    const start = at >>> <shift>;
    let view;
    if (<is set> && length > 8) $.<type>s.set(values, start);
    // Once more if a getter let memory grow: what was written into the old view is nowhere.
    else do {
      view = $.<type>s;
      for (let index = 0; index < length; index++) view[start + index] = <check>(values[index], name, index);
    } while ($fresh(view) !== $.<type>s);
    $.size = length;
    return at;
  }
)js";
  pattern = replaced(std::move(pattern), "<there>", there);
  pattern = replaced(std::move(pattern), "<is set>", is_set);
  pattern = replaced(std::move(pattern), "<real>", shown == Shown::no ? "" : "\n    values = $real(values);");
  return for_scalar(pattern, scalar);
}

std::string lend_numbers_part(Scalar scalar, Shown shown) {
  std::string pattern = R"js(
  function $lend_<type>(values, name) {
    if ($arrayName(<values>) !== "<Array>") $wrong(name, "a <Array>, to be changed in place", values);
    return $put_<type>(values, name);
  }
)js";
  return for_scalar(replaced(std::move(pattern), "<values>", shown == Shown::no ? "values" : "$real(values)"), scalar);
}

std::string take_numbers_part(Scalar scalar) {
  return for_scalar(R"js(
  function $take_<type>(index) {
    const start = $.u32s[index] >>> <shift>;
    return $.<type>s.slice(start, start + $.u32s[index + 1]);
  }
)js",
                    scalar);
}

std::string_view error_class_text() {
  return R"js(
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
)js";
}

std::string_view load_text() {
  return R"js(
// By a name: bundlers for browsers would look the text up, and put in what stands for files there.
const $files = "node:fs/promises";

// Some bundlers put a path of the machine that built in the place of this file's address:
// there, addresses begin at the page.
async function $instantiate(source, imports) {
  let place = "`wasm`";
  let fault = "missing";
  try {
    source = await source;
    if (typeof source === "string" || source?.href) {
      place = source = new URL((place = source), ($here.startsWith("file:") && globalThis.location) || $here);
      source = await (source.protocol === "file:" ? (await import(/* webpackIgnore: true */ /* @vite-ignore */ $files)).readFile(source) : fetch(source));
    }
    if (source?.headers) {
      if (!source.ok) throw Error(`answered ${source.status}`);
      // Streaming refuses every other type, and some servers do not know this one.
      const type = source.headers.get("content-type");
      place += ` (${type})`;
      source = await (type === "application/wasm" ? WebAssembly.compileStreaming(source) : source.arrayBuffer());
    }
    fault = "invalid";
    const result = await WebAssembly.instantiate(source, imports);
    return result.instance ?? result;
  } catch (cause) {
    if (fault === "invalid") source?.byteLength ?? $wrong("wasm", "a URL, Response, bytes or Module", source);
    if (cause.name === "CompileError") fault = "invalid";
    $throw("wasm_" + fault, `${place} is ${fault}: ${cause.message}`, cause);
  }
}
)js";
}

std::string died_text(const Interface& interface, std::string_view view, bool has_arena) {
  std::string text = R"js(
  // After a trap or a stack that ran out, memory is in no state to go on with: every later call says so, and reaches nothing.
  function $died(error, where, mark) {
    <called back>if (<exited>error instanceof WebAssembly.RuntimeError || $ranOut.test(error?.message)) {
      error = $.dead = <exit>new SinterTrap("trap", `\`${where}\` stopped the module: ${error.message}`, undefined, where, error);<forget>
      for (const name in $wasm) $wasm[name] = $gone;<views>
    }<release>
    throw error;
  }
)js";
  text = replaced(std::move(text), "<views>", view.empty() ? "" : "\n      " + std::string(view) + " = undefined;");
  bool exits = !interface.wasi.empty();
  text = replaced(std::move(text), "<exited>", exits ? "error?.code === \"exited\" || " : "");
  text = replaced(std::move(text), "<exit>", exits ? "error.code === \"exited\" ? error : " : "");
  text = replaced(std::move(text), "<forget>", has_arena ? "\n      $blocks.length = 0;" : "");
  text = replaced(std::move(text), "<release>", has_arena ? "\n    if (mark) $release(mark);" : "");
  if (!has_arena) text = replaced(std::move(text), ", mark", "");
  std::string_view thrown =
      "if (error === $lent) {\n      error = $lent.thrown.error;\n      $lent.thrown = undefined;\n    } else ";
  return replaced(std::move(text), "<called back>", interface.calls_back ? thrown : "");
}

}  // namespace sinter
