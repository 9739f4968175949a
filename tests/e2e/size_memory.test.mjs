// What `sinter size` needs in memory: for files that are whole, and for files whose headers
// promise much and which are made to be dear. Each run has an address space of its own size,
// and one that asked for more would end by a signal.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { repository, scratchFolder, sinter } from "./project.mjs";

/** What the program takes for itself: its code, its stack, what its allocator begins with. */
const ownBytes = statSync(sinter).size + (10 << 20);
const timesFile = 10;
const folder = scratchFolder();

/** One view of a file; it ends by itself, whatever it says. */
function measure(path, args = [], bytes = ownBytes + timesFile * statSync(path).size) {
  const run = spawnSync("prlimit", [`--as=${bytes}`, "--core=0", sinter, "size", path, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  assert.equal(run.signal, null, `${path} ${args.join(" ")}: ${run.signal} ${run.stderr.slice(0, 300)}`);
  assert.ok([0, 1, 2].includes(run.status), `${path} ${args.join(" ")}: exit ${run.status} ${run.stderr.slice(0, 300)}`);
  return run;
}

const bySource = ["--by", "source"];
const views = [[], bySource, ["--inlined"], ["--dominators", "--garbage", "--paths", "malloc"], ["--duplicates"], ["--advice"], ["--format", "html"]];

function refused(name, content, reason, asked = [[]]) {
  const path = join(folder, name);
  writeFileSync(path, content);
  for (const args of asked) {
    const run = measure(path, args);
    assert.equal(run.status, 1, `${name}: ${run.stderr}`);
    assert.match(run.stderr, reason, name);
  }
}

function leb(value) {
  const bytes = [];
  do bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
  while ((value >>>= 7) !== 0);
  return Buffer.from(bytes);
}
const wasm = (...sections) => Buffer.concat([Buffer.from("\0asm\x01\0\0\0", "latin1"), ...sections]);
const section = (id, ...content) => {
  const payload = Buffer.concat(content);
  return Buffer.concat([Buffer.from([id]), leb(payload.length), payload]);
};
/** A list of so many entries that each is as short as it can be: what they become is longest then. */
const many = 400_000;
const list = (id, entry) => section(id, leb(many), Buffer.alloc(many * entry.length, Buffer.from(entry)));
const oneType = section(1, leb(1), Buffer.from([0x60, 0, 0]));
/** Declared and not there, which is seen when all else was read. */
const missing = section(3, leb(1), leb(0));

test("real files need little more room than for themselves", () => {
  const file = join(repository, "node_modules/web-tree-sitter/debug/web-tree-sitter.wasm");
  for (const args of views) measure(file, args);
  measure(sinter);
});

test("lists of very many entries, in modules that turn out to be broken, take ten times their room at most", () => {
  refused("promise.wasm", wasm(section(1, leb(1_000_000))), /more entries than its bytes can hold/);
  refused("types.wasm", wasm(list(1, [0x60, 0, 0]), missing), /count/);
  refused("parameters.wasm", wasm(section(1, leb(1), Buffer.from([0x60]), leb(many), Buffer.alloc(many, 0x7f))), /engines accept/);
  refused("imports.wasm", wasm(oneType, list(2, [0, 0, 0, 0]), missing), /count/);
  refused("exports.wasm", wasm(oneType, missing, list(7, [0, 0, 0])), /one name/);
  refused("globals.wasm", wasm(oneType, missing, list(6, [0x7f, 0, 0x41, 0, 0x0b])), /count/);
  refused("tables.wasm", wasm(list(4, [0x70, 0, 0])), /engines accept/);
  refused("elements.wasm", wasm(oneType, missing, list(9, [1, 0, 0])), /count/);
  refused("data.wasm", wasm(list(11, [1, 0])), /engines accept/);
  refused("bodies.wasm", wasm(oneType, list(3, [0]), section(10, leb(many), Buffer.alloc((many - 1) * 3, Buffer.from([2, 0, 0x0b])), Buffer.from([2, 0, 0]))), /./);
  refused("sections.wasm", wasm(Buffer.alloc(many * 3, Buffer.from([0, 1, 0]))), /engines accept/);
});

test("names that promise more than there is are left out, and cost nothing", () => {
  const names = Buffer.concat([Buffer.from("\x04name\x01", "latin1"), leb(2 * many + 3), leb(many), Buffer.alloc(2 * many, Buffer.from([0, 0]))]);
  const path = join(folder, "names.wasm");
  writeFileSync(path, wasm(oneType, section(3, leb(1), leb(0)), section(10, leb(1), Buffer.from([2, 0, 0x0b])), section(0, names)));
  for (const args of views) assert.equal(measure(path, args).status, ["malloc", "source", "--inlined"].some((word) => args.includes(word)) ? 2 : 0);
});

/** An ELF program of 64 bits: `code` bytes at 0x1000, and sections { name, content, flags }. */
function elf(code, sections) {
  const names = Buffer.from(`\0.text\0.shstrtab\0${sections.map(({ name }) => `${name}\0`).join("")}`, "latin1");
  const all = [
    { name: "", content: Buffer.alloc(0), type: 0 },
    { name: ".text", content: Buffer.alloc(code, 0x90), type: 1, flags: 6, address: 0x1000 },
    { name: ".shstrtab", content: names, type: 3 },
    ...sections.map((each) => ({ type: 1, ...each })),
  ];
  const header = Buffer.alloc(64);
  header.write("\x7fELF\x02\x01\x01", "latin1");
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(all.length, 60);
  header.writeUInt16LE(2, 62);
  let offset = 64;
  const table = Buffer.alloc(64 * all.length);
  all.forEach(({ name, content, type, flags = 0, address = 0 }, index) => {
    const at = index * 64;
    table.writeUInt32LE(name === "" ? 0 : names.indexOf(`\0${name}\0`, 0, "latin1") + 1, at);
    table.writeUInt32LE(type, at + 4);
    table.writeBigUInt64LE(BigInt(flags), at + 8);
    table.writeBigUInt64LE(BigInt(address), at + 16);
    table.writeBigUInt64LE(BigInt(offset), at + 24);
    table.writeBigUInt64LE(BigInt(content.length), at + 32);
    offset += content.length;
  });
  header.writeBigUInt64LE(BigInt(offset), 40);
  return Buffer.concat([header, ...all.map(({ content }) => content), table]);
}

/** As ELF packs a section: how, how large it says it was, and zlib's bytes. */
function packed(content, size = content.length) {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(1, 0);
  header.writeBigUInt64LE(BigInt(size), 8);
  header.writeBigUInt64LE(1n, 16);
  return Buffer.concat([header, deflateSync(content)]);
}
const compressed = 0x800;

/** A line table of DWARF 4 with two files, and a program. */
function lineTable(program) {
  const lists = Buffer.from("\0a\0\0\0\0b\0\0\0\0\0", "latin1");
  const fixed = Buffer.from([1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
  const unit = Buffer.concat([Buffer.from([4, 0]), u32(fixed.length + lists.length), fixed, lists, program]);
  return Buffer.concat([u32(unit.length), unit]);
}
function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
const at1000 = Buffer.from([0, 9, 2, 0, 0x10, 0, 0, 0, 0, 0, 0]);

test("a packed section that says it is huge is refused, and one that unpacks to very many lines is, too", () => {
  refused("huge.elf", elf(64, [{ name: ".debug_line", content: packed(Buffer.alloc(1000), 2 ** 40), flags: compressed }]), /far larger than the file/, [bySource]);
  refused("short.elf", elf(64, [{ name: ".debug_line", content: packed(Buffer.alloc(1000), 1100), flags: compressed }]), /unpack/, [bySource]);
  // From one file to the other with each byte of code: three bytes of line table, packed to nothing.
  const turns = Buffer.alloc(9_000_000, Buffer.from([4, 1, 0x20, 4, 2, 0x20]));
  const code = 3 << 20;
  const bomb = elf(code, [{ name: ".debug_line", content: packed(lineTable(Buffer.concat([at1000, turns, Buffer.from([0, 1, 1])]))), flags: compressed }]);
  const path = join(folder, "bomb.elf");
  writeFileSync(path, bomb);
  assert.ok(bomb.length < 4 << 20, `${bomb.length}`);
  assert.match(measure(path, ["--by", "source"]).stderr, /from one source file to another more often/);
  for (const args of [[], ["--format", "html"]]) assert.equal(measure(path, args).status, 0, args.join());
});

test("lists of files and abbreviations that promise much take no room", () => {
  // DWARF 5: no directory has anything, and there are very many of them.
  const lists = Buffer.concat([Buffer.from([0]), leb(many), Buffer.alloc(many)]);
  const fixed = Buffer.from([1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
  const unit = Buffer.concat([Buffer.from([5, 0, 8, 0]), u32(fixed.length + lists.length), fixed, lists]);
  const path = join(folder, "lists.elf");
  writeFileSync(path, elf(64, [{ name: ".debug_line", content: Buffer.concat([u32(unit.length), unit]) }]));
  assert.match(measure(path, ["--by", "source"]).stderr, /its header contradicts itself/);

  // Units without end, each with the abbreviations of all, of which none ends.
  const one = Buffer.concat([u32(8), Buffer.from([4, 0]), u32(0), Buffer.from([8, 1])]);
  const units = Buffer.alloc(one.length * 100_000, one);
  const abbreviations = Buffer.alloc(many, Buffer.from([0x81, 0x01, 0x11, 1]));
  const unitsPath = join(folder, "units.elf");
  writeFileSync(unitsPath, elf(64, [{ name: ".debug_line", content: lineTable(Buffer.from([0, 1, 1])) }, { name: ".debug_info", content: units }, { name: ".debug_abbrev", content: abbreviations }]));
  measure(unitsPath, bySource);
});

test("entries of functions and inlined calls take no more, however short they are and however many ranges they share", () => {
  // Abbreviations: 1 a unit, 2 a function with an empty name, 3 an inlined call with a list of ranges, 4 an entry that
  // has 900 attributes and no bytes; 3 has entries inside it.
  const shape = (code, tag, children, ...attributes) => Buffer.from([code, tag, children, ...attributes, 0, 0]);
  const present = Array.from({ length: 900 }, () => [0x3f, 0x19]).flat();
  const abbreviations = Buffer.concat([shape(1, 0x11, 1), shape(2, 0x2e, 0, 3, 8), shape(3, 0x1d, 1, 0x55, 0x17), shape(4, 0x34, 0, ...present), Buffer.from([0])]);
  const unit = (content) => {
    const whole = Buffer.concat([Buffer.from([4, 0]), u32(0), Buffer.from([4, 1]), content]);
    return Buffer.concat([u32(whole.length), whole]);
  };
  const ranges = Buffer.alloc(8 * many);
  for (let index = 0; index < many; ++index) {
    ranges.writeUInt32LE(1 + index, 8 * index);
    ranges.writeUInt32LE(2 + index, 8 * index + 4);
  }
  const contents = {
    functions: Buffer.alloc(2 * many, Buffer.from([2, 0])),
    named: Buffer.alloc(3 * many, Buffer.from([2, 0x61, 0])),
    calls: Buffer.alloc(5 * many, Buffer.from([3, 0, 0, 0, 0])),
    attributes: Buffer.alloc(many, 4),
  };
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, `${name}.wasm`);
    const custom = (title, bytes) => section(0, Buffer.from([title.length]), Buffer.from(title), bytes);
    const body = Buffer.concat([leb(many + 2), Buffer.from([0]), Buffer.alloc(many, 1), Buffer.from([0x0b])]);
    writeFileSync(path, wasm(oneType, section(3, leb(1), leb(0)), section(10, leb(1), body), custom(".debug_abbrev", abbreviations), custom(".debug_info", unit(content)), custom(".debug_ranges", ranges)));
    assert.equal(measure(path, ["--inlined"]).status, 0, name);
  }
});
