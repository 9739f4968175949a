// What a file is made of in several profiles, side by side, as a table for people and as JSON
// of the schema `sinter.profiles/1` (docs/size.md).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "size/advice.h"
#include "size/snapshot.h"

namespace sinter {

struct ProfileColumn {
  std::string profile;
  Snapshot snapshot;
  std::vector<Advice> advice;
};

struct ProfileComparison {
  std::string name;  // "text/simd"
  std::vector<ProfileColumn> columns;
};

/// The `top` largest parts of each column are rows: a part that one of them has is shown in all.
std::string profiles_text(const std::vector<ProfileComparison>& comparisons, std::size_t top, std::size_t columns_max);
std::string profiles_json(const std::vector<ProfileComparison>& comparisons, std::size_t top);

}  // namespace sinter
