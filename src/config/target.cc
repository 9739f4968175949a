#include "config/target.h"

#include "base/error.h"
#include "base/ranges.h"

namespace sinter {
namespace {

// wasm32-wasi: zig calls it by the name from before there were previews, and means the first.
constexpr TargetFacts targets[] = {
    {Target::x86_64_linux_musl, "x86_64-linux-musl", "x86_64-linux-musl", "", System::linux, Processor::x86_64},
    {Target::aarch64_linux_musl, "aarch64-linux-musl", "aarch64-linux-musl", "", System::linux, Processor::aarch64},
    {Target::x86_64_macos, "x86_64-macos", "x86_64-macos", "", System::macos, Processor::x86_64},
    {Target::aarch64_macos, "aarch64-macos", "aarch64-macos", "", System::macos, Processor::aarch64},
    {Target::x86_64_windows, "x86_64-windows", "x86_64-windows-gnu", ".exe", System::windows, Processor::x86_64},
    {Target::wasm32_wasi, "wasm32-wasi", "wasm32-wasi", ".wasm", System::wasi, Processor::wasm32},
};

}  // namespace

const TargetFacts& facts_of(Target target) {
  auto found = ranges::find(targets, target, &TargetFacts::target);
  SINTER_ASSERT(found != std::end(targets));
  return *found;
}

std::vector<std::string_view> target_names() {
  std::vector<std::string_view> names;
  for (const TargetFacts& facts : targets) names.push_back(facts.name);
  return names;
}

std::optional<Target> target_named(std::string_view name) {
  auto found = ranges::find(targets, name, &TargetFacts::name);
  return found == std::end(targets) ? std::nullopt : std::optional(found->target);
}

Target own_target() {
#if defined(__aarch64__)
  return Target::aarch64_linux_musl;
#else
  return Target::x86_64_linux_musl;
#endif
}

}  // namespace sinter
