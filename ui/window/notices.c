/* notices.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "notices.h"

struct _MmsNotices
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkWidget *label;
  GtkWidget *details;
  GtkWidget *list;
  GtkWidget *rest;
};

G_DEFINE_FINAL_TYPE (MmsNotices, mms_notices, GTK_TYPE_WIDGET)

static char *
summarize (MmsTrace *trace)
{
  GString *text = g_string_new (NULL);
  guint n_events, n_losses, n_notes;

  mms_trace_get_events (trace, &n_events);
  mms_trace_get_losses (trace, &n_losses);
  mms_trace_get_notes (trace, &n_notes);

  if (mms_trace_is_prefix (trace))
    g_string_append_printf (text, "Only the first %u events are here. ", n_events);
  if (mms_trace_is_damaged (trace))
    g_string_append (text, "The file is damaged: only its sound part is shown. ");
  if (mms_trace_get_n_lost (trace) > 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT " events were lost while recording. ",
                            mms_trace_get_n_lost (trace));
  else if (n_losses > 0)
    g_string_append (text, "Events were lost while recording. ");
  else if (text->len == 0 && !mms_trace_is_complete (trace))
    g_string_append (text, "The trace is not complete. ");

  if (text->len > 0 && !mms_trace_is_prefix (trace))
    g_string_append (text, "What followed is unknown, and drawn so, until an event tells.");
  else if (text->len == 0 && n_events == 0)
    g_string_append (text, "The trace has no events.");
  return g_string_free (text, FALSE);
}

static void
add_detail (MmsNotices *notices, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GtkWidget *label = gtk_label_new (valid);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 70);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (notices->list), label);
}

static void
fill_details (MmsNotices *notices, MmsTrace *trace)
{
  /* A file that is damaged all over has a note for every page. */
  const guint max = 100;
  GtkWidget *child;
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  while ((child = gtk_widget_get_first_child (notices->list)))
    gtk_box_remove (GTK_BOX (notices->list), child);
  for (guint i = 0; i < MIN (n_notes, max); i++)
    add_detail (notices, notes[i].text);
  if (n_notes > max)
    {
      g_autofree char *more = g_strdup_printf ("… and %u more", n_notes - max);

      add_detail (notices, more);
    }
  gtk_widget_set_visible (notices->details, n_notes > 0);
}

static void
dispose (GObject *object)
{
  MmsNotices *notices = MMS_NOTICES (object);

  g_clear_pointer (&notices->bar, gtk_widget_unparent);

  G_OBJECT_CLASS (mms_notices_parent_class)->dispose (object);
}

static void
closed (MmsNotices *notices)
{
  gtk_widget_hide (GTK_WIDGET (notices));
}

static void
mms_notices_class_init (MmsNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
mms_notices_init (MmsNotices *notices)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  notices->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (notices->label), 0);
  gtk_label_set_wrap (GTK_LABEL (notices->label), TRUE);
  gtk_widget_set_hexpand (notices->label, TRUE);

  notices->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), notices->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  notices->details = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (notices->details), "Details");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (notices->details), popover);

  notices->rest = gtk_button_new_with_label ("Load the rest");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (notices->rest), "win.reload");

  notices->bar = gtk_info_bar_new ();
  gtk_info_bar_set_message_type (GTK_INFO_BAR (notices->bar), GTK_MESSAGE_WARNING);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->label);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->rest);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->details);
  gtk_info_bar_set_show_close_button (GTK_INFO_BAR (notices->bar), TRUE);
  g_signal_connect_swapped (notices->bar, "response", G_CALLBACK (closed), notices);
  gtk_widget_set_parent (notices->bar, GTK_WIDGET (notices));
  gtk_widget_hide (GTK_WIDGET (notices));
}

GtkWidget *
mms_notices_new (void)
{
  return g_object_new (MMS_TYPE_NOTICES, NULL);
}

void
mms_notices_show (MmsNotices *notices, MmsDocument *document)
{
  MmsTrace *trace = document ? mms_document_get_trace (document) : NULL;
  g_autofree char *text = trace ? summarize (trace) : g_strdup ("");

  g_return_if_fail (MMS_IS_NOTICES (notices));

  gtk_label_set_text (GTK_LABEL (notices->label), text);
  if (trace)
    {
      fill_details (notices, trace);
      gtk_widget_set_visible (notices->rest, mms_trace_is_prefix (trace));
    }
  gtk_widget_set_visible (GTK_WIDGET (notices), *text != '\0');
}

const char *
mms_notices_get_text (MmsNotices *notices)
{
  g_return_val_if_fail (MMS_IS_NOTICES (notices), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (notices))
             ? gtk_label_get_text (GTK_LABEL (notices->label))
             : NULL;
}
