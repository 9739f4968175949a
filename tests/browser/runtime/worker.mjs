import { answers } from "./answers.mjs";

answers("/package").then(postMessage);
