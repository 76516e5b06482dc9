#!/bin/sh
# explore.sh - mmscope's explorer beside SPIN, on the same protocol
#
# explore.sh BUILD [ROUNDS [CPUS]] - prints, for each round and program, what it visited and what that took
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

build=$(cd "$1" && pwd)
rounds=${2:-3}
cpus=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$scratch"
cp "$here/hazard.pml" .
spin "-DNCPU=$cpus" -DROUNDS=2 -a hazard.pml
gcc -O2 -DSAFETY -DMEMLIM=12000 -o pan pan.c
gcc -O2 -DSAFETY -DMEMLIM=12000 -DCOLLAPSE -o pan-collapse pan.c

run_pan ()
{
  /usr/bin/time -f '%e s, CPU %U s, %M KiB' "$1" -m200000 -w24 > out 2> time
  awk -v name="$2" '
    /States-vector|State-vector/ { vector = $2 }
    /errors:/ { sub (/.*errors: /, ""); errors = $0 }
    /states, stored/ { states = $1 }
    /transitions/ { transitions = $1 }
    /actual memory usage for states/ { memory = $1 }
    END {
      printf "%-22s %s errors, %d states, %d transitions, %.1f bytes/state, ", name, errors, states,
        transitions, memory * 1048576 / states
    }' out
  cat time
}

run_mmscope ()
{
  name=$1
  shift
  /usr/bin/time -f '%e s, CPU %U s, %M KiB' "$build/tests/bench/bench-explore" "--cpus=$cpus" "$@" \
    > out 2> time
  printf '%-22s %s, ' "$name" "$(head -n 1 out)"
  cat time
}

round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  run_pan ./pan 'pan'
  run_pan ./pan-collapse 'pan -DCOLLAPSE'
  run_mmscope 'mmscope'
  run_mmscope 'mmscope, one thread' --threads=1
  run_mmscope 'mmscope, each step' --full
done
