// What somebody writes to bind library.h with embind.
#include <emscripten/bind.h>

#include "library.h"

EMSCRIPTEN_BINDINGS(library) {
  using namespace emscripten;
  value_object<library::Point>("Point").field("x", &library::Point::x).field("y", &library::Point::y);
  class_<library::Counter>("Counter").constructor<int>().function("add", &library::Counter::add);
  register_vector<double>("Doubles");
  function("add", &library::add);
  function("textSize", &library::text_size);
  function("greet", &library::greet);
  function("move", &library::move);
  function("scaled", &library::scaled);
}
