// The project as it is built: every value of every table for one profile, with where it
// came from. For people who ask why something is as it is.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/toml.h"

namespace sinter {

/// Where a value was decided.
struct Origin {
  enum class Kind : std::uint8_t { written, inherited, environment };
  Kind kind = Kind::written;
  Spot spot = {};           // in sinter.toml, of the key; none for `inherited` and `environment`
  std::string detail = {};  // written: the profile whose table it is in, or "";
                            // inherited: "default", "profile production"; environment: the variable
};

struct EffectiveValue {
  std::string key;  // dotted for a part of a table: "budget.wasm"
  TomlValue value;
  Origin origin;
};

struct EffectiveTable {
  std::string name;  // "step.site"
  std::vector<EffectiveValue> values;
};

/// In the order of docs/configuration.md, tables of a kind by name. What has no value and
/// no default is left out. A step with `for` is one table, as it was written.
std::expected<std::vector<EffectiveTable>, std::vector<Error>> read_effective(const ConfigRequest& request);

}  // namespace sinter
