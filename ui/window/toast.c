/* toast.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "toast.h"

#define SECONDS   2
#define MAX_CHARS 72 /* more is not read in passing */

struct _MmsToast
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *label;
  guint source;
};

G_DEFINE_FINAL_TYPE (MmsToast, mms_toast, GTK_TYPE_WIDGET)

static gboolean
go (gpointer user_data)
{
  MmsToast *toast = user_data;

  toast->source = 0;
  gtk_revealer_set_reveal_child (GTK_REVEALER (toast->revealer), FALSE);
  return G_SOURCE_REMOVE;
}

void
mms_toast_say (MmsToast *toast, const char *text)
{
  g_return_if_fail (MMS_IS_TOAST (toast));

  gtk_label_set_text (GTK_LABEL (toast->label), text);
  gtk_revealer_set_reveal_child (GTK_REVEALER (toast->revealer), TRUE);
  g_clear_handle_id (&toast->source, g_source_remove);
  toast->source = g_timeout_add_seconds (SECONDS, go, toast);
}

const char *
mms_toast_get_text (MmsToast *toast)
{
  g_return_val_if_fail (MMS_IS_TOAST (toast), NULL);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (toast->revealer))
             ? gtk_label_get_text (GTK_LABEL (toast->label))
             : NULL;
}

static void
dispose (GObject *object)
{
  MmsToast *toast = MMS_TOAST (object);

  g_clear_handle_id (&toast->source, g_source_remove);
  g_clear_pointer (&toast->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (mms_toast_parent_class)->dispose (object);
}

static void
mms_toast_class_init (MmsToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "toast");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
mms_toast_init (MmsToast *toast)
{
  toast->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (toast->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (toast->label), MAX_CHARS);
  toast->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (toast->revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (GTK_REVEALER (toast->revealer), toast->label);
  gtk_widget_set_parent (toast->revealer, GTK_WIDGET (toast));
  gtk_widget_set_halign (GTK_WIDGET (toast), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (toast), GTK_ALIGN_END);
  gtk_widget_set_can_target (GTK_WIDGET (toast), FALSE);
}

GtkWidget *
mms_toast_new (void)
{
  return g_object_new (MMS_TYPE_TOAST, NULL);
}
