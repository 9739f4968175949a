// The page of `sinter size history`: for each file how its sizes went, and every build.

const history = JSON.parse(element("history").textContent);

function made(parent, tag, text = "") {
  const child = document.createElement(tag);
  child.textContent = text;
  parent.append(child);
  return child;
}

const rowsMax = 200;

function drawBuilds(parent, builds) {
  const table = made(parent, "table");
  const head = made(made(table, "thead"), "tr");
  for (const title of ["built (UTC)", "revision", "raw", "growth", ...sizeNames.slice(1)]) made(head, "th", title).scope = "col";
  const body = made(table, "tbody");
  const first = Math.max(0, builds.length - rowsMax);
  for (let index = builds.length - 1; index >= first; --index) {
    const build = builds[index];
    const row = made(body, "tr");
    const growth = index === 0 ? 0 : build.raw_bytes - builds[index - 1].raw_bytes;
    const sizes = sizeNames.map((name) => build[`${name}_bytes`]?.toLocaleString("en") ?? "-");
    made(row, "td", dayText(build.built_at));
    made(row, "td", revisionText(build) || "-");
    made(row, "td", sizes[0]);
    made(row, "td", index === 0 ? "" : `${growth > 0 ? "+" : ""}${growth.toLocaleString("en")}`).className = growth > 0 ? "grown" : growth < 0 ? "shrunk" : "";
    for (const size of sizes.slice(1)) made(row, "td", size);
  }
  if (first > 0) made(parent, "p", `and ${countText(first, "older build")}`);
}

const sheet = element("files");
for (const { name, builds } of history.files) {
  const section = made(sheet, "section");
  made(section, "h2", visible(`${name}: ${countText(builds.length, "build")}`));
  drawSizeTrends(section, builds);
  drawBuilds(section, builds);
}
