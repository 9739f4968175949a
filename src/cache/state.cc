#include "cache/state.h"

#include <unordered_set>

#include "base/bytes.h"
#include "base/ranges.h"
#include "base/tree_name.h"

namespace sinter {
namespace {

/// So many files may become known in addition before those that no record names are forgotten.
constexpr std::size_t spare_files = 1000;

void write_named(ByteWriter& out, const std::vector<NamedDigest>& parts) {
  out.u32(static_cast<std::uint32_t>(parts.size()));
  for (const NamedDigest& part : parts) {
    out.text(part.name);
    out.digest(part.digest);
  }
}

void read_named(ByteReader& in, std::vector<RecordView::Named>& parts) {
  parts.clear();
  for (std::uint32_t count = in.count(36); count > 0; --count) parts.push_back({in.text(), in.digest()});
}

std::string encode_record(const ActionRecord& record) {
  ByteWriter out;
  out.digest(record.base);
  out.digest(record.key);
  out.digest(record.parts.command);
  out.u64(record.duration_ns);
  write_named(out, record.parts.environment);
  write_named(out, record.parts.tools);
  out.list(std::span<const FileDigest>(record.parts.inputs));
  out.list(std::span<const FileDigest>(record.discovered));
  out.list(std::span<const FileDigest>(record.outputs));
  return out.take();
}

std::vector<NamedDigest> copy(const std::vector<RecordView::Named>& parts) {
  std::vector<NamedDigest> copies;
  for (const RecordView::Named& part : parts) copies.push_back({std::string(part.name), part.digest});
  return copies;
}

}  // namespace

bool BuildState::read(std::string_view bytes, RecordView& record) const {
  ByteReader in(bytes);
  record.base = in.digest();
  record.key = in.digest();
  record.command = in.digest();
  record.duration_ns = in.u64();
  read_named(in, record.environment);
  read_named(in, record.tools);
  for (std::span<const FileDigest>* list : {&record.inputs, &record.discovered, &record.outputs}) {
    *list = in.list<FileDigest>();
    for (const FileDigest& file : *list) {
      if (file.file.index >= files.size()) in.reject();
    }
  }
  return in.finished();
}

std::optional<std::uint32_t> BuildState::slot_of(std::string_view action) const {
  if (by_name_.empty()) {
    for (std::uint32_t i = 0; i < slots_.size(); ++i) by_name_.emplace(slots_[i].name, i);
  }
  auto slot = by_name_.find(action);
  return slot == by_name_.end() ? std::nullopt : std::optional(slot->second);
}

std::uint32_t BuildState::make_slot(std::string_view action) {
  if (std::optional<std::uint32_t> slot = slot_of(action)) return *slot;
  auto index = static_cast<std::uint32_t>(slots_.size());
  slots_.emplace_back().name = memory_.text(action);
  by_name_.emplace(slots_.back().name, index);
  return index;
}

const ActionRecord* BuildState::find(std::string_view action) const {
  std::optional<std::uint32_t> index = slot_of(action);
  if (!index) return nullptr;
  Slot& slot = slots_[*index];
  RecordView view;
  if (!slot.record && !slot.bytes.empty() && read(slot.bytes, view)) {
    slot.record =
        std::make_unique<ActionRecord>(ActionRecord{.base = view.base,
                                                    .key = view.key,
                                                    .parts = {.command = view.command,
                                                              .environment = copy(view.environment),
                                                              .tools = copy(view.tools),
                                                              .inputs = {view.inputs.begin(), view.inputs.end()}},
                                                    .discovered = {view.discovered.begin(), view.discovered.end()},
                                                    .outputs = {view.outputs.begin(), view.outputs.end()},
                                                    .duration_ns = view.duration_ns});
  }
  return slot.record.get();
}

bool BuildState::view(std::string_view action, std::uint32_t likely, RecordView& record) const {
  if (likely >= slots_.size() || slots_[likely].name != action) {
    std::optional<std::uint32_t> slot = slot_of(action);
    if (!slot) return false;
    likely = *slot;
  }
  const Slot& slot = slots_[likely];
  if (!slot.was_put) return !slot.bytes.empty() && read(slot.bytes, record);
  const ActionRecord& put = *slot.record;
  record = {.base = put.base,
            .key = put.key,
            .command = put.parts.command,
            .duration_ns = put.duration_ns,
            .environment = {put.parts.environment.begin(), put.parts.environment.end()},
            .tools = {put.parts.tools.begin(), put.parts.tools.end()},
            .inputs = put.parts.inputs,
            .discovered = put.discovered,
            .outputs = put.outputs};
  return true;
}

void BuildState::put(std::string_view action, ActionRecord record) {
  Slot& slot = slots_[make_slot(action)];
  slot.record = std::make_unique<ActionRecord>(std::move(record));
  slot.was_put = true;
  is_changed_ = true;
}

std::vector<FileDigest> BuildState::retain(const Graph& graph, const Digest& plan_fingerprint) {
  bool is_overgrown = files.size() > 2 * std::size_t{retained_count_} + spare_files;
  if (plan_fingerprint == plan_fingerprint_ && !is_overgrown) return {};
  plan_fingerprint_ = plan_fingerprint;
  is_changed_ = true;
  std::unordered_set<std::string_view> names;
  for (const Action& action : graph.actions) names.insert(action.name);
  // What the plan makes or reads stays: a file that was made once and is a source now is
  // somebody's, although its bytes are still ours.
  std::unordered_set<std::string_view> wanted;
  TreeNames trees;
  for (const File& file : graph.files) {
    wanted.insert(file.path);
    if (file.producer) trees.add(file.path);
  }
  for (const Slot& slot : slots_) {
    const ActionRecord* record = names.contains(slot.name) ? find(slot.name) : nullptr;
    if (record == nullptr) continue;
    for (const FileDigest& input : record->discovered) wanted.insert(files.path(input.file));
  }
  std::vector<FileDigest> orphans;
  // An action that stays may have made other files before its outputs were changed.
  for (const Slot& slot : slots_) {
    const ActionRecord* record = find(slot.name);
    if (record == nullptr) continue;
    for (const FileDigest& output : record->outputs) {
      std::string_view path = files.path(output.file);
      if (!wanted.contains(path) && trees.above(path).empty()) orphans.push_back(output);
    }
  }
  ranges::sort(orphans, {}, [&](const FileDigest& file) { return files.path(file.file); });
  renumber(graph, orphans);
  return orphans;
}

/// A slot for every action and a file for every file of the graph, each at its own index,
/// so that later builds of this plan find them without looking for names.
void BuildState::renumber(const Graph& graph, std::vector<FileDigest>& orphans) {
  std::vector<FileIndex> order;
  std::vector<std::optional<FileIndex>> index_now;
  auto place = [&](FileIndex file) {
    index_now.resize(files.size());
    std::optional<FileIndex>& now = index_now[file.index];
    if (!now) {
      now = FileIndex{static_cast<std::uint32_t>(order.size())};
      order.push_back(file);
    }
    return *now;
  };
  for (const File& file : graph.files) place(files.intern(file.path));
  std::vector<Slot> slots;
  for (const Action& action : graph.actions) {
    [[maybe_unused]] const ActionRecord* made = find(action.name);
    std::optional<std::uint32_t> old = slot_of(action.name);
    Slot& slot = slots.emplace_back();
    slot.name = memory_.text(action.name);
    if (!old || !slots_[*old].record) continue;
    slot.record = std::move(slots_[*old].record);
    slot.was_put = true;
    for (auto* list : {&slot.record->parts.inputs, &slot.record->discovered, &slot.record->outputs}) {
      for (FileDigest& file : *list) file.file = place(file.file);
    }
  }
  for (FileDigest& orphan : orphans) orphan.file = place(orphan.file);
  files = files.of(order);
  retained_count_ = static_cast<std::uint32_t>(files.size());
  slots_ = std::move(slots);
  by_name_.clear();
}

std::string BuildState::encode(std::int64_t now_ns) const {
  ByteWriter out;
  out.digest(plan_fingerprint_);
  out.u32(retained_count_);
  files.write(out, now_ns);
  out.u32(static_cast<std::uint32_t>(slots_.size()));
  for (const Slot& slot : slots_) {
    out.text(slot.name);
    std::string made = slot.was_put ? encode_record(*slot.record) : std::string();
    std::string_view bytes = slot.was_put ? std::string_view(made) : slot.bytes;
    out.u32(static_cast<std::uint32_t>(bytes.size()));
    out.align();
    out.raw(bytes);
  }
  return seal(state_magic, out.take());
}

std::optional<BuildState> BuildState::decode(std::string bytes) {
  BuildState state;
  std::optional<std::string_view> payload = unseal(state_magic, state.memory_.adopt(std::move(bytes)));
  if (!payload) return std::nullopt;
  ByteReader in(*payload);
  state.plan_fingerprint_ = in.digest();
  state.retained_count_ = in.u32();
  state.files.read(in);
  std::uint32_t count = in.count(8);
  state.slots_.reserve(count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    Slot& slot = state.slots_.emplace_back();
    slot.name = in.text();
    std::uint32_t size_bytes = in.u32();
    in.align();
    slot.bytes = in.raw(size_bytes);
  }
  if (!in.finished()) return std::nullopt;
  return state;
}

}  // namespace sinter
