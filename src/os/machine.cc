#include "os/machine.h"

#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text.h"
#include "os/files.h"

namespace sinter {

std::uint32_t processor_count() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::uint32_t>(CPU_COUNT(&set));
}

std::uint64_t memory_bytes() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string system_name() {
  utsname name;
  if (::uname(&name) != 0) return "unknown";
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

Result<std::string> own_program_path() { return real_path("/proc/self/exe"); }

void keep_large_blocks() {
#ifdef __GLIBC__  // musl decides by itself
  constexpr int most = 32 << 20;
  ::mallopt(M_MMAP_THRESHOLD, most);
  ::mallopt(M_TRIM_THRESHOLD, most);
#endif
}

void prepare_process() {
  int opened;
  do opened = ::open("/dev/null", O_RDWR);
  while (opened >= 0 && opened <= STDERR_FILENO);
  if (opened >= 0) ::close(opened);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // ignored, it would leave us without the exit codes
}

int own_process_id() { return ::getpid(); }

Result<void> change_folder(const std::string& path) {
  if (::chdir(path.c_str()) == 0) return {};
  return fail(Error{.code = Code::file_missing,
                    .what = "cannot go to the folder " + quote(path),
                    .where = {path},
                    .why = {std::string(std::strerror(errno))},
                    .next = "check the path given with -C"});
}

}  // namespace sinter
