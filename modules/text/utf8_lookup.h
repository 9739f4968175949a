// The fast half of UTF-8 validation: passes over what is certainly well formed.
#pragma once

#include <cstddef>

#include "bytes.h"

namespace sinter::text {

/// A length such that no sequence beginning earlier and ending within it is ill formed. The
/// last sequence may be cut by it. A fault, if there is one, lies in the following bytes.
std::size_t utf8_checked_prefix(Bytes bytes);

}  // namespace sinter::text
