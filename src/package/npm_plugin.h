// What @sinter/runtime needs to know of a module, as JavaScript that loads nothing when it
// is imported (docs/runtime.md has the contract):
//
//   text.plugin.mjs       name, version, variants with digests, operations, which
//                         implementation to take first for which size of arguments
//   text.javascript.mjs   the implementations in JavaScript, joined if they can be (joined_scripts.h),
//                         and the types of parameters
//   manifest.json         the same as data, for everybody else
//
// The operations of a plug-in are one short text each, because pages load it:
//
//   findFirst: "11:2,02"         bytes for each element of both arguments; then, for each
//                                class of sizes, implementations by number, the best first;
//                                all that are not said follow in their order
//   poolTake: "!1"               state: one instance has to answer all calls
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json_value.h"

namespace sinter {

/// A change that makes older runtimes misread a plug-in.
inline constexpr int plugin_contract = 1;

/// The largest sizes of all classes but the last, in bytes of arguments: halfway between
/// the sizes that are measured (64 B, 1 KB, 64 KB, 4 MB).
inline constexpr std::uint64_t plugin_class_bytes_max[] = {256, 8192, 524'288};

struct PluginInput {
  struct Variant {
    std::string name;
    std::string file;
    std::string_view wasm;
  };
  struct Script {
    std::string file;  // below the module's folder
    std::string_view text;
  };
  std::string module;
  std::string package;
  std::string version;
  const JsonValue* manifest = nullptr;  // as `bind` wrote it
  std::vector<Variant> variants = {};   // the best first
  std::vector<Script> scripts = {};     // the twin first; host.js is what hosts have built in
  const JsonValue* dispatch = nullptr;  // measured costs, or null
};

enum class PluginForm : std::uint8_t { module, common };

/// Refuses costs of operations that the module does not have, and what is no cost.
Result<void> check_dispatch(const PluginInput& input, const std::string& path);

std::string plugin_text(const PluginInput& input, PluginForm form);

/// `entry` is the ending of the file whose types the module's functions have.
std::string plugin_types(const PluginInput& input, std::string_view entry);

std::string javascript_text(const PluginInput& input);

/// The manifest that ships: with digests, implementations and costs.
std::string shipped_manifest(const PluginInput& input);

}  // namespace sinter
