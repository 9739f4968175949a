// Whatever lies where a kept plan should, reading it ends in a plan whose ids can all be
// followed, or in nothing. The seal and the configuration, which no mutation gets right,
// are put on here, so that the reader behind them is reached.
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "graph/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Digest configuration = sha256("fuzz");
  SINTER_ASSERT(!decode_plan(std::string(bytes), configuration, {}) || size > 16);
  ByteWriter head;
  head.digest(configuration);
  head.u32(0);  // no folders
  head.u32(0);  // no variables
  head.digest(plan_fingerprint({configuration, {}, {}}));
  std::string sealed = seal(plan_magic, head.take() + std::string(bytes));
  if (std::optional<KeptPlan> kept = decode_plan(sealed, configuration, {})) {
    const Graph& graph = kept->plan.graph;
    for (const Action& action : graph.actions) {
      for (ActionId needed : action.needs) SINTER_ASSERT(needed.index < graph.actions.size());
      SINTER_ASSERT(!shell_quote(action.argv).empty());
    }
    for (const Goal& goal : graph.goals) {
      SINTER_ASSERT(select_actions(graph, {std::string(goal.name)}, Purpose::run) || goal.actions.empty());
    }
  }
  return 0;
}
