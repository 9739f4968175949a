// Any binary that sinter can read, told apart by its first bytes.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "binary/fields.h"
#include "binary/parts.h"

namespace sinter {

enum class BinaryFormat : std::uint8_t { wasm, elf, mach_o, pe };

/// "wasm", "ELF", "Mach-O", "PE".
std::string_view format_name(BinaryFormat format);

/// By the first bytes alone; nothing for a file that begins like none.
std::optional<BinaryFormat> detect_format(std::string_view bytes);

/// Who owns each byte of the file. The result's views point into `bytes`.
std::expected<FileParts, BinaryFault> binary_parts(std::string_view bytes);

/// The fault as an error about the file `path`, with its code binary_malformed.
Error unreadable_binary(const std::string& path, const BinaryFault& fault);

}  // namespace sinter
