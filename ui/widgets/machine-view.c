/* machine-view.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-view.h"

#include "draw/machine-layout.h"
#include "navigate.h"

#define MIN_WIDTH 320

struct _MmsMachineView
{
  MmsDrawing parent_instance;

  MmsView *view; /* the drawing's */
  guint event;   /* as drawn */
  MmsAttention attention;
};

G_DEFINE_FINAL_TYPE (MmsMachineView, mms_machine_view, MMS_TYPE_DRAWING)

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  mms_draw_machine (canvas, mms_drawing_get_view (drawing), palette, width, height);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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
    *minimum = *natural = MIN_WIDTH;
  else
    *minimum = *natural = mms_machine_get_height (MMS_MACHINE_VIEW (widget)->view,
                                                  MAX (for_size, MIN_WIDTH));
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  g_autofree char *markup = NULL;

  if (by_keyboard)
    return FALSE;
  markup = mms_machine_describe_at (MMS_MACHINE_VIEW (widget)->view,
                                    gtk_widget_get_width (widget),
                                    gtk_widget_get_height (widget), x, y);
  gtk_tooltip_set_markup (tooltip, markup);
  return markup != NULL;
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, MmsMachineView *machine)
{
  GtkWidget *widget = GTK_WIDGET (machine);
  int cpu = -1;
  guint mm = 0;

  mms_machine_pick (machine->view, gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                    x, y, &cpu, &mm);
  if (cpu >= 0)
    mms_view_select_cpu (machine->view, cpu == mms_view_get_cpu (machine->view) ? -1 : cpu);
  if (mm != 0)
    mms_view_select_mm (machine->view, mm == mms_view_get_mm (machine->view) ? 0 : mm);
}

void
mms_machine_view_update (MmsMachineView *machine)
{
  guint event = mms_view_get_playhead (machine->view);

  /* Between two events nothing changes here. */
  if (event == machine->event)
    return;
  machine->event = event;
  gtk_widget_queue_draw (GTK_WIDGET (machine));
}

/* Brings the CPU that the selection is about into sight. */
static void
selection_changed (MmsMachineView *machine)
{
  GtkWidget *widget = GTK_WIDGET (machine);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  int cpu = mms_navigate_attend (machine->view, &machine->attention);
  g_autoptr (MmsMachineLayout) layout = NULL;

  gtk_widget_queue_draw (widget);
  if (cpu < 0 || !scrolled || gtk_widget_get_height (widget) == 0)
    return;
  layout = mms_machine_layout_new (machine->view, gtk_widget_get_width (widget),
                                   gtk_widget_get_height (widget));
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      if (card->cpu == (guint) cpu)
        gtk_adjustment_clamp_page (
            gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), card->box.y,
            card->box.y + card->box.height);
    }
}

static void
document_changed (MmsMachineView *machine)
{
  machine->event = mms_view_get_playhead (machine->view);
  gtk_widget_queue_resize (GTK_WIDGET (machine));
}

static void
mms_machine_view_class_init (MmsMachineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MMS_DRAWING_CLASS (klass)->draw = draw;
  MMS_DRAWING_CLASS (klass)->is_raster = TRUE;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->query_tooltip = query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "machine");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mms_machine_view_init (MmsMachineView *machine)
{
  GtkGesture *click = gtk_gesture_click_new ();

  machine->attention = (MmsAttention){ -1, -1 };
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), machine);
  gtk_widget_add_controller (GTK_WIDGET (machine), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (machine), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (machine), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "The machine at the playhead",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  "The lanes of the timeline tell the same as text", -1);
}

GtkWidget *
mms_machine_view_new (MmsView *view)
{
  MmsMachineView *machine = g_object_new (MMS_TYPE_MACHINE_VIEW, "view", view, NULL);

  machine->view = view;
  g_signal_connect_object (view, "document-changed", G_CALLBACK (document_changed), machine,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "selection-changed", G_CALLBACK (selection_changed), machine,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (machine);
}
