#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace sinter {
namespace {

std::string place_text(const Place& place) {
  std::string text = place.path;
  if (place.line != 0) text += ":" + std::to_string(place.line);
  if (place.line != 0 && place.column != 0) text += ":" + std::to_string(place.column);
  return text;
}

}  // namespace

std::string code_text(Code code) {
  std::string digits = std::to_string(static_cast<unsigned>(code));
  return "SN" + std::string(4 - digits.size(), '0') + digits;
}

Error&& Error::during(std::string layer) && {
  why.push_back("while " + std::move(layer));
  return std::move(*this);
}

Error&& Error::at(Place place) && {
  where = std::move(place);
  return std::move(*this);
}

Error&& Error::because(std::string reason) && {
  why.push_back(std::move(reason));
  return std::move(*this);
}

Error&& Error::advise(std::string step) && {
  next = std::move(step);
  return std::move(*this);
}

std::string render(const Error& error) {
  std::string text = "error: " + error.what + "  [" + code_text(error.code) + "]\n";
  if (!error.where.path.empty()) text += "  at " + place_text(error.where) + "\n";
  for (const std::string& reason : error.why) {
    bool is_layer = reason.starts_with("while ");
    text += (is_layer ? "  " : "  because ") + reason + "\n";
  }
  if (!error.next.empty()) text += "  next: " + error.next + "\n";
  return text;
}

void Failure::drop(Error* error) { delete error; }
Error* Failure::copy(const Error* error) { return error == nullptr ? nullptr : new Error(*error); }

Failure fail(Error&& error) { return Failure(new Error(std::move(error))); }
Failure fail(const Error& error) { return Failure(new Error(error)); }
Failure fail(Code code, std::string what, std::string next) {
  return Failure(new Error{.code = code, .what = std::move(what), .next = std::move(next)});
}

int exit_code(Code code) {
  switch (code) {
#define SINTER_CODE_EXIT(name, number, exit) \
  case Code::name: return exit;
    SINTER_CODES(SINTER_CODE_EXIT)
#undef SINTER_CODE_EXIT
  }
  return 1;
}

void assertion_failed(const char* expression, const char* file, int line) {
  // Not printf: nothing else asks for it in our smallest program (docs/cross-compiling.md), where it is 16 kB.
  std::string place = std::string(file) + ":" + std::to_string(line) + "\n";
  for (const char* text : {"sinter: this is a defect in sinter: ", expression, " does not hold at ", place.c_str()}) {
    std::fputs(text, stderr);
  }
  std::abort();
}

}  // namespace sinter
