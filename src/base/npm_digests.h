// The digests by which npm names a tarball. New ones are SHA-512; SHA-1 is what its protocol
// also asks for, and decides nothing here.
#pragma once

#include <string>
#include <string_view>

namespace sinter {

std::string sha512_bytes(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);

}  // namespace sinter
