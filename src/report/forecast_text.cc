#include "report/forecast_text.h"

#include "base/text.h"
#include "report/counts_text.h"
#include "report/explanation_text.h"
#include "report/failures.h"
#include "report/screen_text.h"
#include "report/styles.h"

namespace sinter {
namespace {

/// All of one width, so that the names below each other are.
std::string_view verdict(std::string_view expectation) {
  if (expectation == "run") return "would run      ";
  if (expectation == "maybe") return "may run        ";
  if (expectation == "restore") return "would restore  ";
  if (expectation == "fail") return "would fail     ";
  return "would skip     ";
}

std::string dim(const std::string& text) {
  return std::string(style::dim) + screen_name(text) + std::string(style::plain);
}

}  // namespace

std::string forecast_lines(const ActionExpected& event) {
  std::string text = std::string(verdict(event.expectation)) + screen_name(event.action);
  if (event.expected_ns != 0) text += " (" + duration_text(event.expected_ns) + ")";
  text += "  " + dim(event.cause) + "\n" + explanation_lines(event.lines);
  for (const std::string& path : event.moves) {
    text += "would move     " + screen_name(path) + "  " + dim("to .sinter/replaced: no build made it") + "\n";
  }
  for (const Error& error : event.errors) text += error_text(error);
  return text;
}

std::string forecast_summary(const ForecastFinished& event) {
  std::string text;
  for (const std::string& path : event.removals) {
    text += "would remove   " + screen_name(path) + "  " + dim("nothing makes it any more") + "\n";
  }
  std::string counts = counts_text({{event.run, "would run"},
                                    {event.maybe, "may run"},
                                    {event.restore, "would be restored"},
                                    {event.fail, "would fail"},
                                    {event.skip, "would be skipped"},
                                    {event.unchanged, "unchanged"}});
  return text + "dry run: " + counts + "; nothing was done\n";
}

}  // namespace sinter
