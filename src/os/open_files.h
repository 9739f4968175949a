// How many files this process may have open, and how many it has.
#pragma once

#include <cstdint>

namespace sinter {

/// While one exists, this process may open as many files as the system lets it, not only
/// as many as is usual. Children are to get `given()`: some programs go through all the
/// descriptors there may be.
class OpenFileLimit {
 public:
  OpenFileLimit();
  OpenFileLimit(const OpenFileLimit&) = delete;
  OpenFileLimit& operator=(const OpenFileLimit&) = delete;
  ~OpenFileLimit();

  std::uint64_t given() const { return given_; }
  std::uint64_t raised() const { return raised_; }
  /// How many more can be opened now.
  std::uint64_t left() const;

 private:
  std::uint64_t given_ = 0;
  std::uint64_t raised_ = 0;
};

}  // namespace sinter
