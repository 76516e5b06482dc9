/* mm-row.h - one row of a CPU's lane, while it is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw-private.h"

G_BEGIN_DECLS

#define MMS_LABEL_ROOM 14.0 /* a bar that is narrower carries no letter */

/* A stretch over which a row holds one mm, whatever its provenance. */
typedef struct
{
  guint first;
  guint last;
  guint event;
  guint mm;
  MmsMmLook look;
  gboolean is_busy;
  gboolean is_freed;
} MmsMmBar;

typedef struct
{
  const MmsPen *pen;
  const MmsBox *box; /* of the row, without x and width */
  GArray *runs;      /* of MmsRun */
  MmsMmBar *bars;
  guint n_bars;
  guint *striped;    /* those of @bars that have stripes and show them */
  guint n_striped;
  GArray *marks;     /* of guint: columns in which the overlay will put the mark of a finding */
  MmsSpans bodies;   /* of the bars that have one */
  MmsSpans spans;    /* empty between two functions */
  guint n_stripes;   /* the most that a bar has */
  gboolean has_none;   /* some bars are of no mm, */
  gboolean has_freed;  /* of a freed one, */
  gboolean has_labels; /* long enough for a label */
  MmsColor colors[2 * MMS_N_MM_COLORS]; /* of bars, then of busy ones */
} MmsMmRow;

/* The letters of all bars.  @lazy: (nullable): runs of is_lazy, merged, where the row shows it: the hollow part
 * of a bar has its own label */
void mms_mm_row_draw_labels (const MmsMmRow *row,
                             GArray         *lazy);
/* That of the hollow part of @bar, which is at @box. */
void mms_mm_row_label_lazy  (const MmsMmRow *row,
                             const MmsMmBar *bar,
                             const MmsBox   *box);

G_END_DECLS
