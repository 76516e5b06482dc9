/* describe.c - everything drawn, in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"
#include "machine-layout.h"

#define TICK_REACH 3.0 /* pixels */
#define MAX_TICKS  4

typedef struct
{
  MmsView *view;
  MmsHistory *history;
  guint event;
} Place;

/* Returns: whether there is anything to describe */
static gboolean
place_init (Place   *place,
            MmsView *view,
            guint    event)
{
  MmsDocument *document = mms_view_get_document (view);

  place->view = view;
  place->event = event;
  place->history = document != NULL ? mms_document_get_history (document) : NULL;
  return place->history != NULL;
}

static void
append_escaped (GString    *text,
                const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);

  g_string_append (text, escaped);
}

/* (transfer full): "A 0xff110000009b8b40", "init_mm 0xff…", "none" */
static char *
name_mm (const Place *place,
         guint        mm)
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
static char *
name_task (const Place *place,
           int          pid,
           guint        cpu)
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
                          mms_history_get_comm (place->history, pid, cpu, place->event), pid,
                          kind);
}

/* (transfer full): the value as words, without markup */
static char *
name_value (const Place    *place,
            MmsAttribute    attribute,
            guint           cpu,
            const MmsPoint *point)
{
  if (point->provenance == MMS_UNKNOWN)
    return g_strdup ("unknown");
  if (attribute == MMS_ATTRIBUTE_TASK)
    return name_task (place, point->value, cpu);
  if (mms_attribute_is_mm (attribute))
    return name_mm (place, (guint) point->value);
  if (attribute == MMS_ATTRIBUTE_IS_LAZY)
    return g_strdup (point->value != 0 ? "lazy" : "not lazy");
  if (attribute == MMS_ATTRIBUTE_STATE)
    return g_strdup (mms_mm_state_get_name ((MmsMmState) point->value));
  return g_strdup_printf ("%d", point->value);
}

static void
append_event (const Place *place,
              GString     *text,
              guint        event)
{
  g_autofree char *number = mms_format_count (event);
  g_autofree char *position = mms_format_position (
      place->view, mms_view_get_event_position (place->view, event));

  g_string_append_printf (text, "event %s, %s", number, position);
}

static void
append_provenance (const Place    *place,
                   GString        *text,
                   const MmsPoint *point)
{
  g_autofree char *number = mms_format_count (point->event);

  switch (point->provenance)
    {
    case MMS_OBSERVED:
      if (point->event == 0)
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

/* "since event 812, +12.3 ms / until event 830, +12.9 ms (600 µs)": how long the value holds, looking
 * through changes of provenance alone. */
static void
append_extent (const Place    *place,
               GString        *text,
               const MmsTrack *track)
{
  guint next = mms_track_find (track, place->event);
  guint first = next;
  double start;
  double end;

  if (next == 0)
    return;
  first = next - 1;
  while (first > 0 && track->points[first - 1].value == track->points[first].value &&
         (track->points[first - 1].provenance == MMS_UNKNOWN) ==
           (track->points[first].provenance == MMS_UNKNOWN))
    first--;
  while (next < track->n_points && track->points[next].value == track->points[next - 1].value &&
         (track->points[next].provenance == MMS_UNKNOWN) ==
           (track->points[next - 1].provenance == MMS_UNKNOWN))
    next++;

  start = mms_view_get_event_position (place->view, track->points[first].event);
  end = mms_view_get_length (place->view);
  g_string_append (text, "\nsince ");
  if (track->points[first].event == 0)
    g_string_append (text, "the start");
  else
    append_event (place, text, track->points[first].event);
  g_string_append (text, "\nuntil ");
  if (next < track->n_points)
    {
      append_event (place, text, track->points[next].event);
      end = mms_view_get_event_position (place->view, track->points[next].event);
    }
  else
    g_string_append (text, "the end");
  {
    g_autofree char *duration = mms_format_duration (place->view, end - start);

    g_string_append_printf (text, "  (%s)", duration);
  }
}

static void
append_free (const Place *place,
             GString     *text,
             guint        mm)
{
  const MmsMm *info;
  const MmsEvent *events;

  if (!mms_is_mm_freed (place->history, mm, place->event))
    return;
  info = mms_history_get_mm (place->history, mm);
  events = mms_trace_get_events (mms_history_get_trace (place->history), NULL);
  g_string_append_printf (text, "\n<b>freed</b> by CPU %u at ",
                          (guint) events[info->free_event - 1].cpu);
  append_event (place, text, info->free_event);
}

/* Title, value, extent and provenance of one track at the place. */
static void
append_track (const Place    *place,
              GString        *text,
              const char     *title,
              MmsAttribute    attribute,
              guint           cpu,
              const MmsTrack *track)
{
  MmsPoint point = mms_track_at (track, place->event);
  g_autofree char *value = name_value (place, attribute, cpu, &point);

  g_string_append (text, "<b>");
  append_escaped (text, title);
  g_string_append (text, "</b>");
  if (mms_attribute_get_gloss (attribute) != NULL)
    g_string_append_printf (text, " (%s)", mms_attribute_get_gloss (attribute));
  g_string_append (text, "\n");
  append_escaped (text, value);
  if (point.provenance != MMS_UNKNOWN && mms_attribute_is_mm (attribute))
    append_free (place, text, (guint) point.value);
  append_extent (place, text, track);
  append_provenance (place, text, &point);
}

static void
append_ticks (const Place *place,
              GString     *text,
              guint        cpu,
              double       x,
              double       width)
{
  guint first = mms_view_find_event (
      place->view, mms_lane_position_at (place->view, x - TICK_REACH, width));
  guint last = mms_view_find_event (
      place->view, mms_lane_position_at (place->view, x + TICK_REACH, width));
  const MmsTick *ticks;
  guint n_ticks;
  guint low = 0;
  guint high;

  ticks = mms_history_get_ticks (place->history, cpu, &n_ticks);
  high = n_ticks;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ticks[middle].event > first)
        high = middle;
      else
        low = middle + 1;
    }
  for (guint n = 0; low < n_ticks && ticks[low].event <= last; low++, n++)
    {
      if (n == MAX_TICKS)
        {
          g_string_append (text, "\n…");
          break;
        }
      g_string_append (text, "\n\n");
      append_escaped (text, mms_tick_kind_get_name (ticks[low].kind));
      if (ticks[low].mm != 0)
        {
          g_autofree char *mm = name_mm (place, ticks[low].mm);

          g_string_append (text, ": ");
          append_escaped (text, mm);
        }
      g_string_append (text, "\n");
      append_event (place, text, ticks[low].event);
    }
}

char *
mms_cpu_lane_describe_at (MmsView *view,
                          guint    cpu,
                          double   x,
                          double   y,
                          double   width)
{
  guint event = mms_view_find_event (view, mms_lane_position_at (view, x, width));
  GString *text;
  MmsLaneRows rows;
  MmsAttribute attribute;
  g_autofree char *title = NULL;
  Place place;
  double row;

  if (x < MMS_NAMES_WIDTH)
    event = mms_view_get_playhead (view);
  if (!place_init (&place, view, event))
    return NULL;

  mms_lane_rows_init (&rows, view, 0);
  row = floor ((y - rows.top) / rows.pitch);
  attribute = rows.attributes[(guint) CLAMP (row, 0, rows.n_rows - 1)];
  title = g_strdup_printf ("CPU %u · %s", cpu,
                           attribute == MMS_ATTRIBUTE_TASK ? "task"
                                                           : mms_attribute_get_name (attribute));
  text = g_string_new (NULL);
  append_track (&place, text, title, attribute, cpu,
                mms_history_get_cpu_track (place.history, cpu, attribute));
  if (attribute == MMS_ATTRIBUTE_LOADED_MM)
    {
      MmsPoint lazy = mms_track_at (
          mms_history_get_cpu_track (place.history, cpu, MMS_ATTRIBUTE_IS_LAZY), event);

      if (lazy.provenance != MMS_UNKNOWN)
        g_string_append (text, lazy.value != 0
                                 ? "\nlazy: loaded, but only borrowed (hollow bar)"
                                 : "\nnot lazy");
    }
  if (x >= MMS_NAMES_WIDTH)
    append_ticks (&place, text, cpu, x, width);
  return g_string_free (text, FALSE);
}

char *
mms_cpu_lane_describe (MmsView *view,
                       guint    cpu)
{
  static const MmsAttribute attributes[] = {
    MMS_ATTRIBUTE_ACTIVE_MM,
    MMS_ATTRIBUTE_LOADED_MM,
    MMS_ATTRIBUTE_IS_LAZY,
    MMS_ATTRIBUTE_LAZY_MM,
    MMS_ATTRIBUTE_MM_TO_MMDROP,
  };
  GString *text = g_string_new (NULL);
  Place place;
  MmsPoint point;
  g_autofree char *task = NULL;

  g_string_printf (text, "CPU %u", cpu);
  if (!place_init (&place, view, mms_view_get_playhead (view)))
    return g_string_free (text, FALSE);

  point = mms_track_at (mms_history_get_cpu_track (place.history, cpu, MMS_ATTRIBUTE_TASK),
                        place.event);
  task = name_value (&place, MMS_ATTRIBUTE_TASK, cpu, &point);
  g_string_append_printf (text, ": runs %s", task);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      MmsAttribute attribute = attributes[i];
      g_autofree char *value = NULL;

      if (!mms_history_has_attribute (place.history, attribute))
        continue;
      point = mms_track_at (mms_history_get_cpu_track (place.history, cpu, attribute),
                            place.event);
      value = name_value (&place, attribute, cpu, &point);
      if (attribute == MMS_ATTRIBUTE_IS_LAZY)
        g_string_append_printf (text, ", %s%s", value,
                                point.provenance == MMS_UNKNOWN ? " whether lazy" : "");
      else if (attribute == MMS_ATTRIBUTE_LAZY_MM || attribute == MMS_ATTRIBUTE_MM_TO_MMDROP)
        g_string_append_printf (text, "; %s %s",
                                mms_attribute_get_name (attribute),
                                point.provenance != MMS_UNKNOWN && point.value == 0 ? "empty"
                                                                                    : value);
      else
        g_string_append_printf (text, ", %s %s", mms_attribute_get_name (attribute), value);
    }
  return g_string_free (text, FALSE);
}

/* "held by CPU 0 (active_mm, loaded_mm), CPU 1 (lazy_mm)" */
static void
append_holders (const Place *place,
                GString     *text,
                guint        mm)
{
  const guint *cpus;
  guint n_cpus;
  guint n_holders = 0;

  cpus = mms_trace_get_cpus (mms_history_get_trace (place->history), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      guint n = 0;

      for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
        {
          MmsPoint point;

          if (!mms_attribute_is_mm (attribute) || attribute == MMS_ATTRIBUTE_MM)
            continue;
          point = mms_track_at (mms_history_get_cpu_track (place->history, cpus[i], attribute),
                                place->event);
          if (point.provenance == MMS_UNKNOWN || (guint) point.value != mm)
            continue;
          if (n == 0)
            g_string_append_printf (text, "%sCPU %u (", n_holders > 0 ? ", " : "held by ",
                                    cpus[i]);
          g_string_append_printf (text, "%s%s", n > 0 ? ", " : "",
                                  mms_attribute_get_name (attribute));
          n++;
        }
      if (n > 0)
        {
          g_string_append (text, ")");
          n_holders++;
        }
    }
  if (n_holders == 0)
    g_string_append (text, "held by no CPU");
}

static char *
describe_mm_at (MmsView *view,
                guint    mm,
                guint    event)
{
  static const MmsAttribute attributes[] = {
    MMS_ATTRIBUTE_STATE,
    MMS_ATTRIBUTE_MM_USERS,
    MMS_ATTRIBUTE_MM_COUNT,
  };
  GString *text;
  const MmsMm *info;
  Place place;
  g_autofree char *name = NULL;

  if (!place_init (&place, view, event) || mm == 0 ||
      mm >= mms_history_get_n_mms (place.history))
    return NULL;

  info = mms_history_get_mm (place.history, mm);
  name = name_mm (&place, mm);
  text = g_string_new ("<b>mm ");
  append_escaped (text, name);
  g_string_append (text, "</b>");
  if (info->owner >= 0 && !info->is_init)
    {
      g_autofree char *owner = name_task (&place, info->owner, 0);

      g_string_append (text, "\nfirst of ");
      append_escaped (text, owner);
    }
  g_string_append (text, "\n");
  if (!mms_is_mm_seen (place.history, mm, event))
    {
      g_string_append (text, "not yet: first seen in ");
      append_event (&place, text, info->first_event);
      return g_string_free (text, FALSE);
    }
  append_holders (&place, text, mm);
  append_free (&place, text, mm);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      const MmsTrack *track = mms_history_get_mm_track (place.history, mm, attributes[i]);

      if (track->n_points == 0)
        continue;
      g_string_append (text, "\n\n");
      append_track (&place, text, mms_attribute_get_name (attributes[i]), attributes[i], 0, track);
    }
  return g_string_free (text, FALSE);
}

char *
mms_mm_lane_describe_at (MmsView *view,
                         guint    mm,
                         double   x,
                         double   y,
                         double   width)
{
  if (x < MMS_NAMES_WIDTH)
    return describe_mm_at (view, mm, mms_view_get_playhead (view));
  return describe_mm_at (view, mm,
                         mms_view_find_event (view, mms_lane_position_at (view, x, width)));
}

char *
mms_mm_lane_describe (MmsView *view,
                      guint    mm)
{
  static const MmsAttribute attributes[] = {
    MMS_ATTRIBUTE_STATE,
    MMS_ATTRIBUTE_MM_USERS,
    MMS_ATTRIBUTE_MM_COUNT,
  };
  GString *text;
  Place place;
  g_autofree char *name = NULL;

  if (!place_init (&place, view, mms_view_get_playhead (view)) || mm == 0 ||
      mm >= mms_history_get_n_mms (place.history))
    return g_strdup ("mm");

  name = name_mm (&place, mm);
  text = g_string_new (NULL);
  g_string_printf (text, "mm %s:", name);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      const MmsTrack *track = mms_history_get_mm_track (place.history, mm, attributes[i]);
      MmsPoint point = mms_track_at (track, place.event);
      g_autofree char *value = name_value (&place, attributes[i], 0, &point);

      g_string_append_printf (text, " %s %s,", mms_attribute_get_name (attributes[i]), value);
    }
  g_string_append_c (text, ' ');
  append_holders (&place, text, mm);
  return g_string_free (text, FALSE);
}

char *
mms_machine_describe_at (MmsView *view,
                         double   width,
                         double   height,
                         double   x,
                         double   y)
{
  g_autoptr (MmsMachineLayout) layout = NULL;
  guint event = mms_view_get_playhead (view);
  GString *text;
  Place place;
  int cpu;
  guint mm;

  mms_machine_pick (view, width, height, x, y, &cpu, &mm);
  if (mm != 0)
    return describe_mm_at (view, mm, event);
  if (cpu < 0 || !place_init (&place, view, event))
    return NULL;

  layout = mms_machine_layout_new (view, width, height);
  text = g_string_new (NULL);
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      if ((int) card->cpu != cpu)
        continue;
      /* one row of the card, or all of a compact one */
      for (guint row = 0; row < layout->n_rows && !layout->is_compact; row++)
        {
          g_autofree char *title = NULL;

          if (fabs (mms_machine_layout_get_row_y (layout, card, row) - y) >
              layout->row_pitch / 2)
            continue;
          title = g_strdup_printf ("CPU %d · %s", cpu,
                                   mms_attribute_get_name (layout->rows[row]));
          append_track (&place, text, title, layout->rows[row], card->cpu,
                        mms_history_get_cpu_track (place.history, card->cpu, layout->rows[row]));
        }
    }
  if (text->len == 0)
    {
      g_autofree char *sentence = mms_cpu_lane_describe (view, (guint) cpu);

      append_escaped (text, sentence);
    }
  return g_string_free (text, FALSE);
}
