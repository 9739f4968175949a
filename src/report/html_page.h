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

/// What draws trends (page/trend.js), for a page that has some.
std::string_view trend_style();
std::string_view trend_script();

struct HistoryPage {
  std::string_view title;  // no markup
  std::string_view style;
  std::string_view script;  // finds the JSON in the element `history`, and an empty one, `files`
  std::string_view json;
};

/// A page of trends.
std::string history_html(const HistoryPage& page);

}  // namespace sinter
