#include "wasm/fault.h"

#include "base/text.h"

namespace sinter::wasm {

std::string_view describe(Problem problem) {
  switch (problem) {
#define SINTER_WASM_PROBLEM_TEXT(name, text) \
  case Problem::name: return text;
    SINTER_WASM_PROBLEMS(SINTER_WASM_PROBLEM_TEXT)
#undef SINTER_WASM_PROBLEM_TEXT
  }
  return "it is damaged";
}

Error malformed(const std::string& path, Fault fault) {
  std::string next = "build the file again; if it comes from somewhere else, fetch it again";
  if (fault.problem == Problem::not_wasm) next = "check that the path names a .wasm file";
  if (fault.problem == Problem::is_component) next = "give the core module that the component was made from";
  if (fault.problem == Problem::export_repeated) next = "export one of the two under another name, then build again";
  return Error{.code = Code::wasm_malformed,
               .what = quote(path) + " is not a wasm module that can be read",
               .where = {.path = path},
               .why = {std::string(describe(fault.problem)) + ", at byte " + std::to_string(fault.offset)},
               .next = std::move(next)};
}

}  // namespace sinter::wasm
