/* test-samples.c - every sample goes out as JSON and comes back as the same trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "round-trip.h"

static gboolean
is_trace (const char *name)
{
  static const char *const suffixes[] = { ".dat", ".txt", ".gz", ".zst", ".json", NULL };

  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      if (g_str_has_suffix (name, suffixes[i]))
        return TRUE;
    }
  return FALSE;
}

static void
test_sample (gconstpointer data)
{
  const char *path = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsDocument) a = mms_document_open (path, 0, MMS_REPLAY_NORMAL, progress, &error);
  g_autoptr (MmsDocument) b = NULL;
  g_autoptr (GString) first = NULL;
  g_autoptr (GString) second = NULL;

  /* Text without names or times can only be refused. */
  if (a == NULL)
    {
      g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT);
      return;
    }
  first = round_trip_write (mms_document_get_trace (a));
  b = round_trip_read (first, "trace.json");
  g_assert_cmpstr (mms_trace_get_format (mms_document_get_trace (b)), ==, "JSON");
  round_trip_compare_traces (mms_document_get_trace (a), mms_document_get_trace (b));
  round_trip_compare_results (a, b);

  second = round_trip_write (mms_document_get_trace (b));
  g_assert_cmpmem (first->str, first->len, second->str, second->len);
}

/* Returns: how many samples there are */
static guint
add_folder (const char *folder)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  g_autofree char *path = g_build_filename (samples, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_samples = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strdup_printf ("/samples/%s/%s", folder, name);

      if (!is_trace (name))
        continue;
      g_test_add_data_func_full (test, g_build_filename (path, name, NULL), test_sample, g_free);
      n_samples++;
    }
  return n_samples;
}

int
main (int argc, char **argv)
{
  g_autofree char *captures = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", NULL);
  g_autoptr (GDir) dir = g_dir_open (captures, 0, NULL);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename ("captures", name, NULL);

      g_assert_cmpuint (add_folder (folder), >, 0);
    }
  g_assert_cmpuint (add_folder ("findings"), >, 5);
  g_assert_cmpuint (add_folder ("simulated"), >, 1);
  return g_test_run ();
}
