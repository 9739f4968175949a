#include "os/threads.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <vector>

namespace sinter {
namespace {

/// Indexes taken at a time: enough that taking them costs nothing beside the work, few
/// enough that no thread is left alone with the rest.
constexpr std::size_t range_size = 256;

struct Shared {
  std::size_t count;
  const void* context;
  void (*work)(const void* context, std::size_t first, std::size_t last);
  std::atomic<std::size_t> next = 0;

  void take_ranges() {
    for (;;) {
      std::size_t first = next.fetch_add(range_size, std::memory_order_relaxed);
      if (first >= count) return;
      work(context, first, std::min(first + range_size, count));
    }
  }
};

void* take_ranges(void* shared) {
  static_cast<Shared*>(shared)->take_ranges();
  return nullptr;
}

}  // namespace

void run_ranges(std::size_t count, std::uint32_t thread_count, const void* context,
                void (*work)(const void* context, std::size_t first, std::size_t last)) {
  Shared shared{.count = count, .context = context, .work = work};
  std::vector<pthread_t> threads;
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are for the first thread
  for (std::size_t i = 1; i < std::min<std::size_t>(thread_count, count / range_size + 1); ++i) {
    pthread_t thread;
    if (::pthread_create(&thread, nullptr, take_ranges, &shared) != 0) break;  // then with those there are
    threads.push_back(thread);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  shared.take_ranges();
  for (pthread_t thread : threads) ::pthread_join(thread, nullptr);
}

}  // namespace sinter
