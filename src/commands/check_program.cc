#include "commands/check_program.h"

#include <expected>
#include <optional>

#include "analyze/sizes.h"
#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "binary/program.h"
#include "config/target.h"
#include "os/files.h"
#include "os/terminal.h"
#include "size/budget.h"
#include "size/views.h"
#include "wasm/module.h"

namespace sinter {
namespace {

std::string_view format_of(System system) {
  switch (system) {
    case System::linux: return "ELF";
    case System::macos: return "Mach-O";
    case System::windows: return "PE";
    case System::wasi: return "wasm";
  }
  return "";
}

std::string_view name_of(Processor processor) {
  switch (processor) {
    case Processor::x86_64: return "x86_64";
    case Processor::aarch64: return "aarch64";
    case Processor::wasm32: return "wasm32";
  }
  return "";
}

/// Whether each machine of that system has the library; on Linux, none: programs are static.
bool has_library(System system, std::string_view library) {
  constexpr std::string_view of_windows[] = {"advapi32", "bcrypt",  "crypt32", "gdi32", "iphlpapi", "kernel32",
                                             "msvcrt",   "ntdll",   "ole32",   "psapi", "shell32",  "shlwapi",
                                             "user32",   "userenv", "version", "winmm", "ws2_32"};
  switch (system) {
    case System::linux: return false;
    case System::macos: return library.starts_with("/usr/lib/") || library.starts_with("/System/Library/");
    case System::wasi: return library == "wasi_snapshot_preview1";
    case System::windows: break;
  }
  std::string name(library);
  for (char& letter : name) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  if (name.starts_with("api-ms-win-")) return true;
  return name.ends_with(".dll") && ranges::contains(of_windows, std::string_view(name).substr(0, name.size() - 4));
}

/// What is wrong with the program for its target; empty if nothing is.
std::vector<std::string> faults_of(const Program& program, const TargetFacts& target) {
  std::string format(format_name(program.format));
  if (format != format_of(target.system)) return {"it is a file of the format " + format};
  if (program.machine != name_of(target.processor)) {
    return {"it is for " + (program.machine == "another" ? "another processor" : std::string(program.machine))};
  }
  std::vector<std::string> faults;
  if (!program.is_executable) faults.emplace_back("it is no program: nothing says where it begins");
  if (!program.interpreter.empty()) faults.push_back("it wants the loader " + quote(std::string(program.interpreter)));
  for (const std::string& library : program.needs) {
    if (!has_library(target.system, library)) faults.push_back("it needs " + quote(library));
  }
  bool must_be_signed = target.target == Target::aarch64_macos;
  if (program.signature == Signature::wrong) faults.emplace_back("its signature is not that of its bytes");
  if (must_be_signed && program.signature == Signature::none) faults.emplace_back("it is not signed, not even ad hoc");
  return faults;
}

Result<const TargetFacts*> parse_target(const std::string& name) {
  if (std::optional<Target> target = target_named(name)) return &facts_of(*target);
  std::vector<std::string> known;
  for (std::string_view one : target_names()) known.emplace_back(one);
  return fail(Code::usage, quote(name) + " is not a target", "use one of: " + join(known, ", "));
}

constexpr std::size_t largest_count = 20;

std::string checked_json(const CheckProgramCommand& command, const Program& program, const FileParts& parts,
                         const Sizes& sizes, bool has_compressed) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.program/1");
  json.key("file").string(command.file).key("target").string(command.target);
  json.key("format").string(format_name(program.format)).key("machine").string(program.machine);
  json.key("needs").begin_array();
  for (const std::string& library : program.needs) json.string(library);
  json.end_array();
  json.key("sizes").begin_object().key("raw_bytes").number(sizes.raw_bytes);
  if (has_compressed) json.key("gzip_bytes").number(sizes.gzip_bytes).key("brotli_bytes").number(sizes.brotli_bytes);
  json.end_object();
  json.key("largest").begin_array();
  for (const ViewRow& row : make_view({parts}, ViewBy::function, largest_count).rows) {
    json.begin_object().key("name").string(row.name).key("bytes").number(row.size_bytes).end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace

Result<void> run_stage(const CheckProgramCommand& command, const Environment&) {
  const TargetFacts& target = *SINTER_TRY(parse_target(command.target));
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(command.budgets));
  std::string bytes = SINTER_TRY(read_file(command.file));
  std::expected<Program, BinaryFault> program = read_program(bytes);
  if (!program) return fail(unreadable_binary(command.file, program.error()));
  if (std::vector<std::string> faults = faults_of(*program, target); !faults.empty()) {
    return fail(
        Error{.code = Code::artifact_wrong,
              .what = quote(command.file) + " is no program for " + command.target,
              .where = {command.file},
              .why = std::move(faults),
              .next = "link what it needs statically; `link_flags` and `flags` of its table say how it is made"});
  }
  std::expected<FileParts, BinaryFault> parts = binary_parts(bytes);
  if (!parts) return fail(unreadable_binary(command.file, parts.error()));
  bool has_compressed = ranges::any_of(budgets, &SizeLimit::is_of_compressed);
  Sizes sizes{.raw_bytes = bytes.size()};
  if (has_compressed) sizes = measure_sizes(bytes);
  std::optional<wasm::Module> module;
  if (program->format == BinaryFormat::wasm) {
    if (auto read = wasm::read_module(bytes)) module = *std::move(read);
  }
  BudgetSubject subject{.path = command.file,
                        .file = *parts,
                        .module = module ? &*module : nullptr,
                        .bytes = bytes,
                        .baseline = command.baseline};
  SINTER_TRY(hold_budgets(subject, sizes, budgets));
  std::string json = checked_json(command, *program, *parts, sizes, has_compressed);
  if (command.output.empty()) {
    write_output(json);
    return {};
  }
  SINTER_TRY(make_folders(parent_path(command.output)));
  return write_file(command.output, json);
}

}  // namespace sinter
