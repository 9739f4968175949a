// Children that we have not started: what a descendant leaves behind when it ends becomes
// our child while we adopt.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sinter {

struct Child {
  pid_t pid;
  pid_t group;
};

/// While one exists, processes whose parent ends become children of this process, not of
/// the system's first one.
class Adoption {
 public:
  Adoption();
  Adoption(const Adoption&) = delete;
  Adoption& operator=(const Adoption&) = delete;
  ~Adoption();

  /// The children that run, but for those in `known`. Those that have ended are buried.
  /// Only for the thread that made this.
  std::vector<Child> other_children(const std::vector<pid_t>& known) const;

 private:
  std::string children_text() const;

  int list_;  // of the system; -1 where there is none
};

/// "sleep": the name under which the system lists it.
std::string process_name(pid_t pid);

/// Kills the group and waits, not for ever, until that child of ours in it has ended.
void end_child(Child child);

}  // namespace sinter
