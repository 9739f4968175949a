// Unpacks what zlib packed (RFC 1950), as compilers and linkers pack debugging sections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sinter {

/// Nothing if it is damaged, or not of exactly `size_bytes` when unpacked; no more memory than
/// that is asked for.
std::optional<std::string> inflated(std::string_view packed, std::uint64_t size_bytes);

}  // namespace sinter
