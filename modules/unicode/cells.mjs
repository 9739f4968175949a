// Arguments of the operations of this module for a size in bytes: prose in which some words are
// not ASCII, as texts of people are.
const list = (size, { prose }) => prose(size).match(/.{1,24}/gsu);

export const cells = {
  caseFoldAll: (size, makers) => [list(size, makers)],
  caseFoldSimpleAll: (size, makers) => [list(size, makers)],
  graphemeCounts: (size, makers) => [list(size, makers)],
  isNormalized: (size, { prose }) => [prose(size), "nfc"],
  normalize: (size, { prose }) => [prose(size), "nfc"],
  normalizeAll: (size, makers) => [list(size, makers), "nfc"],
};
