/* picture-side.h - what a picture tells beside the timeline
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw.h"

G_BEGIN_DECLS

/* The findings, and the chain of the selected one (the first if none is). */
void mms_draw_side   (MmsCanvas        *canvas,
                      MmsView          *view,
                      const MmsPalette *palette,
                      const MmsBox     *box);

/* What the signs mean, in one line; of what does not fit, the less needed is left out. */
void mms_draw_legend (MmsCanvas        *canvas,
                      MmsView          *view,
                      const MmsPalette *palette,
                      const MmsBox     *box);

G_END_DECLS
