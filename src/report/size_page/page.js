// The page: one state, drawn as a map and told in a panel and a table.

let data;
let table;
const canvas = element("canvas");
const brush = canvas.getContext("2d");
const state = {
  view: "", // of the file: "section", ...
  measure: "size", // "size", "gzip" or "brotli"
  top: null, // the node that fills the picture
  selected: null, // a node
  hovered: null,
  camera: { x: 0, y: 0, zoom: 1 },
  showsChanges: false,
  query: "",
  hits: null, // entries with that name, when something is searched for
};
const trees = new Map(); // by view and measure
let still = null; // what was drawn last, without marks
let hues = [];
let keeps = []; // the entries that each entry keeps

// ---- words

function bytesText(bytes) {
  const sign = bytes < 0 ? "-" : "";
  const size = Math.abs(bytes);
  if (size < 1024) return `${sign}${Math.round(size)} B`;
  if (size < 1024 * 1024) return `${sign}${(size / 1024).toFixed(1)} KiB`;
  return `${sign}${(size / 1024 / 1024).toFixed(2)} MiB`;
}
const signedText = (bytes) => (bytes > 0 ? `+${bytesText(bytes)}` : bytesText(bytes));
const shareText = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
const measureNames = { size: "raw", gzip: "gzip", brotli: "brotli" };

const growthOf = (entry) => data.size[entry] - data.before_size[entry];
function changeText(entry) {
  if (!data.was_there[entry]) return "new";
  if (data.section[entry] < 0 && data.kinds[entry] !== "group") return "gone";
  const growth = growthOf(entry);
  return growth === 0 ? "" : signedText(growth);
}
const changeClass = (growth) => (growth > 0 ? "grown" : growth < 0 ? "shrunk" : "");

// ---- the map

function tree() {
  const key = `${state.view} ${state.measure}`;
  if (!trees.has(key)) trees.set(key, treeOf(data, state.view, data[state.measure]));
  return trees.get(key);
}

/** Whether a node is found, or holds something that is; marked once a search and tree. */
const isHit = (node) => state.hits === null || node.search === state.hits;
function markHits() {
  if (state.hits === null) return;
  for (const leaf of leavesOf(tree())) {
    if (!state.hits.has(leaf.entry)) continue;
    for (let node = leaf; node !== null && node.search !== state.hits; node = node.parent) node.search = state.hits;
  }
}

function resize() {
  const scale = devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale));
  if (state.top !== null) layOut(state.top, canvas.clientWidth, canvas.clientHeight);
  keepInside();
  draw();
}

function draw() {
  if (state.top === null || canvas.width < 2) return;
  const scale = devicePixelRatio || 1;
  const style = getComputedStyle(document.documentElement);
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  drawMap(brush, state.top, state.camera, canvas.clientWidth, canvas.clientHeight, {
    paint,
    ink: style.getPropertyValue("--ink"),
    paper: style.getPropertyValue("--paper"),
    isDim: (node) => !isHit(node),
    label: (node) => visible(node.entry >= 0 ? shortName(node.name) : node.name),
  });
  still ??= document.createElement("canvas");
  still.width = canvas.width;
  still.height = canvas.height;
  still.getContext("2d").drawImage(canvas, 0, 0);
  drawMarks();
}

function drawMarks() {
  const scale = devicePixelRatio || 1;
  brush.setTransform(1, 0, 0, 1, 0, 0);
  brush.drawImage(still, 0, 0);
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  const style = getComputedStyle(document.documentElement);
  const frame = (node, colour, width) => {
    if (node === null || node === state.top) return;
    const { x, y, zoom } = state.camera;
    const box = [(node.x - x) * zoom, (node.y - y) * zoom, Math.max(3, node.width * zoom), Math.max(3, node.height * zoom)];
    brush.lineWidth = width + 2;
    brush.strokeStyle = style.getPropertyValue("--sheet");
    brush.strokeRect(...box);
    brush.lineWidth = width;
    brush.strokeStyle = colour;
    brush.strokeRect(...box);
  };
  frame(state.hovered, style.getPropertyValue("--soft"), 1.5);
  if (isBelow(state.selected, state.top)) frame(state.selected, style.getPropertyValue("--accent"), 2.5);
}

function isBelow(node, top) {
  while (node !== null && node !== undefined && node !== top) node = node.parent;
  return node === top;
}

function keepInside() {
  const { camera } = state;
  camera.zoom = Math.min(4000, Math.max(1, camera.zoom));
  camera.x = Math.min(canvas.clientWidth - canvas.clientWidth / camera.zoom, Math.max(0, camera.x));
  camera.y = Math.min(canvas.clientHeight - canvas.clientHeight / camera.zoom, Math.max(0, camera.y));
}

function zoomAt(factor, x, y) {
  const { camera } = state;
  const before = camera.zoom;
  camera.zoom = Math.min(4000, Math.max(1, before * factor));
  camera.x += x / before - x / camera.zoom;
  camera.y += y / before - y / camera.zoom;
  keepInside();
  draw();
}

/** What is under a point of the canvas. */
const nodeAt = (x, y) => boxAt(state.top, state.camera.x + x / state.camera.zoom, state.camera.y + y / state.camera.zoom, 3 / state.camera.zoom);

// ---- what is shown

/** Lets a node fill the picture. */
function enter(node) {
  while (node.children.length === 0 && node.parent !== null) node = node.parent;
  state.top = node;
  state.camera = { x: 0, y: 0, zoom: 1 };
  state.hovered = null;
  layOut(node, canvas.clientWidth, canvas.clientHeight);
  tellTrail();
  tellRows();
  draw();
}

function leave() {
  if (state.camera.zoom > 1) {
    state.camera = { x: 0, y: 0, zoom: 1 };
    draw();
  } else if (state.top.parent !== null) {
    const from = state.top;
    enter(from.parent);
    select(from);
  } else {
    select(null);
  }
}

function select(node) {
  state.selected = node;
  tellPanel();
  table.draw();
  if (node !== null) table.reveal(node);
  drawMarks();
}

/** The node of an entry in the tree that is shown: of several, the largest. */
function nodeOf(entry) {
  let best = null;
  for (const leaf of leavesOf(tree())) if (leaf.entry === entry && (best === null || leaf.size > best.size)) best = leaf;
  return best;
}

function goTo(entry) {
  const node = nodeOf(entry);
  if (node === null) return tellPanel(entry);
  if (!isBelow(node, state.top)) enter(tree());
  select(node);
  table.reveal(node);
}

function show(view, measure) {
  const entry = state.selected?.entry ?? -1;
  state.view = view;
  state.measure = measure;
  for (const [group, value] of [["views", view], ["measures", measure]]) {
    for (const button of element(group).children) button.setAttribute("aria-pressed", String(button.value === value));
  }
  state.selected = null;
  table = tableOf();
  markHits();
  enter(tree());
  select(entry >= 0 ? nodeOf(entry) : null);
}

function search(text) {
  state.query = text.trim().toLowerCase();
  state.hits = null;
  if (state.query !== "") {
    state.hits = new Set();
    data.lowered ??= data.names.map((name) => name.toLowerCase());
    data.lowered.forEach((name, entry) => name.includes(state.query) && state.hits.add(entry));
  }
  let sum = 0;
  for (const entry of state.hits ?? []) sum += data[state.measure][entry];
  element("hits").textContent = state.hits === null ? "" : `${countText(state.hits.size, "hit")}, ${bytesText(sum)}`;
  markHits();
  tellRows();
  draw();
}

/** One row an entry, though by source it may have several boxes; what is gone has none. */
function tellRows() {
  const rows = [];
  const seen = new Map();
  for (const leaf of leavesOf(state.top)) {
    if (leaf.entry < 0 || (state.hits !== null && !state.hits.has(leaf.entry))) continue;
    const other = seen.get(leaf.entry);
    if (other !== undefined) {
      if (leaf.size > rows[other].size) rows[other] = leaf;
      continue;
    }
    seen.set(leaf.entry, rows.length);
    rows.push(leaf);
  }
  if (data.before !== "" && state.top.parent === null) {
    data.names.forEach((name, entry) => {
      const isGone = data.section[entry] < 0 && data.kinds[entry] !== "group";
      if (isGone && (state.hits === null || state.hits.has(entry))) rows.push(newNode(name, null, entry));
    });
  }
  table.show(rows);
}

function tableOf() {
  const size = (row) => data[state.measure][row.entry];
  const columns = [
    { title: "name", width: "minmax(0, 1fr)", value: (row) => data.names[row.entry], text: (row) => visible(data.names[row.entry]) },
    { title: measureNames[state.measure], width: "68px", value: size, text: (row) => bytesText(size(row)) },
    { title: "share", width: "46px", value: size, text: (row) => shareText(size(row), tree().size) },
  ];
  if (data.retained !== undefined) {
    columns.push({ title: "keeps", width: "68px", value: (row) => data.retained[row.entry], text: (row) => bytesText(data.retained[row.entry]) });
  }
  if (data.before !== "") {
    columns.push({ title: "change", width: "74px", value: (row) => growthOf(row.entry), text: (row) => changeText(row.entry), className: (row) => changeClass(growthOf(row.entry)) });
  }
  return new Table(columns, {
    select: (row) => (row.parent === null ? tellPanel(row.entry) : select(row)),
    swatch: (row) => colourOf(row.entry),
    isSelected: (row) => state.selected !== null && row.entry === state.selected.entry,
  });
}

function tellTrail() {
  const nodes = [];
  for (let node = state.top; node !== null; node = node.parent) nodes.unshift(node);
  element("trail").replaceChildren(...nodes.map((node) => {
    const item = document.createElement("li");
    const button = add(item, "button", visible(node.parent === null ? "the whole file" : node.name));
    button.type = "button";
    button.onclick = () => node !== state.top && enter(node);
    return item;
  }));
}

// ---- input

function listenToCanvas() {
  let press = null;
  canvas.addEventListener("pointerdown", (event) => {
    press = { x: event.offsetX, y: event.offsetY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (press !== null && (press.moved || Math.hypot(event.offsetX - press.x, event.offsetY - press.y) > 4)) {
      state.camera.x -= (event.offsetX - press.x) / state.camera.zoom;
      state.camera.y -= (event.offsetY - press.y) / state.camera.zoom;
      press = { x: event.offsetX, y: event.offsetY, moved: true };
      canvas.classList.add("dragged");
      keepInside();
      return draw();
    }
    hover(nodeAt(event.offsetX, event.offsetY));
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("pointerup", (event) => {
    canvas.classList.remove("dragged");
    const isClick = press !== null && !press.moved;
    press = null;
    if (!isClick) return;
    const node = nodeAt(event.offsetX, event.offsetY);
    select(node === state.top ? null : node);
  });
  canvas.addEventListener("dblclick", (event) => {
    const node = nodeAt(event.offsetX, event.offsetY);
    if (node !== state.top) enterTowards(node);
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), event.offsetX, event.offsetY);
  }, { passive: false });
}

/** One step into the group below the shown one that holds the node; into a flat one, closer to it. */
function enterTowards(node) {
  let group = node;
  while (group.parent !== null && group.parent !== state.top) group = group.parent;
  if (group.children.length > 0) return enter(group);
  const factor = Math.min(canvas.clientWidth / group.width, canvas.clientHeight / group.height) / 3;
  state.camera = { zoom: Math.max(1, factor), x: 0, y: 0 };
  state.camera.zoom = Math.min(4000, state.camera.zoom);
  state.camera.x = group.x + group.width / 2 - canvas.clientWidth / 2 / state.camera.zoom;
  state.camera.y = group.y + group.height / 2 - canvas.clientHeight / 2 / state.camera.zoom;
  keepInside();
  draw();
}

function hover(node) {
  if (node === state.top) node = null;
  if (state.hovered === node) return;
  state.hovered = node;
  element("hover").textContent = node === null ? "" : `${visible(node.name)} · ${bytesText(node.size)} · ${shareText(node.size, tree().size)}`;
  drawMarks();
}

/** Along the boxes of one group by size, and in and out of groups. */
function step(key) {
  const node = state.selected ?? state.top;
  if (key === "ArrowDown") return node.children.length > 0 && select(node.children[0]);
  if (node === state.top) return state.top.children.length > 0 && select(state.top.children[0]);
  if (key === "ArrowUp") return select(node.parent === state.top ? null : node.parent);
  const list = node.parent.children;
  select(list[Math.min(list.length - 1, Math.max(0, list.indexOf(node) + (key === "ArrowRight" ? 1 : -1)))]);
}

function toggleChanges() {
  if (data.before === "") return;
  state.showsChanges = !state.showsChanges;
  element("changes").setAttribute("aria-pressed", String(state.showsChanges));
  forgetColours();
  table.draw();
  draw();
}

function onKey(event) {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const isInTable = element("scroll").contains(event.target);
  const isOnButton = event.target instanceof HTMLButtonElement;
  const buttons = [...element("views").children];
  const key = event.key;
  if (key === "/") element("search").focus();
  else if (key === "Escape") leave();
  else if (key === "c") toggleChanges();
  else if (key === "+" || key === "-") zoomAt(key === "+" ? 1.5 : 1 / 1.5, canvas.clientWidth / 2, canvas.clientHeight / 2);
  else if (/^[1-9]$/.test(key) && buttons[key - 1] !== undefined) buttons[key - 1].click();
  else if (key === "Enter" && !isOnButton && state.selected !== null) enterTowards(state.selected);
  else if (isInTable && (key === "ArrowDown" || key === "ArrowUp")) {
    const row = table.near(key === "ArrowDown" ? 1 : -1);
    if (row !== undefined && row.parent !== null) select(row);
  } else if (key.startsWith("Arrow")) step(key);
  else return;
  event.preventDefault();
}

function listen() {
  listenToCanvas();
  const field = element("search");
  field.addEventListener("input", () => search(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && table.rows.length > 0) {
      const row = state.selected !== null && state.hits?.has(state.selected.entry) ? table.near(event.shiftKey ? -1 : 1) : table.rows[0];
      if (row.parent !== null) select(row);
    }
    if (event.key === "Escape") {
      field.value = "";
      search("");
      canvas.focus();
    }
  });
  element("changes").onclick = toggleChanges;
  document.addEventListener("keydown", onKey);
  new ResizeObserver(resize).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    forgetColours();
    table.draw();
    draw();
  });
}

function choices(id, values, titles, choose) {
  if (values.length < 2) return;
  element(id).replaceChildren(...values.map((value) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", value, textContent: titles[value], onclick: () => choose(value) });
    return button;
  }));
}

async function unpacked() {
  const text = element("picture").textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text());
}

function begin() {
  document.title = visible(`${data.file}: ${bytesText(data.bytes)}`);
  element("title").textContent = visible(data.file);
  const compressed = data.sizes === undefined ? "" : Object.entries(data.sizes).map(([name, size]) => `, ${name} ${bytesText(size)}`).join("");
  const makers = data.made_by.length === 0 ? "" : ` · ${data.made_by.join(", ")}`;
  element("summary").textContent = visible(`${data.format} · ${bytesText(data.bytes)}${compressed} · ${countText(data.function_count, "function")}${makers}`);
  if (data.before !== "") {
    element("changes").hidden = false;
    state.showsChanges = true;
    element("changes").setAttribute("aria-pressed", "true");
  }
  (data.keeper ?? []).forEach((keeper, entry) => keeper >= 0 && (keeps[keeper] ??= []).push(entry));
  prepareColours();
  const views = viewsOf(data);
  const measures = data.gzip === undefined ? ["size"] : ["size", "gzip", "brotli"];
  choices("views", views, viewNames, (view) => show(view, state.measure));
  choices("measures", measures, measureNames, (measure) => show(state.view, measure));
  listen();
  show(views[0], "size");
}

unpacked().then((picture) => {
  data = picture;
  begin();
}, (error) => {
  element("title").textContent = "This page cannot be read";
  element("summary").textContent = `${error}; browsers since 2023 can unpack it`;
});
