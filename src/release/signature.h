// Signs with minisign, which also checks: a small file beside the signed one, that a public
// key of one line verifies.
#pragma once

#include <string>

#include "base/error.h"
#include "os/environment.h"

namespace sinter {

/// Both are secret. The password is "" for a key without one.
struct SigningKey {
  std::string text;
  std::string password;
};

/// `value` is the text of a secret key or the path of its file; no error shows it.
/// `variable`: where the value is from.
Result<SigningKey> read_signing_key(const std::string& value, const std::string& variable, std::string password);

/// Writes the signature of the file into another. `comment`, one line, is signed, too. The key reaches minisign
/// through memory only; the same key and bytes give the same signature.
Result<void> sign_file(const std::string& path, const std::string& signature_path, const std::string& comment,
                       const SigningKey& key, const Environment& environment);

}  // namespace sinter
