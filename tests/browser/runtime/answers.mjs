// A few calls, with the modules' package at an address: who answered, whether the results
// are right, what the report has to say, and what was fetched.
import { createRuntime } from "/runtime/index.mjs";

export async function answers(place, options = {}, afterwards = undefined) {
  try {
    const { plugin } = await import(`${place}/text/text.plugin.mjs`);
    return await answersOf(plugin, place, options, afterwards);
  } catch (error) {
    return { error: `${error}\n${error.stack}` };
  }
}

/** The same of a plug-in that is there already, as workers without import() need it. */
export async function answersOf(shipped, place, options = {}, afterwards = undefined) {
  try {
    // Without the orders that were measured: the best variant comes first, and the test knows who answers.
    const operations = Object.fromEntries(Object.entries(shipped.operations).map(([name, text]) => [name, text.split(":")[0]]));
    const plugin = { ...shipped, operations };
    const runtime = await createRuntime({ modules: [plugin], deterministic: true, ...options });
    const begin = performance.now();
    const { method } = await runtime.execute("text", "findFirst", "the cat sat", "sat");
    const firstMs = performance.now() - begin;
    const functions = await runtime.load("text");
    await afterwards?.(runtime, functions);
    const fault = (() => {
      try {
        return functions.utf16Length(Uint8Array.of(0x61, 0xff));
      } catch ({ code, offset }) {
        return `${code} ${offset}`;
      }
    })();
    return {
      method, firstMs, fault, capabilities: runtime.capabilities(),
      results: [functions.findFirst("the cat sat", "sat"), [...functions.findAll("abcabc", "c")], String(functions.fnv1a64("hello"))],
      incidents: runtime.report().incidents.map((incident) => `${incident.method} ${incident.what}`),
      fetched: performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname).filter((name) => name.startsWith(`${place}/`) && name.endsWith(".wasm")),
      last: (await runtime.execute("text", "findFirst", "the cat sat", "sat")).method,
    };
  } catch (error) {
    return { error: `${error}\n${error.stack}` };
  }
}
