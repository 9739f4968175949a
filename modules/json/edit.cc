#include "edit.h"

#include "pointer.h"
#include "validate.h"

namespace sinter::json {

using Edited = Fallible<std::string, JsonFault>;

Edited edit(std::string_view text, std::string_view pointer, std::string_view value, Splice splice) {
  auto tokens = parse_pointer(pointer);
  if (!tokens) return std::unexpected(tokens.error());
  if (OptionalFault fault = fault_in(bytes_of(value), {}, true)) {
    return std::unexpected(Fault{JsonFault::bad_value, fault->offset});
  }
  return splice(text, view_of(*tokens), trimmed(value));
}

Edited replace(std::string_view text, std::string_view pointer, std::string_view value) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  return edit(text, pointer, value, splice_replace);
}

Edited insert(std::string_view text, std::string_view pointer, std::string_view value) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  return edit(text, pointer, value, splice_insert);
}

Edited remove(std::string_view text, std::string_view pointer) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  auto tokens = parse_pointer(pointer);
  if (!tokens) return std::unexpected(tokens.error());
  return splice_remove(text, view_of(*tokens));
}

}  // namespace sinter::json
