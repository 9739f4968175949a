// The options of `compile-folder`. A part of command_line.cc, the one file that includes it.
#pragma once

#include "command_line.h"
#include "command_line_library.h"

namespace sinter {

class FolderOptions {
 public:
  void add(CLI::App& app) {
    app_ = app.add_subcommand("compile-folder", "compile what a pattern finds in a folder");
    app_->add_option("DIR", command_.folder, "the folder, which a step has made")->required();
    app_->add_option("--pattern", command_.pattern, "of its sources, as seen from the project")
        ->required()
        ->type_name("PATTERN");
    app_->add_option("--exclude", command_.excluded, "sources to leave out")->type_name("PATTERN");
    app_->add_option("--objects", command_.objects, "the folder for objects and the list of them")
        ->required()
        ->type_name("DIR");
    app_->add_option("--depfile", command_.depfile, "what was read")->required()->type_name("FILE");
    app_->add_option("COMMAND", command_.compiler, "the compiler and its flags, after `--`")->required();
  }

  /// What was asked for, if it is this.
  void take(CommandLine& line) {
    if (app_->parsed()) line.command = std::move(command_);
  }

 private:
  CompileFolderCommand command_;
  CLI::App* app_ = nullptr;
};

}  // namespace sinter
