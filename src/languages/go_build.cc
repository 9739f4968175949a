#include "languages/go_build.h"

#include "base/path.h"
#include "base/text.h"
#include "languages/foreign_tools.h"
#include "languages/outside_run.h"
#include "os/files.h"
#include "wasm/module.h"

namespace sinter {
namespace {

/// What the compiler of Go 1.24 and newer uses beyond the first version of wasm.
constexpr std::string_view go_features[] = {"bulk-memory", "nontrapping-fptoint", "sign-ext"};

/// Go's modules that lie in its module cache never change; go.sum has their digests.
constexpr std::string_view files_template =
    "{{if not .Standard}}{{if and .Module (not .Module.Main) (or (not .Module.Replace) "
    ".Module.Replace.Version)}}{{else}}"
    "{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}{{range .SFiles}}{{$d}}/{{.}}\n{{end}}"
    "{{range .HFiles}}{{$d}}/{{.}}\n{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}\n{{end}}"
    "{{with .Module}}{{.GoMod}}\n{{end}}{{end}}{{end}}";

}  // namespace

Result<std::string> build_with_go(const LanguageBuild& request) {
  ForeignTools tools = SINTER_TRY(find_go(environment_value(request.environment, "PATH"), request.environment));
  std::string project = SINTER_TRY(real_path("."));
  std::vector<std::string> environment = request.environment;
  environment.insert(environment.end(), {"GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false",
                                         "GOCACHE=" + join_path(project, request.scratch_folder) + "/cache"});
  // `-C` must be the first argument after the verb; all other paths are seen from there.
  std::string built = join_path(project, request.output);
  std::vector<std::string> build = {tools.build_tool.path, "build",    "-C", request.folder,
                                    "-buildmode=c-shared", "-trimpath"};
  build.insert(build.end(), {"-ldflags", request.debug ? "-buildid=" : "-s -w -buildid=", "-o", built});
  build.insert(build.end(), request.flags.begin(), request.flags.end());
  build.emplace_back(".");
  std::string said = SINTER_TRY(run_tool(std::move(build), environment, request));
  SINTER_TRY(
      write_file(request.output, SINTER_TRY(with_go_features(SINTER_TRY(read_file(request.output)), request.output))));

  std::vector<std::string> list = {tools.build_tool.path,      "list", "-C", request.folder, "-deps", "-f",
                                   std::string(files_template)};
  list.insert(list.end(), request.flags.begin(), request.flags.end());
  list.emplace_back(".");
  std::vector<std::string> read;
  for (std::string& line : split(SINTER_TRY(run_tool(std::move(list), environment, request)), '\n')) {
    if (line.starts_with('/')) read.push_back(std::move(line));
  }
  // Which Go that was may be settled by go.mod, and by `go env -w`.
  std::vector<std::string> ask = {tools.build_tool.path, "env", "-C", request.folder, "GOROOT", "GOTOOLDIR", "GOENV"};
  std::vector<std::string> told = split(SINTER_TRY(run_tool(std::move(ask), environment, request)), '\n');
  if (told.size() >= 3) {
    for (Tool& part : go_parts(told[0], told[1])) read.push_back(std::move(part.path));
    if (exists(told[2])) read.push_back(told[2]);
  }
  SINTER_TRY(write_depfile(request, std::move(read)));
  return said;
}

Result<std::string> with_go_features(const std::string& wasm, const std::string& path) {
  auto module = wasm::read_module(wasm);
  if (!module) return fail(wasm::malformed(path, module.error()));
  if (!wasm::custom_sections(module->sections, "target_features").empty()) return wasm;
  auto named = [](std::string_view name) { return static_cast<char>(name.size()) + std::string(name); };
  std::string payload = named("target_features") + static_cast<char>(std::size(go_features));
  for (std::string_view feature : go_features) payload += "+" + named(feature);
  SINTER_ASSERT(payload.size() < 128);  // its length is one byte
  return wasm + '\0' + static_cast<char>(payload.size()) + payload;
}

}  // namespace sinter
