#include "os/session_use.h"

#include <unistd.h>

#include <ctime>
#include <string>
#include <vector>

#include "base/text.h"
#include "os/files.h"

namespace sinter {
namespace {

/// "VmHWM:     1234 kB" as bytes.
std::uint64_t field_bytes(const std::string& text, std::string_view name) {
  std::size_t at = text.find("\n" + std::string(name));
  if (at == std::string::npos) return 0;
  std::string_view rest = std::string_view(text).substr(at + 1 + name.size());
  rest = trim(rest.substr(0, rest.find(" kB")));
  return parse_decimal(rest).value_or(0) * 1024;
}

std::string text_of_process(pid_t pid, std::string_view file) {
  return read_file_if_there("/proc/" + std::to_string(pid) + "/" + std::string(file)).value_or("");
}

/// The processor time of children that it has waited for, which are gone. The kernel tells it in ticks.
std::uint64_t cpu_ns_of_children(pid_t pid) {
  constexpr std::size_t user_index = 13, system_index = 14;  // of the fields behind the name, which may hold anything
  constexpr std::uint64_t second_ns = 1'000'000'000;
  std::string text = text_of_process(pid, "stat");
  std::size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos) return 0;
  std::vector<std::string> fields = split(std::string_view(text).substr(name_end + 2), ' ');
  if (fields.size() <= system_index) return 0;
  std::uint64_t ticks = parse_decimal(fields[user_index]).value_or(0) + parse_decimal(fields[system_index]).value_or(0);
  return ticks * (second_ns / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK)));
}

std::vector<pid_t> members(pid_t leader) {
  std::vector<pid_t> result;
  Result<std::vector<FolderEntry>> entries = list_folder("/proc");
  if (!entries) return result;
  for (const FolderEntry& entry : *entries) {
    std::optional<std::uint64_t> number = parse_decimal(entry.name);
    if (number && ::getsid(static_cast<pid_t>(*number)) == leader) result.push_back(static_cast<pid_t>(*number));
  }
  return result;
}

std::uint64_t cpu_ns_of_process(pid_t pid) {
  clockid_t clock;
  timespec time;
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

std::uint64_t memory_of_process(pid_t pid, ProcessMemory which) {
  if (which == ProcessMemory::share) {
    if (std::uint64_t bytes = field_bytes(text_of_process(pid, "smaps_rollup"), "Pss:"); bytes != 0) return bytes;
  }
  return field_bytes(text_of_process(pid, "status"), which == ProcessMemory::peak ? "VmHWM:" : "VmRSS:");
}

SessionUse session_use(pid_t leader) {
  SessionUse use;
  for (pid_t pid : members(leader)) {
    use.cpu_ns += cpu_ns_of_process(pid) + cpu_ns_of_children(pid);
    use.memory_bytes += memory_of_process(pid, ProcessMemory::share);
    ++use.process_count;
  }
  return use;
}

std::uint64_t session_cpu_ns(pid_t leader) {
  std::uint64_t cpu_ns = 0;
  for (pid_t pid : members(leader)) cpu_ns += cpu_ns_of_process(pid) + cpu_ns_of_children(pid);
  return cpu_ns;
}

}  // namespace sinter
