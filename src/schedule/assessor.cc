#include "schedule/assessor.h"

#include "base/ranges.h"
#include "base/text.h"
#include "schedule/assess.h"

namespace sinter {
namespace {

/// "left-pad" of "node_modules/left-pad/index.js", "@a/b" of "x/node_modules/@a/b/c.js"; "" for
/// paths elsewhere, and for `.bin`, which does not tell whose programs they are.
std::string_view npm_package_of(std::string_view path) {
  constexpr std::string_view folder = "node_modules/";
  std::size_t begin = path.rfind(folder);
  if (begin == path.npos) return "";
  std::string_view rest = path.substr(begin + folder.size());
  std::size_t end = rest.find('/');
  if (rest.starts_with('@') && end != rest.npos) end = rest.find('/', end + 1);
  return rest.starts_with('.') ? "" : rest.substr(0, end);
}

/// `inputs` names files; whoever writes a goal's name there means `needs`.
std::string next_for_missing_input(const Graph& graph, std::string_view path) {
  if (find_goal(graph, path) != nullptr) {
    std::string name = quote(path);
    return name + " is the name of a goal; write it in `needs`, or what it makes in `inputs`";
  }
  if (std::string_view package = npm_package_of(path); !package.empty()) {
    return "`npm install --save-dev " + std::string(package) + "`; where a step installs packages, add it to `needs`";
  }
  if (path.contains("node_modules/")) return "add the step that installs packages to `needs`";
  return "create the file, or correct the inputs in sinter.toml";
}

}  // namespace

Error missing_input(const Graph& graph, const Action& action, std::string_view path) {
  if (exists(std::string(path))) {
    return {.code = Code::graph_missing_input,
            .what = quote(action.name) + " needs " + quote(path) + ", a link that leads nowhere",
            .where = action.place,
            .why = {"what it names does not exist, or is the link itself"},
            .next = "mend the link, or correct the inputs in sinter.toml"};
  }
  return {.code = Code::graph_missing_input,
          .what = quote(action.name) + " needs " + quote(path) + ", which does not exist",
          .where = action.place,
          .why = {"no action makes it"},
          .next = next_for_missing_input(graph, path)};
}

Assessor::Assessor(const Graph& graph, BuildState& state, const Environment& environment)
    : graph_(graph), state_(state), variables_(environment), tool_digests_(graph.tools.size()) {}

FileIndex Assessor::file_index(FileId id) {
  if (file_indexes_.empty()) file_indexes_.resize(graph_.files.size());
  std::optional<FileIndex>& index = file_indexes_[id.index];
  if (!index) index = state_.files.intern(graph_[id].path, id.index);
  return *index;
}

/// find_standing() compares the same parts.
Result<KeyParts> Assessor::key_parts(const Action& action) {
  KeyParts parts{.command = action.command, .environment = {}, .tools = {}, .inputs = {}};
  for (std::string_view name : action.environment) {
    parts.environment.push_back({std::string(name), variables_.digest(counted_name(action, name))});
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

Result<std::vector<FileDigest>> Assessor::digests_now(const std::vector<FileDigest>& files) {
  std::vector<FileDigest> now;
  now.reserve(files.size());
  for (const FileDigest& file : files) {
    now.push_back({file.file, SINTER_TRY(state_.files.digest(file.file)).value_or(Digest{})});
  }
  return now;
}

/// Nothing unless the last run still stands, so that only its outputs are in question.
std::optional<std::vector<Change>> Assessor::changed_outputs(const ActionRecord& record) {
  Result<std::vector<FileDigest>> discovered = digests_now(record.discovered);
  if (!discovered || *discovered != record.discovered) return std::nullopt;
  std::vector<std::optional<Digest>> outputs;
  for (const FileDigest& output : record.outputs) {
    outputs.push_back(state_.files.digest(output.file).value_or(std::nullopt));
  }
  return output_changes(record, outputs, state_.files);
}

Result<ActionFinding> Assessor::look(ActionId id) {
  const Action& action = graph_[id];
  KeyParts parts = SINTER_TRY(key_parts(action));
  const ActionRecord* record = state_.find(action.name);
  // Equal parts have equal keys: the usual case needs no hashing.
  bool is_same = record != nullptr && record->parts == parts;
  ActionFinding finding{.parts = std::move(parts)};
  finding.base = is_same ? record->base : base_key(finding.parts, state_.files);
  if (!action.cache) {
    finding.cause = "it runs every time";
    return finding;
  }
  finding.may_restore = true;
  if (record == nullptr) {
    finding.cause = "first build";
    return finding;
  }
  std::optional<std::vector<Change>> outputs = is_same ? changed_outputs(*record) : std::nullopt;
  if (outputs && !is_proven(action, record->key)) {
    finding.cause = "it has not been checked as it is now";
    return finding;
  }
  if (outputs) {
    finding.stands = outputs->empty();
    finding.changes = *std::move(outputs);
  } else {
    std::vector<FileDigest> discovered = digests_now(record->discovered).value_or(record->discovered);
    finding.changes = key_changes(*record, finding.parts, discovered, state_.files);
  }
  finding.cause = cause_of(finding.changes);
  return finding;
}

bool Assessor::holds(const Action& action, const CacheRecord& record) {
  return is_proven(action, record.key) && ranges::all_of(record.discovered, [&](const CachedFile& file) {
           Result<std::optional<Digest>> now = state_.files.digest(state_.files.intern(file.path));
           return now && now->value_or(Digest{}) == file.digest;  // one that was absent has to be absent
         });
}

}  // namespace sinter
