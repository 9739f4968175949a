// What the tests of the runtime share: the packages as `sinter build` left them, and copies
// of a module's package that may be spoiled.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";

export const repository = resolve(import.meta.dirname, "..");
export const packages = join(repository, "dist/npm/@sinter");
export const { compareReports, createRuntime, reportPrometheus, reportText, SinterError } = await import(pathToFileURL(join(packages, "runtime/node.mjs")));

/**
 * The plug-in of a module, without the orders that were measured: the best variant comes
 * first, and tests know who answers.
 */
export async function pluginOf(module, folder = join(packages, "modules")) {
  const { plugin } = await import(pathToFileURL(join(folder, module, `${module}.plugin.mjs`)));
  return { ...plugin, operations: Object.fromEntries(Object.entries(plugin.operations).map(([name, text]) => [name, text.split(":")[0]])) };
}

/** A folder with a copy of the modules' package. */
export function copyOfModules() {
  const folder = mkdtempSync(join(tmpdir(), "sinter-runtime-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(packages, "modules"), folder, { recursive: true });
  return folder;
}

/** What the report says went wrong, as "module method what". */
export const incidentsOf = (runtime) => runtime.report().incidents.map(({ module, method, what }) => `${module} ${method} ${what}`);

/** The same plug-in with other members. */
export const withMembers = (plugin, members) => ({ ...plugin, ...members });
