#include "release/signature.h"

#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t key_bytes_max = 4096;
constexpr std::string_view key_comment = "untrusted comment:";
constexpr std::string_view public_comment = "untrusted comment: verify with minisign";

}  // namespace

Result<SigningKey> read_signing_key(const std::string& value, const std::string& variable, std::string password) {
  std::string_view text = trim(value);
  bool is_path = !text.starts_with(key_comment) && !text.contains('\n') && stat_file(std::string(text));
  std::string key = is_path ? SINTER_TRY(read_file_limited(std::string(text), key_bytes_max)) : std::string(text);
  if (!key.starts_with(key_comment)) key = std::string(key_comment) + "\n" + key;
  std::vector<std::string> lines = split(trim(key), '\n');
  // Two letters, "Ed", begin every key: "RW" in base64.
  if (lines.size() == 2 && lines[1].starts_with("RW"))
    return SigningKey{.text = lines[0] + "\n" + std::string(trim(lines[1])) + "\n", .password = std::move(password)};
  return fail(
      Error{.code = Code::release_refused,
            .what = "the variable " + variable + " holds no secret key of minisign, and no file's path",
            .next = "make one with `minisign -G -W`, and put the path of its file, or its text, into " + variable});
}

Result<void> sign_file(const std::string& path, const std::string& signature_path, const std::string& comment,
                       const SigningKey& key, const Environment& environment) {
  // minisign opens /dev/stdin for the key and reads it from its beginning; what it reads from
  // standard input itself, a password, follows the key.
  std::string input = key.text + key.password + "\n";
  auto search_path = environment.find("PATH");
  Command command{.argv = {"minisign", "-S", "-s", "/dev/stdin", "-m", path, "-x", signature_path, "-t", comment, "-c",
                           std::string(public_comment)},
                  .environment = {"PATH=" + (search_path == environment.end() ? "" : search_path->second)},
                  .input = input,
                  .input_begin = key.text.size()};
  Result<Finished> finished = run(command);
  if (!finished && finished.error().code == Code::tool_missing) {
    return fail(Code::tool_missing, "`minisign` is not installed, and this release is to be signed with it",
                "install it with `apt-get install minisign`");
  }
  Finished ended = SINTER_TRY(std::move(finished));
  if (ended.status.ok()) return {};
  SecretForms secrets;
  secrets.add(key.text);
  secrets.add(key.password);
  return fail(Error{.code = Code::release_refused,
                    .what = "minisign did not sign",
                    .where = {path},
                    .why = {describe(ended.status) + ": " + secrets.mask(trim(ended.output))},
                    .next = "look whether the key needs a password: `sign_password` in [release] names its variable"});
}

}  // namespace sinter
