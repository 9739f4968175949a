// Bytes as letters that every text format lets through (RFC 4648).
#pragma once

#include <string>
#include <string_view>

namespace sinter {

std::string base64(std::string_view bytes);

}  // namespace sinter
