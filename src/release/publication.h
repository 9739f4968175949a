// What a release makes elsewhere, each as something that can be looked at and completed any
// number of times. So a run that was cut short, by whatever, is made whole by the next: it
// looks what is there, and makes the rest.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace sinter {

enum class Presence : std::uint8_t { missing, there };

class Publication {
 public:
  Publication() = default;
  Publication(const Publication&) = delete;
  Publication& operator=(const Publication&) = delete;
  virtual ~Publication() = default;

  /// What it is and where: "image registry.example.com/acme/hello:1.0.0".
  virtual std::string name() const = 0;
  /// Whether it is there with our bytes, and whole; release_refused if it is there with others.
  virtual Result<Presence> look() = 0;
  /// Makes what look() found missing. remote_failed: it may succeed another time, and may have
  /// been done even so.
  virtual Result<void> write() = 0;
};

/// The error about something that exists elsewhere with other bytes than ours.
Error other_bytes(std::string what, std::string theirs, std::string ours);

}  // namespace sinter
