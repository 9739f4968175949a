// Boundaries of the twin: the rules of segment.cc, whose comments name them.
import { once, Table, wellFormed } from "./twin-codes.js";
import { isSyllable } from "./twin-normalize.js";
import { graphemeBreaks, wordBreaks } from "./twin-tables.js";

const graphemeTable = once(() => Table.ofProperty(graphemeBreaks));
const wordTable = once(() => Table.ofProperty(wordBreaks));

// The numbers are those of GraphemeClass and WordClass in segment.h.
const g = { other: 0, cr: 1, lf: 2, control: 3, extend: 4, zwj: 5, indicator: 6, prepend: 7, spacingMark: 8, l: 9, v: 10, t: 11, lv: 12, lvt: 13, pictograph: 14 };
const w = {
  other: 0, cr: 1, lf: 2, newline: 3, extend: 4, zwj: 5, format: 6, indicator: 7, katakana: 8, hebrew: 9, letter: 10, singleQuote: 11,
  doubleQuote: 12, midNumberLetter: 13, midLetter: 14, midNumber: 15, numeric: 16, connector: 17, space: 18,
};

const isControl = (each: number): boolean => each >= g.cr && each <= g.control;

function isGraphemeBoundary(last: number, next: number, isJoined: boolean, indicators: number): boolean {
  if (last === g.other && next === g.other) return true;
  if (last === g.cr && next === g.lf) return false;
  if (isControl(last) || isControl(next)) return true;
  if (last === g.l && (next === g.l || next === g.v || next === g.lv || next === g.lvt)) return false;
  if ((last === g.lv || last === g.v) && (next === g.v || next === g.t)) return false;
  if ((last === g.lvt || last === g.t) && next === g.t) return false;
  if (next === g.extend || next === g.zwj || next === g.spacingMark || last === g.prepend) return false;
  if (isJoined && next === g.pictograph) return false;
  return last !== g.indicator || next !== g.indicator || indicators % 2 === 0;
}

export function graphemeBoundaries(text: string): Uint32Array {
  const table = graphemeTable(), offsets: number[] = [];
  let last = g.control, offset = 0, indicators = 0;
  let emoji = 0;  // 1 behind a pictograph and what extends it, 2 behind the joiner after them
  for (const character of wellFormed(text)) {
    const codePoint = character.codePointAt(0)!;
    const next = isSyllable(codePoint) ? ((codePoint - 0xac00) % 28 === 0 ? g.lv : g.lvt) : table.at(codePoint);
    if (offset !== 0 && isGraphemeBoundary(last, next, emoji === 2, indicators)) offsets.push(offset);
    if (next === g.pictograph) emoji = 1;
    else if (emoji === 1 && next === g.zwj) emoji = 2;
    else if (emoji !== 1 || next !== g.extend) emoji = 0;
    indicators = next === g.indicator ? indicators + 1 : 0;
    last = next;
    offset += character.length;
  }
  if (offset !== 0) offsets.push(offset);
  return Uint32Array.from(offsets);
}

export function graphemeCount(text: string): number {
  return graphemeBoundaries(text).length;
}

export function graphemeCounts(texts: string[]): Uint32Array {
  return Uint32Array.from(texts, graphemeCount);
}

const isLineEnd = (each: number): boolean => each >= w.cr && each <= w.newline;
const isIgnored = (each: number): boolean => each >= w.extend && each <= w.format;
const isLetter = (each: number): boolean => each === w.letter || each === w.hebrew;
const isWithinLetters = (each: number): boolean => each === w.midLetter || each === w.midNumberLetter || each === w.singleQuote;
const isWithinNumbers = (each: number): boolean => each === w.midNumber || each === w.midNumberLetter || each === w.singleQuote;

interface WordState { raw: number; last: number; beforeLast: number; indicators: number }

/** After the rules about what stands directly before. */
function isWordBoundary({ last, beforeLast, indicators }: WordState, next: number, following: () => number): boolean {
  if (isLetter(last)) {
    if (isLetter(next) || next === w.numeric || next === w.connector) return false;
    if (isWithinLetters(next) && isLetter(following())) return false;
    if (last === w.hebrew && next === w.singleQuote) return false;
    return !(last === w.hebrew && next === w.doubleQuote && following() === w.hebrew);
  }
  if (isLetter(next)) {
    if (isWithinLetters(last) && isLetter(beforeLast)) return false;
    if (next === w.hebrew && last === w.doubleQuote && beforeLast === w.hebrew) return false;
    return last !== w.numeric && last !== w.connector;
  }
  if (next === w.numeric) {
    if (last === w.numeric || last === w.connector) return false;
    return !isWithinNumbers(last) || beforeLast !== w.numeric;
  }
  if (last === w.numeric && isWithinNumbers(next)) return following() !== w.numeric;
  if (next === w.connector) return last !== w.numeric && last !== w.katakana && last !== w.connector;
  if (next === w.katakana) return last !== w.katakana && last !== w.connector;
  return last !== w.indicator || next !== w.indicator || indicators % 2 === 0;
}

export function wordBoundaries(text: string): Uint32Array {
  const table = wordTable(), offsets: number[] = [];
  const codePoints = Array.from(wellFormed(text), (character) => character.codePointAt(0)!);
  const classes = codePoints.map((codePoint) => table.at(codePoint));
  const state = { raw: w.newline, last: w.newline, beforeLast: w.newline, indicators: 0 };
  let offset = 0;
  classes.forEach((next, index) => {
    const following = (): number => {
      for (let ahead = index + 1; ahead < classes.length; ahead++) if (!isIgnored(classes[ahead]!)) return classes[ahead]!;
      return w.other;
    };
    const { raw } = state;
    let isBoundary: boolean;
    if (raw === w.cr && next === w.lf) isBoundary = false;
    else if (isLineEnd(raw) || isLineEnd(next)) isBoundary = true;
    else if (raw === w.zwj && graphemeTable().at(codePoints[index]!) === g.pictograph) isBoundary = false;
    else if ((raw === w.space && next === w.space) || isIgnored(next)) isBoundary = false;
    else isBoundary = isWordBoundary(state, next, following);
    if (isBoundary && offset !== 0) offsets.push(offset);
    offset += codePoints[index]! > 0xffff ? 2 : 1;
    state.raw = next;
    if (isIgnored(next) && !isLineEnd(raw)) return;
    state.beforeLast = state.last;
    state.last = next;
    state.indicators = next === w.indicator ? state.indicators + 1 : 0;
  });
  if (offset !== 0) offsets.push(offset);
  return Uint32Array.from(offsets);
}
