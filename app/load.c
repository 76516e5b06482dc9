/* load.c - how subcommands open their input
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cli.h"

/* How many steps of a replay pass between two looks at whether to stop. */
#define STEPS_PER_LOOK 8192

static void
tell_error (const char   *path,
            const GError *error,
            int          *status)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  mms_cli_message (path, "%s", error->message);
  *status = mms_status_join (*status, MMS_STATUS_UNREADABLE);
}

static void
tell_losses (MmsTrace *trace)
{
  const char *path = mms_trace_get_path (trace);
  guint64 n_lost = mms_trace_get_n_lost (trace);
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  guint n_events;
  guint n_uncounted = 0;
  g_autoptr (GString) text = g_string_new (NULL);

  if (n_losses == 0)
    return;

  mms_trace_get_events (trace, &n_events);
  for (guint i = 0; i < n_losses; i++)
    if (losses[i].count < 0)
      n_uncounted++;

  if (n_lost > 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT "%s events were lost", n_lost,
                            n_uncounted > 0 ? " and more" : "");
  else
    g_string_append (text, "events were lost");
  g_string_append_printf (text, " in %u place%s, the first on CPU %u ", n_losses,
                          n_losses == 1 ? "" : "s", losses[0].cpu);
  if (losses[0].event > n_events)
    g_string_append (text, "after its last event");
  else
    g_string_append_printf (text, "before event %u", losses[0].event);
  mms_cli_message (path, "%s", text->str);
}

static void
tell_state (MmsTrace *trace,
            int      *status)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  for (guint i = 0; i < n_notes; i++)
    mms_cli_message (mms_trace_get_path (trace), "%s", notes[i].text);
  tell_losses (trace);

  if (mms_trace_is_damaged (trace))
    *status = mms_status_join (*status, MMS_STATUS_DAMAGED);
}

MmsTrace *
mms_cli_read (const char *path,
              int        *status)
{
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  mms_cli_set_path (path);
  trace = mms_read_file (path, 0, mms_cli_get_progress (), &error);
  if (trace == NULL)
    {
      tell_error (path, error, status);
      return NULL;
    }
  tell_state (trace, status);
  return g_steal_pointer (&trace);
}

MmsHistory *
mms_cli_replay (MmsTrace      *trace,
                MmsReplayMode  mode)
{
  g_autoptr (MmsReplayer) replayer = mms_replayer_new (trace, mode);
  MmsProgress *progress = mms_cli_get_progress ();
  guint n_events;
  guint event;

  mms_trace_get_events (trace, &n_events);
  mms_progress_begin (progress, "replaying");
  mms_replayer_keep_tasks (replayer);
  while ((event = mms_replayer_step (replayer)) != 0)
    if (event % STEPS_PER_LOOK == 0)
      {
        if (mms_progress_is_cancelled (progress, NULL))
          return NULL;
        mms_progress_set_fraction (progress, (double) event / n_events);
      }

  return mms_replayer_finish (g_steal_pointer (&replayer));
}

MmsDocument *
mms_cli_open (const char *path,
              int        *status)
{
  g_autoptr (MmsDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  mms_cli_set_path (path);
  document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, mms_cli_get_progress (), &error);
  if (document == NULL)
    {
      tell_error (path, error, status);
      return NULL;
    }
  tell_state (mms_document_get_trace (document), status);
  return g_steal_pointer (&document);
}
