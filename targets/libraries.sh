#!/bin/sh
# Compiles the libraries of targets/sources.sh for one target, into one static library:
#
#   targets/libraries.sh SOURCES TARGET OUT     `sinter build --profile release` runs it, once for each target
set -eu

from=$1 target=$2 out=$3
zig=$(command -v zig || command -v python-zig)

mkdir -p "$(dirname -- "$out")"
# Relative paths, because assertions name files: the same bytes from any folder.
sources="$from/sources/openssl/*.c"
case $target in
  *-linux-*) # what runs elsewhere measures no compressed sizes, and reads JSON by itself
    sources="$sources $from/sources/jansson/src/*.c $from/sources/utf8proc/utf8proc.c $from/sources/zlib/*.c"
    sources="$sources $from/sources/brotli/c/*/*.c $from/sources/libzstd/lib/*/*.c"
    ;;
esac
level=ReleaseFast
[ "$target" != wasm32-wasi ] || level=ReleaseSmall
# shellcheck disable=SC2086
"$zig" build-lib -target "$target" -O $level -lc -fstrip -static --name libraries "-femit-bin=$out" -cflags \
  -DHAVE_STDINT_H=1 -DUTF8PROC_STATIC -DZSTD_DISABLE_ASM \
  "-I$from/include" -ffunction-sections -fdata-sections -fno-sanitize=undefined -w -- $sources
