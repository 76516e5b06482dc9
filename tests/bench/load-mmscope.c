/* load-mmscope.c FILE [read|preview|seek] - what mmscope needs to load a trace: read, replay and check
 *
 * read: without replay and check; preview: as much as the window shows first; seek: the whole state at
 * each of 1000 events after loading, instead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "document.h"
#include "read/read.h"
#include "usage.h"

/* As in ui/window/loader.c */
#define PREVIEW_EVENTS 200000

#define N_SEEKS 1000

/* What stands in every lane of every CPU at @event. */
static gint64
read_state (MmsHistory *history, guint event)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  gint64 sum = 0;

  for (guint i = 0; i < n_cpus; i++)
    {
      for (guint a = 0; a < MMS_N_CPU_ATTRIBUTES; a++)
        sum += mms_track_at (mms_history_get_cpu_track (history, cpus[i], a), event).value;
    }
  return sum;
}

static void
seek (MmsDocument *document, guint n_events)
{
  MmsHistory *history = mms_document_get_history (document);
  GRand *random = g_rand_new_with_seed (1);
  MmsUsage before = mms_usage_now ();
  gint64 sum = 0;
  double cpu;

  for (guint i = 0; i < N_SEEKS; i++)
    sum += read_state (history, (guint) g_rand_int_range (random, 1, (int) n_events));
  cpu = mms_usage_now ().cpu - before.cpu;
  printf ("mmscope, one seek\t%u\t\t%.6f\t\t(sum %" G_GINT64_FORMAT ")\n", n_events, cpu / N_SEEKS,
          sum);
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  const char *what = argc > 2 ? argv[2] : "all";
  MmsUsage before = mms_usage_now ();
  g_autoptr (GError) error = NULL;
  guint n_events;

  if (argc < 2)
    return 2;
  if (strcmp (what, "read") == 0)
    {
      MmsTrace *trace = mms_read_file (argv[1], 0, NULL, &error);

      if (trace == NULL)
        return 3;
      mms_trace_get_events (trace, &n_events);
      mms_usage_print ("mmscope, reading", before, n_events);
      mms_trace_unref (trace);
    }
  else
    {
      guint limit = strcmp (what, "preview") == 0 ? PREVIEW_EVENTS : 0;
      MmsDocument *document
          = mms_document_open (argv[1], limit, MMS_REPLAY_NORMAL, NULL, &error);

      if (document == NULL)
        return 3;
      mms_trace_get_events (mms_document_get_trace (document), &n_events);
      if (strcmp (what, "seek") == 0)
        seek (document, n_events);
      else
        mms_usage_print (limit != 0 ? "mmscope, preview" : "mmscope", before, n_events);
      mms_document_unref (document);
    }
  return 0;
}
