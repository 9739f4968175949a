// Who owns the bytes of a Mach-O file: a program, a library or an object file, of 32 or
// 64 bits and either byte order; or a fat file, which holds one of them for each machine.
#pragma once

#include <expected>
#include <string_view>

#include "binary/fields.h"
#include "binary/parts.h"

namespace sinter {

/// The result's views point into `bytes`.
std::expected<FileParts, BinaryFault> mach_o_parts(std::string_view bytes);

}  // namespace sinter
