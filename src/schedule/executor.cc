#include "schedule/executor.h"

#include <algorithm>
#include <ranges>

#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
#include "schedule/assess.h"
#include "schedule/depfile.h"

namespace sinter {
namespace {

constexpr std::uint64_t depfile_bytes_max = 64 << 20;

/// Variables every action gets, without being part of its key: they say where programs
/// and scratch space are, not what to make.
constexpr std::string_view fixed_variable = "LC_ALL=C.UTF-8";
constexpr std::string_view passed_variables[] = {"HOME", "PATH", "TMPDIR"};

/// `inputs` names files; whoever writes a goal's name there means `needs`.
std::string next_for_missing_input(const Graph& graph, std::string_view path) {
  if (std::ranges::contains(graph.goals, path, &Goal::name)) {
    std::string name = quote(path);
    return name + " is the name of a goal; write it in `needs`, or what it makes in `inputs`";
  }
  if (path.contains("node_modules/")) return "add the step that installs packages to `needs`";
  return "create the file, or correct the inputs in sinter.toml";
}

Error missing_input(const Graph& graph, const Action& action, std::string_view path) {
  return {.code = Code::graph_missing_input,
          .what = quote(action.name) + " needs " + quote(path) + ", which does not exist",
          .where = action.place,
          .why = {"no action makes it"},
          .next = next_for_missing_input(graph, path)};
}

}  // namespace

Executor::Executor(const Graph& graph, BuildState& state, Cache* cache, const Environment& environment,
                   EventSink& events)
    : graph_(graph),
      state_(state),
      cache_(cache),
      environment_(environment),
      events_(events),
      places_(state, cache, events),
      file_indexes_(graph.files.size()),
      tool_digests_(graph.tools.size()) {}

FileIndex Executor::file_index(FileId id) {
  std::optional<FileIndex>& index = file_indexes_[id.index];
  if (!index) index = state_.files.intern(graph_[id].path, id.index);
  return *index;
}

void Executor::notice(Error error) { events_.accept(Notice{std::move(error)}); }

void Executor::lose_cache(Error error) {
  cache_ = nullptr;  // one message, not one an action
  notice(std::move(error).during("storing outputs; this build goes on without the cache"));
}

Digest Executor::digest_of_variable(std::string_view name) {
  auto known = variable_digests_.find(name);
  if (known == variable_digests_.end()) {
    known = variable_digests_.emplace(name, variable_digest(environment_, name)).first;
  }
  return known->second;
}

/// find_standing() compares the same parts.
Result<KeyParts> Executor::key_parts(const Action& action) {
  KeyParts parts{.command = action.command, .environment = {}, .tools = {}, .inputs = {}};
  for (std::string_view name : action.environment) {
    parts.environment.push_back({std::string(name), digest_of_variable(name)});
  }
  for (ToolId tool : action.tools) {
    std::optional<NamedDigest>& known = tool_digests_[tool.index];
    if (!known) {
      std::optional<Digest> digest = SINTER_TRY(state_.files.digest(state_.files.intern(graph_[tool].path)));
      if (!digest) {
        return fail(Code::tool_missing, "the tool " + quote(graph_[tool].path) + " does not exist", "install it again");
      }
      known = NamedDigest{graph_[tool].name, *digest};
    }
    parts.tools.push_back(*known);
  }
  parts.inputs.reserve(action.inputs.size());
  for (FileId input : action.inputs) {
    FileIndex file = file_index(input);
    std::optional<Digest> digest = SINTER_TRY(state_.files.digest(file));
    if (!digest) return fail(missing_input(graph_, action, graph_[input].path));
    parts.inputs.push_back({file, *digest});
  }
  return parts;
}

Result<std::vector<FileDigest>> Executor::digests_now(const std::vector<FileDigest>& files) {
  std::vector<FileDigest> now;
  now.reserve(files.size());
  for (const FileDigest& file : files) {
    now.push_back({file.file, SINTER_TRY(state_.files.digest(file.file)).value_or(Digest{})});
  }
  return now;
}

bool Executor::restore(const Action& action, const CacheRecord& record, const Known& known) {
  if (record.outputs.size() != action.outputs.size()) return false;
  std::vector<FileDigest> outputs;
  for (std::size_t i = 0; i < record.outputs.size(); ++i) {
    const CachedFile& output = record.outputs[i];
    FileIndex file = file_index(action.outputs[i]);
    if (output.path != state_.files.path(file)) return false;
    Digest identity = file_identity(output.digest, output.is_executable);
    outputs.push_back({file, identity});
    Result<std::optional<Digest>> present = state_.files.digest(file);
    if (present && *present == identity) continue;
    Result<void> cleared = places_.clear(action, state_.find(action.name), output.path);
    Result<bool> restored = cleared ? cache_->restore(output, output.path) : std::unexpected(cleared.error());
    state_.files.forget(file);
    if (!restored) {
      notice(std::move(restored.error()).during("restoring " + quote(output.path)));
      return false;
    }
    if (!*restored) return false;
    state_.files.record(file, identity);
  }
  std::vector<FileDigest> discovered;
  for (const CachedFile& file : record.discovered) discovered.push_back({state_.files.intern(file.path), file.digest});
  state_.put(action.name, {.base = known.base,
                           .key = record.key,
                           .parts = known.parts,
                           .discovered = std::move(discovered),
                           .outputs = std::move(outputs),
                           .duration_ns = record.duration_ns});
  return true;
}

/// Nothing unless the last run still stands, so that only its outputs are in question.
std::optional<Assessment> Executor::assess_record(const ActionRecord& record) {
  Result<std::vector<FileDigest>> discovered = digests_now(record.discovered);
  if (!discovered || *discovered != record.discovered) return std::nullopt;
  std::vector<std::optional<Digest>> outputs;
  for (const FileDigest& output : record.outputs) {
    outputs.push_back(state_.files.digest(output.file).value_or(std::nullopt));
  }
  std::string cause = output_difference(record, outputs, state_.files);
  if (cause.empty()) return Assessment{.outcome = Outcome::unchanged, .cause = {}, .log = {}, .errors = {}};
  return Assessment{.outcome = std::nullopt, .cause = std::move(cause), .log = {}, .errors = {}};
}

Assessment Executor::assess(ActionId id) {
  const Action& action = graph_[id];
  Result<KeyParts> parts = key_parts(action);
  if (!parts) {
    return {.outcome = Outcome::failed, .cause = "an input cannot be read", .log = {}, .errors = {parts.error()}};
  }
  const ActionRecord* record = state_.find(action.name);
  // Equal parts have equal keys: the usual case needs no hashing.
  bool is_same = record != nullptr && record->parts == *parts;
  Known known{.parts = *std::move(parts), .base = {}};
  known.base = is_same ? record->base : base_key(known.parts, state_.files);
  Assessment result;
  if (!action.cache) {
    result.cause = "it runs every time";
  } else if (proofs_ != nullptr && !proofs_->holds(known.base)) {
    result.cause = "it has not been checked as it is now";
  } else {
    if (is_same) {
      std::optional<Assessment> assessed = assess_record(*record);
      if (assessed && assessed->outcome) return *assessed;
      if (assessed) result.cause = assessed->cause;
    }
    if (result.cause.empty()) {
      std::vector<FileDigest> discovered;
      if (record != nullptr) discovered = digests_now(record->discovered).value_or(record->discovered);
      result.cause = difference(record, known.parts, discovered, state_.files);
    }
    std::vector<CacheRecord> candidates = cache_ == nullptr ? std::vector<CacheRecord>{} : cache_->find(known.base);
    for (const CacheRecord& candidate : candidates) {
      bool stands = std::ranges::all_of(candidate.discovered, [&](const CachedFile& file) {
        Result<std::optional<Digest>> now = state_.files.digest(state_.files.intern(file.path));
        return now && now->value_or(Digest{}) == file.digest;  // one that was absent has to be absent
      });
      if (stands && restore(action, candidate, known)) {
        result.outcome = Outcome::restored;
        result.log = candidate.log;
        return result;
      }
    }
  }
  known_.insert_or_assign(id, std::move(known));
  return result;
}

Result<Command> Executor::prepare(ActionId id) {
  const Action& action = graph_[id];
  const ActionRecord* record = state_.find(action.name);
  for (FileId output : action.outputs) {
    std::string path(graph_[output].path);
    if (action.replaces_outputs) SINTER_TRY(places_.make_folder(path));
    else SINTER_TRY(places_.clear(action, record, path));
    state_.files.forget(file_index(output));
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
    if (!std::ranges::contains(passed_variables, name)) pass(name);
  }
  return names;
}

std::optional<ActionId> Executor::producer_of(const std::string& path) {
  if (producers_.empty()) {
    for (const File& file : graph_.files) {
      if (file.producer) producers_.emplace(file.path, *file.producer);
    }
  }
  auto producer = producers_.find(path);
  return producer == producers_.end() ? std::nullopt : std::optional(producer->second);
}

/// A file that another action makes may be read only by what waits for that action.
Result<void> Executor::check_order(const Action& action, const std::string& path) {
  std::optional<ActionId> producer = producer_of(path);
  if (!producer) return {};
  std::vector<ActionId> open = {ActionId{static_cast<std::uint32_t>(&action - graph_.actions.data())}};
  std::set<ActionId> seen;
  while (!open.empty()) {
    ActionId id = open.back();
    open.pop_back();
    if (id == *producer) return {};
    if (!seen.insert(id).second) continue;
    for (ActionId needed : graph_[id].needs) open.push_back(needed);
  }
  return fail(Error{.code = Code::action_depfile,
                    .what = quote(action.name) + " reads " + quote(path) + " without waiting for it",
                    .where = action.place,
                    .why = {quote(graph_[*producer].name) + " makes that file, and nothing says which comes first"},
                    .next = "add " + quote(path) + " to its `inputs`"});
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
    std::string path = join_path(action.folder, name);
    FileIndex file = state_.files.intern(path);
    bool is_declared = std::ranges::any_of(action.inputs, [&](FileId id) { return file_index(id) == file; });
    // What is made is kept in the list: it may become a source, and then nothing may remove it.
    if (is_declared && !producer_of(path)) continue;
    SINTER_TRY(check_order(action, path));
    std::optional<Digest> digest = SINTER_TRY(state_.files.digest(file));
    discovered.push_back({file, digest.value_or(Digest{})});
  }
  SINTER_TRY(remove_file(depfile));
  return discovered;
}

Result<std::vector<CachedFile>> Executor::digest_outputs(const Action& action) {
  std::vector<CachedFile> outputs;
  for (FileId output : action.outputs) {
    std::string path(graph_[output].path);
    std::optional<FileStat> stat = stat_file(path);
    if (!stat || stat->is_folder || stat->is_special) {
      std::string_view why = !stat             ? "the command succeeded, but the file is not there"
                             : stat->is_folder ? "it is a folder; outputs are files"
                                               : "it is a pipe, a socket or a device; outputs are files";
      return fail(Error{.code = Code::action_no_output,
                        .what = quote(action.name) + " did not make " + quote(path),
                        .where = action.place,
                        .why = {std::string(why)},
                        .next = "correct `outputs`, or let the command write the file"});
    }
    CachedFile file{.path = path, .digest = {}, .is_executable = stat->is_executable};
    Result<Digest> stored = cache_ == nullptr ? digest_file(path) : cache_->store(path);
    if (!stored && cache_ != nullptr) {
      Result<Digest> digest = digest_file(path);
      if (digest) lose_cache(std::move(stored.error()));  // else it is the output that cannot be read
      stored = std::move(digest);
    }
    file.digest = SINTER_TRY(std::move(stored));
    state_.files.record(file_index(output), file_identity(file.digest, file.is_executable));
    outputs.push_back(std::move(file));
  }
  return outputs;
}

std::optional<std::string> Executor::input_changed_since(const Known& known, const std::vector<FileDigest>& discovered,
                                                         std::int64_t started_ns) const {
  for (const FileDigest& input : known.parts.inputs) {
    if (!state_.files.is_untouched(input.file)) return std::string(state_.files.path(input.file));
  }
  // Discovered inputs were read by the command before we first saw them. File times may
  // lag behind the clock by a tick of the kernel, which is less than a program takes to
  // start and read.
  for (const FileDigest& input : discovered) {
    std::optional<FileStat> stat = state_.files.stat_now(input.file);
    bool was_absent = input.digest == Digest{};
    if (was_absent != !stat || (stat && stat->changed_ns > started_ns))
      return std::string(state_.files.path(input.file));
  }
  return std::nullopt;
}

Result<void> Executor::conclude(ActionId id, const std::string& log, std::uint64_t duration_ns,
                                std::int64_t started_ns) {
  const Action& action = graph_[id];
  auto entry = known_.extract(id);
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
            .next = "build again"});
    return {};
  }
  ActionRecord record{.base = known.base,
                      .key = full_key(known.base, discovered, state_.files),
                      .parts = std::move(known.parts),
                      .discovered = std::move(discovered),
                      .outputs = {},
                      .duration_ns = duration_ns};
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    record.outputs.push_back(
        {file_index(action.outputs[i]), file_identity(outputs[i].digest, outputs[i].is_executable)});
  }
  if (cache_ != nullptr && action.cache) {
    CacheRecord cached{
        .key = record.key, .discovered = {}, .outputs = std::move(outputs), .log = log, .duration_ns = duration_ns};
    for (const FileDigest& file : record.discovered) {
      cached.discovered.push_back({std::string(state_.files.path(file.file)), file.digest});
    }
    if (Result<void> put = cache_->put(known.base, std::move(cached)); !put) lose_cache(std::move(put.error()));
  }
  if (proofs_ != nullptr) proofs_->add(known.base);
  state_.put(action.name, std::move(record));
  return {};
}

void Executor::abandon(ActionId id) {
  const Action& action = graph_[id];
  known_.erase(id);
  auto remove = [&](const std::string& path) {
    if (Result<void> removed = places_.remove_rest(path); !removed) notice(std::move(removed.error()));
  };
  for (FileId output : action.outputs) {
    remove(std::string(graph_[output].path));
    state_.files.forget(file_index(output));
  }
  if (!action.depfile.empty()) remove(std::string(action.depfile));
}

}  // namespace sinter
