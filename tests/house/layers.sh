#!/bin/sh
# layers.sh - arrows point app -> ui -> trace, and inside trace as the design says
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
. "$root/tests/tap.sh"

# The place in the tree that an include in $2 (a file of the tree $1) means: the compiler looks beside
# the file first, then where the build says.
resolve ()
{
  for place in "$(dirname "$2")" trace ui app; do
    if [ -f "$1/$place/$3" ]; then
      echo "$place/$3"
      return
    fi
  done
  echo "?/$3"
}

# Which rooms a file may include from.
allowed_rooms ()
{
  case $1 in
    trace/model/*) echo trace/model ;;
    trace/read/*) echo trace/read trace/model ;;
    trace/replay/*) echo trace/replay trace/model ;;
    trace/check/*) echo trace/check trace/replay trace/model ;;
    trace/write/*) echo trace/write trace/model ;;
    trace/*) echo trace ;;
    ui/view/*) echo ui/view trace ;;
    ui/canvas/*) echo ui/canvas trace ;;
    ui/draw/*) echo ui/draw ui/canvas ui/view trace ;;
    ui/widgets/*) echo ui/widgets ui/draw ui/canvas ui/view trace ;;
    ui/*) echo ui trace ;;
    app/*) echo app ui trace ;;
  esac
}

is_allowed ()
{
  # A climbing path would get past the comparison below.
  case $2 in
    *..*) return 1 ;;
  esac
  for room in $(allowed_rooms "$1"); do
    case $2 in
      "$room"/*) return 0 ;;
    esac
  done
  return 1
}

# All includes in quotes of the files in tree $1 below folder $2 that point the wrong way.
list_wrong_arrows ()
{
  (cd "$1" && grep -rHo '^ *# *include *"[^"]*"' --include='*.[ch]' "$2") \
    | sed 's/: *# *include *"\(.*\)"$/ \1/' \
    | while read -r file include; do
        target=$(resolve "$1" "$file" "$include")
        is_allowed "$file" "$target" || echo "$file includes $target"
      done
}

has_right_arrows ()
{
  wrong=$(list_wrong_arrows "$1" "$2")
  echo "$wrong"
  [ -z "$wrong" ]
}

# `mmscope render` works without a toolkit: what it draws with must not need one.
has_no_toolkit ()
{
  ! grep -rnE '^ *# *include *<(gtk|gdk|gsk)' --include='*.[ch]' "$1/ui/view" "$1/ui/draw"
}

has_no_pixels ()
{
  ! grep -rnE '^ *# *include *<(gtk|gdk|gsk|graphene|pango|cairo|adwaita|gtksourceview)' \
    --include='*.[ch]' "$1/trace"
}

for folder in trace/model trace/read trace/replay trace/check trace/write trace \
  ui/view ui/canvas ui/draw ui/widgets ui app; do
  check "$folder includes only what it may" has_right_arrows "$root" "$folder"
done
check "nothing in trace knows pixels" has_no_pixels "$root"
check "drawing needs no toolkit" has_no_toolkit "$root"

# The checks themselves must see what they look for.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/trace/model" "$scratch/trace/check" "$scratch/trace/replay" "$scratch/trace/read" \
  "$scratch/trace/write" \
  "$scratch/ui/draw" "$scratch/ui/widgets" "$scratch/app"
touch "$scratch/trace/model/m.h" "$scratch/trace/replay/r.h" "$scratch/trace/read/f.h" \
  "$scratch/ui/u.h" "$scratch/ui/widgets/w.h" "$scratch/app/a.h"

try ()
{
  printf '%s\n' "$2" > "$scratch/$1/try.c"
  result=0
  { has_right_arrows "$scratch" "$1" && has_no_pixels "$scratch"; } || result=$?
  rm "$scratch/$1/try.c"
  return $result
}

check "check may include replay" try trace/check '#include "replay/r.h"'
check "app may include everything" try app '#include "u.h"'
refuse "model must not include replay" try trace/model '#include "replay/r.h"'
refuse "write must not include replay" try trace/write '#include "replay/r.h"'
refuse "replay must not include read" try trace/replay '#include "read/f.h"'
refuse "read must not include replay" try trace/read '  #include "../replay/r.h"'
refuse "trace must not include ui" try trace '#include "u.h"'
refuse "drawing must not include widgets" try ui/draw '#include "widgets/w.h"'
refuse "ui must not include app" try ui '#include "a.h"'
refuse "trace must not include GTK" try trace/model '#include <gtk/gtk.h>'
refuse "trace must not include cairo" try trace/check '# include <cairo.h>'

finish
