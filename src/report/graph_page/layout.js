// Which boxes a graph has, and where they stand: layers from left to right, ordered so that
// edges cross little, each box near the middle of what it is connected to. Knows nothing of
// the page; everything here takes values and gives values.

/** Goals drawn as boxes of their own; more of them, and those of one action share a box. */
const ownGoalsMax = 120;
/** Bends of long edges that take part in the layout; beyond, long edges are drawn straight. */
const bendsMax = 12000;

const sizes = { height: 34, gap: 12, layerGap: 70, widthMin: 90, widthMax: 300 };

/** The boxes that actions fold into: a goal each, or for very many goals of one action a level. */
function groupsOf(graph) {
  const single = graph.goals.length > ownGoalsMax;
  const groups = [];
  const groupOfAction = new Array(graph.actions.length);
  const byLevel = new Map();
  for (const goal of graph.goals) {
    let group;
    if (single && goal.actions.length === 1) {
      const { level, verb } = graph.actions[goal.actions[0]];
      const key = `${level} ${verb}`;
      group = byLevel.get(key);
      if (group === undefined) {
        group = { name: `level ${level + 1}: ${verb}`, kind: "actions as far from the sources", actions: [] };
        byLevel.set(key, group);
        groups.push(group);
      }
    } else {
      group = { name: goal.name, kind: goal.kind, actions: [] };
      groups.push(group);
    }
    for (const action of goal.actions) group.actions.push(action);
  }
  groups.forEach((group, index) => {
    group.duration_ns = 0;
    for (const action of group.actions) {
      groupOfAction[action] = index;
      group.duration_ns += graph.actions[action].duration_ns ?? 0;
    }
  });
  return { groups, groupOfAction };
}

/**
 * What is drawn: `isOpen(group)` says whether a group's actions stand for themselves, and
 * `isShown(action)` which actions there are at all.
 */
function boxesOf(graph, { groups, groupOfAction }, isOpen, isShown) {
  const boxes = [];
  const boxOfAction = new Array(graph.actions.length).fill(-1);
  const boxOfGroup = new Map();
  graph.actions.forEach((action, index) => {
    if (!isShown(index)) return;
    const group = groupOfAction[index];
    if (isOpen(group) || groups[group].actions.length === 1) {
      boxOfAction[index] = boxes.length;
      boxes.push({ action: index, group, level: action.level, actions: [index] });
      return;
    }
    if (!boxOfGroup.has(group)) {
      boxOfGroup.set(group, boxes.length);
      boxes.push({ action: -1, group, level: action.level, actions: [] });
    }
    boxOfAction[index] = boxOfGroup.get(group);
    boxes[boxOfAction[index]].actions.push(index);
  });
  const critical = new Set();
  for (let i = 1; i < graph.critical_path.length; ++i) critical.add(`${graph.critical_path[i - 1]} ${graph.critical_path[i]}`);
  const edges = new Map();
  graph.actions.forEach((action, index) => {
    const to = boxOfAction[index];
    if (to < 0) return;
    for (const needed of action.needs) {
      const from = boxOfAction[needed];
      if (from < 0 || from === to) continue;
      const key = from * boxes.length + to;
      let edge = edges.get(key);
      if (edge === undefined) edges.set(key, (edge = { from, to, count: 0, isCritical: false }));
      ++edge.count;
      if (critical.has(`${needed} ${index}`)) edge.isCritical = true;
    }
  });
  return { boxes, boxOfAction, edges: [...edges.values()] };
}

/** Edges with those turned around that would close a circle (closed goals may need each other). */
function withoutCircles(count, edges) {
  const outgoing = Array.from({ length: count }, () => []);
  edges.forEach((edge, index) => outgoing[edge.from].push(index));
  const stage = new Uint8Array(count); // 1: on the way down, 2: done
  const isTurned = new Uint8Array(edges.length);
  for (let root = 0; root < count; ++root) {
    if (stage[root] !== 0) continue;
    const open = [[root, 0]];
    stage[root] = 1;
    while (open.length > 0) {
      const top = open[open.length - 1];
      const edge = outgoing[top[0]][top[1]++];
      if (edge === undefined) {
        stage[top[0]] = 2;
        open.pop();
      } else if (stage[edges[edge].to] === 1) {
        isTurned[edge] = 1;
      } else if (stage[edges[edge].to] === 0) {
        stage[edges[edge].to] = 1;
        open.push([edges[edge].to, 0]);
      }
    }
  }
  return edges.map((edge, index) => (isTurned[index] ? [edge.to, edge.from] : [edge.from, edge.to]));
}

/** The layer of each box: right of all it needs, and what needs nothing next to its first user. */
function layersOf(count, arrows) {
  const outgoing = Array.from({ length: count }, () => []);
  const waits = new Uint32Array(count);
  const hasNeeds = new Uint8Array(count);
  for (const [from, to] of arrows) {
    outgoing[from].push(to);
    ++waits[to];
    hasNeeds[to] = 1;
  }
  const layer = new Uint32Array(count);
  const ready = [];
  for (let i = 0; i < count; ++i) if (waits[i] === 0) ready.push(i);
  for (let next = 0; next < ready.length; ++next) {
    for (const to of outgoing[ready[next]]) {
      layer[to] = Math.max(layer[to], layer[ready[next]] + 1);
      if (--waits[to] === 0) ready.push(to);
    }
  }
  for (let i = 0; i < count; ++i) {
    if (hasNeeds[i] || outgoing[i].length === 0) continue;
    layer[i] = Math.max(0, Math.min(...outgoing[i].map((to) => layer[to])) - 1);
  }
  return layer;
}

/** Places with at least `gap` between them, as near to those wished for as can be (pooled neighbours). */
function spreadOut(wishes, heights, gap) {
  const blocks = []; // neighbours that touch and move as one
  let offset = 0;
  wishes.forEach((wish, index) => {
    blocks.push({ sum: wish - offset, count: 1 });
    while (blocks.length > 1) {
      const last = blocks[blocks.length - 1];
      const before = blocks[blocks.length - 2];
      if (before.sum / before.count <= last.sum / last.count) break;
      before.sum += last.sum;
      before.count += last.count;
      blocks.pop();
    }
    offset += heights[index] + gap;
  });
  const places = [];
  let below = 0;
  for (const block of blocks) {
    for (let i = 0; i < block.count; ++i) {
      places.push(block.sum / block.count + below);
      below += heights[places.length - 1] + gap;
    }
  }
  return places;
}

/** Gives every box x, y, width and height, and every edge the points it bends at. */
function layOut(boxes, edges, widthOf) {
  const arrows = withoutCircles(boxes.length, edges);
  const layer = layersOf(boxes.length, arrows);
  for (const box of boxes) {
    box.width = Math.min(sizes.widthMax, Math.max(sizes.widthMin, widthOf(box)));
    box.height = sizes.height;
  }
  const points = boxes.map((box, index) => ({ layer: layer[index], height: box.height, before: [], after: [], y: 0, order: 0 }));
  const connect = (from, to) => {
    points[from].after.push(to);
    points[to].before.push(from);
  };
  let bends = 0;
  for (const [from, to] of arrows) bends += layer[to] - layer[from] - 1;
  edges.forEach((edge, index) => {
    const [from, to] = arrows[index];
    edge.via = [];
    let at = from;
    for (let step = layer[from] + 1; bends <= bendsMax && step < layer[to]; ++step) {
      points.push({ layer: step, height: 2, before: [], after: [], y: 0, order: 0 });
      edge.via.push(points.length - 1);
      connect(at, points.length - 1);
      at = points.length - 1;
    }
    connect(at, to);
  });
  const layers = [];
  points.forEach((point, index) => (layers[point.layer] ??= []).push(index));
  order(points, layers);
  place(points, layers);
  const x = [];
  let right = 0;
  layers.forEach((members, index) => {
    const width = Math.max(sizes.widthMin, ...members.filter((point) => point < boxes.length).map((point) => boxes[point].width));
    x[index] = right + width / 2;
    right += width + sizes.layerGap;
  });
  boxes.forEach((box, index) => Object.assign(box, { x: x[layer[index]], y: points[index].y }));
  edges.forEach((edge, index) => {
    edge.points = edge.via.map((point) => ({ x: x[points[point].layer], y: points[point].y }));
    if (arrows[index][0] !== edge.from) edge.points.reverse();
  });
}

/** Sorts each layer by the mean place of its neighbours, to and fro: few crossings. */
function order(points, layers) {
  const number = (members) => members.forEach((point, place) => (points[point].order = place));
  layers.forEach(number);
  const rounds = points.length > 4000 ? 4 : 12;
  const sort = (members, side) => {
    const mean = (point) => {
      const near = points[point][side];
      if (near.length === 0) return points[point].order;
      let sum = 0;
      for (const other of near) sum += points[other].order;
      return sum / near.length;
    };
    const means = new Map(members.map((point) => [point, mean(point)]));
    members.sort((left, right) => means.get(left) - means.get(right) || points[left].order - points[right].order);
    number(members);
  };
  for (let round = 0; round < rounds; ++round) {
    if (round % 2 === 0) for (let i = 1; i < layers.length; ++i) sort(layers[i], "before");
    else for (let i = layers.length - 1; i-- > 0;) sort(layers[i], "after");
  }
}

function place(points, layers) {
  for (const members of layers) {
    let y = 0;
    for (const point of members) {
      points[point].y = y;
      y += points[point].height + sizes.gap;
    }
    for (const point of members) points[point].y -= y / 2;
  }
  for (let round = 0; round < 8; ++round) {
    const forth = round % 2 === 0;
    const sequence = forth ? layers : [...layers].reverse();
    for (const members of sequence) {
      const wishes = members.map((point) => {
        const near = points[point][forth ? "before" : "after"];
        if (near.length === 0) return points[point].y - points[point].height / 2;
        let sum = 0;
        for (const other of near) sum += points[other].y;
        return sum / near.length - points[point].height / 2;
      });
      const heights = members.map((point) => points[point].height);
      spreadOut(wishes, heights, sizes.gap).forEach((top, index) => (points[members[index]].y = top + heights[index] / 2));
    }
  }
}
