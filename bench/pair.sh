#!/bin/bash
# Times two commands in turn, A B B A A B …, and prints the median of each and of their
# ratio pair by pair: what a shared machine does to one, it does to the other.
#
#   bench/pair.sh COUNT 'COMMAND A' 'COMMAND B'
set -euo pipefail
count=$1 a=$2 b=$3
TIMEFORMAT='%R %U %S'

measure() { # command -> "wall cpu" in seconds
  { time bash -c "exec $1" >/dev/null 2>/dev/null; } 2>&1 | awk '{ print $1, $2 + $3 }'
}

median() { sort -g | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'; }

measure "$a" >/dev/null
measure "$b" >/dev/null
rows=$(for ((i = 0; i < count; ++i)); do
  if ((i % 2)); then second=$(measure "$b") first=$(measure "$a"); else first=$(measure "$a") second=$(measure "$b"); fi
  echo "$first $second"
done)
column() { awk "{ print $1 }" <<<"$rows" | median; }
printf 'A: %s\n   wall %s s, cpu %s s\n' "$a" "$(column '$1')" "$(column '$2')"
printf 'B: %s\n   wall %s s, cpu %s s\n' "$b" "$(column '$3')" "$(column '$4')"
printf 'A/B, median of %s pairs: wall %.2f, cpu %.2f\n' "$count" "$(column '$1 / ($3 > 0 ? $3 : 0.001)')" "$(column '$2 / ($4 > 0 ? $4 : 0.001)')"
