// Descriptors: one JSON object a line in the custom section `sinter.bind`, written by the
// assembler because clang turns variables with a section attribute into ordinary data.
// The tool reads them, makes the glue from them and strips them (src/bind/interface.h
// says what each line may hold; the two change together, with `version`).
#pragma once

#include <string_view>

#include "sinter/bind/signature.h"

namespace sinter::bind {

/// What comes before and behind what a descriptor says.
inline constexpr std::string_view descriptor_begin = ".ascii \"";
inline constexpr std::string_view descriptor_end = "}\\n\"\n";

/// The beginning of a descriptor's line: the place in the source it comes from, which errors
/// name. The rest follows as an `asm` of its own: copying it took the compiler as long as writing it.
consteval Text begin_line(std::string_view file, unsigned line) {
  Text text;
  text.add(".section .custom_section.sinter.bind,\"\",@\n.ascii \"{\\\"v\\\":2,\\\"at\\\":[").add_string(file);
  text.add(",").add_number(line).add("],\"\n");
  return text;
}

inline constexpr void add_key(Text& text, std::string_view key) { text.add_string(key).add(":"); }

template <class T>
inline constexpr void describe_type(Text& text) {
  if constexpr (std::is_void_v<T>) text.add_string("void");
  else Codec<T>::describe(text);
}

/// A name may go on with what is to be said about the parameter: "delay: in milliseconds".
template <class A>
constexpr void describe_parameter(Text& text, std::string_view name) {
  std::size_t colon = name.find(": ");
  text.add_string(name.substr(0, colon)).add(",");
  Codec<A>::describe(text);
  if (colon != std::string_view::npos) text.add(",").add_string(name.substr(colon + 2));
  text.add("]");
}

template <class... A>
inline constexpr void describe_parameters(Text& text, TypeList<A...>, const std::string_view* names) {
  std::size_t index = 0;
  ((text.add(index == 0 ? "[" : ",["), describe_parameter<A>(text, names[index]), ++index), ...);
}

/// The part of a descriptor that says how to call something; `names` of its parameters.
template <class S>
constexpr void describe_signature(Text& text, std::string_view doc, const std::string_view* names) {
  add_key(text, "doc");
  text.add_string(doc).add(",");
  add_key(text, "parameters");
  text.add("[");
  describe_parameters(text, typename S::Parameters{}, names);
  text.add("],");
  add_key(text, "result");
  describe_type<typename S::Value>(text);
  if constexpr (!std::is_void_v<typename S::Code>) {
    text.add(",");
    add_key(text, "fault");
    text.add_string(sinter_describe(Tag<typename S::Code>{}).name);
  }
}

template <auto function, class... Names>
consteval Text describe_function(std::string_view name, std::string_view doc, Names... parameter_names) {
  using S = SignatureOf<function>;
  Text text;
  text.add(descriptor_begin);
  add_key(text, "function");
  text.add_string(name);
  if constexpr (S::is_supported && sizeof...(Names) == S::Parameters::size) {
    const std::string_view names[] = {parameter_names..., ""};
    text.add(",");
    describe_signature<S>(text, doc, names);
  }
  text.add(descriptor_end);
  return text;
}

/// What a variant is called in the declarations.
template <class T>
consteval Text describe_variant(std::string_view name) {
  Text text;
  text.add(descriptor_begin);
  add_key(text, "named");
  text.add_string(name).add(",");
  add_key(text, "type");
  if constexpr (VariantLike<T> && Argument<T>) Codec<T>::describe(text);
  text.add(descriptor_end);
  return text;
}
template <class T>
consteval Text variant_refusal() {
  Text text;
  if constexpr (!VariantLike<T>)
    text.add("SINTER_VARIANT takes a std::variant, and `").add(pretty<T>()).add("` is none");
  else if constexpr (!Argument<T>) {
    text.add("SINTER_VARIANT cannot bind `").add(pretty<T>()).add("`; ");
    add_advice<T>(text);
  }
  return text;
}

template <class T>
consteval Text describe_enum() {
  constexpr auto registration = sinter_describe(Tag<T>{});
  Text text;
  text.add(descriptor_begin);
  add_key(text, "enum");
  text.add_string(registration.name).add(",");
  add_key(text, "values");
  for (std::size_t index = 0; index < registration.names.size(); ++index) {
    text.add(index == 0 ? "[" : ",").add_string(registration.names[index]);
  }
  text.add("]").add(descriptor_end);
  return text;
}

template <class T, auto... members>
consteval void add_member_refusal(Text& text, const StructRegistration<T, members...>& registration) {
  std::size_t index = 0;
  auto look_at = [&]<class Member>(Tag<Member>) {
    std::string_view name = registration.names[index++];
    if (Element<Member> || text.size() > 0) return;
    text.add("SINTER_STRUCT cannot bind `").add(pretty<T>()).add("`: its member `").add(name).add("` has type `");
    text.add(pretty<Member>()).add("`; ");
    add_advice<Member>(text);
  };
  (look_at(Tag<typename MemberType<decltype(members)>::type>{}), ...);
}

template <class T>
consteval Text struct_refusal() {
  Text text;
  if constexpr (!Argument<T>) add_member_refusal<T>(text, sinter_describe(Tag<T>{}));
  return text;
}

/// Of a struct or of options.
template <class T>
consteval Text describe_struct() {
  Text text;
  text.add(descriptor_begin);
  add_key(text, "struct");
  text.add_string(sinter_describe(Tag<T>{}).name).add(",");
  add_key(text, "fields");
  text.add("[");
  if constexpr (Argument<T>) Codec<T>::describe_members(text);
  text.add("]").add(descriptor_end);
  return text;
}

}  // namespace sinter::bind
