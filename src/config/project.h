// A checked project: what sinter.toml says, with defaults filled in for one profile,
// every glob expanded and every name resolved. Values only; nothing here touches the
// machine, and nothing after config/ reads sinter.toml again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/listed_folder.h"
#include "config/target.h"

namespace sinter {

enum class Optimize : std::uint8_t { none, size, speed, balanced };
enum class Measure : std::uint8_t { raw, gzip, brotli };  // by what the smallest of several results is chosen
enum class Variant : std::uint8_t { baseline, simd, relaxed_simd };  // each can do what the one before can
enum class Language : std::uint8_t { c, cpp };
enum class Toolset : std::uint8_t { clang, cargo, go };  // what makes a module's wasm files
enum class Registry : std::uint8_t { npm };

std::string_view variant_name(Variant variant);
std::string_view optimize_name(Optimize optimize);
std::string_view measure_name(Measure measure);

/// How things are built: built-in `development`, `production`, `test`, or one that inherits.
struct Profile {
  std::string name;
  Optimize optimize = Optimize::size;
  std::optional<Measure> measure = {};  // none: one result is made, and shipped
  bool lto = false;
  bool holds_budgets = true;  // no key: builds that only compare hold none
  bool debug = false;
  std::vector<std::string> sanitize;  // "address", "undefined": native code only
};

struct SourceFile {
  std::string path;  // project path, or a pattern
  Language language;
  std::string tree = {};                   // the tree of a step that the pattern looks into; "" for a file
  std::vector<std::string> excluded = {};  // patterns; with a tree only
};

struct Budget {
  std::optional<std::uint64_t> raw_bytes;     // key `wasm` of a module, else `raw`
  std::optional<std::uint64_t> gzip_bytes;    // key `gzip`
  std::optional<std::uint64_t> brotli_bytes;  // key `brotli`
};

struct ModuleConfig {
  std::string name;
  Place place;  // of its table in sinter.toml
  Toolset toolset = Toolset::clang;
  std::string folder;                // of the package in another language than C and C++, or ""
  std::vector<std::string> inputs;   // of that package: what its build tool reads, sorted
  std::vector<SourceFile> sources;   // sorted by path, never empty with clang, but for a bundle
  std::vector<std::string> bundled;  // [bundle.NAME]: names of modules that are linked in whole, exports and all
  std::vector<std::string> include;  // project folders for -I; default: "."
  std::vector<std::string> uses;     // names of other modules, linked in
  std::vector<std::string> needs;    // names of steps that are done before anything is compiled
  std::vector<std::string> defines;  // NAME or NAME=VALUE
  std::vector<std::string> flags;    // further compiler flags
  std::string precompile;            // project path of the header that C++ sources begin with, or ""
  std::vector<std::string> exports;  // functions that the linker exports as they are
  std::vector<Variant> variants;  // never empty; default: simd and baseline for `features = ["simd128"]`, else baseline
  Optimize optimize = Optimize::size;      // the module's own, else the profile's
  std::optional<Measure> measure;          // likewise
  std::vector<SourceFile> tests;           // doctest files, native
  std::string vectors;                     // project folder with vectors, or ""
  std::vector<std::string> vectors_files;  // the .json files in it, sorted
  std::string twin;                        // project path of the TypeScript twin, or ""
  std::vector<std::string> twin_parts;     // twin-*.ts beside it, which it may import, sorted
  std::string host;      // project path of the same functions by what hosts have built in, or ""; in the twin's folder
  std::string dispatch;  // project path of what the implementations were measured to cost, or ""
  bool component = false;  // also made a component, with its WIT
  Budget budget;
};

inline bool is_bundle(const ModuleConfig& module) { return !module.bundled.empty(); }

/// A native program, or one for WASI, built for each of its targets.
struct BinaryConfig {
  struct Limit {
    Target target;
    Budget budget;  // of the program's file
  };

  std::string name;
  Place place;
  std::vector<SourceFile> sources;   // sorted by path, never empty
  std::vector<std::string> include;  // project folders for -I; default: "."
  std::vector<std::string> uses;     // names of modules whose sources are compiled for each target, too
  std::vector<std::string> needs;    // names of steps that are done before anything is compiled
  std::vector<std::string> defines;
  std::vector<std::string> flags;                 // further compiler flags
  std::vector<std::string> link_flags;            // further arguments for linking
  std::vector<std::string> libraries;             // static ones of the project; `{target}` stands for the target's name
  std::vector<Target> targets;                    // in the order of the enum, never empty
  Optimize optimize = Optimize::size;             // its own, else the profile's
  std::vector<Limit> limits;                      // one a target
  std::optional<std::vector<std::string>> smoke;  // arguments of a trial run, which must end with 0
  std::string when;                               // the condition that is false, or "": then it is built
};

/// The goal of one target, which can be asked for by that name: "acme[aarch64-macos]".
std::string binary_goal(const BinaryConfig& binary, Target target);
/// One of `libraries` for that target: "made/{target}/libzip.a" is "made/aarch64-macos/libzip.a".
std::string library_path(const std::string& library, Target target);

struct PackageConfig {
  std::string name;  // the table's name
  Place place;
  Registry registry = Registry::npm;
  std::string package_name;  // "@acme/geometry"; default: the project's name
  std::string description;
  std::vector<std::string> contains;  // module names, in the order written, never empty
  std::string readme;                 // project path, or "" for a generated one
  std::string license_file;           // project path, or ""
  std::string package_json;           // project path of the project's own, or ""
  std::vector<std::string> checks;    // what `sinter test` tries the package in: "npm", "node" ...
  Budget budget;                      // of all its files together
};

struct PoolConfig {
  std::string name;
  std::uint32_t size = 1;
};

/// Anything else that runs. Steps run with the project's folder (or `cwd` below it) as
/// working folder, and with nothing of the environment but PATH, HOME, TMPDIR and what
/// `environment` and `secrets` list.
struct StepConfig {
  std::string name;  // "site", or with `for` "site[target=a]"
  std::string goal;  // the table's name
  Place place;
  std::vector<std::string> run;  // argv, executed directly, never empty
  std::string cwd = ".";
  std::vector<std::string> needs;    // names of steps, modules, packages
  std::vector<std::string> inputs;   // files, globs expanded, sorted
  std::vector<std::string> outputs;  // files, as written; empty: a check
  std::vector<std::string> environment;
  std::vector<std::string> secrets;  // variables that reach the command and are no input
  std::vector<std::string> scratch;  // files and trees it keeps for itself from run to run
  std::string when;                  // the condition as written, or ""
  bool is_left_out = false;          // `when` is false: counts as done
  std::string depfile;               // project path the command writes, or ""
  bool cache = true;                 // false: always runs
  bool is_test = false;              // `test = true`: only part of `sinter test`
  bool is_interactive = false;       // runs on the terminal, in `sinter run` only; then none of the others apply
  std::optional<std::uint64_t> timeout_ns;
  std::uint32_t retries = 0;
  std::uint64_t backoff_ns = 200'000'000;  // before the first retry; doubles from there
  std::string pool;                        // name in [pool.*], or ""
  Budget budget;                           // of each output
};

/// What `sinter release` makes beside files, and where it publishes. Secrets are named by the
/// variables of the environment that hold them; "" for what is not asked for.
struct ReleaseConfig {
  struct Container {
    Place place;
    std::string binary;                       // what runs in it; "": no image
    std::string destination;                  // "registry.example.com/acme/hello", or "": only a folder
    std::string user;                         // variable
    std::string password;                     // variable
    std::optional<std::uint64_t> size_bytes;  // budget of each processor's image
  };
  struct Npm {
    std::string registry;  // web address
    std::string token;     // variable
  };
  struct Forge {
    std::string api;         // web address, or "": as the forge's own runners have it
    std::string repository;  // "acme/hello", or likewise
    std::string token;       // variable
  };

  std::string profile;           // that releases are built with; "": the one that is asked for
  std::string signing_key;       // variable: a secret key of minisign, or the path of its file
  std::string signing_password;  // variable: of that key
  std::string tag_remote;        // of git: where the tag goes
  Container image;
  Npm npm;
  Forge forge;
  std::uint64_t timeout_ns = 60'000'000'000;  // how long a server may say nothing
  std::uint32_t retries = 5;
  std::uint64_t backoff_ns = 500'000'000;  // before the first retry; doubles from there
};

enum class BenchKind : std::uint8_t { startup, memory, throughput, cold_start, operations };
std::string_view bench_kind_name(BenchKind kind);

/// What `sinter bench` measures. A server finds the port that it listens on in place of `{port}`.
struct BenchConfig {
  std::string name;
  Place place;
  BenchKind kind = BenchKind::startup;
  std::vector<std::string> command;  // argv; empty for operations
  std::vector<std::string> peer;     // that does the same job; empty for none
  std::vector<std::string> needs;    // goals that are built before
  std::string input;                 // project path of what it reads; of a server, a message a line; or ""
  std::string import;                // project path of the ES module whose operation is measured, or ""
  std::string call;                  // that operation, as JavaScript
  std::uint32_t runs = 30;
  double threshold = 1.02;             // more than that of an earlier revision is an alarm
  std::optional<double> peer_at_most;  // likewise of the peer
  std::optional<std::uint64_t> memory_bytes_max;
};

/// What `sinter ci` has to know beside the goals.
struct CiConfig {
  Place place;                               // empty path: there is no [ci]
  std::string container;                     // the image that jobs run in, or ""
  std::vector<std::string> before_checkout;  // lines for bash
  std::vector<std::string> setup;            // likewise, that make a fresh machine ready, in the project's folder
  std::string sinter = "sinter";             // how the tool is called then
  std::string branch = "main";
  std::string runner = "ubuntu-24.04";  // of all that needs no other system
  std::uint32_t minutes_max = 60;       // of each job
  bool publishes_npm = false;
};

/// A folder whose listing decided what the globs matched: if it changes, so may the plan.
struct GlobbedFolder {
  std::string path;
  bool operator==(const GlobbedFolder&) const = default;
};

struct Project {
  std::string name;
  std::string version;
  std::string license;
  std::string description;
  std::string homepage;
  Profile profile;                    // the selected one
  std::vector<ModuleConfig> modules;  // sorted by name, likewise below
  std::vector<BinaryConfig> binaries;
  std::vector<PackageConfig> packages;
  std::vector<StepConfig> steps;
  std::vector<PoolConfig> pools;
  ReleaseConfig release;
  std::vector<BenchConfig> benches;
  CiConfig ci;
  std::string cache_folder;  // [cache] dir; "" for the user's default
  std::uint64_t cache_size_bytes = 5'000'000'000;
  std::vector<ListedFolder> globbed_folders;  // every folder a glob looked into, sorted
  std::vector<std::string> variables;         // of the environment, that decided something; sorted
};

}  // namespace sinter
