#include "schedule/assess.h"

#include <algorithm>

#include "base/text.h"

namespace sinter {
namespace {

constexpr Digest absent = {};

/// "`a` changed", "`a` and 2 more changed".
std::string several(const std::vector<std::string>& names, std::string_view verb) {
  std::string text = quote(names.front());
  if (names.size() > 1) text += " and " + std::to_string(names.size() - 1) + " more";
  return text + " " + std::string(verb);
}

void compare_files(const std::vector<FileDigest>& before, const std::vector<FileDigest>& now, const FileTable& files,
                   std::vector<std::string>& changed, std::vector<std::string>& added,
                   std::vector<std::string>& removed) {
  auto find = [](const std::vector<FileDigest>& list, FileIndex file) {
    auto entry = std::ranges::find(list, file, &FileDigest::file);
    return entry == list.end() ? nullptr : &*entry;
  };
  for (const FileDigest& file : now) {
    const FileDigest* old = find(before, file.file);
    if (old == nullptr) added.emplace_back(files.path(file.file));
    else if (file.digest == absent && old->digest != absent) removed.emplace_back(files.path(file.file));
    else if (old->digest != file.digest) changed.emplace_back(files.path(file.file));
  }
  for (const FileDigest& file : before) {
    if (find(now, file.file) == nullptr) removed.emplace_back(files.path(file.file));
  }
}

std::vector<std::string> changed_names(const std::vector<NamedDigest>& before, const std::vector<NamedDigest>& now) {
  std::vector<std::string> names;
  for (const NamedDigest& part : now) {
    if (!std::ranges::contains(before, part)) names.push_back(part.name);
  }
  for (const NamedDigest& part : before) {
    if (!std::ranges::contains(now, part.name, &NamedDigest::name)) names.push_back(part.name);
  }
  return names;
}

}  // namespace

std::string difference(const ActionRecord* last, const KeyParts& now, const std::vector<FileDigest>& discovered_now,
                       const FileTable& files) {
  if (last == nullptr) return "first build";
  std::vector<std::string> changed, added, removed;
  compare_files(last->parts.inputs, now.inputs, files, changed, added, removed);
  compare_files(last->discovered, discovered_now, files, changed, added, removed);
  std::vector<std::string> causes;
  if (!changed.empty()) causes.push_back(several(changed, "changed"));
  if (!removed.empty()) causes.push_back(several(removed, "is gone"));
  if (!added.empty()) causes.push_back(several(added, "is new"));
  if (last->parts.command != now.command) causes.push_back("the command changed");
  std::vector<std::string> variables = changed_names(last->parts.environment, now.environment);
  if (!variables.empty()) causes.push_back("the variable " + several(variables, "changed"));
  std::vector<std::string> tools = changed_names(last->parts.tools, now.tools);
  if (!tools.empty()) causes.push_back("the tool " + several(tools, "changed"));
  return join(causes, "; ");
}

std::string output_difference(const ActionRecord& last, const std::vector<std::optional<Digest>>& outputs_now,
                              const FileTable& files) {
  std::vector<std::string> missing, altered;
  for (std::size_t i = 0; i < last.outputs.size(); ++i) {
    const FileDigest& output = last.outputs[i];
    if (!outputs_now[i]) missing.emplace_back(files.path(output.file));
    else if (*outputs_now[i] != output.digest) altered.emplace_back(files.path(output.file));
  }
  if (!missing.empty()) return several(missing, "was missing");
  if (!altered.empty()) return several(altered, "was altered");
  return "";
}

}  // namespace sinter
