/* welcome.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "welcome.h"

#include "recent.h"

#define MAX_RECENT 8
#define LIST_WIDTH 340

struct _MmsWelcome
{
  GtkWidget parent_instance;

  GtkWidget *recent;  /* what was opened before */
  GtkWidget *samples; /* what came along */
};

G_DEFINE_FINAL_TYPE (MmsWelcome, mms_welcome, GTK_TYPE_WIDGET)

static GtkWidget *
new_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 72);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_file_button (GFile *file)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *path = g_file_get_parse_name (file);
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *folder = parent ? g_file_get_basename (parent) : g_strdup ("");
  const char *texts[] = { name, folder };
  const char *classes[] = { "title", "subtitle" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);
      GtkWidget *label = gtk_label_new (valid);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (label, classes[i]);
      gtk_box_append (GTK_BOX (lines), label);
    }
  gtk_button_set_child (GTK_BUTTON (button), lines);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_set_tooltip_text (button, path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", uri);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return button;
}

static GtkWidget *
add_list (GtkWidget *columns, const char *title)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_size_request (column, LIST_WIDTH, -1);
  gtk_box_append (GTK_BOX (column), heading);
  gtk_box_append (GTK_BOX (column), scrolled);
  gtk_box_append (GTK_BOX (columns), column);
  return list;
}

static void
fill (GtkWidget *list, GPtrArray *files)
{
  GtkWidget *column = gtk_widget_get_parent (gtk_widget_get_ancestor (list,
                                                                      GTK_TYPE_SCROLLED_WINDOW));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (list)))
    gtk_box_remove (GTK_BOX (list), child);
  for (guint i = 0; i < files->len; i++)
    gtk_box_append (GTK_BOX (list), new_file_button (g_ptr_array_index (files, i)));
  gtk_widget_set_visible (column, files->len > 0);
}

static void
map (GtkWidget *widget)
{
  MmsWelcome *welcome = MMS_WELCOME (widget);
  g_autoptr (GPtrArray) recent = mms_recent_list (MAX_RECENT);
  g_autoptr (GPtrArray) samples = mms_recent_list_samples ();

  fill (welcome->recent, recent);
  fill (welcome->samples, samples);

  GTK_WIDGET_CLASS (mms_welcome_parent_class)->map (widget);
}

static void
dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (mms_welcome_parent_class)->dispose (object);
}

static void
mms_welcome_class_init (MmsWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->map = map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "welcome");
}

static void
mms_welcome_init (MmsWelcome *welcome)
{
  GtkWidget *parent = GTK_WIDGET (welcome);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (parent);
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 48);
  GtkWidget *open = gtk_button_new_with_label ("Open a trace…");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);

  gtk_widget_set_parent (new_text ("What did Linux do with that mm?", "title-1"), parent);
  gtk_widget_set_parent (
      new_text ("mmscope plays a capture of a kernel, CPU by CPU: the current task, the mm that it "
                "borrows, the mm that CR3 really holds, the counts of every mm. It flags dangling "
                "references and says why.",
                "lead"),
      parent);

  gtk_widget_set_halign (open, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (open, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.open");
  gtk_widget_set_tooltip_text (open, "Ctrl+O");
  gtk_widget_set_parent (open, parent);
  gtk_widget_set_parent (
      new_text ("A trace.dat of trace-cmd, ftrace text or simulator JSON, plain or compressed; or "
                "drop a file here. Press ? for all keys.",
                "dim-label"),
      parent);

  gtk_widget_set_halign (columns, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (columns, TRUE);
  welcome->recent = add_list (columns, "Opened before");
  welcome->samples = add_list (columns, "Samples");
  gtk_widget_set_parent (columns, parent);
}

GtkWidget *
mms_welcome_new (void)
{
  return g_object_new (MMS_TYPE_WELCOME, NULL);
}
