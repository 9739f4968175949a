/* Runs a command and prints what it took, in nanoseconds: the wall time, the processor time of it with all its
 * children, and that of its first thread alone, which of a build tool is what deciding and keeping records costs.
 *
 *   account COMMAND ARGUMENT...        (prints to standard error; the exit code is the command's)
 */
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

static long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long nanoseconds(struct timeval time) { return time.tv_sec * 1000000000LL + time.tv_usec * 1000LL; }

/* Linux still tells it of a process that has ended and was not waited for. */
static long long own_ns(pid_t pid) {
  char path[64];
  long long own = -1;
  snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
  FILE* file = fopen(path, "r");
  if (file && fscanf(file, "%lld", &own) != 1) own = -1;
  if (file) fclose(file);
  return own;
}

int main(int argc, char** argv) {
  pid_t pid;
  siginfo_t info;
  struct rusage usage;
  int status = 0;
  long long began = now_ns();
  if (argc < 2 || posix_spawnp(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0) {
    fprintf(stderr, "usage: account COMMAND ARGUMENT...\n");
    return 2;
  }
  if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0) return 2;
  long long wall = now_ns() - began;
  long long own = own_ns(pid);
  if (wait4(pid, &status, 0, &usage) != pid) return 2;
  fprintf(stderr, "%lld %lld %lld\n", wall, nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime), own);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
