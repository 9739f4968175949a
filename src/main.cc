// The command line in, the exit code out.
#include <cstdio>

int main() {
  std::puts("sinter " SINTER_VERSION);
  return 0;
}
