#include "release/image.h"

#include "base/json.h"
#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
#include "release/archive.h"
#include "release/documents.h"

namespace sinter {
namespace {

constexpr std::string_view index_type = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view config_type = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view layer_type = "application/vnd.oci.image.layer.v1.tar+gzip";
constexpr std::string_view nobody = "65532:65532";  // no user of any host; images of other makers have it, too

ImageBlob blob(std::string_view media_type, std::string bytes) {
  Digest digest = sha256(bytes);
  return {std::string(media_type), std::move(bytes), digest};
}

void write_descriptor(JsonWriter& json, const ImageBlob& blob) {
  json.key("mediaType").string(blob.media_type).key("digest").string(oci_digest(blob.digest));
  json.key("size").number(std::uint64_t{blob.bytes.size()});
}

void write_annotations(JsonWriter& json, const ImageFacts& facts) {
  auto annotate = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.key("org.opencontainers.image." + std::string(name)).string(value);
  };
  json.key("annotations").begin_object();
  annotate("created", time_text(facts.seconds));
  annotate("description", facts.description);
  annotate("licenses", facts.license);
  annotate("revision", facts.commit);
  annotate("source", facts.source);
  annotate("title", facts.name);
  annotate("version", facts.version);
  json.end_object();
}

ImageBlob configuration(const ImageProgram& program, const ImageFacts& facts, const Digest& layer) {
  JsonWriter json;
  json.begin_object().key("created").string(time_text(facts.seconds));
  json.key("architecture").string(program.architecture).key("os").string("linux");
  json.key("config").begin_object().key("User").string(nobody);
  json.key("Entrypoint").begin_array().string("/" + facts.name).end_array().end_object();
  json.key("rootfs").begin_object().key("type").string("layers");
  json.key("diff_ids").begin_array().string(oci_digest(layer)).end_array().end_object();
  return blob(config_type, json.end_object().take());
}

ImageBlob manifest(const ImageBlob& config, const ImageBlob& layer, const ImageFacts& facts) {
  JsonWriter json;
  json.begin_object().key("schemaVersion").number(2).key("mediaType").string(manifest_type);
  json.key("config").begin_object();
  write_descriptor(json, config);
  json.end_object().key("layers").begin_array().begin_object();
  write_descriptor(json, layer);
  json.end_object().end_array();
  write_annotations(json, facts);
  return blob(manifest_type, json.end_object().take());
}

ImageBlob index_of(const std::vector<ImageProgram>& programs, const std::vector<ImageBlob>& manifests,
                   const ImageFacts& facts) {
  JsonWriter json;
  json.begin_object().key("schemaVersion").number(2).key("mediaType").string(index_type).key("manifests").begin_array();
  for (std::size_t i = 0; i < programs.size(); ++i) {
    json.begin_object();
    write_descriptor(json, manifests[i]);
    json.key("platform").begin_object().key("architecture").string(programs[i].architecture);
    json.key("os").string("linux").end_object().end_object();
  }
  json.end_array();
  write_annotations(json, facts);
  return blob(index_type, json.end_object().take());
}

}  // namespace

std::string oci_digest(const Digest& digest) { return "sha256:" + digest.hex(); }

std::uint64_t Image::size_bytes(std::size_t program) const {
  return parts[2 * program].bytes.size() + parts[2 * program + 1].bytes.size() + manifests[program].bytes.size();
}

Result<Image> make_image(const std::vector<ImageProgram>& programs, const ImageFacts& facts) {
  Image image;
  for (const ImageProgram& program : programs) {
    std::vector<ArchiveFile> files = {{.path = facts.name, .bytes = program.bytes, .is_executable = true}};
    std::string tar = SINTER_TRY(make_tar(std::move(files), facts.seconds));
    ImageBlob layer = blob(layer_type, gzipped(tar));
    ImageBlob config = configuration(program, facts, sha256(tar));
    image.manifests.push_back(manifest(config, layer, facts));
    image.parts.push_back(std::move(layer));
    image.parts.push_back(std::move(config));
  }
  image.index = index_of(programs, image.manifests, facts);
  return image;
}

Result<void> write_image(const Image& image, const std::string& tag, const std::string& folder) {
  std::string blobs = join_path(folder, "blobs/sha256");
  SINTER_TRY(remove_tree(folder));
  SINTER_TRY(make_folders(blobs));
  auto write_blob = [&](const ImageBlob& blob) { return write_file(join_path(blobs, blob.digest.hex()), blob.bytes); };
  for (const ImageBlob& part : image.parts) SINTER_TRY(write_blob(part));
  for (const ImageBlob& manifest : image.manifests) SINTER_TRY(write_blob(manifest));
  SINTER_TRY(write_blob(image.index));
  JsonWriter json;
  json.begin_object().key("schemaVersion").number(2).key("mediaType").string(index_type).key("manifests").begin_array();
  json.begin_object();
  write_descriptor(json, image.index);
  json.key("annotations").begin_object().key("org.opencontainers.image.ref.name").string(tag).end_object();
  json.end_object().end_array().end_object();
  SINTER_TRY(write_file(join_path(folder, "index.json"), json.take()));
  return write_file(join_path(folder, "oci-layout"), R"({"imageLayoutVersion":"1.0.0"})");
}

}  // namespace sinter
