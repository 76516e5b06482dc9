#!/bin/sh
# summary.sh - the last line of tests/run counts what really happened
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
. "$root/tests/tap.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# log RESULT STDOUT - one more test in the log
log ()
{
  printf '{"name": "t", "result": "%s", "stdout": "%s"}\n' "$1" "$2" >> "$scratch/log"
}

# expect STATUS LINE - what the summary of the log says at last; the log begins anew
expect ()
{
  status=0
  last=$(python3 "$root/tests/summary.py" "$scratch/log" | tail -n 1) || status=$?
  python3 "$root/tests/summary.py" "$scratch/log" >/dev/null || status=$?
  rm "$scratch/log"
  echo "status $status, last line: $last"
  [ "$status" -eq "$1" ] && [ "$last" = "$2" ]
}

log OK '1..2\nok 1 /a\nok 2 /b\n'
log OK 'no TAP at all\n'
check "subtests and plain programs count" expect 0 "3 passed, 0 failed"

log OK '1..2\nok 1 /a\nok 2 /b # SKIP no display\n'
log SKIP '1..0 # SKIP nothing here\n'
check "what was skipped is told" expect 0 "1 passed, 0 failed, 2 skipped"

log FAIL '1..2\nok 1 /a\nnot ok 2 /b\n'
check "a subtest that fails" expect 1 "1 passed, 1 failed"

log ERROR '1..3\nok 1 /a\n'
check "a program that crashes" expect 1 "1 passed, 1 failed"

log TIMEOUT ''
log OK 'ok 1\n'
check "a program that hangs" expect 1 "1 passed, 1 failed"

: > "$scratch/log"
check "no test at all is a failure" expect 1 "0 passed, 0 failed"
finish
