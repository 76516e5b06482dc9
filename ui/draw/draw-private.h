/* draw-private.h - what the files that draw share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw.h"

G_BEGIN_DECLS

#define MMS_SIZE_SMALL 10.5 /* labels in and beside bars */
#define MMS_SIZE_TEXT  12.0
#define MMS_SIZE_NAME  13.5 /* names of lanes and cards, bold */

#define MMS_LABEL_HEIGHT 9.0 /* so tall a bar must be for letters */

/* Up to so many findings in view are marked with their shapes, over the lanes; more are thin bars within
 * them. */
#define MMS_MAX_MARKS 200

/* Left of an event, what a link of the selected finding's chain takes. */
#define MMS_LINK_ROOM 18

/**
 * MmsPen:
 * @history: %NULL without a document
 * @n_columns: pixel columns of the time area, which begins at %MMS_NAMES_WIDTH
 * @columns: see mms_view_get_columns()
 * @busy: so many columns are drawn as one where changes crowd for long: single ones say no more, and cost
 *   more
 * @first, @last: the columns from the trace's first event to its last one (@last excluded)
 *
 * What drawing one lane needs throughout.
 */
typedef struct
{
  MmsCanvas *canvas;
  MmsView *view;
  const MmsPalette *palette;
  MmsDocument *document;
  MmsHistory *history;
  MmsMmFacts *mms; /* see mms_view_get_mm_facts() */
  double width;
  double height;
  guint n_columns;
  guint busy;
  const guint32 *columns;
  guint first;
  guint last;
} MmsPen;

void mms_pen_init (MmsPen           *pen,
                   MmsCanvas        *canvas,
                   MmsView          *view,
                   const MmsPalette *palette,
                   double            width,
                   double            height);

/* The column in which @event lies; beyond the stretch: -1 or n_columns. */
int      mms_pen_find_column (const MmsPen *pen,
                              guint         event);
/* (transfer none): the findings of @cpu in the visible stretch, see mms_view_find_places() */
const MmsFindingPlace *mms_pen_find_places (const MmsPen *pen,
                                            int           cpu,
                                            guint        *n_places);
/* @mm: none but 0 that the history does not have */
MmsMmLook mms_pen_look_up     (const MmsPen *pen,
                               guint         mm);
MmsColor mms_pen_get_mm_color (const MmsPen *pen,
                               guint         mm);
MmsColor mms_pen_get_mm_line  (const MmsPen *pen,
                               guint         mm);

/* The part of @bar, whose x says nothing, in columns @first to @last (excluded). */
MmsBox   mms_pen_get_run_box  (const MmsBox *bar,
                               guint         first,
                               guint         last);
/* Halfway to grey: several values share a column. */
MmsColor mms_pen_make_busy    (const MmsPen   *pen,
                               const MmsColor *color);

/* The stripes that tell an mm from others of its colour: along the lower edge of a bar, in columns @first to
 * @last (excluded) */
void mms_draw_stripes (const MmsPen   *pen,
                       guint           n_stripes,
                       const MmsBox   *bar,
                       guint           first,
                       guint           last,
                       const MmsColor *color);
/* The size, at most @size, at which bold @text fits into @room whole: of a hundred thousand mms the first
 * letters alone tell nothing.  Never so small that it cannot be read. */
double mms_fit_text (MmsCanvas  *canvas,
                     const char *text,
                     double      size,
                     double      room);
/* A disc of at least this radius has room for counts under its letter. */
#define MMS_COUNTS_RADIUS 24.0

/* A filled circle in the colour of an mm, with its stripes */
void mms_draw_mm_disc (MmsCanvas        *canvas,
                       const MmsPalette *palette,
                       MmsMmLook         look,
                       double            x,
                       double            y,
                       double            radius);

/* Of a bar that is @height tall. */
double mms_get_stripe_thickness (double height);

/* The names at the left of a lane: its background, its rule below. */
void mms_pen_draw_ground (const MmsPen *pen,
                          gboolean      is_selected);

/**
 * MmsRun:
 * @first, @last: columns, @last excluded
 * @event: of the point with which the value began
 * @is_busy: the value changes within each of these columns; @value is one of those that it took
 *
 * Neighbouring columns that look the same.
 */
typedef struct
{
  guint first;
  guint last;
  guint event;
  gint32 value;
  MmsProvenance provenance;
  gboolean is_busy;
} MmsRun;

/* (transfer full) (element-type MmsRun): @track over the pen's columns */
GArray *mms_runs_new   (const MmsPen   *pen,
                        const MmsTrack *track);
/* Joins neighbours that differ only in observed and derived. */
void    mms_runs_merge (GArray         *runs);

/* (transfer full): "bash/412", "idle" */
char *mms_format_task (MmsHistory *history,
                       int         pid,
                       guint       cpu,
                       guint       event);
/* 1 kernel thread, 0 user task, -1 not known */
int   mms_get_task_kthread (MmsHistory *history,
                            int         pid,
                            guint       cpu);
/* Whether it is a user task that has given up its mm and gets no other. */
gboolean mms_is_task_exiting (MmsHistory *history,
                              int         pid,
                              guint       cpu,
                              guint       event);
/* "A", "init", "none"; @mm 0: none */
const char *mms_get_mm_label (MmsHistory *history,
                              guint       mm);
gboolean    mms_is_mm_freed  (MmsHistory *history,
                              guint       mm,
                              guint       event);
/* Whether anything tells of @mm by then: an event, or a CPU that holds it */
gboolean    mms_is_mm_seen   (MmsHistory *history,
                              guint       mm,
                              guint       event);

/**
 * MmsSpans: what is to be filled in one row; it has room for a span per column
 */
typedef struct
{
  MmsSpan *spans;
  guint n_spans;
} MmsSpans;

void mms_spans_init  (MmsSpans     *spans,
                      const MmsPen *pen);
void mms_spans_clear (MmsSpans     *spans);
/* Fills the spans, which count from the pen's first column, and empties them; see
 * mms_canvas_fill_spans(). */
void mms_spans_fill  (MmsSpans       *spans,
                      const MmsPen   *pen,
                      const MmsBox   *row,
                      const MmsColor *colors,
                      guint           n_colors);

/* Adds a stripe over columns @first to @last (excluded), right of what was added before.  It is broken: a whole
 * one would look like the rim of a hollow bar, which says that a CPU is lazy. */
void mms_spans_add_stripe (MmsSpans *spans,
                           guint     first,
                           guint     last,
                           guint     color);

/* Adds columns @first to @last (excluded), right of those added before. */
static inline void
mms_spans_add (MmsSpans *spans,
               guint     first,
               guint     last,
               guint     color)
{
  MmsSpan *before = spans->spans + spans->n_spans - 1;

  if (first >= last)
    return;
  if (spans->n_spans > 0 && before->last == first && before->color == color)
    before->last = last;
  else
    spans->spans[spans->n_spans++] = (MmsSpan) { first, last, color };
}

/**
 * MmsLaneRows: where the rows of a CPU lane lie
 * @is_folded: the lane is so low that it shows a strip for the task and active_mm only
 * @has_buffer: below the attributes, the store buffer has a row
 */
typedef struct
{
  gboolean is_folded;
  guint n_rows;
  MmsAttribute attributes[MMS_N_CPU_ATTRIBUTES];
  gboolean has_buffer;
  double top;    /* of the first row */
  double pitch;  /* from row to row */
  double bottom; /* of the last row */
} MmsLaneRows;

void mms_lane_rows_init (MmsLaneRows *rows,
                         MmsView     *view,
                         double       height);
/* The row of @attribute, or in a folded lane what stands for it; -1: it has none */
int  mms_lane_rows_find (const MmsLaneRows *rows,
                         MmsAttribute       attribute);
/* The bar of row @row, without x and width. */
MmsBox mms_lane_rows_get_bar (const MmsLaneRows *rows,
                              guint              row);

/* What @cpu held in one of its rows of mms: @row is the bar of @attribute. */
void mms_draw_mm_row (const MmsPen *pen,
                      guint         cpu,
                      MmsAttribute  attribute,
                      const MmsBox *row);

/* Where the row of the store buffer lies, without x and width; only if there is one. */
MmsBox mms_lane_rows_get_buffer (const MmsLaneRows *rows);

/* The stores of one CPU that wait: when it came to each, when that took effect, and the time between */
void mms_draw_lane_stores (const MmsPen      *pen,
                           guint              cpu,
                           const MmsLaneRows *rows);

/* Above the source, the name of its file */
#define MMS_SOURCE_TITLE 28.0

/* Whether the trace has a source to show. */
gboolean mms_has_source  (MmsView *view);
/* The lines around those in which the CPUs stand at the playhead; only where there is a source. */
void     mms_draw_source (MmsCanvas        *canvas,
                          MmsView          *view,
                          const MmsPalette *palette,
                          double            width,
                          double            height);

/* (transfer full): "A", "NULL", "2": what the operation writes, or with @is_old replaces, for people */
char *mms_format_memory_value  (MmsHistory         *history,
                                const MmsOperation *operation,
                                gboolean            is_old);
/* (transfer full): "lazy_mm = A"; of another CPU's variables "rq0.lazy_mm = A"; of an atomic operation what it
 * is, "A.mm_count add" */
char *mms_format_store         (MmsDocument        *document,
                                const MmsOperation *store);
/* (transfer full): "empty", or a sentence per store that waits on @cpu at @event, with what each CPU still
 * sees; @separator stands between them */
char *mms_describe_store_buffer (MmsView    *view,
                                 guint       cpu,
                                 guint       event,
                                 const char *separator);

/* CR3 writes, barriers, flushes, IPIs and frees of one CPU, over its rows and in the band below */
void mms_draw_lane_ticks (const MmsPen      *pen,
                          guint              cpu,
                          const MmsLaneRows *rows);

/* The findings of that CPU, where there are too many for shapes */
void mms_draw_lane_findings (const MmsPen      *pen,
                             guint              cpu,
                             const MmsLaneRows *rows);

/* Whether the flag of a mark stands in the ruler between two x. */
gboolean mms_is_flag_at (MmsView *view,
                         double   from,
                         double   to,
                         double   width);

/* Where events of that CPU are missing: a gap through its rows */
void mms_draw_lane_losses (const MmsPen      *pen,
                           guint              cpu,
                           const MmsLaneRows *rows);

/* (nullable): what a tooltip adds to the kernel's word: "hazard slot" */
const char *mms_attribute_get_gloss (MmsAttribute attribute);

G_END_DECLS
