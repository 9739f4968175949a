// Writes the YAML of a workflow line by line: every job has the same beginning.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ci/actions.h"
#include "config/project.h"

namespace sinter {

struct JobHead {
  std::string_view name;
  std::string runner = {};  // "" for the project's
  std::string needs = {};
  std::string permissions = "contents: read";  // a line each
  bool may_fail = false;
  bool is_plain = false;  // builds nothing: needs no container
};

/// Whether git may ask the forge again after the sources are there.
enum class Credentials : std::uint8_t { dropped, kept };

class WorkflowText {
 public:
  /// `name` and what starts it, as lines below `on:`.
  WorkflowText(const CiConfig& ci, std::string_view name, std::initializer_list<std::string_view> triggers);

  void begin_job(const JobHead& head);
  /// A matrix of rows "key: value"; each row begins an entry.
  void matrix(const std::vector<std::vector<std::string>>& rows);
  void begin_steps();
  void uses(ForgeAction action, std::string_view step, const std::vector<std::string>& with,
            std::string_view condition = {});
  /// A step of bash.
  void run(std::string_view step, const std::vector<std::string>& lines, std::string_view condition = {},
           const std::vector<std::string>& environment = {});
  /// The sources with all their history, what is remembered of earlier runs as `cache`, and the tool.
  void prepare(std::string_view cache, Credentials credentials = Credentials::dropped);

  std::string take() { return std::move(text_); }

 private:
  void line(std::size_t depth, std::string_view text);
  void begin_step(std::string_view step, std::string_view condition);

  const CiConfig& ci_;
  std::string text_;
};

}  // namespace sinter
