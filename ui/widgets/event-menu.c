/* event-menu.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-menu.h"

#include "event-text.h"

#define MAX_MMS 3

static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  /* Set apart from its parsing: an underscore in a name is no mnemonic. */
  g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_LABEL, "s", label);
  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
append_only (GMenu *menu, const char *what, const char *term)
{
  /* In a menu an underscore stands for the letter to press, two for itself. */
  g_auto (GStrv) parts = g_strsplit (what, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autofree char *label = g_strdup_printf ("Only %s", escaped);

  append (menu, label, "win.add-filter", g_variant_new_string (term));
}

guint
mms_event_menu_list_mms (MmsView *view, guint event, guint *mms, guint most)
{
  static const MmsSlot slots[] = { MMS_SLOT_MM,     MMS_SLOT_NEXT,   MMS_SLOT_PREV,
                                   MMS_SLOT_ACTIVE, MMS_SLOT_LOADED, MMS_SLOT_TASK_MM,
                                   MMS_SLOT_LAZY_MM };
  MmsDocument *document = mms_view_get_document (view);
  MmsHistory *history = mms_document_get_history (document);
  MmsTrace *trace = mms_document_get_trace (document);
  const MmsEvent *record = &mms_trace_get_events (trace, NULL)[event - 1];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (slots) && n < most; i++)
    {
      guint64 pointer;
      guint mm;
      gboolean is_new = TRUE;

      if (!mms_trace_get_slot (trace, record, slots[i], &pointer) || pointer == 0)
        continue;
      mm = mms_history_find_mm (history, pointer, event);
      for (guint j = 0; j < n; j++)
        is_new = is_new && mms[j] != mm;
      if (mm != 0 && is_new)
        mms[n++] = mm;
    }
  return n;
}

static GMenu *
new_filters (MmsView *view, guint event)
{
  MmsDocument *document = mms_view_get_document (view);
  MmsTrace *trace = mms_document_get_trace (document);
  const MmsEvent *record = &mms_trace_get_events (trace, NULL)[event - 1];
  const char *kind = mms_trace_get_kind (trace, record->kind)->name;
  int pid = mms_trace_get_pid (trace, record);
  guint mms[MAX_MMS];
  guint n_mms = mms_event_menu_list_mms (view, event, mms, MAX_MMS);
  g_autofree char *cpu = g_strdup_printf ("CPU %u", (guint) record->cpu);
  g_autofree char *cpu_term = g_strdup_printf ("cpu:%u", (guint) record->cpu);
  g_autofree char *kind_term = g_strdup_printf ("kind:%s", kind);
  GMenu *menu = g_menu_new ();

  append_only (menu, cpu, cpu_term);
  if (pid > 0)
    {
      g_autofree char *task = mms_event_text_format (view, event, MMS_EVENT_COLUMN_TASK);
      g_autofree char *term = g_strdup_printf ("pid:%d", pid);

      append_only (menu, task, term);
    }
  append_only (menu, kind, kind_term);
  for (guint i = 0; i < n_mms; i++)
    {
      const char *name = mms_history_get_mm (mms_document_get_history (document), mms[i])->label;
      g_autofree char *label = g_strdup_printf ("mm %s", name);
      g_autofree char *term = g_strdup_printf ("mm:%s", name);

      append_only (menu, label, term);
    }
  if (mms_search_get_events (mms_view_get_filter (view)))
    append (menu, "All events again", "win.set-filter", g_variant_new_string (""));
  return menu;
}

GtkWidget *
mms_event_menu_new (MmsView *view, guint event)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) filters = new_filters (view, event);
  g_autoptr (GMenu) selections = g_menu_new ();
  guint mms[MAX_MMS];
  guint n_mms = mms_event_menu_list_mms (view, event, mms, MAX_MMS);
  GtkWidget *popover;

  append (first, "_Copy the event", "win.copy-event", g_variant_new_uint32 (event));
  append (first, "_Go there", "win.go-to-event", g_variant_new_uint32 (event));
  for (guint i = 0; i < n_mms; i++)
    {
      g_autofree char *label
        = g_strdup_printf ("Select mm %s", mms_history_get_mm (history, mms[i])->label);

      append (selections, label, "win.select-mm", g_variant_new_uint32 (mms[i]));
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, "Show", G_MENU_MODEL (filters));
  if (n_mms > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (selections));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  return popover;
}
