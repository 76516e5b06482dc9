#!/usr/bin/env python3
# dat-captures.py - makes data/dat-captures.txt: what trace-cmd says of the sample captures
#
# Run in samples/captures, with trace-cmd installed: ../../tests/read/dat-captures.py > TABLE
#
# SPDX-License-Identifier: GPL-2.0-or-later
import collections
import glob
import re
import subprocess

EVENT = re.compile(r' *(?:(\w+): )?.*?-\d+\s+\[\d{3}\]\s*(\d+)(?:\.(\d{9}))?: (\w+): ')
DROPPED = re.compile(r'CPU:(\d+) \[(?:(\d+) )?EVENTS DROPPED\]')

HEAD = '''\
# What trace-cmd 3.1.6 says of the captures: `trace-cmd report -t -R` (events, stamps, kinds, and
# dropped events as CPU:COUNT, -1 where it gives no number), `trace-cmd dump` (version, clock, CPUs).
# Times are in the trace's own unit.  Made by dat-captures.py.'''


def run(*command):
    output = subprocess.run(['trace-cmd', *command], capture_output=True, check=True).stdout
    return output.decode('utf8', 'replace')


def describe(path):
    dump = ''.join(run('dump', option, path) for option in ('--summary', '--flyrecord', '--clock'))
    cpus = {int(cpu) for cpu in re.findall(r'^ +(\d+) \d+\s+\d+\s+\[id', dump, re.M)}
    cpus |= {int(cpu) for cpu in re.findall(r'size of cpu (\d+)\]', dump)}
    clocks = set(re.findall(r'"(\S+)" \[clock\]', dump)) or \
        set(re.findall(r'^\s*\[(\w+)\]$', dump[dump.rindex('[Tracing clock]') + 15:], re.M))
    (clock,) = clocks
    yield 'version ' + re.search(r'(\d)\s+\[Version\]', dump)[1]
    yield f'clock {clock}'
    yield f'cpus {" ".join(map(str, sorted(cpus)))}'


def count(path):
    times, lost = [], []
    kinds, buffers = collections.Counter(), collections.Counter()
    for line in run('report', '-t', '-R', path).split('\n'):
        if event := EVENT.match(line):
            buffer, seconds, nanoseconds, kind = event.groups()
            times.append(int(seconds + (nanoseconds or '')))
            kinds[kind] += 1
            if buffer:
                buffers[buffer] += 1
        elif dropped := DROPPED.match(line):
            lost.append(f'lost {dropped[1]}:{dropped[2] or -1}')
    yield f'events {len(times)}'
    yield f'first {min(times)}'
    yield f'last {max(times)}'
    yield from (f'buffer {name} {n}' for name, n in sorted(buffers.items()))
    yield from lost
    yield from (f'kind {name} {n}' for name, n in sorted(kinds.items()))


print(HEAD)
for capture in sorted(glob.glob('*/*.dat')):
    print(f'\nfile {capture}')
    print('\n'.join([*describe(capture), *count(capture)]))
