#include "graph/steps.h"

#include <algorithm>
#include <unordered_map>

#include "base/path.h"
#include "base/text.h"
#include "os/process.h"

namespace sinter {
namespace {

/// The program of a step: a file of the project is an input like any other; a program
/// of the system is a tool.
struct Program {
  std::vector<std::string> inputs;
  std::vector<Tool> tools;
};

class Programs {
 public:
  explicit Programs(const std::string& search_path) : search_path_(search_path) {}

  std::optional<Program> find(const StepConfig& step) {
    const std::string& name = step.run.front();
    if (name.contains('/') && !is_absolute(name)) {
      std::string path = join_path(step.cwd, name);
      if (leaves_base(path)) return std::nullopt;
      return Program{.inputs = {path}, .tools = {}};
    }
    auto [entry, is_new] = found_.try_emplace(name);
    if (is_new) entry->second = find_program(name, search_path_);
    if (!entry->second) return std::nullopt;
    return Program{.inputs = {}, .tools = {{.name = name, .path = *entry->second}}};
  }

 private:
  const std::string& search_path_;
  std::unordered_map<std::string, std::optional<std::string>> found_;
};

}  // namespace

std::vector<Error> add_step_actions(GraphBuilder& builder, const Project& project, const std::string& search_path) {
  std::vector<Error> errors;
  Programs programs(search_path);
  for (const PoolConfig& pool : project.pools) builder.add_pool({pool.name, pool.size});
  for (const StepConfig& step : project.steps) {
    if (step.is_left_out) {
      // The step as a whole, too, unless another combination of it takes part.
      for (const std::string& name : {step.name, step.goal}) {
        builder.leave_out({.name = name, .kind = "step", .left_out_by = step.when});
      }
      continue;
    }
    std::optional<Program> program = programs.find(step);
    if (!program) {
      errors.push_back(
          {.code = Code::tool_missing,
           .what = "the step " + quote(step.name) + " needs " + quote(step.run.front()) + ", which is not installed",
           .where = step.place,
           .why = {"no such program in PATH"},
           .next = "install it, or correct `run`"});
      continue;
    }
    std::vector<std::string> inputs = step.inputs;
    inputs.insert(inputs.end(), program->inputs.begin(), program->inputs.end());
    // A step looks up programs by itself, so where it looks is part of what it does.
    std::vector<std::string> environment = step.environment;
    if (!std::ranges::contains(environment, "PATH")) environment.emplace_back("PATH");
    builder.add({.name = step.name,
                 .verb = step.is_test ? "test" : "run",
                 .goal = step.goal,
                 .goal_kind = "step",
                 .is_goal = step.name != step.goal,
                 .place = step.place,
                 .argv = step.run,
                 .folder = step.cwd,
                 .environment = std::move(environment),
                 .secrets = step.secrets,
                 .inputs = std::move(inputs),
                 .outputs = step.outputs,
                 .needs = step.needs,
                 .tools = std::move(program->tools),
                 .depfile = step.depfile,
                 .pool = step.pool,
                 .timeout_ns = step.timeout_ns,
                 .retries = step.retries,
                 .backoff_ns = step.backoff_ns,
                 .cache = step.cache,
                 .is_test = step.is_test,
                 .is_interactive = step.is_interactive});
  }
  return errors;
}

}  // namespace sinter
