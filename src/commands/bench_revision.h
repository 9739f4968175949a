// Another revision of the project, built beside it, so that both can be measured by turns.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "build_request.h"
#include "report/terminal.h"

namespace sinter {

struct RevisionTree {
  std::string folder;  // of the project in it
  std::string commit;
};

/// Checks the revision out below .sinter/bench and builds `goals` there with this tool and
/// the profile of the request. The tree stays, so that measuring again needs no building;
/// those of other revisions go.
Result<RevisionTree> build_revision(const std::string& revision, const std::vector<std::string>& goals,
                                    const BuildRequest& request, TerminalReport& terminal);

}  // namespace sinter
