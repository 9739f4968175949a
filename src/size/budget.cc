#include "size/budget.h"

#include <algorithm>
#include <expected>

#include "base/ranges.h"
#include "base/text.h"
#include "binary/wasm_parts.h"
#include "os/files.h"
#include "size/baseline.h"
#include "size/reasons.h"
#include "size/side_files.h"

namespace sinter {
namespace {

constexpr std::size_t named_max = 5;  // growers, or largest parts

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

/// A name of C++ may have a thousand letters, most of them arguments of templates: those
/// are left out of a long one, and what is still long is cut.
std::string brief(const std::string& name) {
  constexpr std::size_t brief_max = 72;
  if (name.size() <= brief_max) return name;
  std::string text;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    bool is_operator = depth == 0 && (c == '<' || c == '>') &&
                       (text.ends_with("operator") || text.ends_with("operator<") || text.ends_with("-"));
    if (c == '>' && !is_operator && depth > 0) {
      --depth;
      if (depth == 0) text += "...";
    }
    if (depth == 0) text += c;
    if (c == '<' && !is_operator) ++depth;
  }
  // Not within a character: the rest of one begins with the bits 10.
  std::size_t end = brief_max;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.size() <= end ? text : text.substr(0, end) + "...";
}

/// Tells why parts are in a file. The graph, which is most of the work, is made when it is
/// first needed.
class Ways {
 public:
  /// Nothing is known without a module.
  explicit Ways(const BudgetSubject* subject) : subject_(subject) {}

  /// ", because of export draw -> render"; "" where that is not known.
  std::string to(std::string_view kind, const std::string& name) {
    bool is_code = kind == "function" || kind == "data";
    if (subject_ == nullptr || subject_->module == nullptr || !is_code) return "";
    if (!graph_)
      graph_ = *wasm_part_graph(*subject_->module, subject_->file, subject_->bytes);  // read without a fault before
    std::vector<Reason> reasons = find_reasons(subject_->file, *graph_, name, 1);
    if (reasons.empty() || reasons.front().ways.empty()) return "";
    std::vector<std::string>& way = reasons.front().ways.front();
    way.pop_back();  // the part itself
    for (std::string& step : way) step = brief(step);
    return way.empty() ? "" : ", because of " + join(way, " -> ");
  }

 private:
  const BudgetSubject* subject_;
  std::optional<PartGraph> graph_;
};

std::string part_text(std::string_view kind, const std::string& name) {
  return kind == "function" ? quote(brief(name)) : std::string(kind) + " " + quote(brief(name));
}

std::vector<std::string> largest_lines(const Snapshot& now, Ways& ways) {
  std::vector<std::string> lines;
  for (const SnapshotPart& part : shortened(now, named_max).parts) {
    if (part.kind == "rest") continue;
    lines.push_back((lines.empty() ? "of its largest parts, " : "") + std::to_string(part.size_bytes) + " bytes are " +
                    part_text(part.kind, part.name) + ways.to(part.kind, part.name));
  }
  return lines;
}

std::string growth_text(std::uint64_t before, std::uint64_t now) {
  return now > before ? "it has grown by " + std::to_string(now - before) + " bytes"
                      : "it has shrunk by " + std::to_string(before - now) + " bytes";
}

std::vector<std::string> growth_lines(const Baseline& baseline, const Snapshot& now, Ways& ways) {
  const Snapshot& before = baseline.snapshot;
  std::vector<std::string> lines = {"since " + baseline.since + ", " +
                                    growth_text(before.sizes.raw_bytes, now.sizes.raw_bytes) + ", from " +
                                    std::to_string(before.sizes.raw_bytes)};
  if (now.sizes.raw_bytes == before.sizes.raw_bytes) lines = {"since " + baseline.since + ", it has not grown"};
  std::vector<Growth> grown = growth_since(before, now);
  if (grown.empty()) {
    for (std::string& line : largest_lines(now, ways)) lines.push_back(std::move(line));
  }
  for (std::size_t i = 0; i < std::min(grown.size(), named_max); ++i) {
    const Growth& growth = grown[i];
    lines.push_back(std::to_string(growth.growth_bytes()) + " bytes more are " + part_text(growth.kind, growth.name) +
                    (growth.before_bytes == 0 ? ", which is new" : "") + ways.to(growth.kind, growth.name));
  }
  return lines;
}

std::vector<SizeLimit> exceeded_of(const std::vector<SizeLimit>& budgets, const Sizes& sizes) {
  std::vector<SizeLimit> exceeded;
  for (const SizeLimit& budget : budgets) {
    if (size_of_kind(sizes, budget.kind) > budget.bytes_max) exceeded.push_back(budget);
  }
  return exceeded;
}

Error over_budget(const std::string& path, const Snapshot& now, const std::vector<SizeLimit>& exceeded,
                  const std::string& name, Ways ways) {
  std::vector<std::string> kinds;
  for (const SizeLimit& limit : exceeded) kinds.push_back(limit.kind);
  Error error{.code = Code::budget_exceeded,
              .what = quote(path) + " is over its " + join(kinds, " and ") + " budget",
              .where = {path}};
  for (const SizeLimit& limit : exceeded) {
    std::uint64_t bytes = size_of_kind(now.sizes, limit.kind);
    error.why.push_back(limit.kind + " is " + std::to_string(bytes) + " bytes, and the budget is " +
                        std::to_string(limit.bytes_max) + ": " + std::to_string(bytes - limit.bytes_max) + " too many");
  }
  std::optional<Baseline> baseline = name.empty() ? std::nullopt : find_baseline(name);
  std::vector<std::string> lines = baseline ? growth_lines(*baseline, now, ways) : largest_lines(now, ways);
  error.why.insert(error.why.end(), lines.begin(), lines.end());
  error.next = name.empty() ? "make it smaller, or allow it more"
                            : "make it smaller, or let `sinter size --update` say what the budget would have to be";
  return error;
}

}  // namespace

std::uint64_t size_of_kind(const Sizes& sizes, std::string_view kind) {
  return kind == "raw" ? sizes.raw_bytes : kind == "gzip" ? sizes.gzip_bytes : sizes.brotli_bytes;
}

Result<std::vector<SizeLimit>> parse_budgets(const std::vector<std::string>& texts) {
  std::vector<SizeLimit> budgets;
  for (const std::string& text : texts) budgets.push_back(SINTER_TRY(parse_budget(text)));
  return budgets;
}

Result<void> hold_budgets(const BudgetSubject& subject, const Sizes& sizes, const std::vector<SizeLimit>& budgets) {
  std::vector<SizeLimit> exceeded = exceeded_of(budgets, sizes);
  if (exceeded.empty()) return {};
  Snapshot now = take_snapshot(subject.file, sizes);
  return fail(over_budget(subject.path, now, exceeded, subject.baseline, Ways(&subject)));
}

Result<void> hold_budgets(const std::string& path, const Snapshot& now, const std::vector<SizeLimit>& budgets,
                          const std::string& baseline) {
  std::vector<SizeLimit> exceeded = exceeded_of(budgets, now.sizes);
  if (exceeded.empty()) return {};
  return fail(over_budget(path, now, exceeded, baseline, Ways(nullptr)));
}

Result<void> hold_budgets(const std::string& path, const std::vector<std::string>& texts, const std::string& baseline) {
  if (texts.empty()) return {};
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(texts));
  std::string bytes = SINTER_TRY(read_file(path));
  std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
  if (!module) return fail(wasm::malformed(path, module.error()));
  Sizes sizes{.raw_bytes = bytes.size()};
  if (ranges::any_of(budgets, &SizeLimit::is_of_compressed)) sizes = measure_sizes(bytes);
  SideFiles side = SINTER_TRY(find_side_files(path, bytes));
  FileParts file = wasm_parts(*module, bytes, names_of(*module, side));
  return hold_budgets({.path = path, .file = file, .module = &*module, .bytes = bytes, .baseline = baseline}, sizes,
                      budgets);
}

}  // namespace sinter
