// The actions of others that workflows use, each by the commit that was read, not by a tag
// that may be moved. A new version is a new line here.
#pragma once

#include <cstdint>
#include <string>

namespace sinter {

enum class ForgeAction : std::uint8_t { checkout, cache, upload, download, node };

/// "actions/checkout@COMMIT  # v5.0.0": what follows `uses: `.
std::string pinned(ForgeAction action);

}  // namespace sinter
