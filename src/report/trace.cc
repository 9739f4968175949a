#include "report/trace.h"

#include <algorithm>

#include "base/json.h"
#include "base/ranges.h"
#include "os/clock.h"
#include "report/fields.h"

namespace sinter {
namespace {

constexpr std::uint32_t tool_lane = 0;
constexpr std::uint32_t critical_lane = 1;
constexpr std::uint32_t first_slot_lane = 2;

/// Nanoseconds as the microseconds with decimals that the format asks for.
std::string microseconds(std::uint64_t ns) {
  std::string rest = std::to_string(ns % 1000);
  return std::to_string(ns / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

std::string action_arguments(const ActionFinished& event) {
  JsonWriter json;
  json.begin_object();
  json.key("goal").string(event.goal);
  json.key("outcome").string(event.outcome);
  json.key("cause").string(event.cause);
  if (event.attempts != 0) {
    json.key("attempt").number(std::uint64_t{event.attempts});
    json.key("cpu_ns").number(event.cpu_ns);
    json.key("memory_bytes_max").number(event.memory_bytes_max);
  }
  if (!event.errors.empty()) json.key("error").string(event.errors.front().what);
  json.key("command").string(event.command);
  json.key("folder").string(event.folder);
  json.end_object();
  return json.take();
}

std::string retry_arguments(const ActionRetried& event, const ActionStarted& start) {
  JsonWriter json;
  json.begin_object();
  json.key("outcome").string("retried");
  json.key("cause").string(start.cause);
  json.key("attempt").number(std::uint64_t{event.attempt});
  json.key("error").string(event.error.what);
  json.key("wait_ns").number(event.wait_ns);
  json.end_object();
  return json.take();
}

/// The parts that all events have; the object stays open.
void begin_event(JsonWriter& json, std::string_view phase, std::string_view name, std::uint32_t lane) {
  json.begin_object();
  json.key("ph").string(phase);
  json.key("pid").number(std::uint64_t{1});
  json.key("tid").number(std::uint64_t{lane});
  json.key("name").string(name);
}

std::string lane_line(std::string_view kind, std::uint32_t lane, std::string_view name) {
  JsonWriter json;
  begin_event(json, "M", kind, lane);
  json.key("args").begin_object();
  if (kind == "thread_sort_index") json.key("sort_index").number(std::uint64_t{lane});
  else json.key("name").string(name);
  json.end_object().end_object();
  return json.take();
}

}  // namespace

void TraceRecorder::count_running(std::uint64_t now) { running_counts_.emplace_back(now, running_.size()); }

void TraceRecorder::started(const ActionStarted& event) {
  auto free = ranges::find(is_lane_taken_, false);
  auto slot = static_cast<std::uint32_t>(free - is_lane_taken_.begin());
  if (free == is_lane_taken_.end()) is_lane_taken_.push_back(true);
  else *free = true;
  running_.insert_or_assign(event.action, Attempt{first_slot_lane + slot, event.started_ns, event});
  count_running(event.started_ns);
}

void TraceRecorder::retried(const ActionRetried& event, std::uint64_t now) {
  auto attempt = running_.extract(event.action);
  if (attempt.empty()) return;
  const Attempt& ended = attempt.mapped();
  slices_.push_back({.name = event.action,
                     .category = ended.event.verb,
                     .lane = ended.lane,
                     .started_ns = ended.started_ns,
                     .ended_ns = now,
                     .arguments = retry_arguments(event, ended.event)});
  is_lane_taken_[ended.lane - first_slot_lane] = false;
  count_running(now);
}

void TraceRecorder::finished(const ActionFinished& event, std::uint64_t now) {
  Slice slice{.name = event.action,
              .category = event.verb,
              .lane = tool_lane,
              .started_ns = last_ns_,
              .ended_ns = now,
              .arguments = action_arguments(event)};
  auto attempt = running_.extract(event.action);
  if (!attempt.empty()) {
    const Attempt& ended = attempt.mapped();
    slice.lane = ended.lane;
    slice.started_ns = ended.started_ns;
    slice.ended_ns = ended.started_ns + event.duration_ns;
    is_lane_taken_[ended.lane - first_slot_lane] = false;
    // After the command ended its outputs were hashed and stored, which is our own work and
    // did not begin before what we did last was done.
    slices_.push_back(
        {.name = "store",
         .category = "sinter",
         .lane = tool_lane,
         .started_ns = std::max(slice.ended_ns, tool_busy_until_ns_),
         .ended_ns = now,
         .arguments = JsonWriter().begin_object().key("action").string(event.action).end_object().take()});
    tool_busy_until_ns_ = now;
    count_running(slice.ended_ns);
  } else if (event.outcome == "restored") {
    unsettled_.push_back(slices_.size());
  } else {
    return;  // it took no time: unchanged, skipped, cancelled
  }
  done_.insert_or_assign(event.action, slices_.size());
  slices_.push_back(std::move(slice));
}

void TraceRecorder::accept(const Event& event) {
  std::uint64_t now = monotonic_ns();
  if (began_ns_ == 0) began_ns_ = now;
  if (const auto* build = std::get_if<BuildStarted>(&event)) build_ = *build;
  if (const auto* action = std::get_if<ActionStarted>(&event)) started(*action);
  if (const auto* action = std::get_if<ActionRetried>(&event)) retried(*action, now);
  if (const auto* action = std::get_if<ActionFinished>(&event)) finished(*action, now);
  if (const auto* end = std::get_if<BuildFinished>(&event)) end_ = *end;
  last_ns_ = ended_ns_ = now;
}

void TraceRecorder::stage(const StageTiming& timing) {
  if (began_ns_ == 0) began_ns_ = timing.started_ns;
  for (std::size_t restored : unsettled_) {
    slices_[restored].started_ns = std::max(slices_[restored].started_ns, timing.started_ns);
  }
  unsettled_.clear();
  slices_.push_back({.name = std::string(timing.name),
                     .category = "sinter",
                     .lane = tool_lane,
                     .started_ns = timing.started_ns,
                     .ended_ns = timing.ended_ns,
                     .arguments = "{}"});
  tool_busy_until_ns_ = timing.ended_ns;
  ended_ns_ = std::max(ended_ns_, timing.ended_ns);
}

/// Back from what ended last, each time to what it waited for longest.
std::vector<std::size_t> TraceRecorder::critical_slices(const Graph& graph) const {
  std::vector<std::optional<std::size_t>> slice_of(graph.actions.size());
  std::optional<std::uint32_t> last;
  auto ends_later = [&](std::uint32_t left, std::uint32_t right) {
    return slices_[*slice_of[left]].ended_ns > slices_[*slice_of[right]].ended_ns;
  };
  for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
    auto done = done_.find(graph.actions[i].name);
    if (done == done_.end()) continue;
    slice_of[i] = done->second;
    if (!last || ends_later(i, *last)) last = i;
  }
  std::vector<std::size_t> path;
  while (last) {
    path.push_back(*slice_of[*last]);
    std::optional<std::uint32_t> before;
    for (ActionId needed : graph.actions[*last].needs) {
      if (slice_of[needed.index] && (!before || ends_later(needed.index, *before))) before = needed.index;
    }
    last = before;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

/// Writes what a recorder knows, one event a line.
class TraceRecorder::Writer {
 public:
  explicit Writer(const TraceRecorder& trace) : trace_(trace) {}

  std::string write(const std::vector<std::size_t>& critical) && {
    json_.begin_object();
    json_.key("displayTimeUnit").string("ms");
    write_summary();
    json_.key("traceEvents").begin_array();
    write_lanes();
    write_slices();
    write_critical(critical);
    write_counts();
    json_.end_array();
    json_.end_object();
    return json_.take() + "\n";
  }

 private:
  std::string time(std::uint64_t ns) const { return microseconds(ns < trace_.began_ns_ ? 0 : ns - trace_.began_ns_); }

  void write_summary() {
    const BuildFinished& end = trace_.end_;
    json_.key("otherData").begin_object();
    json_.key("schema").string("sinter.trace/1");
    json_.key("sinter").string(SINTER_VERSION);
    json_.key("project").string(trace_.build_.project).key("profile").string(trace_.build_.profile);
    json_.key("slots").number(std::uint64_t{trace_.build_.slots});
    json_.key("ok").boolean(end.ok);
    json_.key("duration_ns").number(trace_.ended_ns_ - trace_.began_ns_);
    sinter::write_counts(json_, end);
    json_.end_object();
  }

  void write_lane(std::uint32_t lane, const std::string& name) {
    json_.raw(lane_line("thread_name", lane, name));
    json_.raw(lane_line("thread_sort_index", lane, ""));
  }

  void write_lanes() {
    json_.raw(lane_line("process_name", tool_lane, "sinter: " + trace_.build_.project + ", " + trace_.build_.profile));
    write_lane(tool_lane, "sinter itself");
    write_lane(critical_lane, "critical path");
    for (std::uint32_t slot = 0; slot < trace_.is_lane_taken_.size(); ++slot) {
      write_lane(first_slot_lane + slot, "slot " + std::to_string(slot + 1));
    }
  }

  void write_slice(const Slice& slice, std::uint32_t lane) {
    JsonWriter line;
    begin_event(line, "X", slice.name, lane);
    line.key("cat").string(slice.category);
    line.key("ts").raw(time(slice.started_ns));
    line.key("dur").raw(microseconds(std::max(slice.ended_ns, slice.started_ns) - slice.started_ns));
    line.key("args").raw(slice.arguments);
    line.end_object();
    json_.raw(line.take());
  }

  /// Lane by lane, the longest first of those that begin together: readers nest them so.
  void write_slices() {
    std::vector<const Slice*> sorted;
    for (const Slice& slice : trace_.slices_) sorted.push_back(&slice);
    ranges::sort(sorted, [](const Slice* left, const Slice* right) {
      if (left->lane != right->lane) return left->lane < right->lane;
      if (left->started_ns != right->started_ns) return left->started_ns < right->started_ns;
      return left->ended_ns > right->ended_ns;
    });
    for (const Slice* slice : sorted) write_slice(*slice, slice->lane);
  }

  void write_flow(std::string_view phase, std::size_t number, std::uint32_t lane, std::uint64_t at_ns) {
    JsonWriter line;
    begin_event(line, phase, "critical path", lane);
    line.key("cat").string("critical path");
    line.key("id").number(std::uint64_t{number});
    line.key("ts").raw(time(at_ns));
    if (phase == "f") line.key("bp").string("e");
    line.end_object();
    json_.raw(line.take());
  }

  /// Once more in a lane of its own, and as arrows between the slots.
  void write_critical(const std::vector<std::size_t>& path) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      const Slice& slice = trace_.slices_[path[i]];
      write_slice(slice, critical_lane);
      if (i != 0) write_flow("f", i, slice.lane, slice.started_ns);
      if (i + 1 == path.size()) break;
      // Within the slice that it starts from, or it would belong to none.
      write_flow("s", i + 1, slice.lane, std::max(slice.started_ns, slice.ended_ns - 1));
    }
  }

  void write_counts() {
    for (const auto& [at_ns, count] : trace_.running_counts_) {
      JsonWriter line;
      begin_event(line, "C", "running actions", tool_lane);
      line.key("ts").raw(time(at_ns));
      line.key("args").begin_object().key("running").number(std::uint64_t{count}).end_object();
      line.end_object();
      json_.raw(line.take());
    }
  }

  const TraceRecorder& trace_;
  JsonWriter json_ = JsonWriter(1);
};

std::string TraceRecorder::json(const Graph& graph) const { return Writer(*this).write(critical_slices(graph)); }

}  // namespace sinter
