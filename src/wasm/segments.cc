#include "wasm/segments.h"

namespace sinter::wasm {
namespace {

constexpr char op_end = 0x0B;
constexpr std::uint64_t locals_max = UINT32_MAX;

/// The local variables of one function: runs of a count and a type.
void read_locals(ByteReader& reader, std::uint32_t types) {
  constexpr std::uint64_t run_bytes_min = 2;
  std::uint64_t total = 0;
  std::uint32_t runs = reader.count(run_bytes_min);
  for (std::uint32_t i = 0; i < runs && reader.is_ok(); ++i) {
    std::uint64_t offset = reader.offset();
    total += reader.u32();
    if (total > locals_max) reader.fail(Problem::locals_too_many, offset);
    read_value_type(reader, types);
  }
}

void read_index(ByteReader& reader, std::uint32_t bound) {
  std::uint64_t offset = reader.offset();
  if (reader.u32() >= bound) reader.fail(Problem::index_out_of_range, offset);
}

/// A segment's kind says with three bits which of its parts are written.
constexpr std::uint32_t passive_or_declared = 1;
constexpr std::uint32_t explicit_index = 2;
constexpr std::uint32_t entries_are_expressions = 4;

void read_element_segment(ByteReader& reader, const SegmentBounds& bounds) {
  std::uint64_t start = reader.offset();
  std::uint32_t flags = reader.u32();
  if (flags > 7) reader.fail(Problem::flags_unknown, start);
  bool is_active = (flags & passive_or_declared) == 0;
  if (is_active) {
    if ((flags & explicit_index) != 0) {
      read_index(reader, bounds.tables);
    } else if (bounds.tables == 0) {
      reader.fail(Problem::index_out_of_range, start);
    }
    read_constant_expression(reader, bounds.constants);
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
  std::uint32_t entries = reader.count();
  for (std::uint32_t i = 0; i < entries && reader.is_ok(); ++i) {
    if (has_expressions) {
      read_constant_expression(reader, bounds.constants);
    } else {
      read_index(reader, bounds.constants.functions);
    }
  }
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

std::vector<ByteRange> read_bodies(ByteReader& reader, std::uint32_t types) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::vector<ByteRange> bodies;
  std::uint32_t count = reader.count(entry_bytes_min);
  bodies.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    std::uint32_t size_bytes = reader.u32();
    std::uint64_t offset = reader.offset();
    std::string_view body = reader.take(size_bytes);
    if (!reader.is_ok()) break;
    ByteReader inside(body, offset, Problem::section_too_short);
    read_locals(inside, types);
    bool has_end = inside.left_bytes() != 0 && body.back() == op_end;
    if (!has_end) inside.fail(Problem::code_without_end, offset);
    if (std::optional<Fault> fault = inside.fault()) reader.fail(fault->problem, fault->offset);
    bodies.push_back({.offset = offset, .size_bytes = size_bytes});
  }
  return bodies;
}

std::vector<DataSegment> read_data_segments(ByteReader& reader, const SegmentBounds& bounds) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::vector<DataSegment> segments;
  std::uint32_t count = reader.count(entry_bytes_min);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) segments.push_back(read_data_segment(reader, bounds));
  return segments;
}

std::uint32_t read_element_segments(ByteReader& reader, const SegmentBounds& bounds) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::uint32_t count = reader.count(entry_bytes_min);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) read_element_segment(reader, bounds);
  return count;
}

}  // namespace sinter::wasm
