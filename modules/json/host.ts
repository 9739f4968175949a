// Those functions of the json module that hosts have built in. JSON.parse accepts what RFC 8259
// does, but knows no limits and does not say where a fault is: it answers where no limit can be
// reached, and what it refuses goes to the twin for the fault.
import { type Limits, type Problem, findProblem as findByTwin, validate as validateByTwin } from "./twin.js";

const lengthMax = 2 * 1024; // of a text that cannot be too deep: each level takes two brackets

function isSurelyValid(text: string, limits: Limits | null | undefined): boolean {
  if (text.length > lengthMax || limits != null) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function validate(text: string, limits?: Limits | null): void {
  if (!isSurelyValid(text, limits)) validateByTwin(text, limits);
}

export function findProblem(text: string, limits?: Limits | null): Problem | undefined {
  return isSurelyValid(text, limits) ? undefined : findByTwin(text, limits);
}
