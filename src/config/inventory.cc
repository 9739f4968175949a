#include "config/inventory.h"

#include <set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "os/files.h"

namespace sinter {
namespace {

std::string below(const std::string& folder, std::string_view name) {
  return folder == "." ? std::string(name) : folder + "/" + std::string(name);
}

/// Folders that a wildcard does not enter: what tools made, and all that is hidden.
bool is_passed_by(std::string_view name) { return name.starts_with('.') || name == "dist" || name == "node_modules"; }

/// The longest prefix of literal folders.
std::string literal_base(const GlobPath& parts) {
  std::string base = ".";
  for (std::size_t i = 0; i + 1 < parts.size() && parts[i].kind == GlobPart::Kind::literal; ++i) {
    base = below(base, parts[i].text);
  }
  return base;
}

/// Whether a walk along `parts` would meet the file `path` if it were there: with the
/// names before each position that the parts so far can stand for.
bool would_meet(const GlobPath& parts, std::string_view path) {
  std::vector<std::string> names = split(path, '/');
  std::vector<bool> reached(names.size() + 1);
  reached[0] = true;
  for (const GlobPart& part : parts) {
    bool is_last_part = &part == &parts.back();
    bool names_hidden = part.text.starts_with('.');
    std::vector<bool> next(names.size() + 1);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[i];
      bool is_file = i + 1 == names.size();
      if (part.kind == GlobPart::Kind::any_depth) {
        if (reached[i]) next[i] = true;
        bool may_pass = is_file ? is_last_part && !name.starts_with('.') : !is_passed_by(name);
        if (next[i] && may_pass) next[i + 1] = true;
        continue;
      }
      bool fits = reached[i] && part.matches(name);
      if (part.kind == GlobPart::Kind::wildcard) {
        fits = fits && (names_hidden || !(is_file ? name.starts_with('.') : is_passed_by(name)));
        fits = fits && (is_file || (name != ".git" && name != ".sinter"));
      }
      if (fits) next[i + 1] = true;
    }
    reached = std::move(next);
  }
  return reached.back();
}

/// Whether a walk along `parts` would look at what is below `folder`.
bool would_enter(const GlobPath& parts, std::string_view folder) {
  std::vector<bool> reached(parts.size() + 1);
  auto reach = [&](std::vector<bool>& positions, std::size_t at) {
    for (positions[at] = true; at + 1 < parts.size() && parts[at].kind == GlobPart::Kind::any_depth; ++at) {
      positions[at + 1] = true;
    }
  };
  reach(reached, 0);
  for (const std::string& name : split(folder, '/')) {
    std::vector<bool> next(parts.size() + 1);
    for (std::size_t at = 0; at < parts.size(); ++at) {
      if (!reached[at]) continue;
      const GlobPart& part = parts[at];
      if (part.kind == GlobPart::Kind::any_depth) {
        if (!is_passed_by(name)) reach(next, at);
        continue;
      }
      if (at + 1 == parts.size() || !part.matches(name)) continue;
      bool is_passed = part.kind == GlobPart::Kind::wildcard && is_passed_by(name) &&
                       (!part.text.starts_with('.') || name == ".git" || name == ".sinter");
      if (!is_passed) reach(next, at + 1);
    }
    reached = std::move(next);
  }
  return ranges::contains(reached, true);
}

}  // namespace

/// One alternative of one pattern on its way through the folders.
struct Inventory::Walk {
  const GlobPath* parts;
  std::set<std::string> matches;
  std::set<std::pair<std::string, std::size_t>> seen;  // folder and part: `**/**` meets them again
  std::unordered_set<std::string> followed;            // link targets
  std::size_t matches_max;
  bool is_full = false;

  void add(std::string path) {
    matches.insert(std::move(path));
    is_full = matches.size() > matches_max;
  }
};

Inventory::Inventory(std::string folder, std::size_t matches_max)
    : folder_(std::move(folder)), matches_max_(matches_max) {}

void Inventory::add_made(const std::string& path, const std::string& maker) {
  std::optional<std::string_view> folder = tree_folder(path);
  auto [entry, is_new] =
      folder ? trees_.try_emplace(std::string(*folder), Made{maker}) : made_.try_emplace(path, Made{maker});
  if (!entry->second.is_made) entry->second = Made{maker};
}

void Inventory::add_unmade(const std::string& path, const std::string& maker) {
  std::optional<std::string_view> folder = tree_folder(path);
  (folder ? trees_ : made_).try_emplace(std::string(folder.value_or(path)), Made{.maker = maker, .is_made = false});
}

void Inventory::add_scratch(const std::string& path, const std::string& owner) {
  scratch_.try_emplace(std::string(tree_folder(path).value_or(path)), owner);
}

std::map<std::string, Inventory::Made>::const_iterator Inventory::tree_of(std::string path) const {
  if (trees_.empty()) return trees_.end();
  for (;; path = parent_path(path)) {
    auto tree = trees_.find(path);
    if (tree != trees_.end() || path == "." || path == "/") return tree;
  }
}

std::string Inventory::tree_made_at(const std::string& folder) const {
  auto tree = trees_.find(folder);
  return tree != trees_.end() && tree->second.is_made ? folder + std::string(tree_suffix) : "";
}

const std::string* Inventory::unmade_by(const std::string& path) const {
  if (auto tree = tree_of(path); tree != trees_.end()) return tree->second.is_made ? nullptr : &tree->second.maker;
  auto made = made_.find(path);
  return made == made_.end() || made->second.is_made ? nullptr : &made->second.maker;
}

std::string Inventory::on_disk(std::string_view path) const {
  if (folder_ == ".") return std::string(path);
  return path == "." ? folder_ : folder_ + "/" + std::string(path);
}

bool Inventory::is_inside(std::string_view real) const {
  return !real_folder_.empty() && relative_to(real, real_folder_).has_value();
}

bool Inventory::stays_inside(const std::string& folder) {
  if (real_folder_.empty()) real_folder_ = real_path(folder_).value_or("");
  if (auto known = inside_.find(folder); known != inside_.end()) return known->second;
  Result<std::string> real = real_path(on_disk(folder));
  // What is absent leaves nothing; whoever looks further finds that it is absent.
  bool inside = !real.has_value() || is_inside(*real);
  inside_.emplace(folder, inside);
  return inside;
}

Inventory::Found Inventory::look(const std::string& path) {
  if (!stays_inside(parent_path(path))) return Found::outside;
  if (auto made = made_.find(path); made != made_.end()) return made->second.is_made ? Found::file : Found::nothing;
  if (auto tree = tree_of(path); tree != trees_.end()) {
    if (!tree->second.is_made) return Found::nothing;
    return tree->first == path ? Found::folder : Found::file;
  }
  std::optional<FileStat> stat = stat_link(on_disk(path));
  if (stat && stat->is_link) {
    Result<std::string> real = real_path(on_disk(path));
    if (!real.has_value()) return Found::nothing;
    if (!is_inside(*real)) return Found::outside;
    stat = stat_file(*real);
  }
  if (!stat) return Found::nothing;
  return stat->is_folder ? Found::folder : Found::file;
}

const Inventory::Listing& Inventory::list(const std::string& folder) {
  auto [place, is_new] = listings_.try_emplace(folder);
  if (!is_new || !stays_inside(folder)) return place->second;
  Result<std::vector<FolderEntry>> entries = list_folder(on_disk(folder));
  if (!entries.has_value()) return place->second;
  for (FolderEntry& entry : *entries) {
    Entry known{.name = std::move(entry.name), .is_folder = entry.is_folder, .link_target = ""};
    if (entry.is_link) {
      Result<std::string> real = real_path(on_disk(below(folder, known.name)));
      if (!real.has_value() || !is_inside(*real)) continue;  // broken, or leads out
      std::optional<FileStat> stat = stat_file(*real);
      known.is_folder = stat && stat->is_folder;
      if (known.is_folder) known.link_target = *std::move(real);
    }
    place->second.push_back(std::move(known));
  }
  return place->second;
}

/// A link is followed unless it leads to a folder that the walk came through, or that
/// another link led to before: so every loop ends, and nothing is met without end.
bool Inventory::may_enter(Walk& walk, const std::string& folder, const Entry& entry) {
  if (!entry.is_folder) return false;
  if (entry.link_target.empty()) return true;
  for (std::string through = folder;; through = parent_path(through)) {
    std::string real = real_path(on_disk(through)).value_or("");
    if (relative_to(real, entry.link_target).has_value()) return false;
    if (through == ".") break;
  }
  return walk.followed.insert(entry.link_target).second;
}

void Inventory::walk_deeper(Walk& walk, const std::string& folder, std::size_t index) {
  bool is_last = index + 1 == walk.parts->size();
  if (!is_last) this->walk(walk, folder, index + 1);
  for (const Entry& entry : list(folder)) {
    if (walk.is_full) return;
    if (entry.name.starts_with('.')) continue;
    if (is_last && !entry.is_folder) walk.add(below(folder, entry.name));
    if (is_passed_by(entry.name) || !may_enter(walk, folder, entry)) continue;
    this->walk(walk, below(folder, entry.name), index);
  }
}

void Inventory::walk(Walk& walk, const std::string& folder, std::size_t index) {
  if (walk.is_full || !walk.seen.emplace(folder, index).second) return;
  if (trees_.contains(folder) || scratch_.contains(folder)) return;  // what is there now says nothing
  const GlobPart& part = (*walk.parts)[index];
  bool is_last = index + 1 == walk.parts->size();
  if (part.kind == GlobPart::Kind::any_depth) return walk_deeper(walk, folder, index);
  if (part.kind == GlobPart::Kind::literal) {
    std::string path = below(folder, part.text);
    if (trees_.contains(path)) return;
    Found found = look(path);
    if (is_last && found == Found::file) walk.add(path);
    if (!is_last && found == Found::folder) return this->walk(walk, path, index + 1);
    if (found != Found::nothing) return;
    list(folder);  // the path may appear: remember who would tell
    if (is_passed_by(part.text)) whole_.insert(folder);
    return;
  }
  bool names_hidden = part.text.starts_with('.');
  if (names_hidden) whole_.insert(folder);
  for (const Entry& entry : list(folder)) {
    if (walk.is_full) return;
    if (!part.matches(entry.name) || (entry.name.starts_with('.') && !names_hidden)) continue;
    if (is_last && !entry.is_folder) walk.add(below(folder, entry.name));
    if (is_last || (!names_hidden && is_passed_by(entry.name)) || entry.name == ".git" || entry.name == ".sinter")
      continue;
    if (may_enter(walk, folder, entry)) this->walk(walk, below(folder, entry.name), index + 1);
  }
}

/// What steps make does not depend on whether they have run already.
void Inventory::correct_made(Walk& walk, std::string_view reader) const {
  for (const auto& [path, owner] : scratch_) walk.matches.erase(path);
  std::string base = literal_base(*walk.parts);
  auto begin = base == "." ? made_.begin() : made_.lower_bound(base + "/");
  auto end = base == "." ? made_.end() : made_.lower_bound(base + "0");  // what follows "/"
  for (auto made = begin; made != end; ++made) {
    if (!made->second.is_made || made->second.maker == reader) walk.matches.erase(made->first);
    else if (would_meet(*walk.parts, made->first)) walk.add(made->first);
  }
}

Result<void> Inventory::correct_trees(Walk& walk, std::string_view pattern, std::string_view reader) const {
  std::string base = literal_base(*walk.parts);
  for (const auto& [folder, made] : trees_) {
    if (made.maker == reader && relative_to(base, folder)) {
      return fail(Error{.code = Code::graph_output_is_input,
                        .what = quote(pattern) + " looks into " + quote(folder + std::string(tree_suffix)) +
                                ", which " + quote(reader) + " makes itself",
                        .why = {"the step could never be up to date"},
                        .next = "let it write into a folder of its own"});
    }
    if (!made.is_made || made.maker == reader || !would_enter(*walk.parts, folder)) continue;
    std::string name = folder + std::string(tree_suffix);
    if (reader.empty()) {
      return fail(Error{.code = Code::config_glob,
                        .what = quote(pattern) + " looks into " + quote(name) + ", whose files are not known yet",
                        .why = {quote(made.maker) + " makes that folder as a whole"},
                        .next = "name the files one by one, here or in the `outputs` of that step"});
    }
    walk.add(std::move(name));
  }
  return {};
}

Result<std::vector<std::string>> Inventory::expand(std::string_view pattern, std::string_view reader) {
  Glob glob = SINTER_TRY(parse_glob(pattern));
  std::set<std::string> matches;
  for (const GlobPath& parts : glob.alternatives) {
    Walk walk{.parts = &parts, .matches_max = matches_max_};
    this->walk(walk, ".", 0);
    correct_made(walk, reader);
    SINTER_TRY(correct_trees(walk, pattern, reader));
    matches.merge(walk.matches);
    if (matches.size() > matches_max_) {
      return fail(Code::config_glob, quote(pattern) + " matches more than " + count_of(matches_max_, "file"),
                  "write a narrower pattern");
    }
  }
  if (matches.empty()) return fail(nothing_matched(pattern, glob));
  return std::vector<std::string>(matches.begin(), matches.end());
}

/// Tells what is in the folder where the pattern starts, the most frequent kinds first.
Error Inventory::nothing_matched(std::string_view pattern, const Glob& glob) {
  std::string base = literal_base(glob.alternatives.front());
  if (look(base) != Found::folder) {
    Error error = missing(base, "folder");
    error.why.push_back(quote(pattern) + " looks into it");
    return error;
  }
  for (std::string folder = base; folder != "."; folder = parent_path(folder)) {
    auto scratch = scratch_.find(folder);
    if (scratch == scratch_.end()) continue;
    return {.code = Code::config_glob_empty,
            .what = quote(pattern) + " matches nothing",
            .why = {"what lies in " + quote(folder + "/") + " is scratch of " + quote(scratch->second) +
                    ", and nothing else may read it"},
            .next = "list what others need among the `outputs` of that step"};
  }
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t folders = 0;
  for (const Entry& entry : list(base)) {
    if (entry.is_folder) ++folders;
    else ++counts[std::string(file_extension(entry.name))];
  }
  std::vector<std::pair<std::string, std::uint64_t>> kinds(counts.begin(), counts.end());
  ranges::sort(kinds, [](const auto& a, const auto& b) { return a.second > b.second; });
  constexpr std::size_t kinds_shown_max = 3;
  if (kinds.size() > kinds_shown_max) kinds.resize(kinds_shown_max);
  std::vector<std::string> parts;
  for (const auto& [extension, count] : kinds) {
    parts.push_back(count_of(count, extension.empty() ? "other file" : extension + " file"));
  }
  if (folders != 0) parts.push_back(count_of(folders, "folder"));
  std::string holds = parts.empty() ? "nothing" : join(parts, ", ");
  std::string where = base == "." ? "the project's folder" : quote(base + "/");
  return {.code = Code::config_glob_empty,
          .what = quote(pattern) + " matches nothing",
          .why = {where + " holds " + holds},
          .next = "correct the pattern, or remove it"};
}

Error Inventory::missing(std::string_view path, std::string_view noun) {
  std::string folder = parent_path(path);
  // The deepest folder that is there decides which names could have been meant.
  std::string name(file_name(path));
  while (look(folder) != Found::folder && folder != ".") {
    name = file_name(folder);
    folder = parent_path(folder);
  }
  std::vector<std::string> names;
  for (const Entry& entry : list(folder)) names.push_back(entry.name);
  Error error{.code = Code::config_glob_empty, .what = "missing " + std::string(noun) + " " + quote(path)};
  if (below(folder, name) != path) error.why = {"there is no folder " + quote(below(folder, name))};
  std::optional<std::string> near = nearest(name, names);
  error.next = near ? "did you mean " + quote(below(folder, *near)) + "?" : "create it, or correct the path";
  return error;
}

Digest Inventory::digest_of(const std::string& folder, const Listing& listing, bool is_whole) const {
  Hasher hasher;
  for (const Entry& entry : listing) {
    // Builds and editors make such while nothing of the plan changes. `node_modules` tells where programs are.
    bool is_idle = entry.name.starts_with('.') || (entry.is_folder && entry.name == "dist");
    if (is_idle && !is_whole) continue;
    std::string path = below(folder, entry.name);
    if (made_.contains(path) || trees_.contains(path) || scratch_.contains(path)) continue;
    hasher.field(entry.name).field(std::uint64_t{entry.is_folder}).field(entry.link_target);
  }
  return hasher.finish();
}

std::vector<ListedFolder> Inventory::listed_folders() const {
  std::vector<ListedFolder> folders;
  for (const auto& [folder, listing] : listings_) {
    bool is_whole = whole_.contains(folder);
    folders.push_back({folder, digest_of(folder, listing, is_whole), is_whole});
  }
  ranges::sort(folders, {}, &ListedFolder::path);
  return folders;
}

Digest Inventory::listing_digest(const ListedFolder& folder) {
  return digest_of(folder.path, list(folder.path), folder.is_whole);
}

}  // namespace sinter
