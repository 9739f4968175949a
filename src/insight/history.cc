#include "insight/history.h"

#include "base/bytes.h"
#include "base/ranges.h"
#include "os/clock.h"

namespace sinter {
namespace {

// A block is its size, and that many sealed bytes.
constexpr std::size_t size_bytes = 4;
constexpr std::size_t run_bytes_min = 44;

/// Texts are written once and then called by number: runs have most arguments in common.
class TextTable {
 public:
  std::uint32_t number(std::string_view text) {
    auto [entry, is_new] = numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(&entry->first);
    return entry->second;
  }
  void write(ByteWriter& out) const {
    out.u32(static_cast<std::uint32_t>(texts_.size()));
    for (const std::string* text : texts_) out.text(*text);
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> texts_;  // into the map, whose keys stay where they are
};

void write_run(ByteWriter& out, TextTable& texts, const RememberedRun& run) {
  auto text = [&](std::string_view value) { out.u32(texts.number(value)); };
  text(run.action);
  text(run.outcome);
  text(run.cause);
  out.u64(static_cast<std::uint64_t>(run.ended_ns));
  out.u64(run.duration_ns);
  text(run.folder);
  out.u32(static_cast<std::uint32_t>(run.argv.size()));
  for (const std::string& argument : run.argv) text(argument);
  out.u32(static_cast<std::uint32_t>(run.variables.size()));
  for (const RememberedVariable& variable : run.variables) {
    text(variable.name);
    out.u8(variable.is_set ? 1 : 0);
    text(variable.value);
  }
  out.u32(static_cast<std::uint32_t>(run.changes.size()));
  for (const Change& change : run.changes) {
    out.u8(static_cast<std::uint8_t>(change.part));
    text(change.name);
    out.digest(change.before);
    out.digest(change.after);
  }
}

class BlockReader {
 public:
  explicit BlockReader(std::string_view payload) : in_(payload) {}

  std::optional<std::vector<RememberedRun>> read() {
    texts_.resize(in_.count(4));
    for (std::string_view& text : texts_) text = in_.text();
    std::vector<RememberedRun> runs(in_.count(run_bytes_min));
    for (RememberedRun& run : runs) read_run(run);
    if (!in_.finished()) return std::nullopt;
    return runs;
  }

 private:
  std::string text() {
    std::uint32_t number = in_.u32();
    if (number >= texts_.size()) {
      in_.reject();
      return {};
    }
    return std::string(texts_[number]);
  }

  void read_run(RememberedRun& run) {
    run.action = text();
    run.outcome = text();
    run.cause = text();
    run.ended_ns = static_cast<std::int64_t>(in_.u64());
    run.duration_ns = in_.u64();
    run.folder = text();
    run.argv.resize(in_.count(4));
    for (std::string& argument : run.argv) argument = text();
    run.variables.resize(in_.count(9));
    for (RememberedVariable& variable : run.variables) {
      variable.name = text();
      variable.is_set = in_.u8() != 0;
      variable.value = text();
    }
    run.changes.resize(in_.count(69));
    for (Change& change : run.changes) {
      std::uint8_t part = in_.u8();
      if (part > static_cast<std::uint8_t>(Change::Part::output)) in_.reject();
      else change.part = static_cast<Change::Part>(part);
      change.name = text();
      change.before = in_.digest();
      change.after = in_.digest();
    }
  }

  ByteReader in_;
  std::vector<std::string_view> texts_;
};

/// The sealed bytes of the block at the start of `bytes`, if there are enough of them.
std::optional<std::string_view> first_block(std::string_view bytes) {
  ByteReader in(bytes);
  std::uint32_t size = in.u32();
  if (!in.ok() || size > bytes.size() - size_bytes) return std::nullopt;
  return bytes.substr(size_bytes, size);
}

}  // namespace

bool looks_secret(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  constexpr std::string_view words[] = {"TOKEN",      "SECRET", "PASSW", "PASSPHRASE",
                                        "CREDENTIAL", "KEY",    "AUTH",  "COOKIE"};
  return ranges::any_of(words, [&](std::string_view word) { return upper.contains(word); });
}

RememberedRun describe_run(const Action& action, CountedVariables& variables, const SecretForms& secrets) {
  RememberedRun run{.action = std::string(action.name), .folder = secrets.mask(action.folder)};
  for (std::string_view argument : action.argv) run.argv.push_back(secrets.mask(argument));
  for (std::string_view name : action.environment) {
    const std::optional<std::string>& value = variables.value(counted_name(action, name));
    bool is_hidden = looks_secret(name) || ranges::contains(action.secrets, name);
    run.variables.push_back({std::string(name), value.has_value(), value && !is_hidden ? secrets.mask(*value) : ""});
  }
  return run;
}

bool is_remembered(const ActionFinished& event) {
  return event.outcome == "ran" || event.outcome == "restored" || event.outcome == "failed";
}

void HistoryRecorder::accept(const Event& event) {
  if (const auto* start = std::get_if<BuildStarted>(&event)) runs_.reserve(start->action_count);
  const auto* action = std::get_if<ActionFinished>(&event);
  if (action == nullptr || !is_remembered(*action)) return;
  runs_.push_back({.action = action->action,
                   .outcome = action->outcome,
                   .cause = action->cause,
                   .ended_ns = wall_clock_ns(),
                   .duration_ns = action->duration_ns,
                   .changes = action->changes});
}

std::string HistoryRecorder::block(const Graph& graph, const Environment& environment,
                                   const SecretForms& secrets) const {
  if (runs_.empty()) return "";
  std::unordered_map<std::string_view, const RememberedRun*> wanted;
  for (const RememberedRun& run : runs_) wanted.emplace(run.action, &run);
  CountedVariables variables(environment);
  std::vector<RememberedRun> runs;
  for (const Action& action : graph.actions) {
    auto entry = wanted.find(action.name);
    if (entry == wanted.end()) continue;
    RememberedRun run = *entry->second;
    RememberedRun described = describe_run(action, variables, secrets);
    run.argv = std::move(described.argv);
    run.folder = std::move(described.folder);
    run.variables = std::move(described.variables);
    runs.push_back(std::move(run));
  }
  return encode_history(runs);
}

History::History(std::string_view bytes) {
  while (bytes.size() > size_bytes) {
    std::optional<std::string_view> block = first_block(bytes);
    std::optional<std::string_view> payload = block ? unseal(history_magic, *block) : std::nullopt;
    std::optional<std::vector<RememberedRun>> read = payload ? BlockReader(*payload).read() : std::nullopt;
    if (read) {
      for (RememberedRun& run : *read) {
        Runs& known = runs_[run.action];
        if (known.last && known.last->ended_ns == run.ended_ns) continue;  // compacting was cut short
        if (known.last && known.last->is_success()) known.before = std::move(known.last);
        known.last = std::move(run);
      }
      bytes.remove_prefix(size_bytes + block->size());
      continue;
    }
    // A killed build has left half a block, or the disk spoilt one: on with the next.
    std::size_t next = bytes.find(history_magic, size_bytes + 1);
    if (next == std::string_view::npos) break;
    bytes.remove_prefix(next - size_bytes);
  }
}

const RememberedRun* History::last(std::string_view action) const {
  auto entry = runs_.find(std::string(action));
  return entry == runs_.end() || !entry->second.last ? nullptr : &*entry->second.last;
}

const RememberedRun* History::before_last(std::string_view action) const {
  auto entry = runs_.find(std::string(action));
  return entry == runs_.end() || !entry->second.before ? nullptr : &*entry->second.before;
}

std::string History::compacted() const {
  std::vector<RememberedRun> runs;
  for (const auto& [name, known] : runs_) {
    if (known.before) runs.push_back(*known.before);
    if (known.last) runs.push_back(*known.last);
  }
  ranges::sort(runs, {}, &RememberedRun::action);  // each one's older run stays first
  return encode_history(runs);
}

std::string encode_history(const std::vector<RememberedRun>& runs) {
  TextTable texts;
  ByteWriter body;
  body.u32(static_cast<std::uint32_t>(runs.size()));
  for (const RememberedRun& run : runs) write_run(body, texts, run);
  ByteWriter payload;
  texts.write(payload);
  std::string sealed = seal(history_magic, payload.take() + body.take());
  ByteWriter size;
  size.u32(static_cast<std::uint32_t>(sealed.size()));
  return size.take() + sealed;
}

}  // namespace sinter
