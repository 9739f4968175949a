// Several ES modules of one folder as one text: a host loads one file sooner than eight.
//
// What the TypeScript compiler writes is regular: what a module imports and exports stands at
// the beginning of a line, each statement on one. So a module becomes a function that gives
// its exports, and what it imports are constants in it:
//
//   const $0 = (() => {              // twin-text.js
//   const ends = /\s+$/;
//   return { ends };
//   })();
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

struct ScriptText {
  std::string_view file;  // "twin-text.js"
  std::string_view text;
};

struct JoinedScripts {
  std::string text;
  /// For each script: the constant that has its exports, and their names.
  struct Module {
    std::string constant;
    std::vector<std::string> exports;
  };
  std::vector<Module> modules;
};

/// Nothing if they say what a function cannot: they import each other in a circle or from
/// elsewhere, export what changes or has no name, wait, or ask where they are.
std::optional<JoinedScripts> join_scripts(std::span<const ScriptText> scripts);

}  // namespace sinter
