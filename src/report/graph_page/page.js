// The page: one state, drawn on a canvas and told in a panel. Names come from files that
// anybody may have named, so they reach the page as text only, never as markup.

const graph = JSON.parse(document.getElementById("graph").textContent);
const folding = groupsOf(graph);
const dependents = graph.actions.map(() => []);
graph.actions.forEach((action, index) => action.needs.forEach((needed) => dependents[needed].push(index)));
const isCriticalAction = new Set(graph.critical_path);

/** Up to this many actions are shown one by one at first. */
const openedMax = 150;

const state = {
  open: new Set(graph.actions.length <= openedMax ? folding.groups.keys() : []),
  selected: -1, // action
  group: -1, // goal, when a closed one is selected
  onlyCritical: false,
  onlySelected: -1,
  hits: [],
  hit: -1,
  view: { x: 0, y: 0, zoom: 1 },
};
let drawn = { boxes: [], edges: [], boxOfAction: [] };

const canvas = element("canvas");
const brush = canvas.getContext("2d");
const font = "13px system-ui, sans-serif";
const smallFont = "11px system-ui, sans-serif";

// ---- words

function timeText(duration) {
  if (duration === null || duration === undefined) return "";
  const ms = duration / 1e6;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(2)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.floor(ms / 1000) % 60} s`;
}

const shellText = (argv) =>
  argv.map((word) => (/^[\w\-./=+:,@%^]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");

/** A name without the goal it stands in. */
function shortName(action) {
  const goal = graph.goals[action.goal].name;
  if (action.name.startsWith(`${goal}: `)) return action.name.slice(goal.length + 2);
  return action.name.startsWith(`${goal}/`) ? action.name.slice(goal.length + 1) : action.name;
}

// ---- boxes

const isClosed = (box) => box.action < 0;
const titleOf = (box) => visible(isClosed(box) ? folding.groups[box.group].name : shortName(graph.actions[box.action]));
function detailOf(box) {
  if (!isClosed(box)) return timeText(graph.actions[box.action].duration_ns);
  let duration = 0;
  for (const action of box.actions) duration += graph.actions[action].duration_ns ?? 0;
  return countText(box.actions.length, "action") + (graph.is_timed ? `, ${timeText(duration)}` : "");
}
const isCriticalBox = (box) => box.actions.some((action) => isCriticalAction.has(action));
const hueOf = (group) => Math.round((group * 222.49) % 360);

/** Everything that can be reached from an action along `lists`, itself included. */
function reach(action, lists) {
  const seen = new Set([action]);
  const open = [action];
  while (open.length > 0) {
    for (const next of lists(open.pop())) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}
const needsOf = (action) => graph.actions[action].needs;
const dependentsOf = (action) => dependents[action];

function rebuild() {
  let related = null;
  if (state.onlySelected >= 0) related = new Set([...reach(state.onlySelected, needsOf), ...reach(state.onlySelected, dependentsOf)]);
  const isShown = (action) => (related === null || related.has(action)) && (!state.onlyCritical || isCriticalAction.has(action));
  const isOpen = (group) => state.onlyCritical || state.open.has(group);
  drawn = boxesOf(graph, folding, isOpen, isShown);
  brush.font = font;
  layOut(drawn.boxes, drawn.edges, (box) => Math.max(brush.measureText(titleOf(box)).width, brush.measureText(detailOf(box)).width) + 26);
}

// ---- drawing

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

let isDrawing = false;
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    paint();
  });
}

function paint() {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const { x, y, zoom } = state.view;
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, width, height);
  brush.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * (width / 2 - x * zoom), ratio * (height / 2 - y * zoom));
  const seen = { left: x - width / 2 / zoom, right: x + width / 2 / zoom, top: y - height / 2 / zoom, bottom: y + height / 2 / zoom };
  const colours = { ink: style("--ink"), soft: style("--soft"), critical: style("--critical"), accent: style("--accent") };
  const related = state.selected < 0 ? null : new Set([...reach(state.selected, needsOf), ...reach(state.selected, dependentsOf)]);
  const isRelated = (box) => related === null || box.actions.some((action) => related.has(action));
  const hits = new Set(state.hits);
  for (const edge of drawn.edges) paintEdge(edge, seen, isRelated, related !== null, colours);
  for (const box of drawn.boxes) {
    const isOut = box.x + box.width / 2 < seen.left || box.x - box.width / 2 > seen.right || box.y + box.height < seen.top || box.y - box.height > seen.bottom;
    if (!isOut) paintBox(box, zoom, isRelated(box), hits, colours);
  }
  brush.globalAlpha = 1;
}

function paintEdge(edge, seen, isRelated, isAnySelected, colours) {
  const from = drawn.boxes[edge.from];
  const to = drawn.boxes[edge.to];
  const stops = [{ x: from.x + from.width / 2, y: from.y }, ...edge.points, { x: to.x - to.width / 2, y: to.y }];
  const low = Math.min(...stops.map((stop) => stop.y));
  const high = Math.max(...stops.map((stop) => stop.y));
  if (high < seen.top || low > seen.bottom || stops[0].x > seen.right || stops[stops.length - 1].x < seen.left) return;
  const isLit = isRelated(from) && isRelated(to);
  brush.globalAlpha = edge.isCritical ? (isLit ? 1 : 0.3) : isAnySelected ? (isLit ? 0.75 : 0.06) : Math.max(0.18, 0.5 - drawn.edges.length / 8000);
  brush.strokeStyle = edge.isCritical ? colours.critical : isAnySelected && isLit ? colours.accent : colours.soft;
  brush.lineWidth = edge.isCritical ? 2.5 : Math.min(4, 1 + Math.log10(edge.count));
  brush.beginPath();
  brush.moveTo(stops[0].x, stops[0].y);
  for (let i = 1; i < stops.length; ++i) {
    const middle = (stops[i - 1].x + stops[i].x) / 2;
    brush.bezierCurveTo(middle, stops[i - 1].y, middle, stops[i].y, stops[i].x, stops[i].y);
  }
  brush.stroke();
}

function paintBox(box, zoom, isLit, hits, colours) {
  const left = box.x - box.width / 2;
  const top = box.y - box.height / 2;
  const hue = hueOf(box.group);
  const dark = isDark();
  brush.globalAlpha = isLit ? 1 : 0.22;
  brush.fillStyle = dark ? `hsl(${hue} 32% 24%)` : `hsl(${hue} 62% 90%)`;
  const isChosen = (state.selected >= 0 && box.actions.includes(state.selected) && !isClosed(box)) || (isClosed(box) && box.group === state.group);
  const isHit = box.actions.some((action) => hits.has(action));
  brush.strokeStyle = isChosen || isHit ? colours.accent : isCriticalBox(box) ? colours.critical : dark ? `hsl(${hue} 30% 42%)` : `hsl(${hue} 35% 62%)`;
  brush.lineWidth = isChosen ? 3.5 : isHit || isCriticalBox(box) ? 2.2 : 1;
  if (isClosed(box)) { // a pile: there is more in it
    brush.beginPath();
    brush.roundRect(left + 4, top + 4, box.width, box.height, 7);
    brush.fill();
    brush.stroke();
  }
  brush.beginPath();
  brush.roundRect(left, top, box.width, box.height, 7);
  brush.fill();
  brush.stroke();
  if (zoom < 0.3) return; // letters would be specks
  brush.fillStyle = colours.ink;
  brush.font = font;
  const detail = detailOf(box);
  brush.textBaseline = "middle";
  brush.fillText(fit(brush, titleOf(box), box.width - 18), left + 9, box.y - (detail === "" ? 0 : 7));
  brush.font = smallFont;
  brush.fillStyle = colours.soft;
  brush.fillText(fit(brush, detail, box.width - 18), left + 9, box.y + 9);
}

// ---- the view

function bounds(boxes) {
  const area = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const box of boxes) {
    area.left = Math.min(area.left, box.x - box.width / 2);
    area.right = Math.max(area.right, box.x + box.width / 2);
    area.top = Math.min(area.top, box.y - box.height / 2);
    area.bottom = Math.max(area.bottom, box.y + box.height / 2);
  }
  return area;
}

function fitView() {
  if (drawn.boxes.length === 0) return;
  const area = bounds(drawn.boxes);
  const zoom = Math.min(canvas.clientWidth / (area.right - area.left + 60), canvas.clientHeight / (area.bottom - area.top + 60), 1.4);
  state.view = { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2, zoom };
  draw();
}

function zoomAt(factor, px, py) {
  const { view } = state;
  const zoom = Math.min(4, Math.max(0.004, view.zoom * factor));
  const dx = px - canvas.clientWidth / 2;
  const dy = py - canvas.clientHeight / 2;
  view.x += dx / view.zoom - dx / zoom;
  view.y += dy / view.zoom - dy / zoom;
  view.zoom = zoom;
  draw();
}

function boxAt(px, py) {
  const { view } = state;
  const x = view.x + (px - canvas.clientWidth / 2) / view.zoom;
  const y = view.y + (py - canvas.clientHeight / 2) / view.zoom;
  return drawn.boxes.findLast((box) => Math.abs(box.x - x) <= box.width / 2 && Math.abs(box.y - y) <= box.height / 2);
}

/** Moves the view only as far as the box needs to be seen whole. */
function reveal(action) {
  const box = drawn.boxes[drawn.boxOfAction[action]];
  if (box === undefined) return;
  const { view } = state;
  view.zoom = Math.max(view.zoom, 0.6);
  const reachX = Math.max(0, canvas.clientWidth / 2 / view.zoom - box.width);
  const reachY = Math.max(0, canvas.clientHeight / 2 / view.zoom - 60);
  view.x = Math.min(box.x + reachX, Math.max(box.x - reachX, view.x));
  view.y = Math.min(box.y + reachY, Math.max(box.y - reachY, view.y));
}

// ---- changes

function select(action) {
  state.selected = action;
  state.group = -1;
  if (state.onlyCritical && !isCriticalAction.has(action)) state.onlyCritical = false;
  if (state.onlySelected >= 0 && drawn.boxOfAction[action] === -1) state.onlySelected = -1;
  const isFolded = !state.open.has(folding.groupOfAction[action]);
  if (isFolded) state.open.add(folding.groupOfAction[action]);
  rebuild();
  reveal(action);
  history.replaceState(null, "", `#${encodeURIComponent(graph.actions[action].name)}`);
  tell();
}

function selectGroup(group) {
  state.selected = -1;
  state.group = group;
  tell();
}

function toggleGroup(group, isOpen) {
  const before = drawn.boxes.find((box) => box.group === group);
  if (isOpen) state.open.add(group);
  else state.open.delete(group);
  state.group = isOpen ? -1 : group;
  state.selected = -1;
  rebuild();
  const after = drawn.boxes.filter((box) => box.group === group);
  if (before !== undefined && after.length > 0) { // what was clicked stays where it was
    const area = bounds(after);
    state.view.x += (area.left + area.right) / 2 - before.x;
    state.view.y += (area.top + area.bottom) / 2 - before.y;
  }
  tell();
}

function letGo() {
  const wasNarrowed = state.onlySelected >= 0;
  Object.assign(state, { selected: -1, group: -1, onlySelected: -1 });
  history.replaceState(null, "", location.pathname + location.search);
  if (wasNarrowed) {
    rebuild();
    fitView();
  }
  tell();
}

function openAll(isOpen) {
  state.open = new Set(isOpen ? folding.groups.keys() : []);
  rebuild();
  fitView();
  tell();
}

function toggleCritical() {
  state.onlyCritical = !state.onlyCritical;
  rebuild();
  fitView();
  tell();
}

function toggleFocus() {
  if (state.onlySelected < 0 && state.selected < 0) return;
  state.onlySelected = state.onlySelected >= 0 ? -1 : state.selected;
  rebuild();
  fitView();
  tell();
}

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const holds = (action) => {
    const texts = [action.name, ...action.inputs, ...action.outputs].map((each) => each.toLowerCase());
    return words.every((word) => texts.some((each) => each.includes(word)));
  };
  state.hits = [];
  if (words.length > 0) graph.actions.forEach((action, index) => holds(action) && state.hits.push(index));
  // Names first: a file that everything reads would hide what is called like it.
  const inName = (index) => words.every((word) => graph.actions[index].name.toLowerCase().includes(word));
  state.hits = [...state.hits.filter(inName), ...state.hits.filter((index) => !inName(index))];
  state.hit = -1;
  tell();
}

function nextHit(step) {
  if (state.hits.length === 0) return;
  state.hit = (state.hit + step + state.hits.length) % state.hits.length;
  select(state.hits[state.hit]);
}

// ---- the panel

function node(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const actionButton = (action) => node("button", { type: "button", textContent: visible(graph.actions[action].name), onclick: () => select(action) });

function actionList(actions, most = 200) {
  const list = node("ul");
  for (const action of actions.slice(0, most)) {
    list.append(node("li", {}, actionButton(action), node("span", { className: "number", textContent: timeText(graph.actions[action].duration_ns) })));
  }
  if (actions.length > most) list.append(node("li", {}, node("span", { className: "number", textContent: `and ${actions.length - most} more` })));
  return list;
}

function pathList(paths, most = 200) {
  const list = node("ul");
  for (const path of paths.slice(0, most)) list.append(node("li", {}, node("span", { className: "path", textContent: visible(path) })));
  if (paths.length > most) list.append(node("li", {}, node("span", { className: "number", textContent: `and ${paths.length - most} more` })));
  return list;
}

function tellSection(panel, title, content) {
  if (content.children.length === 0) return;
  panel.append(node("h3", { textContent: title }), content);
}

function tellAction(panel, index) {
  const action = graph.actions[index];
  panel.append(node("h2", { textContent: visible(action.name) }));
  const facts = [action.verb, `goal ${visible(graph.goals[action.goal].name)}`];
  if (action.duration_ns !== null) facts.push(`${timeText(action.duration_ns)} when it last ran`);
  else facts.push("never ran");
  panel.append(node("p", { textContent: facts.join(" · ") }));
  if (graph.is_timed) {
    panel.append(node("p", { textContent: isCriticalAction.has(index) ? "on the critical path: the build is as much slower as this is" : `could take ${timeText(action.slack_ns)} longer without a longer build` }));
  }
  for (const line of action.last ?? []) panel.append(node("p", { textContent: visible(line) }));
  const folder = action.folder === "." ? "" : `cd ${shellText([action.folder])} && `;
  panel.append(node("h3", { textContent: "command" }), node("pre", { textContent: visible(folder + shellText(action.command)) }));
  tellSection(panel, `needs ${countText(action.needs.length, "action")}`, actionList(action.needs));
  tellSection(panel, `needed by ${countText(dependents[index].length, "action")}`, actionList(dependents[index]));
  tellSection(panel, countText(action.outputs.length, "output"), pathList(action.outputs));
  tellSection(panel, countText(action.inputs.length, "input"), pathList(action.inputs));
  tellSection(panel, "tools", pathList(action.tools));
  tellSection(panel, "variables it may see", pathList(action.environment));
}

function tellGroup(panel, index) {
  const group = folding.groups[index];
  const isOpen = state.open.has(index);
  panel.append(node("h2", { textContent: visible(group.name) }));
  panel.append(node("p", { textContent: `${group.kind} · ${countText(group.actions.length, "action")}${group.duration_ns === null ? "" : ` · ${timeText(group.duration_ns)}`}` }));
  panel.append(node("button", { type: "button", textContent: isOpen ? "close" : "open", onclick: () => toggleGroup(index, !isOpen) }));
  tellSection(panel, "actions", actionList([...group.actions].sort((left, right) => (graph.actions[right].duration_ns ?? 0) - (graph.actions[left].duration_ns ?? 0))));
}

function tellAll(panel) {
  if (graph.actions.length === 0) {
    panel.append(node("p", { textContent: "nothing to do: sinter.toml defines no goal yet" }));
    return;
  }
  panel.append(node("h2", { textContent: graph.is_timed ? `critical path: ${timeText(graph.critical_ns)}` : "longest chain" }));
  panel.append(node("p", { textContent: graph.is_timed ? "No build that runs all of it is faster, whatever the slots." : "Build once to see times." }), actionList(graph.critical_path));
  if (graph.is_timed) {
    const slowest = [...graph.actions.keys()].sort((left, right) => (graph.actions[right].duration_ns ?? 0) - (graph.actions[left].duration_ns ?? 0));
    tellSection(panel, "slowest", actionList(slowest.slice(0, 10)));
  }
  const list = node("ul");
  folding.groups.forEach((group, index) => {
    const swatch = node("i", { className: "swatch" });
    swatch.style.background = `hsl(${hueOf(index)} 50% 60%)`;
    const open = node("button", { type: "button", textContent: visible(group.name), onclick: () => toggleGroup(index, !state.open.has(index)) });
    list.append(node("li", {}, swatch, open, node("span", { className: "number", textContent: detailOf({ action: -1, group: index, actions: group.actions }) })));
  });
  tellSection(panel, countText(folding.groups.length, folding.groups.length === graph.goals.length ? "goal" : "group"), list);
}

/** Says the state in words, and draws it. */
function tell() {
  const panel = element("panel");
  panel.replaceChildren();
  if (state.selected >= 0) tellAction(panel, state.selected);
  else if (state.group >= 0) tellGroup(panel, state.group);
  else tellAll(panel);
  element("critical").setAttribute("aria-pressed", String(state.onlyCritical));
  element("focus").setAttribute("aria-pressed", String(state.onlySelected >= 0));
  element("focus").disabled = state.selected < 0 && state.onlySelected < 0;
  const at = state.hit >= 0 ? `${state.hit + 1} of ` : "";
  element("hits").textContent = element("search").value.trim() === "" ? "" : state.hits.length === 0 ? "not found" : `${at}${state.hits.length} found`;
  draw();
}

// ---- what people do

function listen() {
  let press = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    press = { x: event.offsetX, y: event.offsetY, moved: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (press === null) return;
    const dx = event.offsetX - press.x;
    const dy = event.offsetY - press.y;
    if (!press.moved && Math.hypot(dx, dy) < 4) return;
    state.view.x -= dx / state.view.zoom;
    state.view.y -= dy / state.view.zoom;
    press = { x: event.offsetX, y: event.offsetY, moved: true };
    canvas.classList.add("dragged");
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    canvas.classList.remove("dragged");
    const isClick = press !== null && !press.moved;
    press = null;
    if (!isClick) return;
    const box = boxAt(event.offsetX, event.offsetY);
    if (box === undefined) letGo();
    else if (isClosed(box)) toggleGroup(box.group, true);
    else select(box.action);
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), event.offsetX, event.offsetY);
  }, { passive: false });
  element("search").addEventListener("input", (event) => search(event.target.value));
  element("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      event.target.value = "";
      search("");
      canvas.focus();
    }
  });
  element("critical").onclick = toggleCritical;
  element("focus").onclick = toggleFocus;
  element("expand").onclick = () => openAll(true);
  element("collapse").onclick = () => openAll(false);
  element("fit").onclick = fitView;
  document.addEventListener("keydown", onKey);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

/** Of several actions, the one to go to first: the critical, else the slowest. */
function foremost(actions) {
  const weight = (action) => (isCriticalAction.has(action) ? 1e18 : 0) + (graph.actions[action].duration_ns ?? 0);
  return [...actions].sort((left, right) => weight(right) - weight(left))[0];
}

function onKey(event) {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
  const keys = {
    "/": () => element("search").focus(),
    f: fitView,
    c: toggleCritical,
    o: toggleFocus,
    "+": () => zoomAt(1.25, ...middle),
    "-": () => zoomAt(0.8, ...middle),
    Escape: letGo,
    ArrowLeft: () => state.selected >= 0 && needsOf(state.selected).length > 0 && select(foremost(needsOf(state.selected))),
    ArrowRight: () => state.selected >= 0 && dependents[state.selected].length > 0 && select(foremost(dependents[state.selected])),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function begin() {
  document.title = visible(`${graph.project}, ${graph.profile}: the graph`);
  element("title").textContent = visible(graph.project);
  const times = graph.is_timed ? ` · ${timeText(graph.total_ns)} of work, at least ${timeText(graph.critical_ns)}` : " · never built";
  element("summary").textContent = `${graph.profile} · ${countText(graph.actions.length, "action")} of ${countText(graph.goals.length, "goal")}${times}`;
  listen();
  rebuild();
  tell();
  fitView();
  const wanted = graph.actions.findIndex((action) => `#${encodeURIComponent(action.name)}` === location.hash);
  if (wanted >= 0) select(wanted);
}

begin();
