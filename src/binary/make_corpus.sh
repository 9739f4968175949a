#!/bin/bash
# Makes the files of binary_corpus/ again: one small program, compiled for every format,
# width and byte order that we read. Needs clang, lld and llvm 22; the files are in the
# repository, so that tests need none of them for other systems.
set -euo pipefail
cd -- "$(dirname -- "$0")/binary_corpus"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/small.c" <<'END'
static const char text[] = "hello, world";
int table[4] = {1, 2, 3, 4};
static int zeros[16];
__attribute__((noinline)) int add(int a, int b) { return a + b + zeros[a & 15]; }
__attribute__((noinline)) static int twice(int a) { return add(a, a) * table[a & 3]; }
int entry(int n) { return twice(n) + text[n & 7]; }
END
compiled() { # source, target, output, flags...
  (cd "$folder" && clang-22 --target="$2" -O1 -ffile-prefix-map="$folder"=/build -fdebug-compilation-dir=/build \
    "${@:4}" -c "$1" -o object)
  mv "$folder/object" "$3"
}
object() { compiled small.c "$@"; }

object x86_64-linux-gnu elf-x86_64-object
object i386-linux-gnu elf-i386-object
object armv7-linux-gnueabi elf-thumb-object -mthumb
object mips-linux-gnu elf-big-endian-32-object
object powerpc64-linux-gnu elf-big-endian-64-object
object x86_64-linux-gnu elf-with-debug -g
ld.lld-22 -e entry elf-with-debug -o elf-program
llvm-objcopy-22 --strip-sections elf-program elf-without-sections
object x86_64-linux-gnu elf-library.o -fPIC
ld.lld-22 -shared -s elf-library.o -o elf-library
rm elf-library.o elf-with-debug

object x86_64-apple-macos13 mach-o-x86_64-object
object arm64-apple-macos13 mach-o-arm64-object
object armv7-apple-ios7 mach-o-32-object
ld64.lld-22 -arch x86_64 -platform_version macos 13 13 -dylib mach-o-x86_64-object -o mach-o-library
cp mach-o-library mach-o-stripped
llvm-strip-22 -x mach-o-stripped
llvm-lipo-22 -create mach-o-x86_64-object mach-o-32-object -output mach-o-fat

object wasm32 wasm-object

object x86_64-pc-windows-gnu coff-x86_64-object
object i686-pc-windows-gnu coff-i386-object
object aarch64-pc-windows-msvc coff-arm64-object -mno-incremental-linker-compatible
object x86_64-pc-windows-msvc coff-large-object -mno-incremental-linker-compatible -Wa,-mbig-obj
lld-link-22 -timestamp:0 -entry:entry -subsystem:console -nodefaultlib coff-x86_64-object -out:pe-x86_64
lld-link-22 -timestamp:0 -safeseh:no -entry:entry -subsystem:console -nodefaultlib coff-i386-object -out:pe-i386
ld.lld-22 -m i386pep --no-insert-timestamp -e entry coff-x86_64-object -o pe-with-symbols

# With line tables of each version: `add` is from a header file, and `unused` is taken out.
mkdir "$folder/folder"
cat >"$folder/folder/header.h" <<'END'
__attribute__((noinline, used)) static int add(int a, int b) { return a + b; }
END
cat >"$folder/folder/unused.h" <<'END'
__attribute__((noinline)) int unused(int a) { return a * a; }
END
cat >"$folder/source.c" <<'END'
#include "folder/header.h"
#include "folder/unused.h"
__attribute__((noinline)) static int twice(int a) { return add(a, a); }
int entry(int n) { return twice(n) + add(n, 1); }
END
with_lines() { compiled source.c "$1" "$folder/$2" -ffunction-sections "${@:3}"; }
linked() { ld.lld-22 -e entry --gc-sections "$folder/$1" -o "$1"; }
with_lines x86_64-linux-gnu elf-debug-5 -gdwarf-5 && linked elf-debug-5
with_lines x86_64-linux-gnu elf-debug-4 -gdwarf-4 && linked elf-debug-4
with_lines i386-linux-gnu elf-debug-2 -gdwarf-2 && linked elf-debug-2
with_lines powerpc-linux-gnu elf-debug-big-endian -gdwarf-5 && linked elf-debug-big-endian
with_lines wasm32 wasm-debug -gdwarf-5
wasm-ld-22 --no-entry --export=entry --gc-sections "$folder/wasm-debug" -o wasm-debug

# Packed as ELF says it, and by the older names; and the same in PE.
llvm-objcopy-22 --compress-debug-sections=zlib elf-debug-5 elf-debug-packed
llvm-objcopy-22 --compress-debug-sections=zstd elf-debug-5 elf-debug-zstd
objcopy --compress-debug-sections=zlib-gnu elf-debug-4 elf-debug-packed-older
with_lines x86_64-pc-windows-gnu pe-debug -gdwarf-4
ld.lld-22 -m i386pep --no-insert-timestamp --gc-sections -e entry "$folder/pe-debug" -o pe-debug
