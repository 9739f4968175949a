#include "graph/steps.h"

#include <set>
#include <unordered_map>

#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "config/names.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

/// The program of a step: a file of the project is an input like any other; a program
/// of the system is a tool.
struct Program {
  std::string name;  // as it is started
  std::vector<std::string> inputs;
  std::vector<Tool> tools;
};

/// A whole command line where a program should be: "cat a > b", "NODE_ENV=test jest".
bool is_for_shell(std::string_view name) { return name.find_first_of(" |&;<>$*\"'") != std::string_view::npos; }

/// "../../tools/gen" for `path` as seen from `cwd`.
std::string from_folder(const std::string& cwd, const std::string& project, const std::string& path) {
  std::string folder = cwd;
  if (Result<std::string> real = real_path(cwd)) folder = relative_to(*real, project).value_or(cwd);
  std::string way_up = folder == "." ? "./" : "";
  for (; folder != "."; folder = parent_path(folder)) way_up += "../";
  return way_up + path;
}

class Programs {
 public:
  Programs(const Project& project, const std::string& search_path) : project_(real_path(".").value_or("")) {
    for (const StepConfig& step : project.steps) {
      if (step.is_left_out) continue;
      made_.insert(step.outputs.begin(), step.outputs.end());
      for (const std::string& path : step.outputs) trees_.add(path);
    }
    for (const std::string& folder : split(search_path, ':')) folders_.push_back({folder, project_folder(folder)});
  }

  std::optional<Program> find(const StepConfig& step) {
    const std::string& name = step.run.front();
    if (name.contains('/') && !is_absolute(name)) {
      std::string path = join_path(step.cwd, name);
      if (leaves_base(path) || (is_for_shell(name) && !exists(path))) return std::nullopt;
      return Program{.name = name, .inputs = {path}, .tools = {}};
    }
    auto [entry, is_new] = found_.try_emplace(name);
    if (is_new) entry->second = look_for(name);
    const std::optional<Place>& place = entry->second;
    if (!place) return std::nullopt;
    if (!place->is_in_project)
      return Program{.name = name, .inputs = {}, .tools = {{.name = name, .path = place->path}}};
    return Program{.name = from_folder(step.cwd, project_, place->path), .inputs = {place->path}, .tools = {}};
  }

 private:
  struct SearchFolder {
    std::string path;
    std::optional<std::string> in_project;
  };
  struct Place {
    std::string path;
    bool is_in_project;
  };

  /// Nothing for one outside; and what sinterw installed is no part of the project.
  std::optional<std::string> project_folder(const std::string& folder) const {
    std::string real = real_path(folder.empty() ? "." : folder).value_or(folder);
    std::optional<std::string> inside = is_absolute(real) ? relative_to(real, project_) : std::optional(real);
    bool is_ours = inside && !leaves_base(*inside) && !relative_to(*inside, ".sinter");
    return is_ours ? inside : std::nullopt;
  }

  std::optional<Place> look_for(const std::string& name) const {
    if (is_absolute(name)) {
      std::optional<std::string> found = find_program(name, "");
      return found ? std::optional(Place{*std::move(found), false}) : std::nullopt;
    }
    for (const SearchFolder& folder : folders_) {
      if (folder.in_project) {
        // One that a step makes counts as there, whether it has run yet or not.
        std::string path = join_path(*folder.in_project, name);
        if (made_.contains(path) || !trees_.above(path).empty() || find_program("./" + path, ""))
          return Place{path, true};
      } else if (std::optional<std::string> found = find_program(name, folder.path)) {
        return Place{*std::move(found), false};
      }
    }
    return std::nullopt;
  }

  std::string project_;  // its real path
  std::set<std::string, std::less<>> made_;
  TreeNames trees_;
  std::vector<SearchFolder> folders_;
  std::unordered_map<std::string, std::optional<Place>> found_;
};

/// Where a package installed its program `name`, for a step in `cwd`: in the nearest
/// `node_modules` above. npm finds it there for scripts of package.json.
std::optional<std::string> installed_program(const std::string& cwd, const std::string& name) {
  std::string way_up;
  for (std::string folder = cwd;; folder = parent_path(folder)) {
    std::string found = "node_modules/.bin/" + name;
    if (exists(join_path(folder, found))) return way_up + found;
    if (folder == ".") return std::nullopt;
    way_up += "../";
  }
}

std::string as_run(std::initializer_list<std::string_view> arguments, std::string_view after) {
  std::string text = "write `run = [";
  for (std::string_view argument : arguments) {
    if (!text.ends_with('[')) text += ", ";
    append_json_string(text, argument);
  }
  return text + std::string(after) + "]`";
}

/// What was meant by whoever wrote `run` as a shell or package.json has it.
std::string next_for_missing_program(const StepConfig& step) {
  const std::string& name = step.run.front();
  if (is_for_shell(name)) {
    return "each argument is a text of its own, and no shell reads them; for one, " + as_run({"sh", "-c", name}, "");
  }
  std::size_t equals = name.find('=');
  if (equals != std::string::npos && is_variable_name(std::string_view(name).substr(0, equals))) {
    return "let `env` set the variable: " + as_run({"env", name}, ", ...");
  }
  if (std::optional<std::string> path = installed_program(step.cwd, name)) return as_run({*path}, ", ...");
  if (exists(join_path(step.cwd, name))) return as_run({"./" + name}, ", ...");
  return "install it, or correct `run`";
}

}  // namespace

std::vector<Error> add_step_actions(GraphBuilder& builder, const Project& project, const std::string& search_path) {
  std::vector<Error> errors;
  Programs programs(project, search_path);
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
      Error error{
          .code = Code::tool_missing,
          .what = "the step " + quote(step.goal) + " needs " + quote(step.run.front()) + ", which is not installed",
          .where = step.place,
          .why = {"no such program in PATH"},
          .next = next_for_missing_program(step)};
      // Combinations of one step mostly need the same program.
      if (errors.empty() || errors.back().what != error.what) errors.push_back(std::move(error));
      continue;
    }
    std::vector<std::string> inputs = step.inputs;
    inputs.insert(inputs.end(), program->inputs.begin(), program->inputs.end());
    std::vector<std::string> argv = step.run;
    argv.front() = std::move(program->name);
    // A step looks up programs by itself, so where it looks is part of what it does.
    std::vector<std::string> environment = step.environment;
    bool names_path = ranges::contains(environment, "PATH");
    if (!names_path) environment.emplace_back("PATH");
    builder.add({.name = step.name,
                 .verb = step.is_test ? "test" : "run",
                 .goal = step.goal,
                 .goal_kind = "step",
                 .is_goal = step.name != step.goal,
                 .place = step.place,
                 .argv = std::move(argv),
                 .folder = step.cwd,
                 .environment = std::move(environment),
                 .secrets = step.secrets,
                 .inputs = std::move(inputs),
                 .outputs = step.outputs,
                 .needs = step.needs,
                 .tools = std::move(program->tools),
                 .scratch = step.scratch,
                 .depfile = step.depfile,
                 .pool = step.pool,
                 .timeout_ns = step.timeout_ns,
                 .retries = step.retries,
                 .backoff_ns = step.backoff_ns,
                 .cache = step.cache,
                 .is_test = step.is_test,
                 .names_path = names_path,
                 .is_interactive = step.is_interactive});
  }
  return errors;
}

}  // namespace sinter
