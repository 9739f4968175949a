#include "base/json.h"
#include "report/account_text.h"
#include "report/fields.h"

namespace sinter {
namespace {

class AccountWriter {
 public:
  explicit AccountWriter(const Graph& graph) : graph_(graph) {}

  std::string write(const Subject& subject, const std::vector<ActionAccount>& accounts) && {
    constexpr std::string_view kinds[] = {"goal", "action", "file"};
    json_.begin_object();
    json_.key("schema").string("sinter.explain/1");
    json_.key("kind").string(kinds[static_cast<std::size_t>(subject.kind)]);
    json_.key("name").string(subject.name);
    write_names("read_by", subject.readers);
    json_.key("actions").begin_array();
    for (const ActionAccount& account : accounts) write_account(account);
    json_.end_array().end_object();
    return json_.take() + "\n";
  }

 private:
  template <class Items, class Write>
  void write_list(std::string_view key, const Items& items, Write write) {
    json_.key(key).begin_array();
    for (const auto& item : items) write(item);
    json_.end_array();
  }

  void write_names(std::string_view key, std::span<const ActionId> ids) {
    write_list(key, ids, [&](ActionId id) { json_.string(graph_[id].name); });
  }

  void write_lines(const std::vector<ActionExplained::Line>& lines) {
    write_list("changes", lines, [&](const ActionExplained::Line& line) { write_explained(json_, line); });
  }

  void write_account(const ActionAccount& account) {
    const Action& action = graph_[account.id];
    auto text = [&](const auto& item) { json_.string(item); };
    auto path = [&](FileId file) { json_.string(graph_[file].path); };
    json_.begin_object();
    json_.key("name").string(action.name).key("goal").string(action.goal).key("verb").string(action.verb);
    write_list("command", action.argv, text);
    json_.key("folder").string(action.folder);
    write_list("inputs", action.inputs, path);
    write_list("discovered", account.discovered, text);
    write_list("environment", action.environment, text);
    write_list("tools", action.tools, [&](ToolId tool) { json_.string(graph_[tool].name); });
    write_list("outputs", action.outputs, path);
    write_names("needs", action.needs);
    write_names("needed_by", account.needed_by);
    json_.key("last");
    if (account.last) write_last(*account.last, account.last_lines);
    else json_.null();
    json_.key("next");
    if (account.next) write_next(*account.next, account.next_lines);
    else json_.null();
    json_.end_object();
  }

  void write_last(const RememberedRun& last, const std::vector<ActionExplained::Line>& lines) {
    json_.begin_object();
    json_.key("outcome").string(last.outcome).key("cause").string(last.cause);
    json_.key("ended_ns").number(static_cast<std::uint64_t>(last.ended_ns));
    json_.key("duration_ns").number(last.duration_ns);
    write_lines(lines);
    json_.end_object();
  }

  void write_next(const Expected& next, const std::vector<ActionExplained::Line>& lines) {
    json_.begin_object();
    json_.key("expectation").string(expectation_name(next.expectation)).key("cause").string(next.cause);
    write_lines(lines);
    if (next.error) {
      json_.key("error");
      write_error(json_, *next.error);
    }
    json_.end_object();
  }

  const Graph& graph_;
  JsonWriter json_ = JsonWriter(2);
};

}  // namespace

std::string account_json(const Graph& graph, const Subject& subject, const std::vector<ActionAccount>& accounts) {
  return AccountWriter(graph).write(subject, accounts);
}

}  // namespace sinter
