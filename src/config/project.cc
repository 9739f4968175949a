#include "config/project.h"

namespace sinter {

std::string_view variant_name(Variant variant) {
  switch (variant) {
    case Variant::baseline: return "baseline";
    case Variant::simd: return "simd";
    case Variant::relaxed_simd: return "relaxed-simd";
  }
  return "";
}

std::string_view measure_name(Measure measure) {
  switch (measure) {
    case Measure::raw: return "raw";
    case Measure::gzip: return "gzip";
    case Measure::brotli: return "brotli";
  }
  return "raw";
}

std::string_view optimize_name(Optimize optimize) {
  switch (optimize) {
    case Optimize::none: return "none";
    case Optimize::size: return "size";
    case Optimize::speed: return "speed";
    case Optimize::balanced: return "balanced";
  }
  return "size";
}

std::string binary_goal(const BinaryConfig& binary, Target target) {
  return binary.name + "[" + std::string(facts_of(target).name) + "]";
}

}  // namespace sinter
