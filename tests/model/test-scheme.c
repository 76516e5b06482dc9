/* test-scheme.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/scheme.h"

static void
test_numbers (void)
{
  g_assert_cmpstr (mms_scheme_find ("refcount")->number, ==, "S1");
  g_assert_cmpstr (mms_scheme_find ("hazard_mock")->number, ==, "S6");
  g_assert_cmpstr (mms_scheme_find ("hazard_2022")->number, ==, "S7");
  g_assert_cmpstr (mms_scheme_find ("hazard_2022")->slot, ==, "drop_mm");
  g_assert_cmpstr (mms_scheme_find ("shootdown")->number, ==, "S4x");
  g_assert_cmpstr (mms_scheme_find ("nolazy")->number, ==, "S5");
  g_assert_null (mms_scheme_find ("unknown"));
  g_assert_null (mms_scheme_find (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scheme/numbers", test_numbers);
  return g_test_run ();
}
