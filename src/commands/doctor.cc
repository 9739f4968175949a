#include "commands/doctor.h"

#include <cstdlib>
#include <expected>
#include <set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "build_session.h"
#include "cache/cache.h"
#include "compile/toolchain.h"
#include "config/cache_folder.h"
#include "os/access_watch.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/open_files.h"
#include "os/probe.h"
#include "os/process.h"
#include "os/terminal.h"
#include "planning.h"
#include "report/doctor_report.h"
#include "schedule/assessor.h"
#include "schedule/output_places.h"

namespace sinter {
namespace {

using Verdict = Diagnosis::Verdict;

constexpr std::uint64_t node_version_min = 20;
constexpr std::uint64_t room_bytes_min = 500'000'000;
/// Problems of one kind; who mends them sees the rest then.
constexpr std::size_t shown_max = 10;
constexpr std::int64_t clock_lead_ns_max = 1'000'000'000;
/// What a running action keeps open, and what we do beside.
constexpr std::uint64_t files_per_slot = 8, files_beside = 40;

/// Programs that are known to say their version and do nothing else when asked so. Others
/// belong to the project, and might do anything.
struct Asked {
  std::string_view name;
  std::string_view argument;
};
constexpr Asked asked_programs[] = {
    {"clang-22", "--version"}, {"clang++-22", "--version"}, {"wasm-ld-22", "--version"}, {"ld.lld-22", "--version"},
    {"wasm-opt", "--version"}, {"node", "--version"},       {"npm", "--version"},        {"cargo", "--version"},
    {"rustc", "--version"},    {"go", "version"},           {"git", "--version"},        {"python3", "--version"},
    {"zig", "version"},        {"sqlite3", "--version"},
};

/// The nearest folder on the way up that exists.
std::string existing_folder(std::string path) {
  while (!exists(path) && path != "/" && path != ".") path = parent_path(path);
  return path;
}

class Examination {
 public:
  Examination(const std::optional<BuildRequest>& request, const Environment& environment)
      : request_(request), environment_(environment) {
    auto path = environment.find("PATH");
    if (path != environment.end()) search_path_ = path->second;
  }

  std::vector<Diagnosis> run() && {
    look_at_machine();
    if (request_) look_at_project();
    else look_for_toolchain();
    look_at_programs_beside();
    look_at_cache();
    if (request_) look_at_lock();
    look_at_sandbox();
    look_at_limits();
    look_at_clock();
    return std::move(found_);
  }

 private:
  void add(std::string topic, Verdict verdict, std::string what, std::string next = "") {
    found_.push_back({.topic = std::move(topic), .verdict = verdict, .what = std::move(what), .next = std::move(next)});
  }

  std::uint32_t slots() const { return request_ ? request_->slots : processor_count(); }

  void look_at_machine() {
    add("machine", Verdict::good,
        system_name() + ", " + count_of(processor_count(), "processor") + ", " + size_text(memory_bytes()) +
            " of memory");
  }

  void look_at_project() {
    std::expected<Plan, std::vector<Error>> plan = make_plan(*request_, KeepPlan::no);
    if (!plan) {
      for (const Error& error : plan.error()) {
        bool is_tool = error.code == Code::tool_missing || error.code == Code::tool_too_old;
        found_.push_back(problem(is_tool ? "tools" : "project", error));
      }
      return;
    }
    cache_folder_ = plan->cache_folder;
    add("project", Verdict::good,
        plan->project + ", " + plan->profile + ": " + count_of(plan->graph.actions.size(), "action"));
    look_at_files(plan->graph);
    std::vector<Tool> tools = plan->graph.tools;
    ranges::sort(tools, {}, &Tool::name);
    std::size_t silent_count = 0;
    for (const Tool& tool : tools) {
      // Libraries and the project's own programs are among them.
      bool is_asked = ranges::contains(asked_programs, tool.name, &Asked::name);
      if (exists(tool.path) && !is_asked) ++silent_count;
      else look_at_tool(tool);
    }
    if (silent_count != 0) add("tools", Verdict::good, count_of(silent_count, "other tool") + " in place");
  }

  /// What a build would find out by itself, one action after the other. Each thing is told once.
  void look_at_files(const Graph& graph) {
    std::set<std::string> told;
    auto tell = [&](const Error& error) {
      if (told.size() < shown_max && told.insert(join(error.why, "")).second) found_.push_back(problem("files", error));
    };
    std::set<std::string_view> missing;
    for (const Action& action : graph.actions) {
      for (FileId input : action.inputs) {
        std::string_view path = graph[input].path;
        bool is_told = graph[input].producer || relative_to(path, ".sinter") || stat_file(std::string(path)) ||
                       !missing.insert(path).second;
        if (!is_told && missing.size() <= shown_max)
          found_.push_back(problem("files", missing_input(graph, action, path)));
      }
      if (Result<void> placed = check_output_places(graph, action); !placed) tell(placed.error());
    }
    std::optional<FileStat> dist = stat_file("dist");
    if (!dist || dist->is_folder) return;
    tell({.code = Code::file_unwritable,
          .what = "`dist` is a file, so no build can write its report",
          .why = {"`dist/build-report.json` goes there"},
          .next = "move it away"});
  }

  void look_at_tool(const Tool& tool) {
    if (!exists(tool.path)) {
      Error missing{.code = Code::tool_missing,
                    .what = quote(tool.name) + " is not installed",
                    .why = {quote(tool.path) + " does not exist"},
                    .next = "install it, or change what asks for it in sinter.toml"};
      // A build works without Node; what needs it are the tests of vectors.
      bool breaks_builds = tool.name != "node";
      found_.push_back(breaks_builds ? problem("tools", missing) : note("tools", missing));
      return;
    }
    std::string version = version_of(tool);
    bool is_old = tool.name == "node" && !version.empty() && node_version(version) < node_version_min;
    std::string next = is_old ? "install Node " + std::to_string(node_version_min) + " or newer" : "";
    add("tools", is_old || version.empty() ? Verdict::note : Verdict::good,
        tool.name + ": " + (version.empty() ? "does not say its version" : version) + "  " + tool.path,
        version.empty() ? "run " + quote(tool.name + " --version") + " and see what is wrong" : next);
  }

  std::string version_of(const Tool& tool) const {
    auto asked = ranges::find(asked_programs, tool.name, &Asked::name);
    if (asked == std::end(asked_programs)) return "";
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment_) variables.push_back(name + "=" + value);
    Result<Finished> told = sinter::run({.argv = {tool.path, std::string(asked->argument)}, .environment = variables});
    if (!told || !told->status.ok()) return "";
    std::string version = split(trim(told->output), '\n').front();
    return tool.name == "sqlite3" ? split(version, ' ').front() : version;  // behind it: the digest of its sources
  }

  static std::uint64_t node_version(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    return parse_decimal(split(version, '.').front()).value_or(0);
  }

  /// What a first project would need; there is none yet that could be broken.
  void look_for_toolchain() {
    add("project", Verdict::note, "there is no sinter.toml here", "`sinter init` writes a first project");
    std::expected<Toolchain, std::vector<Error>> tools = find_toolchain(search_path_);
    if (!tools) {
      for (const Error& error : tools.error()) found_.push_back(note("tools", error));
      return;
    }
    for (const Tool& tool : {tools->clangxx, tools->wasm_ld, tools->wasm_opt}) look_at_tool(tool);
  }

  void look_at_programs_beside() {
    std::optional<std::string> git = find_program("git", search_path_);
    if (git) look_at_tool({.name = "git", .path = *git});
    else add("tools", Verdict::note, "`git` is not installed; only `--since` needs it", "install it to use that");
    std::optional<std::string> sqlite = find_program("sqlite3", search_path_);
    if (sqlite) look_at_tool({.name = "sqlite3", .path = *sqlite});
    else
      add("tools", Verdict::note, "`sqlite3` is not installed; only histories of sizes and benchmarks need it",
          "install it, and builds remember how large everything was");
  }

  void look_at_cache() {
    CacheFolder chosen = choose_cache_folder(environment_, cache_folder_);
    if (exists(chosen.path)) {
      if (Result<void> usable = Cache::check(chosen.path); !usable) {
        found_.push_back(note("cache", usable.error()));
        return;
      }
    }
    std::string folder = existing_folder(chosen.path);
    if (Result<void> written = try_writing(folder); !written) {
      written.error().why.emplace_back("builds go on without a cache, and run again what it would have restored");
      found_.push_back(note("cache", written.error()));
      return;
    }
    std::string by = chosen.variable.empty() ? "" : ", by " + chosen.variable;
    add("cache", Verdict::good,
        chosen.path + (exists(chosen.path) ? "" : " (not there yet)") + by + ": can be written");
    std::optional<FileSystem> here = file_system_of("."), there = file_system_of(folder);
    if (!here || !there) return;
    if (there->free_bytes < room_bytes_min) {
      add("cache", Verdict::note, "only " + size_text(there->free_bytes) + " are free where the cache is",
          "make room, or lower `size` in `[cache]` of sinter.toml");
    }
    if (here->device != there->device) {
      add("cache", Verdict::note, "it is on another file system than this folder: restoring copies every byte",
          "set SINTER_CACHE to a folder on this one, if restoring large files takes long");
    } else if (can_share_content(folder, ".")) {
      add("cache", Verdict::good, "restoring shares content with the cache (reflink)");
    } else {
      add("cache", Verdict::good, "restoring copies: this file system has no reflink");
    }
  }

  void look_at_lock() {
    if (Result<void> written = try_writing(exists(".sinter") ? ".sinter" : "."); !written) {
      found_.push_back(problem("lock", written.error()));
      return;
    }
    if (stat_file(std::string(project_lock_path)).value_or(FileStat{}).is_folder) {
      found_.push_back(
          problem("lock", {.code = Code::file_unwritable,
                           .what = quote(project_lock_path) + " is a folder, so no build can take the lock",
                           .next = "remove it: no build made that"}));
      return;
    }
    std::string holder = read_file(std::string(project_lock_path)).value_or("");
    switch (sinter::look_at_lock(std::string(project_lock_path))) {
      case LockUse::free: add("lock", Verdict::good, "no other build is at work in this project"); break;
      case LockUse::held:
        add("lock", Verdict::note, (holder.empty() ? "another sinter" : holder) + " is at work in this project",
            "nothing: builds wait for it");
        break;
      case LockUse::abandoned:
        add("lock", Verdict::note, holder + " was killed while it worked here",
            "nothing: the next build removes what it has left");
        break;
    }
  }

  void look_at_sandbox() {
    if (Result<void> watched = check_can_watch(); watched) {
      add("sandbox", Verdict::good, "--strict works: actions can be watched (seccomp)");
    } else {
      found_.push_back(note("sandbox", watched.error()));
    }
  }

  void look_at_limits() {
    std::uint64_t open_files_max = OpenFileLimit().raised();
    std::uint64_t wanted = files_beside + files_per_slot * slots();
    std::string what = "up to " + count_of(open_files_max, "open file");
    if (open_files_max >= wanted) return add("limits", Verdict::good, what);
    add("limits", Verdict::note,
        what + ": with -j " + std::to_string(slots()) + " actions may have to wait for each other",
        "`ulimit -n " + std::to_string(wanted) + "`, or fewer slots with -j");
  }

  /// Content decides, so a wrong clock makes no build wrong, only slower.
  void look_at_clock() {
    std::optional<std::int64_t> lead = clock_lead_ns(existing_folder(".sinter"));
    if (lead && std::abs(*lead) > clock_lead_ns_max) {
      add("clock", Verdict::note,
          "files here get times that are " + duration_text(static_cast<std::uint64_t>(std::abs(*lead))) + " off",
          "synchronise the clocks of this machine and of the one that holds the files");
      return;
    }
    std::optional<FileStat> config = stat_file("sinter.toml");
    if (config && config->modified_ns > wall_clock_ns() + clock_lead_ns_max) {
      add("clock", Verdict::note, "sinter.toml was changed in the future: the clock was set back",
          "check `date`; builds stay right, but look at files again and again until then");
      return;
    }
    add("clock", Verdict::good, "agrees with the times of files");
  }

  const std::optional<BuildRequest>& request_;
  const Environment& environment_;
  std::string search_path_;
  std::string cache_folder_;  // as the project wants it
  std::vector<Diagnosis> found_;
};

}  // namespace

int examine(const DoctorCommand& command, const std::optional<BuildRequest>& request, const Environment& environment) {
  std::vector<Diagnosis> found = Examination(request, environment).run();
  write_output(command.format == "json" ? doctor_json(found) : doctor_text(found));
  auto broken = ranges::find(found, Verdict::problem, &Diagnosis::verdict);
  return broken == found.end() ? 0 : broken->exit_code;
}

}  // namespace sinter
