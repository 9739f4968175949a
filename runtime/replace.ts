// A module as it was built anew takes the place of the one that is loaded.
import type { refuse } from "./errors.js";
import type { RuntimeModule } from "./module.js";
import type { FullPlugin } from "./plugin.js";

/** Methods, operations and their parameters: what has to stay while functions are handed out. */
const shapeOf = ({ operations, methods }: FullPlugin): string => JSON.stringify([methods, Object.entries(operations).map(([name, text]) => [name, text.split(":")[0]])]);

/** Takes what was built anew, if it has the same operations: functions that were handed out then call it. */
export async function replaceModule({ plugin, implementations }: RuntimeModule, next: FullPlugin, refused: typeof refuse): Promise<void> {
  const { name } = plugin;
  if (shapeOf(next) !== shapeOf(plugin)) refused("interface_changed", `${name} has other operations than before`, name, "start the program again");
  await Promise.all(implementations.map((implementation) => implementation.replace(next)));
}
