#include "commands/publish.h"

#include "base/json.h"
#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
#include "os/terminal.h"
#include "release/forge.h"
#include "release/npm_registry.h"
#include "release/publisher.h"
#include "release/pushed_tag.h"
#include "release/registry.h"

namespace sinter {
namespace {

constexpr std::string_view records_folder = ".sinter/release";

/// What the runners of a forge tell of it, where sinter.toml does not.
constexpr std::string_view forge_api_variable = "GITHUB_API_URL";
constexpr std::string_view forge_repository_variable = "GITHUB_REPOSITORY";

struct NamedVariable {
  std::string variable;
  std::string_view use;
};

std::vector<NamedVariable> named_secrets(const ReleaseConfig& config) {
  std::vector<NamedVariable> secrets;
  auto add = [&](const std::string& variable, std::string_view use) {
    if (!variable.empty()) secrets.push_back({variable, use});
  };
  add(config.signing_key, "`sign` of [release]");
  add(config.signing_password, "`sign_password` of [release]");
  add(config.image.user, "`user` of [release.image]");
  add(config.image.password, "`password` of [release.image]");
  add(config.npm.token, "`token` of [release.npm]");
  add(config.forge.token, "`token` of [release.forge]");
  return secrets;
}

/// Variables that are no secrets.
std::vector<NamedVariable> named_places(const ReleaseConfig& config) {
  std::vector<NamedVariable> places;
  if (config.forge.token.empty()) return places;
  if (config.forge.api.empty()) places.push_back({std::string(forge_api_variable), "no `api` in [release.forge]"});
  if (config.forge.repository.empty())
    places.push_back({std::string(forge_repository_variable), "no `repository` in [release.forge]"});
  return places;
}

std::string value_of(const Environment& environment, std::string_view variable) {
  auto found = variable.empty() ? environment.end() : environment.find(variable);
  return found == environment.end() ? "" : std::string(trim(found->second));
}

std::vector<ForgeFile> forge_files(const Release& release) {
  std::vector<ForgeFile> files;
  auto add = [&](const std::string& name, std::uint64_t size_bytes, const Digest& digest) {
    files.push_back({name, join_path(release.folder, name), size_bytes, digest});
  };
  for (const ReleaseFile& file : release.files) add(file.name, file.size_bytes, file.digest);
  for (const std::string& name : {std::string(sums_name), std::string(sums_name) + ".minisig"}) {
    std::optional<std::string> bytes = read_file_if_there(join_path(release.folder, name));
    if (bytes) add(name, bytes->size(), sha256(*bytes));
  }
  return files;
}

/// Everything that [release] asks for, in order. `forge` is what two of them share.
struct Publications {
  std::unique_ptr<ForgeRelease> forge;
  std::vector<std::unique_ptr<Publication>> list;
};

Result<Publications> find_publications(const PublishRequest& request, HttpClient& http) {
  const ReleaseConfig& config = request.project.release;
  const Release& release = request.release;
  const std::string& version = request.project.version;
  auto secret = [&](const std::string& variable) { return value_of(request.environment, variable); };
  Publications all;
  if (release.image && !config.image.destination.empty()) {
    all.list.push_back(
        std::make_unique<RegistryImage>(*release.image,
                                        RegistryTarget{.destination = config.image.destination,
                                                       .tag = version,
                                                       .user = secret(config.image.user),
                                                       .password = secret(config.image.password),
                                                       .layout = join_path(release.folder, image_folder_name)},
                                        http));
  }
  std::string tag = "v" + version;
  if (!config.tag_remote.empty()) {
    all.list.push_back(std::make_unique<PushedTag>(config.tag_remote, tag, request.commit,
                                                   join_path(release.folder, "notes.md"), request.secrets,
                                                   request.environment));
  }
  if (!config.forge.token.empty()) {
    auto told = [&](const std::string& value, std::string_view variable) {
      return value.empty() ? value_of(request.environment, variable) : value;
    };
    ForgeTarget target{.api = told(config.forge.api, forge_api_variable),
                       .repository = told(config.forge.repository, forge_repository_variable),
                       .token = secret(config.forge.token),
                       .tag = tag,
                       .commit = request.commit,
                       .notes = request.notes,
                       .is_pre_release = version.contains('-')};
    all.forge = std::make_unique<ForgeRelease>(std::move(target), forge_files(release), http);
    all.list.push_back(std::make_unique<ForgeDraft>(*all.forge));
  }
  for (const ReleaseFile& file : release.files) {
    if (config.npm.registry.empty() || file.package == nullptr) continue;
    all.list.push_back(SINTER_TRY(NpmVersion::read({.registry = config.npm.registry,
                                                    .token = secret(config.npm.token),
                                                    .tarball = join_path(release.folder, file.name),
                                                    .folder = file.package->folder},
                                                   http)));
  }
  if (all.forge) all.list.push_back(std::make_unique<ForgeAnnouncement>(*all.forge));
  return all;
}

void tell(const std::string& name, std::string_view outcome, bool is_json, TerminalReport& terminal) {
  if (!is_json) return terminal.print(std::string(outcome) + " " + name + "\n");
  JsonWriter json;
  json.begin_object().key("event").string("published").key("name").string(name);
  write_output(json.key("outcome").string(outcome).end_object().take() + "\n");
}

}  // namespace

Result<void> check_credentials(const ReleaseConfig& config, const Environment& environment) {
  bool has_place = !config.image.destination.empty() || !config.tag_remote.empty() || !config.npm.registry.empty() ||
                   !config.forge.token.empty();
  if (!has_place) {
    return fail(Error{.code = Code::release_refused,
                      .what = "sinter.toml does not say where to publish",
                      .where = {"sinter.toml"},
                      .next = "write `push_tag = \"origin\"` below [release], or a table [release.npm], "
                              "[release.forge] or [release.image] with `to`"});
  }
  std::vector<std::string> missing;
  auto look_for = [&](const std::vector<NamedVariable>& variables) {
    for (const NamedVariable& one : variables) {
      if (value_of(environment, one.variable).empty())
        missing.push_back(one.variable + " is not set: " + std::string(one.use));
    }
  };
  look_for(named_secrets(config));
  look_for(named_places(config));
  if (missing.empty()) return {};
  return fail(Error{.code = Code::release_refused,
                    .what = "not all variables are there that publishing needs",
                    .where = {"sinter.toml"},
                    .why = std::move(missing),
                    .next = "set these variables, or take the keys out of sinter.toml"});
}

SecretForms release_secrets(const ReleaseConfig& config, const Environment& environment) {
  SecretForms forms;
  for (const NamedVariable& secret : named_secrets(config)) forms.add(value_of(environment, secret.variable));
  return forms;
}

Result<void> publish(const PublishRequest& request, bool is_json, TerminalReport& terminal) {
  const ReleaseConfig& config = request.project.release;
  HttpClient http(join_path(records_folder, "http"), config.timeout_ns, request.secrets, request.environment);
  ReleaseIdentity identity{.version = request.project.version,
                           .commit = request.commit,
                           .sums = "sha256:" + request.release.sums.hex(),
                           .image = request.release.image ? oci_digest(request.release.image->index.digest) : ""};
  Publisher publisher = SINTER_TRY(
      Publisher::begin(std::string(records_folder), std::move(identity), {config.retries, config.backoff_ns}, http));
  Publications publications = SINTER_TRY(find_publications(request, http));
  // All are looked at before any is written: what must not be replaced is found before a part is public.
  std::vector<Presence> presences;
  for (const auto& publication : publications.list) presences.push_back(SINTER_TRY(publisher.look(*publication)));
  for (std::size_t i = 0; i < presences.size(); ++i) {
    Publication& publication = *publications.list[i];
    if (presences[i] == Presence::there) {
      tell(publication.name(), "there already:", is_json, terminal);
    } else if (request.writes == RemoteWrites::only_shown) {
      tell(publication.name(), "would publish", is_json, terminal);
    } else {
      SINTER_TRY(publisher.make(publication));
      tell(publication.name(), "published", is_json, terminal);
    }
  }
  return {};
}

}  // namespace sinter
