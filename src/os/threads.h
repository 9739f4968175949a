// Work on many files at once, while the system makes us wait for each. The only place
// where Sinter has threads: they end before the function returns.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sinter {

/// Calls `work(first, last)` for ranges that together are [0, count), on up to
/// `thread_count` threads, this one among them. Two calls never share an index, and
/// `work` must share nothing else that it writes.
template <class Work>
void for_ranges(std::size_t count, std::uint32_t thread_count, const Work& work);

/// What for_ranges() is made of: `work(context, first, last)`.
void run_ranges(std::size_t count, std::uint32_t thread_count, const void* context,
                void (*work)(const void* context, std::size_t first, std::size_t last));

template <class Work>
void for_ranges(std::size_t count, std::uint32_t thread_count, const Work& work) {
  run_ranges(count, thread_count, &work, [](const void* context, std::size_t first, std::size_t last) {
    (*static_cast<const Work*>(context))(first, last);
  });
}

}  // namespace sinter
