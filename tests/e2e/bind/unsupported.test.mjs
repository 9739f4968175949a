// A type that cannot be bound is refused by the compiler with one error, whose first
// line names the function, the place, the type and what to use instead.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { compileFlags, repository } from "./build.mjs";

const headers = "map memory variant tuple array string string_view vector span optional expected".split(" ");
const prelude = `${headers.map((name) => `#include <${name}>\n`).join("")}#include "sinter/bind.h"
namespace demo {
struct Unknown { int value; };
enum class Color { red };
enum class Listed { one };
SINTER_ENUM(Listed, one)
}
`;
const targets = {
  wasm: compileFlags,
  native: ["-stdlib=libc++", "-std=c++23", "-fno-rtti", "-fno-exceptions", "-I", path.join(repository, "sdk/include")],
};

// The compiler would spend nearly all its time on the headers: they are compiled once for each target.
const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-unsupported-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, "prelude.h"), prelude);
const precompiled = {};
for (const [name, flags] of Object.entries(targets)) {
  precompiled[name] = path.join(folder, `${name}.pch`);
  execFileSync("clang++-22", [...flags, "-x", "c++-header", path.join(folder, "prelude.h"), "-o", precompiled[name]], { stdio: "inherit" });
}

const firstLine = "namespace demo {";

/** The errors of the compiler, without notes and source lines. */
function errorsOf(code, target) {
  const args = [...targets[target], "-include-pch", precompiled[target], "-ferror-limit=0", "-fsyntax-only", "-x", "c++", "-"];
  const { stderr } = spawnSync("clang++-22", args, { input: `${firstLine}\n${code}\n}\n`, encoding: "utf8" });
  return stderr.split("\n").filter((line) => /(error|warning):/.test(line));
}

const asParameter = [
  ["const char*", "const char *", "use std::string_view"],
  ["const int*", "const int *", "use std::span for numbers"],
  ["char", "char", "use std::string_view for text"],
  ["std::string&", "std::string &", "return the new value"],
  ["long double", "long double", "use double"],
  ["Unknown", "demo::Unknown", "SINTER_STRUCT"],
  ["const Unknown&", "const demo::Unknown &", "SINTER_STRUCT"],
  ["Color", "demo::Color", "list its enumerators with SINTER_ENUM"],
  ["std::map<int, Unknown>", "std::map<int, demo::Unknown>", "`demo::Unknown` inside it"],
  ["std::vector<std::vector<char>>", "std::vector<std::vector<char>>", "`char` inside it; use std::string_view for text"],
  ["std::span<const int, 4>", "std::span<const int, 4>", "use std::span<const T>"],
  ["std::span<const std::string>", "std::span<const std::string>", "use std::vector<std::string>"],
  ["std::variant<int, std::unique_ptr<int>>", "std::variant<int, std::unique_ptr<int>>", "`std::unique_ptr<int>` inside it"],
  ["std::array<Color, 2>", "std::array<demo::Color, 2>", "`demo::Color` inside it; list its enumerators"],
  ["std::optional<std::optional<int>>", "std::optional<std::optional<int>>", "inside std::optional"],
  ["std::unique_ptr<int>", "std::unique_ptr<int>", "use numbers"],
];
const asResult = [
  ["const char*", "const char *", "use std::string_view"],
  ["std::span<int>", "std::span<int>", "return a std::vector"],
  ["std::expected<int, int>", "std::expected<int, int>", "sinter::Fallible<T, Code>"],
  ["sinter::Fallible<int, Color>", "std::expected<int, sinter::Fault<demo::Color>>", "sinter::Fallible<T, Code>"],
  ["sinter::Fallible<Unknown, Listed>", "std::expected<demo::Unknown, sinter::Fault<demo::Listed>>", "`demo::Unknown` inside it"],
  ["std::tuple<int, Unknown>", "std::tuple<int, demo::Unknown>", "`demo::Unknown` inside it; use numbers"],
];

const cases = [
  ...asParameter.map(([type, name, advice], index) => ({
    code: `void take_${index}(int, ${type}) {}\nSINTER_EXPORT(take_${index}, "", "first", "second")\n`,
    message: `\`demo::take_${index}\`: parameter 2 has type \`${name}\``,
    advice,
    title: `a parameter of type ${type}`,
  })),
  ...asResult.map(([type, name, advice], index) => ({
    code: `${type} make_${index}();\nSINTER_EXPORT(make_${index}, "")\n`,
    message: `\`demo::make_${index}\`: the result has type \`${name}\``,
    advice,
    title: `a result of type ${type}`,
  })),
];
const errors = errorsOf(cases.map(({ code }) => code).join(""), "wasm");

test("each refusal is one error", () => {
  assert.equal(errors.length, cases.length, errors.join("\n"));
});
cases.forEach(({ message, advice, title }, index) => {
  test(`${title} is refused by name`, () => {
    assert.ok(errors[index]?.includes(message), errors[index]);
    assert.ok(errors[index].includes(advice), errors[index]);
  });
});

test("the native build refuses the same types", () => {
  const errors = errorsOf('void take(const char*) {}\nSINTER_EXPORT(take, "", "text")', "native");
  assert.equal(errors.length, 1, errors.join("\n"));
  assert.match(errors[0], /`demo::take`: parameter 1 has type `const char \*`.*use std::string_view/);
});

test("a struct with a member that cannot be bound is refused by name", () => {
  const errors = errorsOf("struct Pair { int first; const char* second; };\nSINTER_STRUCT(Pair, first, second)", "wasm");
  assert.equal(errors.length, 1, errors.join("\n"));
  assert.match(errors[0], /SINTER_STRUCT cannot bind `demo::Pair`: its member `second` has type `const char \*`; use std::string_view/);
});

test("a wrong number of names is one error, with the line to write", () => {
  for (const [names, said] of [
    ["", '2 parameters, and 0 names are given; write SINTER_EXPORT(add, "...", "name of parameter 1", "name of parameter 2")'],
    [', "a"', '2 parameters, and 1 name is given; write SINTER_EXPORT(add, "...", "a", "name of parameter 2")'],
    [', "a", "b", "c"', '2 parameters, and 3 names are given; write SINTER_EXPORT(add, "...", "a", "b")'],
  ]) {
    const errors = errorsOf(`int add(int a, int b);\nSINTER_EXPORT(add, ""${names})`, "wasm");
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.ok(errors[0].endsWith(`\`demo::add\` has ${said}`), errors[0]);
  }
});

test("all types of a function that cannot be bound are said together", () => {
  const errors = errorsOf('char mix(int, const char*);\nSINTER_EXPORT(mix, "", "a", "b")', "wasm");
  assert.equal(errors.length, 1, errors.join("\n"));
  assert.match(errors[0], /`demo::mix`: the result has type `char`.*; also, parameter 2 has type `const char \*`/);
});

test("a refusal points at the line that exports, not into the headers of sinter", () => {
  const line = 3;  // after the namespace's and the declaration's
  for (const code of ['void take(const char*);\nSINTER_EXPORT(take, "", "text")', 'void take(int);\nSINTER_EXPORT(take, "")',
                      "struct Bad { int* member; };\nSINTER_STRUCT(Bad, member)"]) {
    for (const target of ["wasm", "native"]) assert.ok(errorsOf(code, target)[0].startsWith(`<stdin>:${line}:1: error: `), code);
  }
});

test("what can be bound compiles without a warning", () => {
  for (const target of ["wasm", "native"]) {
    assert.deepEqual(errorsOf('int add(int a, Listed b) noexcept;\nSINTER_EXPORT(add, "", "a", "b");', target), []);
  }
});

test("names that JavaScript cannot have are refused where they are given", () => {
  for (const [code, said] of [
    ['int then(int);\nSINTER_EXPORT(then, "", "value")', "JavaScript cannot have a function `then`"],
    ['int take(int);\nSINTER_EXPORT(take, "", "the value")', "`the value` cannot be a name in JavaScript"],
    ['int take(int);\nSINTER_EXPORT(take, "", "1st")', "`1st` cannot be a name in JavaScript"],
    ['int take(int);\nSINTER_EXPORT(take, "", "a__b: two underscores")', "`a__b` cannot be a name in JavaScript"],
    ["struct Own { int _size; };\nSINTER_STRUCT(Own, _size)", "`_size` cannot be a name in JavaScript"],
    ["struct _Own { int size; };\nSINTER_STRUCT(_Own, size)", "`_Own` cannot be a name in JavaScript"],
    ["struct Own { int a__b = 1; };\nSINTER_OPTIONS(Own, a__b)", "`a__b` cannot be a name in JavaScript"],
    ["enum class Own { one, _two };\nSINTER_ENUM(Own, one, _two)", "`_two` cannot be a name in JavaScript"],
    ['int take__it(int);\nSINTER_EXPORT(take__it, "", "value")', "`take__it` cannot be a name in JavaScript"],
  ]) {
    const errors = errorsOf(code, "wasm");
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.ok(errors[0].startsWith("<stdin>:3:1: error: ") && errors[0].includes(said), errors[0]);
  }
  assert.deepEqual(errorsOf('int take_it2(int, int);\nSINTER_EXPORT(take_it2, "", "new", "x1_y: a note; with: colons")', "wasm"), []);
});
