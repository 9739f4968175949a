// The source files of many units, each path once: large programs name the same ones again
// in thousands of units.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sinter::dwarf {

class FileTable {
 public:
  std::uint32_t place_of(std::string_view path) {
    if (paths_.size() * 2 >= slots_.size()) grow();
    std::size_t slot = slot_of(path);
    if (slots_[slot] == 0) {
      paths_.emplace_back(path);
      slots_[slot] = static_cast<std::uint32_t>(paths_.size());
    }
    return slots_[slot] - 1;
  }
  std::size_t size() const { return paths_.size(); }
  std::vector<std::string> take() && { return std::move(paths_); }

 private:
  /// Where it is, or would be put.
  std::size_t slot_of(std::string_view path) const {
    std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(path) & mask;
    while (slots_[slot] != 0 && paths_[slots_[slot] - 1] != path) slot = (slot + 1) & mask;
    return slot;
  }

  void grow() {
    slots_.assign(slots_.empty() ? 256 : slots_.size() * 2, 0);
    for (std::uint32_t i = 0; i < paths_.size(); ++i) slots_[slot_of(paths_[i])] = i + 1;
  }

  std::vector<std::string> paths_;
  std::vector<std::uint32_t> slots_;  // a power of two of them; 0 is free, else one more than the place
};

}  // namespace sinter::dwarf
