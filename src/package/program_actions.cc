#include "package/program_actions.h"

#include "base/ranges.h"
#include "compile/binary_actions.h"
#include "compile/toolchain.h"
#include "package/size_actions.h"

namespace sinter {
namespace {

/// Node's WASI, with the program's own arguments and nothing of the file system.
constexpr std::string_view wasi_script =
    "import { readFileSync } from 'node:fs';\n"
    "import { WASI } from 'node:wasi';\n"
    "const args = process.argv.slice(1);\n"
    "const wasi = new WASI({ version: 'preview1', args });\n"
    "const { instance } = await WebAssembly.instantiate(readFileSync(args[0]), wasi.getImportObject());\n"
    "process.exitCode = wasi.start(instance);\n";

/// How this machine runs programs of some target: what comes before the program.
struct Runner {
  std::vector<std::string> before;
  std::vector<Tool> tools;
};

std::optional<Runner> runner_of(Target target, const std::string& search_path) {
  if (target == own_target()) return Runner{};
  const TargetFacts& facts = facts_of(target);
  std::vector<std::string> names;
  if (target == Target::aarch64_linux_musl) names = {"qemu-aarch64", "qemu-aarch64-static"};
  if (target == Target::x86_64_linux_musl) names = {"qemu-x86_64", "qemu-x86_64-static"};
  if (facts.system == System::windows) names = {"wine64", "wine"};
  if (facts.system == System::wasi) names = {"node"};
  for (const std::string& name : names) {
    Result<Tool> tool = find_tool(name, search_path, "");
    if (!tool) continue;
    Runner runner{.before = {name}, .tools = {*tool}};
    if (facts.system != System::wasi) return runner;
    for (std::string_view argument : {"--no-warnings", "--input-type=module", "-e"}) {
      runner.before.emplace_back(argument);
    }
    runner.before.emplace_back(wasi_script);
    return runner;
  }
  return std::nullopt;
}

}  // namespace

ShippedProgram add_program_checks(GraphBuilder& builder, const Project& project, const BinaryConfig& binary,
                                  Target target, const Tool& sinter, const std::string& search_path) {
  std::string name(facts_of(target).name);
  std::string program = program_path(binary, target);
  std::string report = ".sinter/build/" + project.profile.name + "/" + binary.name + "/" + name + "/program.json";
  // The last of what makes the program has the name of its goal: to ask for it brings the rest.
  ActionRequest check{.name = binary_goal(binary, target), .verb = "check", .goal = binary.name};
  check.goal_kind = "binary";
  check.is_goal = true;
  check.place = binary.place;
  check.argv = {sinter.name, "check-program", program, "--target", name, "-o", report};
  auto limit = ranges::find(binary.limits, target, &BinaryConfig::Limit::target);
  append_budget(check.argv, project, limit == binary.limits.end() ? Budget{} : limit->budget, binary.name + "/" + name);
  check.inputs = {program};
  check.outputs = {report};
  check.tools = {sinter};
  builder.add(std::move(check));
  ShippedProgram shipped{.binary = binary.name, .target = name, .path = program};
  if (!binary.smoke) return shipped;
  std::optional<Runner> runner = runner_of(target, search_path);
  shipped.is_untried = !runner;
  if (!runner) return shipped;
  ActionRequest trial{.name = binary.name + "/" + name + ": trial run", .verb = "test", .goal = binary.name};
  trial.goal_kind = "binary";
  trial.place = binary.place;
  trial.argv = std::move(runner->before);
  trial.argv.push_back(program);
  trial.argv.insert(trial.argv.end(), binary.smoke->begin(), binary.smoke->end());
  trial.inputs = {program};
  trial.tools = std::move(runner->tools);
  trial.is_test = true;
  builder.add(std::move(trial));
  return shipped;
}

}  // namespace sinter
