/* view.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

#include <math.h>
#include <string.h>

#define MARGIN       0.02 /* of the trace's length, to either side of it */
#define MIN_SPAN     10.0
#define FOLLOW_ROOM  0.08 /* of the visible stretch, to either side of the playhead */
#define SAME_SPAN    1e-6 /* stretches whose lengths differ by less have only moved */

struct _MmsView
{
  GObject parent_instance;

  MmsDocument *document;
  const MmsEvent *events;
  guint n_events;
  double length;

  double start;
  double end;
  guint playhead;
  double position;

  int finding;
  int cpu;
  guint mm;

  /* The number of the last event before each pixel column, see mms_view_get_columns() */
  guint32 *columns;
  guint n_columns;
  double columns_start;
  double columns_end;

  MmsViewSearches searches;
  MmsViewIndex *index;
  guint marks[MMS_N_MARKS];
  MmsArrangement arrangement;

  GArray *lanes; /* of guint: the mms listed last */
  double lanes_span;
};

enum
{
  DOCUMENT_CHANGED,
  RANGE_CHANGED,
  PLAYHEAD_CHANGED,
  SELECTION_CHANGED,
  LANES_CHANGED,
  MARKS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MmsView, mms_view, G_TYPE_OBJECT)

static void
mms_view_finalize (GObject *object)
{
  MmsView *self = MMS_VIEW (object);

  g_clear_pointer (&self->document, mms_document_unref);
  mms_view_clear_searches (&self->searches);
  mms_view_index_free (self->index);
  mms_arrangement_clear (&self->arrangement);
  g_free (self->columns);
  g_array_unref (self->lanes);

  G_OBJECT_CLASS (mms_view_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, MMS_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
mms_view_class_init (MmsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_view_finalize;

  signals[DOCUMENT_CHANGED] = add_signal ("document-changed");
  signals[RANGE_CHANGED] = add_signal ("range-changed");
  signals[PLAYHEAD_CHANGED] = add_signal ("playhead-changed");
  signals[SELECTION_CHANGED] = add_signal ("selection-changed");
  signals[LANES_CHANGED] = add_signal ("lanes-changed");
  signals[MARKS_CHANGED] = add_signal ("marks-changed");
}

static void
mms_view_init (MmsView *self)
{
  self->end = MIN_SPAN;
  self->finding = -1;
  self->cpu = -1;
  self->index = mms_view_index_new (NULL);
  self->lanes = g_array_new (FALSE, FALSE, sizeof (guint));
  mms_arrangement_init (&self->arrangement);
  mms_view_init_searches (&self->searches);
}

MmsView *
mms_view_new (void)
{
  return g_object_new (MMS_TYPE_VIEW, NULL);
}

static void
emit (MmsView *self,
      guint    signal)
{
  g_signal_emit (self, signals[signal], 0);
}

GArray *
mms_view_get_lanes (MmsView *self)
{
  double span = self->end - self->start;

  return fabs (span - self->lanes_span) <= span * SAME_SPAN ? self->lanes : NULL;
}

void
mms_view_set_lanes (MmsView *self,
                    GArray  *lanes)
{
  g_array_unref (self->lanes);
  self->lanes = g_array_ref (lanes);
  self->lanes_span = self->end - self->start;
}

/* The longest stretch that may be seen; everything stays within it. */
static void
get_limits (MmsView *self,
            double  *start,
            double  *end)
{
  double margin = self->length * MARGIN;

  margin = MAX (margin, (MIN_SPAN - self->length) / 2);
  *start = -margin;
  *end = self->length + margin;
}

void
mms_view_set_document (MmsView     *self,
                       MmsDocument *document)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  mms_view_set_index (self, mms_view_index_new (document));
}

void
mms_view_set_index (MmsView      *self,
                    MmsViewIndex *index)
{
  MmsDocument *document = index->document;
  MmsViewIndex *before = self->index;
  gboolean is_same;

  g_return_if_fail (MMS_IS_VIEW (self));

  is_same = document != NULL && self->document != NULL &&
            g_str_equal (mms_document_get_path (document),
                         mms_document_get_path (self->document));
  if (document != NULL)
    mms_document_ref (document);
  g_clear_pointer (&self->document, mms_document_unref);
  self->document = document;
  self->index = index;
  mms_arrangement_reset (&self->arrangement);
  memset (self->marks, 0, sizeof self->marks);
  self->events = NULL;
  self->n_events = 0;
  self->length = 0;
  self->n_columns = 0;
  self->lanes_span = 0;

  if (document != NULL)
    self->events = mms_trace_get_events (mms_document_get_trace (document), &self->n_events);
  if (self->n_events > 0)
    self->length = mms_view_get_event_position (self, self->n_events);

  self->playhead = 0;
  self->position = 0;
  self->finding = -1;
  self->cpu = -1;
  self->mm = 0;
  get_limits (self, &self->start, &self->end);

  mms_view_restart_searches (self, is_same);
  /* everything is in place before anybody looks */
  emit (self, DOCUMENT_CHANGED);
  emit (self, LANES_CHANGED);
  emit (self, MARKS_CHANGED);
  emit (self, RANGE_CHANGED);
  emit (self, PLAYHEAD_CHANGED);
  emit (self, SELECTION_CHANGED);
  mms_view_index_free_aside (before);
}

MmsViewSearches *
mms_view_get_searches (MmsView *self)
{
  return &self->searches;
}

MmsDocument *
mms_view_get_document (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  return self->document;
}

void
mms_view_set_range (MmsView *self,
                    double   start,
                    double   end)
{
  double low;
  double high;
  double span;

  g_return_if_fail (MMS_IS_VIEW (self));

  if (!isfinite (start) || !isfinite (end))
    return;

  get_limits (self, &low, &high);
  if (end < start)
    {
      double swapped = start;

      start = end;
      end = swapped;
    }
  span = CLAMP (end - start, MIN_SPAN, high - low);
  /* a stretch that had to grow or shrink keeps its middle */
  if (span != end - start)
    start = (start + end - span) / 2;
  start = CLAMP (start, low, high - span);
  end = start + span;

  if (start == self->start && end == self->end)
    return;
  self->start = start;
  self->end = end;
  emit (self, RANGE_CHANGED);
}

void
mms_view_get_range (MmsView *self,
                    double  *start,
                    double  *end)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  *start = self->start;
  *end = self->end;
}

void
mms_view_get_limits (MmsView *self,
                     double  *start,
                     double  *end)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  get_limits (self, start, end);
}

void
mms_view_fit (MmsView *self)
{
  double start;
  double end;

  g_return_if_fail (MMS_IS_VIEW (self));

  get_limits (self, &start, &end);
  mms_view_set_range (self, start, end);
}

void
mms_view_zoom (MmsView *self,
               double   factor,
               double   at)
{
  double low;
  double high;
  double span;
  double share;

  g_return_if_fail (MMS_IS_VIEW (self));

  if (!isfinite (factor) || !(factor > 0) || !isfinite (at))
    return;

  get_limits (self, &low, &high);
  span = CLAMP ((self->end - self->start) / factor, MIN_SPAN, high - low);
  share = (at - self->start) / (self->end - self->start);
  mms_view_set_range (self, at - share * span, at - share * span + span);
}

void
mms_view_pan (MmsView *self,
              double   delta)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  mms_view_set_range (self, self->start + delta, self->end + delta);
}

void
mms_view_follow (MmsView *self)
{
  double room;

  g_return_if_fail (MMS_IS_VIEW (self));

  room = (self->end - self->start) * FOLLOW_ROOM;
  if (self->position < self->start + room)
    mms_view_pan (self, self->position - self->start - room);
  else if (self->position > self->end - room)
    mms_view_pan (self, self->position - self->end + room);
}

static void
set_playhead (MmsView *self,
              guint    event,
              double   position)
{
  if (event == self->playhead && position == self->position)
    return;
  self->playhead = event;
  self->position = position;
  emit (self, PLAYHEAD_CHANGED);
}

void
mms_view_set_playhead (MmsView *self,
                       guint    event)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  event = MIN (event, self->n_events);
  set_playhead (self, event, mms_view_get_event_position (self, event));
}

guint
mms_view_get_playhead (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  return self->playhead;
}

void
mms_view_set_playhead_position (MmsView *self,
                                double   position)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  if (!isfinite (position))
    return;
  position = CLAMP (position, 0, self->length);
  set_playhead (self, mms_view_find_event (self, position), position);
}

double
mms_view_get_playhead_position (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  return self->position;
}

double
mms_view_get_event_position (MmsView *self,
                             guint    event)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  if (event == 0 || self->n_events == 0)
    return 0;
  event = MIN (event, self->n_events);
  /* signed: a stamp that lies before the first one is not 580 years away */
  return (double) (gint64) (self->events[event - 1].time - self->events[0].time);
}

double
mms_view_get_length (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  return self->length;
}

guint
mms_view_find_event (MmsView *self,
                     double   position)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  if (self->n_events == 0 || !(position >= 0))
    return 0;
  if (position >= self->length)
    return self->n_events;
  return mms_trace_find_time (mms_document_get_trace (self->document),
                              self->events[0].time + (guint64) floor (position) + 1);
}

const guint32 *
mms_view_get_columns (MmsView *self,
                      guint    n_columns)
{
  double scale = (self->end - self->start) / MAX (n_columns, 1);
  g_autofree guint64 *times = NULL;
  guint first = 0;
  guint last;

  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  if (self->n_columns == n_columns + 1 && self->columns_start == self->start &&
      self->columns_end == self->end)
    return self->columns;

  self->columns = g_renew (guint32, self->columns, n_columns + 1);
  self->n_columns = n_columns + 1;
  self->columns_start = self->start;
  self->columns_end = self->end;
  times = g_new (guint64, n_columns + 1);
  for (last = 0; last <= n_columns; last++)
    {
      /* events before the column's left edge; stamps are whole, so rounding up is exact */
      double edge = ceil (self->start + last * scale);

      if (!(edge > 0) || self->n_events == 0)
        self->columns[first++] = 0;
      else if (edge > self->length)
        break;
      else
        times[last] = self->events[0].time + (guint64) edge;
    }
  if (first < last)
    mms_view_index_find_times (self->index, times + first, last - first, self->columns + first);
  for (; last <= n_columns; last++)
    self->columns[last] = self->n_events;
  return self->columns;
}

guint *
mms_view_get_marks (MmsView *self)
{
  return self->marks;
}

void
mms_view_emit_marks_changed (MmsView *self)
{
  emit (self, MARKS_CHANGED);
}

MmsArrangement *
mms_view_get_arrangement (MmsView *self)
{
  return &self->arrangement;
}

void
mms_view_emit_lanes_changed (MmsView *self)
{
  emit (self, LANES_CHANGED);
}

MmsViewIndex *
mms_view_get_index (MmsView *self)
{
  return self->index;
}

void
mms_view_select_finding (MmsView *self,
                         int      finding)
{
  guint n_findings = 0;

  g_return_if_fail (MMS_IS_VIEW (self));

  if (self->document != NULL)
    n_findings = mms_document_get_findings (self->document)->len;
  if (finding < 0 || (guint) finding >= n_findings)
    finding = -1;
  if (finding == self->finding)
    return;
  self->finding = finding;
  emit (self, SELECTION_CHANGED);
  emit (self, LANES_CHANGED);
}

int
mms_view_get_finding (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), -1);

  return self->finding;
}

void
mms_view_select_cpu (MmsView *self,
                     int      cpu)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  cpu = MAX (cpu, -1);
  if (cpu == self->cpu)
    return;
  self->cpu = cpu;
  emit (self, SELECTION_CHANGED);
  emit (self, LANES_CHANGED);
}

int
mms_view_get_cpu (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), -1);

  return self->cpu;
}

void
mms_view_select_mm (MmsView *self,
                    guint    mm)
{
  g_return_if_fail (MMS_IS_VIEW (self));

  if (self->document == NULL ||
      mm >= mms_history_get_n_mms (mms_document_get_history (self->document)))
    mm = 0;
  if (mm == self->mm)
    return;
  self->mm = mm;
  emit (self, SELECTION_CHANGED);
  emit (self, LANES_CHANGED);
}

guint
mms_view_get_mm (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  return self->mm;
}
