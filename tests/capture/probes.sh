#!/bin/sh
# probes.sh - the kit's probes for kernels of several versions, and what it says where it cannot
#
# data/VERSION.* are parts of Debian's kernels (fixture.py made them); data/VERSION.probes were taken by
# these kernels, and recorded with.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
. "$root/tests/tap.sh"
kit=$root/samples/capture/mmscope-capture
data=$root/tests/capture/data
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# define VERSION [OPTION …] - the probes into $tmp/out, complaints into $tmp/err
define ()
{
  version=$1
  shift
  python3 "$kit" --print-probes --btf "$data/$version.btf" --symbols "$data/$version.symbols" \
    --functions "$data/$version.functions" --cpus 2 --machine x86_64 "$@" >"$tmp/out" 2>"$tmp/err"
}

is_as_before ()
{
  define "$1" && diff "$data/$1.probes" "$tmp/out" && diff "$data/$1.missing" "$tmp/err"
}

# says FILE PATTERN
says ()
{
  grep -q -e "$2" "$tmp/$1" || { cut -c1-200 "$tmp/$1"; return 1; }
}

# fails_with PATTERN COMMAND … - status 1 or 2 and one clear line
fails_with ()
{
  pattern=$1
  shift
  status=0
  "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
  says err "$pattern" || return 1
  if grep Traceback "$tmp/err"; then return 1; fi
  [ "$status" -eq 1 ] || [ "$status" -eq 2 ]
}

run_with ()
{
  python3 "$kit" --print-probes --btf "$data/6.1.btf" --symbols "$data/6.1.symbols" \
    --functions "$data/6.1.functions" --cpus 2 --machine x86_64 "$@"
}

# Every number of CPUs gives lines that the kernel takes, with 128 fields at most.
fits ()
{
  define 6.1 --cpus "$1" || return 1
  awk 'length > 4093 || NF - 2 > 128 { print; bad = 1 } END { exit bad }' "$tmp/out"
}

has_all_own ()
{
  define 6.1 --cpus "$1" || return 1
  last=$(($1 - 1))
  grep -q "^p:lz/fts .* z$last=" "$tmp/out"
}

for version in 5.10 6.1 6.12; do
  check "Linux $version: the probes are those that it took" is_as_before $version
done

define 6.12
check "mm_count in a nameless struct, at the mm's start" says out ' count=+0x0(\$arg1):s32'
check "leave_mm without a parameter has no ocpu" says out '^p:lz/leave_mm leave_mm caller='
check "rq->prev_lazy_mm in place of prev_mm" says out ' p1=+0x'
define 5.10
check "is_lazy in cpu_tlbstate" says out ' z0=+0x335[0-9a-f]*(@__per_cpu_offset):u8'
check "functions of an older name" says out '^p:lz/flush_func flush_tlb_func_remote mm='

define 6.1 --no-snapshot
check "without snapshots there are none" says out '^p:lz/fts finish_task_switch.isra.0 .* pamm=[^ ]*$'
refuse "nor anywhere else" grep -q '@__per_cpu_offset' "$tmp/out"
for cpus in 1 8 14 15 29 64 4096; do
  check "$cpus CPUs: definitions fit" fits $cpus
done
check "8 CPUs have their own fields" has_all_own 8
define 6.1 --cpus 64
check "64 CPUs have not, which is told" says err 'without the snapshots in fts (too many CPUs'

define 6.1 --machine sparc
refuse "no caller where the return address is unknown" grep -q 'caller=' "$tmp/out"

grep -v ' runqueues$' "$data/6.1.symbols" >"$tmp/symbols"
define 6.1 --symbols "$tmp/symbols"
refuse "a hidden symbol leaves its fields out" grep -q ' a0=' "$tmp/out"
check "and no others" says out ' l0='
sed 's/^[0-9a-f]*/0000000000000000/' "$data/6.1.symbols" >"$tmp/symbols"
define 6.1 --symbols "$tmp/symbols"
refuse "so do hidden addresses" grep -q '@__per_cpu_offset' "$tmp/out"
check "probes need none" says out '^p:lz/mmput mmput mm='

{ cat "$data/6.1.symbols"; grep ' mm_init$' "$data/6.1.symbols"; } >"$tmp/symbols"
define 6.1 --symbols "$tmp/symbols"
check "a name that two functions have is not probed" says err 'without mm_init (mm_init: several'
grep -v '^mmput$' "$data/6.1.functions" >"$tmp/functions"
define 6.1 --functions "$tmp/functions"
check "nor is one that cannot be traced" says err 'without mmput (mmput: cannot be traced); not told: mm_users'
# Addresses above 2^63, as other architectures and newer kernels have them for per-CPU variables
sed 's/^0*\([0-9a-f]*\) A runqueues/ffffffff800\1 d runqueues/' "$data/6.1.symbols" >"$tmp/symbols"
define 6.1 --symbols "$tmp/symbols"
check "large offsets are negative" says out ' a0=+0x8e8(-0x7f'

for size in 0 1 20 30 3000 8000; do
  head -c $size "$data/6.1.btf" >"$tmp/cut"
  check "a BTF cut at $size bytes" fails_with "$tmp/cut: th.* BTF" run_with --btf "$tmp/cut"
done
head -c 8000 /dev/zero >"$tmp/zero"
check "a BTF that is none" fails_with 'this is no BTF' run_with --btf "$tmp/zero"
check "no BTF" fails_with "$tmp/none: No such file" run_with --btf "$tmp/none"
check "no symbols" fails_with "$tmp/none: No such file" run_with --symbols "$tmp/none"
check "no CPUs" fails_with 'makes no sense' run_with --cpus 0
check "an unknown option" fails_with 'unrecognized arguments: --frobnicate' python3 "$kit" --frobnicate
check "help" python3 "$kit" --help
check "nothing is left beside the kit" test ! -e "$root/samples/capture/__pycache__"
finish
