// The options of `sinter size`. A part of command_line.cc, the one file that includes it.
#pragma once

#include "base/text.h"
#include "command_line.h"
#include "command_line_library.h"

namespace sinter {

class SizeOptions {
 public:
  void add(CLI::App& app) {
    SizeCommand& command = command_;
    size_ = app.add_subcommand("size", "what a binary is made of: who owns every byte (docs/size.md)");
    size_->add_option("FILE", command.file, "wasm, ELF, Mach-O or PE; or a module that was built: text, text/baseline");
    size_->add_option("OTHER", command.others, "with --duplicates: files that it ships with");
    std::vector<std::string> views = {"function",  "section",  "data",     "import", "export",
                                      "namespace", "template", "producer", "source", "directory"};
    size_->add_option("--by", command.by, join(views, ", ") + " (default: section and function)")
        ->check(CLI::IsMember(views))
        ->type_name("VIEW");
    size_->add_flag("--dominators", command.shows_dominators, "what each part keeps in the file, as a tree");
    size_->add_option("--paths", command.paths, "why a function, data segment or import is there")->type_name("NAME");
    size_->add_flag("--garbage", command.shows_garbage, "what nothing needs");
    size_->add_flag("--inlined", command.shows_inlined, "what functions are made of: calls inlined into them, a tree");
    size_->add_option("--diff", command.diff, "what was added, has grown, shrunk or gone since OLD")->type_name("OLD");
    size_->add_flag("--duplicates", command.shows_duplicates, "what is there more than once");
    size_->add_flag("--advice", command.shows_advice, "what would make it smaller, and by how many bytes");
    size_->add_option("--top", command.top, "how many of the largest to show (default: 20), or `all`")->type_name("N");
    size_->add_flag("--compressed", command.is_compressed, "measure gzip, brotli and zstd, too: seconds a megabyte");
    size_->add_option("--before", command.before, "the file it was made from, to compare")->type_name("FILE");
    size_->add_option("--names", command.names, "its side file with names (default: found)")->type_name("FILE");
    size_->add_option("--source-map", command.source_map, "its side file with lines (default: found)")
        ->type_name("FILE");
    size_->add_option("--format", command.format, "table (default), json, github (Markdown) or html (one page)")
        ->check(CLI::IsMember({"table", "json", "github", "html"}))
        ->type_name("FORMAT");
    size_->add_option("-o", command.output, "write there instead of standard output")->type_name("OUT");
    size_->add_option("--baseline", command.baseline,
                      "the name under which builds of it are remembered: what has grown");
    size_->add_option("--budget", command.budgets, "fail above this: raw=N, gzip=N or brotli=N bytes")
        ->type_name("LIMIT");
    size_->add_flag("--compare-profiles", is_comparison_, "build FILE for debugging, and without and with lto");
    size_->add_flag("--update", is_update_, "write sinter.sizes, and say which budgets hold what is there now");
    history_ = size_->add_subcommand("history", "how large a module, package or step was in every build");
    history_->add_option("GOAL", history_command_.goal, "what was built: text, text/simd")->required();
    history_->add_option("--format", history_command_.format, "table (default), json, or html, which draws a trend")
        ->check(CLI::IsMember({"table", "json", "html"}))
        ->type_name("FORMAT");
    history_->add_option("-o", history_command_.output, "write there instead of standard output")->type_name("OUT");
  }

  /// What was asked for, if it is one of these.
  void take(CommandLine& line) {
    if (line.is_json && size_->get_option("--format")->count() == 0) command_.format = "json";
    if (line.is_json && history_->get_option("--format")->count() == 0) history_command_.format = "json";
    if (!size_->parsed()) return;
    if (history_->parsed()) {
      line.command = std::move(history_command_);
    } else if (is_update_) {
      std::vector<std::string> goals = std::move(command_.others);
      if (!command_.file.empty()) goals.insert(goals.begin(), std::move(command_.file));
      line.command = SizeUpdateCommand{std::move(goals)};
    } else if (command_.file.empty()) {
      throw CLI::RequiredError("FILE");
    } else if (is_comparison_) {
      line.command = CompareProfilesCommand{.goal = std::move(command_.file),
                                            .by = std::move(command_.by),
                                            .top = std::move(command_.top),
                                            .format = std::move(command_.format)};
    } else {
      line.command = std::move(command_);
    }
  }

 private:
  SizeCommand command_;
  SizeHistoryCommand history_command_;
  bool is_update_ = false;
  bool is_comparison_ = false;
  CLI::App *size_ = nullptr, *history_ = nullptr;
};

}  // namespace sinter
