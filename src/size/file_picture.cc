#include "size/file_picture.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "base/ranges.h"
#include "size/readable_name.h"
#include "size/source_pieces.h"

namespace sinter {
namespace {

/// Readable; of a part that is the format's own, what it is in.
std::string picture_name(const FileParts& file, const Part& part) {
  bool is_symbol = part.kind == PartKind::function || part.kind == PartKind::data ||
                   part.kind == PartKind::export_entry || part.kind == PartKind::import_entry;
  if (is_symbol && !part.name.empty()) return readable_name(part.name);
  bool is_counted = part.kind != PartKind::structure && part.index != no_index;
  if (!part.name.empty() || is_counted) return part_name(part);
  return std::string(file.sections[part.section].name);
}

class Picture {
 public:
  explicit Picture(const PictureSource& source)
      : source_(source), file_(source.file), entry_of_part_(file_.parts.size(), no_entry) {}

  FilePicture run() && {
    picture_.has_keepers = source_.graph != nullptr;
    picture_.has_shares = source_.shares != nullptr;
    add_parts();
    if (source_.graph != nullptr) add_keepers(*source_.graph);
    if (source_.sources != nullptr) add_pieces();
    if (source_.before != nullptr) add_before(*source_.before);
    return std::move(picture_);
  }

 private:
  /// Every part is counted in one entry: its own, or the one for what is left of its section.
  void add_parts() {
    std::vector<bool> is_shown = shown_parts();
    std::vector<std::uint32_t> rest_of_section(file_.sections.size(), no_entry);
    for (std::size_t i = 0; i < file_.parts.size(); ++i) {
      const Part& part = file_.parts[i];
      std::uint32_t& rest = rest_of_section[part.section];
      if (is_shown[i]) {
        entry_of_part_[i] =
            add({.name = picture_name(file_, part), .kind = kind_name(part.kind), .section = part.section});
        is_alone_.push_back(true);
        if (part.kind == PartKind::function) entry(i).scope = scope_of(entry(i).name);
      } else {
        if (rest == no_entry) {
          rest = add({.name = "many small ones", .kind = "rest", .section = part.section});
          is_alone_.push_back(false);
        }
        entry_of_part_[i] = rest;
      }
      entry(i).size_bytes += part.size_bytes;
      entry(i).retained_bytes = entry(i).size_bytes;
      if (source_.shares == nullptr) continue;
      entry(i).gzip_bytes += source_.shares->gzip_bytes[i];
      entry(i).brotli_bytes += source_.shares->brotli_bytes[i];
    }
  }

  /// As many as a page can show: functions and data before all else, the largest first.
  std::vector<bool> shown_parts() const {
    std::vector<bool> is_shown(file_.parts.size(), true);
    if (file_.parts.size() <= picture_entries_max) return is_shown;
    auto weight = [](const Part& part) {
      bool is_content = part.kind == PartKind::function || part.kind == PartKind::data;
      return std::pair{is_content, part.size_bytes};
    };
    std::vector<std::pair<bool, std::uint64_t>> weights;
    for (const Part& part : file_.parts) weights.push_back(weight(part));
    std::nth_element(weights.begin(), weights.begin() + picture_entries_max, weights.end(), std::greater{});
    std::pair<bool, std::uint64_t> left_out = weights[picture_entries_max];
    for (std::size_t i = 0; i < is_shown.size(); ++i) is_shown[i] = weight(file_.parts[i]) > left_out;
    return is_shown;
  }

  /// What dominates a part that is not shown keeps its place.
  void add_keepers(const PartGraph& graph) {
    Dominators dominators = find_dominators(graph.graph, file_node);
    std::vector<std::uint64_t> retained = retained_sums(dominators, graph.weights);
    for (PictureEntry& each : picture_.entries) each.is_needed = false;
    std::vector<std::uint32_t> entry_of_node(graph.weights.size(), no_entry);  // it, or the nearest above that is shown
    for (Node node : dominators.order) {
      if (node == file_node) continue;
      std::uint32_t above = entry_of_node[dominators.immediate[node]];
      bool is_part = node <= graph.part_count;
      if (is_part && !is_alone_[entry_of_part_[node - 1]]) {
        entry_of_node[node] = above;
        entry(node - 1).is_needed = true;
        continue;
      }
      std::uint32_t own =
          is_part ? entry_of_part_[node - 1]
                  : add({.name = graph.group_names[node - graph.part_count - 1], .kind = "group", .section = no_entry});
      entry_of_node[node] = own;
      picture_.entries[own].is_needed = true;
      picture_.entries[own].keeper = above;
      picture_.entries[own].retained_bytes = retained[node];
    }
  }

  void add_pieces() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> sizes;  // of one part, mostly
    auto flush = [&] {
      for (const auto& [key, size] : sizes) picture_.pieces.push_back({key.first, key.second, size});
      sizes.clear();
    };
    std::uint32_t last = no_entry;
    for (const SourcePiece& piece : source_pieces(file_, *source_.sources)) {
      std::uint32_t own = entry_of_part_[piece.part];
      if (own != last && is_alone_[own]) flush();
      last = own;
      if (piece.source != no_source) sizes[{own, piece.source}] += piece.size_bytes;
    }
    flush();
  }

  void add_before(const DiffSide& before) {
    std::vector<std::size_t> matched = matched_parts(before, {file_, source_.fingerprints});
    std::vector<bool> is_matched(before.file.parts.size(), false);
    for (std::size_t i = 0; i < matched.size(); ++i) {
      if (matched[i] == no_part) continue;
      is_matched[matched[i]] = true;
      entry(i).was_there = true;
      entry(i).before_bytes += before.file.parts[matched[i]].size_bytes;
    }
    for (std::size_t i = 0; i < is_matched.size(); ++i) {
      if (is_matched[i]) continue;
      const Part& part = before.file.parts[i];
      if (picture_.entries.size() > 2 * picture_entries_max) {
        picture_.entries.back().name = "many others";
        picture_.entries.back().before_bytes += part.size_bytes;
        continue;
      }
      add({.name = picture_name(before.file, part),
           .kind = kind_name(part.kind),
           .section = no_entry,
           .was_there = true,
           .before_bytes = part.size_bytes});
    }
  }

  std::uint32_t scope_of(std::string_view readable) {
    std::uint32_t scope = no_entry;
    for (std::string& name : scopes_of(readable)) {
      auto [known, is_new] = scopes_.try_emplace({scope, name}, static_cast<std::uint32_t>(picture_.scopes.size()));
      if (is_new) picture_.scopes.push_back({.name = std::move(name), .parent = scope});
      scope = known->second;
    }
    return scope;
  }

  std::uint32_t add(PictureEntry entry) {
    picture_.entries.push_back(std::move(entry));
    return static_cast<std::uint32_t>(picture_.entries.size() - 1);
  }
  PictureEntry& entry(std::size_t part) { return picture_.entries[entry_of_part_[part]]; }

  const PictureSource& source_;
  const FileParts& file_;
  std::vector<std::uint32_t> entry_of_part_;
  std::vector<bool> is_alone_;  // of the entries of parts
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> scopes_;
  FilePicture picture_;
};

}  // namespace

FilePicture make_picture(const PictureSource& source) { return Picture(source).run(); }

}  // namespace sinter
