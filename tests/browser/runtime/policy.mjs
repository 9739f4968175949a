import { answers } from "./answers.mjs";

parent.postMessage(await answers("/package"), "*");
