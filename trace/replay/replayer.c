/* replayer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "replay.h"

#include <string.h>

#include "rules.h"

struct _MmsReplayer
{
  MmsMachine machine;
  const MmsEvent *events;
  guint n_events;
};

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
  g_free (replayer);
}

void
mms_replayer_set_change_func (MmsReplayer *replayer, MmsChangeFunc func, gpointer user_data)
{
  replayer->machine.change_func = func;
  replayer->machine.change_data = user_data;
}

MmsHistory *
mms_replayer_get_history (MmsReplayer *replayer)
{
  return replayer->machine.history;
}

guint
mms_replayer_step (MmsReplayer *replayer)
{
  MmsMachine *machine = &replayer->machine;

  if (machine->event == replayer->n_events)
    return 0;

  machine->record = &replayer->events[machine->event];
  machine->event++;
  machine->cpu = machine->record->cpu;

  if (machine->record->lost)
    {
      /* What happened in the gap may have touched any count, but only this CPU's own state. */
      mms_machine_forget_cpu (machine, machine->cpu);
      mms_machine_forget_counts (machine);
    }
  if (machine->record->repeated)
    return machine->event;

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
