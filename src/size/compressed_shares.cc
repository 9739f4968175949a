// Reads what zlib has just written, symbol by symbol (RFC 1951), and keeps count of the
// bits. The input is our own, so damage in it is a mistake of ours.
#include "size/compressed_shares.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "analyze/deflate.h"
#include "base/error.h"

namespace sinter {
namespace {

constexpr unsigned code_bits_max = 15;
constexpr std::uint64_t gzip_frame_bytes = 18;  // header, checksum and length

/// A canonical Huffman code: how many codes there are of each length, and their symbols.
class Code {
 public:
  explicit Code(std::span<const std::uint8_t> lengths) {
    for (std::uint8_t length : lengths) ++counts_[length];
    counts_[0] = 0;
    std::array<std::uint16_t, code_bits_max + 1> next{};
    for (unsigned length = 1; length < code_bits_max; ++length) next[length + 1] = next[length] + counts_[length];
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) symbols_[next[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
  }

  template <class Bits>
  unsigned read(Bits& bits) const {
    unsigned code = 0;
    unsigned first = 0;
    unsigned index = 0;
    for (unsigned length = 1; length <= code_bits_max; ++length) {
      code |= bits.read(1);
      if (code - first < counts_[length]) return symbols_[index + (code - first)];
      index += counts_[length];
      first = (first + counts_[length]) << 1;
      code <<= 1;
    }
    SINTER_ASSERT(false);
    return 0;
  }

 private:
  std::array<std::uint16_t, code_bits_max + 1> counts_{};
  std::array<std::uint16_t, 288> symbols_{};
};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t position() const { return position_; }
  unsigned read(unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) {
      SINTER_ASSERT(position_ / 8 < bytes_.size());
      unsigned bit = static_cast<unsigned char>(bytes_[position_ / 8]) >> (position_ % 8) & 1;
      value |= bit << i;
      ++position_;
    }
    return value;
  }
  void align() { position_ = (position_ + 7) / 8 * 8; }

 private:
  std::string_view bytes_;
  std::uint64_t position_ = 0;
};

constexpr std::uint16_t length_bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                          31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::uint8_t length_extra_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

/// Walks through the blocks and gives each part the bits that its bytes take.
class Ledger {
 public:
  Ledger(const FileParts& file, std::string_view compressed)
      : file_(file), bits_(compressed), costs_(file.parts.size()) {}

  /// In 1/258 bits, so that a copy's bits divide among the bytes it writes as exactly as
  /// needed; what is left of a division goes to the part that comes last.
  std::vector<std::uint64_t> run() && {
    bool is_last = false;
    while (!is_last) {
      std::uint64_t start = bits_.position();
      block_begin_part_ = part_;
      block_begin_ = written_;
      is_last = bits_.read(1) != 0;
      read_block(bits_.read(2), start);
    }
    SINTER_ASSERT(written_ == file_.size_bytes);
    return std::move(costs_);
  }

 private:
  static constexpr std::uint64_t unit = 258;

  void read_block(unsigned form, std::uint64_t start) {
    SINTER_ASSERT(form < 3);
    if (form == 0) {
      bits_.align();
      unsigned size_bytes = bits_.read(16);
      bits_.read(16);
      std::uint64_t head_bits = bits_.position() - start;
      for (unsigned i = 0; i < size_bytes; ++i) bits_.read(8);
      write(size_bytes, std::uint64_t{size_bytes} * 8);
      return charge_block(head_bits);
    }
    std::array<std::uint8_t, 288 + 32> lengths{};
    std::size_t literal_count = 288;
    if (form == 1) {
      for (std::size_t i = 0; i < 288; ++i) {
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
      }
      for (std::size_t i = 288; i < 320; ++i) lengths[i] = 5;
      std::span<const std::uint8_t> all(lengths);
      read_symbols(Code(all.first(288)), Code(all.subspan(288, 30)), bits_.position() - start);
      return;
    }
    std::size_t distance_count = read_lengths(lengths, literal_count);
    std::span<const std::uint8_t> all(lengths);
    Code literals(all.first(literal_count));
    Code distances(all.subspan(literal_count, distance_count));
    read_symbols(literals, distances, bits_.position() - start);
  }

  std::size_t read_lengths(std::array<std::uint8_t, 320>& lengths, std::size_t& literal_count) {
    constexpr std::uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    literal_count = bits_.read(5) + 257;
    std::size_t distance_count = bits_.read(5) + 1;
    unsigned code_count = bits_.read(4) + 4;
    std::array<std::uint8_t, 19> code_lengths{};
    for (unsigned i = 0; i < code_count; ++i) code_lengths[order[i]] = static_cast<std::uint8_t>(bits_.read(3));
    Code code(code_lengths);
    for (std::size_t i = 0; i < literal_count + distance_count;) {
      unsigned symbol = code.read(bits_);
      if (symbol < 16) {
        lengths[i++] = static_cast<std::uint8_t>(symbol);
        continue;
      }
      std::uint8_t repeated = symbol == 16 ? lengths[i - 1] : 0;
      unsigned count = symbol == 16 ? 3 + bits_.read(2) : symbol == 17 ? 3 + bits_.read(3) : 11 + bits_.read(7);
      for (; count > 0; --count) lengths[i++] = repeated;
    }
    return distance_count;
  }

  void read_symbols(const Code& literals, const Code& distances, std::uint64_t head_bits) {
    constexpr unsigned end_of_block = 256;
    while (true) {
      std::uint64_t start = bits_.position();
      unsigned symbol = literals.read(bits_);
      if (symbol == end_of_block) return charge_block(head_bits + (bits_.position() - start));
      unsigned size_bytes = 1;
      if (symbol > end_of_block) {
        symbol -= end_of_block + 1;
        size_bytes = length_bases[symbol] + bits_.read(length_extra_bits[symbol]);
        unsigned distance = distances.read(bits_);
        if (distance > 3) bits_.read(distance / 2 - 1);
      }
      write(size_bytes, bits_.position() - start);
    }
  }

  /// The next `size_bytes` bytes of the file cost `bits`.
  void write(std::uint64_t size_bytes, std::uint64_t bits) {
    std::uint64_t left = bits * unit;
    while (size_bytes != 0) {
      const Part& part = file_.parts[part_];
      std::uint64_t here = std::min(size_bytes, part.offset + part.size_bytes - written_);
      std::uint64_t cost = here == size_bytes ? left : left / size_bytes * here;
      costs_[part_] += cost;
      left -= cost;
      size_bytes -= here;
      written_ += here;
      if (written_ == part.offset + part.size_bytes) ++part_;
    }
  }

  /// What a block costs beside its symbols belongs to all bytes of it alike.
  void charge_block(std::uint64_t bits) {
    std::uint64_t left = bits * unit;
    std::uint64_t bytes_left = written_ - block_begin_;
    if (bytes_left == 0) {
      if (!costs_.empty()) costs_[std::min(part_, costs_.size() - 1)] += left;
      return;
    }
    for (std::size_t part = block_begin_part_; bytes_left != 0; ++part) {
      std::uint64_t begin = std::max(block_begin_, file_.parts[part].offset);
      std::uint64_t end = std::min(written_, file_.parts[part].offset + file_.parts[part].size_bytes);
      std::uint64_t cost = end - begin == bytes_left ? left : left / bytes_left * (end - begin);
      costs_[part] += cost;
      left -= cost;
      bytes_left -= end - begin;
    }
  }

  const FileParts& file_;
  BitReader bits_;
  std::vector<std::uint64_t> costs_;
  std::uint64_t written_ = 0;
  std::size_t part_ = 0;  // the one that the next byte is of
  std::uint64_t block_begin_ = 0;
  std::size_t block_begin_part_ = 0;
};

}  // namespace

std::vector<std::uint64_t> gzip_shares(const FileParts& file, std::string_view bytes) {
  std::string compressed = deflated(bytes);
  return scaled_shares(Ledger(file, compressed).run(), compressed.size() + gzip_frame_bytes);
}

std::vector<std::uint64_t> scaled_shares(const std::vector<std::uint64_t>& shares, std::uint64_t total) {
  long double whole = 0;
  for (std::uint64_t share : shares) whole += static_cast<long double>(share);
  std::vector<std::uint64_t> scaled(shares.size());
  long double sum = 0;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    sum += static_cast<long double>(shares[i]);
    // Rounding the sums, not the shares, keeps the error of any run of parts below a byte.
    bool is_end = i + 1 == shares.size() || whole == 0;
    auto upto =
        is_end ? total : static_cast<std::uint64_t>(std::llround(sum / whole * static_cast<long double>(total)));
    upto = std::clamp(upto, given, total);
    scaled[i] = upto - given;
    given = upto;
  }
  return scaled;
}

}  // namespace sinter
