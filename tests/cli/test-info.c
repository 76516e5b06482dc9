/* test-info.c - the forms that `mmscope info` writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

static struct json_object *
read_info (const char *capture)
{
  g_autofree char *path = find_capture (capture);
  g_autoptr (Run) run = run_program ("info", "--json", path, NULL);
  struct json_object *object;

  assert_status (run, 0);
  object = json_tokener_parse (run->out);
  g_assert_nonnull (object);
  return object;
}

static struct json_object *
get_member (struct json_object *object,
            const char         *key)
{
  struct json_object *member = NULL;

  if (!json_object_object_get_ex (object, key, &member))
    g_error ("no key %s", key);
  return member;
}

static guint64
get_number (struct json_object *object,
            const char         *key)
{
  return json_object_get_uint64 (get_member (object, key));
}

static const char *
get_text (struct json_object *object,
          const char         *key)
{
  return json_object_get_string (get_member (object, key));
}

static guint64
sum_kinds (struct json_object *object)
{
  guint64 sum = 0;

  json_object_object_foreach (get_member (object, "kinds"), name, count)
    {
      g_assert_cmpstr (name, !=, "");
      sum += json_object_get_uint64 (count);
    }
  return sum;
}

static void
test_dat (void)
{
  struct json_object *object = read_info ("stock/forkexec.dat");

  g_assert_cmpstr (get_text (object, "format"), ==, "trace.dat");
  g_assert_cmpstr (get_text (object, "version"), ==, "7");
  g_assert_cmpstr (get_text (object, "clock"), ==, "global");
  g_assert_cmpstr (get_text (object, "scheme"), ==, "refcount");
  g_assert_cmpuint (get_number (object, "events"), ==, 3350);
  g_assert_cmpuint (get_number (object, "lost_events"), ==, 0);
  g_assert_cmpuint (json_object_array_length (get_member (object, "cpus")), ==, 4);
  g_assert_cmpuint (get_number (object, "first_ns"), <, get_number (object, "last_ns"));
  g_assert_cmpuint (get_number (get_member (object, "kinds"), "sched_switch"), >, 100);
  g_assert_cmpuint (sum_kinds (object), ==, 3350);
  json_object_put (object);
}

/* The same buffer as text has the same events. */
static void
test_text_agrees (void)
{
  struct json_object *dat = read_info ("stock/forkexec.dat");
  struct json_object *text = read_info ("stock/forkexec.trace.txt");

  g_assert_cmpstr (get_text (text, "format"), ==, "text");
  g_assert_cmpuint (get_number (text, "events"), ==, get_number (dat, "events"));
  g_assert_true (json_object_equal (get_member (text, "kinds"), get_member (dat, "kinds")));
  g_assert_true (json_object_equal (get_member (text, "cpus"), get_member (dat, "cpus")));
  json_object_put (dat);
  json_object_put (text);
}

static void
test_scheme (void)
{
  struct json_object *hazard = read_info ("patched/hazard_skip-exit.dat");
  struct json_object *plain = read_info ("stock/sched-only.dat");
  g_autofree char *path = find_capture ("patched/hazard_2022-exit.dat");
  g_autoptr (Run) run = run_program ("info", path, NULL);

  g_assert_cmpstr (get_text (hazard, "scheme"), ==, "hazard_skip");
  g_assert_cmpstr (get_text (plain, "scheme"), ==, "unknown");
  assert_contains (run->out, "S7, hazard pointers");
  assert_contains (run->out, "drop_mm is shown as mm_to_mmdrop");
  json_object_put (hazard);
  json_object_put (plain);
}

static void
test_buffers (void)
{
  struct json_object *object = read_info ("forms/rec-2buffers.dat");

  g_assert_cmpuint (get_number (object, "events"), ==, 232);
  g_assert_cmpuint (sum_kinds (object), ==, 232);
  g_assert_cmpuint (json_object_array_length (get_member (object, "cpus")), >, 0);
  json_object_put (object);
}

static void
test_counter_clock (void)
{
  struct json_object *object = read_info ("forms/clock-counter.dat");

  g_assert_cmpstr (get_text (object, "clock"), ==, "counter");
  g_assert_cmpstr (get_text (object, "stamp_unit"), ==, "events");
  g_assert_cmpuint (get_number (object, "last_ns"), <, 10000);
  json_object_put (object);
}

static void
test_losses (void)
{
  g_autofree char *path = find_capture ("stock/lost-record.dat");
  g_autoptr (Run) run = run_program ("info", path, NULL);
  struct json_object *object = read_info ("stock/lost-record.dat");

  g_assert_cmpuint (get_number (object, "lost_events"), >, 0);
  g_assert_false (json_object_get_boolean (get_member (object, "complete")));
  assert_status (run, 0);
  assert_contains (run->out, "some missing");
  assert_contains (run->out, "larger buffers");
  json_object_put (object);
}

static void
test_text_of_full_capture (void)
{
  g_autofree char *path = find_capture ("stock/lazyexit.dat");
  g_autoptr (Run) run = run_program ("info", path, NULL);

  assert_status (run, 0);
  assert_contains (run->out, "scheme    refcount");
  assert_contains (run->out, "CPUs      4 (0-3)");
  assert_contains (run->out, "sched_switch");
  assert_contains (run->out, "\n  loaded_mm ");
  assert_contains (run->out, "aN lN zN");
}

/* Somebody with scheduler events alone learns what they cannot tell. */
static void
test_advice (void)
{
  g_autofree char *path = find_capture ("stock/sched-only.dat");
  g_autoptr (Run) run = run_program ("info", path, NULL);

  assert_status (run, 0);
  assert_contains (run->out, "a better capture would add");
  assert_contains (run->out, "switch_mm_irqs_off");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/info/dat", test_dat);
  g_test_add_func ("/cli/info/text-agrees", test_text_agrees);
  g_test_add_func ("/cli/info/scheme", test_scheme);
  g_test_add_func ("/cli/info/buffers", test_buffers);
  g_test_add_func ("/cli/info/counter-clock", test_counter_clock);
  g_test_add_func ("/cli/info/losses", test_losses);
  g_test_add_func ("/cli/info/text", test_text_of_full_capture);
  g_test_add_func ("/cli/info/advice", test_advice);
  return g_test_run ();
}
