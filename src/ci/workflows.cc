#include "ci/workflows.h"

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"
#include "ci/workflow_text.h"

namespace sinter {
namespace {

constexpr std::string_view workflows_folder = ".github/workflows/";

/// Where programs of a target run without help; "" for those that the main runner runs, and WASI's.
std::string_view native_runner(Target target) {
  switch (target) {
    case Target::aarch64_linux_musl: return "ubuntu-24.04-arm";
    case Target::x86_64_macos: return "macos-15-intel";
    case Target::aarch64_macos: return "macos-15";
    case Target::x86_64_windows: return "windows-2025";
    case Target::x86_64_linux_musl:
    case Target::wasm32_wasi: return "";
  }
  return "";
}

std::string target_name(Target target) { return std::string(facts_of(target).name); }

std::string program_path(const BinaryConfig& binary, Target target) {
  return "dist/bin/" + target_name(target) + "/" + binary.name + std::string(facts_of(target).file_ending);
}

/// Where a job of a matrix puts a text of many words: in single quotes, as YAML has them; as JSON has it, which YAML
/// reads, too, where it has several lines.
std::string yaml_quote(const std::string& text) {
  if (ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; })) {
    std::string json;
    append_json_string(json, text);
    return json;
  }
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::vector<Target> targets_of(const Project& project) {
  std::vector<Target> targets;
  for (const BinaryConfig& binary : project.binaries) {
    targets.insert(targets.end(), binary.targets.begin(), binary.targets.end());
  }
  ranges::sort(targets);
  ranges::erase_repeated(targets);
  return targets;
}

/// A row for each target: which goals make its programs.
std::vector<std::vector<std::string>> build_rows(const Project& project) {
  std::vector<std::vector<std::string>> rows;
  for (Target target : targets_of(project)) {
    std::vector<std::string> goals;
    for (const BinaryConfig& binary : project.binaries) {
      if (ranges::contains(binary.targets, target)) goals.push_back(binary_goal(binary, target));
    }
    rows.push_back({"target: " + target_name(target), "goals: " + yaml_quote(shell_quote(goals))});
  }
  return rows;
}

/// A row for each target whose programs need another machine than the one they are built on.
std::vector<std::vector<std::string>> native_rows(const Project& project) {
  std::vector<std::vector<std::string>> rows;
  for (Target target : targets_of(project)) {
    if (native_runner(target).empty()) continue;
    std::string commands;
    for (const BinaryConfig& binary : project.binaries) {
      if (!binary.smoke || !ranges::contains(binary.targets, target)) continue;
      std::vector<std::string> command = {"./" + program_path(binary, target)};
      std::string program = shell_quote(command);
      command.insert(command.end(), binary.smoke->begin(), binary.smoke->end());
      commands += (commands.empty() ? "" : " && ") + ("chmod +x " + program + " && " + shell_quote(command));
    }
    if (commands.empty()) continue;
    rows.push_back({"target: " + target_name(target), "runner: " + std::string(native_runner(target)),
                    "commands: " + yaml_quote(commands)});
  }
  return rows;
}

/// YAML takes a branch `2.10` for the number 2.1.
std::string pushes_to(const CiConfig& ci) {
  bool is_word = !ci.branch.empty() && (ci.branch.front() < '0' || ci.branch.front() > '9');
  return "push: { branches: [" + (is_word ? ci.branch : yaml_quote(ci.branch)) + "] }";
}

/// What is said where people look, of a job that may fail.
void warn(WorkflowText& text, std::string_view what) {
  text.run("Say that it failed",
           {"echo '::warning title=" + std::string(what) + "::" + std::string(what) +
            " failed; the rest goes on without it'"},
           "failure()");
}

std::string ci_text(const Project& project) {
  const CiConfig& ci = project.ci;
  WorkflowText text(ci, "ci", {pushes_to(ci), "pull_request:"});
  text.begin_job({.name = "test"});
  text.begin_steps();
  text.prepare("test");
  text.run("Workflows are those of sinter.toml", {ci.sinter + " ci --check"});
  text.run("Test", {ci.sinter + " test"});
  text.run("Keep the cache small", {ci.sinter + " cache gc"});
  if (project.binaries.empty()) return text.take();
  text.begin_job({.name = "programs"});
  text.matrix(build_rows(project));
  text.begin_steps();
  text.prepare("${{ matrix.target }}");
  const std::string& profile = project.release.profile;
  std::string option = profile.empty() ? "" : " --profile " + shell_quote(std::vector{profile});
  text.run("Build within budgets", {ci.sinter + " build" + option + " ${{ matrix.goals }}"});
  text.run("Keep the cache small", {ci.sinter + " cache gc"});
  text.uses(ForgeAction::upload, "Keep the programs",
            {"name: programs-${{ matrix.target }}", "path: dist/bin/${{ matrix.target }}", "if-no-files-found: error"});
  std::vector<std::vector<std::string>> natives = native_rows(project);
  if (natives.empty()) return text.take();
  text.begin_job({.name = "run", .runner = "${{ matrix.runner }}", .needs = "programs", .is_plain = true});
  text.matrix(natives);
  text.begin_steps();
  text.uses(ForgeAction::download, "Get the programs",
            {"name: programs-${{ matrix.target }}", "path: dist/bin/${{ matrix.target }}"});
  text.run("Run them where they belong", {"${{ matrix.commands }}"});
  return text.take();
}

std::string wasm_text(const Project& project) {
  const CiConfig& ci = project.ci;
  WorkflowText text(ci, "wasm-build", {pushes_to(ci), "pull_request:"});
  std::vector<std::string> goals, summary;
  for (const ModuleConfig& module : project.modules) {
    goals.push_back(module.name);
    summary.push_back(ci.sinter + " size " + module.name + " --format github >> \"$GITHUB_STEP_SUMMARY\"");
  }
  for (const PackageConfig& package : project.packages) goals.push_back(package.name);
  text.begin_job({.name = "build"});
  text.begin_steps();
  text.prepare("wasm");
  text.run("Build within budgets", {ci.sinter + " build " + shell_quote(goals)});
  text.run("Verify", {ci.sinter + " verify " + shell_quote(goals)});
  text.run("Show sizes", summary);
  text.run("Keep the cache small", {ci.sinter + " cache gc"});
  if (project.packages.empty()) return text.take();
  text.uses(ForgeAction::upload, "Keep the packages", {"name: packages", "path: dist/npm", "if-no-files-found: error"});
  return text.take();
}

std::string benchmarks_text(const Project& project) {
  const CiConfig& ci = project.ci;
  WorkflowText text(ci, "benchmarks", {"pull_request:", "workflow_dispatch:"});
  text.begin_job({.name = "benchmarks", .may_fail = true});
  text.begin_steps();
  text.prepare("benchmarks");
  // The name of a branch is somebody else's text: it reaches bash as a variable only.
  text.run("Measure by turns with what it goes into",
           {"if [ -n \"$BASE\" ]; then against=(--against \"origin/$BASE\"); else against=(); fi",
            ci.sinter + " bench \"${against[@]}\" --format github >> \"$GITHUB_STEP_SUMMARY\""},
           "", {"BASE: ${{ github.base_ref }}"});
  warn(text, "benchmarks");
  return text.take();
}

/// For those who let the registry trust this workflow instead of a token: uploads what is not there, leaves what is
/// there with the same bytes, and refuses other bytes.
constexpr std::string_view npm_script = R"bash(npm install --global npm@11
for file in release/*.tgz; do
  name=$(tar -xzOf "$file" package/package.json | jq -r .name)
  version=$(tar -xzOf "$file" package/package.json | jq -r .version)
  there=$(npm view "$name@$version" dist.shasum 2> /dev/null || true)
  if [ -z "$there" ]; then
    npm publish "$file" --access public
  elif [ "$there" != "$(sha1sum "$file" | cut -d ' ' -f 1)" ]; then
    echo "::error::$name@$version is published with other bytes"
    exit 1
  fi
done)bash";

/// GitHub gives it to every job; what it may do is what the job's permissions say.
constexpr std::string_view own_token = "GITHUB_TOKEN";

/// Every variable by which [release] names a secret, as a line of a step's `env`.
std::vector<std::string> secret_lines(const ReleaseConfig& release) {
  std::vector<std::string> names = {release.signing_key,    release.signing_password, release.image.user,
                                    release.image.password, release.npm.token,        release.forge.token};
  ranges::sort(names);
  ranges::erase_repeated(names);
  std::vector<std::string> lines;
  for (const std::string& name : names) {
    if (name.empty()) continue;
    lines.push_back(name + ": ${{ " + (name == own_token ? "github.token" : "secrets." + name) + " }}");
  }
  return lines;
}

bool publishes(const ReleaseConfig& release) {
  return !release.tag_remote.empty() || !release.image.destination.empty() || !release.npm.token.empty() ||
         !release.forge.token.empty();
}

/// Two jobs: what tests and builds may write nowhere, and what writes runs nothing but the release, which the
/// first one has built already, so it comes from the cache.
std::string release_text(const Project& project) {
  const CiConfig& ci = project.ci;
  const ReleaseConfig& release = project.release;
  WorkflowText text(ci, "release", {"push: { tags: ['v*'] }"});
  text.begin_job({.name = "build"});
  text.begin_steps();
  text.prepare("release");
  text.run("The tag is the version of sinter.toml",
           {"[ \"$GITHUB_REF_NAME\" = " + yaml_quote("v" + project.version) + " ]"});
  text.run("Test", {ci.sinter + " test"});
  bool is_published = publishes(release);
  // Who publishes signs; what is only kept is signed here.
  text.run("Build, verify, pack", {ci.sinter + " release"}, "",
           is_published ? std::vector<std::string>() : secret_lines(release));
  text.uses(ForgeAction::upload, "Keep the files",
            {"name: release", "path: dist/release/" + project.version, "if-no-files-found: error"});
  if (is_published) {
    bool writes_here = !release.forge.token.empty() || !release.tag_remote.empty();
    std::string permissions = writes_here ? "contents: write" : "contents: read";
    if (release.image.password == own_token) permissions += "\npackages: write";
    text.begin_job({.name = "publish", .needs = "build", .permissions = permissions});
    text.begin_steps();
    text.prepare("release", release.tag_remote.empty() ? Credentials::dropped : Credentials::kept);
    text.run("Publish", {ci.sinter + " release --publish"}, "", secret_lines(release));
  }
  bool is_trusted = ci.publishes_npm && release.npm.token.empty();
  if (!is_trusted || project.packages.empty()) return text.take();
  text.begin_job({.name = "npm", .needs = "build", .permissions = "id-token: write", .is_plain = true});
  text.begin_steps();
  text.uses(ForgeAction::download, "Get the files", {"name: release", "path: release"});
  text.uses(ForgeAction::node, "Set up Node", {"node-version: 24"});
  text.run("Publish", split(npm_script, '\n'));
  return text.take();
}

std::string path_of(std::string_view name) { return std::string(workflows_folder) + std::string(name) + ".yml"; }

}  // namespace

std::vector<Workflow> workflows_of(const Project& project) {
  std::vector<Workflow> workflows = {{path_of("ci"), ci_text(project)}, {path_of("release"), release_text(project)}};
  if (!project.modules.empty()) workflows.push_back({path_of("wasm-build"), wasm_text(project)});
  if (!project.benches.empty()) workflows.push_back({path_of("benchmarks"), benchmarks_text(project)});
  return workflows;
}

std::vector<std::string> workflow_paths() {
  return {path_of("ci"), path_of("release"), path_of("wasm-build"), path_of("benchmarks")};
}

}  // namespace sinter
