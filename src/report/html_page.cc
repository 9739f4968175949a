#include "report/html_page.h"

namespace sinter {
namespace {

constexpr char base_style[] = {
#embed "page/base.css"
};
constexpr char base_script[] = {
#embed "page/base.js"
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

}  // namespace sinter
