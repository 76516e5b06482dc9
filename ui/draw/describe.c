/* describe.c - everything drawn, in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-layout.h"
#include "words.h"

#define TICK_REACH 3.0 /* pixels */
#define GAP_REACH  4.0
#define MAX_TICKS  4

static void
append_ticks (const MmsWords *place,
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
      g_string_append (text, n == 0 ? "\n\n" : "\n");
      mms_words_append_escaped (text, mms_tick_kind_get_name (ticks[low].kind));
      if (ticks[low].mm != 0)
        {
          g_autofree char *mm = mms_words_name_mm (place, ticks[low].mm);

          g_string_append (text, ": ");
          mms_words_append_escaped (text, mm);
        }
      g_string_append (text, ", ");
      mms_words_append_event (place, text, ticks[low].event);
    }
}

/* What is missing within reach of the pointer, before all else: the rest is the less sure for it. */
static void
append_losses (const MmsWords *place,
               GString        *text,
               guint           cpu,
               double          x,
               double          width)
{
  const MmsLoss *losses;
  guint n_losses;
  guint first = mms_view_find_event (
      place->view, mms_lane_position_at (place->view, x - GAP_REACH, width));
  guint last = mms_view_find_event (
      place->view, mms_lane_position_at (place->view, x + GAP_REACH, width));
  gboolean is_met = FALSE;
  gboolean is_counted = TRUE;
  gint64 count = 0;
  g_autofree char *number = NULL;

  losses = mms_trace_get_losses (mms_history_get_trace (place->history), &n_losses);
  for (guint i = 0; i < n_losses; i++)
    {
      if (losses[i].cpu != cpu || losses[i].event <= first || losses[i].event > last)
        continue;
      is_met = TRUE;
      if (losses[i].count < 0)
        is_counted = FALSE;
      else
        count = MIN (count, G_MAXINT64 - losses[i].count) + losses[i].count;
    }
  if (!is_met)
    return;
  number = mms_format_count ((guint64) count);
  if (count > 0)
    g_string_append_printf (text, "<b>%s event%s lost here</b>%s\n\n", number,
                            count == 1 ? "" : "s", is_counted ? "" : ", or more");
  else
    g_string_append (text, "<b>events lost here</b>; the trace does not tell how many\n\n");
}

/* What happens on @cpu at @x, and what it holds in @attributes. */
static char *
describe_cpu (MmsView            *view,
              guint               cpu,
              double              x,
              double              width,
              const MmsAttribute *attributes,
              guint               n_attributes)
{
  guint event = mms_view_find_event (view, mms_lane_position_at (view, x, width));
  GString *text;
  MmsWords place;

  if (x < MMS_NAMES_WIDTH)
    event = mms_view_get_playhead (view);
  if (!mms_words_init (&place, view, event))
    return NULL;

  text = g_string_new (NULL);
  if (x >= MMS_NAMES_WIDTH)
    append_losses (&place, text, cpu, x, width);
  for (guint i = 0; i < n_attributes; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      mms_words_append_cpu_track (&place, text, cpu, attributes[i]);
    }
  if (x >= MMS_NAMES_WIDTH)
    append_ticks (&place, text, cpu, x, width);
  return g_string_free (text, FALSE);
}

char *
mms_cpu_lane_describe_at (MmsView *view,
                          guint    cpu,
                          double   x,
                          double   y,
                          double   width)
{
  MmsLaneRows rows;
  double row;

  mms_lane_rows_init (&rows, view, 0);
  row = floor ((y - rows.top) / rows.pitch);
  if (rows.has_buffer && row >= rows.n_rows && y < rows.bottom)
    return mms_store_buffer_describe_at (view, cpu, x, width);
  return describe_cpu (view, cpu, x, width,
                       &rows.attributes[(guint) CLAMP (row, 0, rows.n_rows - 1)], 1);
}

char *
mms_folded_lane_describe_at (MmsView *view,
                             guint    cpu,
                             double   x,
                             double   width)
{
  static const MmsAttribute attributes[] = { MMS_ATTRIBUTE_TASK, MMS_ATTRIBUTE_ACTIVE_MM };

  return describe_cpu (view, cpu, x, width, attributes, G_N_ELEMENTS (attributes));
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
  MmsWords place;
  MmsPoint point;
  g_autofree char *task = NULL;

  g_string_printf (text, "CPU %u", cpu);
  if (!mms_words_init (&place, view, mms_view_get_playhead (view)))
    return g_string_free (text, FALSE);

  point = mms_track_at (mms_history_get_cpu_track (place.history, cpu, MMS_ATTRIBUTE_TASK),
                        place.event);
  task = mms_words_name_value (&place, MMS_ATTRIBUTE_TASK, cpu, &point);
  g_string_append_printf (text, ": runs %s", task);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      MmsAttribute attribute = attributes[i];
      g_autofree char *value = NULL;

      if (!mms_history_has_attribute (place.history, attribute))
        continue;
      point = mms_track_at (mms_history_get_cpu_track (place.history, cpu, attribute),
                            place.event);
      value = mms_words_name_value (&place, attribute, cpu, &point);
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
  if (mms_view_has_store_buffers (view))
    {
      g_autofree char *buffer = mms_describe_store_buffer (view, cpu, place.event, "; ");

      g_string_append_printf (text, "; %s: %s", mms_view_name_store_buffer (view), buffer);
    }
  return g_string_free (text, FALSE);
}

/* "held by CPU 0 (active_mm, loaded_mm), CPU 1 (lazy_mm)" */
static void
append_holders (const MmsWords *place,
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
  MmsWords place;
  g_autofree char *name = NULL;
  g_autoptr (GString) holders = NULL;

  if (!mms_words_init (&place, view, event) || mm == 0 ||
      mm >= mms_history_get_n_mms (place.history))
    return NULL;

  info = mms_history_get_mm (place.history, mm);
  name = mms_words_name_mm (&place, mm);
  text = g_string_new ("<b>mm ");
  mms_words_append_escaped (text, name);
  g_string_append (text, "</b>");
  if (info->owner >= 0 && !info->is_init)
    {
      g_autofree char *owner = mms_words_name_task (&place, info->owner, 0);

      g_string_append (text, "\nfirst of ");
      mms_words_append_escaped (text, owner);
      if (mms_is_mm_seen (place.history, mm, event) && info->first_event > 0)
        {
          g_string_append (text, ",\nfirst seen in ");
          mms_words_append_event (&place, text, info->first_event);
        }
    }
  g_string_append (text, "\n");
  if (!mms_is_mm_seen (place.history, mm, event))
    {
      g_string_append (text, "not yet: first seen in ");
      mms_words_append_event (&place, text, info->first_event);
      return g_string_free (text, FALSE);
    }
  holders = g_string_new (NULL);
  append_holders (&place, holders, mm);
  mms_words_append_wrapped (text, holders->str);
  mms_words_append_free (&place, text, mm);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      const MmsTrack *track = mms_history_get_mm_track (place.history, mm, attributes[i]);

      if (track->n_points == 0)
        continue;
      g_string_append (text, "\n\n");
      mms_words_append_track (&place, text, mms_attribute_get_name (attributes[i]), attributes[i], 0, track);
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
  MmsWords place;
  g_autofree char *name = NULL;

  if (!mms_words_init (&place, view, mms_view_get_playhead (view)) || mm == 0 ||
      mm >= mms_history_get_n_mms (place.history))
    return g_strdup ("mm");

  name = mms_words_name_mm (&place, mm);
  text = g_string_new (NULL);
  g_string_printf (text, "mm %s:", name);
  if (!mms_is_mm_seen (place.history, mm, place.event))
    {
      g_string_append (text, " not yet");
      return g_string_free (text, FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      const MmsTrack *track = mms_history_get_mm_track (place.history, mm, attributes[i]);
      MmsPoint point = mms_track_at (track, place.event);
      g_autofree char *value = mms_words_name_value (&place, attributes[i], 0, &point);

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
  MmsWords place;
  int cpu;
  guint mm;

  mms_machine_pick (view, width, height, x, y, &cpu, &mm);
  if (mm != 0)
    return describe_mm_at (view, mm, event);
  if (cpu < 0 || !mms_words_init (&place, view, event))
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
          if (fabs (mms_machine_layout_get_row_y (layout, card, row) - y) <=
              layout->row_pitch / 2)
            mms_words_append_cpu_track (&place, text, card->cpu, layout->rows[row]);
        }
      if (layout->has_buffer && !layout->is_compact &&
          fabs (mms_machine_layout_get_row_y (layout, card, layout->n_rows) - y) <=
            layout->row_pitch / 2)
        mms_words_append_store_buffer (&place, text, card->cpu);
    }
  if (text->len == 0)
    {
      g_autofree char *sentence = mms_cpu_lane_describe (view, (guint) cpu);

      mms_words_append_wrapped (text, sentence);
    }
  return g_string_free (text, FALSE);
}
