// Hot reload for Node: watches the folder of a module that `sinter build --watch` writes, and
// hands what was built to a running program.
import type { FullPlugin, Glue, JavaScript, Plugin } from "./plugin.js";

/** What of the runtime is needed here. */
interface Replaceable {
  replace(plugin: Plugin): Promise<void>;
}

/**
 * Watches `folder`, such as "dist/npm/@acme/geometry/geometry", and replaces the module in
 * `runtime` when its manifest changes; `told` hears of each attempt, with the error of one that failed.
 * Returns how to stop. Only the plug-in, the glue, the wasm and the twin's entry are read
 * anew: what a twin imports stays until the program starts again.
 */
export async function watchModule(runtime: Replaceable, folder: string, told: (error?: unknown) => void = () => undefined): Promise<() => void> {
  const { watch } = await import("node:fs");
  const { readFile } = await import("node:fs/promises");
  const { basename, dirname, join } = await import("node:path");
  const { pathToFileURL } = await import("node:url");
  const name = basename(folder);
  const manifest = join(folder, "manifest.json");
  let seen = await readFile(manifest, "utf8");
  let round = 0;
  let pending: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    // The build exchanges whole folders: for a moment there may be none.
    const text = await readFile(manifest, "utf8").catch(() => seen);
    if (text === seen || !isComplete(text)) return;
    seen = text;
    try {
      await runtime.replace(await freshPlugin(pathToFileURL(join(folder, `${name}.plugin.mjs`)), name, ++round));
      told();
    } catch (error) {
      told(error);
    }
  };
  // A package is exchanged as a whole, so its parent's parent is where changes show.
  const watchers = [folder, dirname(folder), dirname(dirname(folder))].map((place) => watch(place, { persistent: false }, () => (pending = pending.then(look))));
  return () => watchers.forEach((watcher) => watcher.close());
}

/** Somebody may still be writing it; the event of the last write comes later. */
function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Modules are read once for each address, so each round has its own. */
async function freshPlugin(url: URL, name: string, round: number): Promise<FullPlugin> {
  const fresh = (file: string): string => `${new URL(`./${file}`, url).href}?round=${round}`;
  const { plugin } = (await import(`${url.href}?round=${round}`)) as { plugin: FullPlugin };
  const glue = (): Promise<Glue> => import(fresh(`${name}.glue.mjs`)) as Promise<Glue>;
  if (plugin.javascript === undefined) return { ...plugin, glue };
  return { ...plugin, glue, javascript: () => import(fresh(`${name}.javascript.mjs`)) as Promise<JavaScript> };
}
