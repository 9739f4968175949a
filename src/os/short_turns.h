// How soon the thread that decides gets the processor when a child has ended.
#pragma once

#include <cstdint>

namespace sinter {

/// What Linux calls sched_attr, in its first version.
struct Turns {
  std::uint32_t size = 0;  // 0: nothing is known
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t length_ns = 0;
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};

/// While one exists, this thread asks for the processor in short turns. It gets no more of
/// it, but gets it at once; else Linux lets a child that runs finish its turn first, for a
/// millisecond or more in which nobody fills the slot that has become free. Linux before
/// 6.12 takes no notice, and a thread with a real-time priority keeps that alone.
class ShortTurns {
 public:
  ShortTurns();
  ShortTurns(const ShortTurns&) = delete;
  ShortTurns& operator=(const ShortTurns&) = delete;
  ~ShortTurns();

  /// The turns from before, for children. Null if they have those anyway.
  const Turns* usual() const { return usual_.size == 0 ? nullptr : &usual_; }

 private:
  Turns usual_;
};

/// Of this thread; only a system call, so that a child may do it before it becomes its program.
void set_turns(const Turns& turns);
/// Those of a thread by its number, 0 for this one.
Turns turns_of(int thread);

}  // namespace sinter
