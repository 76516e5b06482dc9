/* scene.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <cairo.h>

#include "canvas/canvas.h"

#define SCENE_WIDTH  320
#define SCENE_HEIGHT 240

/* Everything that a canvas can draw, once. */
void draw_scene (MmsCanvas *canvas);

/* The mean difference of two pictures' bytes, 0 to 255; @worst: that of the 16×16 pixels that
 * differ most. */
double compare_surfaces (cairo_surface_t *a,
                         cairo_surface_t *b,
                         double          *worst);
