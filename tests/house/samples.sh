#!/bin/sh
# samples.sh - samples/README.md describes every capture
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
. "$root/tests/tap.sh"

# Whether one of the words in backquotes is the capture's name, or a pattern that matches it
is_described ()
{
  for pattern in $patterns; do
    # The pattern is meant to be one.
    case $1 in
      $pattern) return 0 ;;
    esac
  done
  return 1
}

list_undescribed ()
{
  find "$root/samples/captures" -type f | sort | while read -r file; do
    name=$(basename "$file")
    is_described "${name%%.*}" || is_described "$name" || echo "$name"
  done
}

is_empty ()
{
  found=$("$@")
  echo "$found"
  [ -z "$found" ]
}

set -f
patterns=$(grep -o '`[^` ]*`' "$root/samples/README.md" | tr -d '`' | sed 's|^patched/||')
check "every capture is described" is_empty list_undescribed
patterns='forkexec'
refuse "the check sees what is missing" is_empty list_undescribed
finish
