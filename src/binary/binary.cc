#include "binary/binary.h"

#include "base/text.h"
#include "binary/elf.h"
#include "binary/mach_o.h"
#include "binary/pe.h"
#include "binary/wasm_parts.h"

namespace sinter {
namespace {

/// Java's class files begin like fat Mach-O files; but where those count their programs,
/// they have a version, which is larger than any such count.
bool is_mach_o(std::string_view bytes) {
  using namespace std::literals;
  for (std::string_view magic :
       {"\xCE\xFA\xED\xFE"sv, "\xCF\xFA\xED\xFE"sv, "\xFE\xED\xFA\xCE"sv, "\xFE\xED\xFA\xCF"sv}) {
    if (bytes.starts_with(magic)) return true;
  }
  bool is_fat = bytes.starts_with("\xCA\xFE\xBA\xBE") || bytes.starts_with("\xCA\xFE\xBA\xBF");
  constexpr unsigned char java_version_min = 43;
  return is_fat && bytes.size() >= 8 && bytes.substr(4, 3) == "\0\0\0"sv &&
         static_cast<unsigned char>(bytes[7]) < java_version_min;
}

}  // namespace

std::string_view format_name(BinaryFormat format) {
  switch (format) {
    case BinaryFormat::wasm: return "wasm";
    case BinaryFormat::elf: return "ELF";
    case BinaryFormat::mach_o: return "Mach-O";
    case BinaryFormat::pe: return "PE";
  }
  return "unknown";
}

std::optional<BinaryFormat> detect_format(std::string_view bytes) {
  if (bytes.starts_with(std::string_view("\0asm", 4))) return BinaryFormat::wasm;
  if (bytes.starts_with("\x7F"
                        "ELF"))
    return BinaryFormat::elf;
  if (is_mach_o(bytes)) return BinaryFormat::mach_o;
  if (bytes.starts_with("MZ") || is_coff_object(bytes)) return BinaryFormat::pe;
  return std::nullopt;
}

std::expected<FileParts, BinaryFault> binary_parts(std::string_view bytes) {
  std::optional<BinaryFormat> format = detect_format(bytes);
  if (!format) return std::unexpected(BinaryFault{"it does not begin like a wasm, ELF, Mach-O or PE file", 0});
  switch (*format) {
    case BinaryFormat::elf: return elf_parts(bytes);
    case BinaryFormat::mach_o: return mach_o_parts(bytes);
    case BinaryFormat::pe: return pe_parts(bytes);
    case BinaryFormat::wasm: break;
  }
  std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
  if (!module) return std::unexpected(BinaryFault{wasm::describe(module.error().problem), module.error().offset});
  return wasm_parts(*module, bytes);
}

Error unreadable_binary(const std::string& path, const BinaryFault& fault) {
  return Error{.code = Code::binary_malformed,
               .what = quote(path) + " is not a binary that can be read",
               .where = {.path = path},
               .why = {std::string(fault.reason) + ", at byte " + std::to_string(fault.offset)},
               .next = "build the file again; if it comes from somewhere else, fetch it again"};
}

}  // namespace sinter
