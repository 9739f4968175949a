// Whether the built application may be given to people: what must not be in it is not, and
// no part has grown beyond its limit.
//
//   node scripts/verify.mjs build/app
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

const folder = process.argv[2] ?? "build/app";
const size_bytes_max = { ".js": 120_000, ".css": 20_000, ".html": 2_000, ".node": 1_500_000, "": 1_500_000 };

const problems = [];
let total_bytes = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const { size } = statSync(path);
  const limit = size_bytes_max[extname(path)];
  total_bytes += size;
  if (limit === undefined) problems.push(`${path}: no such file belongs into the application`);
  else if (size > limit) problems.push(`${path}: ${size} bytes, and ${limit} are allowed`);
  if (readFileSync(path).includes("sourceMappingURL=")) problems.push(`${path}: names a source map`);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`verified: ${total_bytes} bytes in ${folder}`);
