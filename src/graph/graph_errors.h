// What makes a set of actions no graph, as people read it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

struct ActionRequest;

Error outside_project(const ActionRequest& request, const std::string& path);
/// `path` belongs to the project or to us, or is the action's own depfile.
Error reserved_output(const ActionRequest& request, const std::string& path);
Error output_is_input(const ActionRequest& request, const std::string& path);
/// Both make `path`; they may be one and the same.
Error made_twice(const ActionRequest& first, const ActionRequest& second, const std::string& path);
/// `below` makes `path`, which lies in what `above` makes as a file.
Error made_below(const ActionRequest& above, const std::string& folder, const ActionRequest& below,
                 const std::string& path);

/// `below` makes `path`, which lies in the tree that `above` makes.
Error made_in_tree(const ActionRequest& above, const std::string& tree, const ActionRequest& below,
                   const std::string& path);

/// Scratch of one action that overlaps what another one, `request`, writes or reads.
Error scratch_of_two(const ActionRequest& first, const ActionRequest& request, std::string_view path);
Error scratch_in_tree(const ActionRequest& maker, std::string_view tree, const ActionRequest& owner,
                      const std::string& folder);
Error made_in_scratch(const ActionRequest& owner, const std::string& folder, const ActionRequest& request,
                      const std::string& path);
Error reads_scratch(const ActionRequest& owner, const std::string& folder, const ActionRequest& request,
                    const std::string& path);

/// One action of a loop and why it waits for the next one, the last one for the first.
struct LoopLink {
  const ActionRequest* action;
  std::string file;  // that the next one makes and this one reads; "" when it names it in `needs`
};
Error waits_for_itself(const std::vector<LoopLink>& loop);

}  // namespace sinter
