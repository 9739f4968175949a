// The command line as values. CLI11 reads it; nothing outside the .cc knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "os/terminal.h"
#include "report/terminal.h"

namespace sinter {

struct BuildCommand {
  std::vector<std::string> goals;
  bool is_test = false;  // `sinter test`
  bool keep_going = false;
  bool is_strict = false;
  bool checks_determinism = false;
  bool is_watch = false;
  std::string since;  // a revision of git; "" for everything
  bool is_explained = false;
  bool is_dry_run = false;
  std::string trace;  // where the times go; "" for nowhere
};

/// `sinter test --differential MODULE`
struct DifferentialCommand {
  std::string module;
  std::string seconds = "10";
  std::string seed;  // "" for another one each time
};

struct RunCommand {
  std::string step;
  std::vector<std::string> arguments;  // added to its command
};

struct ConfigCommand {
  std::string format = "toml";
};

struct DoctorCommand {
  std::string format = "text";
};

struct ExplainCommand {
  std::string name;  // of a goal, an action or a file
  std::string format = "text";
};

struct GraphCommand {
  std::vector<std::string> goals;
  std::string format = "text";
  std::string detail;  // "action" or "goal"; "" for what can be read
  std::string output;  // "" for standard output
  bool with_tests = false;
};

struct NamedFile {
  std::string name;
  std::string path;
};

struct OptimizeCommand {
  std::string input;
  std::string output;
  std::string goal = "size";
  bool keep_debug = false;
  std::string imports = "any";  // or "none", "wasi": those that the glue provides
  std::string source_map;
  std::string names;
  std::string pipeline;  // "Oz+Oz"; "" for the goal's
};

struct ChooseCommand {
  std::string measure;
  std::vector<NamedFile> candidates;  // their side files beside them
  std::string output, source_map, names, report;
};

struct CompileCommand {
  std::string language;  // "rust", "go"
  std::string folder;
  std::string output;
  std::string depfile;
  std::string scratch_folder;
  std::string goal = "size";
  std::vector<std::string> flags;
  bool is_simd = false;
  bool lto = false;
  bool keep_debug = false;
};

struct FindSourcesCommand {
  std::string folder;
  std::string pattern;
  std::vector<std::string> excluded;
  std::string lists;
};

struct CompileFolderCommand {
  std::string folder;
  std::string list;
  std::string objects;
  std::string depfile;
  std::vector<std::string> compiler;  // with its flags
};

struct SizeCommand {
  std::string file;
  std::string called;  // what it is in reports, once found by the name of a module: "text/simd"; "" as `file`
  std::string by;      // a view; "" for sections and functions
  std::string top;     // a number, or "all"; "" for the default
  bool is_compressed = false;
  bool shows_dominators = false;
  bool shows_garbage = false;
  bool shows_inlined = false;
  std::string paths;  // to what has this name
  std::string diff;   // an older build of the file
  bool shows_duplicates = false;
  bool shows_advice = false;
  std::vector<std::string> others;  // with which it ships
  std::string before;               // "" for none
  std::string names;                // side files; "" for those that are found
  std::string source_map;
  std::string format = "table";
  std::string output;                // "" for standard output
  std::vector<std::string> budgets;  // "brotli=9216"
  std::string baseline;              // what a build calls the file, to say what has grown
};

struct SizeHistoryCommand {
  std::string goal;  // "text", "text/simd"
  std::string format = "table";
  std::string output;  // instead of standard output
};

/// What `sinter size --update` asks for.
struct SizeUpdateCommand {
  std::vector<std::string> goals;  // all when empty
};

/// What `sinter size --compare-profiles` asks for.
struct CompareProfilesCommand {
  std::string goal;  // "text", "greeter", "greeter[x86_64-macos]"
  std::string by;    // as of SizeCommand; "" for parts one by one
  std::string top;   // as of SizeCommand
  std::string format = "table";
};

struct CheckProgramCommand {
  std::string file;
  std::string target;
  std::vector<std::string> budgets;  // "raw=15000000"
  std::string baseline;              // as of SizeCommand
  std::string output;                // "" for standard output
};

struct BindCommand {
  std::string module;
  std::vector<NamedFile> variants;
  std::string output_folder;
  bool watches_views = false;
};

struct ComponentCommand {
  std::string module, project, version, linked, core, output_folder;
};

struct PackageNpmCommand {
  std::string name, version, license, description, homepage, readme, license_file, package_json;
  std::vector<NamedFile> modules;       // name and folder
  std::vector<NamedFile> scripts;       // name of a module, file in JavaScript: twin.js, host.js, what they import
  std::vector<NamedFile> dispatches;    // name of a module, what its implementations cost
  std::vector<std::string> components;  // of the modules, those that ship a component too
  std::vector<std::string> sizes_files, budgets;
  std::string baseline, sizes_output, output_folder;
};

struct CacheCommand {
  enum class Task : std::uint8_t { stats, gc, verify };
  Task task = Task::stats;
  std::optional<std::uint64_t> size_bytes_max;  // for gc: instead of the project's
};

struct CleanCommand {
  std::vector<std::string> goals;
  bool forget_cache = false;
  bool is_dry_run = false;
};

struct ReleaseCommand {
  bool is_update = false;
  std::string version;  // with --update; "" for what the commits ask for
  bool allows_uncommitted = false;
  bool is_published = false;
  bool is_dry_run = false;  // also with is_published: nothing is written where others see it
};

struct BenchCommand {
  std::vector<std::string> names;  // all when empty
  std::string against;             // a revision of git, or a program; "" for what sinter.toml says
  bool counts_instructions = false;
  std::string format = "text";  // or "json", "github"
};

struct BenchHistoryCommand {
  std::string name;
  std::string format = "table";  // or "json", "html"
  std::string output;            // "" for standard output
};

struct CiCommand {
  bool is_check = false;
};

struct VerifyCommand {
  std::vector<std::string> goals;
};

struct InitCommand {
  std::string folder = ".";
  std::string language = "cpp";  // or "rust", "polyglot"
};

struct CommandLine {
  std::string folder = ".";
  std::string profile;      // "" for SINTER_PROFILE or the default
  std::uint32_t slots = 0;  // 0 for one a processor
  bool is_json = false;
  Verbosity verbosity = Verbosity::normal;
  ColourChoice colour = ColourChoice::automatic;
  std::variant<BuildCommand, DifferentialCommand, RunCommand, ConfigCommand, DoctorCommand, ExplainCommand,
               GraphCommand, CompileCommand, OptimizeCommand, ChooseCommand, FindSourcesCommand, CompileFolderCommand,
               SizeCommand, SizeHistoryCommand, SizeUpdateCommand, CompareProfilesCommand, CheckProgramCommand,
               BindCommand, ComponentCommand, PackageNpmCommand, CacheCommand, CleanCommand, VerifyCommand,
               ReleaseCommand, BenchCommand, BenchHistoryCommand, CiCommand, InitCommand>
      command;
};

/// What main() does with the command line: run it, or print a text and end with a code.
struct Finish {
  std::string text;
  int exit_code;  // 0: the text goes to standard output, else to standard error
};

std::variant<CommandLine, Finish> read_command_line(int count, const char* const* arguments);

}  // namespace sinter
