// Every outcome and every cause, against a model that is slow and obviously right: it
// remembers the whole content of all that each run has read and made, and compares that.
// Random projects are built again and again with random edits in between; what the
// commands would do is done here, without processes. After every build each action must
// have had the outcome and the cause that the model says, the files must be what the model
// says, and find_standing() must have told in advance what need not be visited.
#include <algorithm>
#include <map>
#include <random>

#include "base/text.h"
#include "cache/cache.h"
#include "graph/builder.h"
#include "os/clock.h"
#include "os/files.h"
#include "schedule/executor.h"
#include "schedule/standing.h"
#include "testing/check.h"
#include "testing/scratch.h"
#include "testing/seed.h"

namespace sinter {
namespace {

using testing::must;
using Contents = std::map<std::string, std::string>;  // by path

constexpr char broken = '!';  // what begins with it makes whoever reads it fail

struct Deaf : EventSink {
  void accept(const Event&) override {}
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming&) override {}
};

/// An action as the model knows it.
struct Recipe {
  std::string name;
  std::string argument;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> hidden;  // read without being declared, told in a depfile
  bool reads_variable = false;
  bool cache = true;
  bool is_present = true;  // in sinter.toml now
};

/// Something that was read or made, and what it was then: nothing if it was not there.
struct Part {
  std::string name;
  std::optional<std::string> content;
  bool operator==(const Part&) const = default;
};

/// All that mattered to one run, and what came of it.
struct Seen {
  std::string argument;
  std::vector<Part> inputs, variables, tools;
  std::vector<Part> hidden, outputs;

  bool has_parts_of(const Seen& other) const {
    return argument == other.argument && inputs == other.inputs && variables == other.variables && tools == other.tools;
  }
};

struct Verdict {
  Outcome outcome = Outcome::ran;
  std::string cause;
  bool operator==(const Verdict&) const = default;
};

struct Model {
  Contents disk;
  std::map<std::string, Seen> last;
  std::map<std::string, std::vector<Seen>> cached;
  std::optional<std::string> variable;
  bool has_cache = true;

  std::optional<std::string> content(const std::string& path) const {
    auto file = disk.find(path);
    return file == disk.end() ? std::nullopt : std::optional(file->second);
  }

  std::vector<Part> now(const std::vector<std::string>& paths) const {
    std::vector<Part> parts;
    for (const std::string& path : paths) parts.push_back({path, content(path)});
    return parts;
  }

  /// Without what it makes.
  Seen seen_now(const Recipe& recipe) const {
    Seen seen{.argument = recipe.argument, .inputs = now(recipe.inputs), .tools = now({"maker"})};
    if (recipe.reads_variable) seen.variables.push_back({"MODE", variable});
    seen.hidden = now(recipe.hidden);
    return seen;
  }

  /// What the command writes: something of all that it reads. Nothing if it fails.
  static std::optional<std::vector<Part>> make(const Recipe& recipe, const Seen& seen) {
    std::string text = seen.argument;
    for (const auto* list : {&seen.inputs, &seen.tools, &seen.variables, &seen.hidden}) {
      for (const Part& part : *list) {
        text += part.content ? part.content->front() : '-';
        if (text.back() == broken) return std::nullopt;
      }
    }
    std::vector<Part> outputs;
    for (const std::string& path : recipe.outputs) outputs.push_back({path, text + path});
    return outputs;
  }

  static std::string several(const std::vector<std::string>& names, const std::string& verb) {
    return "`" + names[0] + "`" + (names.size() > 1 ? " and " + std::to_string(names.size() - 1) + " more" : "") + " " +
           verb;
  }

  std::string difference(const Seen& before, const Seen& after) const {
    std::vector<std::string> changed, gone, fresh_ones, causes;
    auto compare = [&](const std::vector<Part>& old, const std::vector<Part>& fresh) {
      for (std::size_t i = 0; i < old.size(); ++i) {
        if (old[i] == fresh[i]) continue;
        (!fresh[i].content ? gone : !old[i].content ? fresh_ones : changed).push_back(old[i].name);
      }
    };
    compare(before.inputs, after.inputs);
    compare(before.hidden, after.hidden);
    if (!changed.empty()) causes.push_back(several(changed, "changed"));
    if (!gone.empty()) causes.push_back(several(gone, "is gone"));
    if (!fresh_ones.empty()) causes.push_back(several(fresh_ones, "is new"));
    if (before.argument != after.argument) causes.emplace_back("the command changed");
    if (before.variables != after.variables) causes.emplace_back("the variable `MODE` changed");
    if (before.tools != after.tools) causes.emplace_back("the tool `maker` changed");
    return join(causes, "; ");
  }

  /// Why it is not unchanged; nothing if it is.
  std::optional<std::string> cause(const Recipe& recipe) const {
    Seen present = seen_now(recipe);
    if (!recipe.cache) return "it runs every time";
    auto record = last.find(recipe.name);
    if (record == last.end()) return "first build";
    const Seen& before = record->second;
    if (std::string text = difference(before, present); !text.empty()) return text;
    std::vector<std::string> missing, altered;
    for (const Part& output : before.outputs) {
      std::optional<std::string> found = content(output.name);
      if (!found) missing.push_back(output.name);
      else if (found != output.content) altered.push_back(output.name);
    }
    if (!missing.empty()) return several(missing, "was missing");
    if (!altered.empty()) return several(altered, "was altered");
    return std::nullopt;
  }

  bool can_read(const Recipe& recipe) const {
    return std::ranges::all_of(recipe.inputs, [&](const std::string& path) { return disk.contains(path); });
  }

  void keep(const Recipe& recipe, const Seen& seen) {
    for (const Part& output : seen.outputs) disk[output.name] = *output.content;
    last[recipe.name] = seen;
  }

  /// Does what the action's turn does to the model's world.
  Verdict take_turn(const Recipe& recipe) {
    if (!can_read(recipe)) return {Outcome::failed, "an input cannot be read"};
    std::optional<std::string> why = cause(recipe);
    if (!why) return {Outcome::unchanged, ""};
    Seen seen = seen_now(recipe);
    for (const Seen& old : cached[recipe.name]) {
      if (!has_cache || !recipe.cache || !old.has_parts_of(seen) || old.hidden != seen.hidden) continue;
      keep(recipe, old);
      return {Outcome::restored, *why};
    }
    std::optional<std::vector<Part>> made = make(recipe, seen);
    if (!made) {
      for (const std::string& path : recipe.outputs) disk.erase(path);
      return {Outcome::failed, *why};
    }
    seen.outputs = *made;
    keep(recipe, seen);
    if (has_cache && recipe.cache) cached[recipe.name].push_back(seen);
    return {Outcome::ran, *why};
  }
};

/// A project on the disk and in the model, and the random edits that both get.
struct World {
  std::mt19937& random;
  testing::Scratch scratch;
  Model model;
  std::vector<Recipe> recipes;
  std::vector<std::string> sources, hidden;
  std::string state_bytes;     // what a build leaves for the next one
  std::size_t counts[6] = {};  // of outcomes

  explicit World(std::mt19937& its_random) : random(its_random) {
    for (const char* folder : {".sinter", "out"}) must(make_folders(folder));
    write("maker", "m1");
    for (const char* path : {"s0", "s1", "s2"}) write(sources.emplace_back(path), "a");
    for (const char* path : {"h0", "h1"}) write(hidden.emplace_back(path), "a");
    auto count = static_cast<std::uint32_t>(2 + random() % 8);
    for (std::uint32_t i = 0; i < count; ++i) recipes.push_back(random_recipe(i));
  }

  Recipe random_recipe(std::uint32_t index) {
    Recipe recipe{.name = "action" + std::to_string(index), .argument = "1"};
    std::vector<std::string> readable = sources;
    for (const Recipe& earlier : recipes)
      readable.insert(readable.end(), earlier.outputs.begin(), earlier.outputs.end());
    std::ranges::shuffle(readable, random);
    recipe.inputs.assign(readable.begin(),
                         readable.begin() + random() % 4 % static_cast<std::ptrdiff_t>(readable.size()));
    for (std::uint32_t output = 0; output < 1 + random() % 2; ++output) {
      recipe.outputs.push_back("out/" + recipe.name + "." + std::to_string(output));
    }
    for (const std::string& path : hidden) {
      if (random() % 4 == 0) recipe.hidden.push_back(path);
    }
    recipe.reads_variable = random() % 4 == 0;
    recipe.cache = random() % 8 != 0;
    return recipe;
  }

  void write(const std::string& path, const std::string& content) {
    must(write_file(path, content));
    model.disk[path] = content;
  }

  void remove(const std::string& path) {
    must(remove_file(path));
    model.disk.erase(path);
  }

  void edit_once() {
    const std::string& source = sources[random() % sources.size()];
    const std::string& header = hidden[random() % hidden.size()];
    Recipe& recipe = recipes[random() % recipes.size()];
    const std::string& output = recipe.outputs[random() % recipe.outputs.size()];
    auto letter = [&] { return std::string(1, "ab!"[random() % 8 == 0 ? 2 : random() % 2]); };
    switch (random() % 11) {
      case 0: return write(source, letter() + std::to_string(random() % 3));  // only the first letter counts
      case 1: return random() % 4 == 0 ? remove(source) : write(source, letter());
      case 2: return write(header, letter());
      case 3: return remove(header);
      case 4: return write("maker", random() % 2 == 0 ? "m1" : "m2");
      case 5: return write(output, random() % 2 == 0 ? "altered" : model.content(output).value_or("altered"));
      case 6: return remove(output);
      case 7: recipe.argument = random() % 2 == 0 ? "1" : "2"; return;
      case 8:
        model.variable = random() % 3 == 0 ? std::nullopt : std::optional(std::string(1, "xy"[random() % 2]));
        return;
      case 9: recipe.is_present = !recipe.is_present; return;
      default: return;  // nothing
    }
  }

  /// Arguments too: a plan that says something else has another fingerprint.
  std::string plan_text() const {
    std::string text;
    for (const Recipe& recipe : recipes) text += recipe.is_present ? recipe.argument : "-";
    return text;
  }

  Graph graph() {
    GraphBuilder builder;
    for (const Recipe& recipe : recipes) {
      if (!recipe.is_present) continue;
      builder.add({.name = recipe.name,
                   .verb = "run",
                   .goal = recipe.name,
                   .goal_kind = "step",
                   .argv = {"maker", recipe.argument},
                   .environment = recipe.reads_variable ? std::vector<std::string>{"MODE"} : std::vector<std::string>{},
                   .inputs = recipe.inputs,
                   .outputs = recipe.outputs,
                   .tools = {{.name = "maker", .path = scratch.path() + "/maker"}},
                   .depfile = recipe.hidden.empty() ? "" : recipe.name + ".d",
                   .cache = recipe.cache});
    }
    Graph graph = std::move(builder).finish().value();
    for (const Action& action : graph.actions) {  // causes name inputs in the order of the graph
      std::vector<std::string>& inputs = recipe_of(action).inputs;
      inputs.clear();
      for (FileId input : action.inputs) inputs.emplace_back(graph[input].path);
    }
    return graph;
  }

  Recipe& recipe_of(const Action& action) { return *std::ranges::find(recipes, action.name, &Recipe::name); }

  /// What earlier builds made and this one neither makes nor reads goes; the model forgets
  /// the actions.
  void drop_orphans(BuildState& state, const Graph& graph) {
    std::vector<std::string> orphans;
    for (const FileDigest& orphan : state.retain(graph, sha256(plan_text()))) {
      orphans.emplace_back(state.files.path(orphan.file));
      state.files.forget(orphan.file);
    }
    std::vector<std::string> expected;
    for (const Recipe& recipe : recipes) {
      if (recipe.is_present || model.last.erase(recipe.name) == 0) continue;
      for (const std::string& output : recipe.outputs) {
        bool is_read = std::ranges::any_of(recipes, [&](const Recipe& reader) {
          return reader.is_present && std::ranges::contains(reader.inputs, output);
        });
        if (!is_read) expected.push_back(output);
      }
    }
    std::ranges::sort(expected);
    CHECK(orphans == expected);
    for (const std::string& path : orphans) remove(path);
  }

  /// What the command would do.
  bool run(Executor& executor, const Recipe& recipe, ActionId id) {
    std::int64_t started_ns = wall_clock_ns();
    Command command = must(executor.prepare(id));
    CHECK(command.argv == std::vector<std::string>{scratch.path() + "/maker", recipe.argument});
    std::optional<std::vector<Part>> made = Model::make(recipe, model.seen_now(recipe));
    if (!made) {
      must(write_file(recipe.outputs[0], "half"));
      executor.abandon(id);
      return false;
    }
    for (const Part& output : *made) must(write_file(output.name, *output.content));
    if (!recipe.hidden.empty()) must(write_file(recipe.name + ".d", "out: " + join(recipe.hidden, " ") + "\n"));
    must(executor.conclude(id, "", 1, started_ns));
    return true;
  }

  void check(Outcome outcome, const std::string& cause, const Verdict& verdict) {
    CHECK(outcome_name(outcome) == outcome_name(verdict.outcome));
    CHECK(cause == verdict.cause);
    ++counts[static_cast<std::size_t>(outcome)];
  }

  /// All actions whose turn comes, in the order of the schedule.
  void drive(const Graph& graph, const std::vector<ActionId>& pending, AfterFailure after_failure, Executor& executor) {
    Schedule schedule(graph, pending, std::vector<std::uint64_t>(graph.actions.size()), {1, after_failure});
    while (std::optional<ActionId> id = schedule.take_ready()) {
      const Recipe& recipe = recipe_of(graph[*id]);
      CAPTURE(recipe.name);
      Assessment assessment = executor.assess(*id);
      Outcome outcome = assessment.outcome.value_or(Outcome::ran);
      if (!assessment.outcome) {
        schedule.must_run(*id);
        REQUIRE(schedule.take_queued() == id);
        if (!run(executor, recipe, *id)) outcome = Outcome::failed;
      }
      check(outcome, assessment.cause, model.take_turn(recipe));
      counts[static_cast<std::size_t>(Outcome::skipped)] += schedule.finish(*id, outcome).size();
    }
    counts[static_cast<std::size_t>(Outcome::cancelled)] += schedule.unfinished().size();
  }

  void build() {
    Graph graph = this->graph();
    BuildState state = state_bytes.empty() ? BuildState() : must_decode();
    drop_orphans(state, graph);
    Environment environment;
    if (model.variable) environment["MODE"] = *model.variable;
    std::vector<ActionId> selected = must(select_actions(graph, {}, Purpose::build));
    std::optional<Cache> cache;
    model.has_cache = random() % 4 != 0;
    if (model.has_cache) cache = must(Cache::open("cache"));
    Deaf events;
    {
      Executor executor(graph, state, cache ? &*cache : nullptr, environment, events);
      if (random() % 3 != 0) {
        Standing standing = find_standing(graph, selected, state, environment, nullptr, 2);
        check_standing(graph, standing);
        selected = standing.pending;
      }
      drive(graph, selected, random() % 3 == 0 ? AfterFailure::stop : AfterFailure::keep_going, executor);
    }
    for (const Action& action : graph.actions) {
      for (FileId output : action.outputs) {
        std::string path(graph[output].path);
        CAPTURE(path);
        CHECK(exists(path) == model.disk.contains(path));
        if (model.disk.contains(path)) CHECK(must(read_file(path)) == model.disk[path]);
      }
    }
    state_bytes = state.encode(wall_clock_ns());
  }

  BuildState must_decode() {
    std::optional<BuildState> state = BuildState::decode(state_bytes);
    REQUIRE(state.has_value());
    return *std::move(state);
  }

  /// What stands is exactly what the model finds unchanged with nothing pending before it.
  void check_standing(const Graph& graph, const Standing& standing) {
    std::vector<bool> is_pending(graph.actions.size());
    for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
      const Recipe& recipe = recipe_of(graph.actions[i]);
      CAPTURE(recipe.name);
      is_pending[i] = !model.can_read(recipe) || model.cause(recipe) ||
                      std::ranges::any_of(graph.actions[i].needs, [&](ActionId id) { return is_pending[id.index]; });
      CHECK(std::ranges::contains(standing.pending, ActionId{i}) == is_pending[i]);
      CHECK(std::ranges::contains(standing.unchanged, ActionId{i}) == !is_pending[i]);
    }
  }
};

TEST_CASE("on random projects every action has the outcome and the cause that the model says") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  std::size_t counts[6] = {};
  for (int round = 0; round < 30; ++round) {
    World world(random);
    for (int build = 0; build < 12; ++build) {
      for (std::uint32_t edits = random() % 4; edits > 0; --edits) world.edit_once();
      CAPTURE(round);
      CAPTURE(build);
      world.build();
    }
    for (std::size_t i = 0; i < 6; ++i) counts[i] += world.counts[i];
  }
  for (std::size_t count : counts) CHECK(count > 0);  // nothing was left untried
}

}  // namespace
}  // namespace sinter
