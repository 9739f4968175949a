// Line differences of the twin: the same paths as in diff.cc, so the same of several shortest answers.
import { wellFormed } from "./twin-text.js";

export interface Hunk { leftBegin: number; leftCount: number; rightBegin: number; rightCount: number }

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Side { numbers: number[]; places: number[]; isChanged: boolean[] }

function sideOf(all: number[], other: Set<number>): Side {
  const side: Side = { numbers: [], places: [], isChanged: all.map((number) => !other.has(number)) };
  all.forEach((number, place) => {
    if (!other.has(number)) return;
    side.numbers.push(number);
    side.places.push(place);
  });
  return side;
}

/** Marks what changed between `left` and `right`. */
function compareSides(left: Side, right: Side): void {
  const a = left.numbers, b = right.numbers;
  const shift = b.length + 1;  // of diagonals, the lowest of which is -b.length - 1
  const forward = new Float64Array(a.length + b.length + 3), backward = new Float64Array(a.length + b.length + 3);

  const run = (leftBegin: number, leftEnd: number, rightBegin: number, rightEnd: number): void => {
    while (leftBegin < leftEnd && rightBegin < rightEnd && a[leftBegin] === b[rightBegin]) leftBegin++, rightBegin++;
    while (leftBegin < leftEnd && rightBegin < rightEnd && a[leftEnd - 1] === b[rightEnd - 1]) leftEnd--, rightEnd--;
    if (leftBegin === leftEnd || rightBegin === rightEnd) {
      for (let each = leftBegin; each < leftEnd; each++) left.isChanged[left.places[each]!] = true;
      for (let each = rightBegin; each < rightEnd; each++) right.isChanged[right.places[each]!] = true;
      return;
    }
    const [leftMiddle, rightMiddle] = meetingPoint(leftBegin, leftEnd, rightBegin, rightEnd);
    run(leftBegin, leftMiddle, rightBegin, rightMiddle);
    run(leftMiddle, leftEnd, rightMiddle, rightEnd);
  };

  const meetingPoint = (leftBegin: number, leftEnd: number, rightBegin: number, rightEnd: number): [number, number] => {
    const lowest = leftBegin - rightEnd, highest = leftEnd - rightBegin;
    let forwardLow = leftBegin - rightBegin, forwardHigh = forwardLow, backwardLow = leftEnd - rightEnd, backwardHigh = backwardLow;
    const isOdd = ((forwardLow - backwardLow) & 1) !== 0;
    forward[forwardLow + shift] = leftBegin;
    backward[backwardLow + shift] = leftEnd;
    for (;;) {
      if (forwardLow > lowest) forward[--forwardLow - 1 + shift] = -1;
      else forwardLow++;
      if (forwardHigh < highest) forward[++forwardHigh + 1 + shift] = -1;
      else forwardHigh--;
      for (let diagonal = forwardHigh; diagonal >= forwardLow; diagonal -= 2) {
        let at = Math.max(forward[diagonal - 1 + shift]! + 1, forward[diagonal + 1 + shift]!);
        while (at < leftEnd && at - diagonal < rightEnd && a[at] === b[at - diagonal]) at++;
        forward[diagonal + shift] = at;
        if (isOdd && diagonal >= backwardLow && diagonal <= backwardHigh && backward[diagonal + shift]! <= at) return [at, at - diagonal];
      }
      if (backwardLow > lowest) backward[--backwardLow - 1 + shift] = Infinity;
      else backwardLow++;
      if (backwardHigh < highest) backward[++backwardHigh + 1 + shift] = Infinity;
      else backwardHigh--;
      for (let diagonal = backwardHigh; diagonal >= backwardLow; diagonal -= 2) {
        let at = Math.min(backward[diagonal - 1 + shift]!, backward[diagonal + 1 + shift]! - 1);
        while (at > leftBegin && at - diagonal > rightBegin && a[at - 1] === b[at - diagonal - 1]) at--;
        backward[diagonal + shift] = at;
        if (!isOdd && diagonal >= forwardLow && diagonal <= forwardHigh && at <= forward[diagonal + shift]!) return [at, at - diagonal];
      }
    }
  };
  run(0, a.length, 0, b.length);
}

function hunksOf(leftLines: string[], rightLines: string[]): Hunk[] {
  const numbers = new Map<string, number>();
  const numbered = (line: string): number => {
    if (!numbers.has(line)) numbers.set(line, numbers.size);
    return numbers.get(line)!;
  };
  const leftAll = leftLines.map(numbered), rightAll = rightLines.map(numbered);
  const left = sideOf(leftAll, new Set(rightAll)), right = sideOf(rightAll, new Set(leftAll));
  compareSides(left, right);
  const hunks: Hunk[] = [];
  for (let atLeft = 0, atRight = 0; atLeft < leftAll.length || atRight < rightAll.length;) {
    const [leftBegin, rightBegin] = [atLeft, atRight];
    while (left.isChanged[atLeft] === true) atLeft++;
    while (right.isChanged[atRight] === true) atRight++;
    if (atLeft > leftBegin || atRight > rightBegin) {
      hunks.push({ leftBegin, leftCount: atLeft - leftBegin, rightBegin, rightCount: atRight - rightBegin });
    } else atLeft++, atRight++;
  }
  return hunks;
}

export function diffLines(left: string, right: string): Hunk[] {
  return hunksOf(linesOf(wellFormed(left)), linesOf(wellFormed(right)));
}

const range = (sign: string, begin: number, count: number): string => `${sign}${count === 0 ? begin : begin + 1}${count === 1 ? "" : `,${count}`}`;

export function unifiedDiff(left: string, right: string, context: number): string {
  const leftLines = linesOf(wellFormed(left)), rightLines = linesOf(wellFormed(right)), hunks = hunksOf(leftLines, rightLines);
  let output = "";
  const put = (sign: string, lines: string[]): void => {
    for (const line of lines) output += line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
  };
  const endOf = ({ leftBegin, leftCount }: Hunk): number => leftBegin + leftCount;
  for (let first = 0, last: number; first < hunks.length; first = last + 1) {
    last = first;
    while (last + 1 < hunks.length && hunks[last + 1]!.leftBegin - endOf(hunks[last]!) <= 2 * context) last++;
    const before = Math.min(context, hunks[first]!.leftBegin), end = endOf(hunks[last]!);
    const after = Math.min(context, leftLines.length - end);
    const leftBegin = hunks[first]!.leftBegin - before, rightBegin = hunks[first]!.rightBegin - before;
    const rightEnd = hunks[last]!.rightBegin + hunks[last]!.rightCount + after;
    output += `@@ ${range("-", leftBegin, end + after - leftBegin)} ${range("+", rightBegin, rightEnd - rightBegin)} @@\n`;
    let shown = leftBegin;
    for (const hunk of hunks.slice(first, last + 1)) {
      put(" ", leftLines.slice(shown, hunk.leftBegin));
      put("-", leftLines.slice(hunk.leftBegin, endOf(hunk)));
      put("+", rightLines.slice(hunk.rightBegin, hunk.rightBegin + hunk.rightCount));
      shown = endOf(hunk);
    }
    put(" ", leftLines.slice(shown, end + after));
  }
  return output;
}
