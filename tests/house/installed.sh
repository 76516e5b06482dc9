#!/bin/sh
# installed.sh - `meson install` puts everything where it belongs
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
build=$2
. "$root/tests/tap.sh"

id=io.github.mmscope.mmscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

install_quietly ()
{
  DESTDIR=$scratch meson install -C "$build" --no-rebuild --quiet
}

check "meson install works" install_quietly
top=$(find "$scratch" -type d -path '*/share' | head -n 1)
for file in applications/$id.desktop metainfo/$id.metainfo.xml mime/packages/$id.xml \
  icons/hicolor/scalable/apps/$id.svg icons/hicolor/symbolic/apps/$id-symbolic.svg \
  man/man1/mmscope.1 mmscope/samples/README.md mmscope/samples/captures/stock/quiet.dat; do
  check "share/$file" test -s "$top/$file"
done
has_library ()
{
  MMSCOPE_SAMPLES="$top/mmscope/samples" "$top/../bin/mmscope" explore SC06 --scheme S1 | grep -q '^safe'
}

check "the installed library can be explored" has_library
check "bin/mmscope" "$top/../bin/mmscope" --version
check "an installed sample can be read" \
  "$top/../bin/mmscope" check "$top/mmscope/samples/captures/stock/quiet.dat"
if command -v appstreamcli >/dev/null; then
  check "the AppStream data fit what is installed" \
    appstreamcli validate-tree --no-net "$(dirname "$top")"
else
  skip "the AppStream data fit what is installed" "no appstreamcli here"
fi
finish
