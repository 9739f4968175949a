// Who owns the bytes of an ELF file: a program, a shared library or an object file, of
// 32 or 64 bits and either byte order.
#pragma once

#include <expected>
#include <string_view>

#include "binary/fields.h"
#include "binary/parts.h"

namespace sinter {

/// The result's views point into `bytes`.
std::expected<FileParts, BinaryFault> elf_parts(std::string_view bytes);

}  // namespace sinter
