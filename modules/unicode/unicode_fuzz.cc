// Holds what must be true of any text: forms of forms, folding of what is folded, boundaries in
// order. Sanitizers watch the rest. The first byte picks the form.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "fold.h"
#include "modules/text/utf8.h"
#include "normalize.h"
#include "segment.h"

namespace sinter::unicode {
namespace {

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "unicode_fuzz: %s\n", what);
  std::abort();
}

void check_boundaries(const std::vector<std::uint32_t>& offsets, std::uint32_t units) {
  expect(std::is_sorted(offsets.begin(), offsets.end(), std::less_equal<>()) || offsets.size() < 2,
         "boundaries go back");
  expect(offsets.empty() ? units == 0 : offsets.back() == units, "the last boundary is not the end");
}

void check(std::string_view text, Form form) {
  std::string normal = normalize(text, form);
  expect(normalize(normal, form) == normal, "a normal form is not its own");
  expect(is_normalized(normal, form), "a normal form is said to be none");
  expect(is_normalized(text, form) == (normal == text), "is_normalized differs from normalize");
  bool is_compatible = form == Form::nfkc || form == Form::nfkd;
  Form decomposed = is_compatible ? Form::nfkd : Form::nfd;
  expect(normalize(normal, decomposed) == normalize(text, decomposed), "composing has lost something");
  std::string folded = case_fold(text);
  expect(case_fold(folded) == folded, "folding twice differs");
  expect(normalize_all({std::string(text)}, form).front() == normal, "many are not like one");
}

}  // namespace
}  // namespace sinter::unicode

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter::unicode;
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Bytes that are no UTF-8 may do anything but break.
  if (sinter::text::first_invalid_utf8({data + 1, size - 1})) {
    static_cast<void>(normalize(text, static_cast<Form>(*data & 3)));
    static_cast<void>(case_fold(text));
    static_cast<void>(word_boundaries(text));
    return 0;
  }
  check(text, static_cast<Form>(*data & 3));
  std::uint32_t units = sinter::text::utf16_units({data + 1, size - 1});
  check_boundaries(grapheme_boundaries(text), units);
  check_boundaries(word_boundaries(text), units);
  return 0;
}
