#include "commands/budget.h"

#include <expected>

#include "base/ranges.h"
#include "base/text.h"
#include "binary/wasm_parts.h"
#include "os/files.h"
#include "size/views.h"

namespace sinter {
namespace {

Result<SizeLimit> parse_budget(const std::string& text) {
  std::size_t equals = text.find('=');
  std::string kind = text.substr(0, equals);
  std::optional<std::uint64_t> bytes;
  if (equals != std::string::npos) bytes = parse_decimal(std::string_view(text).substr(equals + 1));
  if (!bytes || (kind != "raw" && kind != "gzip" && kind != "brotli")) {
    return fail(Code::usage, quote(text) + " is not a budget", "write raw=N, gzip=N or brotli=N, N in bytes");
  }
  return SizeLimit{std::move(kind), *bytes};
}

std::uint64_t size_of_kind(const Sizes& sizes, std::string_view kind) {
  return kind == "raw" ? sizes.raw_bytes : kind == "gzip" ? sizes.gzip_bytes : sizes.brotli_bytes;
}

Error over_budget(const std::string& path, const FileParts& file, const SizeLimit& budget, std::uint64_t bytes) {
  constexpr std::size_t named_max = 3;
  std::vector<std::string> largest;
  for (const ViewRow& row : make_view({file}, ViewBy::section, named_max).rows) {
    if (largest.size() < named_max) largest.push_back(row.name + " " + size_text(row.size_bytes));
  }
  return {.code = Code::budget_exceeded,
          .what = quote(path) + " is over its " + budget.kind + " budget",
          .where = {path},
          .why = {std::to_string(bytes) + " bytes, and the budget is " + std::to_string(budget.bytes_max),
                  "its largest sections are " + join(largest, ", ")},
          .next = "make it smaller, or raise the budget in sinter.toml"};
}

}  // namespace

Result<std::vector<SizeLimit>> parse_budgets(const std::vector<std::string>& texts) {
  std::vector<SizeLimit> budgets;
  for (const std::string& text : texts) budgets.push_back(SINTER_TRY(parse_budget(text)));
  return budgets;
}

Result<void> hold_budgets(const std::string& path, const FileParts& file, const Sizes& sizes,
                          const std::vector<SizeLimit>& budgets) {
  for (const SizeLimit& budget : budgets) {
    std::uint64_t bytes = size_of_kind(sizes, budget.kind);
    if (bytes > budget.bytes_max) return fail(over_budget(path, file, budget, bytes));
  }
  return {};
}

Result<void> hold_budgets(const std::string& path, const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(texts));
  std::string bytes = SINTER_TRY(read_file(path));
  std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
  if (!module) return fail(wasm::malformed(path, module.error()));
  Sizes sizes{.raw_bytes = bytes.size()};
  if (ranges::any_of(budgets, &SizeLimit::is_of_compressed)) sizes = measure_sizes(bytes);
  return hold_budgets(path, wasm_parts(*module, bytes), sizes, budgets);
}

}  // namespace sinter
