#include "report/starter_text.h"

#include "base/json.h"
#include "base/text.h"

namespace sinter {

std::string starter_text(const WrittenStarter& starter, const std::string& folder) {
  std::string text = "wrote the project " + quote(starter.project);
  if (folder != ".") text += " into " + quote(folder);
  text += ":\n";
  for (const std::string& path : starter.written) text += "  " + path + "\n";
  if (starter.kept_ignore_file) text += "your .gitignore stays as it is; `dist/` and `target/` belong into it\n";
  text += "next:\n";
  std::vector<std::string> go = {"cd", folder};
  if (folder != ".") text += "  " + shell_quote(go) + "\n";
  return text + "  sinter build\n  sinter test\n";
}

std::string starter_json(const WrittenStarter& starter, const std::string& folder) {
  JsonWriter json;
  json.begin_object().key("schema").string("sinter.init/1").key("project").string(starter.project);
  json.key("folder").string(folder).key("written").begin_array();
  for (const std::string& path : starter.written) json.string(path);
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace sinter
