#include "ci/workflow_text.h"

#include "base/text.h"
#include "ci/workflows.h"

namespace sinter {

WorkflowText::WorkflowText(const CiConfig& ci, std::string_view name, std::initializer_list<std::string_view> triggers)
    : ci_(ci) {
  line(0, workflow_mark);
  line(0, "name: " + std::string(name));
  line(0, "on:");
  for (std::string_view trigger : triggers) line(1, trigger);
  line(0, "permissions: {}");
  line(0, "concurrency:");
  line(1, "group: " + std::string(name) + "-${{ github.ref }}");
  line(1, "cancel-in-progress: ${{ github.event_name == 'pull_request' }}");
  line(0, "defaults:");
  line(1, "run:");
  line(2, "shell: bash");
  line(0, "jobs:");
}

void WorkflowText::line(std::size_t depth, std::string_view text) {
  text_.append(2 * depth, ' ').append(text).append("\n");
}

void WorkflowText::begin_job(const JobHead& head) {
  line(1, std::string(head.name) + ":");
  if (!head.needs.empty()) line(2, "needs: " + head.needs);
  line(2, "runs-on: " + (head.runner.empty() ? ci_.runner : head.runner));
  if (!ci_.container.empty() && !head.is_plain) line(2, "container: " + ci_.container);
  line(2, "timeout-minutes: " + std::to_string(ci_.minutes_max));
  if (head.may_fail) line(2, "continue-on-error: true");
  line(2, "permissions:");
  for (const std::string& permission : split(head.permissions, '\n')) line(3, permission);
}

void WorkflowText::matrix(const std::vector<std::vector<std::string>>& rows) {
  line(2, "strategy:");
  line(3, "fail-fast: false");
  line(3, "matrix:");
  line(4, "include:");
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) line(5, (i == 0 ? "- " : "  ") + row[i]);
  }
}

void WorkflowText::begin_steps() { line(2, "steps:"); }

void WorkflowText::begin_step(std::string_view step, std::string_view condition) {
  line(3, "- name: " + std::string(step));
  if (!condition.empty()) line(4, "if: " + std::string(condition));
}

void WorkflowText::uses(ForgeAction action, std::string_view step, const std::vector<std::string>& with,
                        std::string_view condition) {
  begin_step(step, condition);
  line(4, "uses: " + pinned(action));
  line(4, "with:");
  for (const std::string& pair : with) line(5, pair);
}

void WorkflowText::run(std::string_view step, const std::vector<std::string>& lines, std::string_view condition,
                       const std::vector<std::string>& environment) {
  begin_step(step, condition);
  if (!environment.empty()) line(4, "env:");
  for (const std::string& variable : environment) line(5, variable);
  line(4, "run: |");
  // YAML measures the indentation of all lines by the first, which bash does not need.
  bool is_first = true;
  for (const std::string& command : lines) {
    std::string_view text = is_first ? trim(command) : std::string_view(command);
    is_first = is_first && text.empty();
    if (!text.empty()) line(5, text);
  }
}

void WorkflowText::prepare(std::string_view cache, Credentials credentials) {
  if (!ci_.before_checkout.empty()) run("Make ready to check out", ci_.before_checkout);
  std::string kept = credentials == Credentials::kept ? "true" : "false";
  uses(ForgeAction::checkout, "Check out with history and tags", {"fetch-depth: 0", "persist-credentials: " + kept});
  std::string prefix = "sinter-" + std::string(cache) + "-${{ runner.os }}-${{ runner.arch }}-";
  uses(ForgeAction::cache, "Get what earlier runs made",
       {"path: ~/.cache/sinter", "key: " + prefix + "${{ github.sha }}", "restore-keys: " + prefix});
  std::vector<std::string> lines = {"echo \"SINTER_CACHE=$HOME/.cache/sinter\" >> \"$GITHUB_ENV\""};
  // The sources belong to another user there.
  if (!ci_.container.empty()) lines.emplace_back("git config --global --add safe.directory \"$GITHUB_WORKSPACE\"");
  lines.insert(lines.end(), ci_.setup.begin(), ci_.setup.end());
  run("Set up", lines);
}

}  // namespace sinter
