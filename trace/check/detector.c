/* detector.c - what detectors have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#include <string.h>

#include "holding.h"
#include "model/track-reader.h"

MmsFinding *
mms_check_report (MmsCheckContext *context, const MmsDetector *detector, const MmsFinding *root,
                  guint event, char *message)
{
  MmsFinding *finding = g_new0 (MmsFinding, 1);

  finding->id = detector->info.id;
  finding->name = detector->info.name;
  finding->severity = detector->info.severity;
  finding->confidence = MMS_CONFIDENCE_SUSPECT;
  finding->event = event;
  finding->cpu = -1;
  finding->holder = MMS_N_ATTRIBUTES;
  finding->message = message;
  finding->evidence = g_array_new (FALSE, FALSE, sizeof (MmsEvidence));
  finding->root = root != NULL ? root->root : context->findings->len;
  g_ptr_array_add (context->findings, finding);
  return finding;
}

void
mms_check_add_evidence (MmsFinding *finding, guint event, int cpu, const char *format, ...)
{
  MmsEvidence evidence = { event, cpu, NULL };
  va_list arguments;

  va_start (arguments, format);
  evidence.text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_array_append_val (finding->evidence, evidence);
}

void
mms_check_tell_holder (MmsCheckContext *context, MmsFinding *finding, guint mm, guint cpu,
                       MmsAttribute holder, guint event)
{
  const char *label = mms_history_get_mm (context->history, mm)->label;
  MmsPoint task = mms_track_at (
      mms_history_get_cpu_track (context->history, cpu, MMS_ATTRIBUTE_TASK), event);
  g_autofree char *name = mms_check_name_task (context, task.value, cpu, event);

  switch (holder)
    {
    case MMS_ATTRIBUTE_ACTIVE_MM:
      mms_check_add_evidence (finding, event, (int) cpu, "CPU %u: %s takes %s as its active_mm", cpu,
                              name, label);
      break;
    case MMS_ATTRIBUTE_LOADED_MM:
      mms_check_add_evidence (finding, event, (int) cpu, "CPU %u loads %s into CR3", cpu, label);
      break;
    case MMS_ATTRIBUTE_LAZY_MM:
      mms_check_add_evidence (finding, event, (int) cpu,
                              "CPU %u publishes %s in its hazard slot lazy_mm", cpu, label);
      break;
    default:
      mms_check_add_evidence (finding, event, (int) cpu,
                              "CPU %u is given a deferred reference to %s in mm_to_mmdrop", cpu, label);
      break;
    }
}

void
mms_check_report_more (MmsCheckContext *context, const MmsDetector *detector, guint event,
                       guint n_more, const char *what)
{
  MmsFinding *finding;

  if (n_more == 0)
    return;
  finding = mms_check_report (
      context, detector, NULL, event,
      g_strdup_printf ("%u more %s from here on; they are counted only", n_more, what));
  mms_check_add_evidence (finding, event, -1, "the first that is not listed");
}

/* The chain is told in the order of events. */
static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  const MmsEvidence *x = a;
  const MmsEvidence *y = b;

  return x->event < y->event ? -1 : x->event > y->event;
}

void
mms_check_sort_evidence (MmsFinding *finding)
{
  g_array_sort (finding->evidence, compare_evidence);
}

MmsFinding *
mms_check_report_dangling (MmsCheckContext *context, const MmsDetector *detector,
                           MmsDangling *dangling, guint event, char *message)
{
  MmsFinding *finding = mms_check_report (context, detector, dangling->root, event, message);

  finding->cpu = (int) dangling->cpu;
  finding->mm = dangling->mm;
  finding->holder = dangling->holder;
  finding->confidence = dangling->provenance == MMS_OBSERVED ? MMS_CONFIDENCE_PROVED
                                                             : MMS_CONFIDENCE_WITNESS;
  /* A wrong alarm is worse than none. */
  if (dangling->is_order_open || dangling->is_unseen)
    {
      finding->confidence = MMS_CONFIDENCE_SUSPECT;
      finding->severity = MMS_SEVERITY_INFO;
    }
  return finding;
}

gboolean
mms_check_has_dangled (MmsCheckContext *context, guint mm, guint cpu)
{
  MmsHolding key = { mm, (int) cpu };

  return g_hash_table_contains (context->dangled, &key);
}

/* --- the event just replayed --- */

guint
mms_check_find_mm (MmsCheckContext *context, MmsSlot slot, MmsSlot id_slot)
{
  guint64 pointer;
  guint64 id;

  if (!mms_check_number (context, slot, &pointer) || pointer == 0)
    return 0;
  if (mms_check_number (context, id_slot, &id))
    {
      guint mm = mms_history_find_generation (context->history, pointer, id);

      if (mm != 0)
        return mm;
    }
  return mms_history_find_mm (context->history, pointer, context->event);
}

gboolean
mms_check_find_cpu (MmsCheckContext *context, guint *cpu)
{
  guint64 value;

  if (!mms_check_number (context, MMS_SLOT_TARGET_CPU, &value) || value >= MMS_MAX_CPUS)
    return FALSE;
  *cpu = (guint) value;
  return TRUE;
}

gboolean
mms_check_is_text (MmsCheckContext *context, MmsSlot slot, const char *text)
{
  g_autofree char *value = mms_trace_get_slot_text (context->trace, context->record, slot);

  return value != NULL && strcmp (value, text) == 0;
}

/* --- around events --- */

/* An event further back than this says nothing about how late a stamp is. */
#define MAX_STEPS_BACK 4096

guint
mms_check_find_previous (MmsCheckContext *context, guint event)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint least = event > MAX_STEPS_BACK ? event - MAX_STEPS_BACK : 1;

  for (guint i = event - 1; i >= least; i--)
    {
      if (events[i - 1].cpu == events[event - 1].cpu)
        return i;
    }
  return 0;
}

gboolean
mms_check_records_after (MmsCheckContext *context, guint cpu, guint event)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (context->trace, &n_events);

  /* thousands of calls may go unanswered: the trace is gone through once for all of them */
  if (context->last_records == NULL)
    {
      context->last_records = g_new0 (guint, MMS_MAX_CPUS);
      for (guint i = 0; i < n_events; i++)
        context->last_records[events[i].cpu] = i + 1;
    }
  return cpu < MMS_MAX_CPUS && context->last_records[cpu] > event;
}

gboolean
mms_check_has_role (MmsCheckContext *context, MmsRole role)
{
  for (guint i = 0; i < mms_trace_get_n_kinds (context->trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (context->trace, i);

      if (kind->role == role && kind->count > 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
mms_check_is_whole (MmsCheckContext *context, guint cpu, guint from, guint to)
{
  return mms_trace_is_whole (context->trace, cpu, from, to);
}

/* Where the stretch begins that point @index is in.  Most stretches are asked for again and
 * again while they go on, so the walk ends where the one before began. */
static guint
find_first_point (MmsCheckContext *context, const MmsTrack *track, guint place, guint index)
{
  MmsTrackReader reader;
  MmsStretch *known;
  gint32 held;
  guint first = index;

  if (place >= context->stretches->len)
    g_array_set_size (context->stretches, place + 1);
  known = &g_array_index (context->stretches, MmsStretch, place);
  mms_track_reader_init (&reader, track);
  held = mms_track_reader_get (&reader, index).value;
  while (first > 0 && first != known->last)
    {
      gint32 before = mms_track_reader_get (&reader, first - 1).value;

      if (before == held)
        first--;
      else if (before == 0 && first > 1
               && mms_track_reader_get (&reader, first - 2).value == held)
        first -= 2;
      else
        break;
    }
  if (first == known->last)
    first = known->first;
  if (index >= known->last)
    *known = (MmsStretch){ first, index };
  return mms_track_reader_get (&reader, first).event;
}

guint
mms_check_find_since (MmsCheckContext *context, guint cpu, MmsAttribute holder, guint event)
{
  const MmsTrack *track = mms_history_get_cpu_track (context->history, cpu, holder);
  guint index = mms_track_find (track, event);

  if (index == 0)
    return 1;
  return MAX (find_first_point (context, track, cpu * MMS_N_CPU_ATTRIBUTES + holder, index - 1),
              1);
}

/* --- names --- */

char *
mms_check_name_mm (MmsCheckContext *context, guint mm)
{
  g_autofree char *name = mms_history_name_mm (context->history, mm);

  return g_strdup_printf ("%s (%s)", mms_history_get_mm (context->history, mm)->label, name);
}

char *
mms_check_name_task (MmsCheckContext *context, int pid, guint cpu, guint event)
{
  if (pid == 0)
    return g_strdup_printf ("swapper/%u (idle)", cpu);
  return g_strdup_printf ("%s/%d", mms_history_get_comm (context->history, pid, cpu, event), pid);
}

char *
mms_check_name_age (MmsCheckContext *context, guint from, guint to)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint64 age = events[to - 1].time - events[from - 1].time;

  if (!mms_trace_clock_is_ns (context->trace))
    return g_strdup_printf ("%" G_GUINT64_FORMAT " tick%s", age, age == 1 ? "" : "s");
  if (age < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " ns", age);
  if (age < 1000 * 1000)
    return g_strdup_printf ("%.3f µs", age / 1e3);
  if (age < 1000 * 1000 * 1000)
    return g_strdup_printf ("%.3f ms", age / 1e6);
  return g_strdup_printf ("%.3f s", age / 1e9);
}
