/* test-check.c - the forms that `mmscope check` writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

#define FAULTY "patched/hazard_skip-exit.dat"

static struct json_object *
parse (const char *text)
{
  enum json_tokener_error error;
  struct json_object *object = json_tokener_parse_verbose (text, &error);

  g_assert_cmpint (error, ==, json_tokener_success);
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

static const char *
get_text (struct json_object *object,
          const char         *key)
{
  struct json_object *member = get_member (object, key);

  g_assert_true (json_object_is_type (member, json_type_string));
  return json_object_get_string (member);
}

static guint64
get_number (struct json_object *object,
            const char         *key)
{
  struct json_object *member = get_member (object, key);

  g_assert_true (json_object_is_type (member, json_type_int));
  return json_object_get_uint64 (member);
}

static gboolean
is_one_of (const char        *word,
           const char *const *words)
{
  return g_strv_contains (words, word);
}

static void
assert_cpu (struct json_object *object)
{
  struct json_object *cpu = get_member (object, "cpu");

  g_assert_true (cpu == NULL || json_object_is_type (cpu, json_type_int));
}

static void
assert_finding (struct json_object *finding,
                guint64             n_events)
{
  static const char *const severities[] = { "fatal", "error", "warning", "info", NULL };
  static const char *const confidences[] = { "proved", "witness", "suspect", NULL };
  static const char *const holders[]
      = { "active_mm", "loaded_mm", "lazy_mm", "mm_to_mmdrop", NULL };
  struct json_object *holder = get_member (finding, "holder");
  struct json_object *evidence = get_member (finding, "evidence");

  g_assert_true (g_regex_match_simple ("^D[0-9][0-9]$", get_text (finding, "id"), 0, 0));
  g_assert_true (g_regex_match_simple ("^[a-z-]+$", get_text (finding, "name"), 0, 0));
  g_assert_true (is_one_of (get_text (finding, "severity"), severities));
  g_assert_true (is_one_of (get_text (finding, "confidence"), confidences));
  g_assert_cmpuint (get_number (finding, "event"), >=, 1);
  g_assert_cmpuint (get_number (finding, "event"), <=, n_events);
  g_assert_cmpuint (get_number (finding, "time_ns"), >, 0);
  assert_cpu (finding);
  g_assert_true (
      g_regex_match_simple ("^0x[0-9a-f]+(#[0-9]+)?$", get_text (finding, "mm"), 0, 0));
  g_assert_true (holder == NULL || is_one_of (json_object_get_string (holder), holders));
  g_assert_cmpstr (get_text (finding, "message"), !=, "");

  g_assert_true (json_object_is_type (evidence, json_type_array));
  g_assert_cmpuint (json_object_array_length (evidence), >, 0);
  for (gsize i = 0; i < json_object_array_length (evidence); i++)
    {
      struct json_object *link = json_object_array_get_idx (evidence, i);

      g_assert_cmpuint (get_number (link, "event"), <=, n_events);
      g_assert_cmpuint (get_number (link, "time_ns"), >, 0);
      assert_cpu (link);
      g_assert_cmpstr (get_text (link, "text"), !=, "");
    }
}

static void
test_json (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autoptr (Run) run = run_program ("check", "--json", path, NULL);
  struct json_object *object;
  struct json_object *findings;
  gboolean has_freed = FALSE;

  assert_status (run, 1);
  object = parse (run->out);
  g_assert_cmpstr (get_text (object, "file"), ==, path);
  g_assert_cmpuint (get_number (object, "events"), >, 1000);
  g_assert_true (json_object_get_boolean (get_member (object, "complete")));
  findings = get_member (object, "findings");
  g_assert_cmpuint (json_object_array_length (findings), >, 0);
  for (gsize i = 0; i < json_object_array_length (findings); i++)
    {
      struct json_object *finding = json_object_array_get_idx (findings, i);

      assert_finding (finding, get_number (object, "events"));
      has_freed |= g_str_equal (get_text (finding, "id"), "D15")
                   && g_str_equal (get_text (finding, "name"), "freed-with-lazy-holder");
    }
  g_assert_true (has_freed);
  json_object_put (object);
}

static void
test_json_several (void)
{
  g_autofree char *clean = find_capture ("stock/quiet.dat");
  g_autofree char *faulty = find_capture (FAULTY);
  g_autoptr (Run) run = run_program ("check", "--json", clean, "/nonexistent", faulty, NULL);
  struct json_object *array;
  struct json_object *findings;

  assert_status (run, 3);
  array = parse (run->out);
  g_assert_cmpuint (json_object_array_length (array), ==, 2);
  g_assert_cmpstr (get_text (json_object_array_get_idx (array, 0), "file"), ==, clean);
  findings = get_member (json_object_array_get_idx (array, 0), "findings");
  for (gsize i = 0; i < json_object_array_length (findings); i++)
    g_assert_cmpstr (get_text (json_object_array_get_idx (findings, i), "severity"), ==, "info");
  g_assert_cmpstr (get_text (json_object_array_get_idx (array, 1), "file"), ==, faulty);
  json_object_put (array);
}

static void
test_json_none_of_several (void)
{
  g_autoptr (Run) run = run_program ("check", "--json", "/nonexistent", "/nonexistent", NULL);
  struct json_object *array;

  assert_status (run, 3);
  array = parse (run->out);
  g_assert_cmpuint (json_object_array_length (array), ==, 0);
  json_object_put (array);
}

/* A file whose name is no UTF-8 still gives JSON that is. */
static void
test_json_odd_name (void)
{
  g_autofree char *original = find_capture ("stock/quiet.dat");
  g_autofree char *data = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Run) run = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (original, &data, &length, NULL));
  path = make_file ("odd\xff\"\n.dat", data, length);
  run = run_program ("check", "--json", path, NULL);
  assert_status (run, 0);
  g_assert_true (g_utf8_validate (run->out, -1, NULL));
  json_object_put (parse (run->out));
}

static void
test_incomplete (void)
{
  g_autofree char *path = find_capture ("stock/lost-record.dat");
  g_autoptr (Run) run = run_program ("check", "--json", path, NULL);
  struct json_object *object;

  assert_status (run, 0);
  object = parse (run->out);
  g_assert_false (json_object_get_boolean (get_member (object, "complete")));
  json_object_put (object);
}

static void
test_severity (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autoptr (Run) run = run_program ("check", "--json", "--severity", "fatal", path, NULL);
  struct json_object *object = parse (run->out);
  struct json_object *findings = get_member (object, "findings");

  for (gsize i = 0; i < json_object_array_length (findings); i++)
    g_assert_cmpstr (get_text (json_object_array_get_idx (findings, i), "severity"), ==, "fatal");
  assert_status (run, json_object_array_length (findings) > 0 ? 1 : 0);
  json_object_put (object);
}

static void
test_ignore (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autoptr (Run) some = run_program ("check", "--ignore", "d15", path, NULL);
  g_autoptr (Run) all
      = run_program ("check", "--ignore", "freed-with-lazy-holder", "--ignore", "D05", "--ignore",
                     "D06", "--ignore", "missed-lazy-cpu", "--ignore", "D31", path, NULL);

  g_assert_null (strstr (some->out, "D15"));
  assert_status (all, 0);
  assert_contains (all->out, "nothing found");
  g_assert_null (strstr (all->out, "no event tells"));
}

/* What cannot be found is not told as all being well. */
static void
test_no_frees (void)
{
  g_autofree char *path = find_capture ("stock/sched-only.dat");
  g_autoptr (Run) run = run_program ("check", path, NULL);

  assert_status (run, 0);
  assert_contains (run->out, "no event tells that an mm was freed");
}

static void
test_text (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autoptr (Run) run = run_program ("check", path, NULL);

  assert_status (run, 1);
  assert_contains (run->out, "error D30 missed-lazy-cpu  CPU 1 ");
  assert_contains (run->out, "\n↳ error D15 freed-with-lazy-holder  CPU 1 ");
  assert_contains (run->out, " → ");
  assert_contains (run->out, "\n   1. event ");
  assert_contains (run->out, "scheme hazard_skip");
  /* Colours are for terminals. */
  g_assert_null (strchr (run->out, '\033'));
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/check/json", test_json);
  g_test_add_func ("/cli/check/json-several", test_json_several);
  g_test_add_func ("/cli/check/json-none-of-several", test_json_none_of_several);
  g_test_add_func ("/cli/check/json-odd-name", test_json_odd_name);
  g_test_add_func ("/cli/check/incomplete", test_incomplete);
  g_test_add_func ("/cli/check/severity", test_severity);
  g_test_add_func ("/cli/check/ignore", test_ignore);
  g_test_add_func ("/cli/check/no-frees", test_no_frees);
  g_test_add_func ("/cli/check/text", test_text);
  result = g_test_run ();
  remove_files ();
  return result;
}
