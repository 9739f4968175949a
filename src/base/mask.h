// Keeps secret values out of everything that is shown or kept. A value is looked for in
// the forms in which programs print it, also when it arrives in pieces:
//   as it is; each line of a text of several; quoted for a shell; JSON-escaped, once or
//   twice; percent-encoded, with `+` for a space or without; in hexadecimal; in base64 of
//   both alphabets, also when it stands somewhere inside of what was encoded (`user:token`).
// What is not found: a part of a value, and forms made by compressing or encrypting.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// The texts that must not be seen. Empty for most builds, and then it costs nothing.
class SecretForms {
 public:
  /// A shorter value would blot out half of what is printed.
  static constexpr std::size_t value_bytes_min = 4;

  /// False if the value is too short to be hidden.
  bool add(std::string_view value);
  bool is_empty() const { return nodes_.size() == 1; }

  /// `text` with every form of every value replaced.
  std::string mask(std::string_view text) const;

 private:
  friend class MaskingStream;
  struct Edge {
    std::uint8_t byte;
    std::uint32_t node;
  };
  struct Node {
    std::vector<Edge> edges;
    bool is_end = false;
  };

  void add_form(std::string_view form);
  std::uint32_t step(std::uint32_t node, std::uint8_t byte) const;  // 0: no form goes on like this

  std::vector<Node> nodes_ = {Node{}};  // a trie of all forms, from its root
  bool starts_[256] = {};
};

/// The same for a text that arrives in pieces. Holds back what may be the beginning of a
/// secret: at most as many bytes as the longest form has.
class MaskingStream {
 public:
  /// `forms` must outlive the stream.
  explicit MaskingStream(const SecretForms& forms) : forms_(&forms) {}
  /// What of all text so far is safe to pass on.
  std::string pass(std::string_view piece);
  /// The rest: no more will come.
  std::string finish();

 private:
  enum class End : std::uint8_t { open, final };
  std::string advance(End end);

  const SecretForms* forms_;
  std::string held_;
  std::size_t hidden_bytes_ = 0;  // so many of held_ belong to a secret already found
};

}  // namespace sinter
