// Names are read as their compilers' own tools read them; the samples of Rust's v0 scheme
// are those of rustc-demangle's tests. Namespaces and templates come from readable names.
#include "size/readable_name.h"

#include "size/rust_name.h"
#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("names of C++ and of both schemes of Rust become readable") {
  CHECK(readable_name("_ZNK3foo3barEv") == "foo::bar() const");
  CHECK(readable_name("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE") == "core::fmt::Formatter::pad");
  CHECK(readable_name(
            "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE") ==
        "<Test + 'static as foo::Bar<Test>>::bar");
  CHECK(readable_name("core::fmt::Formatter::pad::h0123456789abcdef") == "core::fmt::Formatter::pad");
  CHECK(readable_name("_RNvC6_123foo3bar") == "123foo::bar");
  CHECK(readable_name("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_") == "cc::spawn::{closure#0}::{closure#0}");
  CHECK(
      readable_name(
          "_RNCINkXs25_NgCsbmNqQUJIY6D_4core5sliceINyB9_4IterhENuNgNoBb_4iter8iterator8Iterator9rpositionNCNgNpB9_6"
          "memchr7memrchrs_0E0Bb_") ==
      "<core::slice::Iter<u8> as core::iter::iterator::Iterator>::rposition::<core::slice::memchr::memrchr::{closure#1}"
      ">::{closure#0}");
  CHECK(readable_name(
            "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std") ==
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>");
  CHECK(readable_name("_RMC0INtC8arrayvec8ArrayVechKj7b_E") == "<arrayvec::ArrayVec<u8, 123>>");
}

TEST_CASE("what is no mangled name stays as it is, also if it nearly is one") {
  for (const char* name : {"main", "_R", "_RNvC6_123foo", "_ZN", "_Z", "_ZN3foo", "_RNvB_3bar", "_RYB_B_", ""}) {
    CHECK(readable_name(name) == name);
  }
}

TEST_CASE("a name that refers to itself again and again does not grow without end") {
  std::string name = "_RINvC1a1b";
  for (int i = 0; i < 60; ++i) name += "TB7_B7_";
  CHECK(readable_name(name + "E") == name + "E");
}

TEST_CASE("what C++ can say in a name is read as libc++abi reads it") {
  const std::pair<const char*, const char*> samples[] = {
      {"_Z1fPFivE", "f(int (*)())"},
      {"_Z1fRA4_KcM1AKFiiE", "f(char const (&) [4], int (A::*)(int) const)"},
      {"_ZN1A1BC2IiEET_", "A::B::B<int>(int)"},
      {"_ZN1AD1Ev", "A::~A()"},
      {"_ZNSsC1Ev", "std::basic_string<char, std::char_traits<char>, std::allocator<char>>::basic_string()"},
      {"_ZN1AcvT_IiEEv", "A::operator int<int>()"},
      {"_Z1fIJiciEEvDpT_", "void f<int, char, int>(int, char, int)"},
      {"_Z1fIJEEvDpT_i", "void f<>(int)"},
      {"_Z1fIiEvOT_", "void f<int>(int&&)"},
      {"_Z1fIRiEvOT_", "void f<int&>(int&)"},
      {"_ZZ4mainENKUliT_E0_clIcEEDaiS_", "auto main::'lambda0'(int, auto)::operator()<char>(int, auto) const"},
      {"_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()"},
      {"_ZTV1A", "vtable for A"},
      {"_ZTC1A0_1B", "construction vtable for B-in-A"},
      {"_ZThn8_N1A1fEv", "non-virtual thunk to A::f()"},
      {"_ZGVZ1fvE1x_0", "guard variable for f()::x"},
      {"_Z1fILi5ELb1ELj3ELin7EEvv", "void f<5, true, 3u, -7>()"},
      {"_Z1fIXadL_Z1gvEEEvv", "void f<&g()>()"},
      {"_Z1fIiEDTplfp_Li1EET_", "decltype(fp + 1) f<int>(int)"},
      {"_Z1fIiEv9enable_ifIXgtstT_Li4EE1AE", "void f<int>(enable_if<(sizeof (int) > 4), A>)"},
      {"_ZSt14__relocate_a_1IiiENSt9enable_ifIXsrSt24__is_bitwise_relocatableIT_vE5valueEPS2_E4typeES4_S4_S4_RSaIT0_E",
       "std::enable_if<std::__is_bitwise_relocatable<int, void>::value, int*>::type std::__relocate_a_1<int, int>"
       "(int*, int*, int*, std::allocator<int>&)"},
      {"_Z1fB3tagv", "f[abi:tag]()"},
      {"_Z1fv.cold.1", "f() (.cold.1)"},
      {"_Z1fIiQ1CITL0__EEvT_", "void f<int>(int)"},
  };
  for (auto [symbol, readable] : samples) CHECK(readable_name(symbol) == readable);
}

TEST_CASE("a name of C++ that doubles itself again and again stays as it is, and takes no time") {
  std::string pairs = "_Z1f1AIiiE";  // A<int, int>, then pairs of the last one
  for (char letter : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    pairs += std::string("S_IS") + letter + "_S" + letter + "_E";
  }
  CHECK(readable_name(pairs) == pairs);

  std::string packs = "_Z1fIJEEv";  // of nothing, of which nothing is written
  for (int i = 0; i < 3000; ++i) packs += "Dp";
  CHECK(readable_name(packs + "T_") == packs + "T_");

  CHECK(readable_name("_Z1f" + std::string(10'000, 'P') + "i") == "_Z1f" + std::string(10'000, 'P') + "i");
  CHECK(readable_name("_ZcvT_Ev").starts_with("_Z"));  // refers to itself
}

TEST_CASE("the namespace is the outermost one, the crate or the package") {
  CHECK(namespace_of("foo::bar() const") == "foo");
  CHECK(namespace_of("void std::__2::sort<int*>(int*, int*)") == "std");
  CHECK(namespace_of("(anonymous namespace)::go(int)") == "(anonymous namespace)");
  CHECK(namespace_of("core::fmt::Formatter::pad") == "core");
  CHECK(namespace_of("<alloc::vec::Vec<u8> as core::ops::Drop>::drop") == "alloc");
  CHECK(namespace_of("<&T as core::fmt::Debug>::fmt") == "core");
  CHECK(namespace_of("<dyn core::any::Any>::is") == "core");
  CHECK(namespace_of("encoding_json.__Decoder_.Decode") == "encoding_json");
  CHECK(namespace_of("malloc") == "");
  CHECK(namespace_of("add(foo::Bar)") == "");
}

TEST_CASE("instantiations of one template have one name, overloads keep theirs") {
  CHECK(template_of("void std::sort<int*>(int*, int*)") == "std::sort<>");
  CHECK(template_of("std::vector<foo<int>, bar>::push_back(int const&)") == "std::vector<>::push_back");
  CHECK(template_of("add(int)") == "add(int)");
  CHECK(template_of("add(double)") == "add(double)");
  CHECK(template_of("foo::operator<(int)") == "foo::operator<(int)");
  CHECK(template_of("bool foo::operator<<int>(int)") == "foo::operator<<>");
  CHECK(template_of("std::ostream& foo::operator<<<int>(int)") == "foo::operator<<<>");
  CHECK(template_of("std::function<void (int)>::operator()(int) const") == "std::function<>::operator()");
  CHECK(template_of("core::ptr::drop_in_place::<alloc::vec::Vec<u8>>") == "core::ptr::drop_in_place::<>");
  CHECK(template_of("<alloc::vec::Vec<u8> as core::ops::Drop>::drop") ==
        "<alloc::vec::Vec<> as core::ops::Drop>::drop");
}

TEST_CASE("the language is told by the form of a name") {
  CHECK(name_language("_ZNK3foo3barEv") == NameLanguage::cpp);
  CHECK(name_language("foo::bar() const") == NameLanguage::cpp);
  CHECK(name_language("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE") == NameLanguage::rust);
  CHECK(name_language("_RNvC6_123foo3bar") == NameLanguage::rust);
  CHECK(name_language("core::fmt::Formatter::pad::h0123456789abcdef") == NameLanguage::rust);
  CHECK(name_language("encoding_json.__Decoder_.Decode") == NameLanguage::go);
  CHECK(name_language("malloc") == NameLanguage::other);
}

TEST_CASE("what a name lies in is told from the outside in, templates without their arguments") {
  auto scopes = [](std::string_view name) {
    std::string text;
    for (const std::string& scope : scopes_of(name)) text += scope + " | ";
    return text;
  };
  CHECK(scopes("std::vector<int>::push_back(int const&)") == "std | vector<> | ");
  CHECK(scopes("main").empty());
  CHECK(scopes("void a::b<c::d>::e<int>(c::d)") == "a | b<> | ");
  CHECK(scopes("<alloc::vec::Vec<T> as core::fmt::Debug>::fmt") ==
        "alloc | <alloc::vec::Vec<> as core::fmt::Debug> | ");
  CHECK(scopes("encoding/json.(*Decoder).Decode") == "encoding/json | (*Decoder) | ");
  CHECK(scopes("a::operator<<(a::b, int)") == "a | ");
}

}  // namespace
}  // namespace sinter
