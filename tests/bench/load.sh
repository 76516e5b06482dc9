#!/bin/sh
# load.sh BUILD FOLDER [ROUNDS] - loading large traces, mmscope beside libkshark and trace-cmd
#
# BUILD: a build folder, configured with -Dbuildtype=debugoptimized (the default)
# FOLDER: where the large traces are kept (3 GB); they are made when they are missing
#
# Every round runs all programs on all files, one after the other, so that what else the machine does
# hits all of them.  Prints the median of each; times are CPU seconds.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

build=$1
folder=$2
rounds=${3-5}
here=$(cd "$(dirname "$0")" && pwd)
stock=$here/../../samples/captures/stock
events=10100000

mkdir -p "$folder"
[ -f "$folder/R.dat" ] || "$here/repeat.py" "$stock/sched-only.dat" "$folder/R.dat" --events $events
[ -f "$folder/W.dat" ] || "$here/repeat.py" "$stock/sched-only.dat" "$folder/W.dat" --events $events --cpus 64
[ -f "$folder/M.dat" ] || "$here/repeat.py" "$stock/mixed-8cpu.dat" "$folder/M.dat" --events $events
# Text of a part: what trace-cmd needs to print it all is not the point.
for name in R M; do
  [ -f "$folder/$name.txt" ] && continue
  "$here/repeat.py" "$(if [ $name = R ]; then echo "$stock/sched-only.dat"; else echo "$stock/mixed-8cpu.dat"; fi)" \
    "$folder/part.dat" --events 2000000
  trace-cmd report -t "$folder/part.dat" > "$folder/$name.txt" 2> /dev/null
  rm "$folder/part.dat"
done

results=$(mktemp)
trap 'rm -f "$results"' EXIT
run ()
{
  name=$1
  shift
  "$@" 2> /dev/null | sed "s/^/$name\t/" >> "$results"
}

for round in $(seq "$rounds"); do
  for name in R W M; do
    run $name "$build/tests/bench/load-mmscope" "$folder/$name.dat"
    [ ! -x "$build/tests/bench/load-kshark" ] || run $name "$build/tests/bench/load-kshark" "$folder/$name.dat"
    run $name "$build/tests/bench/load-mmscope" "$folder/$name.dat" read
    run $name "$build/tests/bench/load-mmscope" "$folder/$name.dat" preview
    run $name "$build/tests/bench/load-mmscope" "$folder/$name.dat" seek
  done
  for name in R M; do
    run $name.txt "$build/tests/bench/load-mmscope" "$folder/$name.txt"
    run $name.txt "$build/tests/bench/load-mmscope" "$folder/$name.txt" read
  done
done

# trace-cmd report formats every event, which nothing else here does: once is enough.
for name in R W M; do
  /usr/bin/env python3 - "$folder/$name.dat" "$name" >> "$results" << 'END'
import os, subprocess, sys
with open(os.devnull, 'w') as null:
    subprocess.run(['trace-cmd', 'report', sys.argv[1]], stdout=null, stderr=null)
usage = __import__('resource').getrusage(__import__('resource').RUSAGE_CHILDREN)
print(sys.argv[2], 'trace-cmd report', 10100000, '', round(usage.ru_utime + usage.ru_stime, 3), '', '', sep='\t')
END
done

python3 - "$results" << 'END'
import collections, statistics, sys
table = collections.OrderedDict()
for line in open(sys.argv[1]):
    row = line.rstrip('\n').split('\t')
    table.setdefault((row[0], row[1]), []).append(row[2:])
print(f'{"file":8} {"what":20} {"events":>9} {"CPU s":>9} {"M ev/s":>7} {"B/event":>8} {"of libkshark":>12}')
for (name, what), rows in table.items():
    events = int(rows[0][0])
    cpu = statistics.median(float(row[2]) for row in rows)
    size = statistics.median(float(row[4]) for row in rows) if what != 'mmscope, one seek' and rows[0][4] else None
    peer = table.get((name, 'libkshark'))
    ratio = cpu / statistics.median(float(row[2]) for row in peer) if peer and what in ('mmscope', 'mmscope, reading', 'trace-cmd report') else None
    speed = None if what == 'mmscope, one seek' else events / 1e6 / cpu
    print(f'{name:8} {what:20} {events:9} {cpu:9.6f}' + (f' {speed:7.2f}' if speed else f' {"":7}')
          + (f' {size:8.1f}' if size is not None else f' {"":8}') + (f' {ratio:12.2f}' if ratio else ''))
END
