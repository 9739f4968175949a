// How large a file may be: `--budget brotli=9216`, which a build passes on from
// sinter.toml.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "base/error.h"
#include "binary/parts.h"

namespace sinter {

struct SizeLimit {
  std::string kind;  // "raw", "gzip" or "brotli"
  std::uint64_t bytes_max;

  bool is_of_compressed() const { return kind != "raw"; }
};

Result<std::vector<SizeLimit>> parse_budgets(const std::vector<std::string>& texts);

/// The error about the first of the budgets that the file is over.
Result<void> hold_budgets(const std::string& path, const FileParts& file, const Sizes& sizes,
                          const std::vector<SizeLimit>& budgets);

/// The same of a wasm file on disk.
Result<void> hold_budgets(const std::string& path, const std::vector<std::string>& budgets);

}  // namespace sinter
