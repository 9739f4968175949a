#include "schedule/assess.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"

namespace sinter {
namespace {

constexpr Digest absent = {};

using Part = Change::Part;

/// Lists are mostly the same, so what was at the same place is looked at first.
const FileDigest* find(const std::vector<FileDigest>& list, FileIndex file, std::size_t likely) {
  if (likely < list.size() && list[likely].file == file) return &list[likely];
  auto entry = ranges::find(list, file, &FileDigest::file);
  return entry == list.end() ? nullptr : &*entry;
}

void compare_files(const std::vector<FileDigest>& before, const std::vector<FileDigest>& now, const FileTable& files,
                   std::vector<Change>& changes) {
  auto add = [&](FileIndex file, const Digest& old_digest, const Digest& new_digest) {
    if (old_digest == new_digest) return;
    changes.push_back({Part::input, std::string(files.path(file)), old_digest, new_digest});
  };
  for (std::size_t i = 0; i < now.size(); ++i) {
    const FileDigest* old = find(before, now[i].file, i);
    add(now[i].file, old == nullptr ? absent : old->digest, now[i].digest);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (find(now, before[i].file, i) == nullptr) add(before[i].file, before[i].digest, absent);
  }
}

void compare_named(Part part, const std::vector<NamedDigest>& before, const std::vector<NamedDigest>& now,
                   std::vector<Change>& changes) {
  auto digest_in = [](const std::vector<NamedDigest>& list, const std::string& name) {
    auto entry = ranges::find(list, name, &NamedDigest::name);
    return entry == list.end() ? absent : entry->digest;
  };
  for (const NamedDigest& item : now) {
    // A variable that is looked at now and was not before counts, also when it is not set.
    if (ranges::contains(before, item)) continue;
    changes.push_back({part, item.name, digest_in(before, item.name), item.digest});
  }
  for (const NamedDigest& item : before) {
    if (!ranges::contains(now, item.name, &NamedDigest::name)) {
      changes.push_back({part, item.name, item.digest, absent});
    }
  }
}

/// "`a` changed", "`a` and 2 more changed"; "" for none.
std::string several(const std::vector<std::string>& names, std::string_view prefix, std::string_view verb) {
  if (names.empty()) return "";
  std::string text = std::string(prefix) + quote(names.front());
  if (names.size() > 1) text += " and " + std::to_string(names.size() - 1) + " more";
  return text + " " + std::string(verb);
}

}  // namespace

std::vector<Change> key_changes(const ActionRecord& last, const KeyParts& now,
                                const std::vector<FileDigest>& discovered_now, const FileTable& files) {
  std::vector<Change> changes;
  compare_files(last.parts.inputs, now.inputs, files, changes);
  compare_files(last.discovered, discovered_now, files, changes);
  if (last.parts.command != now.command) changes.push_back({Part::command, "", last.parts.command, now.command});
  compare_named(Part::variable, last.parts.environment, now.environment, changes);
  compare_named(Part::tool, last.parts.tools, now.tools, changes);
  return changes;
}

std::vector<Change> output_changes(const ActionRecord& last, const std::vector<std::optional<Digest>>& outputs_now,
                                   const FileTable& files) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < last.outputs.size(); ++i) {
    const FileDigest& output = last.outputs[i];
    Digest now = outputs_now[i].value_or(absent);
    if (now == output.digest) continue;
    std::string_view path = files.path(output.file);
    changes.push_back({Part::output, std::string(path), output.digest, now});
    std::optional<std::string_view> folder = tree_folder(path);
    if (!folder) continue;
    // Of a tree that is gone as a whole its name is enough; else its files tell more.
    std::size_t tree = changes.size() - 1;
    for (; i + 1 < last.outputs.size() && relative_to(files.path(last.outputs[i + 1].file), *folder); ++i) {
      const FileDigest& file = last.outputs[i + 1];
      Digest file_now = outputs_now[i + 1].value_or(absent);
      if (now == absent || file_now == file.digest) continue;
      changes.push_back({Part::output, std::string(files.path(file.file)), file.digest, file_now});
    }
    if (changes.size() > tree + 1) changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(tree));
  }
  return changes;
}

std::string cause_of(const std::vector<Change>& changes) {
  auto names = [&](auto is_meant) {
    std::vector<std::string> chosen;
    for (const Change& change : changes) {
      if (is_meant(change)) chosen.push_back(change.name);
    }
    return chosen;
  };
  auto inputs = [&](bool was_there, bool is_there) {
    return names([&](const Change& change) {
      return change.part == Part::input && (change.before != absent) == was_there &&
             (change.after != absent) == is_there;
    });
  };
  auto all = [&](Part part) { return names([&](const Change& change) { return change.part == part; }); };
  std::vector<std::string> missing =
      names([](const Change& change) { return change.part == Part::output && change.after == absent; });
  std::vector<std::string> clauses = {
      several(inputs(true, true), "", "changed"),
      several(inputs(true, false), "", "is gone"),
      several(inputs(false, true), "", "is new"),
      all(Part::command).empty() ? "" : "the command changed",
      several(all(Part::variable), "the variable ", "changed"),
      several(all(Part::tool), "the tool ", "changed"),
      missing.empty() ? several(all(Part::output), "", "was altered") : several(missing, "", "was missing"),
  };
  std::erase(clauses, "");
  return join(clauses, "; ");
}

}  // namespace sinter
