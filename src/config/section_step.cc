// [step.NAME]: any command with declared inputs and outputs; [pool.NAME]: how many of its
// steps run at a time.
#include <algorithm>

#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

constexpr std::uint64_t retries_max = 10;
constexpr std::uint64_t backoff_ns_max = 60'000'000'000;  // the run loop never waits longer
constexpr std::uint64_t pool_size_max = 1024;

std::vector<std::string> read_run(TableReader& table) {
  constexpr std::string_view example = "[\"npm\", \"run\", \"build\"]";
  table.require("run", example);
  std::vector<std::string> argv;
  std::size_t problems_before = table.problems().count();
  const std::string* line = table.has("run") ? table.member("run")->value.as_string() : nullptr;
  if (line != nullptr && line->find_first_of("|&;<>$*\"'") != std::string::npos) {
    std::string next = "no shell reads `run`; to let one, write `run = [\"sh\", \"-c\", ";
    append_json_string(next, *line);
    table.problems().add(table.member("run")->value.spot, Code::config_type,
                         "`run` in " + table.title() + " is a string, but should be an array of strings", next + "]`");
    return argv;
  }
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

/// Outputs are literal, or whole folders: what a step makes must be known before it runs.
std::vector<std::string> read_outputs(TableReader& table) {
  std::vector<std::string> outputs;
  for (const Text& entry : table.texts("outputs", "[\"build/data.json\"]")) {
    Result<std::string> path = parse_project_path(entry.value);
    if (!path.has_value()) {
      table.problems().add(entry.spot, std::move(path).error());
    } else if (std::string folder(tree_folder(*path).value_or(*path)); file_name(folder) == "node_modules") {
      table.problems().add(entry.spot, Code::config_glob, quote(*path) + " is a folder that npm looks after itself",
                           "write " + quote(folder + "/.package-lock.json") + ", which npm writes last");
    } else if (is_glob(folder)) {
      table.problems().add(
          entry.spot, Code::config_glob, quote(*path) + " is a pattern, but `outputs` names files and whole folders",
          "write each file that the step makes, or `FOLDER/**` for everything below a folder of its own");
    } else if (*path == "." || entry.value.ends_with('/')) {
      table.problems().add(entry.spot, Code::config_glob,
                           quote(entry.value) + " is a folder, but `outputs` names files and whole folders",
                           *path == "." ? "write each file that the step makes"
                                        : "for everything below it, write " + quote(*path + "/**"));
    } else {
      outputs.push_back(*std::move(path));
    }
  }
  return outputs;
}

/// Of the same form as outputs. What the files are does not matter: nothing reads them but the step.
std::vector<std::string> read_scratch(TableReader& table) {
  std::vector<std::string> scratch;
  for (const Text& entry : table.texts("scratch", "[\"target/**\"]")) {
    Result<std::string> path = parse_project_path(entry.value);
    if (!path.has_value()) {
      table.problems().add(entry.spot, std::move(path).error());
    } else if (std::string folder(tree_folder(*path).value_or(*path)); is_glob(folder) || folder == ".") {
      table.problems().add(entry.spot, Code::config_glob,
                           quote(entry.value) + " names no folder that a step could have for itself",
                           "write `FOLDER/**` for everything below a folder, or the path of one file");
    } else if (entry.value.ends_with('/')) {
      table.problems().add(entry.spot, Code::config_glob, quote(entry.value) + " is a folder",
                           "for everything below it, write " + quote(*path + std::string(tree_suffix)));
    } else {
      scratch.push_back(*std::move(path));
    }
  }
  return scratch;
}

constexpr char list_names_only[] = "list names only; set values with `run = [\"env\", \"NAME=value\", ...]`";

/// Names of variables; `taken` are those that another key has.
std::vector<std::string> read_variables(TableReader& table, std::string_view key, std::string_view example,
                                        const std::vector<std::string>& taken = {}) {
  if (const TomlMember* found = table.member(key); found != nullptr && found->value.as_table() != nullptr) {
    table.problems().add(found->value.spot, Code::config_type,
                         quote(key) + " in " + table.title() + " is a table, but should be an array of strings",
                         list_names_only);
    return {};
  }
  std::vector<std::string> names;
  for (Text& entry : table.texts(key, example)) {
    if (ranges::contains(taken, entry.value)) {
      table.problems().add(entry.spot, Code::config_value,
                           quote(entry.value) + " is in `environment` and in `secrets` of " + table.title(),
                           "remove it from `environment`: secrets reach the command, too");
      continue;
    }
    if (is_variable_name(entry.value)) {
      names.push_back(std::move(entry.value));
      continue;
    }
    bool has_value = entry.value.contains('=');
    table.problems().add(entry.spot, Code::config_value,
                         quote(entry.value) + " in " + quote(key) + " names no variable",
                         has_value ? list_names_only : "names hold letters, digits and `_`");
  }
  return names;
}

/// "line 2, column 7 of it is `= 'test'`".
std::string fault_place(std::string_view text, std::size_t offset) {
  constexpr std::size_t shown_max = 40;
  std::string_view before = text.substr(0, offset);
  std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  std::string place = "line " + std::to_string(ranges::count(before, '\n') + 1) + ", column " +
                      std::to_string(offset - line_start + 1) + " of it";
  if (offset >= text.size()) return place + " is its end";
  std::string_view rest = text.substr(offset);
  rest = rest.substr(0, std::min(rest.find('\n'), shown_max));
  return place + " is " + quote(rest);
}

void read_retries(TableReader& table, StepConfig& step) {
  step.retries = static_cast<std::uint32_t>(table.integer("retries", 0, retries_max).value_or(0));
  std::optional<std::uint64_t> backoff_ns = table.duration_ns("backoff", "\"500ms\"");
  if (!backoff_ns) return;
  step.backoff_ns = *backoff_ns;
  Spot spot = table.member("backoff")->value.spot;
  if (*backoff_ns > backoff_ns_max) {
    table.problems().add(spot, Code::config_value,
                         "`backoff` in " + table.title() + " is longer than a retry ever waits",
                         "write `backoff = \"1m\"` or less");
  } else if (step.retries == 0) {
    table.problems().add(spot, Code::config_value, "`backoff` in " + table.title() + " has no retry to wait for",
                         "add `retries = 2`, or remove `backoff`");
  }
}

/// What runs on the terminal until somebody ends it makes nothing and is not tried again.
void read_interactive(TableReader& table, StepConfig& step) {
  step.is_interactive = table.boolean("interactive").value_or(false);
  if (!step.is_interactive) return;
  for (std::string_view key :
       {"outputs", "scratch", "depfile", "cache", "test", "timeout", "retries", "backoff", "pool", "budget"}) {
    if (!table.has(key)) continue;
    table.problems().add(table.member(key)->spot, Code::config_value,
                         quote(key) + " means nothing beside `interactive` in " + table.title(),
                         "remove it, or split off a step of its own and name that in `needs`");
  }
}

/// A budget is for files that are there when the step is done.
void read_step_budget(TableReader& table, StepConfig& step) {
  step.budget = read_budget(table, "raw");
  if (!table.has("budget") || step.is_interactive) return;
  auto tree = ranges::find_if(step.outputs, [](const std::string& path) { return is_tree_name(path); });
  if (!step.outputs.empty() && tree == step.outputs.end()) return;
  table.problems().add(table.member("budget")->spot, Code::config_value,
                       "`budget` in " + table.title() + " has no file to hold for" +
                           (step.outputs.empty() ? "" : ": " + quote(*tree) + " is a folder"),
                       "list the files that the step makes in `outputs`, each by its name");
}

}  // namespace

When read_when(TableReader& table, const Surroundings& surroundings) {
  std::optional<Text> when = table.text("when", "\"profile == 'production'\"");
  if (!when) return {};
  auto condition = evaluate_condition(when->value, surroundings.variables, surroundings.environment);
  if (condition) return {std::move(when->value), condition->holds, std::move(condition->environment)};
  ConditionFault& fault = condition.error();
  table.problems().add(when->spot, Error{.code = Code::config_value,
                                         .what = "`when` in " + table.title() + ": " + std::move(fault.what),
                                         .why = {fault_place(when->value, fault.offset)},
                                         .next = std::move(fault.next)});
  return {};
}

StepSection read_step_outcome(TableReader& table, std::string goal, std::string name,
                              const Surroundings& surroundings) {
  StepSection section;
  section.config.name = std::move(name);
  section.config.goal = std::move(goal);
  section.config.place = table.problems().place(table.spot());
  section.config.outputs = read_outputs(table);
  section.config.scratch = read_scratch(table);
  When when = read_when(table, surroundings);
  section.config.when = std::move(when.text);
  section.config.is_left_out = !when.holds;
  section.variables = std::move(when.variables);
  return section;
}

void read_step_section(TableReader& table, StepSection& section, Inventory& inventory) {
  StepConfig& step = section.config;
  step.run = read_run(table);
  if (std::string cwd = read_any_path(table, "cwd", "\"site\""); !cwd.empty()) step.cwd = std::move(cwd);
  section.needs = table.texts("needs", "[\"text\"]");
  // An input that is not there yet may be another step's output; graph/ knows.
  for (Text& file : read_files(table, "inputs", "[\"site/src/**\"]", MissingLiteral::is_fine, inventory, step.name)) {
    step.inputs.push_back(std::move(file.value));
  }
  step.environment = read_variables(table, "environment", "[\"NODE_ENV\"]");
  step.secrets = read_variables(table, "secrets", "[\"NPM_TOKEN\"]", step.environment);
  step.depfile = read_any_path(table, "depfile", "\"build/step.d\"");
  step.cache = table.boolean("cache").value_or(true);
  step.is_test = table.boolean("test").value_or(false);
  step.timeout_ns = table.duration_ns("timeout", "\"90s\"");
  if (step.timeout_ns == 0) {
    table.problems().add(table.member("timeout")->value.spot, Code::config_value,
                         "`timeout` in " + table.title() + " leaves no time at all", "write `timeout = \"90s\"`");
  }
  read_retries(table, step);
  read_interactive(table, step);
  read_step_budget(table, step);
  if (std::optional<Text> pool = table.text("pool", "\"heavy\"")) section.pool.push_back(*std::move(pool));
  table.finish();
}

PoolConfig read_pool_section(TableReader& table, const std::string& name) {
  table.require("size", "1");
  std::optional<std::uint64_t> size = table.integer("size", 1, pool_size_max);
  table.finish();
  return {.name = name, .size = static_cast<std::uint32_t>(size.value_or(1))};
}

}  // namespace sinter
