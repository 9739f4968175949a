// Memory for values that are made together, never changed and given back together: texts
// and lists of a plan or a state. Taking from it is adding to a pointer, and ten thousand
// actions are given back as a handful of blocks.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sinter {

class Arena {
 public:
  /// A copy that lives as long as the arena, with a zero byte behind it.
  std::string_view text(std::string_view value);

  /// Room for `count` values, to be filled before it is read.
  template <class T>
  std::span<T> list(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    return {static_cast<T*>(take(count * sizeof(T), alignof(T))), count};
  }

  /// A copy of a list of plain values.
  template <class T>
  std::span<const T> copy(const std::vector<T>& values) {
    std::span<T> room = list<T>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) room[i] = values[i];
    return room;
  }

  /// Takes over bytes that were read in one piece; views into the result live as long as
  /// the arena. The first byte is aligned for any number.
  std::string_view adopt(std::string bytes);

 private:
  void* take(std::size_t size_bytes, std::size_t alignment);

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::vector<std::unique_ptr<std::string>> adopted_;
  std::byte* at_ = nullptr;  // the free rest of the last block
  std::size_t rest_bytes_ = 0;
};

}  // namespace sinter
