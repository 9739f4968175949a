// Runs the cases of all modules that /modules.json lists, in the page or worker that loads
// this: every variant that the engine can run, from wasm that streams and, once, from wasm
// that the server calls text.
import { camelCase, difference } from "/sdk/testing/cases.mjs";

const show = (value) => JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner))?.slice(0, 200) ?? "undefined";

async function runModule({ name, folder, vectors }) {
  const { load } = await import(`${folder}/${name}.mjs`);
  const { load: loadPlain } = await import(`/plain${folder}/${name}.mjs`);
  const chosen = (await load()).variant;
  const plain = (await loadPlain()).variant;
  const result = { name, chosen, passed: 0, failures: [] };
  if (plain !== chosen) result.failures.push(`as text/plain it loaded ${plain}`);
  for (const variant of chosen === "baseline" ? ["baseline"] : [chosen, "baseline"]) {
    const functions = await load({ variant });
    for (const file of vectors) {
      const { operation, cases } = await (await fetch(file)).json();
      cases.forEach((test, index) => {
        const found = difference(functions[camelCase(operation)], test, show);
        if (found === undefined) result.passed++;
        else result.failures.push(`${variant} ${file} case ${index}: ${found.join(" | ")}`);
      });
    }
  }
  return result;
}

export async function runAll() {
  const modules = await (await fetch("/modules.json")).json();
  const results = [];
  for (const module of modules) results.push(await runModule(module));
  return results;
}
