// What a build leaves behind about sizes: a snapshot of every file that it made anew, for
// budgets to compare with later, and a row in the history of sizes.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "package/size_actions.h"
#include "report/build_report.h"
#include "size/snapshot.h"

namespace sinter {

/// What that file, or package, is made of now. Sizes that its action did not measure are
/// measured here if `budgets` ask for them.
Result<Snapshot> snapshot_of(const MeasuredGoal& goal);

/// Of what ran or was restored, as `recorder` heard of it. What could not be remembered comes
/// back as notices: no build fails for it.
std::vector<Error> remember_sizes(const Plan& plan, const Recorder& recorder);

}  // namespace sinter
