// A size report for programs: the schema is documented in docs/size.md.
#include "base/json.h"
#include "report/size_report.h"

namespace sinter {
namespace {

std::string_view kind_text(SectionKind kind) {
  switch (kind) {
    case SectionKind::header: return "header";
    case SectionKind::known: return "known";
    case SectionKind::custom: return "custom";
  }
  return "unknown";
}

void write_externals(JsonWriter& json, const std::vector<ExternalSummary>& externals) {
  json.begin_array();
  for (const ExternalSummary& external : externals) {
    json.begin_object();
    if (!external.module.empty()) json.key("module").string(external.module);
    json.key("name").string(external.name);
    json.key("kind").string(external.kind);
    json.key("signature").string(external.signature);
    json.end_object();
  }
  json.end_array();
}

void write_sizes(JsonWriter& json, const Sizes& sizes) {
  json.begin_object();
  json.key("raw_bytes").number(sizes.raw_bytes);
  json.key("gzip_bytes").number(sizes.gzip_bytes);
  json.key("brotli_bytes").number(sizes.brotli_bytes);
  json.key("zstd_bytes").number(sizes.zstd_bytes);
  json.end_object();
}

void write_sections(JsonWriter& json, const ModuleSummary& module) {
  json.begin_array();
  for (const SectionSummary& section : module.sections) {
    json.begin_object();
    json.key("kind").string(kind_text(section.kind));
    json.key("name").string(section.name);
    json.key("offset").number(section.offset);
    json.key("size_bytes").number(section.size_bytes);
    json.end_object();
  }
  json.end_array();
}

/// Of a native binary.
void write_sections(JsonWriter& json, const FileParts& file) {
  json.begin_array();
  for (const PartSection& section : file.sections) {
    json.begin_object();
    json.key("kind").string("known");
    json.key("name").string(section.name);
    if (!section.segment.empty()) json.key("segment").string(section.segment);
    if (!section.machine.empty()) json.key("machine").string(section.machine);
    json.key("offset").number(section.offset);
    json.key("size_bytes").number(section.size_bytes);
    json.end_object();
  }
  json.end_array();
}

void write_module(JsonWriter& json, const ModuleSummary& module) {
  json.key("function_count").number(module.function_count);
  json.key("imported_function_count").number(module.imported_function_count);
  json.key("function_bytes").number(module.function_bytes);
  json.key("data_bytes").number(module.data_bytes);
  json.key("features").begin_array();
  for (const std::string& feature : module.features) json.string(feature);
  json.end_array();
  json.key("has_names").boolean(module.has_names);
  json.key("producers").begin_array();
  for (const std::string& producer : module.producers) json.string(producer);
  json.end_array();
  if (!module.source_map.empty()) json.key("source_map").string(module.source_map);
  if (!module.debug_file.empty()) json.key("debug_file").string(module.debug_file);
  if (!module.libraries.empty()) {
    json.key("libraries").begin_array();
    for (const std::string& library : module.libraries) json.string(library);
    json.end_array();
  }
  json.key("exports");
  write_externals(json, module.exports);
  json.key("imports");
  write_externals(json, module.imports);
}

void write_view(JsonWriter& json, const View& view) {
  json.begin_object();
  json.key("by").string(view_name(view.by));
  json.key("rows").begin_array();
  for (const ViewRow& row : view.rows) {
    json.begin_object();
    json.key("kind").string(row.kind);
    json.key("name").string(row.name);
    json.key("size_bytes").number(row.size_bytes);
    json.key("part_count").number(row.part_count);
    json.key("largest_bytes").number(row.largest_bytes);
    if (view.has_compressed) {
      json.key("gzip_bytes").number(row.gzip_bytes);
      json.key("brotli_bytes").number(row.brotli_bytes);
    }
    if (!row.symbol.empty()) json.key("symbol").string(row.symbol);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_label(JsonWriter& json, const PartLabel& label) {
  json.key("kind").string(label.kind);
  json.key("name").string(label.name);
  json.key("size_bytes").number(label.size_bytes);
}

void write_dominators(JsonWriter& json, const std::vector<DominatorRow>& rows) {
  json.key("dominators").begin_array();
  for (const DominatorRow& row : rows) {
    json.begin_object();
    write_label(json, row.what);
    json.key("retained_bytes").number(row.what.retained_bytes);
    json.key("depth").number(std::uint64_t{row.depth});
    json.end_object();
  }
  json.end_array();
}

void write_inlined(JsonWriter& json, const InlinedTree& tree) {
  json.key("inlined").begin_object().key("inlined_bytes").number(tree.inlined_bytes);
  json.key("left_out_count").number(tree.left_out_count);
  json.key("rows").begin_array();
  for (const InlinedRow& row : tree.rows) {
    json.begin_object().key("name").string(row.name);
    if (!row.symbol.empty()) json.key("symbol").string(row.symbol);
    if (!row.file.empty()) json.key("file").string(row.file);
    if (row.line != 0) json.key("line").number(std::uint64_t{row.line});
    json.key("size_bytes").number(row.size_bytes).key("own_bytes").number(row.own_bytes);
    json.key("depth").number(std::uint64_t{row.depth});
    json.end_object();
  }
  json.end_array().end_object();
}

void write_reasons(JsonWriter& json, const std::vector<Reason>& reasons) {
  json.key("paths").begin_array();
  for (const Reason& reason : reasons) {
    json.begin_object();
    write_label(json, reason.what);
    json.key("retained_bytes").number(reason.what.retained_bytes);
    json.key("ways").begin_array();
    for (const std::vector<std::string>& way : reason.ways) {
      json.begin_array();
      for (const std::string& name : way) json.string(name);
      json.end_array();
    }
    json.end_array();
    json.key("ways_left_out").number(reason.ways_left_out);
    json.end_object();
  }
  json.end_array();
}

void write_garbage(JsonWriter& json, const Garbage& garbage) {
  json.key("garbage").begin_object();
  json.key("part_count").number(garbage.part_count);
  json.key("size_bytes").number(garbage.size_bytes);
  json.key("parts").begin_array();
  for (const PartLabel& part : garbage.parts) {
    json.begin_object();
    write_label(json, part);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_diff(JsonWriter& json, const Diff& diff, const std::string& path) {
  json.key("diff").begin_object();
  json.key("file").string(path);
  json.key("size_bytes").number(diff.before_bytes);
  json.key("same_count").number(diff.same_count);
  for (PartChange change :
       {PartChange::added, PartChange::grown, PartChange::shrunk, PartChange::gone, PartChange::changed}) {
    json.key(std::string(change_name(change)) + "_count").number(diff.counts[static_cast<std::size_t>(change)]);
  }
  json.key("rows").begin_array();
  for (const DiffRow& row : diff.rows) {
    json.begin_object();
    json.key("change").string(change_name(row.change)).key("kind").string(row.kind).key("name").string(row.name);
    json.key("before_bytes").number(row.before_bytes).key("after_bytes").number(row.after_bytes);
    json.end_object();
  }
  json.end_array();
  json.key("left_out_count").number(diff.left_out_count);
  json.key("left_out_growth_bytes").number(diff.left_out_bytes);
  json.end_object();
}

void write_advice(JsonWriter& json, const std::vector<Advice>& advice) {
  json.key("advice").begin_array();
  for (const Advice& one : advice) {
    json.begin_object();
    json.key("kind").string(one.kind).key("what").string(one.what).key("next").string(one.next);
    json.key("saved_bytes").number(one.saved_bytes);
    json.end_object();
  }
  json.end_array();
}

void write_duplicates(JsonWriter& json, const Duplicates& duplicates) {
  json.key("duplicates").begin_object();
  json.key("group_count").number(duplicates.group_count);
  json.key("repeated_bytes").number(duplicates.repeated_bytes);
  json.key("groups").begin_array();
  for (const DuplicateGroup& group : duplicates.groups) {
    json.begin_object();
    json.key("kind").string(group.kind).key("name").string(group.name);
    json.key("count").number(group.count).key("size_bytes").number(group.size_bytes);
    json.key("repeated_bytes").number(group.repeated_bytes());
    json.key("files").begin_array();
    for (const std::string& file : group.files) json.string(file);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string size_json(const SizeReport& report) {
  JsonWriter json(2);
  json.begin_object();
  json.key("schema").string("sinter.size/2");
  json.key("file").string(report.path);
  json.key("size_bytes").number(report.size_bytes);
  if (report.sizes) {
    json.key("sizes");
    write_sizes(json, *report.sizes);
  }
  if (report.sizes_before) {
    json.key("sizes_before");
    write_sizes(json, *report.sizes_before);
  }
  json.key("format").string(report.format);
  json.key("sections");
  if (report.module) {
    write_sections(json, *report.module);
    write_module(json, *report.module);
  } else {
    write_sections(json, *report.file);
  }
  json.key("views").begin_array();
  for (const View& view : report.views) write_view(json, view);
  json.end_array();
  if (report.dominators) write_dominators(json, *report.dominators);
  if (report.inlined) write_inlined(json, *report.inlined);
  if (report.reasons) write_reasons(json, *report.reasons);
  if (report.garbage) write_garbage(json, *report.garbage);
  if (report.diff) write_diff(json, *report.diff, report.diff_path);
  if (report.duplicates) write_duplicates(json, *report.duplicates);
  if (report.advice) write_advice(json, *report.advice);
  json.end_object();
  return json.take();
}

}  // namespace sinter
