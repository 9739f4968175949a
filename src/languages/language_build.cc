#include "languages/language_build.h"

#include "languages/cargo_build.h"
#include "languages/go_build.h"

namespace sinter {

Result<std::string> build_language(const LanguageBuild& request) {
  SINTER_ASSERT(request.toolset != Toolset::clang);
  return request.toolset == Toolset::cargo ? build_with_cargo(request) : build_with_go(request);
}

std::string_view toolset_name(Toolset toolset) {
  switch (toolset) {
    case Toolset::clang: return "clang";
    case Toolset::cargo: return "rust";
    case Toolset::go: return "go";
  }
  return "";
}

}  // namespace sinter
