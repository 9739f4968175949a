// The half of the tool that looks at files and builds nothing: for machines on which it
// cannot build (docs/cross-compiling.md). It needs no threads, no processes and no libraries,
// so that it is small as a WASI command, too.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bind/bind.h"
#include "commands/size_file.h"
#include "commands/verify_file.h"
#include "os/files.h"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#endif

namespace sinter {
namespace {

constexpr std::string_view usage_text =
    "sinter-analysis " SINTER_VERSION
    ", the part of sinter that looks at files and builds nothing\n"
    "\n"
    "  size FILE [OTHER...]     who owns every byte of it: wasm, ELF, Mach-O or PE\n"
    "      --by VIEW            section, function, namespace, template, export, source or directory\n"
    "      --top N              how many of the largest to show (default: 20), or `all`\n"
    "      --dominators, --garbage, --advice, --duplicates, --paths NAME, --diff OLD\n"
    "      --names FILE, --source-map FILE, --format table|json|github, -o OUT\n"
    "  bind --module NAME --variant VARIANT=FILE... -o DIR [--watch-views]\n"
    "                           writes what makes linked wasm usable from JavaScript\n"
    "  verify FILE...           whether wasm files are whole, and are what the manifest beside them says\n"
    "\n"
    "Building, and sizes after compression, are for the whole tool, which runs on Linux.\n";

/// The command line behind the name of the command.
struct Arguments {
  struct Option {
    std::string_view name;
    std::string* value = nullptr;
    bool* flag = nullptr;
    std::vector<std::string>* list = nullptr;
  };

  std::vector<std::string> files;

  Result<void> read(std::span<char*> words, std::span<const Option> options) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string_view word = words[i];
      if (!word.starts_with('-')) {
        files.emplace_back(word);
        continue;
      }
      auto option = ranges::find(options, word, &Option::name);
      if (option == options.end()) return fail(unknown(word, options));
      if (option->flag != nullptr) {
        *option->flag = true;
        continue;
      }
      if (++i == words.size()) return fail(Code::usage, quote(word) + " wants a value");
      if (option->value != nullptr) *option->value = words[i];
      else option->list->emplace_back(words[i]);
    }
    return {};
  }

 private:
  static Error unknown(std::string_view word, std::span<const Option> options) {
    std::vector<std::string> known;
    for (const Option& option : options) known.emplace_back(option.name);
    return {.code = Code::usage,
            .what = "there is no option " + quote(word),
            .next = "use one of: " + join(known, ", ") + "; the rest is for the whole tool"};
  }
};

Result<void> print(std::string_view text) {
  bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (is_written) return {};
  return fail(Code::file_unwritable, "cannot write to standard output");
}

Result<void> size(std::span<char*> words) {
  SizeCommand command;
  Arguments arguments;
  const Arguments::Option options[] = {{"--by", &command.by},
                                       {"--top", &command.top},
                                       {"--dominators", nullptr, &command.shows_dominators},
                                       {"--inlined", nullptr, &command.shows_inlined},
                                       {"--garbage", nullptr, &command.shows_garbage},
                                       {"--advice", nullptr, &command.shows_advice},
                                       {"--duplicates", nullptr, &command.shows_duplicates},
                                       {"--paths", &command.paths},
                                       {"--diff", &command.diff},
                                       {"--names", &command.names},
                                       {"--source-map", &command.source_map},
                                       {"--format", &command.format},
                                       {"-o", &command.output}};
  SINTER_TRY(arguments.read(words, options));
  if (arguments.files.empty()) return fail(Code::usage, "`size` wants a file", "`--help` shows how it is called");
  const std::string formats[] = {"table", "json", "github"};
  if (!ranges::contains(formats, command.format)) {
    return fail(Code::usage, quote(command.format) + " is not a format", "use one of: table, json, github");
  }
  if (!command.by.empty() && !parse_view(command.by)) {
    return fail(Code::usage, quote(command.by) + " is not a view", "`--help` lists them");
  }
  command.file = arguments.files.front();
  command.others.assign(arguments.files.begin() + 1, arguments.files.end());
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(command.file, command));
  SizeReport report = SINTER_TRY(begin_size_report(command, *binary));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  SINTER_TRY(complete_size_report(report, command, *binary, {.graph = graph ? &*graph : nullptr}));
  constexpr std::size_t columns = 100;
  std::string text = rendered_size(report, command.format, columns);
  if (command.output.empty()) return print(text);
  SINTER_TRY(make_folders(parent_path(command.output)));
  return write_file(command.output, text);
}

Result<void> bind(std::span<char*> words) {
  std::string module;
  std::string folder;
  std::vector<std::string> variants;
  bool watches_views = false;
  Arguments arguments;
  const Arguments::Option options[] = {{"--module", &module},
                                       {"--variant", nullptr, nullptr, &variants},
                                       {"--watch-views", nullptr, &watches_views},
                                       {"-o", &folder}};
  SINTER_TRY(arguments.read(words, options));
  if (module.empty() || variants.empty() || folder.empty() || !arguments.files.empty()) {
    return fail(Code::usage, "`bind` wants --module, --variant and -o, and nothing else",
                "for example: bind --module text --variant baseline=text.wasm -o made");
  }
  std::vector<std::string> contents;
  std::vector<BindInput> inputs;
  for (const std::string& variant : variants) {
    std::size_t equals = variant.find('=');
    if (equals == std::string::npos) {
      return fail(Code::usage, quote(variant) + " names no variant", "write --variant baseline=FILE");
    }
    contents.push_back(SINTER_TRY(read_file(variant.substr(equals + 1))));
    std::string name = variant.substr(0, equals);
    inputs.push_back({.variant = {.name = name, .file = module + "." + name + ".wasm"}, .wasm = {}});
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i].wasm = contents[i];
  Binding binding = SINTER_TRY(bind_module(module, std::move(inputs), watches_views ? Watch::yes : Watch::no));
  SINTER_TRY(make_folders(folder));
  std::string stem = join_path(folder, module);
  SINTER_TRY(write_file(stem + ".mjs", binding.javascript));
  SINTER_TRY(write_file(stem + ".d.ts", binding.declarations));
  return write_file(join_path(folder, "manifest.json"), binding.manifest);
}

int report_errors(const std::vector<Error>& errors) {
  for (const Error& error : errors) std::fputs(render(error).c_str(), stderr);
  return errors.empty() ? 0 : exit_code(errors.front().code);
}

int report_error(const Result<void>& done) { return done ? 0 : report_errors({done.error()}); }

int verify(std::span<char*> words) {
  Arguments arguments;
  if (Result<void> read = arguments.read(words, {}); !read) return report_error(read);
  if (arguments.files.empty()) return report_error(fail(Code::usage, "`verify` wants files"));
  std::vector<Error> errors;
  for (const std::string& path : arguments.files) {
    for (Error& error : verify_wasm(path)) errors.push_back(std::move(error));
  }
  if (!errors.empty()) return report_errors(errors);
  return report_error(print(count_of(arguments.files.size(), "file") + " verified\n"));
}

int run_analysis(std::span<char*> words) {
  std::string_view command = words.empty() ? "--help" : words.front();
  if (command == "--version") return report_error(print("sinter-analysis " SINTER_VERSION "\n"));
  if (command == "--help" || command == "-h") return report_error(print(usage_text));
  words = words.subspan(1);
  if (command == "size") return report_error(size(words));
  if (command == "bind") return report_error(bind(words));
  if (command == "verify") return verify(words);
  return report_error(fail(Code::usage, quote(command) + " is not for this program, which only looks at files",
                           "use size, bind or verify; the whole tool runs on Linux"));
}

}  // namespace
}  // namespace sinter

int main(int count, char** arguments) {
  std::span<char*> words(arguments + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0));
#ifdef _WIN32
  _setmode(_fileno(stdout), _O_BINARY);  // the same bytes as elsewhere
  // Windows takes paths with slashes, too, and we take no others.
  for (char* word : words) std::replace(word, word + std::strlen(word), '\\', '/');
#endif
  return sinter::run_analysis(words);
}
