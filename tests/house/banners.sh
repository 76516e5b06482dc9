#!/bin/sh
# banners.sh - every source file names its license, and none grows past what one reads in one sitting
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
. "$root/tests/tap.sh"
cd "$root"

# What people write, apart from data for tests and pictures
list_sources ()
{
  find app trace ui tests .ci meson.build meson_options.txt samples/meson.build samples/capture \
    \( -path 'tests/*/corpus-*' -o -path 'tests/*/data/*' -o -path 'tests/*/pictures/*' \) -prune \
    -o -type f ! -name '*.md' ! -name '*.png' ! -name '*.pyc' -print | sort
}

list_unlicensed ()
{
  list_sources | while read -r file; do
    head -n 20 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || echo "$file"
  done
}

list_long ()
{
  list_sources | grep '\.[ch]$' | while read -r file; do
    lines=$(wc -l < "$file")
    [ "$lines" -le 600 ] || echo "$file has $lines lines"
  done
}

is_empty ()
{
  found=$("$@")
  echo "$found"
  [ -z "$found" ]
}

check "every source file has its license line" is_empty list_unlicensed
check "no source file is longer than 600 lines" is_empty list_long
finish
