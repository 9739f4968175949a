#include "command_line.h"

#include "base/ranges.h"
#include "base/text.h"
#include "command_line_differential.h"
#include "command_line_help.h"
#include "command_line_library.h"
#include "command_line_size.h"
#include "command_line_stages.h"
#include "command_line_upkeep.h"
#include "config/units.h"

namespace sinter {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  sinter init hello            a new project, to begin with\n"
    "  sinter build                 everything in sinter.toml\n"
    "  sinter build text -j 1       one goal and what it needs, one action at a time\n"
    "  sinter test                  every test; what passed and has not changed is not run again\n"
    "  sinter run dev               a server of the project, on this terminal\n"
    "  sinter size dist/a.wasm      what a binary is made of\n"
    "\n"
    "Exit codes: 0 done; 1 something of yours failed; 2 usage or configuration; 3 environment;\n"
    "130 interrupted.";

/// "simd=path" as a pair; CLI11 shows the message beside the option's name.
std::vector<NamedFile> named_files(const std::vector<std::string>& texts) {
  std::vector<NamedFile> files;
  for (const std::string& text : texts) {
    std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      throw CLI::ValidationError("`" + text + "` is not NAME=PATH");
    }
    files.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return files;
}

/// The parser and the values that it fills, which must live as long as it does.
class Parser {
 public:
  Parser() {
    app_.formatter(std::make_shared<OptionFormatter>());
    app_.footer(
        "`sinter --help` lists the options of all commands: -C, --profile, -j, --json, ...");  // of each command
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "help of every command");
    app_.set_version_flag("--version", "sinter " SINTER_VERSION);
    app_.fallthrough();
    add_common();
    add_init();
    add_build();
    add_run();
    add_config();
    add_graph();
    add_explain();
    add_doctor();
    size_.add(app_);
    add_verify();
    add_release();
    upkeep_.add(app_);
    add_cache();
    help_ = app_.add_subcommand("help", "how a command is used");
    help_->add_option("COMMAND", help_topic_, "the command, as in `help cache gc` (default: all of them)");
    add_compile();
    add_optimize();
    add_choose();
    add_bind();
    add_component();
    add_package_npm();
    for (CLI::App* stage : {compile_, optimize_, choose_, bind_, component_, package_}) stage->group(stages_name);
    stages_.add(app_);
    app_.footer(examples);
  }

  std::variant<CommandLine, Finish> parse(int count, const char* const* arguments) {
    try {
      app_.parse(count, const_cast<char**>(arguments));
      if (help_->parsed()) return help();
      return take();
    } catch (const CLI::Success& help) {
      std::ostringstream out, err;
      app_.exit(help, out, err);
      return Finish{out.str(), 0};
    } catch (const CLI::RequiredError& error) {
      std::vector<std::string> unknown = app_.remaining();
      if (!app_.get_subcommands().empty() || unknown.empty()) return Finish{missing(error), exit_code(Code::usage)};
      bool is_command = !unknown.front().starts_with('-');
      return Finish{is_command ? unknown_command(unknown.front()) : unknown_argument(), exit_code(Code::usage)};
    } catch (const CLI::ExtrasError&) {
      return Finish{unknown_argument(), exit_code(Code::usage)};
    } catch (const CLI::Error& error) {
      return Finish{usage_error(error.what()), exit_code(Code::usage)};
    }
  }

 private:
  /// The command that was asked for, also one of another one's; null if there was none.
  const CLI::App* asked() const {
    const CLI::App* command = nullptr;
    for (auto found = app_.get_subcommands(); !found.empty(); found = command->get_subcommands())
      command = found.front();
    return command;
  }

  /// "sinter cache gc"
  std::string asked_name() const {
    std::string name = "sinter";
    for (auto found = app_.get_subcommands(); !found.empty(); found = found.front()->get_subcommands()) {
      name += " " + found.front()->get_name();
    }
    return name;
  }

  std::string usage_error(std::string what) const {
    Error error{.code = Code::usage, .what = std::move(what)};
    if (asked() == nullptr) error.next = "`sinter --help` lists the commands, `sinter init` begins a project";
    else error.next = quote(asked_name() + " --help") + " says how it is used";
    return render(error);
  }

  std::string missing(const CLI::RequiredError& error) const {
    std::string what = error.what();
    return usage_error(what == "A subcommand is required" ? quote(asked_name()) + " needs a command" : what);
  }

  std::string unknown_argument() const {
    std::string name = app_.remaining(true).front();
    if (!name.starts_with('-')) return usage_error(quote(asked_name()) + " does not take " + quote(name));
    std::vector<std::string> names;
    for (const CLI::App* app : {asked(), &app_}) {
      if (app == nullptr) continue;
      for (const CLI::Option* option : app->get_options()) {
        if (!option->get_positional()) names.push_back(option->get_name());
      }
    }
    name = name.substr(0, name.find('='));
    std::optional<std::string> near = nearest(name, names);
    if (!near) return usage_error(quote(asked_name()) + " has no option " + quote(name));
    return render(Error{.code = Code::usage,
                        .what = quote(*near == name ? "sinter" : asked_name()) + " has no option " + quote(name),
                        .next = *near == name ? "it belongs to " + quote(asked_name()) + ": write it behind that"
                                              : "did you mean " + quote(*near) + "?"});
  }

  /// "`sinter cache` has no command `gcc`": `topic` is none of these.
  static std::string unknown_part(const std::string& command, const std::string& topic,
                                  const std::vector<const CLI::App*>& known) {
    std::vector<std::string> names;
    for (const CLI::App* app : known) names.push_back(app->get_name());
    Error error{.code = Code::usage, .what = quote(command) + " has no command " + quote(topic)};
    std::optional<std::string> near = nearest(topic, names);
    if (near) error.next = "did you mean " + quote(*near) + "?";
    else
      error.next =
          names.empty() ? quote(command + " --help") + " says how it is used" : "use one of: " + join(names, ", ");
    return render(error);
  }

  Finish help() const {
    // help() itself would describe `help`, the command that was found last.
    if (help_topic_.empty()) return {app_.get_formatter()->make_help(&app_, "sinter", CLI::AppFormatMode::Normal), 0};
    const CLI::App* command = &app_;
    std::string name = "sinter", before;
    for (const std::string& topic : help_topic_) {
      std::vector<const CLI::App*> all = command->get_subcommands([](const CLI::App*) { return true; });
      auto found = ranges::find(all, topic, [](const CLI::App* app) { return app->get_name(); });
      if (found == all.end() && command == &app_) return {unknown_command(topic), exit_code(Code::usage)};
      if (found == all.end()) return {unknown_part(name, topic, all), exit_code(Code::usage)};
      command = *found;
      before = std::exchange(name, name + " " + topic);
    }
    return {command->help(before), 0};
  }

  std::string unknown_command(const std::string& name) const {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    std::optional<std::string> near = nearest(name, names);
    return render(
        Error{.code = Code::usage,
              .what = "there is no command " + quote(name),
              .next = near ? "did you mean " + quote(*near) + "?" : "the commands are: " + join(names, ", ")});
  }

  void add_common() {
    app_.add_option("-C", line_.folder, "work in this folder")->type_name("DIR");
    app_.add_option("--profile", line_.profile, "production (default), development or test; also SINTER_PROFILE")
        ->type_name("NAME");
    app_.add_option("-j", line_.slots, "how many actions may run at once (default: one a processor)")
        ->check(CLI::Range(1u, 1024u))
        ->type_name("N");
    app_.add_flag("--json", line_.is_json, "for programs: events as JSON lines, or one object (docs/report.md)");
    app_.add_flag("--quiet", is_quiet_, "only failures");
    app_.add_flag("--verbose", is_verbose_, "every action, with its cause");
    app_.add_option("--color", colour_, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
  }

  void add_init() {
    init_ = app_.add_subcommand("init", "write a small project that builds, to begin with");
    init_->add_option("DIR", init_command_.folder, "where (default: here); what is there is never replaced");
    init_->add_option("--language", init_command_.language, "cpp (default), rust, or polyglot: both and a step")
        ->check(CLI::IsMember({"cpp", "rust", "polyglot"}))
        ->type_name("NAME");
  }

  void add_build() {
    build_ = app_.add_subcommand("build", "build goals: modules, packages and steps (default: all)");
    build_->add_option("GOAL", build_command_.goals, "what to build");
    build_->add_flag("--keep-going", build_command_.keep_going, "after a failure, build what does not depend on it");
    build_->add_flag("--strict", build_command_.is_strict, "fail actions that use files they do not declare (Linux)");
    build_->add_flag("--check-determinism", build_command_.checks_determinism,
                     "run actions twice, and fail those that make other bytes");
    add_rounds(*build_, build_command_);
    test_ = app_.add_subcommand("test", "run tests: of modules in every variant, and steps with `test = true`");
    test_->add_option("GOAL", test_command_.goals, "whose tests to run (default: all)");
    test_->add_flag("--keep-going", test_command_.keep_going, "after a failure, run the other tests too");
    add_rounds(*test_, test_command_);
    add_differential(*test_, differential_command_);
  }

  /// What builds and tests share.
  static void add_rounds(CLI::App& app, BuildCommand& command) {
    app.add_flag("--explain", command.is_explained, "what changed for each action that runs: old -> new");
    CLI::Option* dry_run =
        app.add_flag("--dry-run", command.is_dry_run, "only say what would run, and why; touch nothing");
    app.add_option("--trace", command.trace, "write what ran when, for ui.perfetto.dev (docs/trace.md)")
        ->type_name("FILE")
        ->excludes(dry_run);
    CLI::Option* since =
        app.add_option("--since", command.since, "only what differs from a revision of git reaches (docs/since.md)")
            ->type_name("REV");
    app.add_flag("--watch", command.is_watch, "do it again whenever something changes (docs/watch.md)")
        ->excludes(since)
        ->excludes(dry_run);
  }

  void add_run() {
    run_ = app_.add_subcommand("run", "build what a step needs, then run it; interactive steps on this terminal");
    run_->add_option("STEP", run_command_.step, "the step")->required();
    run_->add_option("ARG", run_command_.arguments, "what an interactive step's command gets beside its own, after --");
  }

  void add_config() {
    config_ = app_.add_subcommand("config", "the project as it is built: every value, and where it came from");
    config_->add_option("--format", config_command_.format, "toml (default) or json")
        ->check(CLI::IsMember({"toml", "json"}))
        ->type_name("FORMAT");
  }

  void add_doctor() {
    doctor_ = app_.add_subcommand("doctor", "whether builds can run here, and what would make them better");
    doctor_->add_option("--format", doctor_command_.format, "text (default) or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORMAT");
  }

  void add_explain() {
    explain_ =
        app_.add_subcommand("explain", "why something ran last, what it reads and makes, and what it would do now");
    explain_->add_option("NAME", explain_command_.name, "a goal, an action, or a file that is made or read")
        ->required();
    explain_->add_option("--format", explain_command_.format, "text (default) or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORMAT");
  }

  void add_graph() {
    graph_ = app_.add_subcommand("graph", "the plan as a picture: what is built from what, and how long it took");
    graph_->add_option("GOAL", graph_command_.goals, "what is built, and all it needs (default: everything)");
    graph_->add_option("--format", graph_command_.format, "text (default), dot, mermaid, json or html")
        ->check(CLI::IsMember({"text", "dot", "mermaid", "json", "html"}))
        ->type_name("FORMAT");
    graph_->add_option("--by", graph_command_.detail, "a box an action or a goal; default: actions, unless too many")
        ->check(CLI::IsMember({"action", "goal"}))
        ->type_name("UNIT");
    graph_->add_flag("--tests", graph_command_.with_tests, "what `sinter test` runs, too");
    graph_->add_option("-o", graph_command_.output, "write there instead of standard output")->type_name("OUT");
  }

  void add_compile() {
    CompileCommand& command = compile_command_;
    compile_ = app_.add_subcommand("compile", "build a package of another language into a wasm file");
    compile_->add_option("FOLDER", command.folder, "the package")->required();
    compile_->add_option("--language", command.language, "rust or go")
        ->required()
        ->check(CLI::IsMember({"rust", "go"}))
        ->type_name("NAME");
    compile_->add_option("-o", command.output, "where the wasm file goes")->required()->type_name("OUT");
    compile_->add_option("--depfile", command.depfile, "where to write what was read")->required()->type_name("FILE");
    compile_->add_option("--scratch", command.scratch_folder, "what the language's build tool keeps")
        ->required()
        ->type_name("DIR");
    compile_->add_option("--goal", command.goal, "size (default), speed, balanced or none")
        ->check(CLI::IsMember({"size", "speed", "balanced", "none"}))
        ->type_name("GOAL");
    compile_->add_option("--flag", command.flags, "a further argument for the compiler")->type_name("FLAG");
    compile_->add_flag("--simd", command.is_simd, "use SIMD instructions");
    compile_->add_flag("--lto", command.lto, "optimise across packages");
    compile_->add_flag("--keep-debug", command.keep_debug, "keep names and debugging sections");
  }

  void add_optimize() {
    optimize_ = app_.add_subcommand("optimize", "optimise one wasm file with wasm-opt, never trusting its result");
    optimize_->add_option("IN", optimize_command_.input, "the wasm file")->required();
    optimize_->add_option("-o", optimize_command_.output, "where the result goes")->required()->type_name("OUT");
    optimize_->add_option("--goal", optimize_command_.goal, "size (default), speed, balanced or none")
        ->check(CLI::IsMember({"size", "speed", "balanced", "none"}))
        ->type_name("GOAL");
    optimize_->add_flag("--keep-debug", optimize_command_.keep_debug, "keep names and debugging sections");
    optimize_
        ->add_option("--imports", optimize_command_.imports,
                     "what it may import: any (default), none, or wasi: what `bind` provides of it")
        ->check(CLI::IsMember({"any", "none", "wasi"}))
        ->type_name("WHICH");
    optimize_
        ->add_option("--source-map", optimize_command_.source_map,
                     "write which source line each byte of the result came from")
        ->type_name("FILE");
    optimize_
        ->add_option("--pipeline", optimize_command_.pipeline,
                     "how, in the place of the goal's way: Oz, Os, O2, O3, O4, or Oz+Oz: twice")
        ->check(CLI::IsMember({"Oz", "Os", "O2", "O3", "O4", "Oz+Oz", "O2+O2", "O3+O3"}))
        ->type_name("HOW");
    optimize_->add_option("--names", optimize_command_.names, "write the names of the result's functions")
        ->type_name("FILE");
  }

  void add_choose() {
    ChooseCommand& command = choose_command_;
    choose_ = app_.add_subcommand("choose", "ship the smallest of several results of `optimize`");
    choose_->add_option("--measure", command.measure, "raw, gzip or brotli")
        ->check(CLI::IsMember({"raw", "gzip", "brotli"}))
        ->required();
    choose_
        ->add_option("--candidate", candidates_, "how it was made, and where it is, with its .map and .names beside it")
        ->required()
        ->type_name("NAME=FILE");
    choose_->add_option("-o", command.output, "where the smallest goes")->required()->type_name("OUT");
    choose_->add_option("--source-map", command.source_map, "where its lines go")->required()->type_name("FILE");
    choose_->add_option("--names", command.names, "where its names go")->required()->type_name("FILE");
    choose_->add_option("--report", command.report, "where the sizes of all go, as JSON")
        ->required()
        ->type_name("FILE");
  }

  void add_bind() {
    bind_ = app_.add_subcommand("bind", "write the JavaScript, types and manifest of a module's exports");
    bind_->add_option("--module", bind_command_.module, "the module's name")->required()->type_name("NAME");
    bind_->add_option("--variant", variants_, "a linked wasm file of the module, as simd=FILE")
        ->required()
        ->type_name("NAME=FILE");
    bind_->add_flag("--watch-views", bind_command_.watches_views,
                    "let views of memory say when they are used after memory has moved");
    bind_->add_option("-o", bind_command_.output_folder, "where the files go")->required()->type_name("DIR");
  }

  void add_component() {
    ComponentCommand& command = component_command_;
    component_ = app_.add_subcommand("component", "make a component of a module, and the WIT that describes it");
    component_->add_option("--module", command.module, "the module's name")->required()->type_name("NAME");
    component_->add_option("--project", command.project, "the namespace of its package")->required()->type_name("NAME");
    component_->add_option("--version", command.version, "its version");
    component_->add_option("--linked", command.linked, "the linked wasm file")->required()->type_name("FILE");
    component_->add_option("--core", command.core, "the wasm file that ships; default: the linked one")
        ->type_name("FILE");
    component_->add_option("-o", command.output_folder, "where the files go")->required()->type_name("DIR");
  }

  void add_package_npm() {
    PackageNpmCommand& command = package_command_;
    package_ = app_.add_subcommand("package-npm", "assemble an npm package from bound modules");
    package_->add_option("--name", command.name, "the package's name")->required();
    package_->add_option("--version", command.version, "its version")->required();
    package_->add_option("--license", command.license, "its licence, as an SPDX expression");
    package_->add_option("--description", command.description, "one sentence");
    package_->add_option("--homepage", command.homepage, "a URL");
    package_->add_option("--readme", command.readme, "a README.md; default: one made from the manifests");
    package_->add_option("--license-file", command.license_file, "the text of the licence");
    package_->add_option("--package-json", command.package_json, "the project's own: its fields are kept");
    package_->add_option("--module", modules_, "a module and the folder of its files")
        ->required()
        ->type_name("NAME=DIR");
    package_->add_option("--script", scripts_, "a module and JavaScript of it: twin.js, host.js, what they import")
        ->type_name("NAME=FILE");
    package_->add_option("--dispatch", dispatches_, "a module and the JSON of what its implementations cost")
        ->type_name("NAME=FILE");
    package_->add_option("--component", command.components, "a module whose component is shipped, too")
        ->type_name("NAME");
    package_->add_option("--sizes", command.sizes_files, "what `size --format json` wrote of a file of a module")
        ->type_name("FILE");
    package_->add_option("--budget", command.budgets,
                         "fail when all files together are above: raw=N, gzip=N, brotli=N");
    package_->add_option("--baseline", command.baseline, "the name under which builds of it are remembered");
    package_->add_option("--sizes-output", command.sizes_output, "write its own sizes there")->type_name("FILE");
    package_->add_option("-o", command.output_folder, "where the package goes")->required()->type_name("DIR");
  }

  void add_verify() {
    verify_ = app_.add_subcommand("verify", "check that what was built is there, unchanged, and good");
    verify_->add_option("GOAL", verify_command_.goals, "what to check (default: all)");
  }

  void add_release() {
    release_ = app_.add_subcommand("release", "put what is to be published into dist/release (docs/release.md)");
    CLI::Option* update = release_->add_flag("--update", release_command_.is_update,
                                             "write the next version and the changelog, from what was committed");
    release_->add_option("--set", release_command_.version, "with --update: this version")
        ->needs(update)
        ->type_name("VERSION");
    release_->add_flag("--allow-uncommitted", release_command_.allows_uncommitted, "what is not committed, too");
    release_->add_flag("--publish", release_command_.is_published, "publish it where [release] says")->excludes(update);
    release_->add_flag("--dry-run", release_command_.is_dry_run, "only say what would be published")->excludes(update);
  }

  void add_cache() {
    cache_ = app_.add_subcommand("cache", "look after the cache that builds restore from");
    cache_->require_subcommand(1);
    cache_->add_subcommand("stats", "how large it is and what it holds");
    cache_gc_ = cache_->add_subcommand("gc", "remove what nothing needs, and what is over its size");
    cache_gc_->add_option("--size", cache_size_, "trim to this instead of [cache] size")->type_name("SIZE");
    cache_verify_ = cache_->add_subcommand("verify", "read all of it and remove what is damaged");
  }

  CacheCommand cache_command() const {
    CacheCommand command;
    if (cache_gc_->parsed()) command.task = CacheCommand::Task::gc;
    if (cache_verify_->parsed()) command.task = CacheCommand::Task::verify;
    if (cache_size_.empty()) return command;
    command.size_bytes_max = parse_size(cache_size_);
    if (!command.size_bytes_max) throw CLI::ValidationError("--size", "`" + cache_size_ + "` is no size like `5 GB`");
    return command;
  }

  /// --json asks those that answer with one text for its JSON, unless --format says otherwise.
  void answer_in_json() {
    for (auto [app, format] : {std::pair{config_, &config_command_.format},
                               {doctor_, &doctor_command_.format},
                               {explain_, &explain_command_.format},
                               {graph_, &graph_command_.format}}) {
      if (app->get_option("--format")->count() == 0) *format = "json";
    }
  }

  CommandLine take() {
    if (line_.is_json) answer_in_json();
    if (is_quiet_) line_.verbosity = Verbosity::quiet;
    if (is_verbose_) line_.verbosity = Verbosity::verbose;
    if (colour_ == "always") line_.colour = ColourChoice::always;
    if (colour_ == "never") line_.colour = ColourChoice::never;
    bind_command_.variants = named_files(variants_);
    package_command_.modules = named_files(modules_);
    package_command_.scripts = named_files(scripts_);
    package_command_.dispatches = named_files(dispatches_);
    test_command_.is_test = true;
    if (init_->parsed()) line_.command = std::move(init_command_);
    if (build_->parsed()) line_.command = std::move(build_command_);
    if (test_->parsed()) line_.command = std::move(test_command_);
    if (!differential_command_.module.empty()) line_.command = std::move(differential_command_);
    if (run_->parsed()) line_.command = std::move(run_command_);
    if (config_->parsed()) line_.command = std::move(config_command_);
    if (doctor_->parsed()) line_.command = std::move(doctor_command_);
    if (explain_->parsed()) line_.command = std::move(explain_command_);
    if (graph_->parsed()) line_.command = std::move(graph_command_);
    if (compile_->parsed()) line_.command = std::move(compile_command_);
    if (optimize_->parsed()) line_.command = std::move(optimize_command_);
    choose_command_.candidates = named_files(candidates_);
    if (choose_->parsed()) line_.command = std::move(choose_command_);
    if (bind_->parsed()) line_.command = std::move(bind_command_);
    if (component_->parsed()) line_.command = std::move(component_command_);
    if (package_->parsed()) line_.command = std::move(package_command_);
    if (release_->parsed()) line_.command = std::move(release_command_);
    if (verify_->parsed()) line_.command = std::move(verify_command_);
    size_.take(line_);
    upkeep_.take(line_);
    stages_.take(line_);
    if (cache_->parsed()) line_.command = cache_command();
    return std::move(line_);
  }

  CLI::App app_{"Turns C++, C, Rust and Go into small, typed, tested WebAssembly packages.", "sinter"};
  CommandLine line_;
  bool is_quiet_ = false;
  bool is_verbose_ = false;
  std::string colour_ = "auto";
  InitCommand init_command_;
  BuildCommand build_command_, test_command_;
  DifferentialCommand differential_command_;
  RunCommand run_command_;
  ConfigCommand config_command_;
  DoctorCommand doctor_command_;
  ExplainCommand explain_command_;
  GraphCommand graph_command_;
  CompileCommand compile_command_;
  OptimizeCommand optimize_command_;
  ChooseCommand choose_command_;
  std::vector<std::string> candidates_;
  BindCommand bind_command_;
  ComponentCommand component_command_;
  std::vector<std::string> variants_;
  PackageNpmCommand package_command_;
  std::vector<std::string> modules_, scripts_, dispatches_;
  std::vector<std::string> help_topic_;
  CLI::App *init_ = nullptr, *build_ = nullptr, *test_ = nullptr, *run_ = nullptr, *config_ = nullptr,
           *doctor_ = nullptr, *explain_ = nullptr, *graph_ = nullptr, *compile_ = nullptr, *optimize_ = nullptr,
           *choose_ = nullptr, *bind_ = nullptr, *component_ = nullptr, *package_ = nullptr, *help_ = nullptr,
           *verify_ = nullptr, *release_ = nullptr, *cache_ = nullptr, *cache_gc_ = nullptr, *cache_verify_ = nullptr;
  SizeOptions size_;
  UpkeepOptions upkeep_;
  StageOptions stages_;
  VerifyCommand verify_command_;
  ReleaseCommand release_command_;
  std::string cache_size_;
};

}  // namespace

std::variant<CommandLine, Finish> read_command_line(int count, const char* const* arguments) {
  return Parser().parse(count, arguments);
}

}  // namespace sinter
