/* view-marks.c - A and B
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

#define ROOM 0.04 /* to either side of the marks, of what lies between them */

void
mms_view_set_mark (MmsView *view,
                   MmsMark  mark,
                   guint    event)
{
  MmsDocument *document = mms_view_get_document (view);
  guint *marks = mms_view_get_marks (view);
  guint n_events = 0;

  g_return_if_fail (mark < MMS_N_MARKS);

  if (document != NULL)
    mms_trace_get_events (mms_document_get_trace (document), &n_events);
  event = MIN (event, n_events);
  if (event == marks[mark])
    return;
  marks[mark] = event;
  mms_view_emit_marks_changed (view);
}

guint
mms_view_get_mark (MmsView *view,
                   MmsMark  mark)
{
  g_return_val_if_fail (mark < MMS_N_MARKS, 0);

  return mms_view_get_marks (view)[mark];
}

gboolean
mms_view_measure_marks (MmsView *view,
                        double  *duration,
                        gint64  *n_events)
{
  guint a = mms_view_get_mark (view, MMS_MARK_A);
  guint b = mms_view_get_mark (view, MMS_MARK_B);

  if (a == 0 || b == 0)
    return FALSE;
  *duration = mms_view_get_event_position (view, b) - mms_view_get_event_position (view, a);
  *n_events = (gint64) b - a;
  return TRUE;
}

void
mms_view_zoom_to_marks (MmsView *view)
{
  double a = mms_view_get_event_position (view, mms_view_get_mark (view, MMS_MARK_A));
  double b = mms_view_get_event_position (view, mms_view_get_mark (view, MMS_MARK_B));
  double room;
  double duration;
  gint64 n_events;

  if (!mms_view_measure_marks (view, &duration, &n_events))
    return;
  room = (MAX (a, b) - MIN (a, b)) * ROOM;
  mms_view_set_range (view, MIN (a, b) - room, MAX (a, b) + room);
}
