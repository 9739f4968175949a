#!/bin/sh
# Builds the native tests with AddressSanitizer and UndefinedBehaviorSanitizer in a
# build folder of their own, and runs them. A finding ends the run with exit code 1.
#
#   tests/tidy/sanitize.sh [DOCTEST-OPTION...]
set -eu
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
folder=$root/.sinter/tool-sanitize
if ! {
  [ -e "$folder/build.ninja" ] || CXX=clang++-22 cmake -G Ninja -S "$root" -B "$folder" -DSINTER_SANITIZE=ON -DSINTER_OPTIMIZE=-O1
} >"$root/.sinter/sanitize.log" 2>&1 || ! ninja -C "$folder" sinter_tests >>"$root/.sinter/sanitize.log" 2>&1; then
  cat "$root/.sinter/sanitize.log" >&2
  exit 1
fi
cd -- "$root"
export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-22 UBSAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-22
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1
export UBSAN_OPTIONS=print_stacktrace=1
exec "$folder/sinter_tests" "$@"
