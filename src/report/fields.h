// The parts of events and errors as JSON members: the same in every report.
#pragma once

#include "base/error.h"
#include "base/event.h"
#include "base/json.h"

namespace sinter {

/// An object with code, what, where, why and next.
void write_error(JsonWriter& json, const Error& error);
/// Members of the object that is open: action, verb, goal, outcome, cause, times, errors.
void write_action_fields(JsonWriter& json, const ActionFinished& event);
/// An object with part, name, before and after; what is not there is left out.
void write_explained(JsonWriter& json, const ActionExplained::Line& line);
/// Members of the object that is open: how many actions had which outcome.
void write_counts(JsonWriter& json, const BuildFinished& event);

}  // namespace sinter
