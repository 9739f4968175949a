// A host of components, as small as one can be: it reads which core functions a component
// lifts and calls them by the rules of the canonical ABI, with the types that the module's
// manifest says. It shares no line with what the tool writes, so it can contradict it.
const [CORE_MODULE, ALIAS, CANONICAL, INSTANCE, EXPORT] = [1, 6, 8, 5, 11];
const utf8 = new TextEncoder();

class Reader {
  constructor(bytes, at = 0) { Object.assign(this, { bytes, at }); }
  get done() { return this.at >= this.bytes.length; }
  byte() { return this.bytes[this.at++]; }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  take(size) { return this.bytes.subarray(this.at, (this.at += size)); }
  text() { return new TextDecoder("utf-8", { fatal: true }).decode(this.take(this.number())); }
  list(entry) { return Array.from({ length: this.number() }, () => entry()); }
}

/** The exported functions with their core functions, and the name they are exported under. */
async function open(bytes) {
  const file = new Reader(bytes, 8);
  const modules = [], aliases = [], lifted = [], parts = [];
  let name;
  while (!file.done) {
    const id = file.byte();
    const section = new Reader(file.take(file.number()));
    if (id === CORE_MODULE) modules.push(await WebAssembly.compile(section.bytes));
    if (id === ALIAS) section.list(() => aliases.push([section.byte(), section.byte(), section.byte(), section.number(), section.text()]));
    if (id === CANONICAL) {
      section.list(() => {
        section.take(2);
        const core = section.number();
        const options = section.list(() => { const option = section.byte(); return [option, option < 3 ? 0 : section.number()]; });
        lifted.push({ core, options: Object.fromEntries(options), type: section.number() });
      });
    }
    if (id === INSTANCE) section.list(() => { section.byte(); section.list(() => { section.byte(); parts.push([section.text(), section.byte(), section.number()]); }); });
    if (id === EXPORT) section.list(() => { section.byte(); name = section.text(); section.take(3); });
  }
  const first = await WebAssembly.instantiate(modules[0]);
  const instances = [first, modules[1] && (await WebAssembly.instantiate(modules[1], { module: first.exports }))];
  const functions = aliases.filter(([sort, core]) => sort === 0 && core === 0).map(([, , , instance, text]) => instances[instance].exports[text]);
  const exported = parts.filter(([, sort]) => sort === 1).map(([text, , index]) => [text, lifted[index]]);
  return { name, memory: first.exports.memory, exported: new Map(exported.map(([text, { core, options }]) => [text, {
    call: functions[core], reallocate: functions[options[4]], release: functions[options[5]],
  }])) };
}

const aligned = (offset, align) => Math.ceil(offset / align) * align;
const sizes = { bool: 1, i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, f32: 4, f64: 8 };
const letters = { i64: "l", u64: "l", f32: "f", f64: "d" };

/** The types of a manifest in the terms of the specification: despecialised, with named parts. */
class Types {
  constructor(manifest) {
    this.structs = Object.fromEntries(manifest.structs.map((entry) => [entry.name, entry.fields]));
    this.enums = Object.fromEntries(manifest.enums.map((entry) => [entry.name, entry.values]));
  }
  of(type) {
    if (type === "void") return { kind: "nothing", size: 0, align: 1, flat: "" };
    if (typeof type === "string" && sizes[type]) return { kind: type, size: sizes[type], align: sizes[type], flat: letters[type] ?? "i" };
    if (type === "string") return { kind: "string", size: 8, align: 4, flat: "ii" };
    if (type === "strings") return this.listOf("string");
    const [[kind, inner]] = Object.entries(type);
    if (kind === "numbers" || kind === "view" || kind === "list" || kind === "set") return this.listOf(inner);
    if (kind === "array") return this.listOf(inner[0]);
    if (kind === "map") return this.listOf({ tuple: inner });
    if (kind === "duration") return this.of("f64");
    if (kind === "enum") return { ...this.of("u8"), kind: "enum", values: this.enums[inner].map((value) => value.replaceAll("_", "-")) };
    if (kind === "tuple") return { ...this.record(inner.map((part, index) => [index, part])), kind: "tuple" };
    if (kind === "struct" || kind === "options") return this.record(this.structs[inner].map((field) => [field.name, field.type]));
    if (kind === "optional") return { ...this.cases([["none", "void"], ["some", inner]]), kind: "option" };
    if (kind === "variant") return this.cases(inner.map((part) => [this.label(part), part]));
    throw new Error(`no type ${JSON.stringify(type)}`);
  }
  label(type) {
    if (type === "void") return "none";
    if (typeof type === "string") return type;
    const [[kind, inner]] = Object.entries(type);
    return kind === "struct" || kind === "enum" ? inner.toLowerCase() : kind;
  }
  listOf(element) { return { kind: "list", element: this.of(element), size: 8, align: 4, flat: "ii" }; }
  record(parts) {
    let size = 0, align = 1, flat = "";
    const fields = parts.map(([name, type]) => {
      const part = typeof type === "object" && type.kind ? type : this.of(type);
      const offset = aligned(size, part.align);
      size = offset + part.size;
      align = Math.max(align, part.align);
      flat += part.flat;
      return { name, type: part, offset };
    });
    return { kind: "record", fields, size: aligned(size, align), align, flat };
  }
  cases(parts) {
    const cases = parts.map(([name, type]) => ({ name, type: typeof type === "object" && type.kind ? type : this.of(type) }));
    const align = Math.max(...cases.map((part) => part.type.align));
    const flat = cases.reduce((all, { type }) => [...type.flat].reduce((joined, letter, at) =>
      [...joined.slice(0, at), joined[at] === undefined || joined[at] === letter ? letter : "if".includes(joined[at]) && "if".includes(letter) ? "i" : "l", ...joined.slice(at + 1)], all), []);
    const size = aligned(aligned(1, align) + Math.max(...cases.map((part) => part.type.size)), align);
    return { kind: "variant", cases, payload: aligned(1, align), size, align, flat: `i${flat.join("")}` };
  }
}

class Call {
  constructor(memory, reallocate) { Object.assign(this, { memory, reallocate }); }
  get view() { return new DataView(this.memory.buffer); }
  get accessor() { return { bool: "Uint8", i8: "Int8", u8: "Uint8", enum: "Uint8", i16: "Int16", u16: "Uint16", i32: "Int32", u32: "Uint32", i64: "BigInt64", u64: "BigUint64", f32: "Float32", f64: "Float64" }; }

  store(type, value, at) {
    if (type.kind === "nothing") return;
    if (type.kind === "string" || type.kind === "list") this.put(type, value).forEach((word, index) => this.view.setUint32(at + index * 4, word, true));
    else if (type.kind === "record" || type.kind === "tuple") for (const field of type.fields) this.store(field.type, value[field.name], at + field.offset);
    else if (type.cases) {
      const [index, inner] = this.chosen(type, value);
      this.view.setUint8(at, index);
      this.store(type.cases[index].type, inner, at + type.payload);
    } else this.view[`set${this.accessor[type.kind]}`](at, type.kind === "enum" ? type.values.indexOf(value) : type.kind === "bool" ? Number(value) : value, true);
  }
  chosen(type, value) {
    if (type.kind === "option") return value === undefined ? [0] : [1, value];
    return [type.cases.findIndex((part) => part.name === value.tag), value.val];
  }
  put(type, value) {
    if (type.kind === "string") {
      const bytes = utf8.encode(value);
      const at = this.reallocate(0, 0, 1, bytes.length);
      new Uint8Array(this.memory.buffer).set(bytes, at);
      return [at, bytes.length];
    }
    const at = this.reallocate(0, 0, type.element.align, value.length * type.element.size);
    value.forEach((element, index) => this.store(type.element, element, at + index * type.element.size));
    return [at, value.length];
  }
  lower(type, value) {
    if (type.kind === "nothing") return [];
    if (type.kind === "string" || type.kind === "list") return this.put(type, value);
    if (type.kind === "record" || type.kind === "tuple") return type.fields.flatMap((field) => this.lower(field.type, value[field.name]));
    if (type.cases) {
      const [index, inner] = this.chosen(type, value);
      const { flat } = type.cases[index].type;
      const values = this.lower(type.cases[index].type, inner);
      return [index, ...[...type.flat.slice(1)].map((letter, at) => (at < flat.length ? widened(values[at], flat[at], letter) : letter === "l" ? 0n : 0))];
    }
    if (type.kind === "enum") return [type.values.indexOf(value)];
    return [type.kind === "bool" ? Number(value) : value];
  }
  load(type, at) {
    if (type.kind === "nothing") return undefined;
    if (type.kind === "string" || type.kind === "list") {
      const [address, length] = [this.view.getUint32(at, true), this.view.getUint32(at + 4, true)];
      if (type.kind === "string") return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(this.memory.buffer, address, length));
      if (address % type.element.align !== 0 || address + length * type.element.size > this.memory.buffer.byteLength) throw new Error("a list lies askew");
      return Array.from({ length }, (_, index) => this.load(type.element, address + index * type.element.size));
    }
    if (type.kind === "tuple") return type.fields.map((field) => this.load(field.type, at + field.offset));
    if (type.kind === "record") return Object.fromEntries(type.fields.map((field) => [field.name, this.load(field.type, at + field.offset)]));
    if (type.cases) {
      const index = this.view.getUint8(at);
      if (index >= type.cases.length) throw new Error("no such case");
      const inner = this.load(type.cases[index].type, at + type.payload);
      if (type.kind === "option") return inner;
      return { tag: type.cases[index].name, ...(type.cases[index].type.kind === "nothing" ? {} : { val: inner }) };
    }
    return this.narrow(type, this.view[`get${this.accessor[type.kind]}`](at, true));
  }
  narrow(type, value) {
    if (type.kind === "enum") return type.values[value];
    if (type.kind === "bool") return value !== 0;
    const { kind } = type;
    if (kind === "u64") return BigInt.asUintN(64, value);
    if (kind === "u32") return value >>> 0;
    return kind === "u8" ? value & 255 : kind === "u16" ? value & 65535 : kind === "i8" ? (value << 24) >> 24 : kind === "i16" ? (value << 16) >> 16 : value;
  }
}

function widened(value, from, to) {
  if (from === to) return value;
  const view = new DataView(new ArrayBuffer(8));
  if (from === "f") view.setFloat32(0, value, true);
  if (from === "d") view.setFloat64(0, value, true);
  if (from === "i") view.setInt32(0, value, true);
  return to === "i" ? view.getInt32(0, true) : view.getBigInt64(0, true);
}

/** The component's functions by their names in WIT, and the interface's name. */
export async function host(bytes, manifest) {
  const { name, memory, exported } = await open(bytes);
  const types = new Types(manifest);
  const functions = {};
  for (const described of manifest.functions) {
    const label = described.export.replaceAll("_", "-");
    const { call, reallocate, release } = exported.get(label);
    const parameters = types.record(described.parameters.map((parameter, index) => [index, parameter.type]));
    let result = types.of(described.result);
    if (described.fault !== null) {
      const error = types.record([["code", { enum: described.fault }], ["offset", "u32"]]);
      result = { ...types.cases([["ok", result], ["error", error]]), kind: "result" };
    }
    functions[label] = (...values) => {
      const state = new Call(memory, reallocate);
      let flat;
      if (parameters.flat.length > 16) {
        flat = [reallocate(0, 0, parameters.align, parameters.size)];
        state.store(parameters, values, flat[0]);
      } else flat = parameters.fields.flatMap((field, index) => state.lower(field.type, values[index]));
      const returned = call(...flat);
      const value = result.flat.length > 1 ? state.load(result, returned) : result.flat === "" ? undefined : lifted(state, result, returned);
      release?.(...(returned === undefined ? [] : [returned]));
      if (result.kind !== "result") return value;
      if (value.tag === "error") throw Object.assign(new Error("a fault"), { payload: value.val });
      return value.val;
    };
  }
  return { name, functions, exported };
}

/** A result of one core value, which may be the only part of a record. */
function lifted(state, type, value) {
  if (type.kind === "record") return Object.fromEntries(type.fields.map((field) => [field.name, lifted(state, field.type, value)]));
  if (type.kind === "tuple") return type.fields.map((field) => lifted(state, field.type, value));
  return state.narrow(type, value);
}
