#include "analyze/summary.h"

#include <expected>

#include "wasm/features.h"
#include "wasm/tool_sections.h"

namespace sinter {
namespace {

std::vector<SectionSummary> summarize_sections(const wasm::Module& module) {
  std::vector<SectionSummary> sections = {
      {.kind = SectionKind::header, .name = "header", .offset = 0, .size_bytes = wasm::header_size_bytes}};
  for (const wasm::Section& section : module.sections) {
    bool is_custom = section.id == wasm::SectionId::custom;
    sections.push_back({.kind = is_custom ? SectionKind::custom : SectionKind::known,
                        .name = std::string(section_name(section)),
                        .offset = section.offset,
                        .size_bytes = section.size_bytes});
  }
  return sections;
}

ExternalSummary summarize_external(const wasm::Module& module, std::string_view from, std::string_view name,
                                   wasm::ExternalKind kind, std::uint32_t index) {
  return {.module = std::string(from),
          .name = std::string(name),
          .kind = std::string(kind_name(kind)),
          .signature = module.signature(kind, index)};
}

}  // namespace

std::expected<ModuleSummary, wasm::Fault> summarize_module(const wasm::Module& module) {
  auto features = wasm::read_features(module.sections);
  if (!features) return std::unexpected(features.error());

  ModuleSummary summary = {.sections = summarize_sections(module),
                           .function_count = module.bodies.size(),
                           .imported_function_count = module.imported_function_count(),
                           .has_names = module.has_names()};
  for (const wasm::Export& entry : module.exports) {
    summary.exports.push_back(summarize_external(module, {}, entry.name, entry.kind, entry.index));
  }
  for (const wasm::Import& entry : module.imports) {
    summary.imports.push_back(summarize_external(module, entry.module, entry.name, entry.kind, entry.index));
  }
  for (const wasm::ByteRange& body : module.bodies) summary.function_bytes += body.size_bytes;
  for (const wasm::DataSegment& segment : module.data_segments) summary.data_bytes += segment.bytes.size_bytes;
  for (const wasm::Feature& feature : *features) {
    if (feature.use == wasm::FeatureUse::used) summary.features.emplace_back(feature.name);
  }
  wasm::ToolSections tools = wasm::read_tool_sections(module.sections);
  for (const wasm::Producer& producer : tools.producers) {
    std::string version = producer.version.empty() ? "" : " " + std::string(producer.version);
    summary.producers.push_back(std::string(producer.name) + version);
  }
  summary.source_map = tools.source_map;
  summary.debug_file = tools.debug_file;
  for (std::string_view library : tools.libraries) summary.libraries.emplace_back(library);
  return summary;
}

}  // namespace sinter
