#include "schedule/strays.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

constexpr int generations_max = 8;  // what a stray leaves behind when it is ended is one more

}  // namespace

Strays::Strays() {
  for (const Child& child : adoption_.other_children({})) present_.push_back(child.pid);
}

void Strays::adopt(const Child& child, std::span<const Leader> running, Guardian& guardian) {
  auto is_its_group = [&](const Leader& leader) { return leader.pid == child.group; };
  // Still in the group of its action: killed with that, or being killed just now.
  if (ranges::any_of(running, is_its_group) || ranges::any_of(ended_, is_its_group)) return;
  Stray stray{.child = child, .origins = {}};
  for (const Leader& leader : ended_) stray.origins.push_back(leader.id);
  for (const Leader& leader : running) stray.origins.push_back(leader.id);
  guardian.watch(child.group);
  strays_.push_back(std::move(stray));
}

std::vector<Strays::Ended> Strays::look(std::span<const Leader> running, Guardian& guardian) {
  std::vector<Ended> ended;
  std::vector<pid_t> known = present_;
  known.push_back(guardian.pid());
  for (const Leader& leader : running) known.push_back(leader.pid);
  auto may_be_in_use = [&](ActionId id) { return ranges::contains(running, id, &Leader::id); };
  for (int generation = 0; generation < generations_max; ++generation) {
    std::vector<Child> children = adoption_.other_children(known);
    std::erase_if(strays_, [&](const Stray& stray) {
      if (ranges::contains(children, stray.child.pid, &Child::pid)) return false;
      if (!ranges::contains(children, stray.child.group, &Child::group)) guardian.release(stray.child.group);
      return true;
    });
    for (const Child& child : children) {
      auto is_same = [&](const Stray& stray) { return stray.child.pid == child.pid; };
      if (ranges::none_of(strays_, is_same)) adopt(child, running, guardian);
    }
    bool is_any_due = false;
    for (const Stray& stray : strays_) {
      if (ranges::any_of(stray.origins, may_be_in_use)) continue;
      is_any_due = true;
      ended.push_back({process_name(stray.child.pid), stray.child.pid, stray.origins});
      end_child(stray.child);
    }
    if (is_any_due) continue;
    std::erase_if(ended_, [&](const Leader& leader) { return !ranges::contains(children, leader.pid, &Child::group); });
    break;
  }
  return ended;
}

}  // namespace sinter
