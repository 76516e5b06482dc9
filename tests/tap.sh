# tap.sh - what the shell tests share
#
# SPDX-License-Identifier: GPL-2.0-or-later

tap_count=0

# report NAME STATUS [OUTPUT] - one subtest, with what it printed if it failed
report ()
{
  tap_count=$((tap_count + 1))
  if [ "$2" -eq 0 ]; then
    echo "ok $tap_count - $1"
  else
    echo "not ok $tap_count - $1"
    printf '%s\n' "${3-}" | sed 's/^/# /'
  fi
}

# check NAME COMMAND … - the command must succeed
check ()
{
  check_name=$1
  shift
  check_status=0
  check_output=$("$@" 2>&1) || check_status=$?
  report "$check_name" "$check_status" "$check_output"
}

# refuse NAME COMMAND … - the command must fail
refuse ()
{
  refuse_name=$1
  shift
  if refuse_output=$("$@" 2>&1); then
    report "$refuse_name" 1 "succeeded: $refuse_output"
  else
    report "$refuse_name" 0
  fi
}

skip ()
{
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

finish ()
{
  echo "1..$tap_count"
}
