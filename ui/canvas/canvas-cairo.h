/* canvas-cairo.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <cairo.h>

#include "canvas.h"

G_BEGIN_DECLS

/* A canvas that draws on @cr: for PNG and PDF, and for tests. */
MmsCanvas *mms_canvas_new_cairo (cairo_t *cr);

G_END_DECLS
