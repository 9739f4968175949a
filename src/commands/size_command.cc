#include "commands/size_command.h"

#include <algorithm>
#include <expected>
#include <memory>
#include <optional>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "binary/binary.h"
#include "binary/source_ranges.h"
#include "binary/wasm_parts.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/terminal.h"
#include "report/json_lines.h"
#include "report/size_html.h"
#include "report/size_report.h"
#include "size/budget.h"
#include "size/fingerprints.h"
#include "size/side_files.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Up to this the strongest compressors take a tenth of a second or so, and nobody has to
/// ask for them.
constexpr std::uint64_t compressed_unasked_bytes_max = 32 << 10;

/// A file, as far as its format lets it be known. What is known of it points into its
/// bytes, so it stays where it is.
struct ReadBinary {
  std::string path;
  std::string bytes;
  FileParts file;
  std::optional<wasm::Module> module;
  SideFiles side;

  /// None but of wasm.
  std::vector<std::uint64_t> fingerprints() const {
    return module ? wasm_fingerprints(*module, file, bytes) : std::vector<std::uint64_t>();
  }
};

/// What is not named is looked for. The size action of a build names what it reads, and does not ask for lines.
Result<SideFiles> side_files_of(const ReadBinary& binary, const SizeCommand& command) {
  bool are_of_this = binary.path == command.file;
  std::string names = are_of_this ? command.names : "";
  std::string source_map = are_of_this ? command.source_map : "";
  bool asks_for_lines = command.by == "source" || command.by == "directory" || command.format == "html";
  if (names.empty() || (source_map.empty() && asks_for_lines)) {
    SidePaths found = side_paths(binary.path, binary.bytes);
    if (names.empty()) names = found.names;
    if (source_map.empty()) source_map = found.source_map;
  }
  return read_side_files(names, source_map);
}

bool needs_graph(const SizeCommand& command) {
  return command.shows_dominators || command.shows_garbage || !command.paths.empty() || command.by == "export";
}

/// How the file is spoken of to people.
const std::string& shown_name(const SizeCommand& command) {
  return command.called.empty() ? command.file : command.called;
}

/// Whether nothing but the size of the file was asked for.
bool is_plain(const SizeCommand& command) {
  return command.by.empty() && !command.shows_dominators && !command.shows_garbage && command.paths.empty() &&
         command.diff.empty() && !command.shows_duplicates && !command.shows_advice;
}

/// Looked for where somebody reads it, and unasked where that takes no time.
bool wants_advice(const SizeCommand& command, std::uint64_t size_bytes) {
  constexpr std::uint64_t advised_unasked_bytes_max = 4 << 20;
  bool is_for_people = command.output.empty() && command.format == "table" && size_bytes <= advised_unasked_bytes_max;
  return command.shows_advice || (is_plain(command) && is_for_people);
}

/// Whether all of its code is walked through to find out what needs what.
bool has_graph(const SizeCommand& command, std::uint64_t size_bytes) {
  return needs_graph(command) || command.format == "html" || wants_advice(command, size_bytes);
}

Result<std::unique_ptr<ReadBinary>> read_binary(const std::string& path, const SizeCommand& command) {
  auto binary = std::make_unique<ReadBinary>(path, SINTER_TRY(read_file(path)));
  std::optional<BinaryFormat> format = detect_format(binary->bytes);
  bool should_be_wasm = !format && path.ends_with(".wasm");
  if (should_be_wasm || format == BinaryFormat::wasm) {
    wasm::CodeCheck check = path == command.file && has_graph(command, binary->bytes.size()) ? wasm::CodeCheck::later
                                                                                             : wasm::CodeCheck::now;
    std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(binary->bytes, check);
    if (!module) return fail(wasm::malformed(path, module.error()));
    binary->side = SINTER_TRY(side_files_of(*binary, command));
    binary->file = wasm_parts(*module, binary->bytes, names_of(*module, binary->side));
    binary->module = *std::move(module);
    return binary;
  }
  if (!format && !command.baseline.empty()) {  // what a build measures may be anything
    binary->file.size_bytes = binary->bytes.size();
    binary->file.sections = {{.name = "content", .offset = 0, .size_bytes = binary->bytes.size()}};
    binary->file.parts = {{.offset = 0,
                           .size_bytes = binary->bytes.size(),
                           .name = "",
                           .section = 0,
                           .index = no_index,
                           .kind = PartKind::structure}};
    return binary;
  }
  std::expected<FileParts, BinaryFault> file = binary_parts(binary->bytes);
  if (!file) return fail(unreadable_binary(path, file.error()));
  binary->file = *std::move(file);
  return binary;
}

Error no_graph(const SizeCommand& command) {
  return {.code = Code::usage,
          .what = "why a part is there, and what repeats, is known of wasm files only, and " +
                  quote(shown_name(command)) + " is none",
          .next = "ask for a view: --by function, section, namespace, template, source or directory"};
}

Error no_sources(const SizeCommand& command) {
  return {.code = Code::usage,
          .what = quote(shown_name(command)) + " does not say what it was compiled from",
          .next = "build it with -gline-tables-only (or -g), and do not strip it; or put its source map beside it, " +
                  quote(command.file + ".map")};
}

Result<SourceRanges> sources_of(const ReadBinary& binary) {
  if (const std::string& path = binary.side.source_map_path; !path.empty()) {
    wasm::SourceMap map = SINTER_TRY(wasm::read_source_map(SINTER_TRY(read_file(path)), path));
    return source_ranges(map, binary.bytes.size());
  }
  std::expected<SourceRanges, BinaryFault> sources = source_ranges(binary.bytes, binary.file);
  if (!sources) return fail(unreadable_binary(binary.path, sources.error()));
  return *std::move(sources);
}

Result<View> view_by_source(const ReadBinary& binary, const SizeCommand& command, ViewBy by, std::size_t top) {
  SourceRanges sources = SINTER_TRY(sources_of(binary));
  if (sources.ranges.empty()) return fail(no_sources(command));
  return make_source_view(binary.file, by, top, sources);
}

/// Of a file whose sizes were measured.
CompressedShares compressed_shares(const SizeReport& report, const ReadBinary& binary) {
  CompressedShares shares{.gzip_bytes = gzip_shares(binary.file, binary.bytes)};
  shares.brotli_bytes = scaled_shares(shares.gzip_bytes, report.sizes->brotli_bytes);
  return shares;
}

Result<void> add_views(SizeReport& report, const SizeCommand& command, const ReadBinary& binary, const PartGraph* graph,
                       std::size_t top) {
  report.is_default = is_plain(command);
  std::vector<ViewBy> views;
  if (report.is_default) views = {ViewBy::section, ViewBy::function};
  if (!command.by.empty()) views = {*parse_view(command.by)};
  std::optional<CompressedShares> shares;
  if (command.is_compressed && !views.empty()) shares = compressed_shares(report, binary);
  ViewSource source{.file = binary.file, .graph = graph, .shares = shares ? &*shares : nullptr};
  for (ViewBy view : views) {
    bool is_by_source = view == ViewBy::source || view == ViewBy::directory;
    report.views.push_back(is_by_source ? SINTER_TRY(view_by_source(binary, command, view, top))
                                        : make_view(source, view, top));
  }
  return {};
}

Result<void> add_reasons(SizeReport& report, const SizeCommand& command, const FileParts& file, const PartGraph& graph,
                         std::size_t top) {
  if (command.shows_dominators) report.dominators = dominator_rows(file, graph, top);
  if (command.shows_garbage) report.garbage = find_garbage(file, graph, top);
  if (command.paths.empty()) return {};
  report.reasons = find_reasons(file, graph, command.paths, top);
  if (!report.reasons->empty()) return {};
  return fail(Error{.code = Code::usage,
                    .what = "nothing in " + quote(report.path) + " is called " + quote(command.paths),
                    .next = "`sinter size " + report.path + " --top all` lists what there is"});
}

Result<void> add_comparisons(SizeReport& report, const SizeCommand& command, const ReadBinary& binary,
                             std::size_t top) {
  if (command.diff.empty() && !command.shows_duplicates) return {};
  std::vector<std::uint64_t> fingerprints = binary.fingerprints();
  if (!command.diff.empty()) {
    std::unique_ptr<ReadBinary> before = SINTER_TRY(read_binary(command.diff, command));
    std::vector<std::uint64_t> old_fingerprints = before->fingerprints();
    report.diff = diff_files({before->file, old_fingerprints}, {binary.file, fingerprints}, top);
    report.diff_path = command.diff;
  }
  if (!command.shows_duplicates) return {};
  if (!binary.module) return fail(no_graph(command));
  std::vector<std::unique_ptr<ReadBinary>> others;
  std::vector<std::vector<std::uint64_t>> their_fingerprints;
  for (const std::string& path : command.others) {
    others.push_back(SINTER_TRY(read_binary(path, command)));
    if (!others.back()->module) return fail(no_graph(command));
    their_fingerprints.push_back(others.back()->fingerprints());
  }
  std::vector<DuplicateFile> files = {{binary.path, binary.file, fingerprints}};
  for (std::size_t i = 0; i < others.size(); ++i) {
    files.push_back({others[i]->path, others[i]->file, their_fingerprints[i]});
  }
  report.duplicates = find_duplicates(files, top);
  return {};
}

/// Of a wasm file that is asked for its graph; all others have none.
Result<std::optional<PartGraph>> graph_of(const ReadBinary& binary, const SizeCommand& command) {
  if (!binary.module || !has_graph(command, binary.bytes.size())) return std::nullopt;
  std::expected<PartGraph, wasm::Fault> graph = wasm_part_graph(*binary.module, binary.file, binary.bytes);
  if (!graph) return fail(wasm::malformed(binary.path, graph.error()));
  return *std::move(graph);
}

/// A page has every view, so none is chosen.
Result<void> refuse_choices(const SizeCommand& command) {
  bool has_choice = !command.by.empty() || !command.top.empty() || !command.paths.empty() || command.shows_dominators ||
                    command.shows_garbage || command.shows_duplicates;
  if (!has_choice) return {};
  return fail(Code::usage, "`--format html` shows all there is, and takes no --by, --top or other choice of a view",
              "leave that out, and choose in the page; or ask for another format");
}

Result<std::string> page_of(SizeReport& report, const SizeCommand& command, const ReadBinary& binary,
                            const PartGraph* graph) {
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
  SourceRanges sources = SINTER_TRY(sources_of(binary));
  FilePicture picture = make_picture({.file = binary.file,
                                      .fingerprints = fingerprints,
                                      .graph = graph,
                                      .shares = shares ? &*shares : nullptr,
                                      .sources = &sources,
                                      .before = old_side ? &*old_side : nullptr});
  return size_html(report, picture, &sources);
}

/// The JavaScript beside a file, which may be what calls its exports; only as much as is soon read.
std::vector<std::string> scripts_beside(const std::string& path) {
  constexpr std::size_t scripts_max = 64;
  constexpr std::uint64_t script_bytes_max = 8 << 20;
  std::vector<std::string> scripts;
  std::string folder = parent_path(path);
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return scripts;
  for (const FolderEntry& entry : *entries) {
    bool is_script = entry.name.ends_with(".js") || entry.name.ends_with(".mjs") || entry.name.ends_with(".cjs");
    if (!is_script || entry.is_folder || scripts.size() == scripts_max) continue;
    Result<std::string> text = read_file_limited(join_path(folder, entry.name), script_bytes_max);
    if (!text) return {};  // what it names is not known, so nothing is said of exports
    scripts.push_back(*std::move(text));
  }
  return scripts;
}

std::vector<Advice> advice_of(const ReadBinary& binary, const PartGraph* graph) {
  constexpr std::uint64_t worth_saying_bytes = 32;
  std::vector<std::string> scripts = scripts_beside(binary.path);
  return find_advice({.file = binary.file,
                      .bytes = binary.bytes,
                      .module = binary.module ? &*binary.module : nullptr,
                      .graph = graph,
                      .scripts = scripts},
                     worth_saying_bytes);
}

std::string rendered(const SizeReport& report, const std::string& format, std::size_t columns) {
  if (format == "json") return size_json(report);
  if (format == "github") return size_markdown(report);
  return size_table(report, columns);
}

std::string_view format_of(std::string_view bytes) {
  std::optional<BinaryFormat> format = detect_format(bytes);
  return format ? format_name(*format) : "other";
}

/// Whole but for views and comparisons.
Result<SizeReport> begin_report(const SizeCommand& command, const ReadBinary& binary) {
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(command.budgets));
  SizeReport report{.path = shown_name(command),
                    .size_bytes = binary.bytes.size(),
                    .format = format_of(binary.bytes),
                    .file = &binary.file};
  if (binary.module) {
    std::expected<ModuleSummary, wasm::Fault> summary = summarize_module(*binary.module);
    if (!summary) return fail(wasm::malformed(command.file, summary.error()));
    report.module = *std::move(summary);
    report.names_are_beside = !binary.side.names.empty();
  }
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

Result<void> run(const SizeCommand& command, std::size_t columns) {
  if (!command.others.empty() && !command.shows_duplicates) {
    return fail(Code::usage, "`sinter size` takes several files only with --duplicates",
                "ask for each alone, or for what they have in common");
  }
  std::size_t top = SINTER_TRY(parse_top(command.top));
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(command.file, command));
  if (needs_graph(command) && !binary->module) return fail(no_graph(command));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  SizeReport report = SINTER_TRY(begin_report(command, *binary));
  std::string text;
  if (command.format == "html") {
    text = SINTER_TRY(page_of(report, command, *binary, graph ? &*graph : nullptr));
  } else {
    SINTER_TRY(add_views(report, command, *binary, graph ? &*graph : nullptr, top));
    if (graph) SINTER_TRY(add_reasons(report, command, binary->file, *graph, top));
    if (wants_advice(command, report.size_bytes)) report.advice = advice_of(*binary, graph ? &*graph : nullptr);
    SINTER_TRY(add_comparisons(report, command, *binary, top));
    text = rendered(report, command.format, columns);
  }
  if (command.output.empty()) {
    write_output(text);
    return {};
  }
  SINTER_TRY(make_folders(parent_path(command.output)));
  return write_file(command.output, text);
}

}  // namespace

Result<std::size_t> parse_top(const std::string& text) {
  constexpr std::size_t shown_unasked = 20;
  if (text.empty()) return shown_unasked;
  if (text == "all") return SIZE_MAX;
  std::optional<std::uint64_t> count = parse_decimal(text);
  if (count) return *count;
  return fail(Code::usage, quote(text) + " is not a number of rows", "write --top 20, or --top all");
}

Result<std::vector<Advice>> advice_of_file(const std::string& path) {
  SizeCommand command{.file = path, .shows_advice = true};
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(path, command));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  return advice_of(*binary, graph ? &*graph : nullptr);
}

int run_size_command(SizeCommand command, const CommandLine& line, const std::string& profile,
                     TerminalReport& terminal) {
  constexpr std::size_t readable_columns = 140;  // some names have thousands of letters
  Result<void> done = change_folder(line.folder);
  if (done) done = find_file(command, profile);
  if (done) done = run(command, std::min(terminal.result_columns(), readable_columns));
  if (done) return 0;
  terminal.print_error(done.error());
  if (line.is_json) JsonLinesReport().accept(RunFailed{done.error()});
  return exit_code(done.error().code);
}

}  // namespace sinter
