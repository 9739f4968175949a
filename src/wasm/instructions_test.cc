// Code is cut into instructions exactly where the format says, what each one names is
// told, and what the format forbids inside a body is refused at its byte.
#include "wasm/instructions.h"

#include <random>

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

constexpr CodeBounds bounds = {.types = 2,
                               .functions = 3,
                               .tables = 2,
                               .memories = 2,
                               .globals = 1,
                               .tags = 1,
                               .element_segments = 1,
                               .data_segments = 4};

struct Walk {
  std::vector<Instruction> instructions;
  std::optional<Fault> fault;
};

/// `code`: without local variables before it.
Walk walk(std::string_view code, const CodeBounds& limits = bounds) {
  std::string bytes = "\0"s + std::string(code);
  InstructionReader reader(bytes, limits);
  reader.enter({.offset = 0, .size_bytes = bytes.size()});
  Walk result;
  Instruction instruction;
  while (reader.next(instruction)) result.instructions.push_back(instruction);
  result.fault = reader.fault();
  return result;
}

/// The only instruction before the `end`.
Instruction only(std::string_view code) {
  Walk result = walk(std::string(code) + "\x0B");
  CHECK(!result.fault.has_value());
  REQUIRE(result.instructions.size() == 2);
  return result.instructions[0];
}

std::optional<Problem> problem_of(std::string_view code) {
  std::optional<Fault> fault = walk(code).fault;
  return fault ? std::optional(fault->problem) : std::nullopt;
}

TEST_CASE("calls, references and memory instructions name what they use") {
  Instruction call = only("\x10\x02");
  CHECK(call.named == Named::function);
  CHECK(call.index == 2);

  Instruction indirect = only("\x11\x01\x01");
  CHECK(indirect.named == Named::type);
  CHECK(indirect.index == 1);
  CHECK(indirect.also_named == Named::table);
  CHECK(indirect.also_index == 1);

  CHECK(only("\xD2\x01").named == Named::function);
  CHECK(only("\x24\x00"sv).named == Named::global);
  CHECK(only("\xFC\x08\x03\x01").also_named == Named::memory);
  CHECK(only("\xFC\x08\x03\x01").index == 3);
  CHECK(only("\xFB\x09\x01\x03").also_named == Named::data_segment);
}

TEST_CASE("a load tells the offset it adds and its memory, also when it is not the first") {
  Instruction load = only("\x28\x02\x80\x08");
  CHECK(load.named == Named::memory);
  CHECK(load.index == 0);
  CHECK(load.value == 1024);
  Instruction other = only("\x28\x42\x01\x10");
  CHECK(other.index == 1);
  CHECK(other.value == 16);
  CHECK(only("\xFE\x10\x02\x04").value == 4);
  CHECK(only("\xFD\x54\x00\x07\x01"sv).value == 7);
}

TEST_CASE("constants are read whole") {
  CHECK(only("\x41\x7F").value == UINT64_MAX);
  CHECK(only("\x42\x80\x80\x80\x80\x10").value == std::uint64_t{1} << 32);
  CHECK(only("\x43\x0B\x0B\x0B\x0B").opcode == 0x43);
  CHECK(only("\x44\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B").opcode == 0x44);
  CHECK(only("\xFD\x0C\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B\x0B").opcode == opcode_of(0xFD, 12));
}

TEST_CASE("blocks nest, and the last end closes the body") {
  CHECK(!problem_of("\x02\x40\x03\x7F\x04\x01\x05\x0B\x0B\x0B\x0B"));
  CHECK(!problem_of("\x1F\x40\x02\x00\x00\x00\x02\x00\x0B\x0B"sv));
  CHECK(!problem_of("\x06\x40\x07\x00\x07\x00\x19\x0B\x06\x40\x18\x00\x0B"sv));
  CHECK(problem_of("\x02\x40\x0B") == Problem::code_without_end);
  CHECK(problem_of("") == Problem::code_without_end);
  CHECK(problem_of("\x0B\x0B") == Problem::code_after_end);
  CHECK(walk("\x01\x0B\x01").fault == Fault{Problem::code_after_end, 3});
}

TEST_CASE("an else, a catch and a delegate stand only in the block that may have them") {
  CHECK(problem_of("\x05\x0B") == Problem::part_without_block);
  CHECK(problem_of("\x02\x40\x05\x0B\x0B") == Problem::part_without_block);
  CHECK(problem_of("\x04\x40\x05\x05\x0B\x0B") == Problem::part_without_block);
  CHECK(problem_of("\x02\x40\x07\x00\x0B\x0B"sv) == Problem::part_without_block);
  CHECK(problem_of("\x06\x40\x19\x19\x0B\x0B") == Problem::part_without_block);
  CHECK(problem_of("\x02\x40\x18\x00\x0B"sv) == Problem::part_without_block);
}

TEST_CASE("numbers that belong to no instruction are refused at their byte") {
  CHECK(walk("\x01\x01\xFF\x0B").fault == Fault{Problem::instruction_unknown, 3});
  CHECK(problem_of("\x27\x0B") == Problem::instruction_unknown);
  CHECK(problem_of("\xFC\x20\x0B") == Problem::instruction_unknown);
  CHECK(problem_of("\xFD\x9A\x01\x0B") == Problem::instruction_unknown);
  CHECK(problem_of("\xFE\x04\x0B") == Problem::instruction_unknown);
  CHECK(problem_of("\xFB\x7F\x0B") == Problem::instruction_unknown);
}

TEST_CASE("what an instruction names is there") {
  CHECK(problem_of("\x10\x03\x0B") == Problem::index_out_of_range);
  CHECK(problem_of("\x11\x00\x02\x0B"sv) == Problem::index_out_of_range);
  CHECK(problem_of("\x28\x42\x02\x00\x0B"sv) == Problem::index_out_of_range);
  CHECK(problem_of("\x08\x01\x0B") == Problem::index_out_of_range);
  CHECK(problem_of("\xFC\x09\x04\x0B") == Problem::index_out_of_range);
  CHECK(problem_of("\x02\x02\x0B\x0B") == Problem::index_out_of_range);
}

TEST_CASE("data may be named only when the count of its segments is known") {
  CodeBounds without = bounds;
  without.data_segments.reset();
  CHECK(walk("\xFC\x09\x00\x0B"sv, without).fault == Fault{Problem::data_count_missing, 3});
}

TEST_CASE("an alignment with more than the bits that mean something is refused") {
  CHECK(problem_of("\x28\x80\x01\x00\x0B"sv) == Problem::flags_unknown);
}

TEST_CASE("an instruction that is cut off is refused at the end of the body") {
  for (std::string_view code :
       {"\x10"sv, "\x41\x80"sv, "\x44\x00\x00"sv, "\xFD\x0C\x00"sv, "\x0E\x02\x00"sv, "\xFC"sv}) {
    CHECK(problem_of(code).has_value());
    CHECK(walk(code).fault->offset <= code.size() + 1);
  }
}

/// A body with local variables, mostly of common instructions, some of it nonsense.
std::string random_body(std::minstd_rand& random) {
  constexpr std::string_view opcodes =
      "\x00\x01\x02\x03\x04\x05\x06\x07\x0B\x0B\x0B\x0C\x0D\x10\x10\x11\x19\x1A\x20\x21\x22\x23\x24\x28\x36"
      "\x41\x41\x42\x43\x44\x6A\xA7\xD0\xFC\xFD"sv;
  auto number = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
  std::string body;
  std::uint32_t runs = number(4);
  body += static_cast<char>(runs);
  for (std::uint32_t i = 0; i < runs; ++i) {
    for (std::uint32_t more = number(4); more > 0; --more) body += static_cast<char>(0x80 + number(128));
    body += static_cast<char>(number(128));
    body += static_cast<char>(number(8) == 0 ? number(256) : 0x7C + number(4));
  }
  for (std::uint32_t count = number(40); count > 0; --count) {
    body += opcodes[number(opcodes.size())];
    for (std::uint32_t more = number(10) == 0 ? number(11) : 0; more > 0; --more) {
      body += static_cast<char>(0x80 + number(128));
    }
    for (std::uint32_t bytes = number(3); bytes > 0; --bytes) {
      body += static_cast<char>(number(4) == 0 ? number(256) : number(3) == 0 ? 0x40 : number(3));
    }
  }
  return body + "\x0B";
}

TEST_CASE("what passes over the common finds the same faults, and shows all that is of interest") {
  // NOLINTNEXTLINE(bugprone-random-generator-seed): the same each time, so that a failure comes again
  std::minstd_rand random(5);
  std::size_t without_fault = 0;
  Interest interests[] = {{.is_in_calls = false, .number_min = 2, .number_max = 1000},
                          {.is_in_calls = true, .number_min = 2, .number_max = 1000},
                          {.is_in_calls = true, .number_min = 10'000, .number_max = 20'000}};
  std::vector<CommonInstructions> commons;
  for (const Interest& interest : interests) commons.emplace_back(bounds, interest);
  for (int round = 0; round < 60'000; ++round) {
    std::string bytes = random_body(random);
    ByteRange body{.offset = 0, .size_bytes = bytes.size()};
    if (round % 2 == 0) bytes += "after the body";
    InstructionReader plain(bytes, bounds);
    plain.enter(body);
    std::vector<std::uint64_t> offsets;
    const Interest& interest = interests[round % 3];
    for (Instruction instruction; plain.next(instruction);) {
      bool is_call = instruction.named == Named::function || instruction.also_named != Named::nothing;
      auto number = static_cast<std::uint32_t>(instruction.value);
      bool is_wanted = number >= interest.number_min && number <= interest.number_max;
      if ((is_call && interest.is_in_calls) || is_wanted) offsets.push_back(instruction.offset);
    }
    InstructionReader quick(bytes, bounds, &commons[static_cast<std::size_t>(round) % 3]);
    quick.enter(body);
    std::size_t found = 0;
    for (Instruction instruction; quick.next(instruction);) {
      if (found < offsets.size() && offsets[found] == instruction.offset) ++found;
    }
    bool is_same = plain.fault().has_value() == quick.fault().has_value();
    if (is_same && plain.fault()) {
      is_same = plain.fault()->problem == quick.fault()->problem && plain.fault()->offset == quick.fault()->offset;
    }
    if (!plain.fault()) ++without_fault;
    if (is_same && found == offsets.size()) continue;
    FAIL_CHECK("round ", round);
    break;
  }
  CHECK(without_fault > 300);
}

/// A body without faults: what is common and what is not, in blocks.
std::string sound_body(std::minstd_rand& random) {
  auto number = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
  std::string body = "\0"s;
  auto leb = [&](std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) body += static_cast<char>(0x80 | (value & 0x7F));
    body += static_cast<char>(value & 0x3F);  // without the bit that is a sign
  };
  std::string open;  // of each block: whether an `else` may come
  for (std::uint32_t count = number(300); count > 0; --count) {
    switch (number(12)) {
      case 0:
        body += "\x20";
        leb(number(100'000));
        break;
      case 1:
        body += "\x41";
        leb(number(1 << (1 + number(26))));
        break;
      case 2:
        body += "\x28\x02";
        leb(number(1 << (1 + number(26))));
        break;
      case 3:
        body += "\x10";
        leb(number(3));
        break;
      case 4: body += "\x23\0"s; break;
      case 5: body += "\x44" + std::string(8, '\x80'); break;
      case 6: body += "\xFC\x0A\0\0"s; break;
      case 7: body += "\x11\1\0"s; break;
      case 8:
        body += "\x02\x40";
        open += '-';
        break;
      case 9:
        body += "\x04\x7F";
        open += 'i';
        break;
      case 10:
        if (open.ends_with('i') && number(2) == 0) {
          body += "\x05";
          open.back() = '-';
        } else if (!open.empty()) {
          body += "\x0B";
          open.pop_back();
        }
        break;
      default: body += "\x6A\x1A";
    }
  }
  return body + std::string(open.size() + 1, '\x0B');
}

TEST_CASE("two functions at a time show what each shows alone, and the first fault of the file") {
  // NOLINTNEXTLINE(bugprone-random-generator-seed): the same each time, so that a failure comes again
  std::minstd_rand random(7);
  const Interest interest{.is_in_calls = true, .number_min = 10'000, .number_max = 200'000};
  for (std::uint32_t faults = 0; faults < 24; ++faults) {
    std::vector<std::string> texts;
    for (int i = 0; i < 80; ++i) texts.push_back(sound_body(random));
    for (std::uint32_t i = 0; i < faults / 8; ++i) texts[random() % texts.size()] = "\0\x01\x10\x07\x0B"s;
    std::string file;
    std::vector<ByteRange> bodies;
    for (const std::string& text : texts) {
      bodies.push_back({.offset = file.size(), .size_bytes = text.size()});
      file += text;
    }
    std::vector<std::vector<std::uint64_t>> expected(bodies.size());
    std::optional<Fault> first_fault;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      InstructionReader alone(file, bounds);
      alone.enter(bodies[i]);
      for (Instruction instruction; alone.next(instruction);) {
        bool is_wanted = instruction.value >= interest.number_min && instruction.value <= interest.number_max;
        if (instruction.named == Named::function || is_wanted) expected[i].push_back(instruction.offset);
      }
      if (!first_fault) first_fault = alone.fault();
    }
    CHECK(first_fault.has_value() == (faults >= 8));
    std::vector<std::vector<std::uint64_t>> seen(bodies.size());
    std::size_t ends = 0, common = 0;
    CodeWalk walk(file, bounds, interest, bodies);
    for (CodeWalk::Event event; walk.next(event);) {
      if (event.is_end) ++ends;
      else if (seen[event.body].size() < expected[event.body].size() &&
               expected[event.body][seen[event.body].size()] == event.instruction.offset)
        seen[event.body].push_back(event.instruction.offset);
      else ++common;
    }
    CHECK(walk.fault() == first_fault);
    if (first_fault) continue;
    CHECK(ends == bodies.size());
    CHECK((seen == expected));
    CHECK(common < file.size() / 8);  // most is passed over
  }
}

}  // namespace
}  // namespace sinter::wasm
