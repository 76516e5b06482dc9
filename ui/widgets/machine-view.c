/* machine-view.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-view.h"

#include "draw/machine-layout.h"
#include "navigate.h"
#include "throttle.h"

#define MIN_WIDTH 320
#define TEXT_INTERVAL 200

struct _MmsMachineView
{
  MmsDrawing parent_instance;

  MmsView *view; /* the drawing's */
  guint event;   /* as drawn */
  MmsAttention attention;
  MmsThrottle *describe;
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
  mms_throttle_call (machine->describe);
}

/* What is selected, as its lane tells it. */
static void
describe (gpointer user_data)
{
  MmsMachineView *machine = user_data;
  MmsView *view = machine->view;
  g_autofree char *cpu = NULL;
  g_autofree char *mm = NULL;
  g_autofree char *text = NULL;

  if (mms_view_get_document (view) && mms_view_get_cpu (view) >= 0)
    cpu = mms_cpu_lane_describe (view, (guint) mms_view_get_cpu (view));
  if (mms_view_get_document (view) && mms_view_get_mm (view) != 0)
    mm = mms_mm_lane_describe (view, mms_view_get_mm (view));
  text = g_strdup_printf ("%s%s%s%sUp and Down select a CPU, Left and Right an mm, Enter none",
                          cpu ? cpu : "", cpu && mm ? "; " : "", mm ? mm : "",
                          cpu || mm ? "; " : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (machine), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
select_next_cpu (MmsMachineView *machine, int step)
{
  guint n_cpus;
  const guint *cpus
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (machine->view)), &n_cpus);
  int next = step > 0 ? 0 : (int) n_cpus - 1;

  for (guint i = 0; i < n_cpus; i++)
    if ((int) cpus[i] == mms_view_get_cpu (machine->view))
      next = (int) i + step;
  if (next >= 0 && next < (int) n_cpus)
    mms_view_select_cpu (machine->view, (int) cpus[next]);
}

/* Among those that are shown. */
static void
select_next_mm (MmsMachineView *machine, int step)
{
  GtkWidget *widget = GTK_WIDGET (machine);
  g_autoptr (MmsMachineLayout) layout = mms_machine_layout_new (
      machine->view, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int n_nodes = (int) layout->nodes->len;
  int next = step > 0 ? 0 : n_nodes - 1;

  for (int i = 0; i < n_nodes; i++)
    if (g_array_index (layout->nodes, MmsMachineNode, i).mm == mms_view_get_mm (machine->view))
      next = i + step;
  if (next >= 0 && next < n_nodes)
    mms_view_select_mm (machine->view, g_array_index (layout->nodes, MmsMachineNode, next).mm);
}

static gboolean
key_pressed (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MmsMachineView *machine = MMS_MACHINE_VIEW (widget);
  int cpus, mms;

  if (!mms_view_get_document (machine->view))
    return FALSE;
  g_variant_get (arguments, "(ii)", &cpus, &mms);
  if (cpus != 0)
    select_next_cpu (machine, cpus);
  else if (mms != 0)
    select_next_mm (machine, mms);
  else
    {
      mms_view_select_cpu (machine->view, -1);
      mms_view_select_mm (machine->view, 0);
    }
  return TRUE;
}

static void
dispose (GObject *object)
{
  g_clear_pointer (&MMS_MACHINE_VIEW (object)->describe, mms_throttle_free);

  G_OBJECT_CLASS (mms_machine_view_parent_class)->dispose (object);
}

/* The card, and with it, where there is room for both, the mm that the selected finding names. */
static void
show (MmsMachineView *machine,
      GtkAdjustment *vertical,
      MmsMachineLayout *layout,
      const MmsMachineCard *card)
{
  int finding = mms_view_get_finding (machine->view);
  double top = card->box.y;
  double bottom = card->box.y + card->box.height;

  if (finding >= 0)
    {
      GPtrArray *findings = mms_document_get_findings (mms_view_get_document (machine->view));
      const MmsFinding *selected = g_ptr_array_index (findings, (guint) finding);
      const MmsMachineNode *node = mms_machine_layout_find_node (layout, selected->mm);

      if (node && MAX (bottom, node->y + node->radius) - MIN (top, node->y - node->radius)
                      <= gtk_adjustment_get_page_size (vertical))
        {
          top = MIN (top, node->y - node->radius - 8);
          bottom = MAX (bottom, node->y + node->radius + 8);
        }
    }
  gtk_adjustment_clamp_page (vertical, top, bottom);
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
  mms_throttle_call (machine->describe);
  if (cpu < 0 || !scrolled || gtk_widget_get_height (widget) == 0)
    return;
  layout = mms_machine_layout_new (machine->view, gtk_widget_get_width (widget),
                                   gtk_widget_get_height (widget));
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      if (card->cpu == (guint) cpu)
        show (machine, gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), layout,
              card);
    }
}

static void
document_changed (MmsMachineView *machine)
{
  machine->event = mms_view_get_playhead (machine->view);
  gtk_widget_queue_resize (GTK_WIDGET (machine));
  mms_throttle_call (machine->describe);
}

static void
mms_machine_view_class_init (MmsMachineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  MMS_DRAWING_CLASS (klass)->draw = draw;
  MMS_DRAWING_CLASS (klass)->is_raster = TRUE;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->query_tooltip = query_tooltip;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, key_pressed, "(ii)", 1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, key_pressed, "(ii)", -1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, key_pressed, "(ii)", 0, 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, key_pressed, "(ii)", 0, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, key_pressed, "(ii)", 0, 0);
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
  machine->describe = mms_throttle_new (TEXT_INTERVAL, describe, machine);
  gtk_widget_set_focusable (GTK_WIDGET (machine), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (machine), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (machine), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "The machine at the playhead", -1);
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
  describe (machine);
  return GTK_WIDGET (machine);
}
