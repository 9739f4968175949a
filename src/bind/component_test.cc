// A component says in types what its functions take; here is what it says, what it refuses
// and where, and that its file is made of whole parts. That hosts of components take it and
// give the same results as our own glue, tests/e2e/bind/component.test.mjs holds.
#include "bind/component.h"

#include "bind/canonical.h"
#include "bind/component_adapter.h"
#include "testing/check.h"
#include "wasm/module.h"

namespace sinter {
namespace {

using testing::must;

constexpr WitNames names = {.project = "Acme_tools", .version = "1.4.0", .module = "shop_2"};

Interface described(const std::string& lines) { return must(read_interface(lines, "shop.wasm")); }

Result<WitInterface> wit_of(const Interface& interface) { return wit_interface(interface, names, "shop.wasm"); }

/// A function `f` with that parameter and result.
std::string function(const std::string& parameter, const std::string& result) {
  return R"({"v":2,"at":["shop/exports.cc",12],"function":"f","doc":"","parameters":[["a",)" + parameter +
         R"(]],"result":)" + result + "}\n";
}

constexpr char point[] = R"({"v":2,"struct":"Point","fields":[["x","f64"],["y","f64"]]})"
                         "\n";

TEST_CASE("names become words in lower case") {
  CHECK(wit_label("find_all") == "find-all");
  CHECK(wit_label("Utf8Fault") == "utf8-fault");
  CHECK(wit_label("HTTPServer") == "http-server");
  CHECK(wit_label("xxh3_64") == "xxh3-64");
  CHECK(wit_label("findAll_") == "find-all");
}

TEST_CASE("the text has types before their uses, comments, units, and words of WIT escaped") {
  Interface interface =
      described(std::string(point) +
                R"({"v":2,"enum":"Fault","values":["no_way","list"]})"
                "\n"
                R"({"v":2,"function":"record","doc":"Goes.\n\u0007*/","fault":"Fault","parameters":)"
                R"([["points",{"list":{"struct":"Point"}},"in order"],["time",{"duration":[]}]],"result":"void"})");
  CHECK(write_wit(must(wit_of(interface))) == R"(package acme-tools:shop-2@1.4.0;

interface shop-2 {
  record point {
    x: f64,
    y: f64,
  }

  enum fault {
    no-way,
    %list,
  }

  record fault-at {
    code: fault,
    /// into the input, in bytes or elements
    offset: u32,
  }

  /// Goes.
  /// */
  /// `points`: in order
  /// `time`: in milliseconds
  %record: func(points: list<point>, time: f64) -> result<_, fault-at>;
}

world shop-2-component {
  export shop-2;
}
)");
}

TEST_CASE("a function and a type of one name are told apart") {
  std::string lines =
      std::string(point) + R"({"v":2,"function":"point","doc":"","parameters":[],"result":{"struct":"Point"}})";
  Interface interface = described(lines);
  std::string text = write_wit(must(wit_of(interface)));
  CHECK(text.find("record point-type {") != std::string::npos);
  CHECK(text.find("point: func() -> point-type;") != std::string::npos);
}

TEST_CASE("what a component cannot have is refused at its line of C++") {
  auto refused = [](const std::string& lines) {
    Interface interface = described(lines);
    return render(wit_of(interface).error());
  };
  CHECK(refused(function(R"({"in_out":"f64"})", R"("void")")) ==
        "error: `f` cannot be part of a component  [SN0705]\n"
        "  at shop/exports.cc:12\n"
        "  because its parameter `a` is changed in place\n"
        "  next: take a std::span<const T> and return a std::vector<T>\n");
  CHECK(refused(function(R"({"callback":["void","i32"]})", R"("void")")).find("is a callback") != std::string::npos);
  CHECK(refused(function(R"("i32")", R"({"sequence":"i32"})")).find("its result is a sequence") != std::string::npos);
  std::string tree = R"({"v":2,"struct":"Tree","fields":[["children",{"list":{"struct":"Tree"}}]]})"
                     "\n";
  CHECK(refused(tree + function(R"({"struct":"Tree"})", R"("void")")).find("which contains itself") !=
        std::string::npos);
  CHECK(refused(R"({"v":2,"struct":"None","fields":[]})"
                "\n" +
                function(R"({"struct":"None"})", R"("void")"))
            .find("empty struct `None`") != std::string::npos);
  std::string twice = R"({"v":2,"function":"a_b","doc":"","parameters":[],"result":"void"})"
                      "\n"
                      R"({"v":2,"function":"aB_","doc":"","parameters":[],"result":"void"})";
  CHECK(refused(twice).find("another function is called `a-b`") != std::string::npos);
  std::string alike = R"({"v":2,"function":"f","doc":"","parameters":[["URL","f64"],["url","f64"]],"result":"f64"})";
  CHECK(refused(alike).find("its parameter `url` is called `url`, as another one is") != std::string::npos);
}

TEST_CASE("packed values never lie behind their slots, so they can be packed in place") {
  Interface interface = described(
      std::string(point) + R"({"v":2,"struct":"Mixed","fields":[["a","u8"],["b","u64"],["c",{"optional":"i16"}],)"
                           R"(["d",{"variant":["void","f64",{"struct":"Point"}]}],["e","string"],["f","bool"]]})");
  BoundType mixed{.kind = BoundType::Kind::structure, .name = "Mixed"};
  CanonicalLayout whole;
  std::vector<BoundType> parts = parts_of(interface, mixed);
  std::vector<std::uint32_t> offsets = part_offsets(interface, parts, whole);
  CHECK(offsets == std::vector<std::uint32_t>{0, 8, 16, 24, 48, 56});
  CHECK(whole.size_bytes == 64);
  CHECK(canonical_flat(interface, mixed) == "iliiiddiii");
  std::uint32_t slot = 0;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    CHECK(offsets[index] <= slot * slot_size_bytes);
    slot += slot_count(interface, parts[index]);
  }
  CHECK(whole.size_bytes <= slot * slot_size_bytes);
}

TEST_CASE("a function that lies alike on both sides needs no adapter") {
  Interface interface = described(std::string(point) + function(R"("i32")", R"({"struct":"Point"})"));
  ComponentAdapter adapter = write_adapter(interface, {&interface.functions.front()}, Initialized::no);
  CHECK(adapter.wasm.empty());
  CHECK(adapter.functions.front().core_name == "f");
  CHECK(adapter.functions.front().uses_memory);
}

TEST_CASE("an adapter is a whole module that imports what it adapts and the memory") {
  Interface interface = described(function(R"({"list":"bool"})", R"({"optional":"u8"})"));
  ComponentAdapter adapter = write_adapter(interface, {&interface.functions.front()}, Initialized::yes);
  auto module = wasm::read_module(adapter.wasm);
  REQUIRE(module.has_value());
  std::vector<std::string> imported;
  for (const wasm::Import& entry : module->imports) imported.emplace_back(entry.name);
  CHECK(imported == std::vector<std::string>{"memory", "_initialize", "sinter_allocate", "sinter_free", "f"});
  CHECK(module->start_function == 0);
  CHECK(adapter.functions.front().release_name == "~release_i");
}

}  // namespace
}  // namespace sinter
