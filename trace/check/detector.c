/* detector.c - what detectors have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

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
  return finding;
}

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
    return g_strdup_printf ("%" G_GUINT64_FORMAT " ticks", age);
  if (age < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " ns", age);
  if (age < 1000 * 1000)
    return g_strdup_printf ("%.3f µs", age / 1e3);
  if (age < 1000 * 1000 * 1000)
    return g_strdup_printf ("%.3f ms", age / 1e6);
  return g_strdup_printf ("%.3f s", age / 1e9);
}
