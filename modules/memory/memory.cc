#include "memory.h"

#include <cstring>
#include <new>
#include <utility>

#include "allocator.h"

namespace sinter::memory {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct NamedPool {
  NamedPool* next;
  Pool pool;
  std::uint8_t name_bytes;
  char name[pool_name_bytes_max];

  [[nodiscard]] bool is_called(std::string_view other) const {
    return compare(bytes_of({name, name_bytes}), bytes_of(other)) == 0;
  }
};

struct NumberedArena {
  NumberedArena* next;
  Arena arena;
  std::uint32_t handle;

  [[nodiscard]] bool is_called(std::uint32_t other) const { return handle == other; }
};

// Those in use are few, and the newest is asked for most: lists with it in front. They own
// their items until those are destroyed by name; nothing else ends before the instance.
constinit NamedPool* pools = nullptr;
constinit NumberedArena* arenas = nullptr;
constinit std::uint32_t last_arena = 0;

/// The link that leads to the item, or the empty one at the end.
template <class Item, class Key>
Item*& find(Item*& first, Key key) {
  Item** link = &first;
  while (*link != nullptr && !(*link)->is_called(key)) link = &(*link)->next;
  return *link;
}

template <class Item>
void destroy(Item*& link) {
  Item* const unlinked = link;
  link = unlinked->next;
  delete unlinked;
}

/// Null when there is none.
Pool* pool_of(std::string_view name) {
  NamedPool* const found = find(pools, name);
  return found == nullptr ? nullptr : &found->pool;
}

Arena* arena_of(std::uint32_t handle) {
  NumberedArena* const found = find(arenas, handle);
  return found == nullptr ? nullptr : &found->arena;
}

[[gnu::noinline]] Fallible<std::vector<std::uint8_t>> copy_of(std::span<const std::uint8_t> bytes) {
  return std::vector<std::uint8_t>(bytes.data(), bytes.data() + bytes.size());
}

}  // namespace

Fallible<std::uint32_t> pool_create(std::string_view name, std::uint32_t block_bytes,
                                    std::uint32_t block_count) {
  if (name.empty() || name.size() > pool_name_bytes_max) return fault(MemoryFault::bad_size);
  if (pool_of(name) != nullptr) return fault(MemoryFault::pool_exists);
  auto pool = Pool::create(block_bytes, block_count);
  if (!pool) return std::unexpected(pool.error());
  auto* named = new (std::nothrow) NamedPool{
      pools, std::move(*pool), static_cast<std::uint8_t>(name.size()), {}};
  if (named == nullptr) return fault(MemoryFault::out_of_memory);
  std::memcpy(named->name, name.data(), name.size());
  pools = named;
  return named->pool.statistics().reserved_bytes;
}

Fallible<std::uint32_t> pool_destroy(std::string_view name) {
  NamedPool*& found = find(pools, name);
  if (found == nullptr) return fault(MemoryFault::unknown_pool);
  const std::uint32_t taken = found->pool.statistics().current_count;
  destroy(found);
  return taken;
}

Fallible<std::uint32_t> pool_take(std::string_view name) {
  Pool* const pool = pool_of(name);
  if (pool == nullptr) return fault(MemoryFault::unknown_pool);
  return pool->take();
}

Fallible<std::uint32_t> pool_give_back(std::string_view name, std::uint32_t block) {
  Pool* const pool = pool_of(name);
  if (pool == nullptr) return fault(MemoryFault::unknown_pool);
  return pool->give_back(block);
}

Fallible<std::uint32_t> pool_write(std::string_view name, std::uint32_t block, std::uint32_t offset,
                                   std::span<const std::uint8_t> bytes) {
  Pool* const pool = pool_of(name);
  if (pool == nullptr) return fault(MemoryFault::unknown_pool);
  const auto destination = pool->bytes(block);
  if (!destination) return std::unexpected(destination.error());
  return memory::copy(*destination, bytes, offset);
}

Fallible<std::vector<std::uint8_t>> pool_read(std::string_view name, std::uint32_t block,
                                              std::uint32_t offset, std::uint32_t size_bytes) {
  Pool* const pool = pool_of(name);
  if (pool == nullptr) return fault(MemoryFault::unknown_pool);
  const auto bytes = pool->bytes(block);
  if (!bytes) return std::unexpected(bytes.error());
  const auto checked = check({offset, size_bytes}, bytes->size());
  if (!checked) return std::unexpected(checked.error());
  return copy_of(bytes->subspan(offset, size_bytes));
}

Fallible<PoolStatistics> pool_statistics(std::string_view name) {
  Pool* const pool = pool_of(name);
  if (pool == nullptr) return fault(MemoryFault::unknown_pool);
  return pool->statistics();
}

Fallible<std::uint32_t> arena_create(std::uint32_t first_chunk_bytes) {
  auto* arena = new (std::nothrow) NumberedArena{arenas, Arena(first_chunk_bytes), last_arena + 1};
  if (arena == nullptr) return fault(MemoryFault::out_of_memory);
  arenas = arena;
  return ++last_arena;
}

Fallible<std::uint32_t> arena_destroy(std::uint32_t arena) {
  NumberedArena*& found = find(arenas, arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  const std::uint32_t used = found->arena.mark();
  destroy(found);
  return used;
}

Fallible<std::uint32_t> arena_allocate(std::uint32_t arena, std::uint32_t size_bytes,
                                       std::uint32_t alignment) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  return found->allocate(size_bytes, alignment);
}

Fallible<std::uint32_t> arena_write(std::uint32_t arena, std::uint32_t position,
                                    std::span<const std::uint8_t> bytes) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  const auto destination = found->bytes(position, static_cast<std::uint32_t>(bytes.size()));
  if (!destination) return std::unexpected(destination.error());
  return memory::copy(*destination, bytes, 0);
}

Fallible<std::vector<std::uint8_t>> arena_read(std::uint32_t arena, std::uint32_t position,
                                               std::uint32_t size_bytes) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  const auto bytes = found->bytes(position, size_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  return copy_of(*bytes);
}

Fallible<std::uint32_t> arena_mark(std::uint32_t arena) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  return found->mark();
}

Fallible<std::uint32_t> arena_reset(std::uint32_t arena, std::uint32_t mark) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  return found->reset(mark);
}

Fallible<ArenaStatistics> arena_statistics(std::uint32_t arena) {
  Arena* const found = arena_of(arena);
  if (found == nullptr) return fault(MemoryFault::unknown_arena, arena);
  return found->statistics();
}

AllocatorStatistics allocator_statistics() {
#ifdef __wasm__
  const HeapStatistics& heap = heap_statistics();
  return {heap.current_bytes, heap.peak_bytes, heap.region_bytes, heap.current_count,
          static_cast<double>(heap.allocation_count)};
#else
  return {};
#endif
}

}  // namespace sinter::memory
