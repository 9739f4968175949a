#include "os/open_files.h"

#include <sys/resource.h>

#include "os/files.h"

namespace sinter {
namespace {

void set_limit(std::uint64_t count) {
  rlimit limit;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = count;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // refused, we go on with what we have
}

}  // namespace

OpenFileLimit::OpenFileLimit() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  given_ = limit.rlim_cur;
  set_limit(limit.rlim_max);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  raised_ = limit.rlim_cur;
}

OpenFileLimit::~OpenFileLimit() { set_limit(given_); }

std::uint64_t OpenFileLimit::left() const {
  Result<std::vector<FolderEntry>> open = list_folder("/proc/self/fd");
  std::uint64_t count = open ? open->size() - 1 : 0;  // without the one that lists them
  return raised_ - std::min(count, raised_);
}

}  // namespace sinter
