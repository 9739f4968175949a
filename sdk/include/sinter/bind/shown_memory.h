// What JavaScript sees in the module's memory without a copy: results of type sinter::View,
// and arrays that it allocates there (SINTER_ARRAY).
#pragma once

#include "sinter/bind/descriptor.h"
#include "sinter/view.h"

namespace sinter::bind {

/// A result only: as a parameter, std::span<const T> is one already.
template <Number T>
struct Codec<View<T>> {
  static constexpr std::size_t slots = 1;
  static void write(Slot* slot, const View<T>& view) { write_view(slot, view.values.data(), view.values.size()); }
  static constexpr void describe(Text& text) { describe_numbers<T>(text, "view"); }
};

template <class T>
consteval Text describe_array() {
  Text text;
  text.add(descriptor_begin);
  add_key(text, "array_of");
  if constexpr (Number<T>) text.add_string(number_name<T>());
  text.add(descriptor_end);
  return text;
}

template <class T>
consteval Text array_refusal() {
  Text text;
  if constexpr (!Number<T>) text.add("SINTER_ARRAY takes numbers, and `").add(pretty<T>()).add("` is none");
  return text;
}

}  // namespace sinter::bind
