// The page is made of files that editors understand (graph_page/) and the graph as JSON.
// Whatever is in a name stays data: in the page it is inside a JSON text in which no `<`
// is left, and the script only ever sets text.
#include "report/graph_data.h"
#include "report/html_page.h"

namespace sinter {
namespace {

constexpr char graph_body[] = {
#embed "graph_page/page.html"
};
constexpr char graph_style[] = {
#embed "graph_page/style.css"
};
constexpr char graph_layout_script[] = {
#embed "graph_page/layout.js"
};
constexpr char graph_script[] = {
#embed "graph_page/page.js"
};

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
  const std::string_view scripts[] = {{graph_layout_script, sizeof graph_layout_script},
                                      {graph_script, sizeof graph_script}};
  return html_text({.title = "graph",
                    .style = {graph_style, sizeof graph_style},
                    .body = {graph_body, sizeof graph_body},
                    .data_type = "application/json",
                    .data_id = "graph",
                    .data = without_markup(graph_json(picture)),
                    .scripts = scripts});
}

}  // namespace sinter
