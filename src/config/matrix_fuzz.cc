// The keys of a step with `for`. Whatever they say, there is a combination for every choice
// of values, each with a name of its own, and after the values are put in nothing asks for
// one any more.
#include "config/matrix.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

namespace {

using sinter::TomlMember;
using sinter::TomlValue;

/// No brace within another, and nothing that is to stay as it is.
bool is_plain(std::string_view text) {
  std::size_t open = 0;
  for (char c : text) {
    if (c == '{') ++open;
    if (c == '}') open = 0;
    if (open > 1 || c == '$') return false;
  }
  return true;
}

void check_text(const TomlValue& written, const TomlValue& made, const std::vector<sinter::MatrixVariable>& matrix) {
  const std::string* before = written.as_string();
  const std::string* after = made.as_string();
  SINTER_ASSERT((before == nullptr) == (after == nullptr));
  if (before == nullptr || !is_plain(*before)) return;
  for (const sinter::MatrixVariable& variable : matrix) SINTER_ASSERT(!after->contains("{" + variable.name + "}"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  Result<TomlValue> step = parse_toml({reinterpret_cast<const char*>(data), size}, "step");
  if (!step) return 0;
  Problems problems("step");
  TableReader table(*step, {}, "[step]", problems);
  std::vector<MatrixVariable> matrix = read_matrix(table);
  SINTER_ASSERT(matrix.empty() == (!table.has("for") || problems.count() > 0));
  if (matrix.empty()) return 0;
  std::size_t count = 1;
  for (const MatrixVariable& variable : matrix) count *= variable.values.size();
  std::vector<Combination> all = combinations(matrix);
  SINTER_ASSERT(all.size() == count && count <= matrix_combinations_max);
  std::set<std::string> names;
  for (const Combination& combination : all) SINTER_ASSERT(names.insert(combination_suffix(combination)).second);
  for (const Combination* combination : {&all.front(), &all.back()}) {
    Problems slips("step");
    TomlValue made = substitute(*step, *combination, slips);
    SINTER_ASSERT(made.as_table()->size() == step->as_table()->size());
    for (std::size_t i = 0; i < made.as_table()->size() && slips.count() == 0; ++i) {
      const TomlMember& written = (*step->as_table())[i];
      if (written.name != "for" && written.name != "when")
        check_text(written.value, (*made.as_table())[i].value, matrix);
    }
  }
  return 0;
}
