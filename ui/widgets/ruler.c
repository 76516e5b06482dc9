/* ruler.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ruler.h"

#include "navigate.h"

struct _MmsRuler
{
  MmsDrawing parent_instance;

  double drag_x;
  gboolean is_marking; /* with Shift a drag sets the marks */
};

G_DEFINE_FINAL_TYPE (MmsRuler, mms_ruler, MMS_TYPE_DRAWING)

static void
drag_began (GtkGestureDrag *gesture, double x, double y, MmsRuler *ruler)
{
  MmsView *view = mms_drawing_get_view (MMS_DRAWING (ruler));
  GdkModifierType state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  ruler->drag_x = x;
  ruler->is_marking = (state & GDK_SHIFT_MASK) != 0;
  mms_navigate_to_x (view, x, gtk_widget_get_width (GTK_WIDGET (ruler)));
  if (ruler->is_marking)
    mms_view_set_mark (view, MMS_MARK_A, mms_view_get_playhead (view));
}

static void
drag_updated (GtkGestureDrag *gesture, double dx, double dy, MmsRuler *ruler)
{
  MmsView *view = mms_drawing_get_view (MMS_DRAWING (ruler));

  mms_navigate_to_x (view, ruler->drag_x + dx, gtk_widget_get_width (GTK_WIDGET (ruler)));
  if (ruler->is_marking)
    mms_view_set_mark (view, MMS_MARK_B, mms_view_get_playhead (view));
}

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  mms_draw_ruler (canvas, mms_drawing_get_view (drawing), palette, width, height);
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
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 2 * MMS_NAMES_WIDTH
                                                                  : MMS_RULER_HEIGHT;
}

static void
mms_ruler_class_init (MmsRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MMS_DRAWING_CLASS (klass)->draw = draw;
  MMS_DRAWING_CLASS (klass)->is_raster = TRUE;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "ruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mms_ruler_init (MmsRuler *ruler)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began), ruler);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updated), ruler);
  gtk_widget_add_controller (GTK_WIDGET (ruler), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
mms_ruler_new (MmsView *view)
{
  MmsRuler *ruler = g_object_new (MMS_TYPE_RULER, "view", view, NULL);

  mms_drawing_redraw_on (MMS_DRAWING (ruler), "range-changed");
  mms_drawing_redraw_on (MMS_DRAWING (ruler), "document-changed");
  mms_drawing_redraw_on (MMS_DRAWING (ruler), "marks-changed");
  return GTK_WIDGET (ruler);
}
