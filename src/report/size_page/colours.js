// What a box's colour says: what it is of, or how it grew.

const paintOf = { data: "#5f7d87", custom: "#8a7f6a", debug: "#8a7f6a", symbols: "#8a7f6a", export: "#7d7590", import: "#7d7590" };
const plainPaint = "#77808a";

const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
const hueOf = (text) => {
  let hash = 0;
  for (let i = 0; i < text.length; ++i) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return Math.round((hash * 0.618034) % 360);
};

/** A function's colour says what it is of: its crate or namespace, else its source folder, else nothing. */
function prepareColours() {
  const outermost = data.scope_parents.map((parent, scope) => (parent < 0 ? scope : -1));
  data.scope_parents.forEach((parent, scope) => parent >= 0 && (outermost[scope] = outermost[parent]));
  hues = data.scope.map((scope) => (scope < 0 ? -1 : hueOf(data.scope_names[outermost[scope]])));
  data.piece_entries.forEach((entry, piece) => {
    if (hues[entry] < 0) hues[entry] = hueOf(data.sources[data.piece_sources[piece]].replace(/[^/]*$/, ""));
  });
}

function colourOf(entry) {
  if (state.showsChanges) {
    const isNew = !data.was_there[entry];
    const growth = isNew ? 1 : growthOf(entry) / Math.max(1, data.before_size[entry]);
    if (growth === 0) return isDark() ? "#3a4148" : "#aab1b8";
    const strength = Math.min(1, 0.35 + Math.abs(growth));
    return growth > 0 ? `hsl(22 ${40 + 45 * strength}% ${isDark() ? 44 : 46}%)` : `hsl(208 ${40 + 45 * strength}% ${isDark() ? 46 : 44}%)`;
  }
  const kind = data.kinds[entry];
  if (kind !== "function" && kind !== "group") return paintOf[kind] ?? plainPaint;
  const hue = hues[entry] < 0 ? 214 : hues[entry];
  return `hsl(${hue} ${hues[entry] < 0 ? 34 : 46}% ${(isDark() ? 36 : 42) + (entry % 5) * 2.5}%)`;
}

/** A group has the colour of its largest part. */
function paint(node) {
  if (node.colour !== undefined) return node.colour;
  let largest = node;
  while (largest.entry < 0 && largest.children.length > 0) largest = largest.children[0];
  return (node.colour = largest.entry < 0 ? plainPaint : colourOf(largest.entry));
}

function forgetColours() {
  for (const tree of trees.values()) {
    const open = [tree];
    while (open.length > 0) {
      const node = open.pop();
      node.colour = undefined;
      open.push(...node.children);
    }
  }
}
