// From sinter.toml to the plan: which actions a project consists of, with which tools.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "build_request.h"
#include "graph/plan.h"

namespace sinter {

/// The folder of the nearest sinter.toml, from `folder` upwards.
Result<std::string> find_project(const std::string& folder);

struct Project;

/// The project in the working folder, as the profile of the request has it.
std::expected<Project, std::vector<Error>> read_requested_project(const BuildRequest& request);

/// The request with the profile that [release] names, where nobody chose one.
std::expected<BuildRequest, std::vector<Error>> for_release(BuildRequest request);

enum class KeepPlan : std::uint8_t { yes, no };

/// The plan of the project in the working folder: the kept one, if nothing that it was
/// made from has changed, else a new one, which is kept if wanted.
std::expected<Plan, std::vector<Error>> make_plan(const BuildRequest& request, KeepPlan keep);

/// The plan that `text` as sinter.toml would give if those files were there as well.
std::expected<Plan, std::vector<Error>> make_plan_of(std::string text, std::vector<std::string> also_there,
                                                     const BuildRequest& request);

}  // namespace sinter
