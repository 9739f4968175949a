#include "optimize/optimize.h"

#include <string_view>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "optimize/compare.h"
#include "optimize/line_map.h"
#include "optimize/repeated_export.h"
#include "os/files.h"
#include "os/process.h"
#include "wasm/features.h"
#include "wasm/module.h"

namespace sinter {
namespace {

/// What wasm-opt may print before its message is cut: it prints whole functions.
constexpr std::size_t tool_output_bytes_max = 4000;

/// A module in memory: all views point into the bytes that optimize_wasm() holds.
struct Input {
  std::string_view bytes;
  wasm::Module module;
  std::vector<wasm::Feature> features;
};

/// A module on its way out, and what is told about it in files of their own.
struct Candidate {
  std::string bytes;
  wasm::SourceMap lines;
  std::string names;  // the whole section `name`; empty without one
};

/// Custom sections that are not shipped: what the build has read by now, and debugging
/// sections unless they are kept. Of those, wasm-opt keeps only names true; what says
/// where an instruction stands in the file is wrong once the instructions have moved.
bool is_dropped(std::string_view name, const OptimizeRequest& request) {
  if (name == "sinter.bind" || name == "producers" || name == "target_features") return true;
  if (!wasm::is_debug_section(name)) return false;
  if (request.debug_sections == DebugSections::strip) return true;
  return request.goal != Optimize::none && name != "name";
}

std::string strip(std::string_view bytes, const wasm::Module& module, const OptimizeRequest& request) {
  std::vector<std::string_view> names;
  for (const wasm::Section& section : module.sections) {
    if (section.id == wasm::SectionId::custom && is_dropped(section.name, request)) names.push_back(section.name);
  }
  return without_sections(bytes, module.sections, names);
}

/// `bytes` stripped, with its names kept apart; `lines` are those of `bytes`.
Candidate stripped_candidate(std::string_view bytes, const wasm::Module& module, wasm::SourceMap lines,
                             const OptimizeRequest& request) {
  Candidate candidate{.bytes = strip(bytes, module, request), .lines = std::move(lines)};
  for (const wasm::Section& section : wasm::custom_sections(module.sections, "name")) {
    candidate.names += bytes.substr(section.offset, section.size_bytes);
  }
  // Only sections before the code move it; the module was read, so what is left can be.
  if (auto kept = wasm::read_module(candidate.bytes))
    move_code(candidate.lines, code_offset(module), code_offset(*kept));
  return candidate;
}

constexpr std::string_view wasi = "wasi_snapshot_preview1.";

Result<void> check_imports(const OptimizeRequest& request, const wasm::Module& module) {
  if (!request.imports_allowed) return {};
  std::vector<std::string> refused;  // "`module.name` (i32) -> i32"
  bool is_all_wasi = true;
  for (const wasm::Import& entry : module.imports) {
    std::string name = std::string(entry.module) + "." + std::string(entry.name);
    if (!ranges::count(*request.imports_allowed, name)) {
      refused.push_back(quote(name) + " " + module.signature(entry.kind, entry.index));
      is_all_wasi = is_all_wasi && name.starts_with(wasi);
    }
  }
  if (refused.empty()) return {};
  Error error{.code = Code::wasm_unsupported,
              .what = quote(request.input_path) + " imports what nobody will provide",
              .where = {.path = request.input_path},
              .why = {"it imports " + join(refused, ", ")},
              .next = "define the missing functions in the module's sources, or do not call them"};
  if (is_all_wasi) {
    error.why.push_back("a module has no console, files, environment and clock, and its sources use one of them");
    // A stream can be closed, too, but it is by what writes that one is there.
    bool writes = ranges::any_of(module.imports, [](const wasm::Import& entry) { return entry.name == "fd_write"; });
    std::string_view first = std::string_view(refused.front()).substr(wasi.size() + 1);
    error.next = "`sinter size " + request.input_path + " --paths " +
                 (writes ? "fd_write" : std::string(first.substr(0, first.find('`')))) +
                 "` shows what needs it; remove `<iostream>`, `<sstream>`, `<format>`, `printf`, `getenv` and the like "
                 "(`std::to_chars` writes numbers), or define the function of C that a library calls";
  }
  return fail(std::move(error));
}

Result<std::vector<std::string>> feature_flags(const OptimizeRequest& request, const Input& input) {
  wasm::OptimizerFeatures features = wasm::optimizer_features(input.features);
  if (features.refused.empty()) return std::move(features.flags);
  Error error = {.code = Code::wasm_unsupported,
                 .what = quote(request.input_path) + " cannot be optimised without risk",
                 .where = {.path = request.input_path},
                 .next = "compile without these features, or set optimize = \"none\" for this module"};
  for (const wasm::RefusedFeature& feature : features.refused) {
    error.why.push_back("it uses the feature " + quote(feature.name) + ": " + feature.reason);
  }
  return fail(std::move(error));
}

/// --low-memory-unused and --zero-filled-memory are not given: our stack starts at
/// address 0, so low memory is in use, and the second is about imported memories, of
/// which we cannot know what they hold. See docs/size.md.
std::string_view level_flag(Optimize goal) {
  switch (goal) {
    case Optimize::none: return "-O0";
    case Optimize::size: return "-Oz";
    case Optimize::speed: return "-O3";
    case Optimize::balanced: return "-O2";
  }
  return "-O2";
}

std::string shortened(std::string text) {
  if (text.size() <= tool_output_bytes_max) return text;
  std::uint64_t cut_bytes = text.size() - tool_output_bytes_max;
  text.resize(tool_output_bytes_max);
  return text + "\n(" + size_text(cut_bytes) + " more)";
}

/// An error about wasm-opt, with what it said and the command to see it again.
Error tool_error(Code code, std::string what, std::string why, const OptimizeRequest& request,
                 const std::vector<std::string>& command, const Finished& finished) {
  Error error = {.code = code, .what = std::move(what), .where = {.path = request.input_path}};
  error.why.push_back(std::move(why));
  std::string said(trim(finished.output));
  if (!said.empty()) error.why.push_back("it said: " + shortened(std::move(said)));
  error.next = "see for yourself: " + shell_quote(command);
  return error;
}

/// Whether there is no room for `stripped` beside what wasm-opt left: then the disk, and
/// not wasm-opt, is what must change.
bool is_disk_full(const OptimizeRequest& request, const std::string& stripped) {
  std::string probe = join_path(request.scratch_folder, "wasm-opt-room.wasm");
  Result<void> written = write_file(probe, stripped);
  bool is_full = !written && written.error().code == Code::disk_full;
  static_cast<void>(remove_file(probe));  // one that is left behind harms nobody
  return is_full;
}

/// How wasm-opt is run. With lines it is a second run: carrying them along makes some
/// passes merge less, and what ships must not be larger for what is told about it.
enum class Lines : std::uint8_t { drop, carry };

/// What wasm-opt is given. Names go through it when somebody will want them, which does
/// not change what it makes of the code.
Result<std::vector<std::string>> prepare_wasm_opt(const OptimizeRequest& request, const Candidate& unoptimized,
                                                  Lines lines, const std::string& source, const std::string& target) {
  std::string module = unoptimized.bytes;
  bool keeps_names =
      request.debug_sections == DebugSections::keep || !request.names_path.empty() || !request.source_map_path.empty();
  if (request.debug_sections == DebugSections::strip && keeps_names) module += unoptimized.names;
  SINTER_TRY(write_file(source, module));
  std::vector<std::string> flags;
  if (keeps_names) flags.emplace_back("--debuginfo");
  if (lines == Lines::carry) {
    std::vector<wasm::Mapping> places;
    SINTER_TRY(write_file(source + ".map", wasm::write_source_map(numbered_places(unoptimized.lines, places))));
    flags.insert(flags.end(), {"--input-source-map", source + ".map", "--output-source-map", target + ".map"});
  }
  return flags;
}

/// wasm-opt's result for `unoptimized`, checked.
Result<Candidate> run_wasm_opt(const OptimizeRequest& request, const Input& input, const Candidate& unoptimized,
                               Lines carried, OptimizeOutcome& outcome) {
  const std::string& stripped = unoptimized.bytes;
  std::vector<std::string> flags = SINTER_TRY(feature_flags(request, input));
  std::string source = join_path(request.scratch_folder, "wasm-opt-input.wasm");
  std::string target = join_path(request.scratch_folder, "wasm-opt-output.wasm");
  SINTER_TRY(remove_file(target));  // what an earlier run left must not pass for a result
  std::vector<std::string>& command = outcome.command;
  command = {request.wasm_opt, source, "-o", target};
  if (request.pipeline.empty()) command.emplace_back(level_flag(request.goal));
  command.insert(command.end(), request.pipeline.begin(), request.pipeline.end());
  std::vector<std::string> side_flags = SINTER_TRY(prepare_wasm_opt(request, unoptimized, carried, source, target));
  command.insert(command.end(), side_flags.begin(), side_flags.end());
  command.insert(command.end(), flags.begin(), flags.end());

  Finished finished = SINTER_TRY(run({.argv = command, .environment = request.environment}));
  if (!finished.status.ok()) {
    Error error = tool_error(Code::optimize_failed, "wasm-opt did not optimise " + quote(request.input_path),
                             "it did not end well: " + describe(finished.status), request, command, finished);
    if (input.features.empty()) {
      error.why.emplace_back("the module has no `target_features` section, so wasm-opt was told of no feature");
      error.next = "link with --keep-section=target_features; " + error.next;
    }
    return fail(std::move(error));
  }
  auto bad_output = [&](std::string why) {
    Error error =
        tool_error(Code::optimize_bad_output,
                   "wasm-opt left no usable result for " + quote(request.input_path) + ", though it ended well",
                   std::move(why), request, command, finished);
    if (is_disk_full(request, stripped)) {
      error.code = Code::disk_full;
      error.why.emplace_back("the disk is full");
      error.next =
          "free some space on the disk of " + quote(request.scratch_folder) + " and run the same command again";
    }
    return fail(std::move(error));
  };
  if (!exists(target)) return bad_output("it wrote no file");
  std::string result = SINTER_TRY(read_file(target));
  if (result.empty()) return bad_output("it wrote an empty file");
  auto module = wasm::read_module(result);
  if (!module) {
    return bad_output("its file is damaged or cut off: " + std::string(wasm::describe(module.error().problem)) +
                      ", at byte " + std::to_string(module.error().offset) + " of " + std::to_string(result.size()));
  }
  if (auto difference = interface_difference({input.bytes, input.module}, {result, *module})) {
    return bad_output("in its result, " + *difference);
  }
  outcome.tool_output = std::move(finished.output);
  wasm::SourceMap lines;
  if (carried == Lines::carry) {
    std::string text = SINTER_TRY(read_file(target + ".map"));
    std::vector<wasm::Mapping> places;
    numbered_places(unoptimized.lines, places);
    lines = without_numbers(SINTER_TRY(wasm::read_source_map(text, target + ".map")), places, unoptimized.lines);
  }
  for (const std::string& used : {source, target, source + ".map", target + ".map"}) SINTER_TRY(remove_file(used));
  return stripped_candidate(result, *module, std::move(lines), request);
}

/// The names of a module as a wasm file of their own, which every reader of names reads.
std::string names_file(const std::string& names) { return std::string("\0asm\x01\0\0\0", 8) + names; }

Result<Input> read_input(const OptimizeRequest& request, std::string_view bytes) {
  auto module = wasm::read_module(bytes);
  if (!module) {
    Error error = wasm::malformed(request.input_path, module.error());
    if (module.error().problem == wasm::Problem::export_repeated) {
      for (std::string& places : repeated_exports(bytes)) error.why.push_back(std::move(places));
    }
    return fail(std::move(error));
  }
  auto features = wasm::read_features(module->sections);
  if (!features) return fail(wasm::malformed(request.input_path, features.error()));
  return Input{.bytes = bytes, .module = *std::move(module), .features = *std::move(features)};
}

}  // namespace

Result<OptimizeOutcome> optimize_wasm(const OptimizeRequest& request) {
  const std::string bytes = SINTER_TRY(read_file(request.input_path));
  Input input = SINTER_TRY(read_input(request, bytes));
  SINTER_TRY(check_imports(request, input.module));

  wasm::SourceMap lines;
  if (!request.source_map_path.empty()) lines = SINTER_TRY(lines_of_dwarf(bytes, input.module, request.input_path));
  Candidate shipped = stripped_candidate(bytes, input.module, std::move(lines), request);
  OptimizeOutcome outcome = {.input_bytes = bytes.size(), .stripped_bytes = shipped.bytes.size()};
  if (request.goal != Optimize::none) {
    Candidate optimized = SINTER_TRY(run_wasm_opt(request, input, shipped, Lines::drop, outcome));
    if (!request.source_map_path.empty()) {
      OptimizeOutcome of_second_run;
      Candidate mapped = SINTER_TRY(run_wasm_opt(request, input, shipped, Lines::carry, of_second_run));
      optimized.lines =
          transferred_lines({mapped.bytes, mapped.names, mapped.lines}, {optimized.bytes, optimized.names});
    }
    outcome.optimized_bytes = optimized.bytes.size();
    if (optimized.bytes.size() <= shipped.bytes.size()) {
      outcome.shipped = Shipped::optimized;
      shipped = std::move(optimized);
    }
  }
  outcome.output_bytes = shipped.bytes.size();
  if (!request.source_map_path.empty()) {
    wasm::SourceMap lines = own_calls(std::move(shipped.lines), shipped.bytes, shipped.names);
    SINTER_TRY(write_file(request.source_map_path, wasm::write_source_map(lines)));
  }
  if (!request.names_path.empty()) SINTER_TRY(write_file(request.names_path, names_file(shipped.names)));
  SINTER_TRY(write_file(request.output_path, shipped.bytes));
  return outcome;
}

}  // namespace sinter
