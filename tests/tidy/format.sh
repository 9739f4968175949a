#!/bin/sh
# Every C++ file of ours looks the way .clang-format says.
#
#   tests/tidy/format.sh          prints each place that differs, and exits 1
#   tests/tidy/format.sh --fix    rewrites the files
set -eu
cd -- "$(dirname -- "$0")/../.."
mode='--dry-run --Werror'
[ "${1-}" != --fix ] || mode=-i

# shellcheck disable=SC2086
if ! find . \( -name .git -o -name .sinter -o -name dist -o -name node_modules \) -prune -o \
  -type f \( -name '*.cc' -o -name '*.h' -o -name '*.c' \) -print0 |
  xargs -0 -r -n 8 -P 2 clang-format-22 $mode; then
  echo "format: fix with tests/tidy/format.sh --fix" >&2
  exit 1
fi
