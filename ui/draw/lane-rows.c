/* lane-rows.c - where the rows of a CPU lane lie
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define ROW_PITCH  19.0
#define PAD_TOP    5.0
#define PAD_BOTTOM 13.0 /* the band of ticks and their labels */

#define BUFFER_LINE  14.0 /* the least for words */
#define FOLDED_STRIP 3.0 /* of a folded lane, what tells of the task */

static const MmsAttribute row_attributes[] = {
  MMS_ATTRIBUTE_TASK,    MMS_ATTRIBUTE_ACTIVE_MM,    MMS_ATTRIBUTE_LOADED_MM,
  MMS_ATTRIBUTE_LAZY_MM, MMS_ATTRIBUTE_MM_TO_MMDROP,
};

/* In rows.  Where several stores wait at once, each has a line of its own, as far as that leaves room for the
 * rest: three lines can still have words. */
static double
get_buffer_height (MmsView *view)
{
  guint depth = mms_operations_get_depth (mms_document_get_operations (mms_view_get_document (view)));

  return depth > 2 ? 3 * BUFFER_LINE / ROW_PITCH : MAX (depth, 1);
}

void
mms_lane_rows_init (MmsLaneRows *rows,
                    MmsView     *view,
                    double       height)
{
  double n_lines;

  rows->is_folded = height > 0 && height <= MMS_FOLDED_HEIGHT;
  rows->n_rows = 0;
  for (guint i = 0; i < G_N_ELEMENTS (row_attributes); i++)
    {
      MmsAttribute attribute = row_attributes[i];

      if (attribute == MMS_ATTRIBUTE_TASK || attribute == MMS_ATTRIBUTE_ACTIVE_MM ||
          (!rows->is_folded && mms_view_uses_attribute (view, attribute)))
        rows->attributes[rows->n_rows++] = attribute;
    }
  rows->has_buffer = !rows->is_folded && mms_view_has_store_buffers (view);
  n_lines = rows->n_rows + (rows->has_buffer ? get_buffer_height (view) : 0);
  rows->top = PAD_TOP;
  rows->pitch = ROW_PITCH;
  if (rows->is_folded)
    {
      rows->top = 1;
      rows->pitch = (height - 2) / rows->n_rows;
    }
  else if (height > 0)
    {
      double natural = PAD_TOP + PAD_BOTTOM + n_lines * ROW_PITCH;
      double scale = MIN (height / natural, 1);

      rows->top = PAD_TOP * scale;
      rows->pitch = ROW_PITCH * scale;
    }
  rows->bottom = rows->top + n_lines * rows->pitch;
}

int
mms_lane_rows_find (const MmsLaneRows *rows,
                    MmsAttribute       attribute)
{
  for (guint row = 0; row < rows->n_rows; row++)
    if (rows->attributes[row] == attribute)
      return (int) row;
  return rows->is_folded ? 1 : -1;
}

MmsBox
mms_lane_rows_get_bar (const MmsLaneRows *rows,
                       guint              row)
{
  double height;

  if (rows->is_folded)
    {
      double all = rows->n_rows * rows->pitch;

      if (row == 0)
        return (MmsBox) { 0, rows->top, 0, FOLDED_STRIP };
      return (MmsBox) { 0, rows->top + FOLDED_STRIP, 0, round (all) - FOLDED_STRIP };
    }
  /* in lower lanes the gaps shrink before the bars do, which have to hold letters */
  height = rows->pitch - 2 - (rows->pitch - 12) * 4 / 7;
  if (rows->attributes[row] == MMS_ATTRIBUTE_TASK)
    height = rows->pitch - 1 - (rows->pitch - 12) * 3 / 7;
  else if (rows->attributes[row] == MMS_ATTRIBUTE_LAZY_MM ||
           rows->attributes[row] == MMS_ATTRIBUTE_MM_TO_MMDROP)
    height -= 2;
  height = MAX (round (height), 3);
  return (MmsBox) {
    0, round (rows->top + row * rows->pitch + (rows->pitch - height) / 2), 0, height
  };
}

MmsBox
mms_lane_rows_get_buffer (const MmsLaneRows *rows)
{
  double top = rows->top + rows->n_rows * rows->pitch;

  return (MmsBox) { 0, round (top + 1), 0, MAX (round (rows->bottom - top - 1), 3) };
}

double
mms_cpu_lane_get_height (MmsView *view)
{
  MmsLaneRows rows;

  mms_lane_rows_init (&rows, view, 0);
  return rows.bottom + PAD_BOTTOM;
}
