/* view.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "document.h"
#include "finding-list.h"
#include "view-arrange.h"
#include "view-index.h"
#include "search.h"

G_BEGIN_DECLS

#define MMS_TYPE_VIEW (mms_view_get_type ())
G_DECLARE_FINAL_TYPE (MmsView, mms_view, MMS, VIEW, GObject)

/**
 * MmsView:
 *
 * What somebody looks at: the document, the visible stretch of time, the playhead, what is selected.
 * The one place where this state lives; widgets draw from it and change it, and learn of changes by
 * its signals.  No GTK in it, so `mmscope render` and the tests use the same.
 *
 * Signals: "document-changed", "range-changed" (the visible stretch), "playhead-changed",
 * "selection-changed" (finding, CPU or mm), "marks-changed" (A and B), "lanes-changed" (what, apart from the visible stretch,
 * decides which lanes are shown and how: selection, pinned, hidden and folded ones).
 *
 * Positions on the time axis are doubles in units of the trace's clock, relative to the first
 * event's stamp, so that sub-nanosecond zoom and 64-bit stamps both work.  The playhead is an event
 * number (0: before the first); while playing it also has a position between two events.
 */
MmsView *mms_view_new (void);

void         mms_view_set_document (MmsView     *view,
                                    MmsDocument *document);
/* The same for a document of which somebody has the index already; (transfer full) */
void         mms_view_set_index    (MmsView      *view,
                                    MmsViewIndex *index);
MmsDocument *mms_view_get_document (MmsView     *view); /* (nullable) (transfer none) */

/* The visible stretch; clamped to the trace with a margin of 2 % and to at least 10 units. */
void mms_view_set_range (MmsView *view,
                         double   start,
                         double   end);
void mms_view_get_range (MmsView *view,
                         double  *start,
                         double  *end);
void mms_view_fit       (MmsView *view);
/* @factor > 1 zooms in; @at stays where it is */
void mms_view_zoom      (MmsView *view,
                         double   factor,
                         double   at);
void mms_view_pan       (MmsView *view,
                         double   delta);
/* Moves the range, as little as needed, so that the playhead shows with some room around it. */
void mms_view_follow    (MmsView *view);

void   mms_view_set_playhead          (MmsView *view,
                                       guint    event);
guint  mms_view_get_playhead          (MmsView *view);
/* Where the playhead is drawn; sets the event to the last one not after @position. */
void   mms_view_set_playhead_position (MmsView *view,
                                       double   position);
double mms_view_get_playhead_position (MmsView *view);

double mms_view_get_event_position (MmsView *view,
                                    guint    event);
double mms_view_get_length         (MmsView *view); /* position of the last event */
/* The last event not after @position; 0 if none. */
guint  mms_view_find_event         (MmsView *view,
                                    double   position);
/* The widest visible stretch: the trace with its margin, as mms_view_fit() shows it. */
void   mms_view_get_limits         (MmsView *view,
                                    double  *start,
                                    double  *end);

typedef enum
{
  MMS_MARK_A,
  MMS_MARK_B,
  MMS_N_MARKS
} MmsMark;

/* Two events to measure between; 0: not set. */
void     mms_view_set_mark      (MmsView *view,
                                 MmsMark  mark,
                                 guint    event);
guint    mms_view_get_mark      (MmsView *view,
                                 MmsMark  mark);
/* From A to B, in units of the clock and in events; negative where B lies before A.
 * Returns: whether both are set */
gboolean mms_view_measure_marks (MmsView *view,
                                 double  *duration,
                                 gint64  *n_events);
void     mms_view_zoom_to_marks (MmsView *view);

/* Index into the document's findings; -1: none.  Selecting moves nothing else. */
void mms_view_select_finding (MmsView *view,
                              int      finding);
int  mms_view_get_finding    (MmsView *view);
/* -1: none */
void mms_view_select_cpu     (MmsView *view,
                              int      cpu);
int  mms_view_get_cpu        (MmsView *view);
/* 0: none */
void  mms_view_select_mm     (MmsView *view,
                              guint    mm);
guint mms_view_get_mm        (MmsView *view);

/* Steps, all relative to the playhead; each answers the event or 0 where there is none further. */
guint mms_view_find_next_on_cpu    (MmsView *view,
                                    guint    cpu,
                                    int      direction);
guint mms_view_find_mm_change      (MmsView *view,
                                    guint    mm,
                                    int      direction);
/* The next memory operation, and the next event by which a CPU comes to another line of the source: of a
 * simulation, and of the selected CPU alone where one is. */
guint mms_view_find_operation      (MmsView *view,
                                    int      direction);
guint mms_view_find_source_line    (MmsView *view,
                                    int      direction);
/* Among those that the list of findings does not filter out, and of these those above information as long
 * as there are any; index, -1. */
int   mms_view_find_finding        (MmsView *view,
                                    int      direction);

/* The findings in the order and the folds in which they are listed.  (transfer none) */
MmsFindingList *mms_view_get_finding_list (MmsView *view);

/* The events shown: all, or those that a query finds; while nothing is filtered out its events are
 * %NULL.  It lives as long as the view.  (transfer none) */
MmsSearch *mms_view_get_filter (MmsView *view);
/* What is looked for, among the events shown.  (transfer none) */
MmsSearch *mms_view_get_found  (MmsView *view);

/**
 * mms_view_set_filter:
 * @text: a query, see mms_query_new(); "": all events are shown
 *
 * The filter and what is looked for outlive a document that is read again.
 *
 * Returns: whether @text is a query; otherwise all events are shown, and @error says why
 */
gboolean    mms_view_set_filter    (MmsView     *view,
                                    const char  *text,
                                    GError     **error);
/* The same for what is looked for. */
gboolean    mms_view_find          (MmsView     *view,
                                    const char  *text,
                                    GError     **error);
const char *mms_view_get_find_text (MmsView     *view); /* never NULL */

/* One step from the playhead among the events shown; 0 where there is none further. */
guint mms_view_find_shown (MmsView *view,
                           int      direction);

/**
 * mms_view_find_next:
 * @is_known: (out): %FALSE where the worker has yet to look at what lies between
 *
 * Returns: the next event found from the playhead, from the other end where there is none further; 0
 *   if there is none at all
 */
guint mms_view_find_next  (MmsView  *view,
                           int       direction,
                           gboolean *is_known);

/**
 * mms_view_get_columns:
 *
 * For drawing: the visible stretch cut into @n_columns pixel columns.  Computed once per stretch.
 *
 * Returns: (transfer none) (array): @n_columns + 1 event numbers; the events of column i are those
 *   greater than element i and up to element i + 1.  Valid until the next call.
 */
const guint32 *mms_view_get_columns (MmsView *view,
                                     guint    n_columns);

/* (nullable) (transfer none): of a track of the document that is long enough to need one */
const MmsPyramid *mms_view_get_pyramid (MmsView        *view,
                                        const MmsTrack *track);

/* (transfer none) (nullable) (array): of each mm of the document */
MmsMmFacts *mms_view_get_mm_facts (MmsView *view);

/* Whether any CPU ever holds anything in @attribute; a row that is always empty is not drawn. */
gboolean mms_view_uses_attribute (MmsView      *view,
                                  MmsAttribute  attribute);

/* Whether there are store buffers to show: the trace is a simulation under another memory model than
 * sequential consistency, or a store is seen to wait. */
gboolean mms_view_has_store_buffers (MmsView *view);
/* What stores wait in: "store buffer", in the weak memory model "window" */
const char *mms_view_name_store_buffer (MmsView *view);

/* The CPU whose place in the source matters at @event: that of the event itself, or if it is nowhere yet the
 * one that came to its line last.  -1: none has */
int      mms_view_find_source_cpu (MmsView *view,
                                   guint    event);
/* Where in the source @event happens: the line that it tells, or where its CPU stands.  Returns: whether
 * that is known */
gboolean mms_view_locate_event    (MmsView        *view,
                                   guint           event,
                                   MmsSourcePlace *place);
/* (transfer full) (nullable): the same in words, "S6.lazy:60", and where @separator is not %NULL, behind that
 * the text of the line */
char    *mms_view_format_source   (MmsView    *view,
                                   guint       event,
                                   const char *separator);

/* Whether the trace is one of a simulation. */
gboolean mms_view_is_simulation    (MmsView *view);
/* (transfer full) (nullable): what a simulation is called, "SC02 lazy-k2k-after-teardown"; %NULL for a
 * capture */
char *mms_view_name_simulation     (MmsView *view);
/* (transfer full) (nullable): "S6g · x86 · tso · counterexample (D27)", "… · random run 3 (D27)": what the trace tells
 * of the scheme, the memory model and what it shows */
char *mms_view_describe_simulation (MmsView *view);

#define MMS_VIEW_ALL_CPUS (-2)

/**
 * mms_view_find_places:
 * @cpu: -1: those of no CPU; %MMS_VIEW_ALL_CPUS
 * @first, @last: events, @first excluded
 * @n_places: (out): how many findings show there
 *
 * Returns: (transfer none) (array length=n_places): ascending by event
 */
const MmsFindingPlace *mms_view_find_places (MmsView *view,
                                             int      cpu,
                                             guint    first,
                                             guint    last,
                                             guint   *n_places);

/* As many lanes of mms as are ever shown at once, pinned ones apart. */
#define MMS_VIEW_MAX_MM_LANES 32

/* The mms that matter in the visible stretch (held by a CPU, changing, in a finding), at most @max,
 * the selected one always, those hidden or pinned never; indices ascending.  While the stretch only
 * moves, an mm that was listed stays as long as it lives and there is room, so that lanes do not come
 * and go during play.  (transfer full) (element-type guint) */
GArray *mms_view_list_mms   (MmsView *view,
                             guint    max);
/* The same, and from now on these are what was listed. */
GArray *mms_view_update_mms (MmsView *view);

/* Lanes of CPUs and mms that somebody wants to see always, or not at all.  An mm that is pinned is
 * listed before all others, a CPU that is pinned is shown in full.  Each undoes the other. */
void          mms_view_pin_lane         (MmsView     *view,
                                         MmsLaneKind  kind,
                                         guint        id,
                                         gboolean     is_pinned);
gboolean      mms_view_is_lane_pinned   (MmsView     *view,
                                         MmsLaneKind  kind,
                                         guint        id);
void          mms_view_hide_lane        (MmsView     *view,
                                         MmsLaneKind  kind,
                                         guint        id,
                                         gboolean     is_hidden);
/* All but @cpu and those that are pinned. */
void          mms_view_hide_other_cpus  (MmsView     *view,
                                         guint        cpu);
gboolean      mms_view_is_lane_hidden   (MmsView     *view,
                                         MmsLaneKind  kind,
                                         guint        id);
/* (transfer none) (element-type MmsLaneKey): in the order in which that was done */
const GArray *mms_view_get_pinned_lanes (MmsView     *view);
const GArray *mms_view_get_hidden_lanes (MmsView     *view);
void          mms_view_show_all_lanes   (MmsView     *view);

void     mms_view_set_fold   (MmsView *view,
                              MmsFold  fold);
MmsFold  mms_view_get_fold   (MmsView *view);
/* Shows the quiet CPUs from @first on one by one. */
void     mms_view_open_quiet (MmsView *view,
                              guint    first);
/* (transfer none) (element-type guint): each @first of those */
const GArray *mms_view_get_opened_cpus (MmsView *view);

/* (transfer full) (element-type MmsLaneRow): the lanes of CPUs, pinned ones first */
GArray  *mms_view_arrange_cpus (MmsView *view);

G_END_DECLS
