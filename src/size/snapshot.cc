#include "size/snapshot.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "size/readable_name.h"

namespace sinter {
namespace {

constexpr std::string_view rest_kind = "rest";
constexpr std::string_view nameless = "without a name";

using Key = std::pair<std::string, std::string>;  // kind and name

/// A name on one line; those of C++ and Rust have no such characters, but a file may say anything.
std::string one_line(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  return name;
}

void sort_parts(Snapshot& snapshot) {
  // They come sorted by kind and name, which decides between parts of one size.
  std::stable_sort(snapshot.parts.begin(), snapshot.parts.end(),
                   [](const SnapshotPart& a, const SnapshotPart& b) { return a.size_bytes > b.size_bytes; });
}

/// The first word of `text`, which is cut off with the blank after it.
std::string_view take_word(std::string_view& text) {
  std::size_t end = std::min(text.find(' '), text.size());
  std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

bool decode_sizes(std::string_view line, Sizes& sizes) {
  for (std::uint64_t* size : {&sizes.raw_bytes, &sizes.gzip_bytes, &sizes.brotli_bytes, &sizes.zstd_bytes}) {
    take_word(line);
    std::optional<std::uint64_t> bytes = parse_decimal(take_word(line));
    if (!bytes) return false;
    *size = *bytes;
  }
  return line.empty();
}

}  // namespace

Snapshot take_snapshot(const FileParts& file, const Sizes& sizes) {
  std::map<Key, std::uint64_t> sums;
  for (const Part& part : file.parts) {
    bool is_data = part.kind == PartKind::data && part.index != no_index;
    std::string kind = "section";
    std::string name(file.sections[part.section].name);
    if (part.kind == PartKind::function || is_data) {
      kind = kind_name(part.kind);
      name = part.name.empty() ? std::string(nameless) : readable_name(part.name);
    }
    sums[{std::move(kind), one_line(std::move(name))}] += part.size_bytes;
  }
  Snapshot snapshot{.sizes = sizes, .parts = {}};
  snapshot.sizes.raw_bytes = file.size_bytes;
  for (auto& [key, size_bytes] : sums) snapshot.parts.push_back({key.first, key.second, size_bytes});
  sort_parts(snapshot);
  return snapshot;
}

Snapshot shortened(Snapshot snapshot, std::size_t count) {
  if (snapshot.parts.size() <= count) return snapshot;
  SnapshotPart rest{.kind = std::string(rest_kind)};
  for (std::size_t i = count; i < snapshot.parts.size(); ++i) rest.size_bytes += snapshot.parts[i].size_bytes;
  rest.name = count_of(snapshot.parts.size() - count, "other");
  snapshot.parts.resize(count);
  snapshot.parts.push_back(std::move(rest));
  return snapshot;
}

std::string encode_snapshot(const Snapshot& snapshot) {
  const Sizes& sizes = snapshot.sizes;
  std::string text = "raw " + std::to_string(sizes.raw_bytes) + " gzip " + std::to_string(sizes.gzip_bytes) +
                     " brotli " + std::to_string(sizes.brotli_bytes) + " zstd " + std::to_string(sizes.zstd_bytes) +
                     "\n";
  for (const SnapshotPart& part : snapshot.parts) {
    text += part.kind + " " + std::to_string(part.size_bytes) + " " + part.name + "\n";
  }
  return text;
}

std::optional<Snapshot> decode_snapshot(std::string_view text) {
  Snapshot snapshot;
  bool is_first = true;
  for (const std::string& line : split(text, '\n')) {
    if (is_first) {
      if (!decode_sizes(line, snapshot.sizes)) return std::nullopt;
      is_first = false;
      continue;
    }
    if (line.empty()) continue;
    std::string_view left = line;
    std::string kind(take_word(left));
    std::optional<std::uint64_t> bytes = parse_decimal(take_word(left));
    if (kind.empty() || !bytes || left.empty()) return std::nullopt;
    snapshot.parts.push_back({std::move(kind), std::string(left), *bytes});
  }
  return snapshot;
}

std::vector<Growth> growth_since(const Snapshot& before, const Snapshot& now) {
  std::map<Key, std::uint64_t> known;
  std::uint64_t left_out_max = 0;  // of one part that `before` does not name
  for (const SnapshotPart& part : before.parts) {
    if (part.kind == rest_kind) continue;
    known[{part.kind, part.name}] = part.size_bytes;
  }
  if (!before.parts.empty() && before.parts.back().kind == rest_kind && before.parts.size() > 1) {
    left_out_max = std::min(before.parts.back().size_bytes, before.parts[before.parts.size() - 2].size_bytes);
  }
  std::vector<Growth> grown;
  for (const SnapshotPart& part : now.parts) {
    if (part.kind == rest_kind) continue;
    auto found = known.find({part.kind, part.name});
    std::uint64_t before_bytes = found == known.end() ? left_out_max : found->second;
    if (part.size_bytes > before_bytes) grown.push_back({part.kind, part.name, before_bytes, part.size_bytes});
  }
  std::stable_sort(grown.begin(), grown.end(),
                   [](const Growth& a, const Growth& b) { return a.growth_bytes() > b.growth_bytes(); });
  return grown;
}

}  // namespace sinter
