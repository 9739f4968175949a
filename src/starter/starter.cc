#include "starter/starter.h"

#include <utility>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"
#include "os/files.h"

namespace sinter {
namespace {

#include "starter_files.inc"  // made by CMake from starters/: `embedded_files`

constexpr std::string_view ignore_file = ".gitignore";
constexpr std::string_view name_in_files = "starter-name";  // what stands for the project's

std::string_view folder_of(Starter starter) {
  switch (starter) {
    case Starter::cpp: return "cpp/";
    case Starter::rust: return "rust/";
    case Starter::polyglot: return "polyglot/";
  }
  return "";
}

std::string with_name(std::string_view content, std::string_view name) {
  std::string text;
  std::size_t at = 0;
  for (std::size_t found; (found = content.find(name_in_files, at)) != content.npos;
       at = found + name_in_files.size()) {
    text.append(content, at, found - at).append(name);
  }
  return text.append(content, at);
}

/// Removes what was written again, unless it is told that all went well.
class Attempt {
 public:
  explicit Attempt(std::string folder) : folder_(std::move(folder)) {}
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  ~Attempt() {
    for (const std::string& path : written_) {
      [[maybe_unused]] Result<void> removed = remove_file(join_path(folder_, path));
      for (std::string at = parent_path(path); at != "." && remove_folder_if_empty(join_path(folder_, at));) {
        at = parent_path(at);
      }
    }
  }

  Result<void> write(const std::string& path, std::string_view content) {
    std::string place = join_path(folder_, path);
    SINTER_TRY(make_folders(parent_path(place)));
    written_.push_back(path);
    return write_file(place, content);
  }

  std::vector<std::string> succeed() { return std::exchange(written_, {}); }

 private:
  std::string folder_;
  std::vector<std::string> written_;
};

Error would_replace(const std::string& folder, const std::vector<std::string>& present) {
  std::vector<std::string> quoted;
  for (const std::string& path : present) quoted.push_back(quote(path));
  return {.code = Code::init_would_replace,
          .what = "a new project would replace files in " + quote(folder),
          .where = {.path = join_path(folder, present.front())},
          .why = {"there " + std::string(present.size() == 1 ? "is " : "are ") + join(quoted, ", ")},
          .next = "name a folder that is empty or new: `sinter init DIR`"};
}

}  // namespace

std::vector<StarterFile> starter_files(Starter starter) {
  std::vector<StarterFile> files;
  auto add_from = [&](std::string_view folder) {
    for (const StarterFile& file : embedded_files) {
      if (!file.path.starts_with(folder)) continue;
      std::string_view path = file.path.substr(folder.size());
      if (!ranges::contains(files, path, &StarterFile::path)) files.push_back({path, file.content});
    }
  };
  add_from(folder_of(starter));
  if (starter == Starter::polyglot) {
    add_from(folder_of(Starter::cpp));
    add_from(folder_of(Starter::rust));
  }
  ranges::sort(files, {}, &StarterFile::path);
  return files;
}

std::string project_name_for(std::string_view folder_name) {
  std::string name;
  for (char c : folder_name.substr(0, name_size_max)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_plain) name += c;
    else if (!name.empty() && name.back() != '-') name += '-';
  }
  if (name.ends_with('-')) name.pop_back();
  return npm_name_fault(name) ? "my-project" : name;
}

Result<WrittenStarter> write_starter(Starter starter, const std::string& folder) {
  SINTER_TRY(make_folders(folder));
  WrittenStarter result{
      .project = project_name_for(file_name(SINTER_TRY(real_path(folder)))), .written = {}, .kept_ignore_file = false};
  std::vector<StarterFile> files = starter_files(starter);
  std::vector<std::string> present;
  for (const StarterFile& file : files) {
    if (!stat_link(join_path(folder, std::string(file.path)))) continue;
    if (file.path == ignore_file) result.kept_ignore_file = true;
    else present.emplace_back(file.path);
  }
  if (!present.empty()) return fail(would_replace(folder, present));

  Attempt attempt(folder);
  for (const StarterFile& file : files) {
    if (file.path == ignore_file && result.kept_ignore_file) continue;
    SINTER_TRY(attempt.write(std::string(file.path), with_name(file.content, result.project)));
  }
  result.written = attempt.succeed();
  return result;
}

}  // namespace sinter
