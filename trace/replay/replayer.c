/* replayer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "replay.h"

#include <string.h>

#include "rules.h"

/* So long before its turn a record is fetched from memory, which takes as long as some events do. */
#define EVENTS_AHEAD 8

/* A loss is told by the first event after it, but it began after the last event before it. */
typedef struct
{
  guint event; /* the last that was kept; 0: none was */
  guint cpu;
} Gap;

struct _MmsReplayer
{
  MmsMachine machine;
  const MmsEvent *events;
  guint n_events;
  GArray *gaps; /* Gap, descending by event: the next one is the last */
  const MmsLoss *losses; /* the next ones */
  guint n_losses;
  const guint *holes; /* likewise */
  guint n_holes;
};

/* Where buffers differ in what they lost, each has its own gaps. */
static gpointer
gap_key (MmsTrace *trace, const MmsEvent *event)
{
  guint buffer
      = mms_trace_get_n_buffers (trace) > 1 ? mms_trace_get_event_buffer (trace, event) : 0;

  return GUINT_TO_POINTER (buffer * MMS_MAX_CPUS + event->cpu + 1);
}

static GArray *
find_gaps (MmsTrace *trace)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  g_autoptr (GHashTable) open = g_hash_table_new (NULL, NULL);
  guint n_losses;
  guint n_events;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  GHashTableIter iter;
  gpointer key;

  if (n_losses == 0)
    return gaps;

  for (; n_losses > 0 && losses[n_losses - 1].event > n_events; n_losses--)
    if (!losses[n_losses - 1].is_hole)
      g_hash_table_add (open, GUINT_TO_POINTER (losses[n_losses - 1].cpu + 1));
  for (guint i = n_events; i > 0; i--)
    {
      const MmsEvent *event = &events[i - 1];

      if (g_hash_table_size (open) > 0 && g_hash_table_remove (open, gap_key (trace, event)))
        {
          Gap gap = { i, event->cpu };

          g_array_append_val (gaps, gap);
        }
      for (; n_losses > 0 && losses[n_losses - 1].event > i; n_losses--)
        ;
      if (event->lost && !(n_losses > 0 && losses[n_losses - 1].is_hole))
        g_hash_table_add (open, gap_key (trace, event));
    }

  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Gap gap = { 0, (GPOINTER_TO_UINT (key) - 1) % MMS_MAX_CPUS };

      g_array_append_val (gaps, gap);
    }
  return gaps;
}

/* Whether any kind with events in the trace tells of mms; in @vocabulary only, if that is given. */
static gboolean
has_vocabulary (MmsTrace *trace, const char *vocabulary)
{
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count > 0 && kind->vocabulary != NULL
          && (vocabulary != NULL ? strcmp (kind->vocabulary, vocabulary) == 0
                                 : strcmp (kind->vocabulary, "sched") != 0))
        return TRUE;
    }
  return FALSE;
}

/* state_begin's name is known only when it is replayed and then wins. */
static void
set_scheme (MmsMachine *machine)
{
  const char *scheme = mms_trace_get_sidecar_scheme (machine->trace);

  if (scheme == NULL)
    scheme = has_vocabulary (machine->trace, "lz") ? "refcount" : "unknown";
  g_free (machine->history->scheme);
  machine->history->scheme = g_strdup (scheme);
}

MmsReplayer *
mms_replayer_new (MmsTrace *trace, MmsReplayMode mode)
{
  MmsReplayer *replayer = g_new0 (MmsReplayer, 1);

  mms_machine_init (&replayer->machine, trace, mode);
  replayer->events = mms_trace_get_events (trace, &replayer->n_events);
  replayer->gaps = find_gaps (trace);
  replayer->losses = mms_trace_get_losses (trace, &replayer->n_losses);
  replayer->holes = mms_trace_get_holes (trace, &replayer->n_holes);
  replayer->machine.has_probes = has_vocabulary (trace, "lz");
  replayer->machine.has_mms = has_vocabulary (trace, NULL);
  set_scheme (&replayer->machine);
  if (!replayer->machine.has_mms)
    mms_rules_borrow_learn (&replayer->machine);
  return replayer;
}

void
mms_replayer_free (MmsReplayer *replayer)
{
  if (replayer == NULL)
    return;
  mms_machine_clear (&replayer->machine);
  g_array_unref (replayer->gaps);
  g_free (replayer);
}

void
mms_replayer_keep_tasks (MmsReplayer *replayer)
{
  replayer->machine.keeps_tasks = TRUE;
}

const MmsPayload *
mms_replayer_get_payload (MmsReplayer *replayer)
{
  return &replayer->machine.payload;
}

MmsHistory *
mms_replayer_get_history (MmsReplayer *replayer)
{
  return replayer->machine.history;
}

static void
begin_gaps (MmsReplayer *replayer)
{
  GArray *gaps = replayer->gaps;

  while (gaps->len > 0)
    {
      const Gap *gap = &g_array_index (gaps, Gap, gaps->len - 1);

      if (gap->event >= replayer->machine.event)
        break;
      mms_machine_begin_gap (&replayer->machine, gap->cpu);
      g_array_set_size (gaps, gaps->len - 1);
    }
}

/* Whether events are missing since the last one of this CPU, and not only where all know of it. */
static gboolean
ends_gap (MmsReplayer *replayer)
{
  const MmsMachine *machine = &replayer->machine;
  gboolean is_gap = machine->record->lost;

  for (; replayer->n_losses > 0 && replayer->losses->event <= machine->event; replayer->n_losses--)
    if (replayer->losses++->event == machine->event)
      is_gap = is_gap && !replayer->losses[-1].is_hole;
  return is_gap;
}

guint
mms_replayer_step (MmsReplayer *replayer)
{
  MmsMachine *machine = &replayer->machine;

  if (machine->event == replayer->n_events)
    return 0;

  if (replayer->n_events - machine->event > EVENTS_AHEAD)
    mms_payload_expect (&machine->payload, &replayer->events[machine->event + EVENTS_AHEAD]);
  mms_machine_begin_event (machine, &replayer->events[machine->event]);
  if (replayer->gaps->len > 0)
    begin_gaps (replayer);

  if (replayer->n_holes > 0 && *replayer->holes == machine->event)
    {
      mms_machine_pass_hole (machine);
      replayer->holes++;
      replayer->n_holes--;
    }
  if (ends_gap (replayer))
    {
      /* What happened in the gap may have touched any count, but only this CPU's own state. */
      mms_machine_end_gap (machine, machine->cpu);
      mms_machine_forget_counts (machine);
    }
  if (machine->record->repeated)
    return machine->event;

  if (machine->role == MMS_ROLE_SCHED_SWITCH)
    {
      mms_rules_scheduler (machine);
      return machine->event;
    }
  mms_rules_recorder (machine);
  if (machine->role == MMS_ROLE_NONE)
    return machine->event;
  if (machine->role <= MMS_ROLE_TASK_RENAME)
    mms_rules_scheduler (machine);
  mms_rules_refcount (machine);
  mms_rules_lazy_mm (machine);
  mms_rules_cpu (machine);
  return machine->event;
}

MmsHistory *
mms_replayer_finish (MmsReplayer *replayer)
{
  MmsHistory *history = g_steal_pointer (&replayer->machine.history);

  mms_history_finish (history);
  mms_replayer_free (replayer);
  return history;
}
