// Fuzz target: the bytes are a program of heap operations, then a series of numbers and two
// byte strings. Every step is checked against what must hold for any input.
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "aggregate.h"
#include "allocator.h"
#include "bytes.h"

using namespace sinter::memory;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Three bytes a step: what to do, with which block, how large.
void run_heap(std::span<const std::uint8_t> program) {
  constexpr std::uint32_t region_bytes = 1 << 16;
  alignas(4096) static std::byte region[region_bytes];
  Heap heap(reinterpret_cast<std::uintptr_t>(region));
  heap.add(16, region_bytes / 2);
  struct Held {
    Offset place;
    std::uint32_t size_bytes;
    std::uint8_t filling;
  };
  std::vector<Held> held;
  for (std::size_t i = 0; i + 3 <= program.size(); i += 3) {
    const std::uint32_t size_bytes = program[i + 2] * (1u + (program[i] >> 6) * 40u);
    const std::size_t which = held.empty() ? 0 : program[i + 1] % held.size();
    switch (program[i] & 3) {
      case 0:
      case 1: {
        const std::uint32_t alignment = 1u << (program[i] >> 2 & 7);
        const Offset place = heap.allocate(size_bytes, alignment);
        if (place == 0) break;
        require(place % alignment == 0 && place % 16 == 0 && place + size_bytes <= region_bytes);
        held.push_back({place, size_bytes, program[i + 1]});
        std::memset(region + place, program[i + 1], size_bytes);
        break;
      }
      case 2:
        if (held.empty() || !heap.resize(held[which].place, size_bytes)) break;
        held[which].size_bytes = size_bytes;
        std::memset(region + held[which].place, held[which].filling, size_bytes);
        break;
      default:
        if (held.empty()) heap.add(region_bytes / 2, region_bytes);
        if (held.empty()) return;
        for (std::uint32_t at = 0; at < held[which].size_bytes; ++at) {
          require(region[held[which].place + at] == std::byte{held[which].filling});
        }
        require(heap.release(held[which].place));
        require(!heap.release(held[which].place));
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
    }
  }
  require(heap.survey(16).is_consistent && heap.survey(16).used_count == held.size());
  for (const Held& block : held) require(heap.release(block.place));
  require(heap.survey(16).free_count == 1 && heap.statistics().current_bytes == 0);
}

void run_aggregate(std::span<const std::uint8_t> bytes) {
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
  const auto result = aggregate(values);
  if (!result) {
    const bool is_nan = result.error().code == MemoryFault::not_a_number;
    require(values.empty() || (is_nan && std::isnan(values[result.error().offset])));
    return;
  }
  require(result->min <= result->max && result->count == values.size());
  for (const double value : {result->p50, result->p95, result->p99, result->mean}) {
    require(std::isnan(value) || (value >= result->min && value <= result->max));
  }
  require(!(result->p50 > result->p95) && !(result->p95 > result->p99) && !(result->standard_deviation < 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  run_heap(bytes);
  run_aggregate(bytes);
  const auto left = bytes.first(size / 2);
  const auto right = bytes.subspan(size / 2);
  require(compare(left, right) == -compare(right, left) && compare(left, left) == 0);
  return 0;
}
