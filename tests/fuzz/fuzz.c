/* fuzz.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz.h"

#include "check/checker.h"

static void
read_fields (MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i += 1 + n_events / 64)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);
      char flags[8];

      g_free (mms_trace_get_info (trace, &events[i]));
      mms_trace_get_flags (trace, &events[i], flags);
      mms_trace_get_pid (trace, &events[i]);
      for (guint f = 0; f < kind->fields->len; f++)
        {
          guint64 value;

          mms_trace_get_number (trace, &events[i], f, 0, &value);
          g_free (mms_trace_get_text (trace, &events[i], f));
        }
    }
}

void
mms_fuzz_use (MmsTraceBuilder *builder)
{
  g_autoptr (MmsTrace) trace = mms_trace_builder_finish (builder);
  MmsReplayer *replayer = mms_replayer_new (trace, MMS_REPLAY_NORMAL);
  MmsChecker *checker = mms_checker_new (replayer);
  guint event;

  while ((event = mms_replayer_step (replayer)) != 0)
    mms_checker_look (checker, event);
  g_ptr_array_unref (mms_checker_finish (checker));
  mms_history_unref (mms_replayer_finish (replayer));
  read_fields (trace);
}
