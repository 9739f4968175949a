// What JavaScript sees of this library. The definitions are in the headers.
#include "sinter/bind.h"

#include "json.h"
#include "read.h"
#include "validate.h"

namespace sinter::json {

SINTER_ENUM(JsonFault, unexpected_end, expected_value, expected_key, expected_colon, expected_comma, trailing_content,
            bad_literal, bad_number, bad_escape, control_character, invalid_utf8, too_deep, too_large, number_too_long,
            bad_pointer)
SINTER_STRUCT(Limits, depth_max, size_bytes_max, number_bytes_max)
SINTER_STRUCT(Position, line, column, index)
SINTER_STRUCT(Problem, code, offset, line, column, index)

SINTER_EXPORT(validate, "Throws the first fault of a text that is not JSON within the limits.", "text", "limits")
SINTER_EXPORT(validate_bytes, "Throws the first fault of bytes that are not JSON in UTF-8 within the limits.", "text",
              "limits")
SINTER_EXPORT(find_problem, "The first fault with its place; nothing if the text is JSON within the limits.", "text",
              "limits")
SINTER_EXPORT(locate, "The line, column and index of a byte of the text.", "text",
              "offset: in bytes, as faults have it")

SINTER_EXPORT(read, "The JSON of the value that a JSON Pointer names, if there is one.", "text", "pointer")
SINTER_EXPORT(read_bytes, "The JSON of the value that a JSON Pointer names, if there is one.", "text", "pointer")
SINTER_EXPORT(read_all, "What `read` finds for each of many pointers, in one walk.", "text", "pointers")
SINTER_EXPORT(read_all_bytes, "What `readBytes` finds for each of many pointers, in one walk.", "text", "pointers")

}  // namespace sinter::json
