// [project], [profile.NAME], [cache] and [package.NAME].
#include "base/path.h"
#include "base/text.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

/// The names of sdk/testing/package.mjs.
constexpr std::string_view package_checks[] = {"npm",     "node", "types",   "deno",   "bun",     "workerd",
                                               "browser", "vite", "webpack", "rollup", "esbuild", "registry"};

/// One line for people: goes into package.json and the generated readme.
std::string read_line(TableReader& table, std::string_view key, std::string_view example, std::string otherwise) {
  std::optional<Text> line = table.text(key, example);
  if (!line) return otherwise;
  if (line->value.find_first_of("\r\n") == std::string::npos) return line->value;
  table.problems().add(line->spot, Code::config_value, quote(key) + " in " + table.title() + " has several lines",
                       "write one line");
  return otherwise;
}

void read_version(TableReader& table, Project& project) {
  project.version = "0.0.0";
  std::optional<Text> version = table.text("version", "\"1.4.0\"");
  if (!version) return;
  project.version = version->value;
  if (std::optional<std::string> fault = version_fault(version->value)) {
    table.problems().add(version->spot, Error{.code = Code::config_value,
                                              .what = quote(version->value) + " is no version",
                                              .why = {*std::move(fault)},
                                              .next = "write it as Semantic Versioning says: `version = \"1.4.0\"`"});
  }
}

void read_homepage(TableReader& table, Project& project) {
  std::optional<Text> homepage = table.text("homepage", "\"https://example.com/geometry\"");
  if (!homepage) return;
  project.homepage = homepage->value;
  if (project.homepage.starts_with("https://") || project.homepage.starts_with("http://")) return;
  table.problems().add(homepage->spot, Code::config_value, quote(project.homepage) + " is no web address",
                       "start it with `https://`");
}

}  // namespace

void read_project_section(TableReader& table, Project& project) {
  constexpr std::string_view name_example = "\"acme-geometry\"";
  table.require("name", name_example);
  if (std::optional<Text> name = table.text("name", name_example)) {
    project.name = name->value;
    // The project's name is the default of package names, so npm's rules are the ones to keep.
    if (std::optional<std::string> fault = npm_name_fault(name->value)) {
      table.problems().add(name->spot, Error{.code = Code::config_value,
                                             .what = quote(name->value) + " cannot be a project's name",
                                             .why = {*std::move(fault)},
                                             .next = "write `name = " + std::string(name_example) + "`"});
    }
  }
  read_version(table, project);
  project.license = read_line(table, "license", "\"MIT\"", "");
  project.description = read_line(table, "description", "\"Geometry for the web\"", "");
  read_homepage(table, project);
  table.finish();
}

void read_cache_section(TableReader& table, Project& project) {
  if (std::optional<Text> dir = table.text("dir", "\".sinter/cache\"")) {
    // The one path that may be absolute: a cache is the machine's, not the project's.
    if (is_absolute(dir->value)) {
      project.cache_folder = normalize_path(dir->value);
    } else if (Result<std::string> path = parse_project_path(dir->value); path.has_value()) {
      project.cache_folder = *std::move(path);
    } else {
      table.problems().add(dir->spot,
                           std::move(path).error().advise("write an absolute path, or one inside the project"));
    }
  }
  project.cache_size_bytes = table.size_bytes("size", "\"5 GB\"").value_or(project.cache_size_bytes);
  table.finish();
}

void read_profile_section(TableReader& table, Profile& profile) {
  profile.optimize = read_optimize(table).value_or(profile.optimize);
  profile.measure = read_measure(table, profile.measure);
  profile.lto = table.boolean("lto").value_or(profile.lto);
  profile.debug = table.boolean("debug").value_or(profile.debug);
  constexpr std::string_view sanitizers[] = {"address", "undefined"};
  for (std::size_t index : table.choices("sanitize", sanitizers)) profile.sanitize.emplace_back(sanitizers[index]);
  table.finish();
}

PackageSection read_package_section(TableReader& table, const std::string& name, const Project& project,
                                    Inventory& inventory) {
  PackageSection section;
  PackageConfig& package = section.config;
  package.name = name;
  package.place = table.problems().place(table.spot());
  constexpr std::string_view registries[] = {"npm"};
  if (table.choice("registry", registries)) package.registry = Registry::npm;

  package.package_name = project.name;
  if (std::optional<Text> package_name = table.text("name", "\"@acme/geometry\"")) {
    package.package_name = package_name->value;
    if (std::optional<std::string> fault = npm_name_fault(package_name->value)) {
      table.problems().add(package_name->spot, Error{.code = Code::config_value,
                                                     .what = "npm refuses the name " + quote(package_name->value),
                                                     .why = {*std::move(fault)},
                                                     .next = "write `name = \"@acme/geometry\"`"});
    }
  }
  package.description = read_line(table, "description", "\"Geometry for the web\"", project.description);
  constexpr std::string_view contains_example = "[\"geometry\"]";
  table.require("contains", contains_example);
  std::size_t problems_before = table.problems().count();
  section.contains = table.texts("contains", contains_example);
  if (table.has("contains") && section.contains.empty() && table.problems().count() == problems_before) {
    table.problems().add(table.member("contains")->value.spot, Code::config_value,
                         "`contains` in " + table.title() + " is empty", "name the modules that belong in the package");
  }
  package.readme = read_existing_path(table, "readme", "\"README.md\"", Inventory::Found::file, inventory);
  package.license_file = read_existing_path(table, "license_file", "\"LICENSE\"", Inventory::Found::file, inventory);
  package.budget = read_budget(table, "raw");
  for (std::size_t index : table.choices("checks", package_checks)) package.checks.emplace_back(package_checks[index]);
  package.package_json =
      read_existing_path(table, "package_json", "\"package.json\"", Inventory::Found::file, inventory);
  table.finish();
  return section;
}

}  // namespace sinter
