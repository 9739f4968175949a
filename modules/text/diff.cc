#include "diff.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "bytes.h"
#include "hash.h"

namespace sinter::text {
namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const void* feed = __builtin_memchr(text.data(), '\n', text.size());
    std::size_t size =
        feed == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(feed) - text.data()) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

/// Gives equal lines equal numbers, counting from 0.
class Numbers {
 public:
  explicit Numbers(std::size_t line_count) {
    std::size_t size = 16;
    while (size < 2 * line_count) size *= 2;
    slots_.resize(size);
  }

  std::uint32_t number(std::string_view line) {
    std::size_t slot = xxh3_64_bytes(bytes_of(line), {}) & (slots_.size() - 1);
    while (slots_[slot] != 0) {
      if (lines_[slots_[slot] - 1] == line) return slots_[slot] - 1;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    lines_.push_back(line);
    slots_[slot] = static_cast<std::uint32_t>(lines_.size());
    return slots_[slot] - 1;
  }
  std::size_t count() const { return lines_.size(); }

 private:
  std::vector<std::uint32_t> slots_;
  Lines lines_;
};

/// One text: its lines as numbers, without those that the other does not have.
struct Side {
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint32_t> places;  // of these lines in the text
  std::vector<bool> is_changed;       // of all lines of the text

  void keep(const std::vector<std::uint32_t>& all, const std::vector<bool>& is_shared) {
    is_changed.resize(all.size());
    for (std::size_t place = 0; place < all.size(); ++place) {
      if (is_shared[all[place]]) {
        numbers.push_back(all[place]);
        places.push_back(static_cast<std::uint32_t>(place));
      } else {
        is_changed[place] = true;
      }
    }
  }
};

struct Box {
  std::int32_t left_begin, left_end, right_begin, right_end;
};
struct Point {
  std::int32_t left, right;
};

class Comparison {
 public:
  Comparison(Side& left, Side& right) : left_(left), right_(right) {
    std::size_t diagonals = left.numbers.size() + right.numbers.size() + 3;
    forward_.resize(diagonals);
    backward_.resize(diagonals);
  }

  /// Marks what changed.
  void run() {
    run({0, static_cast<std::int32_t>(left_.numbers.size()), 0, static_cast<std::int32_t>(right_.numbers.size())});
  }

 private:
  bool same(std::int32_t left, std::int32_t right) const {
    return left_.numbers[static_cast<std::size_t>(left)] == right_.numbers[static_cast<std::size_t>(right)];
  }

  void run(Box box) {
    while (box.left_begin < box.left_end && box.right_begin < box.right_end && same(box.left_begin, box.right_begin)) {
      ++box.left_begin;
      ++box.right_begin;
    }
    while (box.left_begin < box.left_end && box.right_begin < box.right_end &&
           same(box.left_end - 1, box.right_end - 1)) {
      --box.left_end;
      --box.right_end;
    }
    if (box.left_begin == box.left_end || box.right_begin == box.right_end) {
      for (std::int32_t each = box.left_begin; each < box.left_end; ++each)
        left_.is_changed[left_.places[static_cast<std::size_t>(each)]] = true;
      for (std::int32_t each = box.right_begin; each < box.right_end; ++each)
        right_.is_changed[right_.places[static_cast<std::size_t>(each)]] = true;
      return;
    }
    // Each half has at most half of the differences, so this does not go deep.
    Point middle = meeting_point(box);
    run({box.left_begin, middle.left, box.right_begin, middle.right});
    run({middle.left, box.left_end, middle.right, box.right_end});
  }

  /// Where the furthest paths from both corners of the box meet. A diagonal is left - right; for
  /// each the paths' left coordinate is kept, beyond the outermost a value that never wins.
  Point meeting_point(const Box& box) {
    std::int32_t lowest = box.left_begin - box.right_end, highest = box.left_end - box.right_begin;
    std::int32_t* forward = forward_.data() + 1 - lowest;
    std::int32_t* backward = backward_.data() + 1 - lowest;
    std::int32_t forward_low = box.left_begin - box.right_begin, forward_high = forward_low;
    std::int32_t backward_low = box.left_end - box.right_end, backward_high = backward_low;
    bool is_odd = ((forward_low - backward_low) & 1) != 0;
    forward[forward_low] = box.left_begin;
    backward[backward_low] = box.left_end;
    while (true) {
      if (forward_low > lowest) forward[--forward_low - 1] = -1;
      else ++forward_low;
      if (forward_high < highest) forward[++forward_high + 1] = -1;
      else --forward_high;
      for (std::int32_t diagonal = forward_high; diagonal >= forward_low; diagonal -= 2) {
        std::int32_t left = std::max(forward[diagonal - 1] + 1, forward[diagonal + 1]);
        while (left < box.left_end && left - diagonal < box.right_end && same(left, left - diagonal)) ++left;
        forward[diagonal] = left;
        if (is_odd && diagonal >= backward_low && diagonal <= backward_high && backward[diagonal] <= left)
          return {left, left - diagonal};
      }
      constexpr std::int32_t never = std::numeric_limits<std::int32_t>::max();
      if (backward_low > lowest) backward[--backward_low - 1] = never;
      else ++backward_low;
      if (backward_high < highest) backward[++backward_high + 1] = never;
      else --backward_high;
      for (std::int32_t diagonal = backward_high; diagonal >= backward_low; diagonal -= 2) {
        std::int32_t left = std::min(backward[diagonal - 1], backward[diagonal + 1] - 1);
        while (left > box.left_begin && left - diagonal > box.right_begin && same(left - 1, left - diagonal - 1))
          --left;
        backward[diagonal] = left;
        if (!is_odd && diagonal >= forward_low && diagonal <= forward_high && left <= forward[diagonal])
          return {left, left - diagonal};
      }
    }
  }

  Side& left_;
  Side& right_;
  std::vector<std::int32_t> forward_, backward_;
};

std::vector<Hunk> hunks_of(const Lines& left_lines, const Lines& right_lines) {
  Numbers numbers(left_lines.size() + right_lines.size());
  std::vector<std::uint32_t> left_all, right_all;
  std::vector<std::size_t> places;  // by number: where a line stands on the left
  left_all.reserve(left_lines.size());
  right_all.reserve(right_lines.size());
  for (std::size_t place = 0; place < left_lines.size(); ++place) {
    left_all.push_back(numbers.number(left_lines[place]));
    if (left_all.back() == places.size()) places.push_back(place);
  }
  // Most lines are those that come next on the left, too: that is seen without hashing them.
  std::size_t next = 0;
  for (std::string_view line : right_lines) {
    std::size_t found = next;
    while (found < left_lines.size() && found < next + 2 && left_lines[found] != line) ++found;
    bool is_next = found < left_lines.size() && found < next + 2;
    right_all.push_back(is_next ? left_all[found] : numbers.number(line));
    if (is_next) next = found + 1;
    else if (right_all.back() < places.size()) next = places[right_all.back()] + 1;
  }
  std::vector<bool> in_left(numbers.count()), in_both(numbers.count());
  for (std::uint32_t number : left_all) in_left[number] = true;
  for (std::uint32_t number : right_all) in_both[number] = in_left[number];
  Side left, right;
  left.keep(left_all, in_both);
  right.keep(right_all, in_both);
  Comparison comparison(left, right);
  comparison.run();

  std::vector<Hunk> hunks;
  std::uint32_t at_left = 0, at_right = 0;
  while (at_left < left_all.size() || at_right < right_all.size()) {
    Hunk hunk{at_left, 0, at_right, 0};
    while (at_left < left_all.size() && left.is_changed[at_left]) ++at_left;
    while (at_right < right_all.size() && right.is_changed[at_right]) ++at_right;
    hunk.left_count = at_left - hunk.left_begin;
    hunk.right_count = at_right - hunk.right_begin;
    if (hunk.left_count + hunk.right_count != 0) hunks.push_back(hunk);
    else ++at_left, ++at_right;
  }
  return hunks;
}

/// "-3,2": the first line counting from 1, or the one before where there is none; one line goes unsaid.
void append_range(std::string& output, char sign, std::uint32_t begin, std::uint32_t count) {
  char digits[24];
  auto append_number = [&](std::uint32_t number) {
    output.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  };
  output += sign;
  append_number(count == 0 ? begin : begin + 1);
  if (count == 1) return;
  output += ',';
  append_number(count);
}

void append_lines(std::string& output, char sign, const Lines& lines, std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t index = begin; index < end; ++index) {
    output += sign;
    output += lines[index];
    if (!lines[index].ends_with('\n')) output += "\n\\ No newline at end of file\n";
  }
}

}  // namespace

std::vector<Hunk> diff_lines(std::string_view left, std::string_view right) {
  return hunks_of(lines_of(left), lines_of(right));
}

std::string unified_diff(std::string_view left, std::string_view right, std::uint32_t context) {
  Lines left_lines = lines_of(left), right_lines = lines_of(right);
  std::vector<Hunk> hunks = hunks_of(left_lines, right_lines);
  std::string output;
  for (std::size_t first = 0, last; first < hunks.size(); first = last + 1) {
    // Hunks with no more than the context of both between them are shown together.
    last = first;
    auto end_of = [&](std::size_t index) { return hunks[index].left_begin + hunks[index].left_count; };
    while (last + 1 < hunks.size() && hunks[last + 1].left_begin - end_of(last) <= 2ull * context) ++last;
    std::uint32_t before = std::min(context, hunks[first].left_begin);
    auto after = static_cast<std::uint32_t>(std::min<std::size_t>(context, left_lines.size() - end_of(last)));
    std::uint32_t left_begin = hunks[first].left_begin - before, right_begin = hunks[first].right_begin - before;
    output += "@@ ";
    append_range(output, '-', left_begin, end_of(last) + after - left_begin);
    output += ' ';
    append_range(output, '+', right_begin, hunks[last].right_begin + hunks[last].right_count + after - right_begin);
    output += " @@\n";
    std::uint32_t shown = left_begin;
    for (std::size_t index = first; index <= last; ++index) {
      const Hunk& hunk = hunks[index];
      append_lines(output, ' ', left_lines, shown, hunk.left_begin);
      append_lines(output, '-', left_lines, hunk.left_begin, end_of(index));
      append_lines(output, '+', right_lines, hunk.right_begin, hunk.right_begin + hunk.right_count);
      shown = end_of(index);
    }
    append_lines(output, ' ', left_lines, shown, end_of(last) + after);
  }
  return output;
}

}  // namespace sinter::text
