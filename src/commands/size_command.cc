#include "commands/size_command.h"

#include <algorithm>
#include <expected>
#include <memory>
#include <optional>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "commands/size_file.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/terminal.h"
#include "report/json_lines.h"
#include "report/size_html.h"
#include "report/size_report.h"
#include "size/budget.h"
#include "size/file_picture.h"
#include "size/size_history.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Up to this the strongest compressors take a tenth of a second or so, and nobody has to
/// ask for them.
constexpr std::uint64_t compressed_unasked_bytes_max = 32 << 10;

/// Of a file whose sizes were measured.
CompressedShares compressed_shares(const SizeReport& report, const ReadBinary& binary) {
  CompressedShares shares{.gzip_bytes = gzip_shares(binary.file, binary.bytes)};
  shares.brotli_bytes = scaled_shares(shares.gzip_bytes, report.sizes->brotli_bytes);
  return shares;
}

/// A page has every view, so none is chosen.
Result<void> refuse_choices(const SizeCommand& command) {
  bool has_choice = !command.by.empty() || !command.top.empty() || !command.paths.empty() || command.shows_dominators ||
                    command.shows_garbage || command.shows_duplicates || command.shows_inlined;
  if (!has_choice) return {};
  return fail(Code::usage, "`--format html` shows all there is, and takes no --by, --top or other choice of a view",
              "leave that out, and choose in the page; or ask for another format");
}

/// A page shows all else, too, without the sources: what says them may be somebody else's.
SourceRanges sources_for_page(const ReadBinary& binary, TerminalReport& terminal) {
  Result<SourceRanges> sources = sources_of(binary);
  if (sources) return *std::move(sources);
  terminal.accept(Notice{std::move(sources.error()).during("looking for sources: the page has none")});
  return {};
}

/// How large it was in builds of this project; `name` is what they call it, or "".
std::vector<SizeRecord> history_for_page(const std::string& name, TerminalReport& terminal) {
  constexpr std::size_t builds_max = 500;
  if (name.empty()) return {};
  Result<std::vector<SizeRecord>> records = read_size_records(name, builds_max);
  if (records) return *std::move(records);
  terminal.accept(Notice{std::move(records.error()).during("looking for earlier sizes: the page has none")});
  return {};
}

Result<std::string> page_of(SizeReport& report, const SizeCommand& command, const ReadBinary& binary,
                            const PartGraph* graph, const std::string& built_as, TerminalReport& terminal) {
  SINTER_TRY(refuse_choices(command));
  std::vector<std::uint64_t> fingerprints;
  std::vector<std::uint64_t> old_fingerprints;
  std::unique_ptr<ReadBinary> before;
  std::optional<DiffSide> old_side;
  if (!command.diff.empty()) {
    before = SINTER_TRY(read_binary(command.diff, command));
    fingerprints = binary.fingerprints();
    old_fingerprints = before->fingerprints();
    old_side.emplace(before->file, old_fingerprints);
    report.diff_path = command.diff;
  }
  std::optional<CompressedShares> shares;
  if (report.sizes) shares = compressed_shares(report, binary);
  SourceRanges sources = sources_for_page(binary, terminal);
  FilePicture picture = make_picture({.file = binary.file,
                                      .fingerprints = fingerprints,
                                      .graph = graph,
                                      .shares = shares ? &*shares : nullptr,
                                      .sources = &sources,
                                      .before = old_side ? &*old_side : nullptr});
  return size_html(report, picture, &sources, history_for_page(built_as, terminal));
}

/// Whole but for views and comparisons.
Result<SizeReport> begin_report(const SizeCommand& command, const ReadBinary& binary) {
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(command.budgets));
  SizeReport report = SINTER_TRY(begin_size_report(command, binary));
  bool is_small = report.size_bytes <= compressed_unasked_bytes_max;
  bool is_measured = command.is_compressed || is_small || ranges::any_of(budgets, &SizeLimit::is_of_compressed);
  if (is_measured) report.sizes = measure_sizes(binary.bytes);
  // What is kept for the debugger, and never shipped, is no part of what the optimiser had before it.
  if (!command.before.empty()) {
    report.sizes_before = measure_sizes(wasm::without_debug_sections(SINTER_TRY(read_file(command.before))));
  }
  Sizes sizes = report.sizes.value_or(Sizes{.raw_bytes = report.size_bytes});
  BudgetSubject subject{.path = command.file,
                        .file = binary.file,
                        .module = binary.module ? &*binary.module : nullptr,
                        .bytes = binary.bytes,
                        .baseline = command.baseline};
  SINTER_TRY(hold_budgets(subject, sizes, budgets));
  return report;
}

/// What is no file may be a module that was built, with a variant or without.
Result<void> find_file(SizeCommand& command, const std::string& profile) {
  std::optional<FileStat> named = stat_file(command.file);
  if (named && !named->is_folder) return {};
  BuiltModule built = built_module(command.file, profile);
  if (!built.path.empty()) {
    command.file = std::move(built.path);
    command.called = std::move(built.name);
    return {};
  }
  if (!built.variants.empty()) {
    std::string module = command.file.substr(0, command.file.find('/'));
    return fail(
        Error{.code = Code::file_missing,
              .what = "there is no " + quote(command.file) + " in what the profile " + quote(profile) + " has built",
              .why = {quote(module) + " was built as " + join(built.variants, ", ")},
              .next = "ask for " + quote(module + "/" + built.variants.front()) +
                      ", or build the other one: `variants` in sinter.toml"});
  }
  std::vector<std::string> modules = built_modules(profile);
  bool looks_like_path = command.file.contains('.') || command.file.contains('/');
  if (modules.empty() || looks_like_path) return {};  // reading it tells what is wrong
  return fail(Error{.code = Code::file_missing,
                    .what = "no file here and no built module is called " + quote(command.file),
                    .why = {"the profile " + quote(profile) + " has built " + join(modules, ", ")},
                    .next = "ask for one of these, or for a file"});
}

/// `built_as`: what builds remember it as, "production/text/simd"; empty for any other file.
Result<void> run(const SizeCommand& command, const std::string& built_as, TerminalReport& terminal) {
  constexpr std::size_t readable_columns = 140;  // some names have thousands of letters
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(command.file, command));
  SizeReport report = SINTER_TRY(begin_report(command, *binary));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  std::string text;
  if (command.format == "html") {
    text = SINTER_TRY(page_of(report, command, *binary, graph ? &*graph : nullptr, built_as, terminal));
  } else {
    std::optional<CompressedShares> shares;
    if (command.is_compressed) shares = compressed_shares(report, *binary);
    SINTER_TRY(complete_size_report(report, command, *binary,
                                    {.graph = graph ? &*graph : nullptr, .shares = shares ? &*shares : nullptr}));
    text = rendered_size(report, command.format, std::min(terminal.result_columns(), readable_columns));
  }
  if (command.output.empty()) {
    write_output(text);
    return {};
  }
  SINTER_TRY(make_folders(parent_path(command.output)));
  return write_file(command.output, text);
}

}  // namespace

Result<std::vector<Advice>> advice_of_file(const std::string& path) {
  SizeCommand command{.file = path, .shows_advice = true};
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(path, command));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  return advice_of(*binary, graph ? &*graph : nullptr);
}

int run_size_command(SizeCommand command, const CommandLine& line, const std::string& profile,
                     TerminalReport& terminal) {
  Result<void> done = change_folder(line.folder);
  if (done) done = find_file(command, profile);
  std::string built_as = command.called.empty() ? "" : profile + "/" + command.called;
  if (done) done = run(command, built_as, terminal);
  if (done) return 0;
  terminal.print_error(done.error());
  if (line.is_json) JsonLinesReport().accept(RunFailed{done.error()});
  return exit_code(done.error().code);
}

}  // namespace sinter
