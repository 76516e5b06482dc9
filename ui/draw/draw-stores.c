/* draw-stores.c - the store buffer of one CPU over time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define DOT          2.5  /* radius of the mark where the CPU came to a store */
#define LABEL_GAP    6.0
#define LABEL_HEIGHT 9.0  /* so tall a place must be for words */
#define LABEL_PITCH  13.0 /* words under words are so far apart: "_" reaches down, "l" up */
#define LABELS_BACK  64   /* of those drawn before; the others are far to the left */
#define MAX_DRAWN    4000 /* of one CPU in view; more are so close that they say no more */

/* Up to which column a place of the buffer may have words: to the next store that takes it. */
static double
find_room (const MmsPen       *pen,
           const MmsOperation *delayed,
           guint               n_delayed,
           guint               i,
           guint               n_slots)
{
  for (guint j = i + 1; j < n_delayed; j++)
    if (n_slots == 1 || delayed[j].slot % n_slots == delayed[i].slot % n_slots)
      return MIN (mms_pen_find_column (pen, delayed[j].issue), (int) pen->n_columns);
  return pen->n_columns;
}

static gboolean
is_free (const MmsBox *box,
         GArray       *labels)
{
  for (guint i = labels->len; i > 0 && labels->len - i < LABELS_BACK; i--)
    {
      const MmsBox *other = &g_array_index (labels, MmsBox, i - 1);

      if (fabs (box->y - other->y) < LABEL_PITCH && box->x < other->x + other->width &&
          other->x < box->x + box->width)
        return FALSE;
    }
  return TRUE;
}

/* @labels: where words stand already; in and out */
static void
draw_store (const MmsPen       *pen,
            const MmsOperation *store,
            const MmsBox       *place,
            double              room,
            GArray             *labels)
{
  const MmsColor *color = &pen->palette->warning;
  int first = mms_pen_find_column (pen, store->issue);
  int last = store->perform == MMS_OPERATION_NEVER ? (int) pen->last
                                                   : mms_pen_find_column (pen, store->perform);
  double y = round (place->y + place->height / 2);
  MmsBox bar = { MMS_NAMES_WIDTH + MAX (first, 0), y - 1, 0, 2 };

  last = MIN (last, (int) pen->n_columns);
  bar.width = MAX (last - MAX (first, 0), 1);
  mms_canvas_fill (pen->canvas, &bar, color);
  if (first >= 0)
    mms_canvas_circle (pen->canvas, MMS_NAMES_WIDTH + first, y, DOT, &pen->palette->background,
                       color, 1.5, FALSE);
  if (store->perform != MMS_OPERATION_NEVER && last < (int) pen->n_columns)
    mms_canvas_line (pen->canvas, MMS_NAMES_WIDTH + last, place->y, MMS_NAMES_WIDTH + last,
                     place->y + place->height, 2, FALSE, color);

  if (place->height >= LABEL_HEIGHT)
    {
      g_autofree char *text = mms_format_store (pen->document, store);
      double width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, 0) + 1;
      MmsBox box = { bar.x + bar.width + LABEL_GAP, y - LABEL_PITCH / 2, width, LABEL_PITCH };

      if (box.x + width <= MMS_NAMES_WIDTH + room - DOT - 2 && is_free (&box, labels) &&
          mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_WHOLE,
                           &pen->palette->text))
        g_array_append_val (labels, box);
    }
}

void
mms_draw_lane_stores (const MmsPen      *pen,
                      guint              cpu,
                      const MmsLaneRows *rows)
{
  const MmsOperations *operations = mms_document_get_operations (pen->document);
  MmsBox row = mms_lane_rows_get_buffer (rows);
  guint n_slots = MAX (mms_operations_get_depth (operations), 1);
  guint n_delayed;
  const MmsOperation *delayed = mms_operations_get_delayed (operations, cpu, &n_delayed);
  guint first = mms_operations_find_delayed (operations, cpu, pen->columns[0]);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (MmsBox));

  /* places of less than three pixels cannot be told apart: the oldest ones share */
  n_slots = MIN (n_slots, (guint) MAX (row.height / 3, 1));
  for (guint i = first; i < n_delayed && i - first < MAX_DRAWN &&
                        delayed[i].issue <= pen->columns[pen->n_columns]; i++)
    {
      double height = row.height / n_slots;
      MmsBox place = { 0, row.y + delayed[i].slot % n_slots * height, 0, height };

      draw_store (pen, &delayed[i], &place, find_room (pen, delayed, n_delayed, i, n_slots),
                  labels);
    }
}
