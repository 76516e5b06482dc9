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
  GtkWidget *go;
};

G_DEFINE_FINAL_TYPE (MmsNotices, mms_notices, GTK_TYPE_WIDGET)

/* The CPUs up to the highest one of which there is no event: what a damaged file has lost whole. */
static void
append_missing_cpus (GString *text, MmsTrace *trace)
{
  guint n_events, n_cpus, n_missing = 0;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  /* Their numbers are the file's, and need not be small. */
  const guint max = 8;

  for (guint i = 0; i < n_events && g_hash_table_size (seen) < n_cpus; i++)
    g_hash_table_add (seen, GUINT_TO_POINTER (events[i].cpu));
  for (guint i = 0; i < n_cpus; i++)
    for (guint cpu = i > 0 ? cpus[i - 1] + 1 : 0; cpu <= cpus[i] && n_missing <= max; cpu++)
      {
        if (g_hash_table_contains (seen, GUINT_TO_POINTER (cpu)))
          continue;
        if (++n_missing <= max)
          g_string_append_printf (list, "%s%u", n_missing > 1 ? ", " : "", cpu);
      }
  if (mms_trace_has_guessed_cpus (trace))
    g_string_append (text, "Its table of CPUs is gone: whole CPUs may be missing, and the numbers "
                           "of the others are guessed. ");
  if (n_missing > 0 && n_events > 0)
    g_string_append_printf (text, "Of CPU %s%s there is no event at all. ", list->str,
                            n_missing > max ? " and more" : "");
}

static void
append_losses (GString *text, MmsTrace *trace)
{
  guint n_events, n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  guint64 n_lost = mms_trace_get_n_lost (trace);
  gboolean is_counted = TRUE;

  if (n_losses == 0)
    return;
  mms_trace_get_events (trace, &n_events);
  for (guint i = 0; i < n_losses; i++)
    is_counted &= losses[i].count >= 0;

  if (n_lost > 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT "%s event%s lost", n_lost,
                            is_counted ? "" : " and more", n_lost == 1 && is_counted ? "" : "s");
  else
    g_string_append (text, "Events lost");
  g_string_append_printf (text, " in %u place%s, the first on CPU %u ", n_losses,
                          n_losses == 1 ? "" : "s", losses[0].cpu);
  if (losses[0].event > n_events)
    g_string_append (text, "after its last event. ");
  else
    g_string_append_printf (text, "before event %u. ", losses[0].event);
}

static char *
summarize (MmsTrace *trace)
{
  GString *text = g_string_new (NULL);
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  if (mms_trace_is_prefix (trace))
    g_string_append_printf (text, "Only the first %u events are here. ", n_events);
  if (mms_trace_is_damaged (trace))
    {
      g_string_append (text, "The file is damaged: only its sound part is shown. ");
      append_missing_cpus (text, trace);
    }
  append_losses (text, trace);
  if (text->len == 0 && !mms_trace_is_complete (trace))
    g_string_append (text, "The trace is not complete. ");

  if (text->len > 0 && !mms_trace_is_prefix (trace))
    g_string_append (text, "What followed is unknown, and drawn so, until an event tells.");
  else if (text->len == 0 && n_events == 0)
    g_string_append (text, "The trace has no events.");
  return g_string_free (text, FALSE);
}

/* Leads to the first event after the first gap. */
static void
set_target (MmsNotices *notices, MmsTrace *trace)
{
  guint n_events, n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  guint event = n_losses > 0 ? losses[0].event : 0;

  mms_trace_get_events (trace, &n_events);
  gtk_widget_set_visible (notices->go, n_losses > 0 && n_events > 0);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (notices->go), "u", MIN (event, n_events));
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

  notices->go = gtk_button_new_with_label ("Go there");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (notices->go), "win.go-to-event");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (notices->go), "u", 1);

  notices->bar = gtk_info_bar_new ();
  gtk_info_bar_set_message_type (GTK_INFO_BAR (notices->bar), GTK_MESSAGE_WARNING);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->label);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->rest);
  gtk_info_bar_add_child (GTK_INFO_BAR (notices->bar), notices->go);
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
      set_target (notices, trace);
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
