/* source-panel.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-panel.h"

#include "draw/draw.h"
#include "look.h"
#include "source-text.h"

/* CPUs behind these have no button; their badges stand beside the lines. */
#define MAX_BUTTONS 16

struct _MmsSourcePanel
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsDocument *document; /* whose files are listed; only compared */
  GtkWidget *places;     /* a button per CPU */
  GtkWidget *files;
  GtkWidget *text;
  guint event; /* as shown */
  int cpu;
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (MmsSourcePanel, mms_source_panel, GTK_TYPE_WIDGET)

static const MmsSourceMap *
get_map (MmsSourcePanel *panel)
{
  MmsDocument *document = mms_view_get_document (panel->view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;

  /* Places without a text are not shown here. */
  return map && mms_source_map_has_text (map) ? map : NULL;
}

static guint
get_button_cpu (GtkWidget *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "mms-cpu"));
}

/* "CPU 1" on its colour and the line where it stands. */
static void
update_button (MmsSourcePanel *panel, GtkWidget *button)
{
  guint cpu = get_button_cpu (button);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));
  const MmsSourceMap *map = get_map (panel);
  const MmsSourcePlace *place = mms_source_map_find (map, cpu, panel->event);
  MmsColor color = mms_palette_get_cpu_color (cpu);
  MmsColor on = mms_palette_text_on (&color);
  g_autofree char *where
    = place ? g_strdup_printf ("%s:%u", mms_source_map_get_file (map, place->file)->name,
                               place->line) : g_strdup ("not yet");
  g_autofree char *line = place ? mms_source_map_get_line (map, place->file, place->line)
                                : g_strdup ("nothing of the source so far");
  g_autofree char *markup = g_markup_printf_escaped (
      "<span background='#%02x%02x%02x' foreground='#%02x%02x%02x' weight='bold'> CPU %u </span>  "
      "%s",
      (guint) (255 * color.red), (guint) (255 * color.green), (guint) (255 * color.blue),
      (guint) (255 * on.red), (guint) (255 * on.green), (guint) (255 * on.blue), cpu, where);
  g_autofree char *name = g_strdup_printf ("CPU %u: %s, %s", cpu, where, line);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if ((int) cpu == panel->cpu)
    gtk_widget_add_css_class (button, "current");
  else
    gtk_widget_remove_css_class (button, "current");
}

static void
update_buttons (MmsSourcePanel *panel)
{
  for (GtkWidget *child = gtk_widget_get_first_child (panel->places); child;
       child = gtk_widget_get_next_sibling (child))
    update_button (panel, gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child)));
}

static void
clicked (GtkButton *button, MmsSourcePanel *panel)
{
  guint cpu = get_button_cpu (GTK_WIDGET (button));

  mms_view_select_cpu (panel->view, (int) cpu);
  mms_source_panel_show_cpu (panel, cpu);
}

/* As wide as the longest place that any CPU comes to, so that nothing moves. */
static int
find_width (MmsSourcePanel *panel)
{
  const MmsSourceMap *map = get_map (panel);
  glong width = 7;

  for (guint i = 0; i < mms_source_map_get_n_files (map); i++)
    {
      const MmsSourceFile *file = mms_source_map_get_file (map, i);
      g_autofree char *place = g_strdup_printf ("%s:%u", file->name, file->n_lines);

      width = MAX (width, g_utf8_strlen (place, -1));
    }
  return (int) MIN (width, 40) + 9;
}

static void
add_buttons (MmsSourcePanel *panel)
{
  guint n_cpus;
  const guint *cpus
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (panel->view)), &n_cpus);
  int width = find_width (panel);

  for (guint i = 0; i < MIN (n_cpus, MAX_BUTTONS); i++)
    {
      GtkWidget *label = gtk_label_new (NULL);
      GtkWidget *button = gtk_button_new ();

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_width_chars (GTK_LABEL (label), width);
      gtk_label_set_max_width_chars (GTK_LABEL (label), width);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
      g_object_set_data (G_OBJECT (button), "mms-cpu", GUINT_TO_POINTER (cpus[i]));
      g_signal_connect (button, "clicked", G_CALLBACK (clicked), panel);
      gtk_flow_box_insert (GTK_FLOW_BOX (panel->places), button, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
}

static void
list_files (MmsSourcePanel *panel)
{
  const MmsSourceMap *map = get_map (panel);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; map && i < mms_source_map_get_n_files (map); i++)
    gtk_string_list_append (names, mms_source_map_get_file (map, i)->name);
  panel->is_updating = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (panel->files), G_LIST_MODEL (names));
  panel->is_updating = FALSE;
}

static void
document_changed (MmsSourcePanel *panel)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (panel->places)))
    gtk_flow_box_remove (GTK_FLOW_BOX (panel->places), child);
  mms_source_text_reset (MMS_SOURCE_TEXT (panel->text));
  list_files (panel);
  panel->document = mms_view_get_document (panel->view);
  panel->event = G_MAXUINT;
  panel->cpu = -1;
  if (get_map (panel))
    {
      add_buttons (panel);
      mms_source_panel_update (panel);
    }
}

static void
show_file (MmsSourcePanel *panel, guint file)
{
  panel->is_updating = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (panel->files), file);
  panel->is_updating = FALSE;
  mms_source_text_show (MMS_SOURCE_TEXT (panel->text), file, panel->event, panel->cpu);
}

static void
file_chosen (MmsSourcePanel *panel)
{
  guint file = gtk_drop_down_get_selected (GTK_DROP_DOWN (panel->files));

  if (!panel->is_updating && get_map (panel) && file != GTK_INVALID_LIST_POSITION)
    show_file (panel, file);
}

void
mms_source_panel_update (MmsSourcePanel *panel)
{
  const MmsSourceMap *map = get_map (panel);
  guint event = mms_view_get_playhead (panel->view);
  const MmsSourcePlace *place;

  g_return_if_fail (MMS_IS_SOURCE_PANEL (panel));

  if (!map || event == panel->event || panel->document != mms_view_get_document (panel->view))
    return;
  panel->event = event;
  panel->cpu = mms_view_find_source_cpu (panel->view, event);
  place = panel->cpu >= 0 ? mms_source_map_find (map, (guint) panel->cpu, event) : NULL;
  show_file (panel, place ? place->file : 0);
  update_buttons (panel);
}

void
mms_source_panel_show_cpu (MmsSourcePanel *panel, guint cpu)
{
  const MmsSourcePlace *place;

  g_return_if_fail (MMS_IS_SOURCE_PANEL (panel));

  place = get_map (panel) ? mms_source_map_find (get_map (panel), cpu, panel->event) : NULL;
  if (!place)
    return;
  panel->cpu = (int) cpu;
  show_file (panel, place->file);
  update_buttons (panel);
}

GtkWidget *
mms_source_panel_get_files (MmsSourcePanel *panel)
{
  g_return_val_if_fail (MMS_IS_SOURCE_PANEL (panel), NULL);

  return panel->files;
}

/* The colours of the badges are those of the look. */
static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  MmsSourcePanel *panel = MMS_SOURCE_PANEL (widget);

  GTK_WIDGET_CLASS (mms_source_panel_parent_class)->css_changed (widget, change);
  if (panel->view && panel->places && get_map (panel)
      && panel->document == mms_view_get_document (panel->view))
    update_buttons (panel);
}

static void
dispose (GObject *object)
{
  MmsSourcePanel *panel = MMS_SOURCE_PANEL (object);
  GtkWidget *child;

  panel->places = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (panel))))
    gtk_widget_unparent (child);
  g_clear_object (&panel->files);
  g_clear_object (&panel->view);

  G_OBJECT_CLASS (mms_source_panel_parent_class)->dispose (object);
}

static void
mms_source_panel_class_init (MmsSourcePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->css_changed = css_changed;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "source");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mms_source_panel_init (MmsSourcePanel *panel)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (panel));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  panel->event = G_MAXUINT;
  panel->cpu = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_PROPERTY_LABEL, "Source",
                                  -1);
}

GtkWidget *
mms_source_panel_new (MmsView *view)
{
  MmsSourcePanel *panel = g_object_new (MMS_TYPE_SOURCE_PANEL, NULL);

  panel->view = g_object_ref (view);
  panel->files = g_object_ref_sink (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_tooltip_text (panel->files,
                               "The file shown; a step shows the file that it leads to");
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->files), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Source file", -1);
  g_signal_connect_object (panel->files, "notify::selected", G_CALLBACK (file_chosen), panel,
                           G_CONNECT_SWAPPED);

  panel->places = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (panel->places), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (panel->places), 8);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (panel->places), TRUE);
  gtk_widget_set_focusable (panel->places, FALSE);
  gtk_widget_set_halign (panel->places, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->places), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Where each CPU stands", -1);
  panel->text = mms_source_text_new (view);
  gtk_widget_set_vexpand (panel->text, TRUE);
  gtk_widget_set_parent (panel->places, GTK_WIDGET (panel));
  gtk_widget_set_parent (panel->text, GTK_WIDGET (panel));

  g_signal_connect_object (view, "document-changed", G_CALLBACK (document_changed), panel,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (panel);
}
