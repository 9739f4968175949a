#include "bind/wasi.h"

#include "base/ranges.h"

namespace sinter {
namespace {

struct WasiFunction {
  std::string_view name;
  std::string_view text;
};

// The numbers are WASI's: 0 success, 8 no such descriptor, 28 invalid, 58 not supported,
// 70 no seeking here.
// clang-format off
constexpr WasiFunction functions[] = {
{"args_get", R"js(
    args_get: () => 0,)js"},
{"args_sizes_get", R"js(
    args_sizes_get: (count, size) => none(count, size),)js"},
{"clock_res_get", R"js(
    clock_res_get(clock, at) {
      if (clock > 1) return 28;
      view().setBigUint64(at, 1000000n, true);
      return 0;
    },)js"},
{"clock_time_get", R"js(
    clock_time_get(clock, precision, at) {
      if (clock > 1) return 28;
      view().setBigUint64(at, now(clock), true);
      return 0;
    },)js"},
{"environ_get", R"js(
    environ_get: () => 0,)js"},
{"environ_sizes_get", R"js(
    environ_sizes_get: (count, size) => none(count, size),)js"},
{"fd_close", R"js(
    fd_close: (file) => (file <= 2 ? 0 : 8),)js"},
{"fd_fdstat_get", R"js(
    fd_fdstat_get(file, at) {
      if (file > 2) return 8;
      new Uint8Array(host.memory.buffer, at, 24).fill(0);
      view().setUint8(at, 2); // a character device
      view().setUint8(at + 8, file === 0 ? 2 : 64); // that may be read, or written
      return 0;
    },)js"},
{"fd_fdstat_set_flags", R"js(
    fd_fdstat_set_flags: (file) => (file <= 2 ? 0 : 8),)js"},
{"fd_read", R"js(
    fd_read(file, parts, count, read) {
      if (file !== 0) return 8;
      view().setUint32(read, 0, true);
      return 0;
    },)js"},
{"fd_seek", R"js(
    fd_seek: (file) => (file <= 2 ? 70 : 8),)js"},
{"fd_write", R"js(
    fd_write(file, parts, count, written) {
      if (file !== 1 && file !== 2) return 8;
      let size = 0;
      for (let index = 0; index < count; index++) {
        const length = view().getUint32(parts + index * 8 + 4, true);
        print(file, new Uint8Array(host.memory.buffer, view().getUint32(parts + index * 8, true), length));
        size += length;
      }
      view().setUint32(written, size, true);
      return 0;
    },)js"},
{"poll_oneoff", R"js(
    // Only for sleeping. A call into wasm cannot be put aside, so the time is spent here.
    poll_oneoff(subscriptions, events, count, written) {
      let first;
      let end = Infinity;
      for (let at = subscriptions; at < subscriptions + count * 48; at += 48) {
        if (view().getUint8(at + 8) !== 0 || view().getUint32(at + 16, true) > 1) return 58;
        let wait = view().getBigUint64(at + 24, true);
        if (view().getUint16(at + 40, true) & 1) wait -= now(view().getUint32(at + 16, true));
        if (performance.now() + Number(wait) / 1e6 >= end) continue;
        first = view().getBigUint64(at, true);
        end = performance.now() + Number(wait) / 1e6;
      }
      if (first === undefined) return 28;
      while (performance.now() < end);
      new Uint8Array(host.memory.buffer, events, 32).fill(0);
      view().setBigUint64(events, first, true);
      view().setUint32(written, 1, true);
      return 0;
    },)js"},
{"proc_exit", R"js(
    proc_exit(code) {
      for (const file of [1, 2]) flush(file);
      throw new SinterError("exited", `the module ended itself with exit code ${code}`);
    },)js"},
{"random_get", R"js(
    random_get(at, length) {
      for (let done = 0; done < length; done += 65536) {
        crypto.getRandomValues(new Uint8Array(host.memory.buffer, at + done, Math.min(65536, length - done)));
      }
      return 0;
    },)js"},
{"sched_yield", R"js(
    sched_yield: () => 0,)js"},
};

/// These name a descriptor that cannot exist, since nothing was opened.
constexpr std::string_view file_functions[] = {
    "fd_advise", "fd_allocate", "fd_datasync", "fd_fdstat_set_rights", "fd_filestat_get", "fd_filestat_set_size",
    "fd_filestat_set_times", "fd_pread", "fd_prestat_dir_name", "fd_prestat_get", "fd_pwrite", "fd_readdir",
    "fd_renumber", "fd_sync", "fd_tell", "path_create_directory", "path_filestat_get", "path_filestat_set_times",
    "path_link", "path_open", "path_readlink", "path_remove_directory", "path_rename", "path_symlink",
    "path_unlink_file"};
// clang-format on

constexpr std::string_view beginning = R"js(
// What the module asks of its host through WASI: a console, clocks and random numbers. There
// are no files, arguments and variables.
function $wasi() {
  const host = { memory: undefined, imports: undefined };
  const view = () => new DataView(host.memory.buffer);
  const none = (count, size) => {
    view().setUint32(count, 0, true);
    view().setUint32(size, 0, true);
    return 0;
  };
  const now = (clock) => (clock === 0 ? BigInt(Date.now()) * 1000000n : BigInt(Math.round(performance.now() * 1e6)));

  // The console takes whole lines; what has no end yet is shown when the call is over.
  const lines = { 1: { text: "", decoder: new TextDecoder() }, 2: { text: "", decoder: new TextDecoder() } };
  const show = (file, text) => (file === 1 ? console.log(text) : console.error(text));
  const flush = (file) => {
    if (lines[file].text !== "") show(file, lines[file].text);
    lines[file].text = "";
  };
  const print = (file, bytes) => {
    const line = lines[file];
    const ended = (line.text + line.decoder.decode(bytes, { stream: true })).split("\n");
    const hadText = line.text !== "";
    line.text = ended.pop();
    for (const text of ended) show(file, text);
    if (line.text !== "" && !hadText) queueMicrotask(() => flush(file));
  };

  const functions = {)js";

}  // namespace

std::vector<std::string> wasi_imports() {
  std::vector<std::string> imports;
  auto add = [&](std::string_view name) { imports.push_back(std::string(wasi_module) + "." + std::string(name)); };
  for (const WasiFunction& function : functions) add(function.name);
  for (std::string_view name : file_functions) add(name);
  return imports;
}

bool is_provided(std::string_view name) {
  return ranges::find(functions, name, &WasiFunction::name) != std::end(functions) ||
         ranges::find(file_functions, name) != std::end(file_functions);
}

std::string wasi_text(const std::vector<std::string>& names) {
  std::string text(beginning);
  for (const WasiFunction& function : functions) {
    if (ranges::find(names, function.name) != names.end()) text += function.text;
  }
  for (std::string_view name : file_functions) {
    if (ranges::find(names, name) != names.end()) text += "\n    " + std::string(name) + ": () => 8,";
  }
  return text + "\n  };\n  host.imports = { " + std::string(wasi_module) + ": functions };\n  return host;\n}\n";
}

}  // namespace sinter
