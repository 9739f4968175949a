// Makes a component of a core module: a file that says itself what it takes and returns,
// in types that every host of the component model knows (Wasmtime, jco, Wasm cloud hosts).
//
// The module is inside as it ships, byte for byte; beside it is the adapter of
// bind/component_adapter.h. Nothing is imported, nothing is run, and no other tool is asked.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "bind/wit.h"

namespace sinter {

struct ComponentInput {
  WitNames names;
  std::string_view linked;  // bytes with the section `sinter.bind`
  std::string_view core;    // bytes of what ships
  std::string path;         // what errors call the linked file
};

struct Component {
  std::string wit;
  std::string wasm;
};

Result<Component> make_component(const ComponentInput& input);

}  // namespace sinter
