#include "insight/picture.h"

#include <unordered_map>

#include "base/ranges.h"

namespace sinter {
namespace {

class Painter {
 public:
  Painter(const Plan& plan, const std::vector<ActionId>& selected, const BuildState& state)
      : graph_(plan.graph), selected_(selected), state_(state), positions_(plan.graph.actions.size()) {
    picture_.project = plan.project;
    picture_.profile = plan.profile;
  }

  GraphPicture paint() && {
    for (std::uint32_t i = 0; i < selected_.size(); ++i) positions_[selected_[i].index] = i;
    for (ActionId id : selected_) add(id);
    time();
    connect_goals();
    return std::move(picture_);
  }

 private:
  std::uint32_t goal_of(const Action& action) {
    auto [entry, is_new] = goals_.try_emplace(action.goal, static_cast<std::uint32_t>(picture_.goals.size()));
    if (is_new) {
      auto goal = ranges::lower_bound(graph_.goals, action.goal, {}, &Goal::name);
      bool is_named = goal != graph_.goals.end() && goal->name == action.goal;
      picture_.goals.push_back({.name = std::string(action.goal), .kind = std::string(is_named ? goal->kind : "")});
    }
    return entry->second;
  }

  void add(ActionId id) {
    const Action& action = graph_[id];
    PicturedAction pictured{.name = std::string(action.name),
                            .verb = std::string(action.verb),
                            .goal = goal_of(action),
                            .argv = {action.argv.begin(), action.argv.end()},
                            .folder = std::string(action.folder),
                            .environment = {action.environment.begin(), action.environment.end()},
                            .is_test = action.is_test};
    for (FileId file : action.inputs) pictured.inputs.emplace_back(graph_[file].path);
    for (FileId file : action.outputs) pictured.outputs.emplace_back(graph_[file].path);
    for (ToolId tool : action.tools) pictured.tools.push_back(graph_[tool].name);
    for (ActionId needed : action.needs) pictured.needs.push_back(positions_[needed.index]);
    if (const ActionRecord* record = state_.find(pictured.name)) pictured.duration_ns = record->duration_ns;
    PicturedGoal& goal = picture_.goals[pictured.goal];
    goal.actions.push_back(static_cast<std::uint32_t>(picture_.actions.size()));
    if (pictured.duration_ns) goal.duration_ns = goal.duration_ns.value_or(0) + *pictured.duration_ns;
    picture_.is_timed |= pictured.duration_ns.has_value();
    picture_.actions.push_back(std::move(pictured));
  }

  void time() {
    std::vector<std::vector<std::uint32_t>> needs;
    std::vector<std::uint64_t> durations_ns;
    for (const PicturedAction& action : picture_.actions) {
      needs.push_back(action.needs);
      durations_ns.push_back(action.duration_ns.value_or(0));
    }
    picture_.timing = time_graph(needs, durations_ns);
    for (std::uint32_t i : picture_.timing.critical_path) {
      picture_.actions[i].is_critical = true;
      picture_.goals[picture_.actions[i].goal].is_critical = true;
    }
  }

  void connect_goals() {
    for (std::uint32_t i = 0; i < picture_.goals.size(); ++i) {
      std::vector<std::uint32_t>& needs = picture_.goals[i].needs;
      for (std::uint32_t action : picture_.goals[i].actions) {
        for (std::uint32_t needed : picture_.actions[action].needs) {
          if (picture_.actions[needed].goal != i) needs.push_back(picture_.actions[needed].goal);
        }
      }
      ranges::sort(needs);
      ranges::erase_repeated(needs);
    }
  }

  const Graph& graph_;
  const std::vector<ActionId>& selected_;
  const BuildState& state_;
  std::vector<std::uint32_t> positions_;  // of selected actions, by id
  std::unordered_map<std::string_view, std::uint32_t> goals_;
  GraphPicture picture_;
};

}  // namespace

GraphPicture picture_graph(const Plan& plan, const std::vector<ActionId>& selected, const BuildState& state) {
  return Painter(plan, selected, state).paint();
}

}  // namespace sinter
