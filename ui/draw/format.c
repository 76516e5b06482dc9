/* format.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"

#define THIN_SPACE "\xe2\x80\x89"

/* Appends @digits in groups of three, counted from the end or, behind a decimal point, the start. */
static void
append_groups (GString    *text,
               const char *digits,
               gboolean    from_end)
{
  gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (from_end ? n - i : i) % 3 == 0)
        g_string_append (text, THIN_SPACE);
      g_string_append_c (text, digits[i]);
    }
}

char *
mms_format_count (guint64 count)
{
  GString *text = g_string_new (NULL);
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
  append_groups (text, digits, TRUE);
  return g_string_free (text, FALSE);
}

static gboolean
has_ns_clock (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);

  return document == NULL || mms_trace_clock_is_ns (mms_document_get_trace (document));
}

static void
append_time (GString *text,
             MmsView *view,
             double   magnitude)
{
  static const struct
  {
    guint64 length; /* in ns */
    int n_decimals;
    const char *name;
  } units[] = {
    { 1000000000, 9, "s" },
    { 1000000, 6, "ms" },
    { 1000, 3, "µs" },
    { 1, 0, "ns" },
  };
  guint64 count = magnitude < 9e18 ? (guint64) llround (magnitude) : (guint64) 9e18;
  char digits[32];
  guint unit = 0;

  if (!has_ns_clock (view))
    {
      g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
      append_groups (text, digits, TRUE);
      return;
    }

  while (unit + 1 < G_N_ELEMENTS (units) && count < units[unit].length)
    unit++;
  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count / units[unit].length);
  append_groups (text, digits, TRUE);
  if (count % units[unit].length != 0)
    {
      gsize n;

      g_snprintf (digits, sizeof digits, "%0*" G_GUINT64_FORMAT, units[unit].n_decimals,
                  count % units[unit].length);
      for (n = strlen (digits); n >= 3 && memcmp (digits + n - 3, "000", 3) == 0; n -= 3)
        digits[n - 3] = '\0';
      g_string_append_c (text, '.');
      append_groups (text, digits, FALSE);
    }
  g_string_append_printf (text, THIN_SPACE "%s", units[unit].name);
}

char *
mms_format_position (MmsView *view,
                     double   position)
{
  GString *text = g_string_new (position < 0 ? "−" : "+");

  append_time (text, view, fabs (position));
  return g_string_free (text, FALSE);
}

char *
mms_format_duration (MmsView *view,
                     double   duration)
{
  GString *text = g_string_new (duration < 0 ? "−" : "");

  append_time (text, view, fabs (duration));
  return g_string_free (text, FALSE);
}

char *
mms_format_span (MmsView *view,
                 double   duration)
{
  gboolean is_ns = has_ns_clock (view);
  double digits = duration >= 1 && is_ns ? floor (log10 (duration)) - 2 : 0;
  double step = pow (10, MAX (digits, 0));
  char *text = mms_format_duration (view, round (duration / step) * step);
  char *point = strchr (text, '.');

  /* "1.250 ms": only digits that say something */
  if (point != NULL)
    {
      gsize n = strspn (point + 1, "0123456789");
      gsize kept = n;

      while (kept > 0 && point[kept] == '0')
        kept--;
      memmove (point + 1 + kept - (kept == 0), point + 1 + n, strlen (point + 1 + n) + 1);
    }
  return text;
}

char *
mms_format_task (MmsHistory *history,
                 int         pid,
                 guint       cpu,
                 guint       event)
{
  if (pid == 0)
    return g_strdup ("idle");
  return g_strdup_printf ("%s/%d", mms_history_get_comm (history, pid, cpu, event), pid);
}

int
mms_get_task_kthread (MmsHistory *history,
                      int         pid,
                      guint       cpu)
{
  const MmsTask *task = mms_history_find_task (history, pid, cpu);

  return task != NULL ? task->kthread : -1;
}

gboolean
mms_is_task_exiting (MmsHistory *history,
                     int         pid,
                     guint       cpu,
                     guint       event)
{
  const MmsTask *task = mms_history_find_task (history, pid, cpu);
  MmsPoint point;

  if (pid == 0 || task == NULL || task->kthread != 0)
    return FALSE;
  point = mms_track_at (&task->mm, event);
  if (point.provenance == MMS_UNKNOWN || point.value != 0)
    return FALSE;
  /* a program that a kernel thread starts has no mm before its exec */
  for (guint i = mms_track_find (&task->mm, event); i < task->mm.n_points; i++)
    if (mms_track_get (&task->mm, i).value != 0)
      return FALSE;
  return TRUE;
}

const char *
mms_get_mm_label (MmsHistory *history,
                  guint       mm)
{
  if (mm == 0 || mm >= mms_history_get_n_mms (history))
    return "none";
  return mms_history_get_mm (history, mm)->label;
}

gboolean
mms_is_mm_freed (MmsHistory *history,
                 guint       mm,
                 guint       event)
{
  const MmsMm *info;

  if (mm == 0 || mm >= mms_history_get_n_mms (history))
    return FALSE;
  info = mms_history_get_mm (history, mm);
  return info->free_event != 0 && info->free_event <= event;
}

gboolean
mms_is_mm_seen (MmsHistory *history,
                guint       mm,
                guint       event)
{
  const guint *cpus;
  guint n_cpus;

  if (mm == 0 || mm >= mms_history_get_n_mms (history))
    return FALSE;
  if (mms_history_get_mm (history, mm)->first_event <= event)
    return TRUE;
  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute))
        {
          MmsPoint point = mms_track_at (mms_history_get_cpu_track (history, cpus[i], attribute),
                                         event);

          if (point.provenance != MMS_UNKNOWN && (guint) point.value == mm)
            return TRUE;
        }
  return FALSE;
}

const char *
mms_attribute_get_gloss (MmsAttribute attribute)
{
  switch (attribute)
    {
    case MMS_ATTRIBUTE_LOADED_MM:
      return "what CR3 holds";
    case MMS_ATTRIBUTE_LAZY_MM:
      return "hazard slot";
    case MMS_ATTRIBUTE_MM_TO_MMDROP:
      return "deferred reference";
    default:
      return NULL;
    }
}
