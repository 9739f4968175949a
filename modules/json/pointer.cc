#include "pointer.h"

#include "token.h"

namespace sinter::json {

Fallible<std::vector<std::string>, JsonFault> parse_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < pointer.size(); ++at) {
    char letter = pointer[at];
    if (letter == '/') {
      if (tokens.size() == pointer_tokens_max) return std::unexpected(Fault{JsonFault::too_deep, at});
      tokens.emplace_back();
    } else if (tokens.empty()) {
      return std::unexpected(Fault{JsonFault::bad_pointer, at});
    } else if (letter != '~') {
      tokens.back() += letter;
    } else {
      char code = at + 1 < pointer.size() ? pointer[at + 1] : '\0';
      if (code != '0' && code != '1') return std::unexpected(Fault{JsonFault::bad_pointer, at});
      tokens.back() += code == '0' ? '~' : '/';
      ++at;
    }
  }
  return tokens;
}

std::optional<std::uint32_t> array_index(std::string_view token) {
  if (token.empty() || token.size() > 9 || (token[0] == '0' && token.size() > 1)) return std::nullopt;
  std::uint32_t index = 0;
  for (char digit : token) {
    if (!is_digit(static_cast<std::uint8_t>(digit))) return std::nullopt;
    index = index * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return index;
}

}  // namespace sinter::json
