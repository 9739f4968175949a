// The memory both sides share during a call: slots for results, and the two functions
// with which JavaScript gets memory for arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace sinter::bind {

/// One leaf of a result: a number of up to 64 bits, or an address and a length.
struct alignas(8) Slot {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};
static_assert(sizeof(Slot) == 8);

inline void write_view(Slot* slot, const void* data, std::size_t size) {
  slot->first = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(data));
  slot->second = static_cast<std::uint32_t>(size);
}

/// Set when a callback is kept: from then on every function may call JavaScript. A module
/// that keeps none has no line that sets it, so its linker takes it for false and drops
/// what is done for true.
inline constinit bool callbacks_are_kept = false;

/// Tables of slots that a result points to. They live until the next result with a
/// table; JavaScript has copied what it needs by then.
class ResultTables {
 public:
  static void release() {
    while (last_ != nullptr) {
      Header* before = last_->before;
      std::free(last_);
      last_ = before;
    }
  }
  static Slot* add(std::size_t count) {
    auto* header = static_cast<Header*>(std::malloc(sizeof(Header) + count * sizeof(Slot)));
    if (header == nullptr) __builtin_trap();
    header->before = last_;
    last_ = header;
    return reinterpret_cast<Slot*>(header + 1);
  }

 private:
  struct alignas(8) Header {
    Header* before;
  };
  static inline constinit Header* last_ = nullptr;
};

#ifdef __wasm__
/// Exported only from modules in which some parameter needs memory: naming
/// `ArgumentMemory<>::allocate` is what emits them. A null result means there is none left.
template <class = void>
struct ArgumentMemory {
  [[gnu::used]] __attribute__((export_name("sinter_allocate"))) static void* allocate(std::size_t size_bytes) {
    return std::malloc(size_bytes);
  }
  [[gnu::used]] __attribute__((export_name("sinter_free"))) static void release(void* memory) { std::free(memory); }
};
#endif

}  // namespace sinter::bind
