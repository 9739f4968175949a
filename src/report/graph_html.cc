// The page is made of files that editors understand (graph_page/) and the graph as JSON.
// Whatever is in a name stays data: in the page it is inside a JSON text in which no `<`
// is left, and the script only ever sets text. The page itself forbids loading anything.
#include "report/graph_data.h"

namespace sinter {
namespace {

constexpr char page[] = {
#embed "graph_page/page.html"
};
constexpr char page_style[] = {
#embed "graph_page/style.css"
};
constexpr char layout_script[] = {
#embed "graph_page/layout.js"
};
constexpr char page_script[] = {
#embed "graph_page/page.js"
};

template <std::size_t size>
constexpr std::string_view text_of(const char (&bytes)[size]) {
  return {bytes, size};
}

/// JSON text in which nothing can end or open an element: `<` is in strings only.
std::string without_markup(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (char c : json) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

}  // namespace

std::string graph_html(const GraphPicture& picture) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>graph</title>\n<style>\n";
  html += text_of(page_style);
  html += "</style>\n</head>\n";
  html += text_of(page);
  html += "<script type=\"application/json\" id=\"graph\">";
  html += without_markup(graph_json(picture));
  html += "</script>\n<script>\n(() => {\n\"use strict\";\n";
  html += text_of(layout_script);
  html += text_of(page_script);
  html += "})();\n</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace sinter
