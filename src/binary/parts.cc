#include "binary/parts.h"

#include "base/error.h"

namespace sinter {

std::string_view kind_name(PartKind kind) {
  switch (kind) {
    case PartKind::structure: return "structure";
    case PartKind::function: return "function";
    case PartKind::data: return "data";
    case PartKind::import_entry: return "import";
    case PartKind::export_entry: return "export";
    case PartKind::element: return "element";
    case PartKind::global: return "global";
    case PartKind::custom: return "custom";
    case PartKind::code: return "code";
    case PartKind::symbol: return "symbols";
    case PartKind::relocation: return "relocations";
    case PartKind::unwinding: return "unwinding";
    case PartKind::debug: return "debug";
    case PartKind::padding: return "padding";
  }
  return "unknown";
}

void check_parts(const FileParts& file) {
  std::uint64_t next = 0;
  for (const Part& part : file.parts) {
    SINTER_ASSERT(part.offset == next && part.section < file.sections.size());
    next += part.size_bytes;
  }
  SINTER_ASSERT(next == file.size_bytes);
}

std::string part_name(const Part& part) {
  if (!part.name.empty()) return std::string(part.name);
  return std::string(kind_name(part.kind)) + " " + std::to_string(part.index);
}

}  // namespace sinter
