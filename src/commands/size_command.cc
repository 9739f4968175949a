#include "commands/size_command.h"

#include <algorithm>
#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "binary/binary.h"
#include "binary/source_ranges.h"
#include "binary/wasm_parts.h"
#include "commands/budget.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/terminal.h"
#include "report/json_lines.h"
#include "report/size_report.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Up to this the strongest compressors take a tenth of a second or so, and nobody has to
/// ask for them.
constexpr std::uint64_t compressed_unasked_bytes_max = 32 << 10;

Result<std::size_t> parse_top(const std::string& text) {
  constexpr std::size_t shown_unasked = 20;
  if (text.empty()) return shown_unasked;
  if (text == "all") return SIZE_MAX;
  std::optional<std::uint64_t> count = parse_decimal(text);
  if (count) return *count;
  return fail(Code::usage, quote(text) + " is not a number of rows", "write --top 20, or --top all");
}

/// A file, as far as its format lets it be known.
struct ReadBinary {
  FileParts file;
  std::optional<wasm::Module> module;
};

Result<ReadBinary> read_binary(const std::string& path, std::string_view bytes) {
  ReadBinary binary;
  std::optional<BinaryFormat> format = detect_format(bytes);
  bool should_be_wasm = !format && path.ends_with(".wasm");
  if (should_be_wasm || format == BinaryFormat::wasm) {
    std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
    if (!module) return fail(wasm::malformed(path, module.error()));
    binary.file = wasm_parts(*module, bytes);
    binary.module = *std::move(module);
    return binary;
  }
  std::expected<FileParts, BinaryFault> file = binary_parts(bytes);
  if (!file) return fail(unreadable_binary(path, file.error()));
  binary.file = *std::move(file);
  return binary;
}

Error no_graph(const SizeCommand& command) {
  return {.code = Code::usage,
          .what = "why a part is there is known of wasm files only, and " + quote(command.file) + " is none",
          .next = "ask for a view: --by function, section, namespace, template, source or directory"};
}

Error no_sources(const SizeCommand& command) {
  return {.code = Code::usage,
          .what = quote(command.file) + " does not say what it was compiled from",
          .next = "build it with -gline-tables-only (or -g), and do not strip it"};
}

Result<View> view_by_source(const SizeCommand& command, std::string_view bytes, const FileParts& file, ViewBy by,
                            std::size_t top) {
  std::expected<SourceRanges, BinaryFault> sources = source_ranges(bytes, file);
  if (!sources) return fail(unreadable_binary(command.file, sources.error()));
  if (sources->ranges.empty()) return fail(no_sources(command));
  return make_source_view(file, by, top, *sources);
}

/// What was asked for, or sections and functions.
Result<void> explain(SizeReport& report, const SizeCommand& command, std::string_view bytes, const FileParts& file,
                     const PartGraph* graph, std::size_t top) {
  report.is_default =
      command.by.empty() && !command.shows_dominators && !command.shows_garbage && command.paths.empty();
  std::vector<ViewBy> views;
  if (report.is_default) views = {ViewBy::section, ViewBy::function};
  if (!command.by.empty()) views = {*parse_view(command.by)};
  for (ViewBy view : views) {
    bool is_by_source = view == ViewBy::source || view == ViewBy::directory;
    report.views.push_back(is_by_source ? SINTER_TRY(view_by_source(command, bytes, file, view, top))
                                        : make_view(file, view, top, graph));
  }
  if (graph == nullptr) return {};
  if (command.shows_dominators) report.dominators = dominator_rows(file, *graph, top);
  if (command.shows_garbage) report.garbage = find_garbage(file, *graph, top);
  if (!command.paths.empty()) report.reasons = find_reasons(file, *graph, command.paths, top);
  return {};
}

bool needs_graph(const SizeCommand& command) {
  return command.shows_dominators || command.shows_garbage || !command.paths.empty() || command.by == "export";
}

Error unknown_part(const SizeCommand& command) {
  return {.code = Code::usage,
          .what = "nothing in " + quote(command.file) + " is called " + quote(command.paths),
          .next = "`sinter size " + command.file + " --top all` lists what there is"};
}

std::string rendered(const SizeReport& report, const std::string& format, std::size_t columns) {
  if (format == "json") return size_json(report);
  if (format == "github") return size_markdown(report);
  return size_table(report, columns);
}

Result<void> run(const SizeCommand& command, std::size_t columns) {
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(command.budgets));
  std::size_t top = SINTER_TRY(parse_top(command.top));
  std::string bytes = SINTER_TRY(read_file(command.file));
  ReadBinary binary = SINTER_TRY(read_binary(command.file, bytes));
  const FileParts& file = binary.file;
  SizeReport report{
      .path = command.file, .size_bytes = bytes.size(), .format = format_name(*detect_format(bytes)), .file = &file};
  std::optional<PartGraph> graph;
  if (binary.module) {
    std::expected<ModuleSummary, wasm::Fault> summary = summarize_module(*binary.module);
    if (!summary) return fail(wasm::malformed(command.file, summary.error()));
    report.module = *std::move(summary);
    if (needs_graph(command)) graph = wasm_part_graph(*binary.module, file, bytes);
  } else if (needs_graph(command)) {
    return fail(no_graph(command));
  }
  SINTER_TRY(explain(report, command, bytes, file, graph ? &*graph : nullptr, top));
  if (report.reasons && report.reasons->empty()) return fail(unknown_part(command));
  bool is_measured = command.is_compressed || bytes.size() <= compressed_unasked_bytes_max ||
                     ranges::any_of(budgets, &SizeLimit::is_of_compressed);
  if (is_measured) report.sizes = measure_sizes(bytes);
  // What is kept for the debugger, and never shipped, is no part of what the optimiser had before it.
  if (!command.before.empty()) {
    report.sizes_before = measure_sizes(wasm::without_debug_sections(SINTER_TRY(read_file(command.before))));
  }
  SINTER_TRY(hold_budgets(command.file, file, report.sizes.value_or(Sizes{.raw_bytes = bytes.size()}), budgets));

  std::string text = rendered(report, command.format, columns);
  if (command.output.empty()) {
    write_output(text);
    return {};
  }
  SINTER_TRY(make_folders(parent_path(command.output)));
  return write_file(command.output, text);
}

}  // namespace

int run_size_command(const SizeCommand& command, const CommandLine& line, TerminalReport& terminal) {
  constexpr std::size_t readable_columns = 140;  // some names have thousands of letters
  Result<void> done = change_folder(line.folder);
  if (done) done = run(command, std::min(terminal.result_columns(), readable_columns));
  if (done) return 0;
  terminal.print_error(done.error());
  if (line.is_json) JsonLinesReport().accept(RunFailed{done.error()});
  return exit_code(done.error().code);
}

}  // namespace sinter
