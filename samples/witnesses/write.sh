#!/bin/sh
# write.sh - writes every trace of witnesses.tsv again, for when a scheme, a scenario or the format has changed
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

cd "$(dirname "$0")"
mmscope=${MMSCOPE:-mmscope}
export MMSCOPE_SAMPLES="${MMSCOPE_SAMPLES:-..}"

grep -v '^#' witnesses.tsv | while IFS='	' read -r file scenario scheme memory options finds; do
  case $options in
    *--seed*) command=simulate ;;
    *) command=explore ;;
  esac
  test "$options" != - || options=
  status=0
  # shellcheck disable=SC2086
  "$mmscope" $command "$scenario" --scheme "$scheme" --memory "$memory" $options -o "$file" \
    > /dev/null || status=$?
  # 1: something was found
  test "$status" -le 1 || { echo "$file: exit status $status" >&2; exit 1; }
done
