// What is shipped is smaller or the same, offers the same interface, and never a result
// that wasm-opt broke. The first tests run the real wasm-opt on what the real compiler
// makes; for the ways in which wasm-opt fails, which cannot be had on demand, a script
// stands in for it.
#include "optimize/optimize.h"

#include <algorithm>
#include <array>
#include <map>

#include "os/files.h"
#include "os/process.h"
#include "testing/check.h"
#include "testing/scratch.h"
#include "wasm/module.h"
#include "wasm/source_map.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::string_view source = R"(
  #define EXPORT(name) __attribute__((export_name(#name)))
  __attribute__((import_module("env"), import_name("log"))) void log_number(int);
  static const char* names[] = {"zero", "one", "two"};
  static char buffer[3000];
  extern "C" EXPORT(fnv) unsigned fnv(const char* text, unsigned size) {
    unsigned hash = 2166136261u;
    for (unsigned i = 0; i < size; ++i) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
  }
  extern "C" EXPORT(name_of) const char* name_of(int i) { return names[i % 3]; }
  extern "C" EXPORT(copy) char* copy(const char* text, unsigned size) { __builtin_memcpy(buffer, text, size); return buffer; }
  #ifdef WITH_CONSOLE
  __attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_close"))) int close_file(int);
  __attribute__((export_name("close"))) int close_it(int file) { return close_file(file); }
  #endif
  #ifdef WITH_IMPORT
  extern "C" EXPORT(tell) void tell(int i) { log_number(i); }
  #endif
  #ifdef WITH_INLINED
  #define INLINE static inline __attribute__((always_inline))
  #line 101
  INLINE int inner(int x) { return name_of(x)[1] * 3 + x * x; }
  INLINE int middle(int x) { return inner(x) + 7; }
  extern "C" EXPORT(chain) int chain(int x) { return x < 0 ? 1 : middle(x); }
  static __attribute__((noinline)) int called_once(int x) { return inner(x + 5) ^ 12345; }
  extern "C" EXPORT(caller) int caller(int x) { return called_once(x * 9) + 1; }
  #endif
  asm(".section .custom_section.sinter.bind,\"\",@\n.ascii \"{}\"\n");
)";

void run_tool(std::vector<std::string> argv) {
  Finished finished = must(run({.argv = std::move(argv), .environment = inherited_environment()}));
  INFO(finished.output);
  REQUIRE(finished.status.ok());
}

struct Fixture {
  testing::Scratch scratch;
  OptimizeRequest request = {.input_path = "linked.wasm",
                             .output_path = "shipped.wasm",
                             .goal = Optimize::size,
                             .wasm_opt = "wasm-opt",
                             .environment = inherited_environment(),
                             .scratch_folder = scratch.path()};

  /// Makes linked.wasm with the real compiler and linker.
  void link(std::vector<std::string> flags = {}) {
    must(write_file("source.cc", source));
    std::vector<std::string> compile = {"clang++-22",
                                        "--target=wasm32-wasi",
                                        "-Wno-deprecated",
                                        "--no-wasm-opt",
                                        "-Wno-unused-command-line-argument",
                                        "-O1",
                                        "-fno-exceptions",
                                        "-c",
                                        "source.cc",
                                        "-o",
                                        "source.o"};
    compile.insert(compile.end(), flags.begin(), flags.end());
    run_tool(std::move(compile));
    run_tool({"wasm-ld-22", "--no-entry", "--stack-first", "source.o", "-o", "linked.wasm"});
  }

  /// Puts a script where wasm-opt would be; $1 is the input and $3 the output.
  void stand_in(std::string_view body) {
    must(write_file("stand-in", "#!/bin/sh\n" + std::string(body) + "\n", Durability::relaxed, Mode::executable));
    request.wasm_opt = scratch.path() + "/stand-in";
  }

  Error failure() {
    Result<OptimizeOutcome> outcome = optimize_wasm(request);
    REQUIRE(!outcome.has_value());
    CHECK(!exists("shipped.wasm"));
    return outcome.error();
  }
};

std::vector<std::string> custom_names(const std::string& bytes) {
  std::vector<std::string> names;
  for (const wasm::Section& section : *wasm::read_sections(bytes)) {
    if (section.id == wasm::SectionId::custom) names.emplace_back(section.name);
  }
  return names;
}

std::string_view first_reason(const Error& error) { return error.why.empty() ? std::string_view() : error.why[0]; }

TEST_CASE_FIXTURE(Fixture, "what is shipped is smaller, offers the same, and holds nothing for the build only") {
  link();
  for (Optimize goal : {Optimize::size, Optimize::speed, Optimize::balanced}) {
    request.goal = goal;
    OptimizeOutcome outcome = must(optimize_wasm(request));
    CHECK(outcome.shipped == Shipped::optimized);
    CHECK(outcome.output_bytes < outcome.stripped_bytes);
    CHECK(outcome.stripped_bytes < outcome.input_bytes);
    CHECK(std::ranges::count(outcome.command, "--enable-bulk-memory") == 1);
    CHECK(!std::ranges::count(outcome.command, "--enable-simd"));

    std::string shipped = must(read_file("shipped.wasm"));
    CHECK(shipped.size() == outcome.output_bytes);
    CHECK(custom_names(shipped).empty());
    auto module = wasm::read_module(shipped);
    REQUIRE(module.has_value());
    CHECK(module->exports.size() == 4);  // three functions and the memory
  }
  CHECK(!exists("wasm-opt-output.wasm"));
}

TEST_CASE_FIXTURE(Fixture, "the same module gives the same bytes") {
  link({"-msimd128"});
  OptimizeOutcome outcome = must(optimize_wasm(request));
  CHECK(std::ranges::count(outcome.command, "--enable-simd") == 1);
  std::string first = must(read_file("shipped.wasm"));
  must(optimize_wasm(request));
  CHECK(must(read_file("shipped.wasm")) == first);
}

TEST_CASE_FIXTURE(Fixture, "the goal none only strips, and runs nothing") {
  link({"-g"});
  request.goal = Optimize::none;
  request.wasm_opt = "there-is-no-such-program";
  OptimizeOutcome outcome = must(optimize_wasm(request));
  CHECK(outcome.shipped == Shipped::stripped);
  CHECK(outcome.command.empty());
  CHECK(custom_names(must(read_file("shipped.wasm"))).empty());

  request.debug_sections = DebugSections::keep;
  must(optimize_wasm(request));
  std::vector<std::string> names = custom_names(must(read_file("shipped.wasm")));
  CHECK(std::ranges::count(names, "name") == 1);
  CHECK(std::ranges::count(names, ".debug_line") == 1);
  CHECK(!std::ranges::count(names, "sinter.bind"));
}

TEST_CASE_FIXTURE(Fixture, "function names are kept through wasm-opt when asked, line tables never") {
  link({"-g"});
  request.debug_sections = DebugSections::keep;
  must(optimize_wasm(request));
  CHECK(custom_names(must(read_file("shipped.wasm"))) == std::vector<std::string>{"name"});
}

/// The part of the function bytes for which the map names a source, in percent.
double attributed_percent(const std::string& bytes, const wasm::SourceMap& map) {
  double total = 0;
  double with_source = 0;
  for (const wasm::ByteRange& body : wasm::read_module(bytes)->bodies) {
    total += static_cast<double>(body.size_bytes);
    std::uint64_t end = body.offset + body.size_bytes;
    for (std::size_t index = 0; index < map.mappings.size(); ++index) {
      const wasm::Mapping& mapping = map.mappings[index];
      if (mapping.source == wasm::no_source || mapping.offset < body.offset || mapping.offset >= end) continue;
      std::uint64_t next = index + 1 < map.mappings.size() ? map.mappings[index + 1].offset : end;
      with_source += static_cast<double>(std::min(next, end) - mapping.offset);
    }
  }
  return 100 * with_source / total;
}

TEST_CASE_FIXTURE(Fixture,
                  "lines and names go through wasm-opt into files beside it, and change nothing of what ships") {
  link({"-gline-tables-only"});
  must(optimize_wasm(request));
  std::string without = must(read_file("shipped.wasm"));
  request.source_map_path = "shipped.map";
  request.names_path = "shipped.names";
  for (Optimize goal : {Optimize::size, Optimize::none}) {
    request.goal = goal;
    must(optimize_wasm(request));
    std::string shipped = must(read_file("shipped.wasm"));
    if (goal == Optimize::size) CHECK(shipped == without);
    wasm::SourceMap map = must(wasm::read_source_map(must(read_file("shipped.map")), "shipped.map"));
    CHECK(map.sources == std::vector<std::string>{scratch.path() + "/source.cc"});
    CHECK(attributed_percent(shipped, map) > 85);  // the rest are headers of three small functions
    CHECK(custom_names(must(read_file("shipped.names"))) == std::vector<std::string>{"name"});
    CHECK(must(read_file("shipped.names")).contains("name_of"));
  }
  CHECK(!exists("wasm-opt-output.wasm.map"));
}

/// "name_of < inner@30 < outer@31" and the bytes that came to where they are this way.
std::map<std::string, std::uint64_t> bytes_by_chain(const std::string& bytes, const wasm::SourceMap& map) {
  std::map<std::string, std::uint64_t> sums;
  for (const wasm::ByteRange& body : wasm::read_module(bytes)->bodies) {
    std::uint64_t end = body.offset + body.size_bytes;
    for (std::size_t index = 0; index < map.mappings.size(); ++index) {
      const wasm::Mapping& mapping = map.mappings[index];
      if (mapping.call == wasm::no_call || mapping.offset < body.offset || mapping.offset >= end) continue;
      std::string chain;
      for (std::uint32_t call = mapping.call; call != wasm::no_call; call = map.calls[call].outer) {
        chain += (chain.empty() ? "" : " < ") + map.calls[call].function + "@" + std::to_string(map.calls[call].line);
      }
      std::uint64_t next = index + 1 < map.mappings.size() ? map.mappings[index + 1].offset : end;
      sums[chain] += std::min(next, end) - mapping.offset;
    }
  }
  return sums;
}

TEST_CASE_FIXTURE(Fixture, "chains of inlined calls go through wasm-opt, and it says itself what it inlined") {
  link({"-gline-tables-only", "-DWITH_INLINED"});
  must(optimize_wasm(request));
  std::string without = must(read_file("shipped.wasm"));
  request.source_map_path = "shipped.map";
  request.names_path = "shipped.names";
  must(optimize_wasm(request));
  std::string shipped = must(read_file("shipped.wasm"));
  CHECK(shipped == without);
  wasm::SourceMap map = must(wasm::read_source_map(must(read_file("shipped.map")), "shipped.map"));
  std::map<std::string, std::uint64_t> chains = bytes_by_chain(shipped, map);
  std::vector<std::string> found;
  for (const auto& [chain, size_bytes] : chains) found.push_back(chain);
  // The compiler was told not to inline `called_once`; wasm-opt does, and knows no line.
  CHECK(found == std::vector<std::string>{"called_once(int)@0", "inner@102 < middle@103",
                                          "inner@104 < called_once(int)@0", "name_of@101 < inner@102 < middle@103",
                                          "name_of@101 < inner@104 < called_once(int)@0"});
  CHECK(chains["inner@102 < middle@103"] >= 10);
  CHECK(chains["inner@104 < called_once(int)@0"] >= 10);
  for (const wasm::MappedCall& call : map.calls) {
    CHECK((call.source == wasm::no_source || map.sources[call.source].ends_with("/source.cc")));
  }
}

TEST_CASE_FIXTURE(Fixture, "what ships is what wasm-opt makes without lines, whatever it makes with them") {
  link({"-gline-tables-only"});
  must(optimize_wasm(request));
  std::string without = must(read_file("shipped.wasm"));
  // With lines it gives back what it got, as if they had kept every pass from its work.
  stand_in(R"(case "$*" in
    *--output-source-map*) cp "$1" "$3"; cp "$1.map" "$3.map" ;;
    *) exec wasm-opt "$@" ;;
  esac)");
  request.source_map_path = "shipped.map";
  must(optimize_wasm(request));
  CHECK(must(read_file("shipped.wasm")) == without);
}

TEST_CASE_FIXTURE(Fixture, "a module without debugging sections has an empty map") {
  link();
  request.source_map_path = "shipped.map";
  must(optimize_wasm(request));
  CHECK(must(wasm::read_source_map(must(read_file("shipped.map")), "shipped.map")) == wasm::SourceMap{});
}

TEST_CASE_FIXTURE(Fixture, "a module that declares features wasm-opt gets wrong is not given to it") {
  link({"-mrelaxed-simd"});
  Error error = failure();
  CHECK(error.code == Code::wasm_unsupported);
  CHECK(first_reason(error).starts_with("it uses the feature `relaxed-simd`"));
}

TEST_CASE_FIXTURE(Fixture, "imports that nobody allowed are named with their signature") {
  link({"-DWITH_IMPORT"});
  request.imports_allowed = std::vector<std::string>{};
  CHECK(render(failure()) ==
        "error: `linked.wasm` imports what nobody will provide  [SN0602]\n"
        "  at linked.wasm\n"
        "  because it imports `env.log` (i32) -> ()\n"
        "  next: define the missing functions in the module's sources, or do not call them\n");

  request.imports_allowed = std::vector<std::string>{"env.log"};
  CHECK(optimize_wasm(request).has_value());
}

TEST_CASE_FIXTURE(Fixture, "of what belongs to a console or a file system is said that a module has none") {
  link({"-DWITH_CONSOLE"});
  request.imports_allowed = std::vector<std::string>{};
  CHECK(
      render(failure()) ==
      "error: `linked.wasm` imports what nobody will provide  [SN0602]\n"
      "  at linked.wasm\n"
      "  because it imports `wasi_snapshot_preview1.fd_close` (i32) -> i32\n"
      "  because a module has no console, files, environment and clock, and its sources use one of them\n"
      "  next: `sinter size linked.wasm --paths fd_close` shows what needs it; remove `<iostream>`, `<sstream>`, "
      "`<format>`, `printf`, `getenv` and the like (`std::to_chars` writes numbers), or define the function of C that "
      "a library calls\n");

  link({"-DWITH_CONSOLE", "-DWITH_IMPORT"});
  CHECK(render(failure()).ends_with(
      "  next: define the missing functions in the module's sources, or do not call them\n"));
}

TEST_CASE_FIXTURE(Fixture, "a damaged input is refused before anything runs") {
  link();
  std::string bytes = must(read_file("linked.wasm"));
  must(write_file("linked.wasm", bytes.substr(0, bytes.size() / 2)));
  Error error = failure();
  CHECK(error.code == Code::wasm_malformed);
}

TEST_CASE_FIXTURE(Fixture, "a result that is cut off anywhere is not shipped although wasm-opt ended well") {
  link();
  auto module = wasm::read_module(must(read_file("linked.wasm")));
  std::uint64_t end = 0;
  std::vector<std::uint64_t> sizes = {1, 7, 8, 40, 200};
  for (const wasm::Section& section : module->sections) {
    if (section.id == wasm::SectionId::custom) continue;
    if (end != 0) sizes.push_back(end);  // between two sections
    end = section.offset + section.size_bytes;
  }
  for (std::uint64_t size : sizes) {
    stand_in("head -c " + std::to_string(size) + " \"$1\" > \"$3\"");
    Error error = failure();
    CHECK(error.code == Code::optimize_bad_output);
    CHECK(exit_code(error.code) == 1);
  }
}

TEST_CASE_FIXTURE(Fixture, "no file, an empty file and garbage are not shipped, and the error says which") {
  link();
  stand_in("echo 'something odd'");
  Error none = failure();
  CHECK(none.code == Code::optimize_bad_output);
  CHECK(first_reason(none) == "it wrote no file");
  CHECK(none.why[1] == "it said: something odd");

  stand_in(": > \"$3\"");
  CHECK(first_reason(failure()) == "it wrote an empty file");

  stand_in("echo 'this is not wasm' > \"$3\"");
  CHECK(first_reason(failure()).starts_with("its file is damaged or cut off"));
}

TEST_CASE_FIXTURE(Fixture, "a result of an earlier run does not pass for this one's") {
  link();
  must(write_file("wasm-opt-output.wasm", must(read_file("linked.wasm"))));
  stand_in("exit 0");
  CHECK(first_reason(failure()) == "it wrote no file");
}

TEST_CASE_FIXTURE(Fixture, "a tool that fails or dies is told apart, with what it said and its command") {
  link();
  stand_in("echo 'Fatal: no' >&2; exit 3");
  Error failed = failure();
  CHECK(failed.code == Code::optimize_failed);
  CHECK(failed.why == std::vector<std::string>{"it did not end well: exit code 3", "it said: Fatal: no"});
  CHECK(failed.next.find("stand-in") != std::string::npos);
  CHECK(failed.next.find("--mvp-features") != std::string::npos);

  stand_in("kill -9 $$");
  CHECK(first_reason(failure()) == "it did not end well: killed by signal 9 (Killed)");

  request.wasm_opt = scratch.path() + "/absent";
  CHECK(exit_code(failure().code) == 3);
}

TEST_CASE_FIXTURE(Fixture, "when wasm-opt refuses a module without a features section, the error says how to keep it") {
  link();
  std::string bytes = must(read_file("linked.wasm"));
  std::array<std::string_view, 1> names = {"target_features"};
  must(write_file("linked.wasm", wasm::without_sections(bytes, *wasm::read_sections(bytes), names)));
  Error error = failure();
  CHECK(error.code == Code::optimize_failed);
  CHECK(error.why.back() == "the module has no `target_features` section, so wasm-opt was told of no feature");
  CHECK(error.next.starts_with("link with --keep-section=target_features; "));
}

TEST_CASE_FIXTURE(Fixture, "a result with another interface is not shipped") {
  link();
  must(rename_file("linked.wasm", "one.wasm"));
  link({"-DWITH_IMPORT"});
  must(rename_file("linked.wasm", "two.wasm"));

  request.input_path = "one.wasm";
  stand_in("cp two.wasm \"$3\"");
  CHECK(first_reason(failure()) == "in its result, the export function `tell` (i32) -> () is new");
  request.input_path = "two.wasm";
  stand_in("cp one.wasm \"$3\"");
  CHECK(first_reason(failure()) == "in its result, the export function `tell` (i32) -> () is gone");
}

TEST_CASE_FIXTURE(Fixture, "a larger result is not shipped: the stripped input is, and the outcome says so") {
  link();
  // A custom section of 96 bytes at the end makes a valid, larger module.
  stand_in("cp \"$1\" \"$3\"; printf '\\000\\140\\001x%94s' '' >> \"$3\"");
  OptimizeOutcome outcome = must(optimize_wasm(request));
  CHECK(outcome.shipped == Shipped::stripped);
  CHECK(outcome.optimized_bytes == outcome.stripped_bytes + 98);
  CHECK(outcome.output_bytes == outcome.stripped_bytes);
  CHECK(must(read_file("shipped.wasm")).size() == outcome.stripped_bytes);
}

TEST_CASE_FIXTURE(Fixture, "the shipped file stays as it was when a later run fails") {
  link();
  must(write_file("shipped.wasm", "good"));
  stand_in("exit 1");
  CHECK(!optimize_wasm(request).has_value());
  CHECK(must(read_file("shipped.wasm")) == "good");
}

}  // namespace
}  // namespace sinter
