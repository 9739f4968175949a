// The options of commands that look after a project beside building it: `bench`, `ci`, `clean`. A part of
// command_line.cc, the one file that includes it.
#pragma once

#include "command_line.h"
#include "command_line_library.h"

namespace sinter {

class UpkeepOptions {
 public:
  void add(CLI::App& app) {
    bench_ = app.add_subcommand("bench", "measure what [bench.NAME] says, by turns with what it is compared with");
    bench_->add_option("NAME", bench_command_.names, "what to measure (default: all)");
    bench_
        ->add_option("--against", bench_command_.against,
                     "a revision of git, which is built; or another build of the program")
        ->type_name("REV|FILE");
    bench_->add_flag("--instructions", bench_command_.counts_instructions, "count instructions, too, with valgrind");
    add_format(*bench_, bench_command_.format, "text (default), json or github (Markdown)", {"text", "json", "github"});
    history_ = bench_->add_subcommand("history", "what earlier runs of a benchmark found");
    history_->add_option("NAME", history_command_.name, "the benchmark")->required();
    add_format(*history_, history_command_.format, "table (default), json or html (one page)",
               {"table", "json", "html"});
    history_->add_option("-o", history_command_.output, "write there instead of standard output")->type_name("OUT");
    ci_ = app.add_subcommand("ci", "write the workflows in .github/workflows, from sinter.toml (docs/ci.md)");
    ci_->add_flag("--check", ci_command_.is_check, "only say whether they are those of sinter.toml");
    clean_ = app.add_subcommand("clean", "remove exactly what builds made, and nothing else");
    clean_->add_option("GOAL", clean_command_.goals, "what to clean (default: all, in every profile)");
    clean_->add_flag("--cache", clean_command_.forget_cache, "forget it in the cache, too");
    clean_->add_flag("--dry-run", clean_command_.is_dry_run, "only say what would be removed");
  }

  /// What was asked for, if it is one of these.
  void take(CommandLine& line) {
    if (line.is_json && bench_->get_option("--format")->count() == 0) bench_command_.format = "json";
    if (line.is_json && history_->get_option("--format")->count() == 0) history_command_.format = "json";
    if (bench_->parsed()) line.command = std::move(bench_command_);
    if (ci_->parsed()) line.command = ci_command_;
    if (clean_->parsed()) line.command = std::move(clean_command_);
    if (history_->parsed()) line.command = std::move(history_command_);
  }

 private:
  static void add_format(CLI::App& app, std::string& format, std::string description,
                         const std::vector<std::string>& names) {
    app.add_option("--format", format, std::move(description))->check(CLI::IsMember(names))->type_name("FORMAT");
  }

  BenchCommand bench_command_;
  BenchHistoryCommand history_command_;
  CiCommand ci_command_;
  CleanCommand clean_command_;
  CLI::App *bench_ = nullptr, *history_ = nullptr, *ci_ = nullptr, *clean_ = nullptr;
};

}  // namespace sinter
