/* navigate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "navigate.h"

#include "draw/draw.h"

/* So many events to both sides are shown around a finding, if its chain is no longer than that. */
#define EVENTS_AROUND 25
/* Of the width around a chain. */
#define ROOM 0.25
/* A chain that covers more than this many times what is around its end is not shown whole. */
#define LONG_CHAIN 12

guint
mms_navigate_count_events (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  guint n_events = 0;

  if (document)
    mms_trace_get_events (mms_document_get_trace (document), &n_events);
  return n_events;
}

void
mms_navigate_to_x (MmsView *view, double x, double width)
{
  guint n_events = mms_navigate_count_events (view);
  double position = mms_lane_position_at (view, CLAMP (x, MMS_NAMES_WIDTH, width), width);
  guint event;

  if (n_events == 0)
    return;

  mms_view_set_playhead_position (view, position);
  event = mms_view_get_playhead (view);
  if (event == 0
      || (event < n_events
          && mms_view_get_event_position (view, event + 1) - position
                 < position - mms_view_get_event_position (view, event)))
    event++;
  mms_view_set_playhead (view, event);
}

void
mms_navigate_to_event (MmsView *view, guint event)
{
  mms_view_set_playhead (view, MIN (event, mms_navigate_count_events (view)));
  mms_view_follow (view);
}

void
mms_navigate_centre (MmsView *view)
{
  double at = mms_view_get_playhead_position (view);
  double start, end;

  mms_view_get_range (view, &start, &end);
  mms_view_set_range (view, at - (end - start) / 2, at + (end - start) / 2);
}

void
mms_navigate_to_finding (MmsView *view, int index)
{
  MmsDocument *document = mms_view_get_document (view);
  guint n_events = mms_navigate_count_events (view);
  GPtrArray *findings;
  const MmsFinding *finding;
  double start, end, chain_start, chain_end, room;

  if (!document)
    return;
  findings = mms_document_get_findings (document);
  if (index < 0 || (guint) index >= findings->len)
    return;
  finding = g_ptr_array_index (findings, index);

  start = mms_view_get_event_position (view, finding->event > EVENTS_AROUND
                                               ? finding->event - EVENTS_AROUND : 1);
  end = mms_view_get_event_position (view, MIN (finding->event + EVENTS_AROUND, n_events));

  chain_start = chain_end = mms_view_get_event_position (view, finding->event);
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      const MmsEvidence *evidence = &g_array_index (finding->evidence, MmsEvidence, i);
      double position = mms_view_get_event_position (view, evidence->event);

      chain_start = MIN (chain_start, position);
      chain_end = MAX (chain_end, position);
    }
  if (chain_end - chain_start <= LONG_CHAIN * (end - start))
    {
      start = MIN (start, chain_start);
      end = MAX (end, chain_end);
    }

  room = (end - start) * ROOM / 2;
  mms_view_set_range (view, start - room, end + room);
  mms_view_select_finding (view, index);
  mms_view_set_playhead (view, finding->event);
}

int
mms_navigate_attend (MmsView *view, MmsAttention *attention)
{
  MmsAttention now = { mms_view_get_finding (view), mms_view_get_cpu (view) };
  MmsAttention before = *attention;

  *attention = now;
  if (now.finding >= 0 && now.finding != before.finding)
    {
      GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));

      return ((MmsFinding *) g_ptr_array_index (findings, now.finding))->cpu;
    }
  return now.cpu != before.cpu ? now.cpu : -1;
}
