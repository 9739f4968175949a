// What somebody writes to bind library.h with sinter.
#include "library.h"
#include "sinter/bind.h"

namespace library {

SINTER_STRUCT(Point, x, y)
SINTER_CLASS(Counter, "")
SINTER_CONSTRUCTOR(Counter, (int), "", "value")
SINTER_METHOD(Counter, add, "", "step")
SINTER_EXPORT(add, "", "a", "b")
SINTER_EXPORT(text_size, "", "text")
SINTER_EXPORT(greet, "", "name")
SINTER_EXPORT(move, "", "point", "dx", "dy")
SINTER_EXPORT(scaled, "", "values", "factor")

}  // namespace library
