#!/bin/sh
# test-input.sh PROGRAM - keys and pointer on a window without a window manager
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

. "$(dirname "$0")/../tap.sh"

for tool in xdotool import md5sum; do
  if ! command -v $tool >/dev/null; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done

capture=$MMSCOPE_SAMPLES_DIR/captures/patched/hazard_skip-exit.dat
folder=$(mktemp -d)
log=$folder/log
trap 'rm -rf "$folder"' EXIT
# It ends with its display at the latest.
{ "$1" "$capture" 2>"$log" && :; echo $? >"$folder/status"; } &

picture () { import -window root rgb:- | md5sum; }

# Waits for the picture to be another one than $1.
changes ()
{
  tries=0
  while [ "$(picture)" = "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 40 ] || return 1
    sleep 0.1
  done
}

# The same of the machine and the events.
below () { import -window root -crop 1200x300+20+620 rgb:- | md5sum; }
changes_below ()
{
  tries=0
  while [ "$(below)" = "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 40 ] || return 1
    sleep 0.1
  done
}

# Waits until the picture stays as it is.
settles ()
{
  tries=0
  last=
  while now=$(picture); [ "$now" != "$last" ]; do
    last=$now
    tries=$((tries + 1))
    [ $tries -lt 40 ] || return 1
    sleep 0.4
  done
}

press () { before=$(picture); xdotool key "$@"; changes "$before"; }

check 'the window shows' xdotool search --sync --name hazard_skip-exit.dat
check 'and then stays as it is' settles

# The pointer is outside of the window, and nobody has given that the focus.
xdotool mousemove 1599 999
check 'Space plays' press space
moves () { before=$(picture); sleep 0.5; changes "$before"; }
check 'and it goes on' moves
xdotool key space
check 'Space pauses' settles

for key in period comma n n shift+n greater w Up a d Left f bracketleft t ctrl+End ctrl+Home; do
  # Of a selected mm there is none yet, so its key must do nothing.
  if [ $key = bracketleft ]; then
    refuse "$key without an mm" press $key
  else
    check "$key does something" press $key
  fi
  settles || true
done

# In a text entry, Space and letters are text.
check 'g asks where to go' press g
settles || true
xdotool type '1 000'
xdotool key Return
check 'and there it goes' settles
# The mark of the focus fades by itself, so only machine and events are looked at here.
before=$(below)
sleep 1
check 'without playing' test "$before" = "$(below)"

# What is typed there is looked for, Enter goes to it, and Escape leaves.
check 'a slash asks what to find' press slash
settles || true
before=$(picture)
xdotool type 'kind:mm_free'
check 'what is typed is found' changes "$before"
settles || true
before=$(below)
xdotool key Return
check 'Enter goes there' changes_below "$before"
settles || true
xdotool key Escape
xdotool key Escape
settles || true
check 'o asks which events are shown' press o
settles || true
before=$(below)
xdotool type 'cpu:2'
check 'and shows only those' changes_below "$before"
xdotool key Escape
settles || true
check 'Shift+O shows all' press shift+o
settles || true

xdotool key f
settles || true
xdotool mousemove 700 240
sleep 0.3
before=$(picture)
xdotool click 4
check 'the wheel zooms' changes "$before"
settles || true
before=$(picture)
xdotool mousedown 1 mousemove_relative 60 0 mousemove_relative 60 0 mouseup 1
check 'a drag pans' changes "$before"
settles || true
before=$(picture)
xdotool click 1
check 'a click moves the playhead' changes "$before"
settles || true

check 'F1 helps' press F1
settles || true
check 'Escape closes that' press Escape
settles || true
check 'F9 hides the findings' press F9
settles || true
check 'F9 shows them' press F9
settles || true

xdotool key ctrl+w
closed ()
{
  tries=0
  while [ ! -s "$folder/status" ]; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || return 1
    sleep 0.1
  done
}
check 'Ctrl+W closes' closed
check 'and all went well' test "$(cat "$folder/status")" = 0
check 'nothing was complained about' test ! -s "$log"
sed 's/^/# /' "$log"
finish
