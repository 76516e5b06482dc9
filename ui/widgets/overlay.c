/* overlay.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "overlay.h"

struct _MmsOverlay
{
  MmsDrawing parent_instance;

  MmsLanePlace *places;
  guint n_places;
};

G_DEFINE_FINAL_TYPE (MmsOverlay, mms_overlay, MMS_TYPE_DRAWING)

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  MmsOverlay *overlay = MMS_OVERLAY (drawing);

  mms_draw_lane_overlay (canvas, mms_drawing_get_view (drawing), palette, overlay->places,
                         overlay->n_places, width, height);
}

static void
finalize (GObject *object)
{
  g_free (MMS_OVERLAY (object)->places);

  G_OBJECT_CLASS (mms_overlay_parent_class)->finalize (object);
}

static void
mms_overlay_class_init (MmsOverlayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  MMS_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mms_overlay_init (MmsOverlay *overlay)
{
  gtk_widget_set_can_target (GTK_WIDGET (overlay), FALSE);
}

GtkWidget *
mms_overlay_new (MmsView *view)
{
  MmsOverlay *overlay = g_object_new (MMS_TYPE_OVERLAY, "view", view, NULL);

  mms_drawing_redraw_on (MMS_DRAWING (overlay), "range-changed");
  mms_drawing_redraw_on (MMS_DRAWING (overlay), "selection-changed");
  return GTK_WIDGET (overlay);
}

void
mms_overlay_place (MmsOverlay *overlay, const MmsLanePlace *places, guint n_places)
{
  g_return_if_fail (MMS_IS_OVERLAY (overlay));

  g_free (overlay->places);
  overlay->places = g_memdup2 (places, n_places * sizeof *places);
  overlay->n_places = n_places;
  gtk_widget_queue_draw (GTK_WIDGET (overlay));
}

int
mms_overlay_find_finding (MmsOverlay *overlay, double x, double y)
{
  g_return_val_if_fail (MMS_IS_OVERLAY (overlay), -1);

  return mms_lane_overlay_find_finding (mms_drawing_get_view (MMS_DRAWING (overlay)),
                                        overlay->places, overlay->n_places, x, y,
                                        gtk_widget_get_width (GTK_WIDGET (overlay)));
}
