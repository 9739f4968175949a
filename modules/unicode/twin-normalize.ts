// Normalisation of the twin: the same steps as normalize.cc, over code points in an array.
import { once, signed, Stream, Table, wellFormed } from "./twin-codes.js";
import { combiningClasses, decompositions } from "./twin-tables.js";

export type Form = "nfc" | "nfd" | "nfkc" | "nfkd";

const firstSyllable = 0xac00, firstLead = 0x1100, firstVowel = 0x1161, firstTrail = 0x11a7;
const leadCount = 19, vowelCount = 21, trailCount = 28, syllableCount = leadCount * vowelCount * trailCount;

export function isSyllable(codePoint: number): boolean {
  return codePoint >= firstSyllable && codePoint < firstSyllable + syllableCount;
}

interface Entry { kind: number; parts: number[] }
const composes = 0, compatible = 2;

const entries = once(() => {
  const stream = new Stream(decompositions), all = new Map<number, Entry>();
  const count = stream.next(), gaps = stream.column(count), shapes = stream.column(count), firsts = stream.column(count);
  let next = 0, first = 0, rest = 0;
  for (let index = 0; index < count; index++) {
    next += gaps[index]!;
    first += signed(firsts[index]!);
    const parts = [first];
    for (let part = 1; part < Math.trunc(shapes[index]! / 3); part++) parts.push(rest += signed(stream.next()));
    all.set(next++, { kind: shapes[index]! % 3, parts });
  }
  return all;
});

const decomposes = 0x100, neverComposed = 0x200, composesBackward = 0x400, classMask = 0xff;

/** For one kind of decomposition: the traits of each code point, and all that it is made of. */
function dataOf(takesCompatible: boolean): { traits: Table; parts: Map<number, number[]> } {
  const traits = Table.ofProperty(combiningClasses), parts = new Map<number, number[]>();
  let sawCompatible = false;
  const expand = (codePoint: number): number[] => {
    const entry = entries().get(codePoint);
    if (entry === undefined || (entry.kind === compatible && !takesCompatible)) return [codePoint];
    sawCompatible ||= entry.kind === compatible;
    return entry.parts.flatMap(expand);
  };
  for (const [codePoint, { kind, parts: [, second] }] of entries()) {
    if (kind === compatible && !takesCompatible) continue;
    sawCompatible = false;
    parts.set(codePoint, expand(codePoint));
    traits.add(codePoint, decomposes | (kind !== composes || sawCompatible ? neverComposed : 0));
    if (kind === composes) traits.add(second!, composesBackward);
  }
  for (let vowel = 0; vowel < vowelCount; vowel++) traits.add(firstVowel + vowel, composesBackward);
  for (let trail = 1; trail < trailCount; trail++) traits.add(firstTrail + trail, composesBackward);
  return { traits, parts };
}
const canonicalData = once(() => dataOf(false));
const compatibleData = once(() => dataOf(true));

const pairs = once(() => {
  const all = new Map<number, number>();
  for (const [codePoint, { kind, parts }] of entries()) {
    if (kind === composes) all.set(parts[0]! * 0x200000 + parts[1]!, codePoint);
  }
  return all;
});

function composed(first: number, second: number): number | undefined {
  const lead = first - firstLead, vowel = second - firstVowel, trail = second - firstTrail;
  if (lead >= 0 && lead < leadCount && vowel >= 0 && vowel < vowelCount) return firstSyllable + (lead * vowelCount + vowel) * trailCount;
  if (isSyllable(first) && (first - firstSyllable) % trailCount === 0 && trail > 0 && trail < trailCount) return first + trail;
  return pairs().get(first * 0x200000 + second);
}

interface Rules { data: ReturnType<typeof dataOf>; isComposed: boolean; changing: number; plain: RegExp }

/** `plain` finds the first code point that may change. */
function rulesOf(form: Form): Rules {
  const isComposed = form === "nfc" || form === "nfkc";
  return {
    data: form === "nfc" || form === "nfd" ? canonicalData() : compatibleData(),
    isComposed,
    changing: classMask | (isComposed ? neverComposed | composesBackward : decomposes),
    plain: form === "nfc" ? /[^\0-\u02ff]/ : form === "nfd" ? /[^\0-\xbf]/ : /[^\0-\x9f]/,
  };
}

function traitsOf({ data: { traits } }: Rules, codePoint: number): number {
  return isSyllable(codePoint) ? decomposes : traits.at(codePoint);
}

function decompose(rules: Rules, codePoint: number, into: number[]): void {
  if (!isSyllable(codePoint)) {
    const parts = rules.data.parts.get(codePoint);
    if (parts === undefined) into.push(codePoint);
    else into.push(...parts);
    return;
  }
  const index = codePoint - firstSyllable, trail = index % trailCount;
  into.push(firstLead + Math.trunc(index / (vowelCount * trailCount)), firstVowel + Math.trunc(index / trailCount) % vowelCount);
  if (trail !== 0) into.push(firstTrail + trail);
}

/** Marks behind one base by their class; Array.prototype.sort keeps those of one class as they came. */
function order(codePoints: number[], classOf: (codePoint: number) => number): number[] {
  const ordered: number[] = [];
  for (let begin = 0; begin < codePoints.length;) {
    let end = begin;
    while (end < codePoints.length && classOf(codePoints[end]!) !== 0) end++;
    if (end - begin > 1) {
      for (const mark of codePoints.slice(begin, end).sort((left, right) => classOf(left) - classOf(right))) ordered.push(mark);
    } else if (end > begin) ordered.push(codePoints[begin]!);
    if (end < codePoints.length) ordered.push(codePoints[end]!);
    begin = end + 1;
  }
  return ordered;
}

function compose(codePoints: number[], classOf: (codePoint: number) => number): number[] {
  const kept: number[] = [];
  let starter = -1, lastClass = 0;
  for (const codePoint of codePoints) {
    const ownClass = classOf(codePoint);
    if (starter >= 0 && (kept.length === starter + 1 || lastClass < ownClass)) {
      const composite = composed(kept[starter]!, codePoint);
      if (composite !== undefined) {
        kept[starter] = composite;
        continue;
      }
    }
    if (ownClass === 0) starter = kept.length;
    lastClass = ownClass;
    kept.push(codePoint);
  }
  return kept;
}

function textOf(codePoints: number[]): string {
  let text = "";
  for (const codePoint of codePoints) text += String.fromCodePoint(codePoint);
  return text;
}

function normalized(text: string, rules: Rules): string {
  text = wellFormed(text);
  const first = text.search(rules.plain);
  if (first < 0) return text;
  const classOf = (codePoint: number): number => traitsOf(rules, codePoint) & classMask;
  const isInert = (codePoint: number): boolean => (traitsOf(rules, codePoint) & rules.changing) === 0;
  let output = "", copied = 0, begin = Math.max(0, first - 1);  // nothing before that is a pair of surrogates
  for (let at = first; at < text.length;) {
    let codePoint = text.codePointAt(at)!, next = at + (codePoint > 0xffff ? 2 : 1);
    if (isInert(codePoint)) {
      begin = at;
      at = next;
      continue;
    }
    begin = Math.max(begin, copied);
    output += text.slice(copied, begin);
    let stretch: number[] = [];
    if (begin < at) decompose(rules, text.codePointAt(begin)!, stretch);
    do {
      decompose(rules, codePoint, stretch);
      at = next;
      if (at >= text.length) break;
      codePoint = text.codePointAt(at)!;
      next = at + (codePoint > 0xffff ? 2 : 1);
    } while (!isInert(codePoint));
    stretch = order(stretch, classOf);
    output += textOf(rules.isComposed ? compose(stretch, classOf) : stretch);
    begin = copied = at;
  }
  return output + text.slice(copied);
}

export function normalize(text: string, form: Form): string {
  return normalized(text, rulesOf(form));
}

export function normalizeAll(texts: string[], form: Form): string[] {
  const rules = rulesOf(form);
  return texts.map((text) => normalized(text, rules));
}

export function isNormalized(text: string, form: Form): boolean {
  return normalize(text, form) === wellFormed(text);
}
