// How large a file may be: `--budget brotli=9216`, which a build passes on from
// sinter.toml. A file that is larger is told with what has grown, and why that is in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "base/error.h"
#include "binary/parts.h"
#include "size/snapshot.h"
#include "wasm/module.h"

namespace sinter {

struct SizeLimit {
  std::string kind;  // "raw", "gzip" or "brotli"
  std::uint64_t bytes_max;

  bool is_of_compressed() const { return kind != "raw"; }
};

/// `kind` as in a SizeLimit.
std::uint64_t size_of_kind(const Sizes& sizes, std::string_view kind);

Result<std::vector<SizeLimit>> parse_budgets(const std::vector<std::string>& texts);

/// What is held to a budget.
struct BudgetSubject {
  const std::string& path;
  const FileParts& file;
  const wasm::Module* module = nullptr;  // of wasm: then it is said why something is there
  std::string_view bytes;                // of the module
  std::string baseline;                  // the name under which its builds are remembered, or ""
};

/// The error about all of the budgets that the file is over.
Result<void> hold_budgets(const BudgetSubject& subject, const Sizes& sizes, const std::vector<SizeLimit>& budgets);
/// The same of what is no binary, and is known by its parts.
Result<void> hold_budgets(const std::string& path, const Snapshot& now, const std::vector<SizeLimit>& budgets,
                          const std::string& baseline);

/// The same of a wasm file on disk.
Result<void> hold_budgets(const std::string& path, const std::vector<std::string>& budgets,
                          const std::string& baseline);

}  // namespace sinter
