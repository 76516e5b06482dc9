/* palette.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas.h"
#include "model/finding.h"

G_BEGIN_DECLS

/**
 * MmsPalette:
 *
 * The colours of one look (light or dark).  The colours of mms are those of Okabe and Ito, which
 * people with any common colour-vision deficiency can tell apart, the same on light and on dark; they
 * repeat after seven with a stripe, with two, with three, and every mm carries its letter besides.  The order
 * is that in which a trace's mms appear, so that they share a colour only where there are more of them.
 */
typedef struct
{
  gboolean is_dark;
  MmsColor background, surface, border, text, text_dim, grid;
  MmsColor selection, playhead;
  MmsColor unknown;   /* the hatch */
  MmsColor danger, warning, info;
  MmsColor idle, kernel_task, user_task; /* fills of the task row */
  MmsColor init_mm;
  MmsColor ipi;
  MmsColor barrier;
} MmsPalette;

const MmsPalette *mms_palette_get (gboolean dark);

/* Of all mms: that of init_mm, and the seven that repeat. */
#define MMS_N_MM_COLORS 8
/* Along the lower edge of what has the colour of an mm. */
#define MMS_MAX_STRIPES 3

/**
 * MmsMmLook:
 * @color: which of the %MMS_N_MM_COLORS; 0 is that of init_mm
 * @n_stripes: 0 to %MMS_MAX_STRIPES; 0 for the first seven mms
 */
typedef struct
{
  guint color;
  guint n_stripes;
} MmsMmLook;

/* @number: of the mm in order of appearance, from 1; 0 is init_mm */
MmsMmLook mms_palette_look_up     (guint number);
/* @color: as in #MmsMmLook */
MmsColor mms_palette_get_mm_color (const MmsPalette *palette, guint color);
/* The colour for thin lines, darker where it would be too pale for one. */
MmsColor mms_palette_get_mm_line  (const MmsPalette *palette, guint color);
MmsColor mms_palette_stripe_on   (const MmsColor *color);
/* By which the source tells CPUs apart; they repeat after eight, and a CPU's number stands with it. Duller
 * than those of mms, so that none is taken for one. */
MmsColor mms_palette_get_cpu_color (guint cpu);
/* What lies behind the line of source in which @cpu stands. @is_current: the playhead's event is on that CPU */
MmsColor mms_palette_get_cpu_band (guint cpu, gboolean is_current);
/* Black or white, whichever reads on @color. */
MmsColor mms_palette_text_on     (const MmsColor *color);
MmsColor mms_palette_severity    (const MmsPalette *palette, MmsSeverity severity);
MmsColor mms_color_with_alpha    (const MmsColor *color, float alpha);
/* @color with @share of it replaced by @other; its alpha stays */
MmsColor mms_color_mix           (const MmsColor *color, float share, const MmsColor *other);
/* As WCAG counts it: 1 to 21 */
double   mms_color_get_contrast  (const MmsColor *a, const MmsColor *b);

G_END_DECLS
