// Events for programs: one JSON object a line on standard output, and nothing else there.
// The fields are described in docs/report.md.
#pragma once

#include <string>

#include "base/event.h"

namespace sinter {

/// The line for one event, with its newline.
std::string event_line(const Event& event);

class JsonLinesReport : public EventSink {
 public:
  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming&) override {}
};

}  // namespace sinter
