// One file that shows data in a browser and needs nothing else: no address is in it, and
// it forbids itself to load anything.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sinter {

struct HtmlPage {
  std::string_view title;  // no markup
  std::string_view style;  // on top of that of every page
  std::string_view body;
  std::string_view data_type;
  std::string_view data_id;                   // of the element that holds the data
  std::string data;                           // text without `<`
  std::span<const std::string_view> scripts;  // after that of every page; they share one scope
};

std::string html_text(const HtmlPage& page);

}  // namespace sinter
