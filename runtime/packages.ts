// Modules that no plug-in was handed over for: looked for by name in packages, where the host
// imports by name.
import type { refuse } from "./errors.js";
import type { Plugin } from "./plugin.js";

/** The plug-in of that name in the first of the packages that has it. */
export async function findPlugin(name: string, packages: readonly string[], refused: typeof refuse): Promise<Plugin> {
  const reasons: string[] = [];
  for (const folder of /^[a-z][a-z0-9_]*$/.test(name) ? packages : []) {
    try {
      const found = (await import(/* webpackIgnore: true */ /* @vite-ignore */ `${folder}/${name}/plugin`)) as { plugin: Plugin };
      return found.plugin;
    } catch (error) {
      reasons.push(` (${String(error)})`);
    }
  }
  return refused("unknown_module", `there is no module ${name}${reasons.join("")}`, name, "pass its plug-in: createRuntime({ modules: [plugin] })");
}
