// Who owns the bytes of a PE file (a program or library for Windows) or of a COFF object
// file, of 32 or 64 bits.
#pragma once

#include <expected>
#include <string_view>

#include "binary/fields.h"
#include "binary/parts.h"

namespace sinter {

/// Whether the bytes begin like a COFF object file, which has no magic number: with a
/// machine that Windows runs on.
bool is_coff_object(std::string_view bytes);

/// The result's views point into `bytes`.
std::expected<FileParts, BinaryFault> pe_parts(std::string_view bytes);

}  // namespace sinter
