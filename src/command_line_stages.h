// The options of stages that builds run on files: `find-sources`, `compile-folder`, `check-program`. A part of
// command_line.cc, the one file that includes it.
#pragma once

#include "command_line.h"
#include "command_line_library.h"

namespace sinter {

/// What `--help` calls the commands that builds run on files; people seldom have to.
inline constexpr char stages_name[] = "Stages, which builds run";

class StageOptions {
 public:
  void add(CLI::App& app) {
    search_ = app.add_subcommand("find-sources", "list what a pattern finds in a folder, in parts");
    search_->group(stages_name);
    search_->add_option("DIR", search_command_.folder, "the folder, which a step has made")->required();
    search_->add_option("--pattern", search_command_.pattern, "of its sources, as seen from the project")
        ->required()
        ->type_name("PATTERN");
    search_->add_option("--exclude", search_command_.excluded, "sources to leave out")->type_name("PATTERN");
    search_->add_option("--lists", search_command_.lists, "the folder for the lists")->required()->type_name("DIR");
    folder_ = app.add_subcommand("compile-folder", "compile the listed files of a folder");
    folder_->group(stages_name);
    folder_->add_option("DIR", folder_command_.folder, "the folder, which a step has made")->required();
    folder_->add_option("--list", folder_command_.list, "what `find-sources` found")->required()->type_name("FILE");
    folder_->add_option("--objects", folder_command_.objects, "the folder for objects and the list of them")
        ->required()
        ->type_name("DIR");
    folder_->add_option("--depfile", folder_command_.depfile, "what was read")->required()->type_name("FILE");
    folder_->add_option("COMMAND", folder_command_.compiler, "the compiler and its flags, after `--`")->required();
    CheckProgramCommand& command = check_command_;
    check_ = app.add_subcommand("check-program", "refuse a program that is not what its target wants");
    check_->group(stages_name);
    check_->add_option("FILE", command.file, "the program")->required();
    check_->add_option("--target", command.target, "what it was built for, such as aarch64-macos")
        ->required()
        ->type_name("TARGET");
    check_->add_option("--budget", command.budgets, "fail above this: raw=N, gzip=N or brotli=N bytes")
        ->type_name("LIMIT");
    check_->add_option("--baseline", command.baseline, "the name under which builds of it are remembered");
    check_->add_option("-o", command.output, "write there instead of standard output")->type_name("OUT");
  }

  /// What was asked for, if it is one of these.
  void take(CommandLine& line) {
    if (check_->parsed()) line.command = std::move(check_command_);
    if (search_->parsed()) line.command = std::move(search_command_);
    if (folder_->parsed()) line.command = std::move(folder_command_);
  }

 private:
  FindSourcesCommand search_command_;
  CompileFolderCommand folder_command_;
  CheckProgramCommand check_command_;
  CLI::App *search_ = nullptr, *folder_ = nullptr, *check_ = nullptr;
};

}  // namespace sinter
