// What every page says and shows in the same way. Names come from files that anybody may
// have named: they reach a page as text only, never as markup.

const element = (id) => document.getElementById(id);

const countText = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Controls and marks that turn the direction of writing, spelt out. */
const visible = (text) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (mark) => {
    const code = mark.codePointAt(0);
    return mark === "\n" ? "\\n" : mark === "\t" ? "\\t" : code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
  });

/** As much of a text as fits. */
function fit(brush, text, width) {
  if (brush.measureText(text).width <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (brush.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
