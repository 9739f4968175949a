#include "commands/release_command.h"

#include <chrono>
#include <expected>

#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "commands/publish.h"
#include "commands/verify.h"
#include "config/project.h"
#include "config/toml.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/terminal.h"
#include "pipeline.h"
#include "planning.h"
#include "release/release_files.h"
#include "release/release_notes.h"
#include "release/repository.h"
#include "report/aligned_table.h"
#include "report/json_lines.h"

namespace sinter {
namespace {

constexpr std::string_view config_path = "sinter.toml";
constexpr std::string_view changelog_path = "CHANGELOG.md";
constexpr std::size_t uncommitted_shown_max = 5;

/// "2026-11-21", UTC.
std::string date_text(std::uint64_t seconds) {
  std::chrono::year_month_day date{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{seconds}})};
  auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

std::string step_text(const std::vector<CommittedChange>& changes) {
  std::uint64_t breaks = 0, features = 0, mended = 0;
  for (const CommittedChange& change : changes) {
    if (!change.breaking.empty()) ++breaks;
    else if (change.type == "feat") ++features;
    else if (change.type == "fix" || change.type == "perf") ++mended;
  }
  std::vector<std::string> parts;
  if (breaks != 0) parts.push_back(count_of(breaks, "breaking change"));
  if (features != 0) parts.push_back(count_of(features, "feature"));
  if (mended != 0) parts.push_back(count_of(mended, "mended defect"));
  return join(parts, ", ");
}

/// What is to be released, as far as git and sinter.toml say it.
struct Intent {
  SemanticVersion version;   // of sinter.toml
  SemanticVersion proposed;  // by the commits; the same where they ask for none
  Repository repository;
};

Result<SemanticVersion> version_of(const std::string& text, std::string_view from) {
  std::optional<SemanticVersion> version = parse_semantic_version(text);
  if (version && version->text() == text) return *std::move(version);
  return fail(Error{.code = Code::release_refused,
                    .what = quote(text) + " is no version that can be released",
                    .where = {std::string(from)},
                    .why = {"versions are MAJOR.MINOR.PATCH, as semver.org has them, without `+` and what follows it"},
                    .next = "write one such as `1.0.0`"});
}

Result<Intent> find_intent(const Plan& plan, const BuildRequest& request) {
  Intent intent{.version = SINTER_TRY(version_of(plan.version, config_path)), .proposed = {}, .repository = {}};
  intent.repository = SINTER_TRY(read_repository("v" + plan.version, request.environment));
  const std::string& last = intent.repository.last_tag;
  intent.proposed = last.empty() ? intent.version
                                 : after(SINTER_TRY(version_of(last.substr(1), "the tag " + last)),
                                         step_of(intent.repository.changes));
  return intent;
}

NotesRequest notes_request(const Intent& intent, const std::string& version) {
  return {.version = version,
          .date = date_text(intent.repository.commit_seconds),
          .web = intent.repository.web,
          .since_tag = intent.repository.last_tag,
          .tag = "v" + version};
}

/// sinter.toml with another version: the rest of the text stays as a person wrote it.
Result<std::string> with_version(const std::string& text, const std::string& version) {
  TomlValue root = SINTER_TRY(parse_toml(text, std::string(config_path)));
  auto find = [](const TomlValue& table, std::string_view name) -> const TomlMember* {
    const TomlValue::Table* members = table.as_table();
    auto found = ranges::find(*members, name, &TomlMember::name);
    return found == members->end() ? nullptr : &*found;
  };
  const TomlMember* project = find(root, "project");
  const TomlMember* member = project == nullptr ? nullptr : find(project->value, "version");
  std::vector<std::string> lines = split(text, '\n');
  bool is_done = false;
  if (member != nullptr && member->spot.line <= lines.size()) {
    std::string& line = lines[member->spot.line - 1];
    const std::string* old = member->value.as_string();
    std::size_t at = old == nullptr ? std::string::npos : line.find(*old, member->spot.column - 1 + 7);
    if (at != std::string::npos) {
      line.replace(at, old->size(), version);
      is_done = true;
    }
  }
  std::string result = join(lines, "\n");
  if (is_done && parse_toml(result, std::string(config_path))) return result;
  return fail(Error{.code = Code::release_refused,
                    .what = "the version in `sinter.toml` cannot be replaced",
                    .where = {std::string(config_path)},
                    .next = "write `version = \"" + version + "\"` below `[project]` yourself, and ask again"});
}

Result<void> update(const ReleaseCommand& command, const Intent& intent, TerminalReport& terminal) {
  const Repository& repository = intent.repository;
  SemanticVersion version = intent.proposed;
  if (!command.version.empty()) version = SINTER_TRY(version_of(command.version, "--set"));
  bool asks_for_step = command.version.empty() && !repository.last_tag.empty();
  if (asks_for_step && step_of(repository.changes) == VersionStep::none) {
    return fail(Error{.code = Code::release_refused,
                      .what = "there is nothing to release",
                      .where = {},
                      .why = {count_of(repository.changes.size(), "commit") + " since " + repository.last_tag +
                              ", none of which is a `feat`, `fix` or `perf`, or breaks anything"},
                      .next = "name a version: `sinter release --update --set 1.2.3`"});
  }
  std::string text = version.text();
  std::string notes = release_notes(notes_request(intent, text), repository.changes);
  std::string config = SINTER_TRY(read_file(std::string(config_path)));
  SINTER_TRY(write_file_if_different(std::string(config_path), SINTER_TRY(with_version(config, text))));
  Result<std::string> changelog = read_file(std::string(changelog_path));
  bool is_absent = !changelog && changelog.error().code == Code::file_missing;
  if (!changelog && !is_absent) return std::move(changelog).failure();
  SINTER_TRY(write_file(std::string(changelog_path), with_notes(changelog ? *changelog : "", text, notes)));
  std::string why = step_text(repository.changes);
  std::string since = repository.last_tag.empty() ? "the first release" : "after " + repository.last_tag;
  terminal.print("`sinter.toml` and `CHANGELOG.md` are of " + text + " now, " + since +
                 (why.empty() ? "" : ": " + why) + "\n  next: look at both, commit them, then `sinter release`\n");
  return {};
}

Error refused(std::string what, std::vector<std::string> why, std::string next) {
  return {.code = Code::release_refused,
          .what = std::move(what),
          .where = {},
          .why = std::move(why),
          .next = std::move(next)};
}

/// Nobody gets what cannot be made again from a commit, or two things by one name.
Result<void> check(const ReleaseCommand& command, const Intent& intent) {
  const Repository& repository = intent.repository;
  std::string version = intent.version.text();
  if (repository.tagged && *repository.tagged != repository.commit) {
    return fail(refused("version " + version + " is released already",
                        {"the tag v" + version + " names the commit " + *repository.tagged,
                         "what is checked out is " + repository.commit},
                        "`sinter release --update` makes this the next version"));
  }
  if (!repository.uncommitted.empty() && !command.allows_uncommitted) {
    std::vector<std::string> why = repository.uncommitted;
    if (why.size() > uncommitted_shown_max) {
      std::size_t rest = why.size() - uncommitted_shown_max;
      why.resize(uncommitted_shown_max);
      why.push_back("and " + count_of(rest, "more"));
    }
    return fail(refused("there is something that is not committed", std::move(why),
                        "commit it, or put it into `.gitignore`; `--allow-uncommitted` releases it nevertheless"));
  }
  if (repository.last_tag.empty()) return {};
  bool is_later = compare(intent.version, *parse_semantic_version(repository.last_tag.substr(1))) > 0;
  if (!is_later) {
    return fail(refused("version " + version + " is not later than the last release, " + repository.last_tag,
                        {step_text(repository.changes) + " since then make it " + intent.proposed.text()},
                        "`sinter release --update` writes that version and the changelog"));
  }
  return {};
}

std::string files_table(const Release& release, std::size_t columns_max) {
  constexpr std::size_t digits_shown = 16;
  std::vector<TableRow> rows = {{"file in " + release.folder, "size", "SHA-256"}};
  for (const ReleaseFile& file : release.files) {
    rows.push_back({file.name, size_text(file.size_bytes), file.digest.hex().substr(0, digits_shown)});
  }
  if (release.image) {
    std::uint64_t size_bytes = 0;
    for (std::size_t i = 0; i < release.image->manifests.size(); ++i) size_bytes += release.image->size_bytes(i);
    rows.push_back({std::string(image_folder_name) + "/", size_text(size_bytes),
                    release.image->index.digest.hex().substr(0, digits_shown)});
  }
  return "\n" + aligned_table(std::move(rows), 1, {}, columns_max);
}

std::string files_json(const Release& release, const Intent& intent) {
  JsonWriter json;
  json.begin_object().key("event").string("released").key("version").string(intent.version.text());
  json.key("commit").string(intent.repository.commit).key("folder").string(release.folder);
  json.key("files").begin_array();
  for (const ReleaseFile& file : release.files) {
    json.begin_object().key("name").string(file.name).key("bytes").number(file.size_bytes);
    json.key("sha256").string(file.digest.hex()).end_object();
  }
  json.end_array();
  if (release.image) json.key("image").string(oci_digest(release.image->index.digest));
  return json.end_object().take() + "\n";
}

std::string variable(const Environment& environment, const std::string& name) {
  auto found = name.empty() ? environment.end() : environment.find(name);
  return found == environment.end() ? "" : found->second;
}

/// Who hears of a release: people, or with `--json` programs, too.
struct Audience {
  TerminalReport& terminal;
  JsonLinesReport* json;  // null without --json

  EventSink& events() const { return json == nullptr ? static_cast<EventSink&>(terminal) : *json; }
  /// Tells of the error; returns the exit code that it leads to.
  int give_up(const Error& error) const {
    terminal.print_error(error);
    if (json != nullptr) json->accept(RunFailed{error});
    return exit_code(error.code);
  }
  int give_up(const std::vector<Error>& errors) const {
    for (const Error& error : errors) give_up(error);
    return exit_code(errors.front().code);
  }
};

/// Builds and checks everything and writes the files, if nothing speaks against it; or the exit
/// code, where that was told already.
std::expected<Release, int> make_release(const ReleaseCommand& command, const BuildRequest& request, const Plan& plan,
                                         const Project& project, const Intent& intent, const Audience& audience) {
  auto give_up = [&](const Error& error) { return std::unexpected(audience.give_up(error)); };
  if (Result<void> checked = check(command, intent); !checked) return give_up(checked.error());
  std::string version = intent.version.text();
  const ReleaseConfig& config = project.release;
  ReleaseRequest wanted{.notes = release_notes(notes_request(intent, version), intent.repository.changes),
                        .commit = intent.repository.commit,
                        .web = intent.repository.web,
                        .seconds = intent.repository.commit_seconds,
                        .is_committed = intent.repository.uncommitted.empty(),
                        .folder = "dist/release/" + version};
  if (std::string key = variable(request.environment, config.signing_key); !key.empty()) {
    Result<SigningKey> read =
        read_signing_key(key, config.signing_key, variable(request.environment, config.signing_password));
    if (!read) return give_up(read.error());
    wanted.key = *std::move(read);
  } else if (!config.signing_key.empty()) {
    audience.terminal.print("not signed: the variable " + config.signing_key + " is not set\n");
  }
  if (int code = build(request, audience.events(), audience.terminal); code != 0) return std::unexpected(code);
  Result<VerifiedProject> verified = verify_plan(plan, {}, request.profile);
  if (!verified) return give_up(verified.error());
  if (!verified->problems.empty()) {
    audience.give_up(verified->problems);
    return std::unexpected(exit_code(Code::artifact_wrong));
  }
  Result<Release> release = write_release(plan, project, wanted, request.environment);
  if (!release) return give_up(release.error());
  return *std::move(release);
}

/// Held until the release ends: two would write the same files, and one would publish what the other is writing.
Result<FileLock> lock_releases() {
  std::string folder = ".sinter/release";
  SINTER_TRY(make_folders(folder));
  std::optional<FileLock> lock = SINTER_TRY(FileLock::try_acquire(join_path(folder, "lock")));
  if (lock) return *std::move(lock);
  return fail(Code::project_locked, "another `sinter release` is at work in this project",
              "wait until it has ended, then release again");
}

Error masked(const SecretForms& secrets, Error error) {
  error.what = secrets.mask(error.what);
  for (std::string& why : error.why) why = secrets.mask(why);
  error.next = secrets.mask(error.next);
  return error;
}

}  // namespace

int release(const ReleaseCommand& command, const BuildRequest& asked, bool is_json, TerminalReport& terminal) {
  JsonLinesReport json;
  Audience audience{terminal, is_json ? &json : nullptr};
  std::expected<BuildRequest, std::vector<Error>> chosen = for_release(asked);
  if (!chosen) return audience.give_up(chosen.error());
  const BuildRequest& request = *chosen;
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) return audience.give_up(plan.error());
  std::expected<Project, std::vector<Error>> project = read_requested_project(request);
  if (!project) return audience.give_up(project.error());
  Result<FileLock> lock = lock_releases();
  if (!lock) return audience.give_up(lock.error());
  Result<Intent> intent = find_intent(*plan, request);
  if (!intent) return audience.give_up(intent.error());
  if (command.is_update) {
    Result<void> updated = update(command, *intent, terminal);
    return updated ? 0 : audience.give_up(updated.error());
  }
  bool is_published = command.is_published || command.is_dry_run;
  SecretForms secrets = release_secrets(project->release, request.environment);
  if (is_published) {
    Result<void> checked = check_credentials(project->release, request.environment);
    if (!checked) return audience.give_up(checked.error());
  }
  std::expected<Release, int> made = make_release(command, request, *plan, *project, *intent, audience);
  if (!made) return made.error();
  if (is_json) write_output(files_json(*made, *intent));
  else terminal.print_result(files_table(*made, terminal.result_columns()));
  std::string tag = "v" + intent->version.text();
  if (!is_published) {
    if (!is_json)
      terminal.print("  next: `sinter release --publish`, or `git tag -a " + tag + " -F " + made->folder +
                     "/notes.md`, push that tag, and publish the files\n");
    return 0;
  }
  Result<void> published =
      publish({.project = *project,
               .release = *made,
               .environment = request.environment,
               .secrets = secrets,
               .commit = intent->repository.commit,
               .notes = release_notes(notes_request(*intent, intent->version.text()), intent->repository.changes),
               .writes = command.is_dry_run ? RemoteWrites::only_shown : RemoteWrites::done},
              is_json, terminal);
  return published ? 0 : audience.give_up(masked(secrets, std::move(published).error()));
}

}  // namespace sinter
