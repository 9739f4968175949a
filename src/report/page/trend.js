// Draws how a number went from one build to the next: a line with a dot for each, which
// says what it was when it is pointed at.

const svgSpace = Object.assign(document.createElement("div"), { innerHTML: "<svg></svg>" }).firstChild.namespaceURI;

function svgElement(tag, attributes) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** `points`: { value, text, isAlarm }, the oldest first; `low`: the value at the lower edge. */
function trendPicture(title, points, low) {
  const high = Math.max(...points.map(({ value }) => value));
  const x = (index) => `${points.length < 2 ? 50 : 2 + (96 * index) / (points.length - 1)}%`;
  const y = (value) => `${high > low ? 92 - (84 * (value - low)) / (high - low) : 50}%`;
  const picture = svgElement("svg", { class: "trend", role: "img", "aria-label": title });
  points.slice(1).forEach(({ value }, index) => {
    picture.append(svgElement("line", { x1: x(index), y1: y(points[index].value), x2: x(index + 1), y2: y(value) }));
  });
  points.forEach(({ value, text, isAlarm }, index) => {
    const dot = svgElement("circle", { cx: x(index), cy: y(value), r: points.length > 100 ? 2 : 3.5, class: isAlarm ? "alarm" : "" });
    const said = svgElement("title", {});
    said.textContent = text;
    dot.append(said);
    picture.append(dot);
  });
  return picture;
}

const dayText = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
const revisionText = ({ revision = "", is_modified: isModified }) => revision.slice(0, 8) + (isModified ? "+" : "");

const sizeNames = ["raw", "gzip", "brotli", "zstd"];

/** How each size of one file went, one under the other. `builds` as in the schema sinter.size-history/1. */
function drawSizeTrends(parent, builds, names = sizeNames) {
  for (const name of names) {
    const points = builds.filter((build) => build[`${name}_bytes`] !== undefined).map((build) => {
      const value = build[`${name}_bytes`];
      return { value, text: `${dayText(build.built_at)} ${revisionText(build)} ${name} ${value.toLocaleString("en")} B` };
    });
    if (points.length === 0) continue;
    const values = points.map(({ value }) => value);
    const [first, last, low, high] = [values[0], values.at(-1), Math.min(...values), Math.max(...values)];
    const growth = points.length < 2 || first === 0 ? "" : `, ${last < first ? "" : "+"}${((100 * (last - first)) / first).toFixed(1)} % since the first`;
    const title = `${name} ${last.toLocaleString("en")} B${growth}; least ${low.toLocaleString("en")}, most ${high.toLocaleString("en")}`;
    const caption = document.createElement("p");
    caption.textContent = title;
    parent.append(caption, trendPicture(title, points, low));
  }
}
