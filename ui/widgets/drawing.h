/* drawing.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "draw/draw.h"

G_BEGIN_DECLS

#define MMS_TYPE_DRAWING (mms_drawing_get_type ())
G_DECLARE_DERIVABLE_TYPE (MmsDrawing, mms_drawing, MMS, DRAWING, GtkWidget)

/**
 * MmsDrawing:
 *
 * A widget that draws a part of a view through the canvas.  Property "view" (construct only).
 *
 * With @is_raster it is drawn as pixels, which are kept until it is drawn anew: for what is full of bars.
 * Its draw() then covers the whole widget.
 */
struct _MmsDrawingClass
{
  GtkWidgetClass parent_class;

  void (*draw) (MmsDrawing       *drawing,
                MmsCanvas        *canvas,
                const MmsPalette *palette,
                double            width,
                double            height);
  gboolean is_raster;
};

MmsView *mms_drawing_get_view (MmsDrawing *drawing);

/* Draws anew whenever @signal of the view is emitted. */
void mms_drawing_redraw_on (MmsDrawing *drawing,
                            const char *signal);

G_END_DECLS
