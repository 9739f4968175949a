// Draws the history of one benchmark: a line for each number of each part.
const data = JSON.parse(element("history").textContent);
const kinds = [["CPU (us)", "cpu_ns", 1e3], ["wall (us)", "wall_ns", 1e3], ["memory (KiB)", "memory_bytes", 1024]];
function heading(tag, text) {
  document.body.append(Object.assign(document.createElement(tag), { textContent: text }));
}
for (const part of data.parts) {
  heading("h2", visible(part.part || data.name));
  for (const [title, key, unit] of kinds) {
    const runs = part.runs.filter((run) => run[key]);
    if (runs.length === 0) continue;
    const points = runs.map((run) => ({
      value: run[key],
      text: `${dayText(run.run_at)} ${revisionText(run)} ${(run[key] / unit).toFixed(2)}`,
      isAlarm: run.is_alarm,
    }));
    const most = Math.max(...points.map(({ value }) => value));
    heading("h3", `${title}: ${(runs.at(-1)[key] / unit).toFixed(1)} now, ${(most / unit).toFixed(1)} at most`);
    document.body.append(trendPicture(title, points, 0));
  }
}
