// What a lock file names is in the bill of materials, and nothing that it only mentions.
#include "release/lock_files.h"

#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("the packages of a Cargo.lock are those that come from elsewhere, with their checksums") {
  std::string sum(64, 'a');
  std::vector<OutsidePackage> packages =
      must(cargo_packages("[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n"
                          "[[package]]\nname = \"itoa\"\nversion = \"1.0.9\"\n"
                          "source = \"registry+x\"\nchecksum = \"" +
                              sum + "\"\n",
                          "Cargo.lock"));
  REQUIRE(packages.size() == 1);
  CHECK(packages[0].name == "itoa");
  CHECK(packages[0].version == "1.0.9");
  CHECK(packages[0].digest.hex() == sum);
  CHECK(must(cargo_packages("version = 3\n", "Cargo.lock")).empty());
  CHECK(must(cargo_packages("package = 7\n", "Cargo.lock")).empty());
  CHECK_FALSE(cargo_packages("[[package", "Cargo.lock").has_value());
}

TEST_CASE("the modules of a go.sum are those whose content it has") {
  std::vector<OutsidePackage> packages =
      go_packages("example.com/a v1.2.3 h1:x=\nexample.com/b v0.0.1/go.mod h1:y=\nnot a line of it\n");
  REQUIRE(packages.size() == 1);
  CHECK(packages[0].name == "example.com/a");
  CHECK(packages[0].version == "v1.2.3");
}

}  // namespace
}  // namespace sinter
