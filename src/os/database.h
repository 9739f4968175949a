// A file of SQLite, asked by the program `sqlite3`: the library would make the tool a third
// larger (docs/decisions/0010).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace sinter {

/// A database and what messages call it: "history of sizes".
struct Database {
  std::string_view path;
  std::string_view name;
  std::string_view written;  // what is put into it, as a plural: "the sizes of this build"
};

enum class Ask : std::uint8_t { read, write };

/// The rows of the last SELECT as JSON, or "" for none. Waits two seconds for others that write.
Result<std::string> ask_database(const Database& database, Ask ask, const std::string& question);

/// 'a text of SQL'.
std::string sql_text(std::string_view text);

}  // namespace sinter
