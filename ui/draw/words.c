/* words.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "words.h"

#include "model/track-reader.h"

#define WRAP 60 /* characters in a line of a tooltip */

/* Returns: whether there is anything to describe */
gboolean
mms_words_init (MmsWords *place, MmsView *view, guint event)
{
  MmsDocument *document = mms_view_get_document (view);

  place->view = view;
  place->event = event;
  place->history = document != NULL ? mms_document_get_history (document) : NULL;
  return place->history != NULL;
}

void
mms_words_append_escaped (GString *text, const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);

  g_string_append (text, escaped);
}

/* The same in lines of %WRAP characters or less, as far as spaces let it. */
void
mms_words_append_wrapped (GString *text, const char *raw)
{
  g_auto (GStrv) words = g_strsplit (raw, " ", -1);
  glong column = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);

      if (i > 0 && column + 1 + length > WRAP)
        {
          g_string_append_c (text, '\n');
          column = 0;
        }
      else if (i > 0)
        {
          g_string_append_c (text, ' ');
          column++;
        }
      mms_words_append_escaped (text, words[i]);
      column += length;
    }
}

/* (transfer full): "A 0xff110000009b8b40", "init_mm 0xff…", "none" */
char *
mms_words_name_mm (const MmsWords *place, guint mm)
{
  const MmsMm *info;
  g_autofree char *name = NULL;

  if (mm == 0 || mm >= mms_history_get_n_mms (place->history))
    return g_strdup ("none");
  info = mms_history_get_mm (place->history, mm);
  name = mms_history_name_mm (place->history, mm);
  return g_strdup_printf ("%s %s%s", info->is_init ? "init_mm" : info->label, name,
                          mms_is_mm_freed (place->history, mm, place->event) ? " (freed)" : "");
}

/* (transfer full): "sh, pid 115, user task" */
char *
mms_words_name_task (const MmsWords *place, int pid, guint cpu)
{
  const char *kind = "";

  if (pid == 0)
    return g_strdup_printf ("the idle task of CPU %u", cpu);
  switch (mms_get_task_kthread (place->history, pid, cpu))
    {
    case 1:
      kind = ", kernel thread";
      break;
    case 0:
      kind = mms_is_task_exiting (place->history, pid, cpu, place->event) ? ", exiting"
                                                                          : ", user task";
      break;
    default:
      break;
    }
  return g_strdup_printf ("%s (pid %d%s)",
                          mms_history_get_comm (place->history, pid, cpu, place->event), pid, kind);
}

/* (transfer full): the value as words, without markup */
char *
mms_words_name_value (const MmsWords *place,
                      MmsAttribute attribute,
                      guint cpu,
                      const MmsPoint *point)
{
  if (point->provenance == MMS_UNKNOWN)
    return g_strdup ("unknown");
  if (attribute == MMS_ATTRIBUTE_TASK)
    return mms_words_name_task (place, point->value, cpu);
  if (mms_attribute_is_mm (attribute))
    return mms_words_name_mm (place, (guint)point->value);
  if (attribute == MMS_ATTRIBUTE_IS_LAZY)
    return g_strdup (point->value != 0 ? "lazy" : "not lazy");
  if (attribute == MMS_ATTRIBUTE_STATE)
    return g_strdup (mms_mm_state_get_name ((MmsMmState)point->value));
  return g_strdup_printf ("%d", point->value);
}

void
mms_words_append_event (const MmsWords *place, GString *text, guint event)
{
  g_autofree char *number = mms_format_count (event);
  g_autofree char *position
      = mms_format_position (place->view, mms_view_get_event_position (place->view, event));

  g_string_append_printf (text, "event %s, %s", number, position);
}

/* @is_confirmed: it was derived before, and "since" tells of it */
static void
append_provenance (const MmsWords *place,
                   GString *text,
                   const MmsPoint *point,
                   gboolean is_confirmed)
{
  g_autofree char *number = mms_format_count (point->event);

  switch (point->provenance)
    {
    case MMS_OBSERVED:
      if (is_confirmed)
        g_string_append (text, "\n<i>observed</i>");
      else if (point->event == 0)
        g_string_append (text, "\n<i>observed: told with the trace, at its start</i>");
      else
        g_string_append_printf (text, "\n<i>observed: event %s carried it</i>", number);
      break;
    case MMS_DERIVED:
      g_string_append (text, "\n<i>derived from the scheme’s rules</i>");
      break;
    case MMS_UNKNOWN:
    default:
      g_string_append (text, point->event == 0 ? "\n<i>unknown: nothing seen yet</i>"
                                               : "\n<i>unknown: events are missing</i>");
      break;
    }
}

/* Whether both hold the same, however that is known. */
static gboolean
is_same_value (MmsPoint a, MmsPoint b)
{
  return a.value == b.value && (a.provenance == MMS_UNKNOWN) == (b.provenance == MMS_UNKNOWN);
}

/* "since event 812, +12.3 ms (derived), confirmed by event 820 / until event 830, +12.9 ms (600
 * µs)": how long the value holds, looking through changes of provenance alone.
 *
 * Returns: whether the value was derived first and observed by the place's event */
static gboolean
append_extent (const MmsWords *place, GString *text, const MmsTrack *track)
{
  guint next = mms_track_find (track, place->event);
  guint first = next;
  guint confirmed;
  double start;
  double end;
  g_autofree char *duration = NULL;
  MmsTrackReader reader;
  MmsPoint held;
  guint confirmed_event = 0;

  if (next == 0)
    return FALSE;
  mms_track_reader_init (&reader, track);
  first = next - 1;
  held = mms_track_reader_get (&reader, first);
  while (first > 0 && is_same_value (mms_track_reader_get (&reader, first - 1), held))
    first--;
  while (next < track->n_points && is_same_value (mms_track_reader_get (&reader, next), held))
    next++;
  for (confirmed = first; confirmed < next; confirmed++)
    if (mms_track_reader_get (&reader, confirmed).provenance == MMS_OBSERVED)
      break;
  if (confirmed > first && confirmed < next)
    confirmed_event = mms_track_reader_get (&reader, confirmed).event;
  held = mms_track_reader_get (&reader, first);

  start = mms_view_get_event_position (place->view, held.event);
  end = mms_view_get_length (place->view);
  g_string_append (text, "\nsince ");
  if (held.event == 0)
    g_string_append (text, "the start");
  else
    mms_words_append_event (place, text, held.event);
  if (confirmed_event != 0)
    {
      g_autofree char *number = mms_format_count (confirmed_event);

      g_string_append_printf (text, " (derived),\nconfirmed by event %s", number);
    }
  g_string_append (text, "\nuntil ");
  if (next < track->n_points)
    {
      guint end_event = mms_track_reader_get (&reader, next).event;

      mms_words_append_event (place, text, end_event);
      end = mms_view_get_event_position (place->view, end_event);
    }
  else
    g_string_append (text, "the end");
  duration = mms_format_span (place->view, end - start);
  g_string_append_printf (text, "  (%s)", duration);
  return confirmed_event != 0 && confirmed_event <= place->event;
}

void
mms_words_append_free (const MmsWords *place, GString *text, guint mm)
{
  const MmsMm *info;
  const MmsEvent *events;

  if (!mms_is_mm_freed (place->history, mm, place->event))
    return;
  info = mms_history_get_mm (place->history, mm);
  events = mms_trace_get_events (mms_history_get_trace (place->history), NULL);
  g_string_append_printf (text, "\n<b>freed</b> by CPU %u at ",
                          (guint)events[info->free_event - 1].cpu);
  mms_words_append_event (place, text, info->free_event);
}

/* Title, value, extent and provenance of one track at the place. */
void
mms_words_append_track (const MmsWords *place,
                        GString *text,
                        const char *title,
                        MmsAttribute attribute,
                        guint cpu,
                        const MmsTrack *track)
{
  MmsPoint point = mms_track_at (track, place->event);
  g_autofree char *value = mms_words_name_value (place, attribute, cpu, &point);
  gboolean is_confirmed;

  g_string_append (text, "<b>");
  mms_words_append_escaped (text, title);
  g_string_append (text, "</b>");
  if (mms_attribute_get_gloss (attribute) != NULL)
    g_string_append_printf (text, " (%s)", mms_attribute_get_gloss (attribute));
  g_string_append (text, "\n");
  mms_words_append_escaped (text, value);
  if (point.provenance != MMS_UNKNOWN && mms_attribute_is_mm (attribute))
    mms_words_append_free (place, text, (guint)point.value);
  is_confirmed = append_extent (place, text, track);
  append_provenance (place, text, &point, is_confirmed);
}

/* The same for a row of a CPU: with loaded_mm comes whether it is only borrowed. */
void
mms_words_append_cpu_track (const MmsWords *place, GString *text, guint cpu, MmsAttribute attribute)
{
  g_autofree char *title = g_strdup_printf ("CPU %u · %s", cpu, mms_attribute_get_name (attribute));

  mms_words_append_track (place, text, title, attribute, cpu,
                          mms_history_get_cpu_track (place->history, cpu, attribute));
  if (attribute != MMS_ATTRIBUTE_LOADED_MM
      || !mms_history_has_attribute (place->history, MMS_ATTRIBUTE_IS_LAZY))
    return;
  g_string_append (text, "\n\n");
  mms_words_append_track (place, text, mms_attribute_get_name (MMS_ATTRIBUTE_IS_LAZY),
                          MMS_ATTRIBUTE_IS_LAZY, cpu,
                          mms_history_get_cpu_track (place->history, cpu, MMS_ATTRIBUTE_IS_LAZY));
}
