#!/bin/sh
# metadata.sh - desktop entry, AppStream data, MIME type and manual are what their tools accept
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
id=io.github.mmscope.mmscope
. "$root/tests/tap.sh"
cd "$root/app"

# validate NAME TOOL ARGUMENT … - skipped where the tool is missing
validate ()
{
  name=$1
  shift
  if command -v "$1" >/dev/null; then
    check "$name" "$@"
  else
    skip "$name" "no $1 here"
  fi
}

# man reports what troff found wrong, but succeeds.
is_clean_manual ()
{
  warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>&1 >/dev/null)
  echo "$warnings"
  [ -z "$warnings" ]
}

names_version ()
{
  grep -q "<release version=\"$2\"" "$1"
}

validate "the desktop entry is valid" desktop-file-validate $id.desktop
validate "the AppStream data are valid" appstreamcli validate --no-net --pedantic $id.metainfo.xml
check "the AppStream data know this version" names_version $id.metainfo.xml "$2"
if command -v man >/dev/null; then
  check "the manual has no warnings" is_clean_manual mmscope.1
else
  skip "the manual has no warnings" "no man here"
fi
for icon in icons/$id.svg icons/$id-symbolic.svg; do
  validate "$icon is well-formed" python3 -c \
    'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$icon"
done
finish
