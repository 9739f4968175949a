// What `sinter doctor` found, for people and as data.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

/// One thing that was looked at.
struct Diagnosis {
  enum class Verdict : std::uint8_t { good, note, problem };  // a problem breaks builds
  std::string topic;                                          // "tools", "cache"
  Verdict verdict;
  std::string what;
  std::vector<std::string> why = {};
  std::string next = "";  // never empty for a problem
  int exit_code = 0;      // of a problem
};

Diagnosis problem(std::string topic, const Error& error);
Diagnosis note(std::string topic, const Error& error);

/// Topic by topic, and a line that sums up.
std::string doctor_text(const std::vector<Diagnosis>& diagnoses);
/// `sinter.doctor/1`, described in docs/doctor.md.
std::string doctor_json(const std::vector<Diagnosis>& diagnoses);

}  // namespace sinter
