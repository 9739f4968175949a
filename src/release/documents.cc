#include "release/documents.h"

#include <chrono>

#include "base/json.h"
#include "base/ranges.h"
#include "release/http.h"

namespace sinter {
namespace {

constexpr int indent = 2;

std::string padded(std::uint64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// Everything that says what the files are: the same for the same release, another for another.
Digest identity_of(const ReleaseFacts& facts) {
  Hasher hasher;
  hasher.field(facts.project).field(facts.version).field(facts.commit);
  for (const ReleasedFile& file : facts.files) hasher.field(file.name).field(file.digest);
  return hasher.finish();
}

/// A UUID of version 8, whose bits are the maker's to choose (RFC 9562).
std::string uuid_of(const Digest& digest) {
  std::string hex = digest.hex().substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned>(digest.bytes[8] & 3)];
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

/// As package URLs want names, whose `/` stay.
std::string package_url(std::string_view ecosystem, std::string_view name, std::string_view version) {
  std::string url = "pkg:" + std::string(ecosystem) + "/" + percent_encoded(name, "/");
  return version.empty() ? url : url + "@" + percent_encoded(version, "/");
}

std::string project_url(const ReleaseFacts& facts) { return package_url("generic", facts.project, facts.version); }

std::string file_reference(const ReleasedFile& file) { return "file:" + file.name; }

std::string url_of(const OutsidePackage& package) {
  return package_url(package.ecosystem, package.name, package.version);
}

/// Those of all files, each once.
std::vector<OutsidePackage> outside_packages(const ReleaseFacts& facts) {
  std::vector<OutsidePackage> all;
  for (const ReleasedFile& file : facts.files) all.insert(all.end(), file.contains.begin(), file.contains.end());
  keep_each_once(all);
  return all;
}

std::string_view cyclonedx_type(ReleasedFile::Kind kind) {
  switch (kind) {
    case ReleasedFile::Kind::program: return "application";
    case ReleasedFile::Kind::npm_package: return "library";
    case ReleasedFile::Kind::image: return "container";
  }
  return "file";
}

std::string_view spdx_purpose(ReleasedFile::Kind kind) {
  switch (kind) {
    case ReleasedFile::Kind::program: return "ARCHIVE";
    case ReleasedFile::Kind::npm_package: return "LIBRARY";
    case ReleasedFile::Kind::image: return "CONTAINER";
  }
  return "FILE";
}

void write_cyclonedx_hash(JsonWriter& json, const Digest& digest) {
  if (digest == Digest{}) return;
  json.key("hashes").begin_array().begin_object().key("alg").string("SHA-256");
  json.key("content").string(digest.hex()).end_object().end_array();
}

void write_cyclonedx_project(JsonWriter& json, const ReleaseFacts& facts) {
  json.key("component").begin_object().key("type").string("application");
  json.key("bom-ref").string(project_url(facts)).key("name").string(facts.project);
  json.key("version").string(facts.version);
  if (!facts.description.empty()) json.key("description").string(facts.description);
  if (!facts.license.empty()) {
    json.key("licenses").begin_array().begin_object().key("expression").string(facts.license);
    json.end_object().end_array();
  }
  json.key("purl").string(project_url(facts));
  if (!facts.homepage.empty() || !facts.repository.empty()) {
    json.key("externalReferences").begin_array();
    if (!facts.homepage.empty())
      json.begin_object().key("type").string("website").key("url").string(facts.homepage).end_object();
    if (!facts.repository.empty())
      json.begin_object().key("type").string("vcs").key("url").string(facts.repository).end_object();
    json.end_array();
  }
  json.end_object();
}

void write_spdx_package(JsonWriter& json, std::string_view id, std::string_view name, std::string_view version,
                        std::string_view license, const Digest& digest, std::string_view purpose,
                        std::string_view url) {
  json.begin_object().key("SPDXID").string(id).key("name").string(name);
  if (!version.empty()) json.key("versionInfo").string(version);
  json.key("downloadLocation").string("NOASSERTION").key("filesAnalyzed").boolean(false);
  json.key("licenseConcluded").string("NOASSERTION");
  json.key("licenseDeclared").string(license.empty() ? "NOASSERTION" : license);
  json.key("copyrightText").string("NOASSERTION").key("primaryPackagePurpose").string(purpose);
  if (digest != Digest{}) {
    json.key("checksums").begin_array().begin_object().key("algorithm").string("SHA256");
    json.key("checksumValue").string(digest.hex()).end_object().end_array();
  }
  if (!url.empty()) {
    json.key("externalRefs").begin_array().begin_object();
    json.key("referenceCategory").string("PACKAGE-MANAGER").key("referenceType").string("purl");
    json.key("referenceLocator").string(url).end_object().end_array();
  }
  json.end_object();
}

void write_relationship(JsonWriter& json, std::string_view from, std::string_view type, std::string_view to) {
  json.begin_object().key("spdxElementId").string(from).key("relationshipType").string(type);
  json.key("relatedSpdxElement").string(to).end_object();
}

}  // namespace

void keep_each_once(std::vector<OutsidePackage>& packages) {
  ranges::sort(packages, {}, url_of);
  std::vector<OutsidePackage> once;
  for (OutsidePackage& package : packages) {
    if (once.empty() || url_of(once.back()) != url_of(package)) once.push_back(std::move(package));
  }
  packages = std::move(once);
}

std::string time_text(std::uint64_t seconds) {
  std::chrono::sys_seconds at{std::chrono::seconds{seconds}};
  std::chrono::sys_days midnight = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day date{midnight};
  std::chrono::hh_mm_ss time{at - midnight};
  return padded(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" + padded(static_cast<unsigned>(date.day()), 2) + "T" +
         padded(static_cast<std::uint64_t>(time.hours().count()), 2) + ":" +
         padded(static_cast<std::uint64_t>(time.minutes().count()), 2) + ":" +
         padded(static_cast<std::uint64_t>(time.seconds().count()), 2) + "Z";
}

std::string cyclonedx_document(const ReleaseFacts& facts) {
  std::vector<OutsidePackage> outside = outside_packages(facts);
  JsonWriter json(indent);
  json.begin_object().key("bomFormat").string("CycloneDX").key("specVersion").string("1.5");
  json.key("serialNumber").string("urn:uuid:" + uuid_of(identity_of(facts))).key("version").number(1);
  json.key("metadata").begin_object().key("timestamp").string(time_text(facts.seconds));
  json.key("tools").begin_object().key("components").begin_array().begin_object();
  json.key("type").string("application").key("name").string("sinter").key("version").string(facts.tool_version);
  json.end_object().end_array().end_object();
  write_cyclonedx_project(json, facts);
  json.end_object();
  json.key("components").begin_array();
  for (const ReleasedFile& file : facts.files) {
    json.begin_object().key("type").string(cyclonedx_type(file.kind)).key("bom-ref").string(file_reference(file));
    json.key("name").string(file.name).key("version").string(facts.version);
    write_cyclonedx_hash(json, file.digest);
    json.end_object();
  }
  for (const OutsidePackage& package : outside) {
    json.begin_object().key("type").string("library").key("bom-ref").string(url_of(package));
    json.key("name").string(package.name);
    if (!package.version.empty()) json.key("version").string(package.version);
    write_cyclonedx_hash(json, package.digest);
    json.key("purl").string(url_of(package)).end_object();
  }
  json.end_array().key("dependencies").begin_array();
  json.begin_object().key("ref").string(project_url(facts)).key("dependsOn").begin_array();
  for (const ReleasedFile& file : facts.files) json.string(file_reference(file));
  json.end_array().end_object();
  for (const ReleasedFile& file : facts.files) {
    json.begin_object().key("ref").string(file_reference(file)).key("dependsOn").begin_array();
    for (const OutsidePackage& package : file.contains) json.string(url_of(package));
    json.end_array().end_object();
  }
  return json.end_array().end_object().take() + "\n";
}

std::string spdx_document(const ReleaseFacts& facts) {
  std::vector<OutsidePackage> outside = outside_packages(facts);
  constexpr std::string_view document = "SPDXRef-DOCUMENT", project = "SPDXRef-project";
  auto file_id = [](std::size_t index) { return "SPDXRef-file-" + std::to_string(index + 1); };
  auto outside_id = [](std::size_t index) { return "SPDXRef-package-" + std::to_string(index + 1); };
  JsonWriter json(indent);
  json.begin_object().key("spdxVersion").string("SPDX-2.3").key("dataLicense").string("CC0-1.0");
  json.key("SPDXID").string(document).key("name").string(facts.project + "-" + facts.version);
  json.key("documentNamespace").string("urn:uuid:" + uuid_of(identity_of(facts)));
  json.key("creationInfo").begin_object().key("created").string(time_text(facts.seconds));
  json.key("creators").begin_array().string("Tool: sinter-" + facts.tool_version).end_array().end_object();
  json.key("packages").begin_array();
  write_spdx_package(json, project, facts.project, facts.version, facts.license, {}, "APPLICATION", project_url(facts));
  for (std::size_t i = 0; i < facts.files.size(); ++i) {
    const ReleasedFile& file = facts.files[i];
    write_spdx_package(json, file_id(i), file.name, facts.version, facts.license, file.digest, spdx_purpose(file.kind),
                       "");
  }
  for (std::size_t i = 0; i < outside.size(); ++i) {
    write_spdx_package(json, outside_id(i), outside[i].name, outside[i].version, "", outside[i].digest, "LIBRARY",
                       url_of(outside[i]));
  }
  json.end_array().key("relationships").begin_array();
  write_relationship(json, document, "DESCRIBES", project);
  for (std::size_t i = 0; i < facts.files.size(); ++i) {
    write_relationship(json, project, "GENERATES", file_id(i));
    for (const OutsidePackage& package : facts.files[i].contains) {
      auto found = ranges::find(outside, url_of(package), url_of);
      write_relationship(json, file_id(i), "CONTAINS", outside_id(static_cast<std::size_t>(found - outside.begin())));
    }
  }
  return json.end_array().end_object().take() + "\n";
}

std::string provenance_statement(const ReleaseFacts& facts) {
  JsonWriter json(indent);
  json.begin_object().key("_type").string("https://in-toto.io/Statement/v1").key("subject").begin_array();
  for (const ReleasedFile& file : facts.files) {
    json.begin_object().key("name").string(file.name).key("digest").begin_object();
    json.key("sha256").string(file.digest.hex()).end_object().end_object();
  }
  json.end_array().key("predicateType").string("https://slsa.dev/provenance/v1");
  json.key("predicate").begin_object().key("buildDefinition").begin_object();
  json.key("buildType").string("urn:sinter:release:1").key("externalParameters").begin_object();
  json.key("project").string(facts.project).key("version").string(facts.version);
  json.key("profile").string(facts.profile).end_object();
  json.key("internalParameters").begin_object().key("everythingCommitted").boolean(facts.is_committed).end_object();
  json.key("resolvedDependencies").begin_array().begin_object();
  json.key("uri").string(facts.repository.empty() ? "git:" + facts.commit : "git+" + facts.repository);
  json.key("digest").begin_object().key("gitCommit").string(facts.commit).end_object().end_object().end_array();
  json.end_object().key("runDetails").begin_object().key("builder").begin_object();
  json.key("id").string("urn:sinter:tool").key("version").begin_object();
  json.key("sinter").string(facts.tool_version).end_object().end_object().end_object().end_object();
  return json.end_object().take() + "\n";
}

}  // namespace sinter
