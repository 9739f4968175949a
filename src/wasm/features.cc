#include "wasm/features.h"

#include <array>
#include <expected>

#include "base/ranges.h"
#include "wasm/byte_reader.h"

namespace sinter::wasm {
namespace {

/// What one feature means for wasm-opt 108.
struct Rule {
  std::string_view feature;
  std::string_view flag;     // empty: nothing to say
  std::string_view refusal;  // empty: can be optimised
};

// Sorted by feature.
constexpr std::array rules = std::to_array<Rule>({
    {"atomics", "--enable-threads", ""},
    {"bulk-memory", "--enable-bulk-memory", ""},
    // Only memory.copy and memory.fill, which 108 knows as a part of bulk memory.
    {"bulk-memory-opt", "--enable-bulk-memory", ""},
    // How call_indirect may be encoded: wasm-opt reads every length of it.
    {"call-indirect-overlong", "", ""},
    {"exception-handling", "--enable-exception-handling", ""},
    {"extended-const", "--enable-extended-const", ""},
    {"fp16", "", "wasm-opt 108 does not know half-precision instructions"},
    {"gc", "", "wasm-opt 108 writes garbage-collected types in a form older than the standard"},
    {"memory64", "--enable-memory64", ""},
    {"multimemory", "", "wasm-opt 108 knows only one memory"},
    {"multivalue", "--enable-multivalue", ""},
    {"mutable-globals", "--enable-mutable-globals", ""},
    {"nontrapping-fptoint", "--enable-nontrapping-float-to-int", ""},
    {"reference-types", "--enable-reference-types", ""},
    {"relaxed-simd", "", "wasm-opt 108 has relaxed SIMD instructions with numbers older than the standard's"},
    {"shared-everything", "", "wasm-opt 108 does not know shared types"},
    {"sign-ext", "--enable-sign-ext", ""},
    {"simd128", "--enable-simd", ""},
    {"tail-call", "--enable-tail-call", ""},
    {"wide-arithmetic", "", "wasm-opt 108 does not know 128-bit arithmetic"},
});
static_assert(ranges::is_sorted(rules, {}, &Rule::feature));

const Rule* find_rule(std::string_view feature) {
  auto rule = ranges::lower_bound(rules, feature, {}, &Rule::feature);
  return rule != rules.end() && rule->feature == feature ? &*rule : nullptr;
}

void read_entries(ByteReader& reader, std::vector<Feature>& features) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::uint32_t count = reader.count(entry_bytes_min);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    std::uint64_t offset = reader.offset();
    auto prefix = static_cast<char>(reader.byte());
    if (prefix != '+' && prefix != '-') reader.fail(Problem::flags_unknown, offset);
    std::string_view name = reader.name();
    features.push_back({static_cast<FeatureUse>(prefix), name});
  }
  if (!reader.is_done()) reader.fail(Problem::section_too_long);
}

}  // namespace

std::expected<std::vector<Feature>, Fault> read_features(std::span<const Section> sections) {
  std::vector<Feature> features;
  std::vector<Section> found = custom_sections(sections, "target_features");
  if (found.size() > 1) return std::unexpected(Fault{Problem::section_repeated, found[1].offset});
  for (const Section& section : found) {
    ByteReader reader(section.payload, section.payload_offset(), Problem::section_too_short);
    read_entries(reader, features);
    if (std::optional<Fault> fault = reader.fault()) return std::unexpected(*fault);
  }
  return features;
}

OptimizerFeatures optimizer_features(std::span<const Feature> features) {
  OptimizerFeatures result;
  std::vector<std::string> flags;
  for (const Feature& feature : features) {
    if (feature.use != FeatureUse::used) continue;
    const Rule* rule = find_rule(feature.name);
    if (rule == nullptr) {
      result.refused.push_back({std::string(feature.name), "sinter does not know this feature"});
    } else if (!rule->refusal.empty()) {
      result.refused.push_back({std::string(feature.name), std::string(rule->refusal)});
    } else if (!rule->flag.empty()) {
      flags.emplace_back(rule->flag);
    }
  }
  ranges::sort(flags);
  ranges::erase_repeated(flags);
  // Without this, wasm-opt adds its own defaults, which differ by version.
  result.flags.emplace_back("--mvp-features");
  result.flags.insert(result.flags.end(), flags.begin(), flags.end());
  return result;
}

}  // namespace sinter::wasm
