// Paths that lead to many values, as path.h has them.
import { type Span, braceOpen, bracketOpen, check, decoder, encoder, fail, isDigit, quote, skipSpace, skipValue, spelling } from "./twin-tokens.js";
import { children } from "./twin-edit.js";

/** A name, an index, or all. */
export type Step = string | number | undefined;

const stepsMax = 128;
const [dot, star, bracketClose, apostrophe, backslash, slash, underline] = [0x2e, 0x2a, 0x5d, 0x27, 0x5c, 0x2f, 0x5f];

export function parsePath(path: string): Step[] {
  const bytes = encoder.encode(path);
  const steps: Step[] = [];
  if (bytes[0] !== 0x24) fail("bad_path", 0);
  for (let at = 1; at < bytes.length;) {
    if (steps.length === stepsMax) fail("too_deep", at);
    const opening = bytes[at];
    if (opening !== dot && opening !== bracketOpen) fail("bad_path", at);
    at++;
    let step: Step;
    if (bytes[at] === star) at++;
    else [step, at] = opening === dot ? name(bytes, at) : bytes[at] === quote || bytes[at] === apostrophe ? quoted(bytes, at) : index(bytes, at);
    if (opening === bracketOpen && bytes[at++] !== bracketClose) fail("bad_path", at - 1);
    steps.push(step);
  }
  return steps;
}

function name(bytes: Uint8Array, begin: number): [string, number] {
  let at = begin;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const letter = byte | 0x20;
    const isPart = byte >= 0x80 || byte === underline || (letter >= 0x61 && letter <= 0x7a) || (isDigit(byte) && at > begin);
    if (!isPart) break;
  }
  if (at === begin) fail("bad_path", at);
  return [decoder.decode(bytes.subarray(begin, at)), at];
}

function index(bytes: Uint8Array, begin: number): [number, number] {
  let at = begin;
  while (isDigit(bytes[at] ?? 0)) at++;
  const digits = decoder.decode(bytes.subarray(begin, at));
  if (!/^(0|[1-9]\d{0,8})$/.test(digits)) fail("bad_path", begin);
  return [Number(digits), at];
}

function quoted(bytes: Uint8Array, begin: number): [string, number] {
  const closing = bytes[begin];
  const spelt: number[] = [];
  for (let at = begin + 1; at < bytes.length; at++) {
    if (bytes[at] === closing) return [decoder.decode(Uint8Array.from(spelt)), at + 1];
    if (bytes[at] === backslash && ![backslash, slash, apostrophe, quote].includes(bytes[at + 1] ?? 0)) fail("bad_path", at);
    if (bytes[at] === backslash) at++;
    spelt.push(bytes[at]!);
  }
  return fail("bad_path", bytes.length);
}

/** Where the values are that the steps lead to, in a text that is JSON. */
export function selected(text: Uint8Array, steps: readonly Step[]): Span[] {
  const found: Span[] = [];
  const follow = (value: Span, depth: number): void => {
    if (depth === steps.length) return void found.push(value);
    const step = steps[depth];
    const isObject = text[value[0]] === braceOpen;
    if (!isObject && text[value[0]] !== bracketOpen) return;
    if (step !== undefined && isObject !== (typeof step === "string")) return;
    let count = 0;
    for (const child of children(text, value[0])) {
      const isIt = step === undefined || (isObject ? spelling(text, ...child.name!) === step : count++ === step);
      if (!isIt) continue;
      follow(child.value, depth + 1);
      if (step !== undefined) return;
    }
  };
  const begin = skipSpace(text, 0);
  follow([begin, skipValue(text, begin)], 0);
  return found;
}

export function selectBytes(text: Uint8Array, path: string): string[] {
  const steps = parsePath(path);
  check(text, {});
  return selected(text, steps).map((span) => decoder.decode(text.subarray(...span)));
}

export function select(text: string, path: string): string[] {
  return selectBytes(encoder.encode(text), path);
}
