/* test-kit.c - what mmscope-capture recorded opens with full lanes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "document.h"

#include <string.h>

/* The kit writes its lines when every CPU has switched once: the first of them. */
static guint
find_first_marker (MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const char *name = mms_trace_get_kind (trace, events[i].kind)->name;

      if (strcmp (name, "print") == 0 || strcmp (name, "tracing_mark_write") == 0)
        return i + 1;
    }
  g_assert_not_reached ();
}

static void
test_capture (gconstpointer data)
{
  static const MmsAttribute attributes[] = { MMS_ATTRIBUTE_TASK, MMS_ATTRIBUTE_ACTIVE_MM,
                                             MMS_ATTRIBUTE_LOADED_MM, MMS_ATTRIBUTE_IS_LAZY };
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", "kit",
                                            (const char *) data, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsDocument) document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);
  MmsTrace *trace;
  MmsHistory *history;
  const GArray *tasks;
  guint n_kthreads = 0;
  guint n_cpus;
  const guint *cpus;
  guint marker;

  g_assert_no_error (error);
  trace = mms_document_get_trace (document);
  history = mms_document_get_history (document);
  g_assert_true (mms_trace_is_complete (trace));
  g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);

  /* Both come from the lines: no sidecar is there. */
  g_assert_cmphex (mms_trace_get_init_mm (trace), >, G_GUINT64_CONSTANT (0xffffffff80000000));
  tasks = mms_trace_get_tasks (trace);
  for (guint i = 0; i < tasks->len; i++)
    n_kthreads += g_array_index (tasks, MmsTaskInfo, i).kthread == 1;
  g_assert_cmpuint (n_kthreads, >, 20);
  g_assert_cmpint (mms_trace_find_task (trace, 1)->kthread, ==, 0);
  g_assert_cmpint (mms_trace_find_task (trace, 2)->kthread, ==, 1);
  g_assert_cmpstr (mms_trace_find_task (trace, 2)->comm, ==, "kthreadd");

  marker = find_first_marker (trace);
  cpus = mms_trace_get_cpus (trace, &n_cpus);
  g_assert_cmpuint (n_cpus, ==, 2);
  for (guint i = 0; i < n_cpus; i++)
    {
      for (guint a = 0; a < G_N_ELEMENTS (attributes); a++)
        {
          const MmsTrack *track = mms_history_get_cpu_track (history, cpus[i], attributes[a]);

          g_test_message ("%s of CPU %u", mms_attribute_get_name (attributes[a]), cpus[i]);
          g_assert_cmpint (mms_track_at (track, marker).provenance, !=, MMS_UNKNOWN);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/kit/6.12", "kernel-6-12.dat", test_capture);
  g_test_add_data_func ("/kit/6.1-text", "kernel-6-1.txt.gz", test_capture);
  g_test_add_data_func ("/kit/5.10", "kernel-5-10.dat", test_capture);
  return g_test_run ();
}
