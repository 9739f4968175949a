// Which system calls name files, and the seccomp filter that stops at them.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <span>

namespace sinter {

enum class CallKind : std::uint8_t {
  open,         // flags say what for
  open_how,     // flags are in a struct open_how
  look,         // existence or stat data
  run,          // becomes the process's program
  read_link,    // the text of a symbolic link
  change,       // content or attributes
  remove,       // a file or a folder
  make,         // a file, link or device
  make_folder,  //
  move,         // two paths: the first goes, the second comes
  link,         // two paths: the first is read, the second comes
};

/// Where in its arguments a system call names files. -1: relative to the working folder.
struct WatchedCall {
  int number;
  CallKind kind;
  std::int8_t folder, path;
  std::int8_t flags = -1;
  std::int8_t second_folder = -1, second_path = -1;
};

std::span<const WatchedCall> watched_calls();

/// Notifies for the watched calls, and for every call of a foreign architecture.
std::span<const sock_filter> access_filter();

/// Whether the notified call is of the architecture that watched_calls() is about.
bool is_native_call(std::uint32_t architecture, int number);

}  // namespace sinter
