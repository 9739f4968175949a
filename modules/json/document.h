// A text that stays in the module: handed over and validated once, then read and changed by
// pointers as often as needed. Nothing of it becomes a value before it is asked for. Whoever
// asks a second time gets a list of where its arrays and objects end, and hops from then on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "children.h"
#include "containers.h"
#include "json.h"
#include "read.h"

namespace sinter::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

class Document {
 public:
  /// The fault is that of `validate`.
  static Fallible<Document, JsonFault> parse(std::string_view text, const std::optional<Limits>& limits);
  static Fallible<Document, JsonFault> parse_bytes(Bytes text, const std::optional<Limits>& limits);

  /// The JSON of the value, if there is one: what `read` finds.
  Fallible<std::optional<std::string>, JsonFault> read(std::string_view pointer) const;
  Fallible<Values, JsonFault> read_all(const std::vector<std::string>& pointers) const;
  /// What `select` of path.h finds.
  Fallible<std::vector<std::string>, JsonFault> select(std::string_view path) const;

  /// What the value is, if there is one. The fault of these is that of the pointer.
  Fallible<std::optional<Kind>, JsonFault> kind(std::string_view pointer) const;
  /// The number or string that the pointer leads to; nothing if it leads to something else.
  Fallible<std::optional<double>, JsonFault> number(std::string_view pointer) const;
  Fallible<std::optional<std::string>, JsonFault> string(std::string_view pointer) const;
  /// How many elements or members the array or object has.
  Fallible<std::optional<std::uint32_t>, JsonFault> length(std::string_view pointer) const;
  /// The names of an object's members, in their order.
  Fallible<std::optional<std::vector<std::string>>, JsonFault> keys(std::string_view pointer) const;

  /// As the functions of these names, on this text.
  Fallible<void, JsonFault> replace(std::string_view pointer, std::string_view value);
  Fallible<void, JsonFault> insert(std::string_view pointer, std::string_view value);
  Fallible<void, JsonFault> remove(std::string_view pointer);

  std::string text() const { return text_; }
  std::uint32_t size_bytes() const { return static_cast<std::uint32_t>(text_.size()); }

 private:
  explicit Document(std::string text) : text_(std::move(text)) {}
  /// Where a value is, and which container, if it is one and they are listed.
  struct Found {
    Span span;
    std::uint32_t container = 0;
  };
  Fallible<std::optional<Found>, JsonFault> find(std::string_view pointer) const;
  std::optional<Found> hop(std::span<const std::string> tokens) const;
  Children children_of(Found found) const;
  /// Counts a read, and says whether containers are listed for it.
  bool is_listed() const;
  std::string_view part(Span span) const { return {text_.data() + span.begin, span.end - span.begin}; }
  Fallible<void, JsonFault> take(Fallible<std::string, JsonFault> edited);

  std::string text_;
  mutable std::uint32_t reads_ = 0;            // of this text, since it was changed
  mutable std::vector<Container> containers_;  // none before the second
};

}  // namespace sinter::json
