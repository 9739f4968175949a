// A Go module: one package `main` whose functions with `//go:wasmexport` are what it
// offers, built as a WASI reactor.
#pragma once

#include <string>

#include "base/error.h"
#include "languages/language_build.h"

namespace sinter {

Result<std::string> build_with_go(const LanguageBuild& request);

/// Adds the section `target_features` to what Go wrote: its compiler uses features of wasm
/// without naming them, and optimisers need their names. Left alone if there is one.
Result<std::string> with_go_features(const std::string& wasm, const std::string& path);

}  // namespace sinter
