#include "cache/state.h"

#include <unordered_set>

#include "base/bytes.h"
#include "base/ranges.h"
#include "base/tree_name.h"

namespace sinter {
namespace {

/// So many files may become known in addition before those that no record names are forgotten.
constexpr std::size_t spare_files = 1000;

/// Beside the number of a file: its digest follows, as the table has another one or none.
constexpr std::uint32_t own_digest_bit = 1U << 31;

/// The variables and tools of all records, each once, in the order in which they came.
class NamedTable {
 public:
  std::uint32_t index_of(const RecordView::Named& part) {
    for (std::uint32_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].name == part.name && parts_[i].digest == part.digest) return i;
    }
    parts_.push_back(part);
    return static_cast<std::uint32_t>(parts_.size() - 1);
  }
  const std::vector<RecordView::Named>& parts() const { return parts_; }

 private:
  std::vector<RecordView::Named> parts_;
};

class RecordWriter {
 public:
  RecordWriter(const FileTable& files, std::int64_t now_ns) : files_(files), now_ns_(now_ns) {}

  std::string encode(const RecordView& record) {
    ByteWriter out;
    out.digest(record.base);
    out.digest(record.key);
    out.digest(record.command);
    out.u64(record.duration_ns);
    write_named(out, record.environment);
    write_named(out, record.tools);
    for (const std::vector<FileDigest>* list : {&record.inputs, &record.discovered, &record.outputs}) {
      write_files(out, *list);
    }
    return out.take();
  }

  NamedTable named;

 private:
  void write_named(ByteWriter& out, const std::vector<RecordView::Named>& parts) {
    out.u32(static_cast<std::uint32_t>(parts.size()));
    for (const RecordView::Named& part : parts) out.u32(named.index_of(part));
  }

  void write_files(ByteWriter& out, const std::vector<FileDigest>& list) const {
    out.u32(static_cast<std::uint32_t>(list.size()));
    for (const FileDigest& file : list) {
      const Digest* kept = file.file.index < files_.size() ? files_.kept_digest(file.file, now_ns_) : nullptr;
      bool is_kept = kept != nullptr && *kept == file.digest;
      out.u32(file.file.index | (is_kept ? 0 : own_digest_bit));
      if (!is_kept) out.digest(file.digest);
    }
  }

  const FileTable& files_;
  std::int64_t now_ns_;
};

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
  for (std::vector<RecordView::Named>* parts : {&record.environment, &record.tools}) {
    parts->clear();
    for (std::uint32_t count = in.count(4); count > 0; --count) {
      std::uint32_t index = in.u32();
      if (index < named_.size()) parts->push_back(named_[index]);
      else in.reject();
    }
  }
  for (std::vector<FileDigest>* list : {&record.inputs, &record.discovered, &record.outputs}) {
    list->clear();
    for (std::uint32_t count = in.count(4); count > 0; --count) {
      std::uint32_t number = in.u32();
      FileIndex file{number & ~own_digest_bit};
      bool has_own = (number & own_digest_bit) != 0;
      const Digest* digest = file.index < files.size() ? files.read_digest(file) : nullptr;
      if (file.index >= files.size() || (!has_own && digest == nullptr)) in.reject();
      list->push_back({file, has_own || digest == nullptr ? in.digest() : *digest});
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
    slot.record = std::make_unique<ActionRecord>(ActionRecord{.base = view.base,
                                                              .key = view.key,
                                                              .parts = {.command = view.command,
                                                                        .environment = copy(view.environment),
                                                                        .tools = copy(view.tools),
                                                                        .inputs = std::move(view.inputs)},
                                                              .discovered = std::move(view.discovered),
                                                              .outputs = std::move(view.outputs),
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
  return view(slots_[likely], record);
}

bool BuildState::view(const Slot& slot, RecordView& record) const {
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
  std::vector<FileDigest> orphans;
  if (!slots_.empty()) orphans = orphans_of(graph);
  renumber(graph, orphans);
  return orphans;
}

/// What actions have made that nothing makes or reads now, sorted by path.
std::vector<FileDigest> BuildState::orphans_of(const Graph& graph) const {
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
  // No record names their files, and a compiler takes longer to read than all that it compiles.
  for (const Tool& tool : graph.tools) place(files.intern(tool.path));
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
  RecordWriter writer(files, now_ns);
  RecordView record;
  ByteWriter slots;
  slots.u32(static_cast<std::uint32_t>(slots_.size()));
  for (const Slot& slot : slots_) {
    slots.text(slot.name);
    std::string bytes = view(slot, record) ? writer.encode(record) : std::string();
    slots.u32(static_cast<std::uint32_t>(bytes.size()));
    slots.raw(bytes);
  }
  ByteWriter out;
  out.digest(plan_fingerprint_);
  out.u32(retained_count_);
  files.write(out, now_ns);
  out.u32(static_cast<std::uint32_t>(writer.named.parts().size()));
  for (const RecordView::Named& part : writer.named.parts()) {
    out.text(part.name);
    out.digest(part.digest);
  }
  out.raw(slots.take());
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
  for (std::uint32_t named = in.count(36); named > 0; --named) state.named_.push_back({in.text(), in.digest()});
  std::uint32_t count = in.count(8);
  state.slots_.reserve(count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    Slot& slot = state.slots_.emplace_back();
    slot.name = in.text();
    slot.bytes = in.raw(in.u32());
  }
  if (!in.finished()) return std::nullopt;
  return state;
}

}  // namespace sinter
