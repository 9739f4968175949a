// What JavaScript sees of this library. The definitions are in the headers.
#include "sinter/bind.h"

#include "document.h"
#include "edit.h"
#include "json.h"
#include "lines.h"
#include "path.h"
#include "read.h"
#include "validate.h"
#include "write.h"

namespace sinter::json {

SINTER_ENUM(JsonFault, unexpected_end, expected_value, expected_key, expected_colon, expected_comma, trailing_content,
            bad_literal, bad_number, bad_escape, control_character, invalid_utf8, too_deep, too_large, number_too_long,
            bad_pointer, duplicate_key, lone_surrogate, number_out_of_range, not_found, bad_value, bad_patch,
            test_failed, bad_path)
SINTER_ENUM(Kind, null, boolean, number, string, array, object)
SINTER_STRUCT(Limits, depth_max, size_bytes_max, number_bytes_max)
SINTER_STRUCT(Position, line, column, index)
SINTER_STRUCT(Problem, code, offset, line, column, index)
SINTER_STRUCT(Record, line, text, fault, offset)
SINTER_CLASS(Document, "A text that is validated once, then read and changed by pointers.")
SINTER_CLASS(LineReader, "Reads JSON line by line out of chunks that end anywhere.")

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

SINTER_EXPORT(select, "The JSON of all values that a path such as `$.users[*].name` leads to.", "text", "path")
SINTER_EXPORT(select_bytes, "The JSON of all values that a path such as `$.users[*].name` leads to.", "text", "path")

SINTER_EXPORT(minify, "The text without whitespace between its tokens.", "text")
SINTER_EXPORT(canonical, "The canonical form of RFC 8785: equal values are equal texts.", "text")

SINTER_EXPORT(replace, "The text with another value where the pointer leads.", "text", "pointer", "value: JSON")
SINTER_EXPORT(insert, "The text with a value more, as `add` of RFC 6902.", "text", "pointer", "value: JSON")
SINTER_EXPORT(remove, "The text without the value where the pointer leads.", "text", "pointer")
SINTER_EXPORT(merge_patch, "The text changed by a merge patch (RFC 7396).", "text", "patch")
SINTER_EXPORT(patch, "The text changed by all operations of a patch (RFC 6902), or by none.", "text", "patch")

SINTER_EXPORT(read_lines, "The JSON texts of a text that has one a line.", "text", "limits: of one line")

SINTER_STATIC(Document, parse, "Throws the first fault of a text that is not JSON.", "text", "limits")
SINTER_STATIC(Document, parse_bytes, "Throws the first fault of bytes that are not JSON.", "text", "limits")
SINTER_METHOD(Document, read, "The JSON of the value, if there is one.", "pointer")
SINTER_METHOD(Document, read_all, "What `read` finds for each of many pointers, in one walk.", "pointers")
SINTER_METHOD(Document, select, "What `select` finds.", "path")
SINTER_METHOD(Document, kind, "What the value is, if there is one.", "pointer")
SINTER_METHOD(Document, number, "The number, if the pointer leads to one.", "pointer")
SINTER_METHOD(Document, string, "The characters of the string, if the pointer leads to one.", "pointer")
SINTER_METHOD(Document, length, "How many elements or members the value has, if it is an array or object.", "pointer")
SINTER_METHOD(Document, keys, "The names of the members, if the pointer leads to an object.", "pointer")
SINTER_METHOD(Document, replace, "Puts another value where the pointer leads.", "pointer", "value: JSON")
SINTER_METHOD(Document, insert, "Puts a value in, as `add` of RFC 6902.", "pointer", "value: JSON")
SINTER_METHOD(Document, remove, "Takes the value out.", "pointer")
SINTER_PROPERTY(Document, text, "The whole text as it is now.")
SINTER_PROPERTY(Document, size_bytes, "How long the text is as UTF-8.")

SINTER_CONSTRUCTOR(LineReader, (const std::optional<Limits>&), "Has read nothing yet.", "limits: of one line")
SINTER_METHOD(LineReader, push, "The lines that end in this chunk.", "chunk")
SINTER_METHOD(LineReader, push_text, "The lines that end in this chunk.", "chunk")
SINTER_METHOD(LineReader, finish, "The last line, if it has no line feed.")
SINTER_PROPERTY(LineReader, waiting_bytes, "How many bytes wait for the rest of their line.")

}  // namespace sinter::json
