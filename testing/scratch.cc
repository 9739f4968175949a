#include "testing/scratch.h"

#include <unistd.h>

#include <cstdlib>

#include "os/files.h"
#include "testing/check.h"

namespace sinter::testing {

Scratch::Scratch() : before_(must(current_folder())) {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base != nullptr ? base : "/tmp") + "/sinter-test-XXXXXX";
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = must(real_path(name));
  REQUIRE(::chdir(path_.c_str()) == 0);
}

Scratch::~Scratch() {
  if (::chdir(before_.c_str()) != 0) return;  // removing the folder under our feet would help nobody
  [[maybe_unused]] Result<void> removed = remove_tree(path_);
}

}  // namespace sinter::testing
