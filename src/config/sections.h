// The sections of sinter.toml, one reading function each; config.cc calls them in turn.
// What names other goals comes back with its places, because it can be checked only when
// every section is read.
#pragma once

#include <string>
#include <vector>

#include "config/condition.h"
#include "config/inventory.h"
#include "config/project.h"
#include "config/reader.h"

namespace sinter {

struct ModuleSection {
  ModuleConfig config;
  std::vector<Text> uses;
  std::vector<Text> bundled;
  std::vector<Text> needs;
};

struct BinarySection {
  BinaryConfig config;
  std::vector<std::string> variables;  // of the environment, that `when` names
  std::vector<Text> uses;
  std::vector<Text> needs;
};

struct PackageSection {
  PackageConfig config;
  std::vector<Text> contains;
};

struct StepSection {
  StepConfig config;
  std::vector<Text> needs;
  std::vector<Text> pool;              // none or one
  std::vector<std::string> variables;  // of the environment, that `when` names
};

struct BenchSection {
  BenchConfig config;
  std::vector<Text> needs;
};

/// What a `when` may ask.
struct Surroundings {
  std::vector<ConditionVariable> variables;
  const Environment& environment;
};

/// The key `when`.
struct When {
  std::string text;  // "" where there is none
  bool holds = true;
  std::vector<std::string> variables;  // of the environment, that it names
};
When read_when(TableReader& table, const Surroundings& surroundings);

void read_project_section(TableReader& table, Project& project);
void read_cache_section(TableReader& table, Project& project);
/// `profile` comes with the defaults of its name.
void read_profile_section(TableReader& table, Profile& profile);
PoolConfig read_pool_section(TableReader& table, const std::string& name);
ModuleSection read_module_section(TableReader& table, const std::string& name, const Profile& profile,
                                  Inventory& inventory);
/// [bundle.NAME]; its variants follow from the modules, so ConfigReading sets them.
ModuleSection read_bundle_section(TableReader& table, const std::string& name, const Profile& profile);
/// `member` is the table. What is said of a binary that is left out must be right, too, but its files may be missing.
BinarySection read_binary_section(TableReader& table, const TomlMember& member, const Profile& profile,
                                  const Surroundings& surroundings, Inventory& inventory);
/// `project` gives the defaults for the package's name and description.
PackageSection read_package_section(TableReader& table, const std::string& name, const Project& project,
                                    Inventory& inventory);
/// The first half of a step: whether it takes part, what it makes and what it keeps. Only when that is
/// known of all steps can anybody's inputs be read.
StepSection read_step_outcome(TableReader& table, std::string goal, std::string name, const Surroundings& surroundings);
/// The other half.
void read_step_section(TableReader& table, StepSection& section, Inventory& inventory);

/// [release]; `binaries` are those that an image can be of.
void read_release_section(TableReader& table, const std::vector<BinarySection>& binaries, ReleaseConfig& release);
BenchSection read_bench_section(TableReader& table, const std::string& name, Inventory& inventory);

void read_ci_section(TableReader& table, CiConfig& ci);

/// What several sections read: a path or pattern of the project.
/// The key's literal project path; it must be there as `wanted`.
std::string read_existing_path(TableReader& table, std::string_view key, std::string_view example,
                               Inventory::Found wanted, Inventory& inventory);
/// The key's literal project path, which need not exist yet.
std::string read_any_path(TableReader& table, std::string_view key, std::string_view example);
/// Every file that the patterns match, sorted, once. `reader` is the step that asks.
enum class MissingLiteral : std::uint8_t { is_error, is_fine };
std::vector<Text> read_files(TableReader& table, std::string_view key, std::string_view example,
                             MissingLiteral missing_literal, Inventory& inventory, std::string_view reader = {});

std::optional<Optimize> read_optimize(TableReader& table);
/// The table's own, else that of the profile.
std::optional<Measure> read_measure(TableReader& table, std::optional<Measure> otherwise);
/// The key `budget`; `raw_key` is what the uncompressed size is called in it.
Budget read_budget(TableReader& table, std::string_view raw_key);

}  // namespace sinter
