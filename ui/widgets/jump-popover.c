/* jump-popover.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "jump-popover.h"

#include "jump.h"
#include "navigate.h"

#define HINT "1234: an event · +12.5 ms: after the first · 2.285 s: the stamp"
#define HINT_NO_SECONDS "1234: an event · +500: so many ticks after the first"

struct _MmsJumpPopover
{
  GtkPopover parent_instance;

  MmsView *view;
  GtkWidget *entry;
  GtkWidget *hint;
  char suggestion[32]; /* what a second Enter means; "": nothing */
};

G_DEFINE_FINAL_TYPE (MmsJumpPopover, mms_jump_popover, GTK_TYPE_POPOVER)

static const char *
get_hint (MmsJumpPopover *popover)
{
  MmsDocument *document = mms_view_get_document (popover->view);

  return document == NULL || mms_trace_clock_is_ns (mms_document_get_trace (document)) ? HINT : HINT_NO_SECONDS;
}

static void
activated (MmsJumpPopover *popover)
{
  g_autoptr (GError) error = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (popover->entry));
  MmsJump jump;

  if (*popover->suggestion)
    text = popover->suggestion;
  if (mms_jump_parse (popover->view, text, &jump, &error))
    {
      gtk_popover_popdown (GTK_POPOVER (popover));
      gtk_widget_activate_action (GTK_WIDGET (popover), "win.go-to-event", "u", jump.event);
      mms_navigate_centre (popover->view);
      return;
    }
  g_strlcpy (popover->suggestion, jump.suggestion, sizeof popover->suggestion);
  gtk_label_set_text (GTK_LABEL (popover->hint), error->message);
  gtk_widget_add_css_class (popover->entry, "error");
}

static void
edited (MmsJumpPopover *popover)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (popover->entry));
  MmsJump jump;

  *popover->suggestion = '\0';
  if (mms_jump_parse (popover->view, text, &jump, NULL) && jump.is_before)
    {
      g_autofree char *hint = g_strdup_printf ("Event %u, the event before %s", jump.event, text);

      gtk_label_set_text (GTK_LABEL (popover->hint), hint);
    }
  else
    {
      gtk_label_set_text (GTK_LABEL (popover->hint), get_hint (popover));
    }
  gtk_widget_remove_css_class (popover->entry, "error");
}

static void
shown (MmsJumpPopover *popover)
{
  g_autofree char *number = g_strdup_printf ("%u", mms_view_get_playhead (popover->view));

  gtk_editable_set_text (GTK_EDITABLE (popover->entry), number);
  gtk_label_set_text (GTK_LABEL (popover->hint), get_hint (popover));
  gtk_widget_grab_focus (popover->entry);
  gtk_editable_select_region (GTK_EDITABLE (popover->entry), 0, -1);
}

static void
dispose (GObject *object)
{
  g_clear_object (&MMS_JUMP_POPOVER (object)->view);

  G_OBJECT_CLASS (mms_jump_popover_parent_class)->dispose (object);
}

static void
mms_jump_popover_class_init (MmsJumpPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
}

static void
mms_jump_popover_init (MmsJumpPopover *popover)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  popover->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (popover->entry), "event or time");
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Event or time", -1);
  popover->hint = gtk_label_new (HINT);
  gtk_label_set_wrap (GTK_LABEL (popover->hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (popover->hint), 36);
  gtk_label_set_xalign (GTK_LABEL (popover->hint), 0);
  gtk_widget_add_css_class (popover->hint, "dim-label");
  gtk_box_append (GTK_BOX (box), popover->entry);
  gtk_box_append (GTK_BOX (box), popover->hint);
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  g_signal_connect_swapped (popover->entry, "activate", G_CALLBACK (activated), popover);
  g_signal_connect_swapped (popover->entry, "changed", G_CALLBACK (edited), popover);
  g_signal_connect (popover, "map", G_CALLBACK (shown), NULL);
}

GtkWidget *
mms_jump_popover_new (MmsView *view)
{
  MmsJumpPopover *popover = g_object_new (MMS_TYPE_JUMP_POPOVER, NULL);

  popover->view = g_object_ref (view);
  return GTK_WIDGET (popover);
}
