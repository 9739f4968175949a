// Compiles one C++ file into both variants with the tools directly, as the tool does, and
// binds them with `sinter bind`. SINTER names the tool; it is built from this repository.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));
const libraries = "/usr/lib/wasm32-wasi";
const resources = execFileSync("clang++-22", ["-print-resource-dir"], { encoding: "utf8" }).trim();
const builtins = readdirSync(path.join(resources, "lib"), { recursive: true })
  .filter((file) => file.endsWith("libclang_rt.builtins-wasm32.a") || file.endsWith("wasi/libclang_rt.builtins.a"))
  .map((file) => path.join(resources, "lib", file))[0];

export const compileFlags = [
  ..."--target=wasm32-wasi -Wno-deprecated --no-wasm-opt -Wno-unused-command-line-argument -nostdlibinc".split(" "),
  ..."-isystem /usr/include/wasm32-wasi/c++/v1 -isystem /usr/include/wasm32-wasi".split(" "),
  ..."-std=c++23 -fno-exceptions -fno-rtti -fvisibility=hidden -Wall -Wextra".split(" "),
  "-I",
  path.join(repository, "sdk/include"),
  "-I",
  repository,
];

/** Writes `<name>.<variant>.wasm` into `folder` and returns its path. */
export function compile(name, sources, folder, variant, optimize = ["-Oz", "-flto"]) {
  mkdirSync(folder, { recursive: true });
  const runtime = ["allocator.cc", "wasm_runtime.cc"].map((file) => path.join(repository, "modules/memory", file));
  const objects = [...sources, ...runtime].map((source) => {
    const object = path.join(folder, `${path.basename(source)}.${variant}.o`);
    const simd = { simd: ["-msimd128"], "relaxed-simd": ["-msimd128", "-mrelaxed-simd"] }[variant] ?? [];
    execFileSync("clang++-22", [...compileFlags, ...optimize, ...simd, "-c", source, "-o", object], { stdio: "inherit" });
    return object;
  });
  const wasm = path.join(folder, `${name}.${variant}.wasm`);
  const flags = ["--no-entry", "--gc-sections", "--stack-first", "-s", "--keep-section=target_features"];
  const archives = ["libc++.a", "libc++abi.a", "libc.a"].map((file) => path.join(libraries, file));
  execFileSync("wasm-ld-22", [...flags, ...objects, ...archives, builtins, "-o", wasm], { stdio: "inherit" });
  return wasm;
}

/** Binds the variants into `folder` and returns the path of the ES module. */
export function bind(name, wasms, folder, options = []) {
  const tool = process.env.SINTER ?? path.join(repository, ".sinter/tool/sinter");
  if (!existsSync(tool)) throw new Error(`the tool is not built: ${tool} is missing; run ./sinterw build`);
  mkdirSync(folder, { recursive: true });
  for (const wasm of wasms) copyFileSync(wasm, path.join(folder, path.basename(wasm)));
  const variants = wasms.flatMap((wasm) => ["--variant", `${path.basename(wasm, ".wasm").split(".")[1]}=${wasm}`]);
  execFileSync(tool, ["bind", "--module", name, ...variants, ...options, "-o", folder], { stdio: "inherit" });
  return path.join(folder, `${name}.mjs`);
}
