// Clang for a bare machine in the place of zig, which takes minutes for its C libraries: programs
// in C without any library, for Linux.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const zig = `#!/bin/sh
compiles= object=
for word; do
  case $word in
    c++ | cc) ;;
    x86_64-linux-musl | aarch64-linux-musl) target=$word ;;
    -c) compiles=yes ;;
    *.c) source=$word ;;
    -o) is_output=next ;;
    *.o) [ "$is_output" = next ] || object=$word ;;
    -MF) is_depfile=next ;;
  esac
  [ "$is_output" != now ] || output=$word
  [ "$is_depfile" != now ] || depfile=$word
  case $is_output in next) is_output=now ;; now) is_output= ;; esac
  case $is_depfile in next) is_depfile=now ;; now) is_depfile= ;; esac
done
if [ -n "$compiles" ]; then
  [ -z "$depfile" ] || printf '%s: %s\\n' "$output" "$source" >"$depfile"
  exec clang-22 "--target=\${target%-musl}-gnu" -Os -ffreestanding -fno-stack-protector -c "$source" -o "$output"
fi
exec ld.lld-22 -static "$object" -o "$output"
`;

/** Writes it into a folder for PATH, which it returns. */
export function bareZig(folder) {
  writeFileSync(join(folder, "zig"), zig);
  chmodSync(join(folder, "zig"), 0o755);
  return folder;
}
