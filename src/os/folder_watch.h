// Which entries of folders change, while somebody waits for it (inotify). Folders are
// watched, not files: editors replace a file by renaming another one over it, and a file
// that is not there yet has no other trace.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace sinter {

struct FolderChange {
  std::string folder;       // as it was given to watch()
  std::string name;         // of the entry; "" for the folder itself
  bool is_listing = false;  // an entry has come or gone; else it was written to, or its mode changed
};

struct FolderChanges {
  std::vector<FolderChange> changes;
  bool is_overflown = false;  // more happened than the system could tell
};

class FolderWatch {
 public:
  static Result<FolderWatch> start();
  FolderWatch(FolderWatch&& other) noexcept;
  FolderWatch& operator=(FolderWatch&&) = delete;
  ~FolderWatch();

  /// Watches these folders from now on and no others; what does not exist is left out. The
  /// folders that are new, or another folder under their old name: nothing is known of
  /// what happened in them before. Call it again when a folder may have come back.
  Result<std::vector<std::string>> watch(const std::set<std::string>& folders);

  /// Readable when something has changed.
  int descriptor() const { return descriptor_; }
  /// What has changed since it was asked last; does not wait.
  FolderChanges take();

 private:
  explicit FolderWatch(int descriptor) : descriptor_(descriptor) {}
  void forget(int id);

  int descriptor_;
  std::map<std::string, int> ids_;                             // by folder
  std::unordered_map<int, std::vector<std::string>> folders_;  // by id: links give one folder several names
};

}  // namespace sinter
