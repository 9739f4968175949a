// [bench.NAME]: what `sinter bench` measures.
#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

constexpr std::string_view kinds[] = {"startup", "memory", "throughput", "cold-start", "operations"};
constexpr std::uint64_t runs_min = 3, runs_max = 1000;
constexpr std::string_view port_place = "{port}";

std::vector<std::string> read_argv(TableReader& table, std::string_view key, std::string_view example) {
  std::vector<std::string> argv;
  for (Text& argument : table.texts(key, example)) argv.push_back(std::move(argument.value));
  if (table.has(key) && !argv.empty() && argv.front().empty()) {
    table.problems().add(table.member(key)->spot, Code::config_value, quote(key) + " names no program",
                         "write " + quote(std::string(key) + " = " + std::string(example)));
  }
  return argv;
}

/// A server is told where to listen.
void check_port(TableReader& table, std::string_view key, const std::vector<std::string>& argv) {
  if (argv.empty() || ranges::any_of(argv, [](const std::string& word) { return word.contains(port_place); })) return;
  table.problems().add(table.member(key)->spot, Code::config_value,
                       quote(key) + " of " + table.title() + " is not told where to listen",
                       "write `{port}` where the number of the port belongs");
}

void read_operation(TableReader& table, BenchConfig& bench) {
  table.require("import", "\"dist/npm/@acme/geometry/geometry/geometry.mjs\"");
  table.require("call", "\"module.area(6, 7)\"");
  bench.import = read_any_path(table, "import", "\"dist/npm/@acme/geometry/geometry/geometry.mjs\"");
  if (std::optional<Text> call = table.text("call", "\"module.area(6, 7)\"")) bench.call = std::move(call->value);
}

}  // namespace

std::string_view bench_kind_name(BenchKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

BenchSection read_bench_section(TableReader& table, const std::string& name, Inventory& inventory) {
  BenchSection section;
  BenchConfig& bench = section.config;
  bench.name = name;
  bench.place = table.problems().place(table.spot());
  if (std::optional<std::string> fault = goal_name_fault(name)) {
    table.problems().add(table.spot(), Error{.code = Code::config_value,
                                             .what = quote(name) + " cannot be a benchmark's name",
                                             .why = {*std::move(fault)},
                                             .next = "give it another name, like `[bench.startup]`"});
  }
  if (name == "history") {
    table.problems().add(table.spot(), Code::config_value, "`history` cannot be a benchmark's name",
                         "`sinter bench history NAME` shows what was measured before: give it another name");
  }
  if (std::optional<std::size_t> kind = table.choice("kind", kinds)) bench.kind = static_cast<BenchKind>(*kind);
  constexpr std::string_view command_example = "[\"dist/acme\", \"--version\"]";
  bool is_operation = bench.kind == BenchKind::operations;
  if (is_operation) {
    read_operation(table, bench);
  } else {
    table.require("command", command_example);
    bench.command = read_argv(table, "command", command_example);
    bench.peer = read_argv(table, "peer", "[\"ninja\", \"--version\"]");
    bench.peer_at_most = table.real("peer_at_most", 0.0001, 10'000);
    bench.memory_bytes_max = table.size_bytes("memory_max", "\"4 MB\"");
    bench.input = read_existing_path(table, "input", "\"bench/messages.txt\"", Inventory::Found::file, inventory);
  }
  bool is_server = ranges::any_of(bench.command, [](const std::string& word) { return word.contains(port_place); });
  if (is_server && bench.kind == BenchKind::startup) {
    table.problems().add(table.spot(), Code::config_value, table.title() + " starts a server, which does not end",
                         "write `kind = \"cold-start\"`, `\"memory\"` or `\"throughput\"`");
  }
  if (is_server) table.require("input", "\"bench/messages.txt\"");
  if (bench.kind == BenchKind::throughput || bench.kind == BenchKind::cold_start) {
    check_port(table, "command", bench.command);
    check_port(table, "peer", bench.peer);
  }
  section.needs = table.texts("needs", "[\"acme\"]");
  if (std::optional<std::uint64_t> runs = table.integer("runs", runs_min, runs_max)) {
    bench.runs = static_cast<std::uint32_t>(*runs);
  }
  bench.threshold = table.real("threshold", 1, 1'000).value_or(bench.threshold);
  table.finish();
  return section;
}

}  // namespace sinter
