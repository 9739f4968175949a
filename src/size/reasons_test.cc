// What is needed, and by what, in a module that has one of each kind of need.
#include "size/reasons.h"

#include <algorithm>

#include "binary/wasm_parts.h"
#include "size/views.h"
#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;

std::string sized(std::string_view bytes) { return static_cast<char>(bytes.size()) + std::string(bytes); }
std::string section(char id, const std::string& payload) { return id + sized(payload); }

/// Functions: 0 `used` and 1 `spare` are imported; 2 `a` calls 3 and reads data 0; 3 calls
/// 0; 4 of another type and 5 are in the table; 6 calls 7, nothing calls 6; 8 `b` calls
/// through the table what has the type of 4. `extra` goes into the export section.
std::string module_bytes(int export_count, std::string_view extra) {
  std::string bytes("\0asm\1\0\0\0"sv);
  bytes += section(1, "\2\x60\0\0\x60\0\1\x7F"s);
  bytes += section(2, "\2\1e\4used\0\0\1e\5spare\0\0"s);
  bytes += section(3, "\7\0\0\1\0\0\0\0"s);
  bytes += section(4, "\1\x70\0\2"s);
  bytes += section(5, "\1\0\1"s);
  bytes += section(7, static_cast<char>(export_count) + "\1a\0\2\1b\0\x8"s + std::string(extra));
  bytes += section(9, "\1\0\x41\0\x0B\2\4\5"s);
  std::string code = "\7"s;
  code += sized("\0\x10\3\x41\x81\x08\x1A\x0B"sv);  // 2: call 3, i32.const 1025, drop
  code += sized("\0\x10\0\x0B"sv);                  // 3: call 0
  code += sized("\0\x41\7\x0B"sv);                  // 4: i32.const 7
  code += sized("\0\x0B"sv);                        // 5
  code += sized("\0\x10\7\x0B"sv);                  // 6: call 7
  code += sized("\0\x0B"sv);                        // 7
  code += sized("\0\x41\0\x11\1\0\x1A\x0B"sv);      // 8: i32.const 0, call_indirect type 1, drop
  bytes += section(10, code);
  bytes += section(11, "\2\0\x41\x80\x08\x0B\2hi\0\x41\x80\x20\x0B\3you"s);
  return bytes;
}

struct Graphed {
  explicit Graphed(std::string bytes) : text(std::move(bytes)) {
    auto module = wasm::read_module(text);
    REQUIRE(module.has_value());
    file = wasm_parts(*module, text);
    graph = *wasm_part_graph(*module, file, text);
  }
  std::string text;
  FileParts file;
  PartGraph graph{.graph = Digraph(1, {}), .weights = {}, .group_names = {}};

  std::vector<std::string> garbage() const {
    std::vector<std::string> names;
    for (const PartLabel& part : find_garbage(file, graph, SIZE_MAX).parts) names.push_back(part.name);
    std::ranges::sort(names);
    return names;
  }
  std::uint64_t retained(std::string_view name, std::string_view kind) const {
    for (const DominatorRow& row : dominator_rows(file, graph, SIZE_MAX)) {
      if (row.what.name == name && row.what.kind == kind) return row.what.retained_bytes;
    }
    return 0;
  }
  std::vector<std::vector<std::string>> ways(std::string_view name) const {
    std::vector<Reason> reasons = find_reasons(file, graph, name, 10);
    REQUIRE(reasons.size() == 1);
    return reasons[0].ways;
  }
};

using Ways = std::vector<std::vector<std::string>>;

TEST_CASE("garbage is what neither exports, calls nor tables lead to, by the type of an indirect call") {
  Graphed module(module_bytes(2, ""));
  CHECK(module.garbage() == std::vector<std::string>{"function 5", "function 6", "function 7", "spare"});
}

TEST_CASE("an exported table lets the host call everything in it") {
  Graphed module(module_bytes(3, "\1t\1\0"sv));
  CHECK(module.garbage() == std::vector<std::string>{"function 6", "function 7", "spare"});
}

TEST_CASE("a part retains what only it needs: functions, imports, and the data whose address it holds") {
  Graphed module(module_bytes(2, ""));
  CHECK(module.retained("function 3", "function") == 5 + 9);   // and the import it calls
  CHECK(module.retained("a", "function") == 9 + (5 + 9) + 8);  // function 3, data 0
  CHECK(module.retained("a", "export") == 4 + 9 + (5 + 9) + 8);
  CHECK(module.retained("b", "function") == 9 + 5 + 7);  // function 4 and the element segment
  CHECK(module.retained("data 1", "data") == 9);         // nobody's but the file's
}

TEST_CASE("data that other data points to is no garbage, whatever else names it") {
  std::string bytes("\0asm\1\0\0\0"sv);
  bytes += section(1, "\1\x60\0\0"s) + section(3, "\2\0\0"s) + section(5, "\1\0\1"s) + section(7, "\1\1a\0\0"s);
  std::string reads_first = sized("\0\x41\x80\x08\x1A\x0B"sv);   // i32.const 1024, drop
  std::string reads_second = sized("\0\x41\x80\x20\x1A\x0B"sv);  // i32.const 4096, drop; nothing calls this one
  bytes += section(10, "\2"s + reads_first + reads_second);
  auto data = [](std::string_view word) {
    return "\2\0\x41\x80\x08\x0B\4"s + std::string(word) + "\0\x41\x80\x20\x0B\2hi"s;
  };
  CHECK(Graphed(bytes + section(11, data("\0\x10\0\0"sv))).garbage() == std::vector<std::string>{"function 1"});
  CHECK(Graphed(bytes + section(11, data("\1\0\0\0"sv))).garbage() == std::vector<std::string>{"data 1", "function 1"});
}

TEST_CASE("ways begin at the exports, the shortest first") {
  Graphed module(module_bytes(3, "\1c\0\3"sv));
  CHECK(module.ways("used") == Ways{{"export c", "c", "import used"}, {"export a", "a", "c", "import used"}});
  CHECK(module.ways("function 4") == Ways{{"export b", "b", "functions () -> i32 of table 0", "function 4"}});
  CHECK(module.ways("spare").empty());
  CHECK(find_reasons(module.file, module.graph, "nothing of that name", 10).empty());
}

TEST_CASE("by export, a part belongs to the one export that needs it") {
  Graphed module(module_bytes(3, "\1c\0\3"sv));
  View view = make_view({module.file, &module.graph}, ViewBy::export_entry, SIZE_MAX);
  auto bytes = [&](std::string_view name) {
    auto row = std::ranges::find(view.rows, name, &ViewRow::name);
    return row == view.rows.end() ? 0 : row->size_bytes;
  };
  CHECK(bytes("a") == 4 + 9 + 8);
  CHECK(bytes("needed by several exports, or by the host") == 5 + 9);
  CHECK(bytes("needed by nothing") == 3 + 5 + 3 + 10);
}

}  // namespace
}  // namespace sinter
