// Small things with text that messages and readers need everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// "`name`": how messages quote what the user wrote.
std::string quote(std::string_view name);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);

/// "1 file", "3 files", "2 entries".
std::string count_of(std::uint64_t count, std::string_view noun);

/// A size for people: "812 B", "23.4 KiB", "1.2 MiB".
std::string size_text(std::uint64_t size_bytes);

/// A time for people: "3 ms", "1.24 s", "2 min 5 s".
std::string duration_text(std::uint64_t duration_ns);

/// The candidate that `name` is most likely a slip of, if one is near enough.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// A whole decimal number without sign; nothing if it is anything else or too large.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// The command as a person would type it in a POSIX shell.
std::string shell_quote(std::span<const std::string> argv);
std::string shell_quote(std::span<const std::string_view> argv);

}  // namespace sinter
