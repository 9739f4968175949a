#include "commands/answer.h"

#include "base/path.h"
#include "os/files.h"
#include "os/terminal.h"

namespace sinter {

Result<void> write_answer(std::string_view text, const std::string& output, const std::string& given_in) {
  if (output.empty()) {
    write_output(text);
    return {};
  }
  std::string path = is_absolute(output) ? output : join_path(given_in, output);
  SINTER_TRY(make_folders(parent_path(path)));
  return write_file(path, text);
}

}  // namespace sinter
