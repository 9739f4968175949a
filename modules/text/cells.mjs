// Arguments of the operations of this module for a size in bytes, where the general rule (the
// first argument has the size, further texts are short) is not what the operation is for.
export const cells = {
  compare: (size, { prose }) => { const text = prose(size >> 1); return [text, `${text.slice(0, -1)}~`]; },
  compareBytes: (size, { bytes }) => { const all = bytes(size >> 1); return [all, all.slice()]; },
  levenshtein: (size, { prose }) => [prose(size >> 1), prose(size >> 1)],
  levenshteinBounded: (size, { prose }) => { const text = prose(size >> 1); return [text, `x${text.slice(3)}`, 8]; },
  messageEnvelope: (size, { prose }) => [{ id: prose(16), sender: "agent-7", timestamp: 1767225600000, payload: prose(size) }],
};
