/* test-tracks.c - the table that `mmscope tracks` writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>

enum
{
  TIME_NS,
  EVENT,
  CPU,
  OBJECT,
  ATTRIBUTE,
  VALUE,
  PROVENANCE,
  N_COLUMNS
};

typedef void (*RowFunc) (char **columns, gpointer user_data);

static void
walk (const char *arguments,
      const char *capture,
      RowFunc     func,
      gpointer    user_data)
{
  g_autofree char *path = find_capture (capture);
  g_autofree char *command = g_strdup_printf ("\"$MMSCOPE\" tracks %s '%s'", arguments, path);
  g_autoptr (Run) run = run_shell (command);
  g_auto (GStrv) lines = NULL;

  assert_status (run, 0);
  g_assert_true (g_str_has_suffix (run->out, "\n"));
  lines = g_strsplit (run->out, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "time_ns\tevent\tcpu\tobject\tattribute\tvalue\tprovenance");
  g_assert_cmpuint (g_strv_length (lines), >, 100);
  for (guint i = 1; lines[i + 1] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (columns), ==, N_COLUMNS);
      func (columns, user_data);
    }
}

static gboolean
matches (const char *pattern,
         const char *text)
{
  g_autofree char *anchored = g_strdup_printf ("^(%s)$", pattern);

  return g_regex_match_simple (anchored, text, 0, 0);
}

typedef struct
{
  guint64 last_event;
  GHashTable *attributes;
} Form;

static const char *
get_value_pattern (const char *attribute)
{
  if (g_str_equal (attribute, "state"))
    return "new|live|zombie|dying|freed";
  if (g_str_equal (attribute, "is_lazy"))
    return "0|1";
  if (g_str_equal (attribute, "task") || g_str_equal (attribute, "mm_users")
      || g_str_equal (attribute, "mm_count"))
    return "-?[0-9]+";
  return "-|0x[0-9a-f]+";
}

static void
check_form (char   **columns,
            gpointer user_data)
{
  Form *form = user_data;
  guint64 event = g_ascii_strtoull (columns[EVENT], NULL, 10);

  g_assert_true (matches ("[0-9]+", columns[TIME_NS]));
  g_assert_cmpuint (event, >=, form->last_event);
  g_assert_true (matches ("[0-9]+", columns[CPU]));
  g_assert_true (matches ("cpu:[0-9]+|task:[0-9]+|mm:0x[0-9a-f]+(#[0-9]+)?", columns[OBJECT]));
  g_assert_true (matches ("observed|derived|unknown", columns[PROVENANCE]));
  if (g_str_equal (columns[PROVENANCE], "unknown"))
    g_assert_cmpstr (columns[VALUE], ==, "?");
  else if (!matches (get_value_pattern (columns[ATTRIBUTE]), columns[VALUE]))
    g_error ("%s of %s is %s", columns[ATTRIBUTE], columns[OBJECT], columns[VALUE]);

  form->last_event = event;
  g_hash_table_add (form->attributes, g_strdup (columns[ATTRIBUTE]));
}

static void
test_form (void)
{
  static const char *const attributes[]
      = { "task",     "mm",       "active_mm", "loaded_mm",    "is_lazy",
          "mm_users", "mm_count", "state",     "mm_to_mmdrop", "lazy_mm" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Form form = { 0, seen };

  walk ("", "patched/hazard-exit.dat", check_form, &form);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    g_assert_true (g_hash_table_contains (seen, attributes[i]));
}

/* Two rows of one object and attribute that follow each other differ. */
static void
check_change (char   **columns,
              gpointer user_data)
{
  GHashTable *last = user_data;
  /* The idle tasks share a pid; their CPU tells them apart. */
  gboolean is_idle = g_str_equal (columns[OBJECT], "task:0");
  char *key
      = g_strjoin (" ", columns[OBJECT], columns[ATTRIBUTE], is_idle ? columns[CPU] : "", NULL);
  char *value = g_strjoin (" ", columns[VALUE], columns[PROVENANCE], NULL);

  g_assert_cmpstr (value, !=, g_hash_table_lookup (last, key));
  g_hash_table_replace (last, key, value);
}

static void
test_only_changes (void)
{
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  walk ("", "stock/lazyexit.dat", check_change, last);
}

static void
count_observed (char   **columns,
                gpointer user_data)
{
  guint *n_observed = user_data;

  *n_observed += g_str_equal (columns[ATTRIBUTE], "loaded_mm")
                 && g_str_equal (columns[PROVENANCE], "observed");
}

static void
test_derived (void)
{
  guint n_normal = 0;
  guint n_derived = 0;

  walk ("", "stock/lazyexit.dat", count_observed, &n_normal);
  walk ("--derived", "stock/lazyexit.dat", count_observed, &n_derived);
  g_assert_cmpuint (n_normal, >, n_derived);
}

static void
count_borrowed (char   **columns,
                gpointer user_data)
{
  guint *n_borrowed = user_data;

  *n_borrowed += g_str_equal (columns[ATTRIBUTE], "active_mm")
                 && matches ("pid:[0-9]+", columns[VALUE]);
}

/* Without any event that names an mm, mms are known by the pid of their owner. */
static void
test_scheduler_only (void)
{
  guint n_borrowed = 0;

  walk ("", "stock/sched-only.dat", count_borrowed, &n_borrowed);
  g_assert_cmpuint (n_borrowed, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/tracks/form", test_form);
  g_test_add_func ("/cli/tracks/only-changes", test_only_changes);
  g_test_add_func ("/cli/tracks/derived", test_derived);
  g_test_add_func ("/cli/tracks/scheduler-only", test_scheduler_only);
  return g_test_run ();
}
