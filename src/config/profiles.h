// The profiles of a sinter.toml: three built in, and the project's own, which inherit from
// another. A profile changes values of how everything is built, and through its tables
// `[profile.NAME.step.site]` any key of any other table.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/project.h"
#include "config/reader.h"

namespace sinter {

class Profiles {
 public:
  /// Reads every `[profile.NAME]`; `tables` is null when there is none.
  Profiles(const TomlMember* tables, Problems& problems);

  /// Built-in and own, sorted.
  std::vector<std::string> names() const;
  bool contains(std::string_view name) const { return entries_.find(name) != entries_.end(); }
  /// The names of those that change other tables, themselves or by inheritance.
  std::vector<std::string> overriding() const;

  /// Whom it inherits from: from the built-in one to `name` itself.
  std::vector<std::string> chain(const std::string& name) const;
  /// How that profile builds, with what it inherits.
  Profile read(const std::string& name) const;
  /// Puts what that profile says about other tables into `root`, the whole sinter.toml.
  /// Tables are merged key by key, everything else is replaced.
  void apply(const std::string& name, TomlValue& root, Problems& problems) const;

 private:
  struct Entry {
    const TomlMember* table = nullptr;  // none: built in and unchanged
    std::string inherits;               // "" for the built-in ones
  };

  void read_entry(const TomlMember& member, Problems& problems);
  void check_inheritance(Problems& problems);
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace sinter
