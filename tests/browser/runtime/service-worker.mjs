// What a bundler makes of the runtime and a module for a service worker: no import() is left.
import { plugin as lazy } from "/package/text/text.plugin.mjs";
import * as glue from "/package/text/text.glue.mjs";
import * as javascript from "/package/text/text.javascript.mjs";
import { answersOf } from "/bundled/answers.mjs";

const plugin = { ...lazy, glue: async () => glue, javascript: async () => javascript };

addEventListener("message", (event) => {
  const answer = answersOf(plugin, "/package", { wasm: event.data !== "off" }).then((found) => event.source.postMessage(found));
  event.waitUntil(answer);
});
