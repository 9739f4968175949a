// From wasm bytes to the three texts. What is generated is run in tests/e2e/bind; here it
// is held to its form: small for small interfaces, safe for hostile documentation, and
// nothing at all for modules whose parts disagree.
#include "bind/bind.h"

#include "bind/declarations.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

std::string section(char id, const std::string& payload) {
  REQUIRE(payload.size() < 16384);
  std::string size = {static_cast<char>(payload.size() % 128 | 128), static_cast<char>(payload.size() / 128)};
  return id + size + payload;
}

/// A module that exports `add` with two i32 parameters and an i32 result, and a section
/// `sinter.bind` with this text.
std::string module_with(const std::string& descriptors, const std::string& export_name = "add") {
  using namespace std::string_literals;
  return "\0asm\1\0\0\0"s + section(1, "\1\x60\2\x7f\x7f\1\x7f"s) + section(3, "\1\0"s) +
         section(7, "\1"s + static_cast<char>(export_name.size()) + export_name + "\0\0"s) +
         section(10, "\1\4\0\x20\0\x0b"s) + (descriptors.empty() ? "" : section(0, "\x0bsinter.bind"s + descriptors));
}

constexpr char add_descriptor[] =
    R"({"v":1,"function":"add","doc":"Adds.","parameters":[["a","i32"],["in","i32"]],"result":"i32"})";

Result<Binding> bind_one(const std::string& wasm) {
  return bind_module("math", {{{"baseline", "math.baseline.wasm"}, wasm}});
}

TEST_CASE("a module of integer functions gets no code for strings and memory") {
  std::string javascript = must(bind_one(module_with(add_descriptor))).javascript;
  for (std::string_view part : {"TextEncoder", "$place", "$fresh", "$pick", "$u32", "sinter_allocate"}) {
    CAPTURE(part);
    CHECK(javascript.find(part) == std::string::npos);
  }
  CHECK(javascript.ends_with(R"js(
  return Object.freeze({
    variant,
    add(a, in_) {
      try {
        return $wasm.add($i32(a, "a"), $i32(in_, "in_"));
      } catch ($error) {
        $died($error, "add");
      }
    },
  });
}
)js"));
}

TEST_CASE("simd is preferred to baseline, in whatever order the variants come") {
  std::string wasm = module_with(add_descriptor);
  Binding binding =
      must(bind_module("math", {{{"baseline", "math.baseline.wasm"}, wasm}, {{"simd", "math.simd.wasm"}, wasm}}));
  std::size_t simd = binding.javascript.find("  simd: () => new URL");
  CHECK(simd < binding.javascript.find("  baseline: () => new URL"));
  CHECK(binding.javascript.find("load({ variant = $pick($sources), wasm } = {}) {") != std::string::npos);
  CHECK(binding.javascript.find("const $pick = ") != std::string::npos);
}

TEST_CASE("declarations carry documentation, ranges and the module's own name") {
  std::string declarations = must(bind_one(module_with(add_descriptor))).declarations;
  CHECK(declarations.ends_with(R"ts(
export interface Math {
  /** The build that was loaded. */
  readonly variant: "baseline";
  /**
   * Adds.
   * @param a an integer from -2147483648 to 2147483647
   * @param in_ an integer from -2147483648 to 2147483647
   */
  add(a: number, in_: number): number;
}

/** Loads the module; call it once and keep the result. */
export declare function load(options?: LoadOptions): Promise<Math>;
)ts"));
}

TEST_CASE("documentation cannot end its comment") {
  std::string hostile =
      R"({"v":1,"function":"add","doc":"a */ alert(1) /*\n*/\u0000\r","parameters":[["a","i32"],["b","i32"]],"result":"i32"})";
  Binding binding = must(bind_one(module_with(hostile)));
  CHECK(binding.declarations.find("   * a *\\/ alert(1) /*\n   * *\\/\n") != std::string::npos);
  CHECK(binding.javascript.find("alert") == std::string::npos);
}

TEST_CASE("the manifest says the same as the declarations, for programs") {
  CHECK(must(bind_one(module_with(add_descriptor))).manifest == R"json({
  "schema": 1,
  "module": "math",
  "variants": [
    {
      "name": "baseline",
      "file": "math.baseline.wasm"
    }
  ],
  "functions": [
    {
      "name": "add",
      "export": "add",
      "doc": "Adds.",
      "parameters": [
        {
          "name": "a",
          "type": "i32"
        },
        {
          "name": "in_",
          "type": "i32"
        }
      ],
      "result": "i32",
      "fault": null
    }
  ],
  "enums": [],
  "structs": [],
  "classes": []
}
)json");
}

TEST_CASE("the interface keeps clear of names that are taken") {
  Interface interface;
  CHECK(interface_name("text", interface) == "Text");
  CHECK(interface_name("my-2nd_module", interface) == "My2ndModule");
  CHECK(interface_name("error", interface) == "ErrorModule");
  interface.structs.push_back({"Text", {}});
  CHECK(interface_name("text", interface) == "TextModule");
}

TEST_CASE("a module without descriptors whose only export is the toolchain's is told how to get some") {
  Result<Binding> binding = bind_one(module_with("", "_add"));
  REQUIRE(!binding.has_value());
  CHECK(binding.error().code == Code::bind_no_descriptors);
  CHECK(binding.error().next.find("SINTER_EXPORT") != std::string::npos);
}

TEST_CASE("a function that is described but not exported, or exported otherwise, is refused") {
  Result<Binding> missing = bind_one(module_with(add_descriptor, "sub"));
  REQUIRE(!missing.has_value());
  CHECK(missing.error().what == "the function `add` is described but not exported");
  std::string wide = R"({"v":1,"function":"add","doc":"","parameters":[["a","i64"],["b","i32"]],"result":"i32"})";
  Result<Binding> different = bind_one(module_with(wide));
  REQUIRE(!different.has_value());
  CHECK(different.error().why.front() == "described `li>i`, exported `ii>i`");
}

TEST_CASE("variants with different interfaces are refused, and the difference is named") {
  std::string one = module_with(add_descriptor);
  std::string two = module_with(std::string(add_descriptor) + "\n" + R"({"v":1,"enum":"Color","values":["red"]})");
  Result<Binding> binding =
      bind_module("math", {{{"simd", "math.simd.wasm"}, one}, {{"baseline", "math.baseline.wasm"}, two}});
  REQUIRE(!binding.has_value());
  CHECK(binding.error().code == Code::bind_conflict);
  CHECK(binding.error().why.front() == "only `baseline` has `enum Color {red}`");
  for (const auto& [descriptor, named] :
       {std::pair(R"({"v":1,"array_of":"f32"})", "SINTER_ARRAY of f32"),
        std::pair(R"({"v":1,"named":"Either","type":{"variant":["f64","string"]}})", "SINTER_VARIANT(Either)")}) {
    std::string three = module_with(std::string(add_descriptor) + "\n" + descriptor);
    binding = bind_module("math", {{{"simd", "math.simd.wasm"}, one}, {{"baseline", "math.baseline.wasm"}, three}});
    REQUIRE(!binding.has_value());
    CHECK(binding.error().why.front() == "only `baseline` has `" + std::string(named) + "`");
  }
}

TEST_CASE("variants may ask different things of WASI, and get them all") {
  using namespace std::string_literals;
  auto importing = [](const std::string& name) {
    std::string entry = "\x16wasi_snapshot_preview1"s + static_cast<char>(name.size()) + name + "\0\0"s;
    return "\0asm\1\0\0\0"s + section(1, "\1\x60\2\x7f\x7f\1\x7f"s) + section(2, "\1"s + entry) + section(3, "\1\0"s) +
           section(7, "\1\3add\0\1"s) + section(10, "\1\4\0\x20\0\x0b"s) +
           section(0, "\x0bsinter.bind"s + add_descriptor);
  };
  Binding binding = must(bind_module("math", {{{"simd", "math.simd.wasm"}, importing("random_get")},
                                              {{"baseline", "math.baseline.wasm"}, importing("clock_time_get")}}));
  CHECK(binding.javascript.find("random_get") != std::string::npos);
  CHECK(binding.javascript.find("clock_time_get") != std::string::npos);
}

TEST_CASE("without descriptors, functions of numbers are offered as they are exported") {
  Binding binding = must(bind_one(module_with("")));
  CHECK(binding.javascript.find("return $wasm.add($word(p0, \"p0\"), $word(p1, \"p1\"));") != std::string::npos);
  CHECK(binding.declarations.find("  add(p0: number, p1: number): number;\n") != std::string::npos);
  CHECK(binding.declarations.find("readonly memory") == std::string::npos);  // this one has none
}

TEST_CASE("an export that JavaScript cannot spell is refused by its name") {
  Result<Binding> binding = bind_one(module_with("", "add-all"));
  REQUIRE(!binding.has_value());
  CHECK(binding.error().what == "the export `add-all` cannot be a function's name");
}

TEST_CASE("a plain export cannot be called like a property of the module") {
  Result<Binding> binding = bind_one(module_with("", "then"));
  REQUIRE(!binding.has_value());
  CHECK(binding.error().why.front() == "a function cannot be called `then`: the generated module uses that name");
}

TEST_CASE("a file that is no wasm is refused by name") {
  Result<Binding> binding = bind_one("not wasm");
  REQUIRE(!binding.has_value());
  CHECK(binding.error().code == Code::wasm_malformed);
  CHECK(binding.error().where.path == "math.baseline.wasm");
}

}  // namespace
}  // namespace sinter
