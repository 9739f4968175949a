// Descriptors come from a file that anybody may have written: what is not exactly right is
// refused with its line, and nothing that could end up as code gets through.
#include "bind/interface.h"

#include "base/text.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;
using Kind = BoundType::Kind;

constexpr std::string_view add_line =
    R"({"v":1,"function":"add","doc":"Adds.","parameters":[["a","i32"],["b",{"optional":"u8"}]],"result":"f64"})";

/// The error's code and reason for one descriptor text that must be refused.
std::string refusal(std::string_view descriptors) {
  Result<Interface> interface = read_interface(descriptors, "text.wasm");
  REQUIRE(!interface.has_value());
  CHECK(!interface.error().next.empty());
  std::string why = interface.error().why.empty() ? "" : interface.error().why.front();
  return std::to_string(static_cast<int>(interface.error().code)) + " " + why;
}

/// A function with this text as its list of parameters.
std::string with_parameters(std::string_view parameters) {
  return R"({"v":1,"function":"f","doc":"","parameters":)" + std::string(parameters) + R"(,"result":"void"})";
}

TEST_CASE("a function is read with its parameters, result and doc comment") {
  Interface interface = must(read_interface(add_line, "text.wasm"));
  REQUIRE(interface.functions.size() == 1);
  const BoundFunction& add = interface.functions[0];
  CHECK(add.doc == "Adds.");
  CHECK(add.result == BoundType{.kind = Kind::scalar, .scalar = Scalar::f64});
  CHECK(add.parameters[1].type.kind == Kind::optional);
  CHECK(add.parameters[1].type.inner[0].scalar == Scalar::u8);
  CHECK(wire_signature(interface, add) == "iii>d");
}

TEST_CASE("a descriptor that several sources repeat counts once") {
  std::string twice = std::string(add_line) + "\n" + std::string(add_line) + "\n";
  CHECK(must(read_interface(twice, "text.wasm")).functions.size() == 1);
}

TEST_CASE("two different functions of one name are refused, and both are shown") {
  std::string other = R"({"v":1,"function":"add","doc":"","parameters":[],"result":"void"})";
  CHECK(refusal(std::string(add_line) + "\n" + other) ==
        "704 add(a: i32, b: optional u8) returning f64 and add() returning void have one name");
}

TEST_CASE("descriptors that clash are shown with their lines of C++") {
  std::string first = R"({"v":1,"at":["a.cc",3],"function":"f","doc":"","parameters":[],"result":"void"})";
  std::string second = R"({"v":1,"at":["b.cc",7],"function":"f","doc":"","parameters":[],"result":"i32"})";
  CHECK(refusal(first + "\n" + second) ==
        "704 f() returning void (a.cc:3) and f() returning i32 (b.cc:7) have one name");
  std::string reserved = R"({"v":1,"at":["a.cc",9],"enum":"Map","values":["a"]})";
  CHECK(refusal(reserved) == "703 a type cannot be called `Map`");
  std::string private_member = R"({"v":1,"at":["a.cc",12],"struct":"S","fields":[["_x","f64"]]})";
  for (const auto& [descriptor, line] : {std::pair(reserved, 9U), std::pair(private_member, 12U)}) {
    Error error = read_interface(descriptor, "text.wasm").error();
    CHECK(error.where == Place{"a.cc", line, 0});
    CHECK(error.next == "change it there; if it is right, rebuild with the sinter/bind.h that came with this sinter");
  }
  std::string again = R"({"v":1,"at":["b.cc",3],"function":"f","doc":"","parameters":[],"result":"void"})";
  CHECK(must(read_interface(first + "\n" + again, "text.wasm")).functions.size() == 1);
}

TEST_CASE("a parameter may come with a note") {
  Interface interface = must(read_interface(with_parameters(R"([["delay","f64","in milliseconds"]])"), "text.wasm"));
  CHECK(interface.functions[0].parameters[0].note == "in milliseconds");
  CHECK(refusal(with_parameters(R"([["delay","f64",5]])")) == "703 what is said about `delay` is no string");
}

TEST_CASE("composed types are read with their parts, and wrong parts are refused") {
  Interface interface = must(read_interface(
      with_parameters(R"([["a",{"variant":["void",{"map":["string",{"array":["u8",3]}]}]}],["b",{"tuple":["i64",)"
                      R"({"duration":[-5,5]}]}],["c",{"list":{"list":"bool"}}]])"),
      "text.wasm"));
  CHECK(wire_signature(interface, interface.functions[0]) == "ildii>");
  CHECK(slot_count(interface, interface.functions[0].parameters[0].type) == 2);
  for (std::string_view type :
       {R"({"list":"void"})", R"({"list":{"in_out":"u8"}})", R"({"map":["string"]})", R"({"map":["u8","u8","u8"]})",
        R"({"array":["u8",0]})", R"({"array":["u8",1000001]})", R"({"array":["u8","3"]})", R"({"tuple":[]})",
        R"({"tuple":["void"]})", R"({"variant":["u8","u8"]})", R"({"variant":5})", R"({"duration":[1,2]})",
        R"({"duration":[-1]})", R"({"duration":[-1,9007199254740992]})", R"({"list":{"struct":"Gone"}})"}) {
    CAPTURE(type);
    CHECK(refusal(with_parameters("[[\"a\"," + std::string(type) + "]]")).starts_with("703 "));
  }
  std::string deep = "\"u8\"";
  for (int level = 0; level < 20; ++level) deep = "{\"list\":" + deep + "}";
  CHECK(refusal(with_parameters("[[\"a\"," + deep + "]]")) == "703 a type is nested deeper than 16");
}

TEST_CASE("a struct may hold a list of its own kind") {
  std::string node = R"({"v":1,"struct":"Node","fields":[["children",{"list":{"struct":"Node"}}]]})";
  CHECK(must(read_interface(node, "text.wasm")).structs.size() == 1);
}

TEST_CASE("structs in structs are measured in time, however they are nested and named") {
  // Without members there is nothing to pass, and 2 ^ 40 of nothing take for ever.
  auto nest = [](int depth, std::string_view innermost) {
    std::string text = R"({"v":1,"struct":"S10","fields":)" + std::string(innermost) + "}\n";
    for (int level = 11; level < 10 + depth; ++level) {
      std::string inner = R"({"struct":"S)" + std::to_string(level - 1) + R"("})";
      text += R"({"v":1,"struct":"S)" + std::to_string(level) + R"(","fields":[["a",)" + inner + "],[\"b\"," + inner +
              "]]}\n";
    }
    return text;
  };
  CHECK(refusal(nest(40, "[]")) == "703 structs are nested deeper than 16");
  CHECK(refusal(nest(12, "[]") + with_parameters(R"([["a",{"struct":"S21"}]])")) ==
        "703 `f` passes more than 500 values");
  CHECK(must(read_interface(nest(9, "[]") + with_parameters(R"([["a",{"struct":"S18"}]])"), "text.wasm"))
            .structs.size() == 9);
}

TEST_CASE("two functions that differ in C++ but not in JavaScript are refused") {
  std::string snake = R"({"v":1,"function":"find_all","doc":"","parameters":[],"result":"void"})";
  std::string camel = R"({"v":1,"function":"findAll","doc":"","parameters":[],"result":"void"})";
  CHECK(refusal(snake + "\n" + camel) == "703 two functions are called `findAll` in JavaScript");
}

TEST_CASE("a newer version is refused as such") {
  CHECK(refusal(R"({"v":3,"function":"add"})") == "702 it has version 3, this sinter reads versions up to 2");
}

TEST_CASE("names that are no identifiers never get through") {
  for (std::string_view name :
       {"", "1a", "_a", "a__b", "a b", "a-b", "a;b", "a\\u0000b", "\\\"", "`", "${x}", "é", "*/"}) {
    CAPTURE(name);
    std::string quoted = "\"" + std::string(name) + "\"";
    CHECK(refusal(with_parameters("[[" + quoted + ",\"i32\"]]")).starts_with("703 "));
    CHECK(refusal(R"({"v":1,"enum":)" + quoted + R"(,"values":["a"]})").starts_with("703 "));
    CHECK(refusal(R"({"v":1,"enum":"E","values":[)" + quoted + "]}").starts_with("703 "));
    CHECK(refusal(R"({"v":1,"struct":)" + quoted + R"(,"fields":[]})").starts_with("703 "));
    CHECK(refusal(R"({"v":1,"function":)" + quoted + R"(,"doc":"","parameters":[],"result":"void"})")
              .starts_with("703 "));
  }
  CHECK(refusal(with_parameters("[[\"" + std::string(129, 'a') + "\",\"i32\"]]")).starts_with("703 "));
}

TEST_CASE("names that the generated module or the platform needs are refused") {
  for (std::string_view name : {"then", "variant", "memory", "constructor", "sinter_free"}) {
    CAPTURE(name);
    CHECK(refusal(R"({"v":1,"function":")" + std::string(name) + R"(","doc":"","parameters":[],"result":"void"})")
              .find("uses that name") != std::string::npos);
  }
  CHECK(refusal(R"({"v":1,"enum":"Promise","values":["a"]})") == "703 a type cannot be called `Promise`");
  CHECK(refusal(R"({"v":1,"struct":"string","fields":[]})") == "703 a type cannot be called `string`");
  CHECK(refusal(R"({"v":1,"struct":"PlatformModule","fields":[]})") == "703 a type cannot be called `PlatformModule`");
}

TEST_CASE("a type that is unknown, misplaced or not described is refused") {
  CHECK(refusal(with_parameters(R"([["a","i128"]])")) == "703 `i128` is no type");
  CHECK(refusal(with_parameters(R"([["a","void"]])")) == "703 `a` has type void");
  CHECK(refusal(with_parameters(R"([["a",{"numbers":"bool"}]])")) == "703 numbers cannot be of type bool");
  CHECK(refusal(with_parameters(R"([["a",{"optional":{"optional":"i32"}}]])")) == "703 this type cannot be optional");
  CHECK(refusal(with_parameters(R"([["a",{"enum":"Color"}]])")) == "703 the enum `Color` is not described");
  CHECK(refusal(with_parameters(R"([["a",{"struct":"Point"}]])")) == "703 the struct `Point` is not described");
  CHECK(refusal(R"({"v":1,"function":"f","doc":"","parameters":[],"result":{"in_out":"u8"}})") ==
        "703 a result cannot be in_out");
  CHECK(refusal(R"({"v":1,"function":"f","doc":"","parameters":[],"result":"void","fault":"Gone"})") ==
        "703 the enum `Gone` is not described");
}

TEST_CASE("a struct that contains itself is refused") {
  CHECK(refusal(R"({"v":1,"struct":"A","fields":[["b",{"struct":"B"}]]})"
                "\n"
                R"({"v":1,"struct":"B","fields":[["a",{"optional":{"struct":"A"}}]]})") ==
        "703 the struct `A` contains itself");
}

TEST_CASE("structs that double at every level are refused instead of written out") {
  std::string lines = R"({"v":1,"struct":"S0","fields":[["x","i32"]]})";
  for (int level = 1; level < 12; ++level) {
    std::string inner = "{\"struct\":\"S" + std::to_string(level - 1) + "\"}";
    lines += "\n{\"v\":1,\"struct\":\"S" + std::to_string(level) + "\",\"fields\":[[\"a\"," + inner + "],[\"b\"," +
             inner + "]]}";
  }
  CHECK(refusal(lines + "\n" + with_parameters(R"([["a",{"struct":"S11"}]])")) ==
        "703 `f` passes more than 500 values");
}

TEST_CASE("what is no descriptor is refused with its line") {
  Result<Interface> interface = read_interface(std::string(add_line) + "\n{\"v\":1", "text.wasm");
  REQUIRE(!interface.has_value());
  CHECK(interface.error().where == Place{"text.wasm (section sinter.bind)", 2, 0});
  CHECK(refusal("[]") == "703 it has no version");
  CHECK(refusal(R"({"v":1})") == "703 it is neither a function nor a type nor a member");
  CHECK(refusal(R"({"v":1,"function":"f","parameters":[],"result":"void"})") == "703 `doc` is no string");
  CHECK(refusal(R"({"v":1,"enum":"E","values":["a","a"]})") == "703 the enumerator `a` occurs twice");
  CHECK(refusal(std::string(interface_bytes_max + 1, '\n')).starts_with("703 its descriptors are larger"));
}

TEST_CASE("snake_case becomes camelCase, except before a digit") {
  CHECK(camel_case("find_all") == "findAll");
  CHECK(camel_case("xxh3_64") == "xxh3_64");
  CHECK(camel_case("xxh3_64_bytes") == "xxh3_64Bytes");
  CHECK(camel_case("add") == "add");
  CHECK(camel_case("new_") == "new_");
}

}  // namespace
}  // namespace sinter
