// Draws the history of one benchmark: a line for each number of each part.
const data = JSON.parse(document.getElementById("history").textContent);
const make = (tag, attributes = {}, text = "", space) => {
  const element = space ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};
const kinds = [["CPU (us)", "cpu_ns", 1e3], ["wall (us)", "wall_ns", 1e3], ["memory (KiB)", "memory_bytes", 1024]];
for (const part of data.parts) {
  document.body.append(make("h2", {}, part.part || data.name));
  for (const [title, key, unit] of kinds) {
    const points = part.runs.filter((run) => run[key]);
    if (points.length === 0) continue;
    const most = Math.max(...points.map((run) => run[key]));
    const place = (run, i) => [points.length < 2 ? 500 : (i * 1000) / (points.length - 1), 190 - (180 * run[key]) / most];
    document.body.append(make("h3", {}, `${title}: ${(points.at(-1)[key] / unit).toFixed(1)} now, ${(most / unit).toFixed(1)} at most`));
    const svg = make("svg", { viewBox: "0 0 1000 200", preserveAspectRatio: "none", role: "img", "aria-label": title }, "", true);
    svg.append(make("polyline", { points: points.map((run, i) => place(run, i).join(",")).join(" ") }, "", true));
    points.forEach((run, i) => {
      const [cx, cy] = place(run, i);
      const dot = make("circle", { cx, cy, r: 5, class: run.is_alarm ? "alarm" : "" }, "", true);
      dot.append(make("title", {}, `${new Date(run.run_at * 1000).toISOString()} ${(run.revision || "").slice(0, 8)} ${(run[key] / unit).toFixed(2)}`, true));
      svg.append(dot);
    });
    document.body.append(svg);
  }
}
