// Small file systems of our own, for tests of disks that are full or read-only. Each lives in
// a mount namespace of one command and is gone with it. Only root may make one.
import { execute, scratchFolder, sinter } from "./project.mjs";

/** Runs a shell script with a new file system on $FOLDER (options as of tmpfs: "size=1M"); $SINTER is the tool. */
export function withMount(folder, options, script, environment) {
  return execute("unshare", ["--mount", "sh", "-ec", `mount -t tmpfs -o ${options} tmpfs "$FOLDER"\n${script}`], {
    cwd: "/", env: { ...environment, FOLDER: folder, SINTER: sinter },
  });
}

/** Why tests that mount are skipped; false where they are not. */
export const cannotMount = await withMount(scratchFolder(), "size=1M", "true", { PATH: process.env.PATH }).then(
  (run) => run.code !== 0 && `no file system can be mounted here: ${run.stderr.trim()}`,
  (error) => `no file system can be mounted here: ${error.message}`,
);
