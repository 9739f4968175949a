#include "strict/proof.h"

#include <algorithm>
#include <cstring>

#include "base/path.h"
#include "base/ranges.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::string_view magic = "SNproof1";
constexpr std::size_t digest_bytes = sizeof(Digest::bytes);

}  // namespace

Digest proven_thing(const Digest& key, std::span<const std::string_view> scratch) {
  if (scratch.empty()) return key;
  Hasher hasher;
  hasher.field(key);
  for (std::string_view name : scratch) hasher.field(name);
  return hasher.finish();
}

Digest ProofBook::proof(const std::string& check, const Digest& key) {
  return Hasher().field(check).field(key).finish();
}

ProofBook ProofBook::load(std::string path, std::vector<std::string> checks) {
  ProofBook book(std::move(path), std::move(checks));
  std::uint64_t size_bytes_max = magic.size() + proofs_max * digest_bytes;
  std::string text = read_file_limited(book.path_, size_bytes_max).value_or("");
  std::string_view rest = text;
  if (!rest.starts_with(magic)) return book;
  rest.remove_prefix(magic.size());
  for (; rest.size() >= digest_bytes; rest.remove_prefix(digest_bytes)) {
    Digest digest;
    std::memcpy(digest.bytes.data(), rest.data(), digest_bytes);
    book.proofs_.push_back(digest);
  }
  book.known_.insert(book.proofs_.begin(), book.proofs_.end());
  return book;
}

bool ProofBook::holds(const Digest& key) const {
  return ranges::all_of(checks_, [&](const std::string& check) { return known_.contains(proof(check, key)); });
}

void ProofBook::add(const Digest& key) {
  for (const std::string& check : checks_) {
    Digest digest = proof(check, key);
    if (!known_.insert(digest).second) continue;
    proofs_.push_back(digest);
    is_changed_ = true;
  }
}

Result<void> ProofBook::save() const {
  if (!is_changed_) return {};
  std::string text(magic);
  std::size_t first = proofs_.size() - std::min(proofs_.size(), proofs_max);
  for (std::size_t i = first; i < proofs_.size(); ++i) {
    text.append(reinterpret_cast<const char*>(proofs_[i].bytes.data()), digest_bytes);
  }
  SINTER_TRY(make_folders(parent_path(path_)));
  return write_file(path_, text);
}

}  // namespace sinter
