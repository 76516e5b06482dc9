/* mm-row-labels.c - the letters in a row of mms
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "mm-row.h"

#define MARK_ROOM 9.0 /* to either side of the mark of a finding */

static const char *
get_label (const MmsMmRow *row,
           const MmsMmBar *bar)
{
  return mms_get_mm_label (row->pen->history, bar->mm);
}

/* @room: up to where the text may reach */
static void
draw_label (const MmsMmRow      *row,
            double          x,
            double          room,
            const char     *text,
            const MmsColor *color)
{
  MmsBox box = { x, row->box->y, room, row->box->height };

  mms_canvas_text (row->pen->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_WHOLE,
                   color);
}

static double
measure_label (const MmsMmRow  *row,
               const char *text)
{
  return mms_canvas_measure_text (row->pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD);
}

/* Stripes stop for a label that lies over them. */
static void
clear_stripes (const MmsMmRow      *row,
               const MmsMmBar      *bar,
               const MmsBox   *box,
               const char     *text,
               const MmsColor *color)
{
  MmsBox ground = { box->x, box->y + 1, 0, box->height - 2 };

  if (bar->look.n_stripes == 0)
    return;
  ground.width = MIN (box->width, measure_label (row, text) + 7);
  mms_canvas_fill (row->pen->canvas, &ground, color);
}

/* Moves the left edge of @box right of the marks that lie over its first @width pixels. */
static void
avoid_marks (MmsBox *box,
             GArray *marks,
             double  width)
{
  for (guint i = 0; i < marks->len; i++)
    {
      double mark = MMS_NAMES_WIDTH + g_array_index (marks, guint, i);
      double clear = mark + MARK_ROOM - box->x;

      if (mark + MARK_ROOM > box->x && mark - MARK_ROOM < box->x + width)
        {
          box->x += clear;
          box->width -= clear;
        }
    }
}

static void
label_freed (const MmsMmRow    *row,
             const MmsMmBar    *bar,
             const MmsBox *box)
{
  const MmsPen *pen = row->pen;
  g_autofree char *whole = g_strdup_printf ("%s: freed", get_label (row, bar));
  const char *text = whole;
  double width = measure_label (row, text);

  if (width + 8 > box->width)
    {
      text = get_label (row, bar);
      width = measure_label (row, text);
    }
  if (width + 8 <= box->width)
    {
      MmsBox ground = { box->x, row->box->y, width + 8, row->box->height };

      mms_canvas_fill (pen->canvas, &ground, &pen->palette->background);
      draw_label (row, box->x + 4, width + 1, text, &pen->palette->danger);
    }
}

/* @last: the column up to which the label may reach */
static void
draw_bar_label (const MmsMmRow *row,
                const MmsMmBar *bar,
                guint      last)
{
  MmsBox box = mms_pen_get_run_box (row->box, bar->first, last);
  MmsColor color;

  avoid_marks (&box, row->marks, MMS_LABEL_ROOM);
  if (box.width < MMS_LABEL_ROOM)
    return;
  if (bar->is_freed)
    {
      label_freed (row, bar, &box);
      return;
    }
  color = row->colors[bar->look.color];
  clear_stripes (row, bar, &box, get_label (row, bar), &color);
  color = mms_palette_text_on (&color);
  draw_label (row, box.x + 4, box.width - 5, get_label (row, bar), &color);
}

void
mms_mm_row_label_lazy (const MmsMmRow *row,
                       const MmsMmBar *bar,
                       const MmsBox   *box)
{
  const MmsPen *pen = row->pen;
  const char *label = get_label (row, bar);
  g_autofree char *whole = g_strdup_printf ("%s lazy", label);
  const char *text = measure_label (row, whole) + 6 > box->width ? label : whole;
  MmsColor hollow = mms_color_mix (&row->colors[bar->look.color], 0.86f, &pen->palette->background);

  clear_stripes (row, bar, box, text, &hollow);
  draw_label (row, box->x + 4, box->width - 5, text, &pen->palette->text);
}

/* The first column of @bar that is lazy; its end if none is.  @next: where to look on for the next
 * bar. */
static guint
find_lazy (const MmsMmBar *bar,
           GArray    *lazy,
           guint     *next)
{
  if (lazy == NULL)
    return bar->last;
  while (*next < lazy->len && g_array_index (lazy, MmsRun, *next).last <= bar->first)
    (*next)++;
  for (guint i = *next; i < lazy->len; i++)
    {
      const MmsRun *run = &g_array_index (lazy, MmsRun, i);

      if (run->first >= bar->last)
        break;
      if (run->value == 1)
        return MAX (run->first, bar->first);
    }
  return bar->last;
}

void
mms_mm_row_draw_labels (const MmsMmRow *row,
                        GArray         *lazy)
{
  guint next = 0;

  if (row->box->height < MMS_LABEL_HEIGHT || !row->has_labels)
    return;
  for (guint i = 0; i < row->n_bars; i++)
    {
      const MmsMmBar *bar = &row->bars[i];

      if (bar->mm == 0 || bar->is_busy || bar->last - bar->first < MMS_LABEL_ROOM)
        continue;
      /* the hollow part of a bar has its own label */
      draw_bar_label (row, bar, bar->is_freed ? bar->last : find_lazy (bar, lazy, &next));
    }
}
