// The standard headers that nearly every file needs, precompiled once. Only the
// standard library goes in: a header of ours here would rebuild the whole tool.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
