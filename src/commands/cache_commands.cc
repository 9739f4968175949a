#include "commands/cache_commands.h"

#include <algorithm>
#include <expected>

#include "base/text.h"
#include "build_session.h"
#include "cache/upkeep.h"
#include "config/config.h"
#include "config/units.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"
#include "os/terminal.h"
#include "planning.h"
#include "report/cache_report.h"
#include "report/json_lines.h"

namespace sinter {
namespace {

/// The cache a build in the working folder would use; errors of sinter.toml, if there is one.
std::expected<CachePlace, std::vector<Error>> find_cache(const std::string& profile, const Environment& environment) {
  auto one = [](Error error) { return std::unexpected(std::vector<Error>{std::move(error)}); };
  Project project;  // the defaults
  if (Result<std::string> folder = find_project(".")) {
    if (Result<void> changed = change_folder(*folder); !changed) return one(std::move(changed.error()));
    Result<std::string> text = read_file("sinter.toml");
    if (!text) return one(std::move(text.error()));
    std::expected<Project, std::vector<Error>> read = read_project({.text = *std::move(text), .profile = profile});
    if (!read) return std::unexpected(std::move(read.error()));
    project = *std::move(read);
  }
  CachePlace place{cache_folder(environment, project.cache_folder), project.cache_size_bytes};
  if (exists(place.folder)) {
    if (Result<Cache> cache = Cache::open(place.folder); !cache) return one(std::move(cache.error()));
  }
  return place;
}

Error damage_error(const CacheDamage& damage) {
  return {.code = Code::cache_corrupt,
          .what = "a damaged file " + std::string(damage.is_removed ? "was removed" : "cannot be removed"),
          .where = {damage.path},
          .why = {damage.why},
          .next = damage.is_removed ? "nothing: what it held is made again when it is needed"
                                    : "check the permissions of the cache, or remove the file yourself"};
}

int verify(const CachePlace& place, const CommandLine& line, TerminalReport& terminal) {
  VerifyResult result = verify_cache(place.folder);
  if (line.is_json) {
    write_output(cache_verify_json(place, result));
  } else {
    for (const CacheDamage& damage : result.damage) terminal.print_error(damage_error(damage));
    write_output(cache_verify_text(result));
  }
  return result.damage.empty() ? 0 : exit_code(Code::cache_corrupt);
}

}  // namespace

int run_cache_command(const CacheCommand& command, const CommandLine& line, const std::string& profile,
                      const Environment& environment, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (line.is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  if (Result<void> changed = change_folder(line.folder); !changed) return give_up(changed.error());
  std::expected<CachePlace, std::vector<Error>> place = find_cache(profile, environment);
  if (!place) {
    for (const Error& error : place.error()) give_up(error);
    return exit_code(place.error().front().code);
  }
  if (command.size_bytes_max) place->size_bytes_max = *command.size_bytes_max;
  switch (command.task) {
    case CacheCommand::Task::stats: {
      CacheSurvey survey = survey_cache(place->folder);
      write_output(line.is_json ? cache_stats_json(*place, survey) : cache_stats_text(*place, survey, wall_clock_ns()));
      return 0;
    }
    case CacheCommand::Task::verify: return verify(*place, line, terminal);
    case CacheCommand::Task::gc: break;
  }
  Result<GcResult> collected;  // of a cache that was never made: nothing
  if (exists(place->folder)) collected = collect_garbage(place->folder, place->size_bytes_max, wall_clock_ns());
  if (!collected) return give_up(std::move(collected.error()).during("removing what the cache does not need"));
  write_output(line.is_json ? cache_gc_json(*place, *collected) : cache_gc_text(*place, *collected));
  return 0;
}

}  // namespace sinter
