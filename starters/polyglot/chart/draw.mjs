// Draws chart/temperatures.json as bars: C++ describes the numbers, Rust mixes their colours.
import { readFileSync, writeFileSync } from "node:fs";

import { loadColour, loadStatistics } from "../dist/npm/starter-name/index.mjs";

const [statistics, colour] = await Promise.all([loadStatistics(), loadColour()]);
const temperatures = JSON.parse(readFileSync("chart/temperatures.json", "utf8"));
const { mean, smallest, largest } = statistics.summarize(temperatures);

const bars = temperatures.map((degrees, index) => {
  const share = (degrees - smallest) / (largest - smallest);
  const fill = colour.mix(0x3b6fd4, 0xd4503b, share).toString(16).padStart(6, "0");
  const height = Math.round(10 + 110 * share);
  return `<rect x="${index * 20}" y="${120 - height}" width="18" height="${height}" fill="#${fill}"/>\n`;
});
const title = `<title>mean ${mean.toFixed(1)} °C, from ${smallest} to ${largest}</title>\n`;
const size = `0 0 ${temperatures.length * 20} 120`;
writeFileSync("dist/chart.svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size}">\n${title}${bars.join("")}</svg>\n`);
