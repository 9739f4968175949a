#!/bin/bash
# Builds every *_fuzz.cc with AddressSanitizer and UndefinedBehaviorSanitizer and feeds
# each one inputs grown from its corpus folder, which is left as it is.
#
#   tests/fuzz/run.sh [SECONDS] [NAME...]     10 seconds each; NAME as in "depfile"
#   tests/fuzz/run.sh repeatable [NAME...]    the same 10,000 inputs each time, for a gate that must not fail by chance
#
# The corpus of x_fuzz.cc is the folder x_corpus beside it, or else `corpus`. What is
# found on the way is kept in .sinter/fuzz/ and used the next time. A crash ends with
# exit code 1; the input that caused it stays in .sinter/fuzz/x/ and its path is printed.
set -euo pipefail
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
cd -- "$root"
limit=${1:-10}
shift || true
if [ "$limit" = repeatable ]; then
  bounds="-runs=10000 -seed=1" extent="10,000 inputs"
elif [[ $limit =~ ^[0-9]+$ ]]; then
  bounds="-max_total_time=$limit" extent="$limit seconds"
else
  echo "fuzz: '$limit' is neither a number of seconds nor 'repeatable'; usage: tests/fuzz/run.sh [SECONDS|repeatable] [NAME...]" >&2
  exit 2
fi
folder=.sinter/tool-sanitize

log=.sinter/fuzz.log
mkdir -p .sinter
if ! {
  [ -e $folder/build.ninja ] || CXX=clang++-22 cmake -G Ninja -S . -B $folder -DSINTER_SANITIZE=ON -DSINTER_OPTIMIZE=-O1
} >$log 2>&1 || ! ninja -C $folder sinter_fuzz >>$log 2>&1; then
  cat $log >&2
  exit 1
fi

export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-22 UBSAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-22
export UBSAN_OPTIONS=print_stacktrace=1
# What a target that is cut off leaves behind.
rm -rf .sinter/fuzz/scratch
mkdir -p .sinter/fuzz/scratch
export TMPDIR=$root/.sinter/fuzz/scratch

# One target, from source to verdict: what it says is one line, or its whole log.
fuzz() {
  local source=$1 bounds=$2 folder=$3 stem program corpus grown new crash runs
  stem=$(basename "$source" _fuzz.cc)
  program=$folder/$(tr / - <<<"${source%.cc}")-cc
  corpus=$(dirname "$source")/${stem}_corpus
  [ -d "$corpus" ] || corpus=$(dirname "$source")/corpus
  grown=.sinter/fuzz/$stem
  new=$grown/found
  if [[ $bounds == *-seed* ]]; then # nothing of an earlier run leads this one
    new=$grown/repeatable
    rm -rf "$new"
  fi
  mkdir -p "$new"
  local seeds=()
  [ ! -d "$corpus" ] || seeds=("$corpus")
  # What crashed before comes first, so that it cannot be forgotten.
  while IFS= read -r crash; do
    if ! "$program" "$crash" >"$grown/log" 2>&1; then
      cat "$grown/log" >&2
      echo "fuzz: $source still fails on $crash" >&2
      return 1
    fi
    rm -f "$crash"
  done < <(find "$grown" -maxdepth 1 -name '*-*' -type f)
  # shellcheck disable=SC2086 -- bounds are options
  if ! "$program" $bounds -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$grown/" \
    -print_final_stats=1 "$new" "${seeds[@]}" >"$grown/log" 2>&1; then
    cat "$grown/log" >&2
    echo "fuzz: $source fails; to see it again: $program $(find "$grown" -maxdepth 1 -name '*-*' -type f | head -n 1)" >&2
    return 1
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$grown/log")
  echo "fuzz: $source: $runs inputs, nothing found"
}
export -f fuzz

mapfile -t sources < <(find src modules -name '*_fuzz.cc' | sort)
chosen=()
for source in "${sources[@]}"; do
  if [ $# -eq 0 ] || [[ " $* " == *" $(basename "$source" _fuzz.cc) "* ]]; then chosen+=("$source"); fi
done
if [ ${#chosen[@]} -eq 0 ]; then
  echo "fuzz: no target is called $*; there are: $(basename -as _fuzz.cc "${sources[@]}" | tr '\n' ' ')" >&2
  exit 2
fi

# A target is one thread: as many at a time as there are processors.
status=0
printf '%s\0' "${chosen[@]}" | xargs -0 -P "$(nproc)" -I{} bash -c 'fuzz "$@"' fuzz {} "$bounds" "$folder" || status=1
[ "$status" = 1 ] || echo "fuzz: ${#chosen[@]} targets, $extent each, nothing found"
exit $status
