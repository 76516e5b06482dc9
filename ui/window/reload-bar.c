/* reload-bar.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reload-bar.h"

struct _MmsReloadBar
{
  GtkWidget parent_instance;

  GtkWidget *label;
  GtkWidget *reload;
};

G_DEFINE_FINAL_TYPE (MmsReloadBar, mms_reload_bar, GTK_TYPE_WIDGET)

static void
show (MmsReloadBar *bar, const char *text, gboolean can_reload)
{
  gtk_label_set_text (GTK_LABEL (bar->label), text);
  gtk_widget_set_visible (bar->reload, can_reload);
  gtk_widget_set_visible (GTK_WIDGET (bar), TRUE);
}

void
mms_reload_bar_update (MmsReloadBar *bar, MmsWatch *watch, const char *name)
{
  MmsWatchState state;
  g_autofree char *old_size = NULL;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (MMS_IS_RELOAD_BAR (bar));

  state = mms_watch_get_state (watch);
  old_size = g_format_size (mms_watch_get_old_size (watch));
  size = g_format_size (mms_watch_get_size (watch));
  switch (state)
    {
    case MMS_WATCH_WRITTEN:
      text = g_strdup_printf ("%s is being written: %s so far, %s when it was read.", name, size,
                              old_size);
      break;
    case MMS_WATCH_CHANGED:
      text = g_str_equal (size, old_size)
                 ? g_strdup_printf ("%s has changed on disk.", name)
                 : g_strdup_printf ("%s has changed on disk: %s, %s when it was read.", name, size,
                                    old_size);
      break;
    case MMS_WATCH_GONE:
      text = g_strdup_printf ("%s is gone. What was read of it is still shown.", name);
      break;
    case MMS_WATCH_SAME:
    default:
      gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
      return;
    }
  show (bar, text, state != MMS_WATCH_GONE);
}

void
mms_reload_bar_show_error (MmsReloadBar *bar, const char *name, const char *reason)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MMS_IS_RELOAD_BAR (bar));

  text = g_strdup_printf ("%s cannot be read again: %s. What was read before is still shown.",
                          name, reason);
  show (bar, text, TRUE);
}

const char *
mms_reload_bar_get_text (MmsReloadBar *bar)
{
  g_return_val_if_fail (MMS_IS_RELOAD_BAR (bar), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (bar)) ? gtk_label_get_text (GTK_LABEL (bar->label))
                                                   : NULL;
}

static void
closed (MmsReloadBar *bar)
{
  gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
}

static void
dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (mms_reload_bar_parent_class)->dispose (object);
}

static void
mms_reload_bar_class_init (MmsReloadBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "reloadbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
mms_reload_bar_init (MmsReloadBar *bar)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  bar->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (bar->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (bar->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (bar->label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (bar->label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (bar->label), 0);
  bar->reload = gtk_button_new_with_label ("Read it again");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (bar->reload), "win.reload");
  gtk_widget_set_tooltip_text (bar->reload, "Read the file again (F5)");
  gtk_widget_set_valign (bar->reload, GTK_ALIGN_CENTER);
  gtk_button_set_has_frame (GTK_BUTTON (close), FALSE);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, "Close",
                                  -1);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (closed), bar);
  gtk_widget_set_parent (bar->label, GTK_WIDGET (bar));
  gtk_widget_set_parent (bar->reload, GTK_WIDGET (bar));
  gtk_widget_set_parent (close, GTK_WIDGET (bar));

  gtk_widget_set_halign (GTK_WIDGET (bar), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (bar), GTK_ALIGN_END);
  gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
}

GtkWidget *
mms_reload_bar_new (void)
{
  return g_object_new (MMS_TYPE_RELOAD_BAR, NULL);
}
