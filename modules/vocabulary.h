// What most sources of the modules include, read once for each variant: `precompile` in
// sinter.toml. Sources include what they use all the same, as who takes one alone expects.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <expected>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "modules/text/bytes.h"
#include "sinter/bind.h"
