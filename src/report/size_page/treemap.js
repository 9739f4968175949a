// Boxes in boxes, each as large as its bytes and as square as can be (Bruls, Huizing and
// van Wijk, "Squarified treemaps", 2000), and how they are drawn.

const headHeight = 17;

/** Gives every box below `root` its place; what is too small to be seen however one zooms has none. */
function layOut(root, width, height) {
  Object.assign(root, { x: 0, y: 0, width, height });
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (node.children.length === 0) continue;
    const hasHead = node !== root && hasRoomForHead(node);
    const edge = node === root ? 0 : Math.min(1.5, node.width / 40, node.height / 40);
    const head = hasHead ? headHeight : edge;
    squarify(node.children, node.x + edge, node.y + head, node.width - 2 * edge, node.height - head - edge, node.size);
    for (const child of node.children) if (child.children.length > 0 && child.width * child.height > 1e-4) open.push(child);
  }
}

const hasRoomForHead = (node) => node.width > 46 && node.height > 40;

/** Rows of boxes along the shorter side, each row as long as its boxes become squarer by it. */
function squarify(nodes, x, y, width, height, total) {
  const scale = (width * height) / total;
  let first = 0;
  while (first < nodes.length) {
    const side = Math.min(width, height);
    let sum = 0;
    let worst = Infinity;
    let last = first;
    while (last < nodes.length) {
      const area = nodes[last].size * scale;
      const thickness = (sum + area) / side;
      const largest = nodes[first].size * scale;
      const next = Math.max((largest / thickness) / thickness, thickness / (area / thickness));
      if (next > worst) break;
      worst = next;
      sum += area;
      ++last;
    }
    const thickness = side > 0 ? sum / side : 0;
    let along = 0;
    for (let i = first; i < last; ++i) {
      const length = thickness > 0 ? (nodes[i].size * scale) / thickness : 0;
      const place = width < height ? { x: x + along, y, width: length, height: thickness } : { x, y: y + along, width: thickness, height: length };
      Object.assign(nodes[i], place);
      along += length;
    }
    if (width < height) {
      y += thickness;
      height -= thickness;
    } else {
      x += thickness;
      width -= thickness;
    }
    first = last;
  }
}

/** A name without its parameters, and without what it lies in. */
function shortName(name) {
  if (!name.includes("(") && !name.includes("::")) return name;
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < name.length; ++i) {
    const letter = name[i];
    if (letter === "(" && depth === 0 && i > begin && !name.startsWith("(anonymous", i)) return name.slice(begin, i);
    if ("<([{".includes(letter)) ++depth;
    else if (">)]}".includes(letter) && name[i - 1] !== "-") depth = Math.max(0, depth - 1);
    else if (depth === 0 && letter === ":" && name[i + 1] === ":") begin = i + 2;
    else if (depth === 0 && letter === " " && name.slice(begin, i) !== "operator") begin = i + 1;
  }
  return begin < name.length ? name.slice(begin) : name;
}

/** `view`: the part of the layout that is seen, { x, y, zoom }. `paint(node)` → a colour. */
function drawMap(brush, root, view, width, height, { paint, ink, paper, isDim, label }) {
  brush.fillStyle = paper;
  brush.fillRect(0, 0, width, height);
  brush.textBaseline = "middle";
  const open = [root];
  const labels = [];
  while (open.length > 0) {
    const node = open.pop();
    const left = (node.x - view.x) * view.zoom;
    const top = (node.y - view.y) * view.zoom;
    const wide = node.width * view.zoom;
    const high = node.height * view.zoom;
    if (left > width || top > height || left + wide < 0 || top + high < 0) continue;
    const isGroup = node.children.length > 0;
    const isSmall = wide < 2 || high < 2;
    if (node !== root) {
      brush.globalAlpha = isDim(node) ? 0.16 : isGroup && !isSmall ? 0.32 : 1;
      brush.fillStyle = paint(node);
      const gap = wide > 5 && high > 5 ? 0.5 : 0;
      brush.fillRect(left + gap, top + gap, Math.max(wide - 2 * gap, 0.4), Math.max(high - 2 * gap, 0.4));
    }
    if (isGroup && !isSmall) open.push(...node.children);
    const isReadable = wide > 40 && high > 13 && node !== root;
    if (isReadable && (!isGroup || hasRoomForHead(node))) labels.push([node, left, top, wide, high, isGroup]);
  }
  for (const [node, left, top, wide, high, isGroup] of labels) {
    const from = Math.max(left, 0);
    const room = Math.min(left + wide, width) - from - 8;
    if (room < 26) continue;
    brush.globalAlpha = isDim(node) ? 0.35 : 1;
    brush.fillStyle = isGroup ? ink : "#fff";
    brush.font = isGroup ? "600 12px system-ui, sans-serif" : "12px system-ui, sans-serif";
    const y = isGroup ? Math.max(top, 0) + (headHeight / 2) * Math.min(view.zoom, 1.6) : top + high / 2;
    if (isGroup && top + headHeight * view.zoom < 0) continue;
    brush.fillText(fit(brush, label(node), room), from + 4, y);
  }
  brush.globalAlpha = 1;
}

/** The innermost box at a place of the layout, at least so large that it can be seen. */
function boxAt(root, x, y, smallest) {
  let node = root;
  for (;;) {
    const inside = node.children.find(
      (child) => x >= child.x && y >= child.y && x < child.x + child.width && y < child.y + child.height);
    if (inside === undefined || (node !== root && inside.width < smallest && inside.height < smallest)) return node;
    node = inside;
  }
}
