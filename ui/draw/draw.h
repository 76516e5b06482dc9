/* draw.h - what is drawn, apart from where
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas/canvas.h"
#include "canvas/palette.h"
#include "view/view.h"

G_BEGIN_DECLS

/* Pixels at scale 1.  The strip of lane names at the left of overview, ruler and lanes is equally
 * wide everywhere, so that one instant has one x. */
#define MMS_NAMES_WIDTH     140
#define MMS_OVERVIEW_HEIGHT 34
#define MMS_RULER_HEIGHT    26
#define MMS_MM_LANE_HEIGHT  42
/* Lanes of CPUs that are as low as that are folded, and at least so tall. */
#define MMS_FOLDED_HEIGHT   20
#define MMS_FOLDED_LEAST    14

/* Each draws into 0,0 .. width,height of @canvas.  None changes @view; all cope with a view without
 * a document.  The playhead is drawn by mms_draw_playhead() alone, so that everything else stays
 * cached while it moves. */

void mms_draw_overview (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                        double width, double height);
/* What moves over it: the visible stretch and the playhead, apart like mms_draw_playhead(). */
void mms_draw_overview_place (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                              double width, double height);
/* The time at @x of an overview or lane that is @width wide. */
double mms_overview_position_at (MmsView *view, double x, double width);
double mms_overview_x_at        (MmsView *view, double position, double width);
double mms_lane_position_at     (MmsView *view, double x, double width);
double mms_lane_x_at            (MmsView *view, double position, double width);

void mms_draw_ruler    (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                        double width, double height);

/* One CPU: rows for the task, active_mm, loaded_mm and (where the trace uses them) lazy_mm and
 * mm_to_mmdrop; CR3 and barrier ticks. */
double mms_cpu_lane_get_height (MmsView *view);
void   mms_draw_cpu_lane (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette, guint cpu,
                          double width, double height);
/* (transfer full) (nullable): Pango markup: exact values, since when, by which event, provenance */
char  *mms_cpu_lane_describe_at (MmsView *view, guint cpu, double x, double y, double width);
/* The same for a lane that is folded, and too low to aim at its rows. */
char  *mms_folded_lane_describe_at (MmsView *view, guint cpu, double x, double width);
/* (transfer full): the CPU's state at the playhead as one sentence, for accessibility */
char  *mms_cpu_lane_describe (MmsView *view, guint cpu);

/* One mm: its life and its two counts. */
void  mms_draw_mm_lane (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette, guint mm,
                        double width, double height);
char *mms_mm_lane_describe_at (MmsView *view, guint mm, double x, double y, double width);
char *mms_mm_lane_describe    (MmsView *view, guint mm);

/* Neighbouring CPUs on which nothing happens, in one. */
void   mms_draw_quiet_lane (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette, guint first,
                            guint last, double width, double height);

/* Where the lane of a CPU lies. */
typedef struct
{
  guint cpu;
  double top;
  double height;
} MmsLanePlace;

/* What lies over the lanes: IPI arrows, marks of findings.  @places: the CPU lanes shown */
void mms_draw_lane_overlay (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                            const MmsLanePlace *places, guint n_places, double width, double height);
/* (nullable): index of the finding whose mark is at x, y; -1: none */
int  mms_lane_overlay_find_finding (MmsView *view, const MmsLanePlace *places, guint n_places,
                                    double x, double y, double width);

/* A and B, over ruler and lanes and over the overview; nothing where they are not set. */
void mms_draw_marks          (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                              double width, double height);
void mms_draw_overview_marks (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                              double width, double height);
/* (transfer full): "A–B 1.250 ms · 34 events", "A at +12.3 ms" while there is one; "" without */
char *mms_format_marks (MmsView *view);

void mms_draw_playhead (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                        double width, double height);

/* The sign of a finding, 2 * @half wide: one shape per severity.  With a rim it stands out from what
 * it lies over. */
void mms_draw_severity (MmsCanvas *canvas, const MmsPalette *palette, MmsSeverity severity, double x,
                        double y, double half, gboolean has_rim);

/* The machine at the playhead: CPUs with their pointers, mms with their counts, freed mms as
 * ghosts.  It needs mms_machine_get_height() to show all CPUs. */
double mms_machine_get_height (MmsView *view, double width);
void   mms_draw_machine (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                         double width, double height);
/* What is at a place of the machine: sets *cpu (-1) or *mm (0). */
void   mms_machine_pick (MmsView *view, double width, double height, double x, double y,
                         int *cpu, guint *mm);
char  *mms_machine_describe_at (MmsView *view, double width, double height, double x, double y);

/* "CPU 1" in that CPU's colour; in a box that is narrower than it measures, the number alone. */
void   mms_draw_cpu_badge (MmsCanvas *canvas, guint cpu, const MmsBox *box);
double mms_measure_cpu_badge (MmsCanvas *canvas, guint cpu);

/* Everything in one picture, as `mmscope render` writes it. */
void mms_draw_picture (MmsCanvas *canvas, MmsView *view, const MmsPalette *palette,
                       double width, double height);

/* (transfer full): "+12.345 678 ms" and such; "+123" for clocks that are no nanoseconds */
char *mms_format_position (MmsView *view, double position);
char *mms_format_duration (MmsView *view, double duration);
/* (transfer full): the same rounded to three digits, where nobody counts: "1.25 ms" */
char *mms_format_span     (MmsView *view, double duration);
/* (transfer full): "1 234 567", with thin spaces */
char *mms_format_count (guint64 count);

G_END_DECLS
