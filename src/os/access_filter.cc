#include "os/access_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace sinter {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_AARCH64;
#endif
/// From here on the numbers of x86-64 mean calls of the x32 kind.
constexpr std::uint32_t foreign_numbers = 0x40000000;

constexpr WatchedCall calls[] = {
    {.number = SYS_openat, .kind = CallKind::open, .folder = 0, .path = 1, .flags = 2},
    {.number = SYS_newfstatat, .kind = CallKind::look, .folder = 0, .path = 1, .flags = 3},
    {.number = SYS_openat2, .kind = CallKind::open_how, .folder = 0, .path = 1, .flags = 2},
    {.number = SYS_statx, .kind = CallKind::look, .folder = 0, .path = 1, .flags = 2},
    {.number = SYS_faccessat, .kind = CallKind::look, .folder = 0, .path = 1},
    {.number = SYS_faccessat2, .kind = CallKind::look, .folder = 0, .path = 1, .flags = 3},
    {.number = SYS_readlinkat, .kind = CallKind::read_link, .folder = 0, .path = 1},
    {.number = SYS_execve, .kind = CallKind::run, .folder = -1, .path = 0},
    {.number = SYS_execveat, .kind = CallKind::run, .folder = 0, .path = 1},
    {.number = SYS_truncate, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_fchmodat, .kind = CallKind::change, .folder = 0, .path = 1},
    {.number = SYS_fchownat, .kind = CallKind::change, .folder = 0, .path = 1},
    {.number = SYS_utimensat, .kind = CallKind::change, .folder = 0, .path = 1},
    {.number = SYS_setxattr, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_lsetxattr, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_unlinkat, .kind = CallKind::remove, .folder = 0, .path = 1},
    {.number = SYS_mkdirat, .kind = CallKind::make_folder, .folder = 0, .path = 1},
    {.number = SYS_mknodat, .kind = CallKind::make, .folder = 0, .path = 1},
    {.number = SYS_symlinkat, .kind = CallKind::make, .folder = 1, .path = 2},
    {.number = SYS_renameat2, .kind = CallKind::move, .folder = 0, .path = 1, .second_folder = 2, .second_path = 3},
    {.number = SYS_linkat, .kind = CallKind::link, .folder = 0, .path = 1, .second_folder = 2, .second_path = 3},
#if defined(SYS_renameat)
    {.number = SYS_renameat, .kind = CallKind::move, .folder = 0, .path = 1, .second_folder = 2, .second_path = 3},
#endif
#if defined(__x86_64__)  // younger architectures have none of these
    {.number = SYS_open, .kind = CallKind::open, .folder = -1, .path = 0, .flags = 1},
    {.number = SYS_creat, .kind = CallKind::make, .folder = -1, .path = 0},
    {.number = SYS_stat, .kind = CallKind::look, .folder = -1, .path = 0},
    {.number = SYS_lstat, .kind = CallKind::look, .folder = -1, .path = 0},
    {.number = SYS_access, .kind = CallKind::look, .folder = -1, .path = 0},
    {.number = SYS_readlink, .kind = CallKind::read_link, .folder = -1, .path = 0},
    {.number = SYS_chmod, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_chown, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_lchown, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_utime, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_utimes, .kind = CallKind::change, .folder = -1, .path = 0},
    {.number = SYS_futimesat, .kind = CallKind::change, .folder = 0, .path = 1},
    {.number = SYS_unlink, .kind = CallKind::remove, .folder = -1, .path = 0},
    {.number = SYS_rmdir, .kind = CallKind::remove, .folder = -1, .path = 0},
    {.number = SYS_mkdir, .kind = CallKind::make_folder, .folder = -1, .path = 0},
    {.number = SYS_mknod, .kind = CallKind::make, .folder = -1, .path = 0},
    {.number = SYS_symlink, .kind = CallKind::make, .folder = -1, .path = 1},
    {.number = SYS_rename, .kind = CallKind::move, .folder = -1, .path = 0, .second_folder = -1, .second_path = 1},
    {.number = SYS_link, .kind = CallKind::link, .folder = -1, .path = 0, .second_folder = -1, .second_path = 1},
#endif
};

constexpr std::size_t head_size = 15;
constexpr std::size_t filter_size = head_size + 2 * std::size(calls) + 1;

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter give(std::uint32_t action) { return BPF_STMT(BPF_RET | BPF_K, action); }
constexpr sock_filter unless_equal_skip(std::uint32_t value, std::uint8_t count) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}

constexpr std::array<sock_filter, filter_size> make_filter() {
  std::array<sock_filter, filter_size> filter{};
  std::size_t size = 0;
  auto add = [&](sock_filter instruction) { filter[size++] = instruction; };
  constexpr std::uint32_t notify = SECCOMP_RET_USER_NOTIF;
  add(load(offsetof(seccomp_data, arch)));
  add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_architecture, 1, 0));
  add(give(notify));
  add(load(offsetof(seccomp_data, nr)));
  add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, foreign_numbers, 0, 1));
  add(give(notify));
  // Programs fall back to plain calls when there is no io_uring.
  add(unless_equal_skip(SYS_io_uring_setup, 1));
  add(give(SECCOMP_RET_ERRNO | ENOSYS));
  add(unless_equal_skip(SYS_open_by_handle_at, 1));
  add(give(SECCOMP_RET_ERRNO | EPERM));
  // fstat(), which the C library writes as an fstatat() without a path, is the most
  // frequent call of all and names nothing.
  add(unless_equal_skip(SYS_newfstatat, 4));
  add(load(offsetof(seccomp_data, args) + 3 * sizeof(std::uint64_t)));  // little-endian: the lower half
  add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, AT_EMPTY_PATH, 0, 1));
  add(give(SECCOMP_RET_ALLOW));
  add(give(notify));
  for (const WatchedCall& call : calls) {
    add(unless_equal_skip(static_cast<std::uint32_t>(call.number), 1));
    add(give(notify));
  }
  add(give(SECCOMP_RET_ALLOW));
  return filter;
}

constexpr std::array<sock_filter, filter_size> filter = make_filter();

}  // namespace

std::span<const WatchedCall> watched_calls() { return calls; }

std::span<const sock_filter> access_filter() { return filter; }

bool is_native_call(std::uint32_t architecture, int number) {
  return architecture == native_architecture && static_cast<std::uint32_t>(number) < foreign_numbers;
}

}  // namespace sinter
