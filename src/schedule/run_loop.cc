#include "schedule/run_loop.h"

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <deque>

#include "base/text.h"
#include "os/clock.h"
#include "os/guardian.h"
#include "os/interrupt.h"
#include "os/open_files.h"
#include "os/short_turns.h"
#include "schedule/output_places.h"
#include "schedule/own_folder.h"
#include "schedule/run_messages.h"
#include "schedule/strays.h"

namespace sinter {
namespace {

constexpr std::uint64_t tick_ns = 100'000'000;
/// For so long we look at actions before we look at children and Ctrl-C again: while slots are free, and while none is.
constexpr std::uint64_t assess_ns_max = 20'000'000;
constexpr std::uint64_t assess_ahead_ns_max = 200'000;

/// For so long nobody looks at the output of an action: most of those that are as short end
/// before, and the end of their output wakes nobody. The pipe holds what they print.
constexpr std::uint64_t unheard_ns = 10'000'000;

/// Open files of one running action: its output and its exit; and of watching it.
constexpr std::uint64_t files_an_action = 2;
constexpr std::uint64_t files_a_watch = 4;
/// For starting an action, the guardian, and what is read and written meanwhile.
constexpr std::uint64_t spare_files = 12;

std::uint32_t affordable_slots(std::uint64_t files_left, bool is_strict) {
  std::uint64_t each = files_an_action + (is_strict ? files_a_watch : 0);
  std::uint64_t slots = (files_left - std::min(files_left, spare_files)) / each;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(slots, 1, UINT32_MAX));
}

/// How far an action has come that has to run.
struct Attempt {
  std::string cause;
  std::vector<Change> changes;
  std::uint32_t number = 1;
};

/// An action that waits to be tried again. It occupies no slot.
struct Postponed {
  ActionId id;
  std::uint64_t until_ns;  // monotonic
};

/// An action that occupies a slot.
struct Running {
  ActionId id;
  std::string cause;
  std::uint32_t attempt = 1;
  std::optional<AccessWatch> watch;  // with --strict
  std::optional<Process> process;
  OutputLog log;
  std::uint64_t started_ns = 0;  // monotonic
  std::int64_t started_wall_ns = 0;
  bool is_timed_out = false;
  // Once it has ended:
  ExitStatus status;
  std::optional<Error> start_error;
  std::uint64_t duration_ns = 0;
  Process::Usage usage;
};

class RunLoop {
 public:
  RunLoop(const Graph& graph, Schedule& schedule, const std::vector<std::uint64_t>& expected_ns, RunChecks checks,
          Executor& executor, EventSink& events, BuildSummary so_far)
      : graph_(graph),
        schedule_(schedule),
        expected_ns_(expected_ns),
        checks_(checks),
        executor_(executor),
        events_(events),
        attempts_(graph.actions.size()),
        slots_(schedule.slots()),
        summary_(so_far) {}

  Result<BuildSummary> drive() {
    InterruptWatch interrupts = SINTER_TRY(InterruptWatch::start());
    narrow(affordable_slots(open_files_.left(), checks_.strict != nullptr),
           std::to_string(open_files_.raised()) + " files may be open at a time (ulimit -n)");
    for (;;) {
      queue_postponed();
      start_queued();
      work();
      if (schedule_.is_done()) break;
      if (!running_.empty() || !postponed_.empty() || has_work()) wait(interrupts.descriptor());
    }
    for (const Postponed& postponed : postponed_) executor_.abandon(postponed.id);
    std::string why = summary_.is_interrupted ? "interrupted" : "another action failed";
    for (ActionId id : schedule_.unfinished()) report({.id = id, .outcome = Outcome::cancelled, .cause = why});
    return summary_;
  }

 private:
  void count(Outcome outcome) {
    switch (outcome) {
      case Outcome::ran: ++summary_.ran; break;
      case Outcome::restored: ++summary_.restored; break;
      case Outcome::unchanged: ++summary_.unchanged; break;
      case Outcome::failed: ++summary_.failed; break;
      case Outcome::skipped: ++summary_.skipped; break;
      case Outcome::cancelled: ++summary_.cancelled; break;
    }
  }

  void report(Ending ending) {
    count(ending.outcome);
    ActionId id = ending.id;
    std::vector<std::string> variables =
        ending.outcome == Outcome::failed ? executor_.variables(graph_[id]) : std::vector<std::string>();
    events_.accept(
        finished_event(graph_[id], std::move(ending), std::move(variables), std::move(attempts_[id.index].changes)));
  }

  void finish(Ending ending) {
    ActionId id = ending.id;
    Outcome outcome = ending.outcome;
    report(std::move(ending));
    for (ActionId skipped : schedule_.finish(id, outcome)) {
      report({.id = skipped, .outcome = Outcome::skipped, .cause = quote(graph_[id].name) + " failed"});
    }
  }

  /// Whatever can be done for actions that do not run, a little at a time, so that a slot that
  /// becomes free is filled before anything else: the children are the ones to use the machine.
  void work() {
    if (schedule_.may_start()) return;
    bool is_slot_free = running_.size() < schedule_.slots();
    if (schedule_.has_ready() && is_slot_free) assess_ready(assess_ns_max);
    else if (!ended_.empty()) conclude_first();
    else if (schedule_.has_ready()) assess_ready(assess_ahead_ns_max);
  }

  bool has_work() const { return schedule_.may_start() || schedule_.has_ready() || !ended_.empty(); }

  void assess_ready(std::uint64_t ns_max) {
    std::uint64_t started_ns = monotonic_ns();
    std::uint64_t now = started_ns;
    for (; now - started_ns < ns_max && !schedule_.may_start(); now = monotonic_ns()) {
      std::optional<ActionId> id = schedule_.take_ready();
      if (!id) break;
      Assessment assessment = executor_.assess(*id);
      attempts_[id->index].changes = std::move(assessment.changes);
      if (assessment.outcome) {
        finish({.id = *id,
                .outcome = *assessment.outcome,
                .cause = std::move(assessment.cause),
                .output = std::move(assessment.log),
                .errors = std::move(assessment.errors)});
      } else {
        attempts_[id->index].cause = std::move(assessment.cause);
        schedule_.must_run(*id);
      }
    }
    events_.stage({"assess", started_ns, now});
  }

  /// Fewer actions at a time than were asked for. Said when one has to run.
  void narrow(std::uint32_t slots, std::string why) {
    std::uint32_t before = schedule_.slots();
    schedule_.allow_slots(slots);
    if (slots >= before) return;
    narrowed_ = fewer_slots(slots, before, std::move(why));
  }

  void say_narrowed() {
    if (!narrowed_) return;
    events_.accept(Notice{*std::move(narrowed_)});
    narrowed_.reset();
  }

  void queue_postponed() {
    std::erase_if(postponed_, [&](const Postponed& postponed) {
      if (monotonic_ns() < postponed.until_ns) return false;
      schedule_.must_run(postponed.id);
      return true;
    });
  }

  void start_queued() {
    while (std::optional<ActionId> id = schedule_.take_queued()) {
      const Attempt& attempt = attempts_[id->index];
      running_.push_back({.id = *id,
                          .cause = attempt.cause,
                          .attempt = attempt.number,
                          .process = {},
                          .log = OutputLog(checks_.secrets)});
      if (!start(running_.back())) running_.pop_back();
    }
  }

  Result<Process> start_process(Running& running) {
    if (!guardian_) guardian_.emplace(SINTER_TRY(Guardian::start(std::string(begun_path))));
    if (!strays_) strays_.emplace();
    Command command = SINTER_TRY(executor_.prepare(running.id));
    command.announce_to = guardian_->place();
    if (command.announce_to == nullptr) return fail(Code::machine_limit, "more processes run than can be watched over");
    command.open_files_max = open_files_.given();
    command.turns = turns_.usual();
    command.is_awaited = false;
    if (checks_.strict != nullptr) {
      running.watch = SINTER_TRY(checks_.strict->watch());
      command.watched_by = running.watch->descriptor();
    }
    return Process::start(std::move(command));
  }

  /// Ends what the child has left behind: it would write into the next build. Before the
  /// child is reaped, after which its number may be somebody else's.
  void end_group(Running& running) {
    running.process->signal_group(SIGKILL);
    guardian_->release(running.process->pid());
    strays_->note_end({running.id, running.process->pid()});
  }

  void end_strays(const Running* ended = nullptr) {
    std::vector<Strays::Leader> leaders;
    for (const Running& running : running_) {
      if (&running != ended && running.process) leaders.push_back({running.id, running.process->pid()});
    }
    for (const Strays::Ended& stray : strays_->look(leaders, *guardian_))
      events_.accept(Notice{stray_notice(graph_, stray)});
  }

  /// The system has room for those that run, and not for one more.
  void wait_for_room(ActionId id, const Error& error) {
    narrow(static_cast<std::uint32_t>(running_.size() - 1), join(error.why, "; "));
    say_narrowed();
    schedule_.postpone(id);
    schedule_.must_run(id);
  }

  /// False if it did not start: it waits for room, or is finished as failed.
  bool start(Running& running) {
    say_narrowed();
    running.started_wall_ns = wall_clock_ns();
    running.is_timed_out = false;
    Result<Process> process = start_process(running);
    running.started_ns = process ? process->started_ns() : monotonic_ns();  // told again when it has ended
    if (!process && process.error().code == Code::machine_limit && running_.size() > 1) {
      wait_for_room(running.id, process.error());
      return false;
    }
    unannounced_.push_back({.action = std::string(graph_[running.id].name),
                            .verb = std::string(graph_[running.id].verb),
                            .cause = running.cause,
                            .attempt = running.attempt,
                            .expected_ns = expected_ns_[running.id.index],
                            .started_ns = running.started_ns});
    announce();
    if (process) {
      running.process = *std::move(process);
      return true;
    }
    conclude_ended();
    executor_.abandon(running.id);
    finish({.id = running.id,
            .outcome = Outcome::failed,
            .cause = std::move(running.cause),
            .attempts = running.attempt,
            .errors = {std::move(process.error())}});
    forget_announced();
    return false;
  }

  /// Who listens is told of no more actions at a time than run: of one that was started in the
  /// slot of one that ended, when that has been told.
  void announce() {
    while (!unannounced_.empty() && (ended_.empty() || announced_count_ < slots_)) {
      events_.accept(std::move(unannounced_.front()));
      unannounced_.pop_front();
      ++announced_count_;
    }
  }

  void forget_announced() {
    --announced_count_;
    announce();
  }

  std::uint64_t deadline_ns(const Running& running) const {
    std::optional<std::uint64_t> timeout = graph_[running.id].timeout_ns;
    return timeout && !running.is_timed_out ? running.started_ns + *timeout : UINT64_MAX;
  }

  void wait(int interrupt_descriptor) {
    waits_.assign(1, {interrupt_descriptor, POLLIN, 0});
    std::uint64_t now = monotonic_ns();
    std::uint64_t until = has_work() ? now : now + tick_ns;
    for (const Postponed& postponed : postponed_) until = std::min(until, postponed.until_ns);
    for (const Running& running : running_) {
      until = std::min(until, deadline_ns(running));
      waits_.push_back({running.process->exit_descriptor(), POLLIN, 0});
      bool is_heard = now >= running.started_ns + unheard_ns;
      if (!is_heard) until = std::min(until, running.started_ns + unheard_ns);
      waits_.push_back({is_heard ? running.process->output_descriptor() : -1, POLLIN, 0});
    }
    int timeout_ms = until <= now ? 0 : static_cast<int>((until - now + 999'999) / 1'000'000);
    ::poll(waits_.data(), waits_.size(), timeout_ms);
    if ((waits_[0].revents & POLLIN) != 0) return interrupt();
    now = monotonic_ns();
    const pollfd* wait = &waits_[1];
    for (std::size_t i = 0; i < running_.size(); wait += 2) {
      if (wait[1].revents != 0) running_[i].process->read_output(running_[i].log);
      if (advance(running_[i], wait[0].revents != 0, now))
        running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      else ++i;
    }
    if (now >= next_tick_ns_) tick(now);
  }

  void tick(std::uint64_t now) {
    std::vector<Elapsed> elapsed;
    for (const Running& running : running_) elapsed.push_back({running.id, now - running.started_ns});
    events_.tick(schedule_.expected_left_ns(elapsed));
    next_tick_ns_ = now + tick_ns;
    if (strays_ && !running_.empty()) end_strays();
  }

  /// True when its slot is free.
  bool advance(Running& running, bool has_exited, std::uint64_t now) {
    if (!has_exited) {
      if (now >= deadline_ns(running)) {
        running.is_timed_out = true;
        running.process->signal_group(SIGKILL);
      }
      return false;
    }
    running.process->read_output(running.log);
    end_group(running);
    running.status = running.process->reap();
    running.start_error = running.process->start_error();
    running.started_ns = running.process->started_ns();
    running.duration_ns = monotonic_ns() - running.started_ns;
    running.usage = running.process->usage();
    end_strays(&running);
    running.process.reset();
    if (may_leave(running)) schedule_.leave_slot(running.id);
    ended_.push_back(std::move(running));
    if (!may_leave(ended_.back())) conclude_ended();
    return true;
  }

  /// What failed may stop the build, so nothing is started before it is known how it ended.
  bool may_leave(const Running& ended) const {
    return ended.status.ok() && !ended.is_timed_out && !ended.watch && !is_repeated(graph_[ended.id]);
  }

  void conclude_ended() {
    while (!ended_.empty()) conclude_first();
  }

  void conclude_first() {
    Running ended = std::move(ended_.front());
    ended_.pop_front();
    conclude(ended);
    forget_announced();
  }

  void conclude(Running& running) {
    const Action& action = graph_[running.id];
    Ending ending{.id = running.id,
                  .outcome = Outcome::ran,
                  .cause = running.cause,
                  .attempts = running.attempt,
                  .duration_ns = running.duration_ns,
                  .usage = running.usage,
                  .output = without_own_folder(running.log.take())};
    if (running.start_error) {
      ending.errors = {*std::move(running.start_error)};
    } else if (!running.status.ok() || running.is_timed_out) {
      Error error =
          running.is_timed_out ? timeout_error(action) : failure(action, running.status, executor_.variables(action));
      if (running.attempt <= action.retries) return postpone(running, std::move(error), std::move(ending.output));
      if (is_repeated(action) && checks_.repeat->is_second_run(running.id)) {
        error.why.emplace_back("--check-determinism ran it a second time; the first time it succeeded");
      }
      ending.errors = {std::move(error)};
    } else if (running.watch) {
      ending.errors = checks_.strict->undeclared(running.id, running.watch->finish());
    }
    if (ending.errors.empty() && is_repeated(action)) {
      if (!checks_.repeat->is_second_run(running.id)) {
        Result<void> aside = repeat(running);
        if (aside) return;
        ending.errors = {std::move(aside.error())};
      } else if (std::optional<Error> difference = checks_.repeat->compare(running.id, wall_clock_ns())) {
        ending.errors = {*std::move(difference)};
      }
    }
    if (ending.errors.empty()) {
      Result<void> done = executor_.conclude(running.id, ending.output, ending.duration_ns, running.started_wall_ns);
      if (!done) ending.errors = {std::move(done.error())};
    }
    if (!ending.errors.empty()) {
      executor_.abandon(running.id);
      ending.outcome = Outcome::failed;
    }
    finish(std::move(ending));
  }

  /// What has to run each time (`cache = false`) may do something outside, once.
  bool is_repeated(const Action& action) const {
    return checks_.repeat != nullptr && action.cache && !action.outputs.empty();
  }

  /// The second run does not begin in the second of time in which the first one ended, so
  /// that a time written in seconds differs.
  Result<void> repeat(const Running& running) {
    SINTER_TRY(checks_.repeat->set_aside(running.id, running.started_wall_ns));
    constexpr std::int64_t second_ns = 1'000'000'000;
    auto rest_ns = static_cast<std::uint64_t>(second_ns - wall_clock_ns() % second_ns);
    postponed_.push_back({running.id, monotonic_ns() + rest_ns});
    schedule_.postpone(running.id);
    return {};
  }

  void postpone(const Running& running, Error error, std::string output) {
    const Action& action = graph_[running.id];
    std::uint64_t wait_ns = retry_wait_ns(action, running.attempt);
    events_.accept(ActionRetried{.action = std::string(action.name),
                                 .attempt = running.attempt,
                                 .attempts_max = action.retries + 1,
                                 .wait_ns = wait_ns,
                                 .error = std::move(error),
                                 .output = std::move(output)});
    ++attempts_[running.id.index].number;
    postponed_.push_back({running.id, monotonic_ns() + wait_ns});
    schedule_.postpone(running.id);
  }

  void interrupt() {
    conclude_ended();
    summary_.is_interrupted = true;
    schedule_.stop();
    for (Running& running : running_) {
      end_group(running);
      running.process.reset();
      executor_.abandon(running.id);
      finish({.id = running.id,
              .outcome = Outcome::cancelled,
              .cause = "interrupted",
              .attempts = running.attempt,
              .duration_ns = monotonic_ns() - running.started_ns,
              .output = without_own_folder(running.log.take())});
      forget_announced();
    }
    running_.clear();
    if (strays_) end_strays();
  }

  const Graph& graph_;
  Schedule& schedule_;
  const std::vector<std::uint64_t>& expected_ns_;
  RunChecks checks_;
  Executor& executor_;
  EventSink& events_;
  std::vector<Attempt> attempts_;
  OpenFileLimit open_files_;
  ShortTurns turns_;
  std::optional<Error> narrowed_;  // not said yet
  std::optional<Strays> strays_;
  std::optional<Guardian> guardian_;  // of the processes in running_, from the first on
  std::vector<Running> running_;
  std::deque<Running> ended_;  // in the order in which they are told
  std::deque<ActionStarted> unannounced_;
  std::uint32_t announced_count_ = 0;  // of those that run or have ended
  std::uint32_t slots_;                // before they were narrowed
  std::vector<Postponed> postponed_;
  std::vector<pollfd> waits_;  // here to keep its memory
  BuildSummary summary_;
  std::uint64_t next_tick_ns_ = 0;
};

}  // namespace

Result<BuildSummary> run_actions(const Graph& graph, const Standing& standing,
                                 const std::vector<std::uint64_t>& expected_ns, ScheduleLimits limits, RunChecks checks,
                                 Executor& executor, EventSink& events) {
  tell_unchanged(graph, standing.unchanged, events);
  BuildSummary summary{.unchanged = static_cast<std::uint32_t>(standing.unchanged.size())};
  if (standing.pending.empty()) return summary;
  Schedule schedule(graph, standing.pending, expected_ns, limits);
  return RunLoop(graph, schedule, expected_ns, checks, executor, events, summary).drive();
}

}  // namespace sinter
