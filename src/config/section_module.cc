// [module.NAME]: sources that become one wasm file in one or more variants.
#include <algorithm>
#include <unordered_set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "config/module_language.h"
#include "config/section_sources.h"
#include "config/sections.h"

namespace sinter {
namespace {

std::vector<std::string> read_exports(TableReader& table) {
  std::vector<std::string> names;
  for (Text& entry : table.texts("exports", "[\"crc32\"]")) {
    if (is_c_identifier(entry.value)) {
      names.push_back(std::move(entry.value));
      continue;
    }
    table.problems().add(entry.spot, Code::config_value, quote(entry.value) + " in `exports` is no function of C",
                         "write the function's name alone, such as `crc32`");
  }
  return names;
}

std::vector<Variant> read_variants(TableReader& table) {
  constexpr std::string_view feature_names[] = {"simd128"};
  constexpr std::string_view variant_names[] = {"baseline", "simd", "relaxed-simd"};  // in the order of the enum
  bool has_simd = !table.choices("features", feature_names).empty();
  std::vector<Variant> variants;
  for (std::size_t index : table.choices("variants", variant_names)) variants.push_back(static_cast<Variant>(index));
  ranges::sort(variants);
  if (variants.empty()) variants.push_back(Variant::baseline);
  if (!table.has("variants") && has_simd) variants.push_back(Variant::simd);
  return variants;
}

/// The files in the folder of vectors: an empty one would be a test that cannot fail.
std::vector<std::string> read_vectors_files(TableReader& table, const std::string& folder, Inventory& inventory) {
  if (folder.empty()) return {};
  Result<std::vector<std::string>> files = inventory.expand(folder + "/*.json");
  if (files.has_value()) return *std::move(files);
  table.problems().add(table.member("vectors")->spot, std::move(files).error());
  return {};
}

/// What stands in for the wasm: the same functions in TypeScript, and when which is faster.
void read_implementations(TableReader& table, ModuleConfig& module, Inventory& inventory) {
  auto file = [&](std::string_view key, std::string_view name) {
    std::string example = "\"" + module.name + "/" + std::string(name) + "\"";
    return read_existing_path(table, key, example, Inventory::Found::file, inventory);
  };
  module.twin = file("twin", "twin.ts");
  module.host = file("host", "host.ts");
  module.dispatch = file("dispatch", "dispatch.json");
  if (module.twin.empty()) {
    for (std::string_view key : {"host", "dispatch"}) {
      if (table.member(key) == nullptr) continue;
      table.problems().add(table.member(key)->spot, Code::config_value,
                           quote(key) + " needs a twin to choose between them", "add `twin`");
    }
    return;
  }
  std::string folder = parent_path(module.twin);
  if (!module.host.empty() && parent_path(module.host) != folder) {
    table.problems().add(table.member("host")->spot, Code::config_value, "`host` and `twin` lie in different folders",
                         "put both into one folder");
  }
  if (!module.host.empty() && file_name(module.host) != "host.ts") {
    table.problems().add(table.member("host")->spot, Code::config_value, "`host` is a file called host.ts",
                         "rename " + quote(module.host));
  }
  Result<std::vector<std::string>> parts = inventory.expand(join_path(folder, "twin-*.ts"));
  if (parts.has_value()) module.twin_parts = *std::move(parts);  // that there are none is no error
}

/// The keys of a module in C and C++.
void read_clang_module(TableReader& table, ModuleSection& section, Inventory& inventory) {
  ModuleConfig& module = section.config;
  std::string example = "[\"" + module.name + "/*.cc\"]";

  std::size_t problems_before = table.problems().count();
  table.require("sources", example);
  std::vector<Glob> excluded = read_exclude(table);
  module.tests = read_sources(table, "tests", "[\"" + module.name + "/*_test.cc\"]", excluded, inventory);
  module.sources = read_sources(table, "sources", example, excluded, inventory, InTrees::yes);
  // A file cannot be both, and `sources = ["text/*.cc"]` should not need an exclude for its tests.
  std::unordered_set<std::string> tests;
  for (const SourceFile& file : module.tests) tests.insert(file.path);
  std::erase_if(module.sources, [&](const SourceFile& file) { return tests.contains(file.path); });
  if (module.sources.empty() && table.problems().count() == problems_before) {
    table.problems().add(table.spot(), Code::config_glob_empty, table.title() + " has no source left",
                         "let `exclude` and `tests` leave at least one file of `sources`");
  }

  module.include = read_include(table, inventory);
  section.needs = table.texts("needs", "[\"tables\"]");
  section.uses = table.texts("uses", "[\"memory\"]");
  module.defines = read_defines(table);
  module.precompile = read_existing_path(table, "precompile", "\"" + module.name + "/vocabulary.h\"",
                                         Inventory::Found::file, inventory);
  module.exports = read_exports(table);
  module.vectors =
      read_existing_path(table, "vectors", "\"" + module.name + "/vectors\"", Inventory::Found::folder, inventory);
  module.vectors_files = read_vectors_files(table, module.vectors, inventory);
  read_implementations(table, module, inventory);
}

}  // namespace

ModuleSection read_module_section(TableReader& table, const std::string& name, const Profile& profile,
                                  Inventory& inventory) {
  ModuleSection section;
  ModuleConfig& module = section.config;
  module.name = name;
  module.place = table.problems().place(table.spot());
  module.flags = read_flags(table, "flags", "[\"-Wextra\"]");
  if (names_language(table)) read_language(table, module, inventory);
  else read_clang_module(table, section, inventory);
  module.variants = read_variants(table);
  if (module.toolset != Toolset::clang && ranges::contains(module.variants, Variant::relaxed_simd)) {
    table.problems().add(table.member("variants")->value.spot, Code::config_value,
                         "only modules in C and C++ have the variant `relaxed-simd`", "take it out of `variants`");
  }
  module.optimize = read_optimize(table).value_or(profile.optimize);
  module.measure = read_measure(table, profile.measure);
  module.component = table.boolean("component").value_or(false);
  module.budget = read_budget(table, "wasm");
  table.finish();
  return section;
}

ModuleSection read_bundle_section(TableReader& table, const std::string& name, const Profile& profile) {
  ModuleSection section;
  ModuleConfig& bundle = section.config;
  bundle.name = name;
  bundle.place = table.problems().place(table.spot());
  constexpr std::string_view example = "[\"geometry\", \"text\"]";
  table.require("modules", example);
  std::size_t problems_before = table.problems().count();
  section.bundled = table.texts("modules", example);
  if (table.has("modules") && section.bundled.empty() && table.problems().count() == problems_before) {
    table.problems().add(table.member("modules")->value.spot, Code::config_value,
                         "`modules` in " + table.title() + " is empty", "name the modules that are linked together");
  }
  bundle.optimize = read_optimize(table).value_or(profile.optimize);
  bundle.measure = read_measure(table, profile.measure);
  bundle.budget = read_budget(table, "wasm");
  table.finish();
  return section;
}

}  // namespace sinter
