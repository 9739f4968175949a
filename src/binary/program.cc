#include "binary/program.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/digest.h"
#include "base/ranges.h"
#include "binary/fields.h"
#include "wasm/module.h"

namespace sinter {
namespace {

constexpr std::uint64_t name_bytes_max = 4096;
using Read = std::expected<Program, BinaryFault>;

Read finish(const Fields& fields, Program program) {
  if (fields.fault()) return std::unexpected(*fields.fault());
  ranges::sort(program.needs);
  ranges::erase_repeated(program.needs);
  return program;
}

/// A range of memory, and where its bytes lie in the file.
struct Mapping {
  std::uint64_t address;
  std::uint64_t size_bytes;
  std::uint64_t offset;
};

std::optional<std::uint64_t> offset_of(const std::vector<Mapping>& mappings, std::uint64_t address) {
  for (const Mapping& mapping : mappings) {
    if (address >= mapping.address && address - mapping.address < mapping.size_bytes)
      return mapping.offset + (address - mapping.address);
  }
  return std::nullopt;
}

struct ElfDynamic {
  std::vector<std::uint64_t> needed;  // offsets in the table of texts
  std::uint64_t texts_address = 0;
};

ElfDynamic read_elf_dynamic(Fields& fields, std::uint64_t offset, std::uint64_t size_bytes) {
  constexpr std::uint64_t tag_needed = 1, tag_texts = 5, entry_bytes = 16;
  ElfDynamic dynamic;
  for (std::uint64_t at = 0; at + entry_bytes <= size_bytes && !fields.fault(); at += entry_bytes) {
    std::uint64_t tag = fields.u64(offset + at);
    std::uint64_t value = fields.u64(offset + at + 8);
    if (tag == 0) break;
    if (tag == tag_needed) dynamic.needed.push_back(value);
    if (tag == tag_texts) dynamic.texts_address = value;
  }
  return dynamic;
}

Read read_elf(std::string_view bytes) {
  constexpr std::uint32_t segment_load = 1, segment_dynamic = 2, segment_interpreter = 3;
  constexpr std::uint64_t segment_entry_bytes = 56;
  Program program{.format = BinaryFormat::elf, .machine = "another"};
  Fields fields(bytes, ByteOrder::little, true);
  bool is_64_little = fields.u8(4) == 2 && fields.u8(5) == 1;
  if (fields.fault() || !is_64_little) return finish(fields, std::move(program));
  std::uint16_t machine = fields.u16(18);
  if (machine == 62) program.machine = "x86_64";
  if (machine == 183) program.machine = "aarch64";
  std::uint16_t type = fields.u16(16);
  program.is_executable = (type == 2 || type == 3) && fields.u64(24) != 0;  // it has an entry point

  std::vector<Mapping> mappings;
  ElfDynamic dynamic;
  std::uint64_t table = fields.u64(32);
  std::uint16_t count = fields.u16(56);
  if (!fields.require(table, count * segment_entry_bytes, "its table of segments reaches past its end", 32))
    return finish(fields, {});
  for (std::uint16_t i = 0; i < count; ++i) {
    std::uint64_t entry = table + i * segment_entry_bytes;
    std::uint32_t kind = fields.u32(entry);
    std::uint64_t offset = fields.u64(entry + 8), address = fields.u64(entry + 16), size_bytes = fields.u64(entry + 32);
    if (kind == segment_load) mappings.push_back({address, size_bytes, offset});
    if (kind == segment_interpreter) program.interpreter = fields.text(offset, std::min(size_bytes, name_bytes_max));
    if (kind == segment_dynamic)
      dynamic = read_elf_dynamic(fields, offset, std::min(size_bytes, std::uint64_t{bytes.size()}));
  }
  std::optional<std::uint64_t> texts = offset_of(mappings, dynamic.texts_address);
  for (std::uint64_t name : dynamic.needed) {
    if (texts) program.needs.emplace_back(fields.text(*texts + name, name_bytes_max));
  }
  return finish(fields, std::move(program));
}

/// Whether the digests in a code directory are those of the pages before the signature.
Signature check_code_directory(std::string_view bytes, std::uint64_t at) {
  constexpr std::uint32_t directory_magic = 0xFADE0C02;
  constexpr std::uint8_t digest_is_sha256 = 2;
  Fields fields(bytes, ByteOrder::big, true);
  if (fields.u32(at) != directory_magic) return Signature::wrong;
  std::uint64_t digests = at + fields.u32(at + 16);
  std::uint32_t count = fields.u32(at + 28);
  std::uint64_t code_bytes = fields.u32(at + 32);
  bool is_known = fields.u8(at + 36) == sizeof(Digest) && fields.u8(at + 37) == digest_is_sha256;
  std::uint8_t page_shift = fields.u8(at + 39);
  if (fields.fault() || !is_known || page_shift < 12 || page_shift > 24) return Signature::wrong;
  std::uint64_t page_bytes = std::uint64_t{1} << page_shift;
  if (code_bytes > at || count != (code_bytes + page_bytes - 1) / page_bytes) return Signature::wrong;
  if (!fields.holds(digests, std::uint64_t{count} * sizeof(Digest))) return Signature::wrong;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t size_bytes = std::min(page_bytes, code_bytes - i * page_bytes);
    Digest page = sha256(bytes.substr(i * page_bytes, size_bytes));
    std::string_view said = bytes.substr(digests + i * sizeof(Digest), sizeof(Digest));
    if (std::memcmp(said.data(), page.bytes.data(), sizeof(Digest)) != 0) return Signature::wrong;
  }
  return Signature::right;
}

Signature check_signature(std::string_view bytes, std::uint64_t at) {
  constexpr std::uint32_t signature_magic = 0xFADE0CC0, slot_code_directory = 0;
  constexpr std::uint64_t slot_bytes = 8;
  Fields fields(bytes, ByteOrder::big, true);
  if (fields.u32(at) != signature_magic) return Signature::wrong;
  std::uint32_t count = fields.u32(at + 8);
  if (!fields.holds(at + 12, count * slot_bytes)) return Signature::wrong;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t slot = at + 12 + i * slot_bytes;
    if (fields.u32(slot) == slot_code_directory) return check_code_directory(bytes, at + fields.u32(slot + 4));
  }
  return Signature::wrong;
}

Read read_mach_o(std::string_view bytes) {
  constexpr std::uint32_t magic_64 = 0xFEEDFACF, file_is_program = 2;
  constexpr std::uint32_t command_library = 0xC, command_weak_library = 0x80000018, command_reexport = 0x8000001F,
                          command_signature = 0x1D;
  constexpr std::uint64_t header_bytes = 32;
  Program program{.format = BinaryFormat::mach_o, .machine = "another"};
  Fields fields(bytes, ByteOrder::little, true);
  if (fields.u32(0) != magic_64) return finish(fields, std::move(program));
  std::uint32_t processor = fields.u32(4);
  if (processor == 0x01000007) program.machine = "x86_64";
  if (processor == 0x0100000C) program.machine = "aarch64";
  program.is_executable = fields.u32(12) == file_is_program;
  std::uint32_t count = fields.u32(16);
  std::uint64_t at = header_bytes;
  for (std::uint32_t i = 0; i < count && !fields.fault(); ++i) {
    std::uint32_t command = fields.u32(at);
    std::uint32_t size_bytes = fields.u32(at + 4);
    if (size_bytes < 8) fields.fail("a load command has no size", at + 4);
    if (command == command_library || command == command_weak_library || command == command_reexport)
      program.needs.emplace_back(fields.text(at + fields.u32(at + 8), name_bytes_max));
    if (command == command_signature) program.signature = check_signature(bytes, fields.u32(at + 8));
    at += size_bytes;
  }
  return finish(fields, std::move(program));
}

std::vector<Mapping> read_pe_sections(Fields& fields, std::uint64_t table, std::uint16_t count) {
  constexpr std::uint64_t entry_bytes = 40;
  std::vector<Mapping> mappings;
  for (std::uint16_t i = 0; i < count && !fields.fault(); ++i) {
    std::uint64_t entry = table + i * entry_bytes;
    mappings.push_back({fields.u32(entry + 12), fields.u32(entry + 16), fields.u32(entry + 20)});
  }
  return mappings;
}

Read read_pe(std::string_view bytes) {
  constexpr std::uint16_t image_magic_64 = 0x20B, is_image = 2, is_library = 0x2000;
  constexpr std::uint64_t import_entry_bytes = 20;
  Program program{.format = BinaryFormat::pe, .machine = "another"};
  Fields fields(bytes, ByteOrder::little, true);
  if (!bytes.starts_with("MZ")) return finish(fields, std::move(program));
  std::uint64_t header = fields.u32(0x3C);
  if (fields.u32(header) != 0x00004550) fields.fail("it has no PE header where it says so", 0x3C);
  std::uint16_t machine = fields.u16(header + 4);
  std::uint16_t flags = fields.u16(header + 22);
  std::uint64_t optional = header + 24;
  if (fields.u16(optional) == image_magic_64) {
    if (machine == 0x8664) program.machine = "x86_64";
    if (machine == 0xAA64) program.machine = "aarch64";
  }
  program.is_executable = (flags & is_image) != 0 && (flags & is_library) == 0;
  if (fields.fault() || fields.u16(optional) != image_magic_64) return finish(fields, std::move(program));
  std::vector<Mapping> mappings = read_pe_sections(fields, optional + fields.u16(header + 20), fields.u16(header + 6));
  std::uint32_t imports = fields.u32(optional + 120);
  std::optional<std::uint64_t> entry = offset_of(mappings, imports);
  while (imports != 0 && entry && !fields.fault()) {
    std::uint32_t name = fields.u32(*entry + 12);
    if (name == 0) break;
    std::optional<std::uint64_t> text = offset_of(mappings, name);
    if (text) program.needs.emplace_back(fields.text(*text, name_bytes_max));
    *entry += import_entry_bytes;
  }
  return finish(fields, std::move(program));
}

Read read_wasm(std::string_view bytes) {
  std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
  if (!module) return std::unexpected(BinaryFault{wasm::describe(module.error().problem), module.error().offset});
  Program program{.format = BinaryFormat::wasm, .machine = "wasm32"};
  auto start = ranges::find(module->exports, std::string_view("_start"), &wasm::Export::name);
  program.is_executable = start != module->exports.end() && start->kind == wasm::ExternalKind::function;
  for (const wasm::Import& import : module->imports) program.needs.emplace_back(import.module);
  return finish(Fields(bytes, ByteOrder::little, false), std::move(program));
}

}  // namespace

Read read_program(std::string_view bytes) {
  std::optional<BinaryFormat> format = detect_format(bytes);
  if (!format) return std::unexpected(BinaryFault{"it does not begin like a wasm, ELF, Mach-O or PE file", 0});
  switch (*format) {
    case BinaryFormat::elf: return read_elf(bytes);
    case BinaryFormat::mach_o: return read_mach_o(bytes);
    case BinaryFormat::pe: return read_pe(bytes);
    case BinaryFormat::wasm: break;
  }
  return read_wasm(bytes);
}

}  // namespace sinter
