/* overview.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "overview.h"

#include "navigate.h"
#include "throttle.h"

/* Closer than this to where it began, a drag is a click. */
#define CLICK_DISTANCE 4

#define TEXT_INTERVAL 200

struct _MmsOverview
{
  MmsDrawing parent_instance;

  MmsView *view; /* the drawing's */
  double drag_x;     /* where the drag began */
  double drag_from;  /* that as a position */
  double start, end; /* the stretch as it was then */
  gboolean is_move;
  MmsThrottle *describe;
};

G_DEFINE_FINAL_TYPE (MmsOverview, mms_overview, MMS_TYPE_DRAWING)

static double
position_at (MmsOverview *overview, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (overview));

  return mms_overview_position_at (overview->view, CLAMP (x, MMS_NAMES_WIDTH, width), width);
}

static void
drag_began (GtkGestureDrag *gesture, double x, double y, MmsOverview *overview)
{
  double length = mms_view_get_length (overview->view);

  mms_view_get_range (overview->view, &overview->start, &overview->end);
  overview->drag_x = x;
  overview->drag_from = position_at (overview, x);
  /* Where all is visible there is nothing to move. */
  overview->is_move = overview->drag_from > overview->start && overview->drag_from < overview->end
                      && overview->end - overview->start < 0.98 * length;
}

static void
drag_updated (GtkGestureDrag *gesture, double dx, double dy, MmsOverview *overview)
{
  double to = position_at (overview, overview->drag_x + dx);
  double moved = to - overview->drag_from;

  if (ABS (dx) < CLICK_DISTANCE)
    return;
  if (overview->is_move)
    mms_view_set_range (overview->view, overview->start + moved, overview->end + moved);
  else
    mms_view_set_range (overview->view, MIN (overview->drag_from, to),
                        MAX (overview->drag_from, to));
}

static void
drag_ended (GtkGestureDrag *gesture, double dx, double dy, MmsOverview *overview)
{
  double half = (overview->end - overview->start) / 2;

  if (ABS (dx) >= CLICK_DISTANCE || overview->is_move)
    return;
  mms_view_set_range (overview->view, overview->drag_from - half, overview->drag_from + half);
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, MmsOverview *overview)
{
  if (n_press == 2)
    mms_view_fit (overview->view);
}

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  mms_draw_overview (canvas, mms_drawing_get_view (drawing), palette, width, height);
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
                                                                  : MMS_OVERVIEW_HEIGHT;
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  MmsOverview *overview = MMS_OVERVIEW (widget);
  g_autofree char *position = NULL;

  if (by_keyboard || x < MMS_NAMES_WIDTH || !mms_view_get_document (overview->view))
    return FALSE;
  position = mms_format_position (overview->view, position_at (overview, x));
  gtk_tooltip_set_text (tooltip, position);
  return TRUE;
}

static void
describe (gpointer user_data)
{
  MmsOverview *overview = user_data;
  double start, end;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *at = NULL;
  g_autofree char *text = NULL;

  if (!mms_view_get_document (overview->view))
    return;
  mms_view_get_range (overview->view, &start, &end);
  from = mms_format_position (overview->view, start);
  to = mms_format_position (overview->view, end);
  at = mms_format_position (overview->view, mms_view_get_playhead_position (overview->view));
  text = g_strdup_printf ("visible from %s to %s, playhead at %s; arrows pan and zoom, "
                          "Enter brings the playhead to the middle", from, to, at);
  gtk_accessible_update_property (GTK_ACCESSIBLE (overview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
place_changed (MmsOverview *overview)
{
  mms_throttle_call (overview->describe);
}

/* The arrows are the window's own. */
static gboolean
enter_pressed (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MmsOverview *overview = MMS_OVERVIEW (widget);

  if (mms_view_get_document (overview->view))
    mms_navigate_centre (overview->view);
  return TRUE;
}

static void
dispose (GObject *object)
{
  g_clear_pointer (&MMS_OVERVIEW (object)->describe, mms_throttle_free);

  G_OBJECT_CLASS (mms_overview_parent_class)->dispose (object);
}

static void
mms_overview_class_init (MmsOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  MMS_DRAWING_CLASS (klass)->draw = draw;
  MMS_DRAWING_CLASS (klass)->is_raster = TRUE;
  widget_class->measure = measure;
  widget_class->query_tooltip = query_tooltip;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, enter_pressed, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_ISO_Enter, 0, enter_pressed, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, enter_pressed, NULL);
  gtk_widget_class_set_css_name (widget_class, "overview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mms_overview_init (MmsOverview *overview)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began), overview);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updated), overview);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), overview);
  gtk_widget_add_controller (GTK_WIDGET (overview), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), overview);
  gtk_widget_add_controller (GTK_WIDGET (overview), GTK_EVENT_CONTROLLER (click));

  overview->describe = mms_throttle_new (TEXT_INTERVAL, describe, overview);
  gtk_widget_set_focusable (GTK_WIDGET (overview), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (overview), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (overview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Whole trace", -1);
}

GtkWidget *
mms_overview_new (MmsView *view)
{
  MmsOverview *overview = g_object_new (MMS_TYPE_OVERVIEW, "view", view, NULL);

  overview->view = view;
  g_signal_connect_object (view, "range-changed", G_CALLBACK (place_changed), overview,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "playhead-changed", G_CALLBACK (place_changed), overview,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mms_view_get_found (view), "state-changed",
                           G_CALLBACK (gtk_widget_queue_draw), overview, G_CONNECT_SWAPPED);
  mms_drawing_redraw_on (MMS_DRAWING (overview), "document-changed");
  mms_drawing_redraw_on (MMS_DRAWING (overview), "selection-changed");
  return GTK_WIDGET (overview);
}
