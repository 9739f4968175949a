#include "schedule/own_folder.h"

namespace sinter {

std::string without_own_folder(std::string output) {
  std::size_t found = output.find(own_folder);
  if (found == std::string::npos) return output;
  std::string result;
  std::size_t kept = 0;
  for (; found != std::string::npos; found = output.find(own_folder, kept)) {
    result.append(output, kept, found - kept);
    kept = found + own_folder.size();
  }
  return result.append(output, kept);
}

}  // namespace sinter
