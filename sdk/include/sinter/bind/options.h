// Options: a struct whose members all have defaults, of which JavaScript gives those that
// it wants: `find(text, { limit: 10 })`. Each member crosses as a flag and a value; one
// that is not given keeps what its initialiser says.
#pragma once

#include "sinter/bind/descriptor.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"

namespace sinter::bind {

template <class Member>
struct Given {
  using type = std::optional<Member>;
};
template <class Member>
struct Given<std::optional<Member>> {
  using type = std::optional<Member>;
};
template <auto member>
using GivenCodec = Codec<typename Given<typename MemberType<decltype(member)>::type>::type>;

template <class T, class Registration>
struct OptionsCodec {};
template <class T, auto... members>
  requires((Argument<typename Given<typename MemberType<decltype(members)>::type>::type> &&
            !RegisteredOptions<typename MemberType<decltype(members)>::type>) &&
           ...)
struct OptionsCodec<T, OptionsRegistration<T, members...>> {
  using Wire = Concat<typename GivenCodec<members>::Wire...>;

  template <std::size_t first, class... P>
  static T read(P... wire) {
    T value{};
    read_members<first, members...>(value, wire...);
    return value;
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("options").add(":").add_string(sinter_describe(Tag<T>{}).name).add("}");
  }
  static constexpr void describe_members(Text& text) {
    std::size_t index = 0;
    ((text.add(index == 0 ? "[" : ",[").add_string(sinter_describe(Tag<T>{}).names[index]).add(","),
      GivenCodec<members>::describe(text), describe_default<members>(text), text.add("]"), ++index),
     ...);
  }

 private:
  template <std::size_t first, auto member, auto... rest, class... P>
  static void read_members(T& value, P... wire) {
    using Member = typename MemberType<decltype(member)>::type;
    auto given = GivenCodec<member>::template read<first>(wire...);
    if constexpr (IsOptional<Member>::value) value.*member = std::move(given);
    else if (given) value.*member = *std::move(given);
    if constexpr (sizeof...(rest) > 0) read_members<first + GivenCodec<member>::Wire::size, rest...>(value, wire...);
  }

  static constexpr void add_number(Text& text, double number) {
    auto whole = static_cast<std::uint64_t>(number);
    text.add_number(whole);
    number -= static_cast<double>(whole);
    if (number > 0) text.add(".");
    for (; number > 0; number -= static_cast<double>(whole)) {
      number *= 10;
      whole = static_cast<std::uint64_t>(number);
      text.add_number(whole);
    }
  }

  /// What is said of the member: "default 10". Nothing if the compiler does not know it, or
  /// if its digits would be many.
  template <auto member>
  static constexpr void describe_default(Text& text) {
    using Member = typename MemberType<decltype(member)>::type;
    if constexpr (requires { typename std::bool_constant<(static_cast<void>(T{}), true)>; }) {
      Text note;
      note.add("@default ");
      if constexpr (std::is_same_v<Member, bool>) note.add(T{}.*member ? "true" : "false");
      else if constexpr (std::is_integral_v<Member> && Number<Member>) {
        Member number = T{}.*member;
        if (number < 0) note.add("-");
        note.add_number(number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number));
      } else if constexpr (Number<Member>) {
        double number = T{}.*member;
        double size = number < 0 ? -number : number;
        // Multiples of 1/1024 have at most ten decimals.
        if (!(size < 1e12) || size * 1024 != static_cast<double>(static_cast<std::uint64_t>(size * 1024))) return;
        if (number < 0) note.add("-");
        add_number(note, size);
      } else if constexpr (RegisteredEnum<Member>) {
        constexpr auto registration = sinter_describe(Tag<Member>{});
        for (std::size_t place = 0; place < registration.values.size(); ++place) {
          if (registration.values[place] == T{}.*member) note.add("\"").add(registration.names[place]).add("\"");
        }
      } else {
        return;
      }
      text.add(",").add_string({note.data(), note.size()});
    }
  }
};
template <RegisteredOptions T>
struct Codec<T> : OptionsCodec<T, decltype(sinter_describe(Tag<T>{}))> {};

template <class T, auto... members>
consteval void add_option_refusal(Text& text, const OptionsRegistration<T, members...>& registration) {
  std::size_t index = 0;
  auto look_at = [&]<class Member>(Tag<Member>) {
    std::string_view name = registration.names[index++];
    if ((Argument<typename Given<Member>::type> && !RegisteredOptions<Member>) || text.size() > 0) return;
    text.add("SINTER_OPTIONS cannot bind `").add(pretty<T>()).add("`: its member `").add(name).add("` has type `");
    text.add(pretty<Member>()).add("`; ");
    add_advice<Member>(text);
  };
  (look_at(Tag<typename MemberType<decltype(members)>::type>{}), ...);
}

template <class T>
consteval Text options_refusal() {
  Text text;
  if constexpr (!Argument<T>) add_option_refusal<T>(text, sinter_describe(Tag<T>{}));
  return text;
}

/// What is said about a member of a struct or of options.
consteval Text describe_documentation(std::string_view type, std::string_view member, std::string_view doc) {
  Text text;
  text.add(descriptor_begin);
  add_key(text, "documented");
  text.add_string(type).add(",");
  add_key(text, "field");
  text.add_string(member).add(",");
  add_key(text, "doc");
  text.add_string(doc).add(descriptor_end);
  return text;
}

}  // namespace sinter::bind

#pragma clang diagnostic pop
