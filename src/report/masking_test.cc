// No event that reaches a report shows a secret, also not one that only has views.
#include "report/masking.h"

#include "testing/check.h"

namespace sinter {
namespace {

struct Names : EventSink {
  std::vector<std::string> seen;
  void accept(const Event& event) override {
    const auto* unchanged = std::get_if<ActionsUnchanged>(&event);
    REQUIRE(unchanged != nullptr);
    for (const ActionsUnchanged::Action& action : unchanged->actions) seen.emplace_back(action.action);
  }
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming&) override {}
};

TEST_CASE("names of unchanged actions are masked") {
  SecretForms secrets;
  REQUIRE(secrets.add("hunter2!"));
  Names names;
  std::vector<ActionsUnchanged::Action> actions = {{"log in as hunter2!", "run", "site", false},
                                                   {"copy", "run", "site", false}};
  MaskingSink(secrets, names).accept(ActionsUnchanged{actions});
  REQUIRE(names.seen.size() == 2);
  CHECK(names.seen[0] == secrets.mask("log in as hunter2!"));
  CHECK(!names.seen[0].contains("hunter2"));
  CHECK(names.seen[1] == "copy");
}

}  // namespace
}  // namespace sinter
