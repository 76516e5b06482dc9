/* canvas-svg.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas.h"

G_BEGIN_DECLS

/* A canvas that writes SVG itself: cairo's SVG surface turns every letter into a shape, so that
 * nothing could be searched, copied or read aloud. */
MmsCanvas *mms_canvas_new_svg (double      width,
                               double      height,
                               const char *title);

/* (transfer full): what was drawn so far, as a whole document */
char *mms_canvas_svg_get_document (MmsCanvas *canvas);

G_END_DECLS
