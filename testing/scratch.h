// A real, empty folder for one test, which becomes the working folder until the test
// ends; then it is removed with everything in it.
#pragma once

#include <string>

namespace sinter::testing {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }  // absolute

 private:
  std::string path_;
  std::string before_;
};

}  // namespace sinter::testing
