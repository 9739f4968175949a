// What the runtime costs a page that has everything in its cache: frames, one after the other,
// each of which imports the runtime and the plug-in of `text`, makes a runtime and gets a first
// answer, from its first line of script to that answer; and frames that import an empty module.
//
//   node bench/runtime/browser.mjs [ENGINE]      after `sinter build`; chromium unless said
import { resolve } from "node:path";

import { engineVersion, openPage } from "../../sdk/testing/browsers.mjs";

const engine = process.argv[2] ?? "chromium";
const root = resolve(import.meta.dirname, "../..");
const folders = { "/runtime/": `${root}/dist/npm/@sinter/runtime`, "/package/": `${root}/dist/npm/@sinter/modules`, "/page/": `${root}/bench/runtime/page` };
const { empty, answered } = await openPage(engine, folders, "/page/index.html");
const middle = (values) => values.sort((left, right) => left - right)[values.length >> 1];
const told = (values) => `median ${middle(values).toFixed(1)} ms, least ${values[0].toFixed(1)} ms`;
console.log(`${engine} ${engineVersion(engine)}, from cache, ${answered.length} frames: an empty module ${told(empty)}; first answer ${told(answered)}`);
