#include "commands/size_file.h"

#include <algorithm>
#include <expected>

#include "base/path.h"
#include "base/text.h"
#include "binary/binary.h"
#include "binary/inlined_code.h"
#include "binary/wasm_parts.h"
#include "os/files.h"
#include "size/fingerprints.h"
#include "size/inlined_tree.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// What is not named is looked for. The size action of a build names what it reads, and does not ask for lines.
Result<SideFiles> side_files_of(const ReadBinary& binary, const SizeCommand& command) {
  bool are_of_this = binary.path == command.file;
  std::string names = are_of_this ? command.names : "";
  std::string source_map = are_of_this ? command.source_map : "";
  bool asks_for_lines =
      command.by == "source" || command.by == "directory" || command.format == "html" || command.shows_inlined;
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
         command.diff.empty() && !command.shows_duplicates && !command.shows_advice && !command.shows_inlined;
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

Result<wasm::SourceMap> read_map(const std::string& path) {
  return wasm::read_source_map(SINTER_TRY(read_file(path)), path);
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

/// Refuses a file for which nothing says what was inlined.
Result<InlinedCode> inlined_of(const ReadBinary& binary, const SizeCommand& command) {
  if (const std::string& path = binary.side.source_map_path; !path.empty()) {
    return inlined_code(SINTER_TRY(read_map(path)), binary.bytes.size());
  }
  std::expected<InlinedCode, BinaryFault> code = inlined_code(binary.bytes, binary.file);
  if (!code) return fail(unreadable_binary(binary.path, code.error()));
  if (!code->is_known) return fail(no_sources(command));
  return *std::move(code);
}

Result<View> view_by_source(const ReadBinary& binary, const SizeCommand& command, ViewBy by, std::size_t top) {
  SourceRanges sources = SINTER_TRY(sources_of(binary));
  if (sources.ranges.empty()) return fail(no_sources(command));
  return make_source_view(binary.file, by, top, sources);
}

Result<void> add_views(SizeReport& report, const SizeCommand& command, const ReadBinary& binary, const SizeAids& aids,
                       std::size_t top) {
  report.is_default = is_plain(command);
  std::vector<ViewBy> views;
  if (report.is_default) views = {ViewBy::section, ViewBy::function};
  if (!command.by.empty()) views = {*parse_view(command.by)};
  ViewSource source{.file = binary.file, .graph = aids.graph, .shares = aids.shares};
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

/// By the JavaScript beside a file, which may be what calls its exports; only as much as is
/// soon read. Nothing if some of it is not known.
std::optional<ExportUse> use_of_exports(const std::string& path, const wasm::Module& module) {
  constexpr std::size_t scripts_max = 64;
  constexpr std::uint64_t script_bytes_max = 8 << 20;
  ExportUse use(module);
  std::size_t script_count = 0;
  std::string folder = parent_path(path);
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return {};
  for (const FolderEntry& entry : *entries) {
    bool is_script = entry.name.ends_with(".js") || entry.name.ends_with(".mjs") || entry.name.ends_with(".cjs");
    if (!is_script || entry.is_folder || script_count == scripts_max || use.is_complete()) continue;
    Result<std::string> text = read_file_limited(join_path(folder, entry.name), script_bytes_max);
    if (!text) return {};
    ++script_count;
    use.read(*text);
  }
  return use;
}

std::string_view format_of(std::string_view bytes) {
  std::optional<BinaryFormat> format = detect_format(bytes);
  return format ? format_name(*format) : "other";
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

std::vector<Advice> advice_of(const ReadBinary& binary, const PartGraph* graph) {
  constexpr std::uint64_t worth_saying_bytes = 32;
  std::optional<ExportUse> use;
  if (binary.module && graph != nullptr) use = use_of_exports(binary.path, *binary.module);
  return find_advice({.file = binary.file,
                      .bytes = binary.bytes,
                      .module = binary.module ? &*binary.module : nullptr,
                      .graph = graph,
                      .use = use ? &*use : nullptr},
                     worth_saying_bytes);
}

std::vector<std::uint64_t> ReadBinary::fingerprints() const {
  return module ? wasm_fingerprints(*module, file, bytes) : native_fingerprints(file, bytes);
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

Result<SourceRanges> sources_of(const ReadBinary& binary) {
  if (const std::string& path = binary.side.source_map_path; !path.empty()) {
    return source_ranges(SINTER_TRY(read_map(path)), binary.bytes.size());
  }
  std::expected<SourceRanges, BinaryFault> sources = source_ranges(binary.bytes, binary.file);
  if (!sources) return fail(unreadable_binary(binary.path, sources.error()));
  return *std::move(sources);
}

Result<std::optional<PartGraph>> graph_of(const ReadBinary& binary, const SizeCommand& command) {
  if (!binary.module || !has_graph(command, binary.bytes.size())) return std::nullopt;
  std::expected<PartGraph, wasm::Fault> graph = wasm_part_graph(*binary.module, binary.file, binary.bytes);
  if (!graph) return fail(wasm::malformed(binary.path, graph.error()));
  return *std::move(graph);
}

Result<SizeReport> begin_size_report(const SizeCommand& command, const ReadBinary& binary) {
  if (!command.others.empty() && !command.shows_duplicates) {
    return fail(Code::usage, "`sinter size` takes several files only with --duplicates",
                "ask for each alone, or for what they have in common");
  }
  if (needs_graph(command) && !binary.module) return fail(no_graph(command));
  SizeReport report{.path = shown_name(command),
                    .size_bytes = binary.bytes.size(),
                    .format = format_of(binary.bytes),
                    .file = &binary.file};
  if (!binary.module) return report;
  std::expected<ModuleSummary, wasm::Fault> summary = summarize_module(*binary.module);
  if (!summary) return fail(wasm::malformed(command.file, summary.error()));
  report.module = *std::move(summary);
  report.names_are_beside = !binary.side.names.empty();
  return report;
}

Result<void> complete_size_report(SizeReport& report, const SizeCommand& command, const ReadBinary& binary,
                                  const SizeAids& aids) {
  std::size_t top = SINTER_TRY(parse_top(command.top));
  SINTER_TRY(add_views(report, command, binary, aids, top));
  if (command.shows_inlined) {
    report.inlined = inlined_tree(binary.file, SINTER_TRY(inlined_of(binary, command)), top);
  }
  if (aids.graph != nullptr) SINTER_TRY(add_reasons(report, command, binary.file, *aids.graph, top));
  if (wants_advice(command, report.size_bytes)) report.advice = advice_of(binary, aids.graph);
  return add_comparisons(report, command, binary, top);
}

std::string rendered_size(const SizeReport& report, const std::string& format, std::size_t columns) {
  if (format == "json") return size_json(report);
  if (format == "github") return size_markdown(report);
  return size_table(report, columns);
}

}  // namespace sinter
