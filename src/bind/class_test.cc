// Descriptors of classes: what they must say, and how they are numbered. What the classes
// do is run in tests/e2e/bind/classes.test.mjs.
#include "bind/declarations.h"
#include "bind/interface.h"
#include "bind/manifest.h"
#include "bind/object_glue.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

std::string class_line(std::string_view name, std::string_view base = "") {
  std::string line = R"({"v":2,"class":")" + std::string(name) + R"(","doc":"","disposable":true)";
  if (!base.empty()) line += R"(,"base":")" + std::string(base) + "\"";
  return line + "}\n";
}

std::string member_line(std::string_view name, std::string_view role, std::string_view parameters,
                        std::string_view result) {
  return R"({"v":2,"member":")" + std::string(name) + R"(","of":"A","role":")" + std::string(role) +
         R"(","doc":"","parameters":)" + std::string(parameters) + R"(,"result":)" + std::string(result) + "}\n";
}

/// Why the descriptors are refused.
std::string reason(const std::string& descriptors) {
  Result<Interface> interface = read_interface(descriptors, "bank.wasm");
  REQUIRE(!interface.has_value());
  return interface.error().why.front();
}

constexpr char itself[] = R"([["this",{"object":"A"}]])";

TEST_CASE("a class and all that extend it are one range of numbers") {
  std::string lines =
      class_line("B", "D") + class_line("D") + class_line("A", "B") + class_line("C") + class_line("E", "D");
  Interface interface = must(read_interface(lines, "bank.wasm"));
  auto covers = [&](std::string_view base, std::string_view derived) {
    const BoundClass& range = interface.find_class(base);
    return interface.find_class(derived).number - range.number <= range.derived_count;
  };
  CHECK(covers("D", "D"));
  CHECK(covers("D", "B"));
  CHECK(covers("D", "A"));
  CHECK(covers("D", "E"));
  CHECK(covers("B", "A"));
  CHECK(!covers("B", "E"));
  CHECK(!covers("B", "D"));
  CHECK(!covers("D", "C"));
  CHECK(!covers("C", "A"));
}

TEST_CASE("a base that is missing, or that is the class itself, is refused") {
  CHECK(reason(class_line("A", "B")) == "the base of the class `A` is not described");
  CHECK(reason(class_line("A", "B") + class_line("B", "A")) == "the class `A` has more than 16 bases, or is its own");
  CHECK(reason(class_line("A", "A")) == "the class `A` has more than 16 bases, or is its own");
}

TEST_CASE("a member that cannot be one is refused") {
  std::string a = class_line("A");
  CHECK(reason(member_line("f", "method", itself, R"("void")")) == "the class `A` is not described");
  CHECK(reason(a + member_line("f", "friend", itself, R"("void")")) == "`friend` is no role");
  CHECK(reason(a + member_line("f", "method", "[]", R"("void")")) == "its first parameter is not the object");
  CHECK(reason(a + member_line("f", "method", R"([["this","i32"]])", R"("void")")) ==
        "its first parameter is not the object");
  CHECK(reason(a + member_line("f", "getter", itself, R"("void")")).starts_with("it is no getter"));
  CHECK(reason(a + member_line("f", "setter", itself, R"("void")")).starts_with("it is no setter"));
  CHECK(reason(a + member_line("new", "constructor", "[]", R"("i32")")).starts_with("it is no constructor"));
  CHECK(reason(a + member_line("dispose", "method", itself, R"("void")")) ==
        "a member of `A` cannot be called `dispose`: every object has one of that name");
  CHECK(reason(a + member_line("f_g", "method", itself, R"("void")") +
               member_line("fG", "method", itself, R"("i32")")) == "two members of `A` are called `fG` in JavaScript");
}

TEST_CASE("what is borrowed stands nowhere but as a result, where its owner is known") {
  std::string a = class_line("A");
  std::string f = R"({"v":2,"function":"f","doc":"","parameters":[],"result":)";
  CHECK(reason(a + f + R"({"list":{"pointer":"A"}}})") == "this type cannot be in a list");
  CHECK(reason(a + f + R"({"optional":{"reference":"A"}}})") == "this type cannot be optional");
  CHECK(reason(f + R"({"unique":"A"}})") == "the class `A` is not described");
  must(read_interface(a + f + R"({"list":{"unique":"A"}}})", "bank.wasm"));
}

TEST_CASE("a constructor's object is marked as owned before the class's own constructor ends") {
  std::string lines = class_line("A") + member_line("new", "constructor", "[]", R"({"unique":"A"})") +
                      member_line("limit", "getter", itself, R"("f64")") +
                      member_line("limit", "setter", R"([["this",{"object":"A"}],["value","f64"]])", R"("void")");
  Interface interface = must(read_interface(lines, "bank.wasm"));
  std::vector<BoundVariant> variants = {{"baseline", "bank.wasm"}};
  std::string javascript = write_javascript("bank", interface, variants);
  for (std::string_view called :
       {R"($wasm["~A"](at)", R"($wasm["A.limit"]()", R"($wasm["A.limit="]()", R"($wasm["A.new"]()"}) {
    CHECK(javascript.find(called) != std::string::npos);
  }
  CHECK(javascript.find("this.#at = $wasm[\"A.new\"]();\n") != std::string::npos);
  CHECK(javascript.find("$registry") == std::string::npos);
  CHECK(javascript.find("$share") == std::string::npos);
  CHECK(write_declarations("bank", interface, variants).find("  limit: number;\n") != std::string::npos);
  CHECK(write_manifest("bank", interface, variants).find("\"export\": \"A.limit=\"") != std::string::npos);
}

TEST_CASE("a member that hides one of a base is no mistake of types in the declarations") {
  auto of_base = [](std::string line) { return line.replace(line.find(R"("of":"A")"), 8, R"("of":"B")"); };
  std::string lines = class_line("C") + class_line("B", "C") + class_line("A", "B") +
                      of_base(member_line("f_g", "method", R"([["this",{"object":"B"}]])", R"("f64")")) +
                      member_line("f_g", "getter", itself, R"("i32")") + member_line("h", "getter", itself, R"("i32")");
  Interface interface = must(read_interface(lines, "bank.wasm"));
  std::string types = write_declarations("bank", interface, {{"baseline", "bank.wasm"}});
  CHECK(types.find("interface A extends Omit<B, \"fG\"> {") != std::string::npos);
  CHECK(types.find("interface B extends C {") != std::string::npos);
}

TEST_CASE("the module's type is called otherwise than a variant") {
  std::string named = R"({"v":2,"named":"Bank","type":{"variant":["string","f64"]}})"
                      "\n";
  std::string types = write_declarations("bank", must(read_interface(named, "bank.wasm")), {{"baseline", "bank.wasm"}});
  CHECK(types.find("interface BankModule {") != std::string::npos);
}

TEST_CASE("a callback is a parameter and a sequence is a result, and neither is part of anything") {
  std::string f = R"({"v":2,"function":"f","doc":"","parameters":)";
  auto takes = [&](std::string_view type) { return f + R"([["a",)" + std::string(type) + R"(]],"result":"void"})"; };
  auto gives = [&](std::string_view type) { return f + R"([],"result":)" + std::string(type) + "}"; };
  CHECK(reason(gives(R"({"callback":["void"]})")) == "a result cannot be a callback");
  CHECK(reason(takes(R"({"sequence":"i32"})")) == "a parameter cannot be a sequence");
  CHECK(reason(takes(R"({"list":{"callback":["void"]}})")) == "this type cannot be in a list");
  CHECK(reason(gives(R"({"optional":{"sequence":"i32"}})")) == "this type cannot be optional");
  CHECK(reason(takes(R"({"callback":[]})")) == "a callback has no list of its result and parameters");
  CHECK(reason(takes(R"({"callback":["i32","void"]})")) == "a callback cannot have this type");
  CHECK(reason(takes(R"({"callback":[{"callback":["void"]}]})")) == "a callback cannot have this type");
  CHECK(reason(R"({"v":2,"struct":"S","fields":[["f",{"callback":["void"]}]]})") == "a field cannot have this type");
  CHECK(must(read_interface(takes(R"({"optional":{"kept_callback":["i32","string"]}})"), "a.wasm")).calls_back);
  CHECK(!must(read_interface(gives(R"({"sequence":"i32"})"), "a.wasm")).calls_back);
}

TEST_CASE("a module without callbacks and sequences pays nothing for them") {
  std::string lines = class_line("A") + member_line("f", "method", itself, R"("void")");
  std::string javascript =
      write_javascript("bank", must(read_interface(lines, "bank.wasm")), {{"baseline", "bank.wasm"}});
  for (std::string_view part :
       {"$lent", "$settle", "$Sequence", "$expire", "asyncIterator", "$give", "#rest", "$wrap", "$state", "#kind"}) {
    CAPTURE(part);
    CHECK(javascript.find(part) == std::string::npos);
  }
}

TEST_CASE("a deprecation is what follows the tag on its line") {
  CHECK(deprecation("Adds.\n@deprecated Use `sum`.\nMore.") == "Use `sum`.");
  CHECK(deprecation("@deprecated") == "");
  CHECK(deprecation("Not @deprecated.") == std::nullopt);
}

}  // namespace
}  // namespace sinter
