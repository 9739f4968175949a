// Arguments of the operations of this module for a size in bytes, where the general rule (the
// first argument has the size, further texts are short) is not what the operation is for.
const paths = (size, { prose }) => Array.from({ length: Math.max(1, size >> 5) }, (_, index) => `src/${prose(8).replaceAll(" ", "/")}/${prose(8).trim()}-${index}.ts`);
const lines = (size, { prose }) => prose(size).replaceAll(" ", "\n");
const edited = (text) => text.split("\n").map((line, index) => (index % 200 === 7 ? "other" : line)).join("\n");
const list = (size, { prose }) => prose(size).match(/.{1,24}/gsu);
const message = (size, { prose }) => ({ id: prose(16), sender: "agent-7", timestamp: 1767225600000, payload: prose(size) });
const twoOf = (make) => (size, makers) => { const text = make(size >> 1, makers); return [text, edited(text)]; };

export const cells = {
  compare: (size, { prose }) => { const text = prose(size >> 1); return [text, `${text.slice(0, -1)}~`]; },
  compareBytes: (size, { bytes }) => { const all = bytes(size >> 1); return [all, all.slice()]; },
  diffLines: twoOf(lines),
  findMany: (size, { prose }) => [prose(size), ["fox jumps", "lazy", "export const", "needless", "return value", "quick"]],
  fuzzyRank: (size, makers) => ["qfts", paths(size, makers), 10],
  globFilter: (size, makers) => [paths(size, makers), "src/**/*-*1.{js,ts}"],
  globMatches: (size, { prose }) => [`src/${prose(size).replaceAll(" ", "/")}.ts`, "src/**/*.{js,ts}"],
  levenshtein: (size, { prose }) => [prose(size >> 1), prose(size >> 1)],
  levenshteinAll: (size, makers) => ["the quick brown fox jump", list(size, makers)],
  levenshteinBounded: (size, { prose }) => { const text = prose(size >> 1); return [text, `x${text.slice(3)}`, 8]; },
  messageEnvelope: (size, makers) => [message(size, makers)],
  messageEnvelopes: (size, makers) => [new Array(Math.max(1, size >> 4)).fill(message(100, makers))],
  unifiedDiff: (size, makers) => [...twoOf(lines)(size, makers), 3],
  xxh3_64All: (size, makers) => [list(size, makers)],
};
