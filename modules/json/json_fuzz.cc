// Feeds the fast paths and the readers that define what they mean the same bytes and stops at
// the first difference. The first byte picks the operation and cuts the rest in two.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "document.h"
#include "edit.h"
#include "lines.h"
#include "modules/text/lanes.h"
#include "modules/text/utf8.h"
#include "path.h"
#include "pointer.h"
#include "read.h"
#include "scan.h"
#include "validate.h"
#include "write.h"

namespace sinter::json {
namespace {

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "json_fuzz: %s\n", what);
  std::abort();
}

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// The scan agrees with the reader, alone and behind blocks of whitespace.
void check_validity(Bytes text) {
  Limits limits = {.depth_max = 70, .size_bytes_max = std::nullopt, .number_bytes_max = 40};
  OptionalFault fault = first_fault(text, limits);
  expect(!fault || fault->offset <= text.size(), "the fault is outside of the text");
  for (std::size_t before : {0uz, 61uz, 300uz}) {
    std::string moved = std::string(before, ' ').append(text_of(text));
    bool is_certain = is_certainly_valid(bytes_of(moved), limits, false);
    expect(is_certain == (SINTER_TEXT_VECTORS != 0 && !fault), "the scan differs");
    OptionalFault again = fault_in(bytes_of(moved), limits, false);
    expect(again.has_value() == fault.has_value(), "the fault depends on the place");
    if (fault) expect(again->code == fault->code && again->offset == fault->offset + before, "the fault moves");
  }
}

/// Many pointers find what each finds alone, and what is found is JSON; so is what a path selects.
void check_pointers(Bytes text, std::string_view list) {
  if (auto selected = select_bytes(text, list)) {
    for (const std::string& value : *selected)
      expect(!first_fault(bytes_of(value), {}), "what was selected is not JSON");
  }
  std::vector<std::string> pointers;
  for (std::size_t end; !list.empty() && pointers.size() < 8; list.remove_prefix(std::min(end + 1, list.size()))) {
    end = std::min(list.find('\n'), list.size());
    pointers.emplace_back(list.substr(0, end));
  }
  auto all = read_all_bytes(text, pointers);
  auto document = Document::parse_bytes(text, std::nullopt);
  for (std::size_t index = 0; all && index < pointers.size(); ++index) {
    auto one = read_bytes(text, pointers[index]);
    expect(one.has_value() && *one == (*all)[index], "a pointer alone finds something else");
    expect(!document || document->read(pointers[index]) == one, "a document finds something else");
    expect(!*one || !first_fault(bytes_of(**one), {}), "what was found is not JSON");
  }
}

/// What is written anew is JSON and stays as it is when written once more.
void check_writing(Bytes bytes) {
  std::string_view text = text_of(bytes);
  if (text::first_invalid_utf8(bytes)) return;
  auto minified = minify(text);
  expect(minified.has_value() == !first_fault(bytes, {}), "minify judges differently");
  auto form = canonical(text);
  if (!minified || !form) return;
  expect(minify(*minified) == *minified, "minify differs the second time");
  expect(canonical(*minified) == *form && canonical(*form) == *form, "canonical differs the second time");
}

/// Lines are the same in one piece and in two; a patch leaves JSON.
void check_changes(Bytes left, Bytes right) {
  std::string whole(text_of(left));
  whole += text_of(right);
  std::vector<Record> records = read_lines(whole, std::nullopt);
  LineReader reader(std::nullopt);
  std::size_t count = reader.push(left).size() + reader.push(right).size() + reader.finish().size();
  expect(count == records.size(), "chunks change the lines");
  if (text::first_invalid_utf8(left) || text::first_invalid_utf8(right)) return;
  Limits deep = {.depth_max = depth_most, .size_bytes_max = std::nullopt, .number_bytes_max = std::nullopt};
  for (auto change : {&merge_patch, &patch}) {
    auto changed = change(text_of(left), text_of(right));
    expect(!changed || !first_fault(bytes_of(*changed), deep), "what was changed is not JSON");
  }
}

}  // namespace
}  // namespace sinter::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter::json;
  if (size < 1) return 0;
  Bytes rest = Bytes(data, size).subspan(1);
  std::size_t cut = rest.size() * data[0] / 255;
  switch (data[0] % 4) {
    case 0: check_validity(rest); break;
    case 1: check_pointers(rest.subspan(cut), text_of(rest.first(cut))); break;
    case 2: check_writing(rest); break;
    default: check_changes(rest.first(cut), rest.subspan(cut));
  }
  return 0;
}
