/* legend.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "legend.h"

#include "draw/picture-side.h"

#define LEGEND_HEIGHT 26

struct _MmsLegend
{
  MmsDrawing parent_instance;
};

G_DEFINE_FINAL_TYPE (MmsLegend, mms_legend, MMS_TYPE_DRAWING)

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  MmsView *view = mms_drawing_get_view (drawing);
  MmsBox box = { 0, 0, width, height };

  if (mms_view_get_document (view))
    mms_draw_legend (canvas, view, palette, &box);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : LEGEND_HEIGHT;
}

static void
mms_legend_class_init (MmsLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MMS_DRAWING_CLASS (klass)->draw = draw;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mms_legend_init (MmsLegend *legend)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (legend), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Legend of the lanes", -1);
}

GtkWidget *
mms_legend_new (MmsView *view)
{
  MmsLegend *legend = g_object_new (MMS_TYPE_LEGEND, "view", view, NULL);

  mms_drawing_redraw_on (MMS_DRAWING (legend), "document-changed");
  return GTK_WIDGET (legend);
}
