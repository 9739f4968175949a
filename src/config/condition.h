// The conditions of `when`: whether a step takes part at all.
//
//   condition  = all { "||" all }
//   all        = part { "&&" part }
//   part       = "!" part | "(" condition ")" | comparison
//   comparison = operand ( "==" | "!=" ) operand
//   operand    = text in ' or " quotes | name
//
// Every value is a text. Names are those of the variables given, and `environment.NAME`;
// a variable of the environment that is not set is the empty text. Nothing else decides:
// equal variables give equal answers.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "os/environment.h"

namespace sinter {

inline constexpr std::size_t condition_bytes_max = 4096;
inline constexpr std::size_t condition_nesting_max = 32;

struct ConditionVariable {
  std::string name;
  std::string value;
  std::span<const std::string> values;  // all it can ever be, the caller's; another text is an error
};

struct Condition {
  bool holds;
  std::vector<std::string> environment;  // names of the environment's variables in it, sorted
};

struct ConditionFault {
  std::size_t offset;  // in bytes from the start
  std::string what;
  std::string next;
};

/// All of `text` is read, also what cannot change the answer any more.
std::expected<Condition, ConditionFault> evaluate_condition(std::string_view text,
                                                            std::span<const ConditionVariable> variables,
                                                            const Environment& environment);

}  // namespace sinter
