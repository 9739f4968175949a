// Bytes compressed as gzip does it at its strongest, without its frame (RFC 1951).
#pragma once

#include <string>
#include <string_view>

namespace sinter {

std::string deflated(std::string_view bytes);

}  // namespace sinter
