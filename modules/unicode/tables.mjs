// Makes what this module knows about characters out of the Unicode Character Database, which
// Debian's package unicode-data installs and which is no part of this repository:
//
//   node modules/unicode/tables.mjs        the step `unicode-tables` of sinter.toml
//
// writes beside itself tables.cc and twin-tables.ts, with the same bytes in both, and
// vectors/unicode_*.json: Unicode's own conformance files as cases, which therefore run natively
// and against every variant and the twin.
//
// Tables are streams of LEB128 numbers in columns (all gaps, then all lengths, then all values),
// because columns of small differences are what brotli makes small; they are spread into lookup
// tables when first needed (tables.h says how they read).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const data = "/usr/share/unicode";
const version = "15.0.0"; // whose rules segment.cc has
const here = new URL(".", import.meta.url).pathname;
const read = new Set(); // for the depfile

function fileText(name) {
  const file = `${data}/${name}`;
  read.add(file);
  try {
    return name.endsWith(".bz2") ? execFileSync("bzip2", ["-dc", file], { maxBuffer: 1 << 28, encoding: "utf8" }) : readFileSync(file, "utf8");
  } catch (error) {
    console.error(`tables: ${file} cannot be read: ${error.message}\ntables: next: apt-get install unicode-data bzip2`);
    process.exit(3);
  }
}
const lines = (name) => fileText(name).split("\n").map((line) => line.replace(/#.*/, "").trim()).filter((line) => line !== "");

const [, found] = /CaseFolding-([\d.]+)\.txt/.exec(fileText("CaseFolding.txt"));
if (found !== version) {
  console.error(`tables: ${data} has Unicode ${found}, and the rules in segment.cc are those of ${version}
tables: next: install unicode-data ${version}, or bring \`version\`, rules and tests up to date together`);
  process.exit(3);
}

const fields = (line) => line.split(";").map((field) => field.trim());
const points = (text) => text.split(/\s+/).filter((part) => part !== "").map((part) => Number.parseInt(part, 16));
const text = (codePoints) => String.fromCodePoint(...codePoints);

/** Lines "0041..005A ; Value" as [first, last, value]. */
const ranges = (name) => lines(name).map((line) => {
  const [range, value] = fields(line);
  const [first, last = first] = range.split("..").map((part) => Number.parseInt(part, 16));
  return [first, last, value];
});

const varint = (value) => {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
};
const signed = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
/** Rows of numbers as a count and the columns one after the other. */
const columns = (rows) => [...varint(rows.length), ...(rows[0] ?? []).flatMap((_, column) => rows.flatMap((row) => varint(row[column])))];

/** A property: gaps between ranges, their lengths less one, their values. */
function property(list) {
  const merged = [];
  for (const [first, last, value] of list.sort((left, right) => left[0] - right[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && previous[1] + 1 === first && previous[2] === value) previous[1] = last;
    else merged.push([first, last, value]);
  }
  let next = 0;
  return columns(merged.map(([first, last, value]) => {
    const gap = first - next;
    next = last + 1;
    return [gap, last - first, value];
  }));
}

const isSyllable = (codePoint) => codePoint >= 0xac00 && codePoint <= 0xd7a3; // computed, not stored

// The order of these names is that of the enumerations in segment.h.
const graphemeNames = ["Other", "CR", "LF", "Control", "Extend", "ZWJ", "Regional_Indicator", "Prepend", "SpacingMark", "L", "V", "T", "LV", "LVT", "Extended_Pictographic"];
const wordNames = ["Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Regional_Indicator", "Katakana", "Hebrew_Letter", "ALetter", "Single_Quote", "Double_Quote", "MidNumLet", "MidLetter", "MidNum", "Numeric", "ExtendNumLet", "WSegSpace"];
const named = (names, list) => list.map(([first, last, name]) => {
  if (!names.includes(name)) throw new Error(`${name} is no class that segment.h knows`);
  return [first, last, names.indexOf(name)];
});
const pictographs = ranges("emoji/emoji-data.txt").filter(([, , name]) => name === "Extended_Pictographic");
const graphemeBreaks = property(named(graphemeNames, [...ranges("auxiliary/GraphemeBreakProperty.txt").filter(([first]) => !isSyllable(first)), ...pictographs]));
const wordBreaks = property(named(wordNames, ranges("auxiliary/WordBreakProperty.txt")));

const characters = lines("UnicodeData.txt").map(fields);
const combiningClasses = property(characters.filter(([, , , ccc]) => ccc !== "0").map(([hex, , , ccc]) => [Number.parseInt(hex, 16), Number.parseInt(hex, 16), Number(ccc)]));

/** 0: canonical and composes again, 1: canonical and does not, 2: for compatibility. */
function decompositionStream() {
  const excluded = new Set(ranges("DerivedNormalizationProps.txt").filter(([, , name]) => name === "Full_Composition_Exclusion")
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index)));
  const entries = characters.filter((row) => row[5] !== "").map((row) => {
    const codePoint = Number.parseInt(row[0], 16), isCompatible = row[5].startsWith("<");
    return { codePoint, kind: isCompatible ? 2 : excluded.has(codePoint) ? 1 : 0, to: points(row[5].replace(/<.*>/, "")) };
  });
  const columnsOf = { gaps: [], shapes: [], firsts: [], rests: [] };
  let next = 0, first = 0, rest = 0;
  for (const { codePoint, kind, to } of entries) {
    columnsOf.gaps.push(...varint(codePoint - next));
    columnsOf.shapes.push(...varint(to.length * 3 + kind));
    columnsOf.firsts.push(...varint(signed(to[0] - first)));
    for (const each of to.slice(1)) {
      columnsOf.rests.push(...varint(signed(each - rest)));
      rest = each;
    }
    [next, first] = [codePoint + 1, to[0]];
  }
  return [...varint(entries.length), ...columnsOf.gaps, ...columnsOf.shapes, ...columnsOf.firsts, ...columnsOf.rests];
}

const foldings = lines("CaseFolding.txt").map(fields).map(([hex, status, to]) => ({ codePoint: Number.parseInt(hex, 16), status, to: points(to) }));

/** Ranges whose members, every one or every second, are folded by the same distance; then the full foldings. */
function foldingStream() {
  const runs = [];
  for (const { codePoint, to: [target] } of foldings.filter(({ status }) => status === "C" || status === "S")) {
    const run = runs.at(-1), by = target - codePoint;
    const step = run === undefined ? 0 : codePoint - run.last;
    if (run !== undefined && run.by === by && (run.count === 1 ? step <= 2 : step === run.step)) {
      Object.assign(run, { last: codePoint, step, count: run.count + 1 });
    } else runs.push({ first: codePoint, last: codePoint, step: 1, count: 1, by });
  }
  let next = 0;
  const rows = runs.map(({ first, last, step, count, by }) => {
    const gap = first - next;
    next = last + 1;
    return [gap, 2 * (count - 1) + (step - 1), signed(by)];
  });
  const full = foldings.filter(({ status }) => status === "F");
  next = 0;
  const fullRows = full.map(({ codePoint, to }) => {
    const gap = codePoint - next;
    next = codePoint + 1;
    return [gap, to[0], to[1], to[2] ?? 0];
  });
  return [...columns(rows), ...columns(fullRows)];
}

const streams = {
  case_foldings: foldingStream(), combining_classes: combiningClasses, decompositions: decompositionStream(),
  grapheme_breaks: graphemeBreaks, word_breaks: wordBreaks,
};

const made = "Made by tables.mjs from Unicode's character database; not to be edited.";
const rows = (bytes) => bytes.join(",").replace(/(.{1,110}),/g, "$1,\n    ");
writeFileSync(`${here}tables.cc`, `// ${made}
// clang-format off
#include "tables.h"

namespace sinter::unicode {
namespace {
${Object.entries(streams).map(([name, bytes]) => `\nconstexpr std::uint8_t ${name}_stream[] = {\n    ${rows(bytes)}};\n`).join("")}
}  // namespace

constinit const std::string_view version = "${version}";
${Object.keys(streams).map((name) => `constinit const std::span<const std::uint8_t> ${name} = ${name}_stream;\n`).join("")}
}  // namespace sinter::unicode
`);

/** Long rows of code points that this version has, as a class of a regular expression has them. */
function assignedClass() {
  const merged = [];
  for (const [first, last] of ranges("DerivedAge.txt").sort((left, right) => left[0] - right[0])) {
    if (merged.at(-1)?.[1] === first - 1) merged.at(-1)[1] = last;
    else merged.push([first, last]);
  }
  const withoutSurrogates = merged.flatMap(([first, last]) => (first < 0xd800 && last > 0xdfff ? [[first, 0xd7ff], [0xe000, last]] : [[first, last]]));
  const hex = (codePoint) => `\\\\u{${codePoint.toString(16)}}`;
  return withoutSurrogates.filter(([first, last]) => last - first >= 50 && (last < 0xd800 || first > 0xdfff)).map(([first, last]) => `${hex(first)}-${hex(last)}`).join("");
}

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
writeFileSync(`${here}twin-tables.ts`, `// ${made}
export const version = "${version}";
export const assigned = "${assignedClass()}";
${Object.entries(streams).map(([name, bytes]) => `export const ${camel(name)} = "${Buffer.from(bytes).toString("base64")}";\n`).join("")}`);

// Unicode's conformance files as cases.

const source = (name) => `Unicode ${version}, ${name}`;
const notice = "Data from the Unicode Character Database, https://www.unicode.org/terms_of_use.html";
function writeVectors(name, operation, from, cases) {
  mkdirSync(`${here}vectors`, { recursive: true });
  // A lone surrogate never stands in these files, so JSON in UTF-8 has them all.
  writeFileSync(`${here}vectors/unicode_${name}.json`, `{"operation": "${operation}", "source": "${source(from)}", "notice": "${notice}", "cases": [\n${cases.map((each) => JSON.stringify(each)).join(",\n")}\n]}\n`);
}
const chunks = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

const tests = lines("NormalizationTest.txt.bz2");
const cases = tests.filter((line) => !line.startsWith("@")).map((line) => fields(line).slice(0, 5).map((column) => text(points(column))));
const part1 = tests.slice(tests.indexOf("@Part1") + 1);
const listed = new Set(part1.slice(0, part1.indexOf("@Part2")).map((line) => Number.parseInt(line, 16)));
const unlisted = [];
let rangeFirst = 0;
for (const [hex, name] of characters) {
  const last = Number.parseInt(hex, 16);
  if (name.endsWith(", First>")) rangeFirst = last;
  for (let each = name.endsWith(", Last>") ? rangeFirst : last; each <= last; each++) {
    const isSurrogate = each >= 0xd800 && each <= 0xdfff;
    if (each < 0x20000 && !listed.has(each) && !isSurrogate) unlisted.push(each);
  }
}
// Whatever of the five columns goes in, this column comes out.
for (const [form, columnOf] of Object.entries({ nfc: [1, 1, 1, 3, 3], nfd: [2, 2, 2, 4, 4], nfkc: [3, 3, 3, 3, 3], nfkd: [4, 4, 4, 4, 4] })) {
  const grouped = chunks(cases, 100).map((part) => ({
    arguments: [part.flat(), form],
    result: part.flatMap((row) => columnOf.map((column) => row[column])),
  }));
  // Compatibility forms of what is not listed are the character itself, so all forms are.
  const alone = form.startsWith("nfk") ? chunks([...new Set(unlisted)], 4000).map((part) => part.map((each) => text([each])).join("\n")) : [];
  writeVectors(form, "normalize_all", "NormalizationTest.txt", [...grouped, ...alone.map((each) => ({ arguments: [[each], form], result: [each] }))]);
}

const folded = (wanted) => new Map(foldings.filter(({ status }) => wanted.includes(status)).map(({ codePoint, to }) => [codePoint, text(to)]));
for (const [name, operation, wanted] of [["fold", "case_fold_all", "CF"], ["fold_simple", "case_fold_simple_all", "CS"]]) {
  const map = folded(wanted);
  const assigned = [...new Set([...unlisted, ...listed])].sort((left, right) => left - right);
  const fold = (codePoint) => map.get(codePoint) ?? text([codePoint]);
  writeVectors(name, operation, "CaseFolding.txt", chunks(assigned, 1000).map((part) => ({
    arguments: [[text(part)]], result: [part.map(fold).join("")],
  })));
}

/** "÷ 0020 × 0308 ÷" as the text and where its boundaries are, in UTF-16 units. */
const boundaryCases = (name) => lines(name).map((line) => {
  let whole = "";
  const offsets = [];
  for (const [, sign, hex] of line.matchAll(/([÷×])\s*([0-9A-F]*)/g)) {
    if (sign === "÷" && whole !== "") offsets.push(whole.length);
    if (hex !== "") whole += text([Number.parseInt(hex, 16)]);
  }
  return { arguments: [whole], result: { $u32: offsets } };
});
writeVectors("graphemes", "grapheme_boundaries", "GraphemeBreakTest.txt", boundaryCases("auxiliary/GraphemeBreakTest.txt"));
writeVectors("words", "word_boundaries", "WordBreakTest.txt", boundaryCases("auxiliary/WordBreakTest.txt"));

const depfile = process.argv[2];
if (depfile !== undefined) writeFileSync(depfile, `modules/unicode/tables.cc: ${[...read].join(" ")}\n`);
