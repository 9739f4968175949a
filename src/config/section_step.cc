// [step.NAME]: any command with declared inputs and outputs; [pool.NAME]: how many of its
// steps run at a time.
#include "base/text.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

constexpr std::uint64_t retries_max = 10;
constexpr std::uint64_t pool_size_max = 1024;

std::vector<std::string> read_run(TableReader& table) {
  constexpr std::string_view example = "[\"npm\", \"run\", \"build\"]";
  table.require("run", example);
  std::vector<std::string> argv;
  std::size_t problems_before = table.problems().count();
  for (Text& argument : table.texts("run", example)) {
    if (argument.value.contains('\0')) {
      table.problems().add(argument.spot, Code::config_value, "an argument of `run` holds a zero byte", "remove it");
    }
    argv.push_back(std::move(argument.value));
  }
  if (!table.has("run") || table.problems().count() != problems_before) return argv;
  if (argv.empty() || argv.front().empty()) {
    table.problems().add(table.member("run")->value.spot, Code::config_value,
                         "`run` in " + table.title() + " names no program",
                         "write `run = " + std::string(example) + "`");
  }
  return argv;
}

/// Outputs are literal: what a step makes must be known before it runs.
std::vector<std::string> read_outputs(TableReader& table) {
  std::vector<std::string> outputs;
  for (const Text& entry : table.texts("outputs", "[\"build/data.json\"]")) {
    Result<std::string> path = parse_project_path(entry.value);
    if (!path.has_value()) {
      table.problems().add(entry.spot, std::move(path).error());
    } else if (is_glob(*path)) {
      table.problems().add(entry.spot, Code::config_glob, quote(*path) + " is a pattern, but `outputs` names files",
                           "write each file that the step makes; for many, let it write one archive");
    } else if (*path == "." || entry.value.ends_with('/')) {
      table.problems().add(entry.spot, Code::config_glob,
                           quote(entry.value) + " is a folder, but `outputs` names files",
                           "write each file that the step makes");
    } else {
      outputs.push_back(*std::move(path));
    }
  }
  return outputs;
}

std::vector<std::string> read_environment(TableReader& table) {
  std::vector<std::string> names;
  for (Text& entry : table.texts("environment", "[\"NODE_ENV\"]")) {
    if (is_variable_name(entry.value)) {
      names.push_back(std::move(entry.value));
      continue;
    }
    bool has_value = entry.value.contains('=');
    table.problems().add(entry.spot, Code::config_value, quote(entry.value) + " in `environment` names no variable",
                         has_value ? "list the name only; set values with `run = [\"env\", \"NAME=value\", ...]`"
                                   : "names hold letters, digits and `_`");
  }
  return names;
}

}  // namespace

StepSection read_step_section(TableReader& table, const std::string& name, Inventory& inventory) {
  StepSection section;
  StepConfig& step = section.config;
  step.name = name;
  step.place = table.problems().place(table.spot());
  step.run = read_run(table);
  if (std::string cwd = read_any_path(table, "cwd", "\"site\""); !cwd.empty()) step.cwd = std::move(cwd);
  section.needs = table.texts("needs", "[\"text\"]");
  // An input that is not there yet may be another step's output; graph/ knows.
  for (Text& file : read_files(table, "inputs", "[\"site/src/**\"]", MissingLiteral::is_fine, inventory)) {
    step.inputs.push_back(std::move(file.value));
  }
  step.outputs = read_outputs(table);
  step.environment = read_environment(table);
  step.depfile = read_any_path(table, "depfile", "\"build/step.d\"");
  step.cache = table.boolean("cache").value_or(true);
  step.is_test = table.boolean("test").value_or(false);
  step.timeout_ns = table.duration_ns("timeout", "\"90s\"");
  if (step.timeout_ns == 0) {
    table.problems().add(table.member("timeout")->value.spot, Code::config_value,
                         "`timeout` in " + table.title() + " leaves no time at all", "write `timeout = \"90s\"`");
  }
  step.retries = static_cast<std::uint32_t>(table.integer("retries", 0, retries_max).value_or(0));
  if (std::optional<Text> pool = table.text("pool", "\"heavy\"")) section.pool.push_back(*std::move(pool));
  table.finish();
  return section;
}

PoolConfig read_pool_section(TableReader& table, const std::string& name) {
  table.require("size", "1");
  std::optional<std::uint64_t> size = table.integer("size", 1, pool_size_max);
  table.finish();
  return {.name = name, .size = static_cast<std::uint32_t>(size.value_or(1))};
}

}  // namespace sinter
