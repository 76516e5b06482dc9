/* event-text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-text.h"

#include "draw/draw.h"

/* A stack or a damaged text line may be of any length. */
#define MAX_INFO 2000

static const char *const titles[MMS_N_EVENT_COLUMNS] = {
  [MMS_EVENT_COLUMN_NUMBER] = "event",
  [MMS_EVENT_COLUMN_TIME] = "time",
  [MMS_EVENT_COLUMN_CPU] = "CPU",
  [MMS_EVENT_COLUMN_TASK] = "task-pid",
  [MMS_EVENT_COLUMN_FLAGS] = "flags",
  [MMS_EVENT_COLUMN_NAME] = "name",
  [MMS_EVENT_COLUMN_INFO] = "info",
};

const char *
mms_event_column_get_title (MmsEventColumn column)
{
  g_return_val_if_fail (column < MMS_N_EVENT_COLUMNS, NULL);

  return titles[column];
}

static const MmsEvent *
get_event (MmsView *view, guint event, MmsTrace **trace)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsEvent *events;
  guint n_events;

  if (!document)
    return NULL;
  *trace = mms_document_get_trace (document);
  events = mms_trace_get_events (*trace, &n_events);
  return event >= 1 && event <= n_events ? &events[event - 1] : NULL;
}

/* The stamp as ftrace prints it: seconds where the clock counts nanoseconds. */
static char *
format_stamp (MmsTrace *trace, guint64 stamp)
{
  const guint64 second = G_USEC_PER_SEC * G_GUINT64_CONSTANT (1000);

  if (!mms_trace_clock_is_ns (trace))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, stamp);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT, stamp / second,
                          stamp % second);
}

static char *
format_task (MmsView *view, MmsTrace *trace, const MmsEvent *record, guint event)
{
  int pid = mms_trace_get_pid (trace, record);
  const char *comm;

  if (pid < 0)
    return g_strdup ("");
  comm = mms_history_get_comm (mms_document_get_history (mms_view_get_document (view)), pid,
                               record->cpu, event);
  return g_strdup_printf ("%s-%d", comm, pid);
}

static char *
format_info (MmsTrace *trace, const MmsEvent *record)
{
  char *info = mms_trace_get_info (trace, record);
  char *valid;

  if (!info)
    return g_strdup ("");
  if (strlen (info) > MAX_INFO)
    info[MAX_INFO] = '\0';
  g_strdelimit (info, "\n\t", ' ');
  valid = g_utf8_make_valid (info, -1);
  g_free (info);
  return valid;
}

char *
mms_event_text_format (MmsView *view, guint event, MmsEventColumn column)
{
  MmsTrace *trace = NULL;
  const MmsEvent *record = get_event (view, event, &trace);
  char flags[8];

  if (!record)
    return g_strdup ("");

  switch (column)
    {
    case MMS_EVENT_COLUMN_NUMBER:
      return g_strdup_printf ("%u", event);
    case MMS_EVENT_COLUMN_TIME:
      return format_stamp (trace, record->time);
    case MMS_EVENT_COLUMN_CPU:
      return g_strdup_printf ("%u", (guint) record->cpu);
    case MMS_EVENT_COLUMN_TASK:
      {
        g_autofree char *task = format_task (view, trace, record, event);

        return g_utf8_make_valid (task, -1);
      }
    case MMS_EVENT_COLUMN_FLAGS:
      return g_strdup (mms_trace_get_flags (trace, record, flags) ? flags : "");
    case MMS_EVENT_COLUMN_NAME:
      return g_utf8_make_valid (mms_trace_get_kind (trace, record->kind)->name, -1);
    case MMS_EVENT_COLUMN_INFO:
      return format_info (trace, record);
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
mms_event_text_summarize (MmsView *view, guint event)
{
  g_autofree char *cpu = mms_event_text_format (view, event, MMS_EVENT_COLUMN_CPU);
  g_autofree char *task = mms_event_text_format (view, event, MMS_EVENT_COLUMN_TASK);
  g_autofree char *name = mms_event_text_format (view, event, MMS_EVENT_COLUMN_NAME);
  g_autofree char *info = mms_event_text_format (view, event, MMS_EVENT_COLUMN_INFO);
  g_autofree char *source = NULL;

  if (*cpu == '\0')
    return g_strdup ("");
  source = mms_view_format_source (view, event, NULL);
  return g_strdup_printf ("CPU %s  %s  %s  %s%s%s", cpu, task, name, source ? source : "",
                          source ? "  " : "", info);
}

char *
mms_event_text_copy (MmsView *view, guint event)
{
  MmsTrace *trace = NULL;
  const MmsEvent *record = get_event (view, event, &trace);
  g_autofree char *stamp = NULL;
  g_autofree char *task = NULL;
  g_autofree char *flags = NULL;
  g_autofree char *name = NULL;
  g_autofree char *info = NULL;

  if (!record)
    return g_strdup ("");
  stamp = format_stamp (trace, record->time);
  task = mms_event_text_format (view, event, MMS_EVENT_COLUMN_TASK);
  flags = mms_event_text_format (view, event, MMS_EVENT_COLUMN_FLAGS);
  name = mms_event_text_format (view, event, MMS_EVENT_COLUMN_NAME);
  info = mms_event_text_format (view, event, MMS_EVENT_COLUMN_INFO);
  return g_strdup_printf ("event %-7u %s%s  CPU %-3u  %s  %s  %s: %s", event, stamp,
                          mms_trace_clock_is_ns (trace) ? " s" : "", (guint) record->cpu, task,
                          flags, name, info);
}

char *
mms_event_text_describe (MmsView *view, guint event)
{
  MmsTrace *trace = NULL;
  const MmsEvent *record = get_event (view, event, &trace);
  GString *text = g_string_new (NULL);
  g_autofree char *position = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *summary = NULL;
  const MmsKind *kind;
  const char *buffer;

  if (!record)
    return g_string_free (text, FALSE);

  position = mms_format_position (view, mms_view_get_event_position (view, event));
  stamp = format_stamp (trace, record->time);
  summary = mms_event_text_summarize (view, event);
  kind = mms_trace_get_kind (trace, record->kind);
  g_string_printf (text, "event %u · %s · stamp %s (%s)\n%s", event, position, stamp,
                   mms_trace_get_clock (trace), summary);
  if (kind->system)
    g_string_append_printf (text, "\ntracepoint %s:%s", kind->system, kind->name);
  buffer = mms_trace_get_buffer (trace, mms_trace_get_event_buffer (trace, record));
  if (buffer && *buffer)
    g_string_append_printf (text, "\nbuffer %s", buffer);
  if (record->repeated)
    g_string_append (text, "\nthe same happening stands in another buffer too");
  if (record->lost)
    g_string_append (text, "\nevents of this CPU are missing before this one");
  return g_string_free (text, FALSE);
}

char *
mms_event_text_round (MmsView *view, double duration)
{
  static const char *const units[] = { "ns", "µs", "ms", "s" };
  MmsDocument *document = mms_view_get_document (view);
  guint unit = 0;

  if (!document || !mms_trace_clock_is_ns (mms_document_get_trace (document)))
    return g_strdup_printf ("%.0f", duration);
  for (; duration >= 999.5 && unit + 1 < G_N_ELEMENTS (units); unit++)
    duration /= 1000;
  return g_strdup_printf ("%.*f %s", unit == 0 || duration >= 99.95 ? 0 : 1, duration,
                          units[unit]);
}
