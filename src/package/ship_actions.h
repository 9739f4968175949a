// From linked.wasm to something that can be installed, as actions. Each is a stage that
// people can also run by hand, so each is a command of sinter itself:
//
//   linked.wasm --optimize--> text.simd.wasm --size--> sizes.json (and the budget)
//   linked.wasm of every variant --bind--> text.mjs, text.d.ts, manifest.json
//   twin.ts, host.ts --tsc--> JavaScript
//   linked.wasm, text.simd.wasm --component--> text.component.wasm, text.wit (if asked for)
//   all of that, for every module --package-npm--> dist/npm/<name>
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/project.h"
#include "graph/builder.h"
#include "graph/plan.h"

namespace sinter {

/// The programs that these stages start.
struct ShipTools {
  Tool sinter;
  Tool wasm_opt;
  std::vector<Tool> libraries;  // of wasm-opt
  Tool node;                    // translates twins, with the project's own TypeScript
};

/// Adds optimising, measuring and binding of one module; returns its shipped files.
std::vector<ShippedWasm> add_ship_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                                          const ShipTools& tools);

/// Adds the assembly of one npm package.
ShippedPackage add_package_actions(GraphBuilder& builder, const Project& project, const PackageConfig& package,
                                   const ShipTools& tools);

/// Adds the test that tries the package as its users would, if it asks for one.
void add_package_check_action(GraphBuilder& builder, const Project& project, const PackageConfig& package,
                              const Tool& node);

/// Adds the tests that run a module's vectors in Node, for every variant and the twin.
/// `node` runs them.
void add_vector_test_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                             const Tool& node);

}  // namespace sinter
