#!/bin/sh
# test-atspi.sh PROGRAM - what assistive technology sees of the window
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

skip_all () { echo "1..0 # SKIP $1"; exit 0; }

launcher=/usr/libexec/at-spi-bus-launcher
[ -x $launcher ] || skip_all 'at-spi2-core is not installed'
command -v dbus-run-session >/dev/null || skip_all 'dbus-run-session is not installed'
/usr/bin/python3 -c 'import pyatspi' 2>/dev/null || skip_all 'python3-pyatspi is not installed'

exec dbus-run-session -- sh -eu -c '
  "$1" --launch-immediately >/dev/null 2>&1 &
  launcher=$!
  sleep 1
  "$2" "$MMSCOPE_SAMPLES_DIR/captures/patched/hazard_skip-exit.dat" &
  app=$!
  trap "kill $app $launcher 2>/dev/null || true" EXIT
  /usr/bin/python3 "$3"
' sh $launcher "$1" "$(dirname "$0")/atspi.py"
