// Every error code the tool can end with: a stable number, a page docs/errors/SNxxxx.md
// and the exit code. The one list; the enum, the names and the exit codes come from it.
//
// 01xx command line and configuration, 02xx graph, 03xx cache and state, 04xx actions,
// 05xx tools and environment, 06xx wasm files, 07xx binding, 08xx packages and reports.
#pragma once

#include <cstdint>

namespace sinter {

// clang-format off
#define SINTER_CODES(X)                              \
  X(internal,               100, 1)                  \
  X(usage,                  101, 2)                  \
  X(config_missing,         102, 2)                  \
  X(config_syntax,          103, 2)                  \
  X(config_unknown_key,     104, 2)                  \
  X(config_type,            105, 2)                  \
  X(config_unit,            106, 2)                  \
  X(config_value,           107, 2)                  \
  X(config_missing_key,     108, 2)                  \
  X(config_glob_empty,      109, 2)                  \
  X(config_glob,            110, 2)                  \
  X(config_duplicate,       111, 2)                  \
  X(config_unknown_name,    112, 2)                  \
  X(config_path_outside,    113, 2)                  \
  X(config_source_kind,     114, 2)                  \
  X(init_would_replace,     115, 2)                  \
  X(graph_cycle,            201, 2)                  \
  X(graph_output_twice,     202, 2)                  \
  X(graph_output_is_input,  203, 2)                  \
  X(graph_unknown_goal,     204, 2)                  \
  X(graph_missing_input,    205, 2)                  \
  X(graph_shared_scratch,   206, 2)                  \
  X(cache_unusable,         301, 3)                  \
  X(cache_corrupt,          302, 3)                  \
  X(state_corrupt,          303, 3)                  \
  X(project_locked,         304, 3)                  \
  X(action_failed,          401, 1)                  \
  X(action_no_output,       402, 1)                  \
  X(action_bad_output,      403, 1)                  \
  X(action_depfile,         404, 1)                  \
  X(action_timeout,         405, 1)                  \
  X(action_killed,          406, 1)                  \
  X(test_failed,            407, 1)                  \
  X(interrupted,            408, 130)                \
  X(action_left_process,    409, 1)                  \
  X(action_undeclared,      411, 1)                  \
  X(action_differs,         412, 1)                  \
  X(tool_missing,           501, 3)                  \
  X(tool_too_old,           502, 3)                  \
  X(file_missing,           503, 3)                  \
  X(file_unreadable,        504, 3)                  \
  X(file_unwritable,        505, 3)                  \
  X(disk_full,              506, 3)                  \
  X(spawn_failed,           507, 3)                  \
  X(strict_unavailable,     511, 3)                  \
  X(machine_limit,          512, 3)                  \
  X(watch_limit,            521, 3)                  \
  X(revision_unknown,       522, 2)                  \
  X(repository_missing,     523, 3)                  \
  X(wasm_malformed,         601, 1)                  \
  X(wasm_unsupported,       602, 1)                  \
  X(optimize_failed,        603, 1)                  \
  X(optimize_bad_output,    604, 1)                  \
  X(source_map_malformed,   605, 1)                  \
  X(dwarf_malformed,        606, 1)                  \
  X(binary_malformed,       611, 1)                  \
  X(bind_no_descriptors,    701, 1)                  \
  X(bind_version,           702, 1)                  \
  X(bind_malformed,         703, 1)                  \
  X(bind_conflict,          704, 1)                  \
  X(component_refused,      705, 1)                  \
  X(package_invalid,        801, 1)                  \
  X(package_missing,        802, 1)                  \
  X(budget_exceeded,        803, 1)                  \
  X(json_malformed,         804, 1)                  \
  X(release_refused,        806, 1)                  \
  X(bench_slower,           807, 1)                  \
  X(workflows_differ,       809, 1)                  \
  X(remote_failed,          811, 3)                  \
  X(remote_refused,         812, 1)                  \
  X(artifact_wrong,         805, 1)
// clang-format on

enum class Code : std::uint16_t {
#define SINTER_CODE_ENUMERATOR(name, number, exit) name = number,
  SINTER_CODES(SINTER_CODE_ENUMERATOR)
#undef SINTER_CODE_ENUMERATOR
};

}  // namespace sinter
