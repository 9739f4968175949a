// What is known of the selected part or group, in words.

function add(parent, tag, text, className = "") {
  const child = document.createElement(tag);
  child.textContent = text;
  if (className !== "") child.className = className;
  parent.append(child);
  return child;
}

function list(title, items) {
  if (items.length === 0) return;
  add(element("panel"), "h3", title);
  const ul = add(element("panel"), "ul", "");
  for (const { text, number, act } of items) {
    const li = add(ul, "li", "");
    const line = add(li, act === undefined ? "span" : "button", visible(text));
    if (act !== undefined) Object.assign(line, { type: "button", onclick: act });
    add(li, "span", number, "number");
  }
}

const itemsMax = 12;

function tellEntry(entry) {
  const panel = element("panel");
  add(panel, "h2", visible(data.names[entry]));
  const section = data.section[entry] < 0 ? "" : ` in ${visible(data.sections[data.section[entry]])}`;
  add(panel, "p", `${data.kinds[entry]}${section}`, "facts");
  const sizes = [`${data.size[entry].toLocaleString("en")} B, ${shareText(data.size[entry], data.bytes)} of the file`];
  if (data.gzip !== undefined) sizes.push(`gzip ${bytesText(data.gzip[entry])}, brotli ${bytesText(data.brotli[entry])}`);
  if (data.retained !== undefined && data.needed[entry]) sizes.push(`keeps ${bytesText(data.retained[entry])} in the file, itself included`);
  if (data.needed !== undefined && !data.needed[entry] && data.size[entry] > 0) sizes.push("nothing needs it");
  if (data.kinds[entry] !== "group") for (const line of sizes) add(panel, "p", line);
  if (data.before !== "" && changeText(entry) !== "") add(panel, "p", `${changeText(entry)}; before ${bytesText(data.before_size[entry])}`, changeClass(growthOf(entry)));
  const sources = [];
  data.piece_entries.forEach((owner, piece) => {
    if (owner === entry) sources.push({ text: data.sources[data.piece_sources[piece]], size: data.piece_sizes[piece] });
  });
  sources.sort((left, right) => right.size - left.size);
  list("compiled from", sources.slice(0, itemsMax).map(({ text, size }) => ({ text, number: bytesText(size) })));
  if (data.keeper === undefined) return;
  const chain = [];
  for (let above = data.keeper[entry]; above >= 0 && chain.length < itemsMax; above = data.keeper[above]) chain.push(above);
  const kind = (other) => (["export", "import", "data"].includes(data.kinds[other]) ? `${data.kinds[other]} ` : "");
  const nameOf = (other) => (data.names[other].startsWith(kind(other)) ? data.names[other] : kind(other) + data.names[other]);
  const link = (other) => ({ text: nameOf(other), number: bytesText(data.retained[other]), act: () => goTo(other) });
  list("not there without", chain.map(link));
  const kept = [...(keeps[entry] ?? [])].sort((left, right) => data.retained[right] - data.retained[left]);
  list(`keeps ${countText(kept.length, "other")}`, kept.slice(0, itemsMax).map(link));
}

function tellGroup(node) {
  const panel = element("panel");
  const leaves = leavesOf(node);
  add(panel, "h2", visible(node === tree() ? data.file : node.name));
  add(panel, "p", `${bytesText(node.size)} ${state.measure === "size" ? "" : state.measure} in ${countText(leaves.length, "part")}, ${shareText(node.size, tree().size)} of the file`, "facts");
  if (data.before !== "") {
    const entries = new Set(leaves.map((leaf) => leaf.entry));
    let growth = 0;
    for (const entry of entries) growth += growthOf(entry);
    if (node === tree()) growth = data.bytes - data.before_size.reduce((sum, size) => sum + size, 0);
    add(panel, "p", `${signedText(growth)} since ${visible(data.before)}`, changeClass(growth));
  }
  if (node === tree() && data.history !== undefined) {
    add(panel, "h3", `in ${countText(data.history.length, "build")}`);
    drawSizeTrends(panel, data.history, [measureNames[state.measure]]);
  }
  list("the largest in it", node.children.slice(0, itemsMax).map((child) => ({ text: child.name, number: bytesText(child.size), act: () => select(child) })));
}

function tellPanel(entry = -1) {
  element("panel").replaceChildren();
  const node = state.selected ?? state.top;
  const which = entry >= 0 ? entry : node.entry;
  if (which >= 0) tellEntry(which);
  else tellGroup(node);
}

