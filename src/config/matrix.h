// Steps that stand for several: `for = { target = ["a", "b"], variant = ["simd", "baseline"] }`
// makes one step of every combination, `name[target=a,variant=simd]` and so on, in which
// `{target}` in any text is the value. `{{target}}` is the text `{target}` itself.
#pragma once

#include <string>
#include <vector>

#include "config/reader.h"
#include "config/toml.h"

namespace sinter {

inline constexpr std::size_t matrix_variables_max = 8;
inline constexpr std::size_t matrix_combinations_max = 10'000;  // of one step

/// A variable of `for` and all its values.
struct MatrixVariable {
  std::string name;
  std::vector<std::string> values;
};

/// One value for each variable, in the order in which `for` names them.
struct Choice {
  std::string name;
  std::string value;
};
using Combination = std::vector<Choice>;

/// What `for` in a step's table says; empty when there is none, or a wrong one, which is
/// reported.
std::vector<MatrixVariable> read_matrix(TableReader& table);

/// All combinations, the last variable changing fastest.
std::vector<Combination> combinations(const std::vector<MatrixVariable>& matrix);

/// "[target=a,variant=simd]".
std::string combination_suffix(const Combination& combination);

/// The step's table with every `{variable}` replaced, but for `when` and `for` themselves.
/// A `{name}` that is no variable is a slip and reported.
TomlValue substitute(const TomlValue& table, const Combination& combination, Problems& problems);

}  // namespace sinter
