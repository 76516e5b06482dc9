/* lane.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "lane.h"

#include "lane-menu.h"

struct _MmsLane
{
  MmsDrawing parent_instance;

  MmsView *view; /* the drawing's */
  MmsLaneKey key;
  int height;
  char *text;
  gboolean in_view;
};

G_DEFINE_FINAL_TYPE (MmsLane, mms_lane, MMS_TYPE_DRAWING)

static gboolean
is_selected (MmsLane *lane)
{
  switch (lane->key.kind)
    {
    case MMS_LANE_CPU:
      return mms_view_get_cpu (lane->view) == (int) lane->key.id;
    case MMS_LANE_MM:
      return mms_view_get_mm (lane->view) == lane->key.id;
    case MMS_LANE_QUIET:
    default:
      return FALSE;
    }
}

static char *
describe (MmsLane *lane)
{
  switch (lane->key.kind)
    {
    case MMS_LANE_CPU:
      return mms_cpu_lane_describe (lane->view, lane->key.id);
    case MMS_LANE_MM:
      return mms_mm_lane_describe (lane->view, lane->key.id);
    case MMS_LANE_QUIET:
    default:
      return g_strdup ("nothing happens on these CPUs; Enter shows them");
    }
}

static char *
name_lane (MmsLane *lane)
{
  MmsHistory *history;
  g_autofree char *name = NULL;

  if (lane->key.kind == MMS_LANE_CPU)
    return g_strdup_printf ("CPU %u", lane->key.id);
  if (lane->key.kind == MMS_LANE_QUIET)
    return g_strdup_printf ("CPUs %u to %u", lane->key.id, lane->key.last);
  history = mms_document_get_history (mms_view_get_document (lane->view));
  name = mms_history_name_mm (history, lane->key.id);
  return g_strdup_printf ("mm %s, %s", mms_history_get_mm (history, lane->key.id)->label, name);
}

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  MmsLane *lane = MMS_LANE (drawing);

  if (lane->key.kind == MMS_LANE_CPU)
    mms_draw_cpu_lane (canvas, lane->view, palette, lane->key.id, width, height);
  else if (lane->key.kind == MMS_LANE_MM)
    mms_draw_mm_lane (canvas, lane->view, palette, lane->key.id, width, height);
  else
    mms_draw_quiet_lane (canvas, lane->view, palette, lane->key.id, lane->key.last, width, height);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *gtk_snapshot)
{
  if (MMS_LANE (widget)->in_view)
    GTK_WIDGET_CLASS (mms_lane_parent_class)->snapshot (widget, gtk_snapshot);
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
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 2 * MMS_NAMES_WIDTH;
  else
    *minimum = *natural = MMS_LANE (widget)->height;
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  MmsLane *lane = MMS_LANE (widget);
  double width = gtk_widget_get_width (widget);
  g_autofree char *text = NULL;

  if (by_keyboard)
    {
      text = describe (lane);
      gtk_tooltip_set_text (tooltip, text);
      return TRUE;
    }

  if (lane->key.kind == MMS_LANE_CPU && lane->height <= MMS_FOLDED_HEIGHT)
    text = mms_folded_lane_describe_at (lane->view, lane->key.id, x, width);
  else if (lane->key.kind == MMS_LANE_CPU)
    text = mms_cpu_lane_describe_at (lane->view, lane->key.id, x, y, width);
  else if (lane->key.kind == MMS_LANE_MM)
    text = mms_mm_lane_describe_at (lane->view, lane->key.id, x, y, width);
  gtk_tooltip_set_markup (tooltip, text);
  return text != NULL;
}

static void
selection_changed (MmsLane *lane)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (lane), GTK_ACCESSIBLE_STATE_SELECTED,
                               is_selected (lane), -1);
  gtk_widget_queue_draw (GTK_WIDGET (lane));
}

static gboolean
enter_pressed (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  mms_lane_toggle_selected (MMS_LANE (widget));
  return TRUE;
}

static void
menu_pressed (GtkGestureClick *gesture, int n_press, double x, double y, MmsLane *lane)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (lane));
  mms_lane_menu_popup (lane, lane->view, x, y);
}

static void
finalize (GObject *object)
{
  g_free (MMS_LANE (object)->text);

  G_OBJECT_CLASS (mms_lane_parent_class)->finalize (object);
}

static void
mms_lane_class_init (MmsLaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  MMS_DRAWING_CLASS (klass)->draw = draw;
  MMS_DRAWING_CLASS (klass)->is_raster = TRUE;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->query_tooltip = query_tooltip;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, enter_pressed, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_ISO_Enter, 0, enter_pressed, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, enter_pressed, NULL);
  gtk_widget_class_set_css_name (widget_class, "lane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
mms_lane_init (MmsLane *lane)
{
  GtkGesture *menu = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed), lane);
  gtk_widget_add_controller (GTK_WIDGET (lane), GTK_EVENT_CONTROLLER (menu));

  lane->in_view = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (lane), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (lane), TRUE);
}

GtkWidget *
mms_lane_new (MmsView *view, MmsLaneKey key)
{
  MmsLane *lane = g_object_new (MMS_TYPE_LANE, "view", view, NULL);
  g_autofree char *label = NULL;

  lane->view = view;
  lane->key = key;
  lane->height = MMS_MM_LANE_HEIGHT;
  mms_drawing_redraw_on (MMS_DRAWING (lane), "range-changed");
  g_signal_connect_object (view, "selection-changed", G_CALLBACK (selection_changed), lane,
                           G_CONNECT_SWAPPED);

  label = name_lane (lane);
  gtk_accessible_update_property (GTK_ACCESSIBLE (lane), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  selection_changed (lane);
  mms_lane_update_text (lane);
  return GTK_WIDGET (lane);
}

MmsLaneKey
mms_lane_get_key (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), (MmsLaneKey) { 0 });

  return lane->key;
}

gboolean
mms_lane_is_cpu (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), FALSE);

  return lane->key.kind == MMS_LANE_CPU;
}

guint
mms_lane_get_id (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), 0);

  return lane->key.id;
}

void
mms_lane_set_height (MmsLane *lane, int height)
{
  g_return_if_fail (MMS_IS_LANE (lane));

  if (lane->height == height)
    return;
  lane->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (lane));
}

int
mms_lane_get_height (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), 0);

  return lane->height;
}

void
mms_lane_toggle_selected (MmsLane *lane)
{
  g_return_if_fail (MMS_IS_LANE (lane));

  if (lane->key.kind == MMS_LANE_CPU)
    mms_view_select_cpu (lane->view, is_selected (lane) ? -1 : (int) lane->key.id);
  else if (lane->key.kind == MMS_LANE_MM)
    mms_view_select_mm (lane->view, is_selected (lane) ? 0 : lane->key.id);
  else
    mms_view_open_quiet (lane->view, lane->key.id);
}

void
mms_lane_update_text (MmsLane *lane)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MMS_IS_LANE (lane));

  text = describe (lane);
  if (!text || g_strcmp0 (text, lane->text) == 0)
    return;
  g_free (lane->text);
  lane->text = g_steal_pointer (&text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (lane),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, lane->text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, lane->text, -1);
}

const char *
mms_lane_get_text (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), NULL);

  return lane->text;
}

void
mms_lane_set_in_view (MmsLane *lane, gboolean in_view)
{
  g_return_if_fail (MMS_IS_LANE (lane));

  if (lane->in_view == in_view)
    return;
  lane->in_view = in_view;
  gtk_widget_queue_draw (GTK_WIDGET (lane));
}

gboolean
mms_lane_get_in_view (MmsLane *lane)
{
  g_return_val_if_fail (MMS_IS_LANE (lane), FALSE);

  return lane->in_view;
}
