/* timeline-pointer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "timeline-pointer.h"

#include "lane.h"
#include "navigate.h"

#include <math.h>

#define ZOOM_PER_CLICK 1.25
#define ZOOM_PER_PIXEL 1.006
#define PAN_PER_CLICK  0.1 /* of what is visible */
/* A drag shorter than this is a click. */
#define CLICK_DISTANCE 4

/* All coordinates are those of the scrolled window: its content moves away under a drag. */
typedef struct
{
  GtkWidget *scrolled;
  GtkWidget *content;
  MmsOverlay *overlay; /* NULL: no findings are marked there */
  MmsView *view;
  double x, y;         /* of the pointer */
  double panned;       /* pixels of the drag that the view has followed */
  double scroll_start; /* of the vertical adjustment */
  gboolean is_pan;
  double scale;        /* of a pinch, as applied so far */
} Pointer;

static GtkAdjustment *
get_vertical (Pointer *pointer)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (pointer->scrolled));
}

static double
units_per_pixel (Pointer *pointer)
{
  double start, end;

  mms_view_get_range (pointer->view, &start, &end);
  return (end - start) / MAX (gtk_widget_get_width (pointer->content) - MMS_NAMES_WIDTH, 1);
}

static void
zoom (Pointer *pointer, double factor, double x)
{
  double width = gtk_widget_get_width (pointer->content);

  mms_view_zoom (pointer->view, factor,
                 mms_lane_position_at (pointer->view, CLAMP (x, MMS_NAMES_WIDTH, width), width));
}

static void
moved (GtkEventControllerMotion *motion, double x, double y, Pointer *pointer)
{
  pointer->x = x;
  pointer->y = y;
}

static gboolean
scrolled (GtkEventControllerScroll *scroll, double dx, double dy, Pointer *pointer)
{
  GdkModifierType state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  gboolean is_smooth = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE;

  if (!mms_view_get_document (pointer->view))
    return FALSE;
  if (pointer->x < MMS_NAMES_WIDTH && !(state & GDK_CONTROL_MASK))
    return FALSE;

  if (state & GDK_SHIFT_MASK || fabs (dx) > fabs (dy))
    {
      double start, end;

      if (dx == 0)
        dx = dy;
      mms_view_get_range (pointer->view, &start, &end);
      mms_view_pan (pointer->view, is_smooth ? dx * units_per_pixel (pointer)
                                             : dx * PAN_PER_CLICK * (end - start));
    }
  else
    {
      zoom (pointer, pow (is_smooth ? ZOOM_PER_PIXEL : ZOOM_PER_CLICK, -dy), pointer->x);
    }
  return TRUE;
}

static void
pinch_began (GtkGesture *gesture, GdkEventSequence *sequence, Pointer *pointer)
{
  pointer->scale = 1;
}

static void
pinched (GtkGestureZoom *gesture, double scale, Pointer *pointer)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) || scale <= 0)
    return;
  zoom (pointer, scale / pointer->scale, x);
  pointer->scale = scale;
}

static void
drag_began (GtkGestureDrag *gesture, double x, double y, Pointer *pointer)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  pointer->is_pan = FALSE;
  pointer->panned = 0;
  pointer->scroll_start = gtk_adjustment_get_value (get_vertical (pointer));
}

static void
drag_updated (GtkGestureDrag *gesture, double dx, double dy, Pointer *pointer)
{
  if (!pointer->is_pan)
    {
      if (fabs (dx) < CLICK_DISTANCE && fabs (dy) < CLICK_DISTANCE)
        return;
      pointer->is_pan = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (pointer->scrolled, "grabbing");
    }
  mms_view_pan (pointer->view, (pointer->panned - dx) * units_per_pixel (pointer));
  pointer->panned = dx;
  gtk_adjustment_set_value (get_vertical (pointer), pointer->scroll_start - dy);
}

static void
click (Pointer *pointer, double x, double y)
{
  GtkWidget *widget;
  GtkWidget *lane;
  int finding;

  gtk_widget_translate_coordinates (pointer->scrolled, pointer->content, x, y, &x, &y);
  widget = gtk_widget_pick (pointer->content, x, y, GTK_PICK_DEFAULT);
  lane = widget ? gtk_widget_get_ancestor (widget, MMS_TYPE_LANE) : NULL;
  if (lane)
    gtk_widget_grab_focus (lane);

  finding = pointer->overlay ? mms_overlay_find_finding (pointer->overlay, x, y) : -1;
  if (finding >= 0)
    {
      GPtrArray *findings = mms_document_get_findings (mms_view_get_document (pointer->view));

      mms_view_select_finding (pointer->view, finding);
      mms_view_set_playhead (pointer->view,
                             ((MmsFinding *) g_ptr_array_index (findings, finding))->event);
    }
  else if (x >= MMS_NAMES_WIDTH)
    mms_navigate_to_x (pointer->view, x, gtk_widget_get_width (pointer->content));
  else if (lane)
    mms_lane_toggle_selected (MMS_LANE (lane));
}

static void
drag_ended (GtkGestureDrag *gesture, double dx, double dy, Pointer *pointer)
{
  double x, y;

  gtk_widget_set_cursor (pointer->scrolled, NULL);
  if (!pointer->is_pan && mms_view_get_document (pointer->view)
      && gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture))
             == GDK_BUTTON_PRIMARY
      && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    click (pointer, x, y);
}

void
mms_timeline_pointer_attach (GtkScrolledWindow *scrolled_window,
                             GtkWidget *content,
                             MmsOverlay *overlay,
                             MmsView *view)
{
  GtkWidget *widget = GTK_WIDGET (scrolled_window);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
    = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  Pointer *pointer = g_new0 (Pointer, 1);

  pointer->scrolled = widget;
  pointer->content = content;
  pointer->overlay = overlay;
  pointer->view = view;
  pointer->scale = 1;
  g_object_set_data_full (G_OBJECT (widget), "mms-pointer", pointer, g_free);

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "enter", G_CALLBACK (moved), pointer);
  g_signal_connect (motion, "motion", G_CALLBACK (moved), pointer);
  gtk_widget_add_controller (widget, motion);

  /* Before the scrolled window's own. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), pointer);
  gtk_widget_add_controller (widget, scroll);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began), pointer);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updated), pointer);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), pointer);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_began), pointer);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched), pointer);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}
