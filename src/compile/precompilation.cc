#include "compile/precompilation.h"

#include "base/digest.h"
#include "base/path.h"

namespace sinter {

Precompilation precompile_header(std::vector<std::string> command, const std::string& header,
                                 const std::vector<std::string>& needs, const Profile& profile) {
  Hasher hasher;
  hasher.field(command.size());
  for (const std::string& argument : command) hasher.field(argument);
  for (const std::string& need : needs) hasher.field(need);
  std::string output =
      ".sinter/build/" + profile.name + "/precompiled/" + header + "-" + hasher.finish().hex().substr(0, 12) + ".pch";
  std::string depfile = output + ".d";
  // Clang writes absolute paths into it; this one is right in every checkout (schedule/depfile.h
  // reads it). Times of files are not the same in every checkout either.
  command.insert(command.end(), {"-Xclang", "-working-directory=/proc/self/cwd", "-Xclang", "-fno-pch-timestamp"});
  command.insert(command.end(), {"-fpch-instantiate-templates", "-x", "c++-header", header, "-o", output});
  command.insert(command.end(), {"-MD", "-MF", depfile});
  return {.argv = std::move(command), .output = std::move(output), .depfile = std::move(depfile)};
}

std::vector<std::string> precompiled_flags(const std::string& precompiled) {
  return {"-include-pch", precompiled, "-ffile-prefix-map=/proc/self/cwd=."};
}

}  // namespace sinter
