#include "os/database.h"

#include "base/text.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t answer_bytes_max = 256 << 20;
constexpr std::string_view wait_for_others = ".timeout 2000";  // milliseconds

/// What SQLite complains of, as ours. It says the same thing in the same words since long.
Error refused(const Database& database, std::string_view complaint, Ask ask) {
  std::string name(database.name);
  Error error{.code = ask == Ask::write ? Code::file_unwritable : Code::file_unreadable,
              .what = ask == Ask::write ? std::string(database.written) + " are not in the " + name
                                        : "the " + name + " cannot be read",
              .where = {std::string(database.path)},
              .why = {"SQLite says: " + std::string(trim(complaint))},
              .next = "nothing: the next build adds its own; if this stays, look at that file and its folder"};
  if (complaint.contains("not a database") || complaint.contains("malformed")) {
    error.code = Code::state_corrupt;
    error.next = "remove the file, or mend it with `sqlite3 " + std::string(database.path) +
                 " .recover`; what is built does not depend on it";
  } else if (complaint.contains("locked")) {
    error.next = "close what holds the file open; the next build adds its own";
  }
  return error;
}

}  // namespace

Result<std::string> ask_database(const Database& database, Ask ask, const std::string& question) {
  // Without the person's own .sqliterc, which may change what is answered.
  Command command{.argv = {"sqlite3", "-batch", "-bail", "-init", "/dev/null", "-cmd", std::string(wait_for_others)},
                  .environment = inherited_environment()};
  if (ask == Ask::read) command.argv.insert(command.argv.end(), {"-readonly", "-json"});
  // Not as an argument, whose length is limited.
  command.argv.emplace_back(database.path);
  command.input = question;
  Result<Answer> answer = run_for_answer(std::move(command), answer_bytes_max);
  if (!answer && answer.error().code == Code::tool_missing) {
    return fail(Code::tool_missing,
                "`sqlite3` is not installed, and the " + std::string(database.name) + " is kept with it",
                "install it with `apt-get install sqlite3`; builds from then on are in the history");
  }
  if (!answer) return fail(std::move(answer.error()));
  if (!answer->status.ok()) return fail(refused(database, answer->complaint, ask));
  return std::move(answer->text);
}

std::string sql_text(std::string_view text) {
  std::string literal = "'";
  for (char c : text) {
    if (c == '\'') literal += '\'';
    if (c != '\0') literal += c;
  }
  return literal + "'";
}

}  // namespace sinter
