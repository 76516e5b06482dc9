#!/bin/sh
# with-display.sh PROGRAM … - runs a program on a display of its own
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

if ! command -v xvfb-run >/dev/null || ! command -v Xvfb >/dev/null; then
  echo "1..0 # SKIP xvfb is not installed"
  exit 0
fi

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
HOME=$home XDG_DATA_HOME=$home/share XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache
XDG_RUNTIME_DIR=$home/run GSETTINGS_BACKEND=memory GSK_RENDERER=cairo
export HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR GSETTINGS_BACKEND \
  GSK_RENDERER
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY GTK_A11Y GTK_THEME || true

xvfb-run -a -e /dev/stderr -s "-screen 0 1600x1000x24 -nolisten tcp" "$@"
