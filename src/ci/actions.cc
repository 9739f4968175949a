#include "ci/actions.h"

namespace sinter {
namespace {

struct Pin {
  const char* name;
  const char* commit;
  const char* version;
};

constexpr Pin pins[] = {  // in the order of the enum
    {"actions/checkout", "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "v5.0.0"},
    {"actions/cache", "0057852bfaa89a56745cba8c7296529d2fc39830", "v4.3.0"},
    {"actions/upload-artifact", "330a01c490aca151604b8cf639adc76d48f6c5d4", "v5.0.0"},
    {"actions/download-artifact", "634f93cb2916e3fdff6788551b99b062d0335ce0", "v5.0.0"},
    {"actions/setup-node", "a0853c24544627f65ddf259abe73b1d18a591444", "v5.0.0"}};

}  // namespace

std::string pinned(ForgeAction action) {
  const Pin& pin = pins[static_cast<std::size_t>(action)];
  return std::string(pin.name) + "@" + pin.commit + "  # " + pin.version;
}

}  // namespace sinter
