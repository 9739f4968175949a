// The file as a tree, in four ways; all have the same leaves' bytes. Knows nothing of the
// page; everything here takes values and gives values.
//
// A node is { name, parent, children, size, entry }; `entry` is -1 of what only groups. The
// children of a node that has an entry itself are what it keeps, or the source files it is of.

const viewNames = { namespace: "by namespace", source: "by source", section: "by section", keeper: "by what keeps it" };

/** Which views a file has: without names no namespaces, without lines no sources. */
function viewsOf(data) {
  const views = ["section"];
  if (data.scope.some((scope) => scope >= 0)) views.unshift("namespace");
  if (data.piece_entries.length > 0) views.splice(views.length - 1, 0, "source");
  if (data.keeper !== undefined) views.push("keeper");
  return views;
}

const newNode = (name, parent, entry = -1) => ({ name, parent, entry, children: [], size: 0, x: 0, y: 0, width: 0, height: 0 });

class TreeBuilder {
  constructor(data, sizes) {
    this.data = data;
    this.sizes = sizes;
    this.root = newNode(data.file, null);
    this.groups = new Map();
  }

  group(parent, name) {
    let names = this.groups.get(parent);
    if (names === undefined) this.groups.set(parent, (names = new Map()));
    let node = names.get(name);
    if (node === undefined) {
      names.set(name, (node = newNode(name, parent)));
      parent.children.push(node);
    }
    return node;
  }

  leaf(parent, entry, size) {
    if (size <= 0) return;
    const node = newNode(this.data.names[entry], parent, entry);
    node.size = size;
    parent.children.push(node);
  }

  section(entry) {
    const section = this.data.section[entry];
    return this.group(this.root, section < 0 ? "" : this.data.sections[section]);
  }

  bySection() {
    this.sizes.forEach((size, entry) => size > 0 && this.leaf(this.section(entry), entry, size));
  }

  byNamespace() {
    const { data } = this;
    const nodes = [];
    const scopeNode = (scope) =>
      (nodes[scope] ??= this.group(data.scope_parents[scope] < 0 ? this.root : scopeNode(data.scope_parents[scope]), data.scope_names[scope]));
    this.sizes.forEach((size, entry) => {
      if (size <= 0) return;
      const isFunction = data.kinds[entry] === "function";
      const above = !isFunction ? this.section(entry) : data.scope[entry] < 0 ? this.group(this.root, "without a namespace") : scopeNode(data.scope[entry]);
      this.leaf(above, entry, size);
    });
  }

  bySource() {
    const { data, sizes } = this;
    const files = data.sources.map((path) => {
      const names = path.split("/");
      if (names[0] === "") names.splice(0, 2, `/${names[1] ?? ""}`);
      return names;
    });
    const left = Array.from(sizes);
    data.piece_entries.forEach((entry, piece) => {
      if (sizes[entry] <= 0) return;
      let above = this.root;
      for (const name of files[data.piece_sources[piece]]) above = this.group(above, name);
      const share = (data.piece_sizes[piece] * sizes[entry]) / data.size[entry];
      this.leaf(above, entry, share);
      left[entry] -= share;
    });
    left.forEach((size, entry) => {
      if (size < 0.5) return;
      this.leaf(data.kinds[entry] === "function" ? this.group(this.root, "without a source file") : this.section(entry), entry, size);
    });
  }

  /** Each entry below the one without which nothing would need it. */
  byKeeper() {
    const { data, sizes } = this;
    const nodes = data.names.map((name, entry) => newNode(name, null, entry));
    nodes.forEach((node, entry) => {
      const isGone = sizes[entry] <= 0 && data.kinds[entry] !== "group";
      if (isGone) return;
      if (!data.needed[entry]) node.parent = data.kinds[entry] === "group" ? null : this.group(this.root, "needed by nothing");
      else node.parent = data.keeper[entry] < 0 ? this.root : nodes[data.keeper[entry]];
      node.parent?.children.push(node);
    });
    for (const [entry, node] of nodes.entries()) {
      if (node.parent === null) continue;
      if (node.children.length === 0) {
        node.size = sizes[entry];
        continue;
      }
      this.leaf(node, entry, sizes[entry]);
      if (sizes[entry] > 0) node.children.at(-1).name = `${node.name} itself`;
    }
  }

  /** Sizes of groups, the largest first, and directories without a choice in one step. */
  finish() {
    const order = [this.root];
    for (let i = 0; i < order.length; ++i) for (const child of order[i].children) order.push(child);
    for (let i = order.length; i-- > 0;) {
      const node = order[i];
      if (node.children.length === 0) continue;
      node.size = 0;
      node.children = node.children.filter((child) => child.size > 0);
      for (const child of node.children) node.size += child.size;
      node.children.sort((left, right) => right.size - left.size);
    }
    return this.root;
  }
}

/** Folders that hold one folder only are one step: "src/a/b". */
function foldChains(root) {
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    while (node.parent !== null && node.entry < 0 && node.children.length === 1 && node.children[0].entry < 0) {
      const only = node.children[0];
      node.name = `${node.name}/${only.name}`;
      node.children = only.children;
      for (const child of node.children) child.parent = node;
    }
    open.push(...node.children.filter((child) => child.children.length > 0));
  }
}

function treeOf(data, view, sizes) {
  const builder = new TreeBuilder(data, sizes);
  if (view === "namespace") builder.byNamespace();
  else if (view === "source") builder.bySource();
  else if (view === "keeper") builder.byKeeper();
  else builder.bySection();
  const root = builder.finish();
  if (view === "source") foldChains(root);
  return root;
}

/** All leaves at or below a node. */
function leavesOf(node) {
  const leaves = [];
  const open = [node];
  while (open.length > 0) {
    const next = open.pop();
    if (next.children.length === 0) leaves.push(next);
    else for (let i = next.children.length; i-- > 0;) open.push(next.children[i]);
  }
  return leaves;
}
