// The plan of a build: actions, the files between them, and the tools they use. Built
// once by GraphBuilder and final from then on: a `const Graph` gains no action; only
// inputs discovered by depfiles come later, and those live in the build's state.
//
// Texts and lists are views into the graph's own memory, so that a kept plan is used where
// it was read, without an allocation an action (docs/decisions/0004-plans-are-views.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

namespace sinter {

struct FileId {
  std::uint32_t index;
  auto operator<=>(const FileId&) const = default;
};
struct ActionId {
  std::uint32_t index;
  auto operator<=>(const ActionId&) const = default;
};
struct ToolId {
  std::uint32_t index;
  auto operator<=>(const ToolId&) const = default;
};

/// A file that is read or made, or a tree under its name (base/tree_name.h): whoever reads
/// a file of a tree has the tree as its input. Sources have no producer.
struct File {
  std::string_view path;  // project path, or absolute for files of the system
  std::optional<ActionId> producer;
};

/// A program whose content belongs to the key of every action that uses it.
struct Tool {
  std::string name;  // what messages call it: "clang++-22"
  std::string path;  // absolute
};

/// Where sinter.toml asks for an action; a Place wherever one is wanted.
struct ActionPlace {
  std::string_view path;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  operator Place() const { return {std::string(path), line, column}; }
};

/// One unit of work: a command with declared inputs, outputs and environment. Everything
/// it views belongs to the graph.
struct Action {
  std::string_view name;  // unique: "text/simd: compile modules/text/hash.cc"
  std::string_view verb;  // for progress and tables: "compile"
  std::string_view goal;  // the module, binary, package or step it belongs to
  ActionPlace place;
  std::span<const std::string_view> argv;
  std::string_view folder = ".";                  // working folder, a project path
  std::span<const std::string_view> environment;  // names of variables it may see
  std::span<const std::string_view> secrets;      // likewise, but no part of the key, and shown nowhere
  std::span<const FileId> inputs;                 // sorted
  std::span<const FileId> outputs;                // as declared; none: a check
  std::span<const ActionId> after;                // must be done before, without giving a file
  std::span<const ActionId> needs;                // all it needs directly: `after`, and who makes its inputs; sorted
  std::span<const ToolId> tools;                  // sorted
  std::span<const std::string_view> scratch;      // files and trees that only it reads and writes; no part of the key
  std::string_view depfile;                       // project path, "" for none; removed when read
  std::string_view pool;                          // "" for none
  std::optional<std::uint64_t> timeout_ns;
  std::uint32_t retries = 0;
  std::uint64_t backoff_ns = 0;   // before the first retry; twice as long before each further one
  bool replaces_outputs = false;  // the command itself replaces them, as one step
  bool cache = true;              // false: runs every time
  bool is_test = false;           // only wanted by `test`
  bool names_path = false;        // PATH counts to the letter; else the folders that it leads to
  bool is_interactive = false;    // runs on the terminal, only when asked for by `run`; never selected
  Digest command;                 // of arguments, folder and outputs: see command_digest()
};

struct Pool {
  std::string name;
  std::uint32_t size;
};

/// A name a person can ask to be built, and the actions that stand for it.
struct Goal {
  std::string_view name;
  std::string_view kind;  // "module", "binary", "package", "step"
  std::span<const ActionId> actions;
  std::string_view left_out_by = {};  // the `when` that is false, so that there are no actions; else ""
};

struct Graph {
  Arena memory;                 // what the views below look at
  std::vector<File> files;      // sorted by path
  std::vector<Action> actions;  // in an order in which every action follows what it needs
  std::vector<Tool> tools;      // sorted by name
  std::vector<Pool> pools;
  std::vector<Goal> goals;  // sorted by name

  const File& operator[](FileId id) const { return files[id.index]; }
  const Action& operator[](ActionId id) const { return actions[id.index]; }
  const Tool& operator[](ToolId id) const { return tools[id.index]; }
};

/// The goal of that name; null if there is none. Looks at a handful, however many there are.
const Goal* find_goal(const Graph& graph, std::string_view name);

/// The digest of an action's command, as it goes into the key. A tool's path does not:
/// the same tool elsewhere is the same tool.
Digest command_digest(const Graph& graph, const Action& action);

/// Whether `action` begins after `maker` is done, or is `maker` itself.
bool waits_for(const Graph& graph, ActionId action, ActionId maker);

enum class Purpose : std::uint8_t { build, test, run };

/// The actions needed for the named goals (all goals when empty), sorted. With
/// Purpose::build the tests among them are left out unless a goal names them. Interactive
/// actions are never among them: with Purpose::run what those of the goals need is, and
/// without it naming one is an error.
Result<std::vector<ActionId>> select_actions(const Graph& graph, const std::vector<std::string>& goals,
                                             Purpose purpose);

}  // namespace sinter
