#include "schedule/executor.h"

#include <ranges>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "cache/tree.h"
#include "os/files.h"
#include "schedule/depfile.h"
#include "schedule/slashed_name.h"

namespace sinter {
namespace {

constexpr std::uint64_t depfile_bytes_max = 64 << 20;

/// Variables every action gets, without being part of its key: they say where programs
/// and scratch space are, not what to make.
constexpr std::string_view fixed_variable = "LC_ALL=C.UTF-8";
constexpr std::string_view passed_variables[] = {"HOME", "PATH", "TMPDIR"};

/// Links and folders that took another one's name after a moment: what they lead to has the
/// old times of other files.
class Exchanges {
 public:
  explicit Exchanges(std::int64_t since_ns) : since_ns_(since_ns) {}

  /// Of a path that may have some of its folders in common with those asked for before.
  bool lead_to(const std::string& path) {
    for (std::string at = path; at != "." && at != "/" && at != ".." && seen_.insert(at).second; at = parent_path(at)) {
      std::optional<FileStat> stat = stat_link(at);
      if (!stat || stat->changed_ns <= since_ns_) continue;
      // A name that comes or goes in a folder sets both of its times.
      if (stat->is_link || (stat->is_folder && stat->modified_ns <= since_ns_)) return true;
    }
    return false;
  }

 private:
  std::int64_t since_ns_;
  std::set<std::string> seen_;
};

}  // namespace

Executor::Executor(const Graph& graph, BuildState& state, Cache* cache, const Environment& environment,
                   EventSink& events)
    : graph_(graph),
      state_(state),
      cache_(cache),
      environment_(environment),
      events_(events),
      places_(state, cache, events),
      assessor_(graph, state, environment) {
  for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
    for (std::string_view name : graph.actions[i].scratch) {
      keepers_.emplace(tree_folder(name).value_or(name), ActionId{i});
    }
  }
}

void Executor::notice(Error error) { events_.accept(Notice{std::move(error)}); }

void Executor::lose_cache(Error error) {
  cache_ = nullptr;  // one message, not one an action
  notice(std::move(error).during("storing outputs; this build goes on without the cache"));
}

bool Executor::restore_file(const Action& action, const CachedFile& output, FileIndex file) {
  Result<void> cleared = places_.clear(action, state_.find(action.name), output.path);
  Result<bool> restored = cleared ? cache_->restore(output, output.path) : std::move(cleared).failure();
  state_.files.forget(file);
  if (!restored) notice(std::move(restored.error()).during("restoring " + quote(output.path)));
  if (!restored || !*restored) return false;
  state_.files.record(file, file_identity(output.digest, output.is_executable));
  return true;
}

/// Files that are there as they should be stay. `tree` is the tree's own line and its files.
bool Executor::restore_tree(const Action& action, std::span<const CachedFile> tree, FileIndex file) {
  const std::string& name = tree.front().path;
  std::vector<FileIndex> members;
  std::set<std::string> kept;
  for (const CachedFile& member : tree.subspan(1)) {
    members.push_back(state_.files.intern(member.path));
    state_.files.forget(members.back());
    Result<std::optional<Digest>> present = state_.files.digest(members.back());
    if (present && *present == file_identity(member.digest, member.is_executable)) kept.insert(member.path);
  }
  auto restore = [&]() -> Result<bool> {
    SINTER_TRY(places_.clear_tree(action, state_.find(action.name), name, kept));
    for (std::size_t i = 0; i < members.size(); ++i) {
      const CachedFile& member = tree[i + 1];
      if (!kept.contains(member.path) && !SINTER_TRY(cache_->restore(member, member.path))) return false;
      state_.files.record(members[i], file_identity(member.digest, member.is_executable));
    }
    return true;
  };
  Result<bool> restored = restore();
  if (!restored) notice(std::move(restored.error()).during("restoring " + quote(name)));
  if (!restored || !*restored) return false;
  state_.files.record_tree(file, std::move(members));
  return true;
}

bool Executor::restore(const Action& action, const CacheRecord& record, const ActionFinding& found) {
  std::vector<FileDigest> outputs;
  std::span<const CachedFile> rest = record.outputs;
  for (FileId output : action.outputs) {
    FileIndex file = assessor_.file_index(output);
    std::optional<std::span<const CachedFile>> lines = first_output(rest);
    if (!lines || lines->front().path != state_.files.path(file)) return false;
    rest = rest.subspan(lines->size());
    for (const CachedFile& line : *lines) {
      outputs.push_back({state_.files.intern(line.path), file_identity(line.digest, line.is_executable)});
    }
    Result<std::optional<Digest>> present = state_.files.digest(file);
    if (present && *present == outputs[outputs.size() - lines->size()].digest) continue;
    bool is_tree = is_tree_name(lines->front().path);
    if (!(is_tree ? restore_tree(action, *lines, file) : restore_file(action, lines->front(), file))) return false;
  }
  if (!rest.empty()) return false;
  std::vector<FileDigest> discovered;
  for (const CachedFile& file : record.discovered) discovered.push_back({state_.files.intern(file.path), file.digest});
  state_.put(action.name, {.base = found.base,
                           .key = record.key,
                           .parts = found.parts,
                           .discovered = std::move(discovered),
                           .outputs = std::move(outputs),
                           .duration_ns = record.duration_ns});
  return true;
}

Assessment Executor::assess(ActionId id) {
  const Action& action = graph_[id];
  Result<ActionFinding> found = assessor_.look(id);
  if (!found) return {.outcome = Outcome::failed, .cause = "an input cannot be read", .errors = {found.error()}};
  if (found->stands) {
    for (const FileDigest& file : state_.find(action.name)->discovered) {
      Result<void> ordered = check_order(action, std::string(state_.files.path(file.file)));
      if (!ordered) return {.outcome = Outcome::failed, .cause = "an input may change", .errors = {ordered.error()}};
    }
    return {.outcome = Outcome::unchanged};
  }
  Assessment result{.cause = found->cause, .changes = found->changes};
  bool has_entry = false;
  if (found->may_restore && cache_ != nullptr) {
    std::vector<CacheRecord> candidates = cache_->find(found->base);
    has_entry = !candidates.empty();
    for (const CacheRecord& candidate : candidates) {
      auto is_ordered = [&](const CachedFile& file) { return check_order(action, file.path).has_value(); };
      // A run says what is wrong with the order.
      if (!ranges::all_of(candidate.discovered, is_ordered)) continue;
      if (!assessor_.holds(action, candidate) || !restore(action, candidate, *found)) continue;
      result.outcome = Outcome::restored;
      result.log = candidate.log;
      return result;
    }
  }
  known_.insert_or_assign(id.index, Known{std::move(found->parts), found->base, has_entry});
  return result;
}

Result<Command> Executor::prepare(ActionId id) {
  const Action& action = graph_[id];
  const ActionRecord* record = state_.find(action.name);
  SINTER_TRY(places_.begin_scratch(action));
  for (FileId output : action.outputs) {
    std::string path(graph_[output].path);
    if (is_tree_name(path)) SINTER_TRY(places_.clear_tree(action, record, path));
    else if (action.replaces_outputs) SINTER_TRY(places_.make_folder(action, path));
    else SINTER_TRY(places_.clear(action, record, path));
    state_.files.forget(assessor_.file_index(output));
  }
  if (!action.depfile.empty()) SINTER_TRY(places_.clear(action, record, std::string(action.depfile)));
  Command command{
      .argv = {action.argv.begin(), action.argv.end()}, .folder = std::string(action.folder), .environment = {}};
  for (ToolId tool : action.tools) {
    if (graph_[tool].name == command.argv.front()) command.argv.front() = graph_[tool].path;
  }
  for (const std::string& name : variables(action)) {
    auto value = environment_.find(name);
    command.environment.push_back(value == environment_.end() ? name : name + "=" + value->second);
  }
  return command;
}

std::vector<std::string> Executor::variables(const Action& action) const {
  std::vector<std::string> names = {std::string(fixed_variable)};
  auto pass = [&](std::string_view name) {
    if (environment_.contains(name)) names.emplace_back(name);
  };
  for (std::string_view name : passed_variables) pass(name);
  for (std::string_view name : action.secrets) pass(name);
  for (std::string_view name : action.environment) {
    if (!ranges::contains(passed_variables, name)) pass(name);
  }
  return names;
}

std::optional<ActionId> Executor::producer_of(const std::string& path) {
  if (producers_.empty()) {
    for (const File& file : graph_.files) {
      if (!file.producer) continue;
      producers_.emplace(file.path, *file.producer);
      trees_.add(file.path);
    }
  }
  std::string_view tree = trees_.above(path);
  auto producer = producers_.find(tree.empty() ? std::string_view(path) : tree);
  return producer == producers_.end() ? std::nullopt : std::optional(producer->second);
}

/// Whose scratch the path is, or lies in.
std::optional<ActionId> Executor::keeper_of(std::string_view path) const {
  while (!keepers_.empty()) {
    if (auto keeper = keepers_.find(path); keeper != keepers_.end()) return keeper->second;
    std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) break;
    path = path.substr(0, slash);
  }
  return std::nullopt;
}

/// A file that another action makes may be read only by what waits for that action.
Result<void> Executor::check_order(const Action& action, const std::string& path) {
  std::optional<ActionId> producer = producer_of(path);
  ActionId reader{static_cast<std::uint32_t>(&action - graph_.actions.data())};
  if (std::optional<ActionId> keeper = keeper_of(path); keeper && !producer) {
    return fail(Error{
        .code = Code::graph_shared_scratch,
        .what = quote(action.name) + " reads " + quote(path) + " in the scratch of " + quote(graph_[*keeper].name),
        .where = action.place,
        .why = {"scratch is private to its step, so no key holds what is in it"},
        .next = "list " + quote(path) + " among the `outputs` of " + quote(graph_[*keeper].name)});
  }
  if (!producer || waits_for(graph_, reader, *producer)) return {};
  return fail(Error{.code = Code::action_depfile,
                    .what = quote(action.name) + " reads " + quote(path) + " without waiting for it",
                    .where = action.place,
                    .why = {quote(graph_[*producer].name) + " makes that file, and nothing says which comes first"},
                    .next = "add " + quote(path) + " to its `inputs`"});
}

/// A file of the project by its one name, however the command wrote it: under the name that
/// its folder has on this machine, another checkout that shares the cache would look here.
Result<std::string> Executor::path_in_project(const Action& action, const std::string& name) {
  std::string path = join_path(action.folder, name);
  if (!is_absolute(path) && !leaves_base(path)) return path;
  if (project_.empty()) project_ = SINTER_TRY(real_path("."));
  return relative_to(join_path(project_, path), project_).value_or(path);
}

/// The same of a name in a depfile.
Result<std::string> Executor::path_told(const Action& action, const std::string& name) {
  std::string path = SINTER_TRY(path_in_project(action, name));
  const Digest* found = state_.files.found(state_.files.intern(path));
  if (found != nullptr && *found != Digest{}) return path;
  // Before it is made simple: a double slash may be two back-slashes.
  std::string folder = is_absolute(name) ? "" : std::string(action.folder) + "/";
  return path_in_project(action, unslashed(folder + name).substr(folder.size()));
}

Result<std::vector<FileDigest>> Executor::discovered_inputs(const Action& action) {
  std::vector<FileDigest> discovered;
  if (action.depfile.empty()) return discovered;
  std::string depfile(action.depfile);
  Result<std::string> text = read_file_limited(depfile, depfile_bytes_max);
  if (!text) {
    return fail(Error{.code = Code::action_depfile,
                      .what = quote(action.name) + " wrote no depfile",
                      .where = {depfile},
                      .why = {text.error().what},
                      .next = "let the command write it, or remove `depfile`"});
  }
  for (const std::string& name : SINTER_TRY(parse_depfile(*text, depfile))) {
    std::string path = SINTER_TRY(path_told(action, name));
    std::optional<ActionId> keeper = keeper_of(path);
    if (keeper && &graph_[*keeper] == &action && !producer_of(path)) continue;  // its own scratch is in no key
    FileIndex file = state_.files.intern(path);
    bool is_declared = ranges::any_of(action.inputs, [&](FileId id) { return assessor_.file_index(id) == file; });
    // What is made is kept in the list: it may become a source, and then nothing may remove it.
    if (is_declared && !producer_of(path)) continue;
    SINTER_TRY(check_order(action, path));
    std::optional<Digest> digest = SINTER_TRY(state_.files.digest(file));
    discovered.push_back({file, digest.value_or(Digest{})});
  }
  SINTER_TRY(remove_file(depfile));
  return discovered;
}

/// The content goes into the cache, if there is one; the file counts as written by us.
Result<CachedFile> Executor::keep_file(FileIndex index, const FileStat& stat) {
  std::string path(state_.files.path(index));
  CachedFile file{.path = path, .digest = {}, .is_executable = stat.is_executable};
  Result<Digest> stored = cache_ == nullptr ? digest_file(path) : cache_->store(path, stat.size_bytes);
  if (!stored && cache_ != nullptr) {
    Result<Digest> digest = digest_file(path);
    if (digest) lose_cache(std::move(stored.error()));  // else it is the output that cannot be read
    stored = std::move(digest);
  }
  file.digest = SINTER_TRY(std::move(stored));
  state_.files.record(index, file_identity(file.digest, file.is_executable), stat);
  return file;
}

/// Adds the tree and its files, in the order in which restore_tree() wants them.
Result<void> Executor::keep_tree(const Action& action, const std::string& tree, std::vector<CachedFile>& outputs) {
  Result<std::vector<std::string>> paths = tree_files(tree);
  if (!paths) return fail(std::move(paths.error()).during("keeping what " + quote(action.name) + " made"));
  if (paths->empty()) {
    return fail(Error{.code = Code::action_no_output,
                      .what = quote(action.name) + " did not make " + quote(tree),
                      .where = action.place,
                      .why = {"the command succeeded, but no file is in that folder"},
                      .next = "correct `outputs`, or let the command write there"});
  }
  std::size_t at = outputs.size();
  outputs.push_back({.path = tree});
  std::vector<FileIndex> members;
  for (const std::string& path : *paths) {
    members.push_back(state_.files.intern(path));
    outputs.push_back(SINTER_TRY(keep_file(members.back(), stat_file(path).value_or(FileStat{}))));
  }
  outputs[at].digest = state_.files.record_tree(state_.files.intern(tree), std::move(members));
  return {};
}

Result<std::vector<CachedFile>> Executor::digest_outputs(const Action& action) {
  std::vector<CachedFile> outputs;
  for (FileId output : action.outputs) {
    std::string path(graph_[output].path);
    if (is_tree_name(path)) {
      SINTER_TRY(keep_tree(action, path, outputs));
      continue;
    }
    std::optional<FileStat> stat = stat_file(path);
    if (!stat || stat->is_folder || stat->is_special) {
      std::string_view why = !stat             ? "the command succeeded, but the file is not there"
                             : stat->is_folder ? "it is a folder; outputs are files"
                                               : "it is a pipe, a socket or a device; outputs are files";
      return fail(Error{.code = Code::action_no_output,
                        .what = quote(action.name) + " did not make " + quote(path),
                        .where = action.place,
                        .why = {std::string(why)},
                        .next = stat && stat->is_folder
                                    ? "for everything below it, write " + quote(path + std::string(tree_suffix))
                                    : "correct `outputs`, or let the command write the file"});
    }
    outputs.push_back(SINTER_TRY(keep_file(assessor_.file_index(output), *stat)));
  }
  return outputs;
}

std::optional<std::string> Executor::input_changed_since(const Known& known, const std::vector<FileDigest>& discovered,
                                                         std::int64_t started_ns) const {
  for (const FileDigest& input : known.parts.inputs) {
    if (!state_.files.is_untouched(input.file)) return std::string(state_.files.path(input.file));
  }
  // Discovered inputs were read by the command before we first saw them, or long after.
  // File times may lag behind the clock by a tick of the kernel, which is less than a
  // program takes to start and read.
  Exchanges exchanges(started_ns);
  for (const FileDigest& input : discovered) {
    std::string path(state_.files.path(input.file));
    std::optional<FileStat> stat = state_.files.stat_now(input.file);
    bool was_absent = input.digest == Digest{};
    if (was_absent != !stat || (stat && stat->changed_ns > started_ns) || !state_.files.is_untouched(input.file) ||
        exchanges.lead_to(path)) {
      return path;
    }
  }
  return std::nullopt;
}

Result<void> Executor::conclude(ActionId id, const std::string& log, std::uint64_t duration_ns,
                                std::int64_t started_ns) {
  const Action& action = graph_[id];
  auto entry = known_.extract(id.index);
  SINTER_ASSERT(!entry.empty());
  Known& known = entry.mapped();
  std::vector<FileDigest> discovered = SINTER_TRY(discovered_inputs(action));
  std::vector<CachedFile> outputs = SINTER_TRY(digest_outputs(action));
  if (std::optional<std::string> changed = input_changed_since(known, discovered, started_ns)) {
    state_.files.forget(state_.files.intern(*changed));
    overtaken_.insert(*changed);
    notice({.code = Code::action_bad_output,
            .what = quote(*changed) + " changed while " + quote(action.name) + " ran",
            .where = {},
            .why = {"the result may belong to the old content, so it is not remembered"},
            .next = "build again; --watch does so by itself"});
    return {};
  }
  ActionRecord record{.base = known.base,
                      .key = full_key(known.base, discovered, state_.files),
                      .parts = std::move(known.parts),
                      .discovered = std::move(discovered),
                      .outputs = {},
                      .duration_ns = duration_ns};
  for (const CachedFile& output : outputs) {
    record.outputs.push_back({state_.files.intern(output.path), file_identity(output.digest, output.is_executable)});
  }
  if (cache_ != nullptr && action.cache) {
    CacheRecord cached{
        .key = record.key, .discovered = {}, .outputs = std::move(outputs), .log = log, .duration_ns = duration_ns};
    for (const FileDigest& file : record.discovered) {
      cached.discovered.push_back({std::string(state_.files.path(file.file)), file.digest});
    }
    Result<void> put =
        known.has_entry ? cache_->put(known.base, std::move(cached)) : cache_->put_first(known.base, std::move(cached));
    if (!put) lose_cache(std::move(put.error()));
  }
  if (proofs_ != nullptr) proofs_->add(proven_thing(record.key, action.scratch));
  state_.put(action.name, std::move(record));
  return {};
}

void Executor::abandon(ActionId id) {
  const Action& action = graph_[id];
  known_.erase(id.index);
  auto remove = [&](const std::string& path) {
    if (Result<void> removed = places_.remove_rest(path); !removed) notice(std::move(removed.error()));
  };
  for (FileId output : action.outputs) {
    remove(std::string(graph_[output].path));
    state_.files.forget(assessor_.file_index(output));
  }
  if (!action.depfile.empty()) remove(std::string(action.depfile));
}

}  // namespace sinter
