// Turns the system calls of watched processes into touched files: reads the paths from the
// caller's memory, resolves them as the system will, and notes what they did.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "os/access_watch.h"

struct seccomp_notif;

namespace sinter {

class AccessNotes {
 public:
  explicit AccessNotes(WatchScope scope) : scope_(std::move(scope)) {}

  /// Looks at a call that has not been carried out yet: what exists now existed before it.
  void observe(const seccomp_notif& notification);
  /// The calls observed since the last settle() were, or were not, let go on by us.
  void settle(bool happened);
  AccessLog take();

 private:
  enum class Effect : std::uint8_t { look, read, write, update, remove, make, make_folder };
  enum class Links : std::uint8_t { follow, keep };
  struct Call;
  struct Pending {
    std::string path;
    Effect effect;
    bool exists;
    bool is_folder;
  };

  void observe_open(const Call& call, std::uint64_t flags);
  void observe_path(const Call& call, int folder, int path, Effect effect, Links links);
  void be_blind(std::string reason);
  bool is_ignored(const std::string& path) const;
  void note(const Pending& pending);
  void add_moved_folder(const std::string& folder);

  WatchScope scope_;
  std::vector<Pending> pending_;
  std::unordered_map<std::string, TouchedFile> files_;
  std::vector<std::string> blind_spots_;
};

}  // namespace sinter
