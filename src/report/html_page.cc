#include "report/html_page.h"

#include <utility>

namespace sinter {
namespace {

constexpr char base_style[] = {
#embed "page/base.css"
};
constexpr char base_script[] = {
#embed "page/base.js"
};
constexpr char trends_style[] = {
#embed "page/trend.css"
};
constexpr char trends_script[] = {
#embed "page/trend.js"
};

}  // namespace

std::string html_text(const HtmlPage& page) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>";
  html.append(page.title).append("</title>\n<style>\n");
  html.append(base_style, sizeof base_style).append(page.style);
  html.append("</style>\n</head>\n").append(page.body);
  html.append("<script type=\"").append(page.data_type).append("\" id=\"").append(page.data_id).append("\">");
  html += page.data;
  html += "</script>\n<script>\n(() => {\n\"use strict\";\n";
  html.append(base_script, sizeof base_script);
  for (std::string_view script : page.scripts) html += script;
  html += "})();\n</script>\n</body>\n</html>\n";
  return html;
}

std::string_view trend_style() { return {trends_style, sizeof trends_style}; }
std::string_view trend_script() { return {trends_script, sizeof trends_script}; }

std::string history_html(const HistoryPage& page) {
  std::string data;
  for (char c : page.json) {
    if (c == '<') data += "\\u003c";
    else data += c;
  }
  std::string title(page.title);
  std::string style = std::string(trend_style()) + std::string(page.style);
  std::string body = "<body>\n<h1>" + title + "</h1>\n<main id=\"files\"></main>\n";
  const std::string_view scripts[] = {trend_script(), page.script};
  return html_text({.title = title,
                    .style = style,
                    .body = body,
                    .data_type = "application/json",
                    .data_id = "history",
                    .data = std::move(data),
                    .scripts = scripts});
}

}  // namespace sinter
