#include "cache/state.h"

#include <algorithm>
#include <unordered_set>

#include "base/bytes.h"

namespace sinter {
namespace {

void write_named(ByteWriter& out, const std::vector<NamedDigest>& parts) {
  out.u32(static_cast<std::uint32_t>(parts.size()));
  for (const NamedDigest& part : parts) {
    out.text(part.name);
    out.digest(part.digest);
  }
}

std::vector<NamedDigest> read_named(ByteReader& in) {
  std::vector<NamedDigest> parts(in.count(36));
  for (NamedDigest& part : parts) {
    part.name = in.text();
    part.digest = in.digest();
  }
  return parts;
}

void write_files(ByteWriter& out, const std::vector<FileDigest>& files) {
  out.u32(static_cast<std::uint32_t>(files.size()));
  for (const FileDigest& file : files) {
    out.u32(file.file.index);
    out.digest(file.digest);
  }
}

std::vector<FileDigest> read_files(ByteReader& in, std::size_t known_count) {
  std::vector<FileDigest> files(in.count(36));
  for (FileDigest& file : files) {
    file.file.index = in.u32();
    file.digest = in.digest();
    if (file.file.index >= known_count) in.reject();
  }
  return files;
}

void write_record(ByteWriter& out, const ActionRecord& record) {
  out.digest(record.base);
  out.digest(record.key);
  out.digest(record.parts.command);
  write_named(out, record.parts.environment);
  write_named(out, record.parts.tools);
  write_files(out, record.parts.inputs);
  write_files(out, record.discovered);
  write_files(out, record.outputs);
  out.u64(record.duration_ns);
}

ActionRecord read_record(ByteReader& in, std::size_t known_count) {
  ActionRecord record;
  record.base = in.digest();
  record.key = in.digest();
  record.parts.command = in.digest();
  record.parts.environment = read_named(in);
  record.parts.tools = read_named(in);
  record.parts.inputs = read_files(in, known_count);
  record.discovered = read_files(in, known_count);
  record.outputs = read_files(in, known_count);
  record.duration_ns = in.u64();
  return record;
}

}  // namespace

const ActionRecord* BuildState::find(const std::string& action) const {
  auto entry = records_.find(action);
  return entry == records_.end() ? nullptr : &entry->second;
}

void BuildState::put(const std::string& action, ActionRecord record) {
  records_.insert_or_assign(action, std::move(record));
  is_changed_ = true;
}

std::vector<FileDigest> BuildState::retain(const Graph& graph, const Digest& plan_fingerprint) {
  if (plan_fingerprint == plan_fingerprint_) return {};
  plan_fingerprint_ = plan_fingerprint;
  is_changed_ = true;
  std::unordered_set<std::string_view> names;
  for (const Action& action : graph.actions) names.insert(action.name);
  // What the plan makes or reads stays: a file that was made once and is a source now is
  // somebody's, although its bytes are still ours.
  std::unordered_set<std::string_view> wanted;
  for (const File& file : graph.files) wanted.insert(file.path);
  for (const auto& [name, record] : records_) {
    if (!names.contains(name)) continue;
    for (const FileDigest& input : record.discovered) wanted.insert(files.path(input.file));
  }
  std::vector<FileDigest> orphans;
  // An action that stays may have made other files before its outputs were changed.
  for (const auto& [name, record] : records_) {
    for (const FileDigest& output : record.outputs) {
      if (!wanted.contains(files.path(output.file))) orphans.push_back(output);
    }
  }
  std::erase_if(records_, [&](const auto& entry) { return !names.contains(entry.first); });
  std::ranges::sort(orphans, {}, [&](const FileDigest& file) { return files.path(file.file); });
  return orphans;
}

std::string BuildState::encode(std::int64_t now_ns) const {
  ByteWriter out;
  out.digest(plan_fingerprint_);
  files.write(out, now_ns);
  std::vector<const std::pair<const std::string, ActionRecord>*> sorted;
  for (const auto& entry : records_) sorted.push_back(&entry);
  std::ranges::sort(sorted, {}, [](const auto* entry) -> const std::string& { return entry->first; });
  out.u32(static_cast<std::uint32_t>(sorted.size()));
  for (const auto* entry : sorted) {
    out.text(entry->first);
    write_record(out, entry->second);
  }
  return seal(state_magic, out.take());
}

std::optional<BuildState> BuildState::decode(std::string_view bytes) {
  std::optional<std::string_view> payload = unseal(state_magic, bytes);
  if (!payload) return std::nullopt;
  ByteReader in(*payload);
  BuildState state;
  state.plan_fingerprint_ = in.digest();
  state.files.read(in);
  std::uint32_t count = in.count(128);
  state.records_.reserve(count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.text());
    state.records_.insert_or_assign(std::move(name), read_record(in, state.files.size()));
  }
  if (!in.finished()) return std::nullopt;
  return state;
}

}  // namespace sinter
