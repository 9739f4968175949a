#include "wasm/segments.h"

#include <optional>

namespace sinter::wasm {
namespace {

/// A segment's kind says with three bits which of its parts are written.
constexpr std::uint32_t passive_or_declared = 1;
constexpr std::uint32_t explicit_index = 2;
constexpr std::uint32_t entries_are_expressions = 4;

/// The functions of one segment, as indices or as expressions, added to `functions`.
void read_elements(ByteReader& reader, const SegmentBounds& bounds, bool has_expressions,
                   std::vector<std::uint32_t>& functions) {
  constexpr std::uint32_t elements_max = 10'000'000;
  std::uint32_t entries = reader.count(1, elements_max);
  for (std::uint32_t i = 0; i < entries && reader.is_ok(); ++i) {
    if (has_expressions) {
      read_constant_expression(reader, bounds.constants, &functions);
    } else {
      functions.push_back(reader.index(bounds.constants.functions));
    }
  }
}

ElementSegment read_element_segment(ByteReader& reader, const SegmentBounds& bounds,
                                    std::vector<std::uint32_t>& functions) {
  std::uint64_t start = reader.offset();
  std::uint32_t flags = reader.u32();
  if (flags > 7) reader.fail(Problem::flags_unknown, start);
  ElementSegment segment;
  segment.first_function = static_cast<std::uint32_t>(functions.size());
  if ((flags & passive_or_declared) != 0) {
    segment.mode = (flags & explicit_index) != 0 ? SegmentMode::declared : SegmentMode::passive;
  } else {
    if ((flags & explicit_index) != 0) {
      segment.table = reader.index(bounds.tables);
    } else if (bounds.tables == 0) {
      reader.fail(Problem::index_out_of_range, start);
    }
    segment.address = read_constant_expression(reader, bounds.constants);
  }
  bool has_expressions = (flags & entries_are_expressions) != 0;
  if ((flags & (passive_or_declared | explicit_index)) != 0) {
    std::uint64_t offset = reader.offset();
    if (has_expressions) {
      read_reference_type(reader, bounds.constants.types);
    } else if (reader.byte() != 0) {
      reader.fail(Problem::kind_unknown, offset);
    }
  }
  read_elements(reader, bounds, has_expressions, functions);
  segment.function_count = static_cast<std::uint32_t>(functions.size()) - segment.first_function;
  segment.entry = {.offset = start, .size_bytes = reader.offset() - start};
  return segment;
}

DataSegment read_data_segment(ByteReader& reader, const SegmentBounds& bounds) {
  std::uint64_t start = reader.offset();
  std::uint32_t flags = reader.u32();
  if (flags > explicit_index) reader.fail(Problem::flags_unknown, start);
  DataSegment segment;
  if (flags == passive_or_declared) {
    segment.mode = SegmentMode::passive;
  } else {
    std::uint64_t offset = reader.offset();
    if (flags == explicit_index) segment.memory = reader.u32();
    if (segment.memory >= bounds.memories) reader.fail(Problem::index_out_of_range, offset);
    segment.address = read_constant_expression(reader, bounds.constants);
  }
  std::uint32_t size_bytes = reader.u32();
  segment.bytes = {.offset = reader.offset(), .size_bytes = size_bytes};
  reader.take(size_bytes);
  return segment;
}

}  // namespace

std::vector<ByteRange> read_bodies(ByteReader& reader, std::string_view file, const CodeBounds& bounds,
                                   CodeCheck check) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::vector<ByteRange> bodies;
  std::uint32_t count = reader.count(entry_bytes_min);
  bodies.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    std::uint32_t size_bytes = reader.u32();
    ByteRange body = {.offset = reader.offset(), .size_bytes = size_bytes};
    reader.take(size_bytes);
    if (reader.is_ok()) bodies.push_back(body);
  }
  // Of very many tiny ones far more would be made than they are, before a mistake is seen.
  constexpr std::uint64_t tiny_bytes = 32;
  std::uint64_t size_bytes = bodies.empty() ? 0 : bodies.back().end() - bodies.front().offset;
  bool are_tiny = bodies.size() > 1000 && size_bytes / bodies.size() < tiny_bytes;
  if (check == CodeCheck::later && !are_tiny) return bodies;
  // A mistake in one of them comes before what ended the list.
  CodeWalk walk(file, bounds, {}, bodies);
  for (CodeWalk::Event event; walk.next(event);) {
  }
  if (std::optional<Fault> fault = walk.fault()) {
    ByteReader stopped({}, fault->offset);
    stopped.fail(fault->problem, fault->offset);
    reader = stopped;
  }
  return bodies;
}

std::vector<DataSegment> read_data_segments(ByteReader& reader, const SegmentBounds& bounds) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::vector<DataSegment> segments;
  std::uint32_t count = reader.count(entry_bytes_min, small_list_entries_max);
  segments.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) segments.push_back(read_data_segment(reader, bounds));
  return segments;
}

void read_element_segments(ByteReader& reader, const SegmentBounds& bounds, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::uint32_t count = reader.count(entry_bytes_min);
  module.element_segments.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    module.element_segments.push_back(read_element_segment(reader, bounds, module.element_functions));
  }
}

}  // namespace sinter::wasm
