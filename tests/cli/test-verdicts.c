/* test-verdicts.c - mmscope verdicts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

static const char *
get_text (struct json_object *object, const char *key)
{
  struct json_object *value;

  g_assert_true (json_object_object_get_ex (object, key, &value));
  return json_object_get_string (value);
}

static void
test_json (void)
{
  static const char *const memories[] = { "sc", "tso", "weak" };
  g_autoptr (Run) run = run_program ("verdicts", "--json", "--scheme=S6g", "--scenario=SC02", NULL);
  struct json_object *object = json_tokener_parse (run->out);
  struct json_object *list;

  g_assert_nonnull (object);
  g_assert_true (json_object_object_get_ex (object, "verdicts", &list));
  g_assert_cmpuint (json_object_array_length (list), ==, G_N_ELEMENTS (memories));
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      struct json_object *cell = json_object_array_get_idx (list, i);

      g_assert_cmpstr (get_text (cell, "scheme"), ==, "S6g");
      g_assert_cmpstr (get_text (cell, "scenario"), ==, "SC02");
      g_assert_cmpstr (get_text (cell, "memory"), ==, memories[i]);
      g_assert_cmpstr (get_text (cell, "verdict"), ==, "violated");
      g_assert_cmpstr (get_text (cell, "expected"), ==, "D27 D15 D02");
      assert_contains (get_text (cell, "detectors"), "D27");
    }
  json_object_put (object);
}

static void
test_text (void)
{
  g_autoptr (Run) run = run_program ("verdicts", "-m", "sc", "--scheme=S1", "--scheme=s6g",
                                     "--scenario=SC02", NULL);
  g_autoptr (Run) cut = run_program ("verdicts", "-m", "sc", "--scheme=S1", "--scenario=SC02",
                                     "--max-states=10", NULL);

  assert_status (run, 0);
  assert_contains (run->out, "= SC02   S1    sc    ok ");
  assert_contains (run->out, "SC02   S6g   sc    D27 ");
  assert_contains (run->out, "2 cells: ");
  assert_status (cut, 4);
  assert_contains (cut->out, ". SC02   S1    sc    not finished");
}

/* A cell that turned out otherwise, and is known to. */
static void
test_corrected (void)
{
  g_autoptr (Run) run
      = run_program ("verdicts", "-m", "sc", "--scheme=S6g", "--scenario=SC04", NULL);
  g_autoptr (Run) json
      = run_program ("verdicts", "-m", "sc", "--scheme=S6g", "--scenario=SC04", "--json", NULL);

  assert_status (run, 0);
  assert_contains (run->out, "* SC04   S6g   sc    D27 ");
  assert_contains (json->out, "\"expected\": \"ok\"");
  assert_contains (json->out, "\"corrected\": \"D");
  assert_contains (json->out, "\"agrees\": false");
}

static void
test_usage (void)
{
  g_autoptr (Run) word = run_program ("verdicts", "S1", NULL);
  g_autoptr (Run) memory = run_program ("verdicts", "--memory=x", NULL);
  g_autoptr (Run) scheme = run_program ("verdicts", "--scheme=S99", NULL);
  g_autoptr (Run) none = run_shell ("MMSCOPE_SAMPLES=/nonexistent \"$MMSCOPE\" verdicts");

  assert_status (word, 2);
  assert_status (memory, 2);
  assert_status (scheme, 2);
  assert_status (none, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdicts/json", test_json);
  g_test_add_func ("/verdicts/text", test_text);
  g_test_add_func ("/verdicts/corrected", test_corrected);
  g_test_add_func ("/verdicts/usage", test_usage);
  return g_test_run ();
}
