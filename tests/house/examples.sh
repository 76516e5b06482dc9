#!/bin/sh
# examples.sh - every command that the README and the manual show does what it should
#
# Commands that build, install or start the whole project are named below with the test that runs them.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

root=$1
program=$2
. "$root/tests/tap.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ln -s "$root/samples" "$scratch/samples"
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/mmscope"
cd "$scratch"
PATH=$scratch/bin:$PATH
unset DISPLAY WAYLAND_DISPLAY

# Lines of the README's sh blocks, and of the manual's examples
list_commands ()
{
  awk '/^```/ { inside = ($0 == "```sh"); next } inside' "$root/README.md" | sed 's/ *#.*//'
  sed -n 's/^\.Dl //p' "$root/app/mmscope.1"
}

run_example ()
{
  status=0
  sh -c "$1" || status=$?
  case $1 in
    *'mmscope check'* | *'mmscope explore'* | *'mmscope simulate'* | *'mmscope verdicts'*)
      [ "$status" -le 1 ] ;;
    *) [ "$status" -eq 0 ] ;;
  esac
}

# The window stays open until it is closed: being stopped is how it should end.
run_window ()
{
  status=0
  timeout 60 xvfb-run -a timeout 5 sh -c "exec $1" || status=$?
  [ "$status" -eq 124 ]
}

has_script ()
{
  [ -x "$root/${1%% *}" ]
}

n_run=0
while read -r line; do
  case $line in
    '') ;;
    app/start* | tests/run*) check "there is $line" has_script "$line" ;;
    'meson '*) ;; # installed.sh
    'build/tests/score/score '*) ;; # tests/score/meson.build has one test for each table
    build/tests/mutants/mutants) ;; # so has tests/mutants/meson.build
    'mmscope check '* | 'mmscope info '* | 'mmscope tracks '* | 'mmscope render '* | 'mmscope convert '* \
      | 'mmscope simulate '* | 'mmscope explore '* | 'mmscope verdicts'* | 'mmscope list'* | 'mmscope --'*)
      check "$line" run_example "$line"
      n_run=$((n_run + 1))
      ;;
    'mmscope '* | mmscope)
      if command -v xvfb-run >/dev/null; then
        check "$line" run_window "$line"
      else
        skip "$line" "no xvfb-run here"
      fi
      ;;
    *) report "$line" 1 "nothing here knows how to test this command" ;;
  esac
done <<END
$(list_commands)
END
check "there were examples" test "$n_run" -ge 8
finish
