#include "size/diff.h"

#include <functional>
#include <map>
#include <tuple>

#include "base/error.h"
#include "base/ranges.h"
#include "size/readable_name.h"

namespace sinter {
namespace {

bool is_compared_alone(const Part& part) { return part.kind == PartKind::function || part.kind == PartKind::data; }

/// Which part of the other file each part of this one is.
class Matching {
 public:
  Matching(const DiffSide& before, const DiffSide& after)
      : before_(before),
        after_(after),
        to_after_(before.file.parts.size(), no_part),
        to_before_(after.file.parts.size(), no_part) {
    match_by([](const DiffSide& side, std::size_t part) { return std::string(side.file.parts[part].name); });
    if (!before.fingerprints.empty() && !after.fingerprints.empty()) {
      match_by([](const DiffSide& side, std::size_t part) { return std::to_string(side.fingerprints[part]); });
    }
    for (PartKind kind : {PartKind::function, PartKind::data}) match_by_place(kind);
    match_same_number_of_data();
  }

  std::size_t after(std::size_t before) const { return to_after_[before]; }
  std::size_t before(std::size_t after) const { return to_before_[after]; }

 private:
  void pair(std::size_t before, std::size_t after) {
    to_after_[before] = after;
    to_before_[after] = before;
  }

  /// Pairs what has the same key and kind and has no pair yet, in the order of the files.
  template <class Key>
  void match_by(Key key) {
    std::map<std::pair<PartKind, std::string>, std::vector<std::size_t>> found;
    for (std::size_t i = before_.file.parts.size(); i-- > 0;) {
      const Part& part = before_.file.parts[i];
      if (!is_compared_alone(part) || to_after_[i] != no_part) continue;
      std::string text = key(before_, i);
      if (!text.empty()) found[{part.kind, std::move(text)}].push_back(i);
    }
    for (std::size_t i = 0; i < after_.file.parts.size(); ++i) {
      const Part& part = after_.file.parts[i];
      if (!is_compared_alone(part) || to_before_[i] != no_part) continue;
      auto entry = found.find({part.kind, key(after_, i)});
      if (entry == found.end() || entry->second.empty()) continue;
      pair(entry->second.back(), i);
      entry->second.pop_back();
    }
  }

  /// What lies between the same two neighbours and has no name on one side at least:
  /// compilers keep the order of what did not change. What fills the room between is no neighbour.
  void match_by_place(PartKind kind) {
    std::vector<std::size_t> old = parts_of_kind(before_.file, kind);
    std::vector<std::size_t> now = parts_of_kind(after_.file, kind);
    std::size_t before = 0;
    std::size_t after = 0;
    while (before < old.size() && after < now.size()) {
      std::size_t before_end = before;
      std::size_t after_end = after;
      while (before_end < old.size() && to_after_[old[before_end]] == no_part) ++before_end;
      while (after_end < now.size() && to_before_[now[after_end]] == no_part) ++after_end;
      bool fits = before_end - before == after_end - after;
      for (std::size_t i = 0; fits && i < before_end - before; ++i) {
        const Part& left = before_.file.parts[old[before + i]];
        const Part& right = after_.file.parts[now[after + i]];
        bool are_both_named = !left.name.empty() && !right.name.empty();
        if (!are_both_named) pair(old[before + i], now[after + i]);
      }
      if (after_end == now.size()) return;
      // The next pair of neighbours.
      before = before_end;
      while (before < old.size() && !leads_on(old[before], now[after_end])) ++before;
      if (before == old.size()) return;
      after = static_cast<std::size_t>(ranges::lower_bound(now, to_after_[old[before]]) - now.begin()) + 1;
      ++before;
    }
  }

  /// As many segments without names are the same ones, whatever became of the code.
  void match_same_number_of_data() {
    auto segments = [](const DiffSide& side) {
      std::vector<std::size_t> found;
      for (std::size_t i = 0; i < side.file.parts.size(); ++i) {
        if (side.file.parts[i].kind == PartKind::data) found.push_back(i);
      }
      return found;
    };
    std::vector<std::size_t> old = segments(before_);
    std::vector<std::size_t> now = segments(after_);
    if (old.size() != now.size()) return;
    for (std::size_t i = 0; i < old.size(); ++i) {
      bool is_named = !before_.file.parts[old[i]].name.empty() && !after_.file.parts[now[i]].name.empty();
      if (!is_named && to_after_[old[i]] == no_part && to_before_[now[i]] == no_part) pair(old[i], now[i]);
    }
  }

  static std::vector<std::size_t> parts_of_kind(const FileParts& file, PartKind kind) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < file.parts.size(); ++i) {
      if (file.parts[i].kind == kind) found.push_back(i);
    }
    return found;
  }
  bool leads_on(std::size_t before, std::size_t after_min) const {
    return to_after_[before] != no_part && to_after_[before] >= after_min;
  }

  const DiffSide& before_;
  const DiffSide& after_;
  std::vector<std::size_t> to_after_;
  std::vector<std::size_t> to_before_;
};

DiffRow row_of(const Part& part, PartChange change) {
  std::string name = part_name(part);
  if (part.kind == PartKind::function) name = readable_name(name);
  return {.change = change, .kind = std::string(kind_name(part.kind)), .name = std::move(name)};
}

/// Bytes of each section that are neither functions nor data.
std::map<std::string_view, std::uint64_t> other_bytes(const FileParts& file) {
  std::map<std::string_view, std::uint64_t> bytes;
  for (const Part& part : file.parts) {
    if (!is_compared_alone(part)) bytes[file.sections[part.section].name] += part.size_bytes;
  }
  return bytes;
}

PartChange change_of(std::uint64_t before, std::uint64_t after) {
  return after > before ? PartChange::grown : after < before ? PartChange::shrunk : PartChange::changed;
}

void compare_sections(Diff& diff, const FileParts& before, const FileParts& after) {
  std::map<std::string_view, std::uint64_t> before_bytes = other_bytes(before);
  std::map<std::string_view, std::uint64_t> after_bytes = other_bytes(after);
  for (const auto& [name, bytes] : before_bytes) after_bytes.try_emplace(name, 0);
  for (const auto& [name, bytes] : after_bytes) {
    auto entry = before_bytes.find(name);
    std::uint64_t old_bytes = entry == before_bytes.end() ? 0 : entry->second;
    if (old_bytes == bytes) {
      ++diff.same_count;
      continue;
    }
    PartChange change = entry == before_bytes.end() ? PartChange::added
                        : bytes == 0                ? PartChange::gone
                                                    : change_of(old_bytes, bytes);
    diff.rows.push_back({.change = change,
                         .kind = "section",
                         .name = std::string(name),
                         .before_bytes = old_bytes,
                         .after_bytes = bytes});
  }
}

std::uint64_t magnitude(std::int64_t value) { return static_cast<std::uint64_t>(value < 0 ? -value : value); }

}  // namespace

std::string_view change_name(PartChange change) {
  switch (change) {
    case PartChange::added: return "added";
    case PartChange::grown: return "grown";
    case PartChange::shrunk: return "shrunk";
    case PartChange::gone: return "gone";
    case PartChange::changed: return "changed";
  }
  return "unknown";
}

std::vector<std::size_t> matched_parts(const DiffSide& before, const DiffSide& after) {
  Matching matching(before, after);
  std::vector<std::size_t> matched(after.file.parts.size(), no_part);
  std::map<std::tuple<std::string_view, PartKind, std::string_view>, std::vector<std::size_t>> others;
  auto key = [](const FileParts& file, std::size_t part) {
    const Part& that = file.parts[part];
    return std::tuple{file.sections[that.section].name, that.kind, that.name};
  };
  for (std::size_t i = before.file.parts.size(); i-- > 0;) {
    if (!is_compared_alone(before.file.parts[i])) others[key(before.file, i)].push_back(i);
  }
  for (std::size_t i = 0; i < matched.size(); ++i) {
    if (is_compared_alone(after.file.parts[i])) {
      matched[i] = matching.before(i);
      continue;
    }
    auto entry = others.find(key(after.file, i));
    if (entry == others.end() || entry->second.empty()) continue;
    matched[i] = entry->second.back();
    entry->second.pop_back();
  }
  return matched;
}

Diff diff_files(const DiffSide& before, const DiffSide& after, std::size_t top) {
  Diff diff{.before_bytes = before.file.size_bytes, .after_bytes = after.file.size_bytes};
  Matching matching(before, after);
  bool has_fingerprints = !before.fingerprints.empty() && !after.fingerprints.empty();
  for (std::size_t i = 0; i < after.file.parts.size(); ++i) {
    const Part& part = after.file.parts[i];
    if (!is_compared_alone(part)) continue;
    std::size_t other = matching.before(i);
    std::uint64_t old_bytes = other == no_part ? 0 : before.file.parts[other].size_bytes;
    bool is_same = other != no_part && old_bytes == part.size_bytes &&
                   (!has_fingerprints || before.fingerprints[other] == after.fingerprints[i]);
    if (is_same) {
      ++diff.same_count;
      continue;
    }
    // The one that has a name says what it is.
    const Part& named = other != no_part && part.name.empty() ? before.file.parts[other] : part;
    DiffRow row = row_of(named, other == no_part ? PartChange::added : change_of(old_bytes, part.size_bytes));
    row.before_bytes = old_bytes;
    row.after_bytes = part.size_bytes;
    diff.rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < before.file.parts.size(); ++i) {
    const Part& part = before.file.parts[i];
    if (!is_compared_alone(part) || matching.after(i) != no_part) continue;
    diff.rows.push_back(row_of(part, PartChange::gone));
    diff.rows.back().before_bytes = part.size_bytes;
  }
  compare_sections(diff, before.file, after.file);

  std::int64_t growth = 0;
  for (const DiffRow& row : diff.rows) {
    growth += row.growth_bytes();
    ++diff.counts[static_cast<std::size_t>(row.change)];
  }
  SINTER_ASSERT(growth == static_cast<std::int64_t>(diff.after_bytes - diff.before_bytes));
  ranges::sort(diff.rows, std::greater{}, [](const DiffRow& row) { return magnitude(row.growth_bytes()); });
  for (std::size_t i = top; i < diff.rows.size(); ++i) {
    ++diff.left_out_count;
    diff.left_out_bytes += diff.rows[i].growth_bytes();
  }
  if (diff.rows.size() > top) diff.rows.erase(diff.rows.begin() + static_cast<std::ptrdiff_t>(top), diff.rows.end());
  return diff;
}

}  // namespace sinter
