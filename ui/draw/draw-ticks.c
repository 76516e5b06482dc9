/* draw-ticks.c - what happens on a CPU at an instant
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define MAX_TALL     20  /* more of a kind in view than this are drawn short and without label */
#define MAX_LABELED  60  /* frees are labeled up to so many */
#define MAX_EXAMINED 12  /* ticks of one column that are looked at one by one */
#define SHORT_HEIGHT 5.0
#define CROWD_GAP    4 /* columns */
#define MAX_FINDINGS  4096 /* of one CPU that are looked at */
#define FINDING_WIDTH 3 /* columns */
#define FINDING_GAP   3

typedef struct
{
  guint column;
  MmsTickKind kind;
  guint mm;
} Mark;

/* The first tick from @tick on whose event is greater than @event. */
static guint
find_tick (const MmsTick *ticks,
           guint          tick,
           guint          n_ticks,
           guint          event)
{
  guint low = tick;
  guint high = n_ticks;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ticks[middle].event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* The same where the answer is mostly near. */
static guint
skip_ticks (const MmsTick *ticks,
            guint          tick,
            guint          n_ticks,
            guint          event)
{
  guint step = 16;

  while (tick + step < n_ticks && ticks[tick + step].event <= event)
    {
      tick += step;
      step *= 2;
    }
  return find_tick (ticks, tick, MIN (tick + step, n_ticks), event);
}

/* The column of @event, which is not before @column. */
static guint
find_column (const MmsPen *pen,
             guint         column,
             guint         event)
{
  while (pen->columns[column + 1] < event)
    column++;
  return column;
}

/* At most one mark per column and kind. */
static GArray *
list_marks (const MmsPen *pen,
            guint         cpu,
            guint         counts[MMS_N_TICKS])
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  const MmsTick *ticks;
  guint column = 0;
  guint n_ticks;
  guint i;

  ticks = mms_history_get_ticks (pen->history, cpu, &n_ticks);
  i = find_tick (ticks, 0, n_ticks, pen->columns[0]);
  while (i < n_ticks && ticks[i].event <= pen->columns[pen->n_columns])
    {
      guint end;
      guint seen = 0;
      guint n;

      column = find_column (pen, column, ticks[i].event);
      end = pen->columns[column + 1];
      for (n = 0; n < MAX_EXAMINED && i < n_ticks && ticks[i].event <= end; n++, i++)
        {
          Mark mark = { column, ticks[i].kind, ticks[i].mm };

          if ((seen & 1u << mark.kind) != 0 || mark.kind >= MMS_N_TICKS)
            continue;
          seen |= 1u << mark.kind;
          counts[mark.kind]++;
          g_array_append_val (marks, mark);
        }
      if (n == MAX_EXAMINED)
        i = skip_ticks (ticks, i, n_ticks, end);
    }
  return marks;
}

static MmsColor
get_mark_color (const MmsPen *pen,
                MmsTickKind   kind)
{
  switch (kind)
    {
    case MMS_TICK_CR3:
      return pen->palette->text;
    case MMS_TICK_BARRIER:
    case MMS_TICK_FENCE:
      return pen->palette->barrier;
    case MMS_TICK_FREE:
      return pen->palette->danger;
    default:
      return pen->palette->ipi;
    }
}

static char *
make_label (const MmsPen *pen,
            const Mark   *mark)
{
  switch (mark->kind)
    {
    case MMS_TICK_BARRIER:
      return g_strdup ("mb");
    case MMS_TICK_FREE:
      return g_strdup_printf ("✝%s", mark->mm != 0 ? mms_get_mm_label (pen->history, mark->mm)
                                                    : "");
    case MMS_TICK_MEMBARRIER:
      return g_strdup ("membarrier");
    default:
      return NULL;
    }
}

/* Writes the marks' labels into the band below the rows, those of @is_free first: @taken tells the
 * columns in which something is written. */
static void
draw_labels (const MmsPen *pen,
             GArray       *marks,
             const guint   counts[MMS_N_TICKS],
             const MmsBox *band,
             gboolean      is_free,
             guint8       *taken)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const Mark *mark = &g_array_index (marks, Mark, i);
      MmsColor color = get_mark_color (pen, mark->kind);
      g_autofree char *label = NULL;
      MmsTextFlags flags = is_free ? MMS_TEXT_BOLD : 0;
      MmsBox box = *band;
      guint end;
      gboolean is_taken = FALSE;

      if ((mark->kind == MMS_TICK_FREE) != is_free ||
          counts[mark->kind] > (is_free ? MAX_LABELED : MAX_TALL))
        continue;
      label = make_label (pen, mark);
      if (label == NULL)
        continue;
      box.x = MMS_NAMES_WIDTH + mark->column + 3;
      box.width = mms_canvas_measure_text (pen->canvas, label, MMS_SIZE_SMALL, flags) + 1;
      end = mark->column + 3 + (guint) box.width;
      if (end >= pen->n_columns)
        continue;
      for (guint column = mark->column + 1; column <= end && !is_taken; column++)
        is_taken = taken[column];
      if (is_taken)
        continue;
      for (guint column = mark->column; column <= MIN (end + 4, pen->n_columns - 1); column++)
        taken[column] = TRUE;
      /* a label matters more than the short ticks that it lies over */
      mms_canvas_fill (pen->canvas, &box, &pen->palette->background);
      mms_canvas_text (pen->canvas, &box, label, MMS_SIZE_SMALL, flags, &color);
    }
}

/* The links of the selected finding's chain are drawn over the band, left of their events. */
static void
leave_room_for_chain (const MmsPen *pen,
                      guint         cpu,
                      guint8       *taken)
{
  const MmsEvent *events;
  const MmsFinding *finding;
  guint n_events;
  int selected = mms_view_get_finding (pen->view);

  if (selected < 0)
    return;
  finding = g_ptr_array_index (mms_document_get_findings (pen->document), (guint) selected);
  events = mms_trace_get_events (mms_history_get_trace (pen->history), &n_events);
  for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
    {
      const MmsEvidence *evidence = &g_array_index (finding->evidence, MmsEvidence, i);
      int column;

      if (evidence->event == 0 || evidence->event > n_events ||
          (evidence->cpu >= 0 ? (guint) evidence->cpu : events[evidence->event - 1].cpu) != cpu)
        continue;
      column = mms_pen_find_column (pen, evidence->event);
      for (int taken_column = MAX (column - MMS_LINK_ROOM, 0);
           taken_column <= column && taken_column < (int) pen->n_columns; taken_column++)
        taken[taken_column] = TRUE;
    }
}

void
mms_draw_lane_ticks (const MmsPen      *pen,
                     guint              cpu,
                     const MmsLaneRows *rows)
{
  guint counts[MMS_N_TICKS] = { 0 };
  guint next_column[MMS_N_TICKS] = { 0 };
  g_autoptr (GArray) marks = list_marks (pen, cpu, counts);
  g_autofree guint8 *taken = g_new0 (guint8, pen->n_columns);
  int loaded = mms_lane_rows_find (rows, MMS_ATTRIBUTE_LOADED_MM);
  double bottom = rows->bottom;
  MmsBox band = { 0, bottom, 0, pen->height - bottom - 1 };

  leave_room_for_chain (pen, cpu, taken);
  for (guint i = 0; i < marks->len; i++)
    {
      const Mark *mark = &g_array_index (marks, Mark, i);
      /* where every column has one, every few tell as much */
      guint gap = counts[mark->kind] > pen->n_columns / CROWD_GAP ? CROWD_GAP : 1;
      MmsColor color = get_mark_color (pen, mark->kind);
      double x = MMS_NAMES_WIDTH + mark->column;

      if (mark->column < next_column[mark->kind])
        continue;
      next_column[mark->kind] = mark->column + gap;
      if (mark->kind == MMS_TICK_CR3)
        {
          MmsBox bar = { 0, bottom, 0, 0 };

          if (loaded >= 0)
            bar = mms_lane_rows_get_bar (rows, (guint) loaded);
          mms_canvas_line (pen->canvas, x, bar.y - 3, x, bar.y + 3, 1, FALSE, &color);
        }
      else if ((mark->kind == MMS_TICK_BARRIER || mark->kind == MMS_TICK_FREE) &&
               counts[mark->kind] <= MAX_TALL)
        {
          if (mark->kind == MMS_TICK_BARRIER)
            color.alpha *= 0.75f;
          mms_canvas_line (pen->canvas, x, rows->top, x, pen->height - 2, 1, FALSE, &color);
          taken[mark->column] = TRUE;
        }
      else
        mms_canvas_line (pen->canvas, x, bottom + 1, x, bottom + 1 + SHORT_HEIGHT, 1, FALSE,
                         &color);
    }
  draw_labels (pen, marks, counts, &band, TRUE, taken);
  draw_labels (pen, marks, counts, &band, FALSE, taken);
}

void
mms_draw_lane_findings (const MmsPen      *pen,
                        guint              cpu,
                        const MmsLaneRows *rows)
{
  guint next_column[MMS_N_CPU_ATTRIBUTES] = { 0 };
  const MmsFindingPlace *places;
  guint column = 0;
  guint n_places;
  guint step;

  mms_pen_find_places (pen, MMS_VIEW_ALL_CPUS, &n_places);
  if (n_places <= MMS_MAX_MARKS)
    return;
  places = mms_pen_find_places (pen, (int) cpu, &n_places);
  step = n_places / MAX_FINDINGS + 1;
  for (guint i = 0; i < n_places; i += step)
    {
      int row = mms_lane_rows_find (rows, places[i].holder);
      MmsColor color;
      MmsBox bar;

      row = MAX (row, 0);
      column = find_column (pen, column, places[i].event);
      if (column < next_column[row])
        continue;
      next_column[row] = column + FINDING_WIDTH + FINDING_GAP;
      color = mms_palette_severity (pen->palette, places[i].severity);
      bar = mms_lane_rows_get_bar (rows, (guint) row);
      bar.x = MMS_NAMES_WIDTH + column;
      bar.width = FINDING_WIDTH;
      mms_canvas_fill (pen->canvas, &bar, &color);
    }
}

/* The first loss whose event is greater than @event; they ascend. */
static guint
find_loss (const MmsLoss *losses,
           guint          n_losses,
           guint          event)
{
  guint low = 0;
  guint high = n_losses;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (losses[middle].event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

void
mms_draw_lane_losses (const MmsPen      *pen,
                      guint              cpu,
                      const MmsLaneRows *rows)
{
  const MmsLoss *losses;
  guint n_losses;
  int before = -1;

  losses = mms_trace_get_losses (mms_history_get_trace (pen->history), &n_losses);
  for (guint i = find_loss (losses, n_losses, pen->columns[0]); i < n_losses; i++)
    {
      MmsBox gap = { 0, rows->top - 2, 3, rows->bottom - rows->top + 4 };
      double sign[6];
      int column;

      if (losses[i].event > pen->columns[pen->n_columns])
        break;
      if (losses[i].cpu != cpu)
        continue;
      column = mms_pen_find_column (pen, losses[i].event);
      if (column == before)
        continue;
      before = column;
      gap.x = MMS_NAMES_WIDTH + column - 2;
      mms_canvas_fill (pen->canvas, &gap, &pen->palette->background);
      mms_canvas_line (pen->canvas, gap.x, gap.y, gap.x, gap.y + gap.height, 1, TRUE,
                       &pen->palette->text_dim);
      mms_canvas_line (pen->canvas, gap.x + gap.width, gap.y, gap.x + gap.width,
                       gap.y + gap.height, 1, TRUE, &pen->palette->text_dim);
      sign[0] = gap.x - 3.5;
      sign[1] = gap.y;
      sign[2] = gap.x + gap.width + 3.5;
      sign[3] = gap.y;
      sign[4] = gap.x + gap.width / 2;
      sign[5] = gap.y + 6;
      mms_canvas_polygon (pen->canvas, sign, 3, &pen->palette->warning);
    }
}
