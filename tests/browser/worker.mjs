import { runAll } from "./cases.mjs";

runAll().then(
  (results) => postMessage({ results }),
  (error) => postMessage({ error: `${error}\n${error.stack}` }),
);
