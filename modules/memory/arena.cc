#include "arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace sinter::memory {
namespace {

constexpr std::uint32_t round_up(std::uint32_t value, std::uint32_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace

Arena::Arena(std::uint32_t first_chunk_bytes)
    : first_chunk_bytes_(std::clamp(first_chunk_bytes, alignment_max, chunk_bytes_max)) {}

Arena::~Arena() { free_chunks_after(nullptr); }

/// Positions stay below 2^31, so that the sum cannot overflow once the size is checked.
bool Arena::fits(const Chunk* chunk, std::uint32_t position, std::uint32_t size_bytes) {
  return size_bytes <= chunk->size_bytes && position + size_bytes <= chunk->begin + chunk->size_bytes;
}

Fallible<std::uint32_t> Arena::allocate(std::uint32_t size_bytes, std::uint32_t alignment) {
  const bool is_power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
  if (!is_power_of_two || alignment > alignment_max) return fault(MemoryFault::bad_alignment);
  std::uint32_t unused = statistics_.current_bytes;
  std::uint32_t position = round_up(unused, alignment);
  if (current_ == nullptr || !fits(current_, position, size_bytes)) {
    Chunk* next = current_ == nullptr ? first_ : current_->next;
    if (next == nullptr || size_bytes > next->size_bytes) {
      const auto appended = append_chunk(size_bytes);
      if (!appended) return std::unexpected(appended.error());
      next = *appended;
    }
    if (current_ != nullptr) clear(current_, unused, current_->begin + current_->size_bytes);
    current_ = next;
    position = unused = next->begin;
  }
  clear(current_, unused, position + size_bytes);  // gaps too: they can be read
  statistics_.current_bytes = position + size_bytes;
  statistics_.peak_bytes = std::max(statistics_.peak_bytes, statistics_.current_bytes);
  ++statistics_.allocation_count;
  return position;
}

void Arena::clear(Chunk* chunk, std::uint32_t begin, std::uint32_t end) {
  std::memset(chunk->bytes + (begin - chunk->begin), 0, end - begin);
}

/// Puts a chunk with room for `size_bytes` behind the current one, in place of all others.
Fallible<Arena::Chunk*> Arena::append_chunk(std::uint32_t size_bytes) {
  std::uint32_t begin = 0;
  std::uint32_t usual = first_chunk_bytes_;
  if (current_ != nullptr) {
    begin = current_->begin + current_->size_bytes;
    usual = std::min(current_->size_bytes * 2, chunk_bytes_max);
  }
  if (size_bytes > reserved_bytes_max - begin) return fault(MemoryFault::bad_size);
  const std::uint32_t chunk_bytes = round_up(std::max(size_bytes, usual), alignment_max);
  auto* chunk = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + chunk_bytes));
  if (chunk == nullptr) return fault(MemoryFault::out_of_memory);
  free_chunks_after(current_);
  chunk->next = nullptr;
  chunk->begin = begin;
  chunk->size_bytes = chunk_bytes;
  (current_ == nullptr ? first_ : current_->next) = chunk;
  statistics_.reserved_bytes += chunk_bytes;
  ++statistics_.chunk_count;
  return chunk;
}

/// All of them after null.
void Arena::free_chunks_after(Chunk* chunk) {
  Chunk*& link = chunk == nullptr ? first_ : chunk->next;
  while (link != nullptr) {
    Chunk* const unlinked = link;
    link = unlinked->next;
    statistics_.reserved_bytes -= unlinked->size_bytes;
    --statistics_.chunk_count;
    std::free(unlinked);
  }
}

Fallible<std::span<std::uint8_t>> Arena::bytes(std::uint32_t position, std::uint32_t size_bytes) const {
  if (std::uint64_t{position} + size_bytes > statistics_.current_bytes) {
    return fault(MemoryFault::out_of_range, position);
  }
  for (Chunk* chunk = first_; chunk != nullptr; chunk = chunk->next) {
    if (position < chunk->begin || !fits(chunk, position, size_bytes)) continue;
    return std::span<std::uint8_t>(chunk->bytes + (position - chunk->begin), size_bytes);
  }
  // Bytes on both sides of a chunk's end, or none at all in an arena without chunks.
  if (size_bytes != 0) return fault(MemoryFault::out_of_range, position);
  return std::span<std::uint8_t>();
}

Fallible<std::uint32_t> Arena::reset(std::uint32_t mark) {
  if (mark > statistics_.current_bytes) return fault(MemoryFault::out_of_range, mark);
  const std::uint32_t taken_back = statistics_.current_bytes - mark;
  if (current_ != nullptr) {
    current_ = first_;
    while (mark > current_->begin + current_->size_bytes) current_ = current_->next;
  }
  statistics_.current_bytes = mark;
  return taken_back;
}

}  // namespace sinter::memory
