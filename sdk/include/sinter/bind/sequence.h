// How a Sequence crosses: as the address of an object that makes the next value and writes
// it to slots. All sequences of a module share two exports.
#pragma once

#include "sinter/bind/object.h"
#include "sinter/bind/thunk.h"
#include "sinter/sequence.h"

namespace sinter::bind {

struct AnySequence {
  const Slot* (*next)(AnySequence*);
  void (*drop)(AnySequence*);
};

template <class T>
struct SequenceOf : AnySequence {
  explicit SequenceOf(Sequence<T>&& from) : AnySequence{&next_value, &drop_it}, sequence(std::move(from)) {}
  Sequence<T> sequence;

 private:
  /// In the form of an optional result.
  static const Slot* next_value(AnySequence* self) {
    ResultTables::release();
    using Next = Kept<std::optional<T>>;
    auto next = [self] { return static_cast<SequenceOf*>(self)->sequence.next(); };
    return write_result(callbacks_are_kept ? Next::replace_afterwards(next) : Next::replace(next));
  }
  static void drop_it(AnySequence* self) { delete static_cast<SequenceOf*>(self); }
};

#ifdef __wasm__
template <class = void>
struct SequenceExports {
  [[gnu::used]] __attribute__((export_name("sinter_next"))) static const Slot* next(AnySequence* sequence) {
    return sequence->next(sequence);
  }
  [[gnu::used]] __attribute__((export_name("sinter_end"))) static void end(AnySequence* sequence) {
    sequence->drop(sequence);
  }
};
#endif

template <class T>
  requires(ResultValue<T> && !std::is_pointer_v<T>)
struct Codec<Sequence<T>> {
  static constexpr bool is_handle = true;
  using Direct = Handle;
  static constexpr std::size_t slots = 1;

  static Handle direct(Sequence<T>&& value) {
#ifdef __wasm__
    static_cast<void>(&SequenceExports<VoidFor<T>>::next);
    static_cast<void>(&SequenceExports<VoidFor<T>>::end);
#endif
    return reinterpret_cast<Handle>(static_cast<AnySequence*>(new SequenceOf<T>(std::move(value))));
  }
  static void write(Slot* slot, const Sequence<T>& value) {
    slot->first = static_cast<std::uint32_t>(direct(std::move(const_cast<Sequence<T>&>(value))));
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("sequence").add(":");
    Codec<T>::describe(text);
    text.add("}");
  }
};

/// What SINTER_ITERABLE binds.
template <class T>
auto iterate(T& object) -> Sequence<std::remove_cvref_t<decltype(*object.begin())>> {
  return each(object);
}

}  // namespace sinter::bind
