#include "size/duplicates.h"

#include <functional>
#include <map>

#include "base/ranges.h"
#include "size/readable_name.h"

namespace sinter {

Duplicates find_duplicates(std::span<const DuplicateFile> files, std::size_t top) {
  // What is smaller costs more to share than to repeat.
  constexpr std::uint64_t size_bytes_min = 16;
  std::map<std::pair<PartKind, std::uint64_t>, DuplicateGroup> groups;
  for (const DuplicateFile& source : files) {
    for (std::size_t i = 0; i < source.file.parts.size(); ++i) {
      const Part& part = source.file.parts[i];
      bool is_wanted = part.kind == PartKind::function || part.kind == PartKind::data;
      if (!is_wanted || part.size_bytes < size_bytes_min) continue;
      DuplicateGroup& group = groups[{part.kind, source.fingerprints[i]}];
      if (group.count++ == 0) {
        group.kind = kind_name(part.kind);
        group.name = part_name(part);
      }
      group.total_bytes += part.size_bytes;
      group.largest_bytes = std::max(group.largest_bytes, part.size_bytes);
      if (group.files.empty() || group.files.back() != source.path) group.files.push_back(source.path);
    }
  }
  Duplicates duplicates;
  for (auto& [key, group] : groups) {
    if (group.count < 2) continue;
    group.size_bytes = group.total_bytes / group.count;
    ++duplicates.group_count;
    duplicates.repeated_bytes += group.repeated_bytes();
    duplicates.groups.push_back(std::move(group));
  }
  ranges::sort(duplicates.groups, std::greater{}, &DuplicateGroup::repeated_bytes);
  if (duplicates.groups.size() > top) {
    duplicates.groups.erase(duplicates.groups.begin() + static_cast<std::ptrdiff_t>(top), duplicates.groups.end());
  }
  for (DuplicateGroup& group : duplicates.groups) {
    if (group.kind == "function") group.name = readable_name(group.name);
  }
  return duplicates;
}

}  // namespace sinter
