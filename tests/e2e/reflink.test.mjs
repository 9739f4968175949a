// On file systems that can give two files the same blocks, what the cache stores and gives back takes no second room on
// the disk, and what is done to the output later does not reach the cache. Real btrfs and xfs, in files of ours.
// Part of `./sinterw test --all`.
//
//   SINTER_TEST_ALL=1 node --test tests/e2e/reflink.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { cannotMount } from "./mount.mjs";
import { execute, Project, scratchFolder, sinter, step } from "./project.mjs";

const systems = {
  btrfs: "mkfs.btrfs -q -f",
  xfs: "mkfs.xfs -q -m reflink=1",
};

/** Runs a shell script with a new file system of that kind on $FOLDER; what it makes is gone with it. */
function withSystem(kind, script, environment) {
  const place = scratchFolder();
  const mount = `truncate -s 400M '${place}/image'; ${systems[kind]} '${place}/image' >&2; mkdir '${place}/disk'; mount -o loop '${place}/image' '${place}/disk'`;
  return execute("unshare", ["--mount", "sh", "-ec", `${mount}\n${script}`], {
    cwd: "/", env: { ...environment, PATH: `${environment.PATH}:/usr/sbin`, FOLDER: join(place, "disk"), SINTER: sinter },
  });
}

/** Why the test of that file system is skipped; false where it is not. */
async function cannotUse(kind) {
  if (!process.env.SINTER_TEST_ALL) return "part of ./sinterw test --all";
  if (cannotMount) return cannotMount;
  for (const program of [systems[kind].split(" ")[0], "filefrag"]) {
    if (!existsSync(`/usr/sbin/${program}`)) return `${program} is not installed`;
  }
  const run = await withSystem(kind, "true", { PATH: process.env.PATH });
  return run.code !== 0 && `no ${kind} can be mounted here: ${run.stderr.trim()}`;
}

/** Where on the disk a file lies, of what filefrag says: each block, with "shared" behind it if another file has it, too. */
function blocks(text) {
  const extents = text.matchAll(/^ *\d+: +\d+\.\. +\d+: +(\d+)\.\. +\d+: +(\d+): (.*)$/gm);
  return [...extents].flatMap(([, from, length, flags]) => {
    const shared = /\bshared\b/.test(flags) ? " shared" : "";
    return Array.from({ length: Number(length) }, (_, i) => `${Number(from) + i}${shared}`);
  });
}

for (const kind of Object.keys(systems)) {
  test(`${kind}: a restored output has the blocks of the cache, and an edit of it stays its own`, { skip: await cannotUse(kind) }, async () => {
    const project = new Project({ "sinter.toml": step("big", { run: ["sh", "-c", "seq 1 300000 > big.txt"], outputs: ["big.txt"] }) });
    const script = `export SINTER_CACHE="$FOLDER/cache"; mkdir "$FOLDER/project"; cd "$FOLDER/project"; cp '${project.at("sinter.toml")}' .
show() { sync; echo "== $1"; filefrag -v "$2" | sed -n '4,$p'; }
object() { find "$SINTER_CACHE/objects" -type f; }
"$SINTER" build --quiet >&2
show stored "$(object)"; rm big.txt
"$SINTER" build >&2
show object "$(object)"; show restored big.txt
printf changed | dd of=big.txt bs=1 seek=5000 conv=notrunc status=none
"$SINTER" cache verify --json; "$SINTER" verify >&2 && exit 9
show edited big.txt; show kept "$(object)"
"$SINTER" build >&2
seq 1 300000 | cmp - big.txt; seq 1 300000 | cmp - "$(object)"; cp --reflink=never big.txt copy.txt
show again big.txt; show copy copy.txt`;
    const run = await withSystem(kind, script, project.environment);
    assert.equal(run.code, 0, String(run));
    assert.match(run.stderr, /1 restored[^]*SN0805[^]*1 restored/, "once deleted, once altered");
    assert.equal(JSON.parse(run.stdout.split("\n").find((line) => line.startsWith("{"))).ok, true, run.stdout);
    const parts = Object.fromEntries(run.stdout.split(/^== /m).slice(1).map((part) => [part.slice(0, part.indexOf("\n")), blocks(part)]));
    const { stored, object, restored, edited, kept, again, copy } = parts;
    assert.ok(object.length > 400 && object.every((block) => block.endsWith(" shared")), run.stdout);
    assert.deepEqual(stored, object, "stored without a second copy");
    assert.deepEqual(restored, object, "restored without a second copy");
    assert.deepEqual(again, object, "and after the edit, too");
    const places = (list) => list.map((block) => Number.parseInt(block));
    assert.deepEqual(places(kept), places(object), "the object stays where it is");
    assert.notDeepEqual(places(edited), places(object), "what was edited got blocks of its own");
    assert.ok(copy.every((block) => !block.endsWith(" shared")), "a copy would be told apart");
  });
}
