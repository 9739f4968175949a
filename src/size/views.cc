#include "size/views.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/ranges.h"
#include "base/text.h"
#include "size/readable_name.h"
#include "size/source_pieces.h"

namespace sinter {
namespace {

constexpr std::string_view view_names[] = {"function",  "section",  "data",     "import", "export",
                                           "namespace", "template", "producer", "source", "directory"};

/// Whether each part of that kind is a row of its own.
bool is_alone(ViewBy by, const Part& part) {
  bool is_object = part.kind == PartKind::data && part.index != no_index;
  switch (by) {
    case ViewBy::function: return part.kind == PartKind::function || is_object;
    case ViewBy::data: return is_object;
    case ViewBy::import: return part.kind == PartKind::import_entry;
    default: return false;
  }
}

bool is_by_name(ViewBy by) { return by == ViewBy::name_space || by == ViewBy::template_name || by == ViewBy::producer; }

/// What a function is put under by its name; the kind is empty if the name says nothing.
struct Group {
  std::string name;
  std::string_view kind;
};

Group group_of(const Part& part, ViewBy by) {
  if (part.name.empty()) return {"without a name", "functions"};
  if (by == ViewBy::producer) return {std::string(language_name(name_language(part.name))), "producer"};
  std::string readable = readable_name(part.name);
  if (by == ViewBy::template_name) {
    std::string name = template_of(readable);
    return {std::move(name), "template"};
  }
  std::string name = namespace_of(readable);
  if (name.empty()) return {"without a namespace", "functions"};
  return {std::move(name), "namespace"};
}

class Rows {
 public:
  explicit Rows(const ViewSource& source)
      : group_of_section_(source.file.sections.size(), SIZE_MAX), file_(source.file), shares_(source.shares) {}

  /// `part` is one of the file's.
  void add_alone(const Part& part) { rows_.push_back({.index = index_of(part), .is_part = true}); }

  void add_to_section(const Part& part) {
    std::size_t& group = group_of_section_[part.section];
    if (group == SIZE_MAX) {
      const PartSection& section = file_.sections[part.section];
      std::string machine = section.machine.empty() ? "" : std::string(section.machine) + " ";
      group = add_group({.name = machine + std::string(section.name), .kind = "section"});
    }
    count(groups_[group], part);
  }

  void add_to_group(const Part& part, Group group) { count(part, group_for(std::move(group))); }

  std::size_t group_for(Group group) {
    auto [entry, is_new] = group_of_name_.try_emplace(std::pair{group.kind, std::move(group.name)}, groups_.size());
    if (is_new) add_group({.name = entry->first.second, .kind = std::string(group.kind)});
    return entry->second;
  }

  void count(const Part& part, std::size_t group) { count(groups_[group], part); }

  /// The `top` largest and one for the rest. Only names that somebody sees are worth the time.
  std::vector<ViewRow> largest(std::size_t top) const {
    std::vector<std::uint32_t> order(rows_.size());
    std::uint64_t total = 0;
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      order[i] = i;
      total += size_of(rows_[i]);
    }
    SINTER_ASSERT(total == file_.size_bytes);
    // A rest of one would take as much room as that one.
    std::size_t shown_count = rows_.size() <= top || rows_.size() - top == 1 ? rows_.size() : top;
    auto is_before = [&](std::uint32_t left, std::uint32_t right) {
      std::uint64_t left_bytes = size_of(rows_[left]);
      std::uint64_t right_bytes = size_of(rows_[right]);
      return left_bytes != right_bytes ? left_bytes > right_bytes : left < right;
    };
    auto end_of_shown = order.begin() + static_cast<std::ptrdiff_t>(shown_count);
    std::partial_sort(order.begin(), end_of_shown, order.end(), is_before);
    std::vector<ViewRow> shown;
    for (std::size_t i = 0; i < shown_count; ++i) shown.push_back(named(rows_[order[i]]));
    if (shown_count == rows_.size()) return shown;
    ViewRow rest{.name = count_of(rows_.size() - shown_count, "other"), .kind = "rest"};
    for (std::size_t i = shown_count; i < order.size(); ++i) {
      const Row& row = rows_[order[i]];
      if (row.is_part) count(rest, file_.parts[row.index]);
      else add(rest, groups_[row.index]);
    }
    shown.push_back(std::move(rest));
    return shown;
  }

 private:
  /// A part alone, or a group: files have many of the former, so they take little room.
  struct Row {
    std::uint32_t index;  // of the file's parts, or of groups_
    bool is_part;
  };

  std::uint32_t index_of(const Part& part) const { return static_cast<std::uint32_t>(&part - file_.parts.data()); }

  std::size_t add_group(ViewRow group) {
    rows_.push_back({.index = static_cast<std::uint32_t>(groups_.size()), .is_part = false});
    groups_.push_back(std::move(group));
    return groups_.size() - 1;
  }

  std::uint64_t size_of(Row row) const {
    return row.is_part ? file_.parts[row.index].size_bytes : groups_[row.index].size_bytes;
  }

  ViewRow named(Row row) const {
    if (!row.is_part) return groups_[row.index];
    const Part& part = file_.parts[row.index];
    ViewRow seen{.name = part_name(part), .kind = std::string(kind_name(part.kind))};
    count(seen, part);
    if (part.kind != PartKind::function) return seen;
    std::string readable = readable_name(seen.name);
    if (readable != seen.name) seen.symbol = std::exchange(seen.name, std::move(readable));
    return seen;
  }

  void count(ViewRow& row, const Part& part) const {
    row.size_bytes += part.size_bytes;
    row.largest_bytes = std::max(row.largest_bytes, part.size_bytes);
    ++row.part_count;
    if (shares_ == nullptr) return;
    row.gzip_bytes += shares_->gzip_bytes[index_of(part)];
    row.brotli_bytes += shares_->brotli_bytes[index_of(part)];
  }

  static void add(ViewRow& row, const ViewRow& group) {
    row.size_bytes += group.size_bytes;
    row.part_count += group.part_count;
    row.gzip_bytes += group.gzip_bytes;
    row.brotli_bytes += group.brotli_bytes;
    row.largest_bytes = std::max(row.largest_bytes, group.largest_bytes);
  }

  std::vector<Row> rows_;
  std::vector<ViewRow> groups_;
  std::vector<std::size_t> group_of_section_;
  std::map<std::pair<std::string_view, std::string>, std::size_t> group_of_name_;
  const FileParts& file_;
  const CompressedShares* shares_;
};

/// For each part the export without which nothing would need it.
std::vector<Group> export_groups(const FileParts& file, const PartGraph& graph) {
  Dominators dominators = find_dominators(graph.graph, file_node);
  std::vector<Node> owner(graph.weights.size(), no_node);  // a node that the file itself dominates
  for (Node node : dominators.order) {
    Node above = dominators.immediate[node];
    if (above != no_node) owner[node] = above == file_node ? node : owner[above];
  }
  std::vector<Group> groups;
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    Node top = owner[part_node(i)];
    bool is_part = top != no_node && top <= graph.part_count;
    const Part& part = file.parts[i];
    bool is_code = part.kind == PartKind::function || part.kind == PartKind::data;
    if (is_part && file.parts[top - 1].kind == PartKind::export_entry) {
      groups.push_back({std::string(file.parts[top - 1].name), "export"});
    } else if (top == no_node) {
      groups.push_back({"needed by nothing", "functions"});
    } else if (is_code) {
      groups.push_back({"needed by several exports, or by the host", "functions"});
    } else {
      groups.push_back({});
    }
  }
  return groups;
}

/// The file or its directory.
std::string source_owner(const std::string& path, ViewBy by) {
  if (by == ViewBy::source) return path;
  std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

std::string_view view_name(ViewBy by) { return view_names[static_cast<std::size_t>(by)]; }

std::optional<ViewBy> parse_view(std::string_view name) {
  const auto* found = ranges::find(view_names, name);
  if (found == std::end(view_names)) return std::nullopt;
  return static_cast<ViewBy>(found - std::begin(view_names));
}

View make_view(const ViewSource& source, ViewBy by, std::size_t top) {
  const FileParts& file = source.file;
  std::vector<Group> groups;
  if (by == ViewBy::export_entry && source.graph != nullptr) groups = export_groups(file, *source.graph);
  Rows rows(source);
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    const Part& part = file.parts[i];
    if (is_alone(by, part)) rows.add_alone(part);
    else if (part.kind == PartKind::function && is_by_name(by)) rows.add_to_group(part, group_of(part, by));
    else if (!groups.empty() && !groups[i].kind.empty()) rows.add_to_group(part, std::move(groups[i]));
    else rows.add_to_section(part);
  }
  return {.by = by, .rows = rows.largest(top), .has_compressed = source.shares != nullptr};
}

View make_source_view(const FileParts& file, ViewBy by, std::size_t top, const SourceRanges& sources) {
  Rows rows({file});
  std::vector<std::size_t> group_of_source(sources.files.size(), SIZE_MAX);
  for (const SourcePiece& piece : source_pieces(file, sources)) {
    Part part = file.parts[piece.part];
    part.size_bytes = piece.size_bytes;
    if (piece.source == no_source) {
      if (part.kind == PartKind::function) rows.add_to_group(part, {"without a source file", "functions"});
      else rows.add_to_section(part);
      continue;
    }
    std::size_t& group = group_of_source[piece.source];
    if (group == SIZE_MAX) group = rows.group_for({source_owner(sources.files[piece.source], by), view_name(by)});
    rows.count(part, group);
  }
  return {.by = by, .rows = rows.largest(top)};
}

}  // namespace sinter
