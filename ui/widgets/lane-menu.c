/* lane-menu.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "lane-menu.h"

#include "timeline.h"

/* More lanes of a kind are not listed one by one. */
#define MAX_LISTED 24

static char *
name_key (MmsView *view, const MmsLaneKey *key)
{
  if (key->kind == MMS_LANE_CPU)
    return g_strdup_printf ("CPU %u", key->id);
  return g_strdup_printf (
      "mm %s",
      mms_history_get_mm (mms_document_get_history (mms_view_get_document (view)), key->id)->label);
}

static void
append (GMenu *menu, const char *label, const char *action, const MmsLaneKey *key)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, MMS_LANE_MENU_TYPE, key->kind, key->id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_lane_menu (MmsLane *lane, MmsView *view)
{
  GMenu *menu = g_menu_new ();
  MmsLaneKey key = mms_lane_get_key (lane);
  g_autoptr (GMenu) others = g_menu_new ();

  if (key.kind != MMS_LANE_QUIET)
    {
      gboolean is_pinned = mms_view_is_lane_pinned (view, key.kind, key.id);

      append (menu, is_pinned ? "_Unpin" : "_Pin", is_pinned ? "win.unpin-lane" : "win.pin-lane",
              &key);
      append (menu, "_Hide", "win.hide-lane", &key);
    }
  if (key.kind == MMS_LANE_CPU)
    append (menu, "Hide all _other CPUs", "win.hide-other-cpus", &key);
  if (mms_view_get_hidden_lanes (view)->len > 0)
    g_menu_append (others, "_Show all that are hidden", "win.show-lanes");
  g_menu_append (others, "_Fold CPUs", "win.fold::always");
  g_menu_append (others, "Show CPUs in _full", "win.fold::never");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  return G_MENU_MODEL (menu);
}

static gboolean
unparent (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Not at once: the item that was chosen is activated after its popover closes. */
static void
closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent, g_object_ref (popover), g_object_unref);
}

void
mms_lane_menu_popup (MmsLane *lane, MmsView *view, double x, double y)
{
  g_autoptr (GMenuModel) menu = NULL;
  GtkWidget *popover;
  GtkWidget *parent;
  GdkRectangle place;

  g_return_if_fail (MMS_IS_LANE (lane));

  /* The lane may be gone before its menu. */
  parent = gtk_widget_get_ancestor (GTK_WIDGET (lane), MMS_TYPE_TIMELINE);
  if (!parent)
    return;
  gtk_widget_translate_coordinates (GTK_WIDGET (lane), parent, x, y, &x, &y);
  place = (GdkRectangle) { (int) x, (int) y, 1, 1 };
  menu = make_lane_menu (lane, view);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (popover, parent);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  /* Items with a state become larger as they are shown; the timeline presents no popovers. */
  gtk_popover_present (GTK_POPOVER (popover));
}

/* --- the button --- */

static void
append_lanes (GMenu *menu, MmsView *view, const GArray *keys, const char *verb, const char *action)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < MIN (keys->len, MAX_LISTED); i++)
    {
      const MmsLaneKey *key = &g_array_index (keys, MmsLaneKey, i);
      g_autofree char *name = name_key (view, key);
      g_autofree char *label = g_strdup_printf ("%s %s", verb, name);

      append (section, label, action, key);
    }
  if (keys->len > MAX_LISTED)
    {
      g_autofree char *label = g_strdup_printf ("… and %u more", keys->len - MAX_LISTED);

      g_menu_append (section, label, NULL);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

typedef struct
{
  MmsView *view;
  GMenu *menu;
} Button;

static void
lanes_changed (GtkWidget *widget)
{
  Button *button = g_object_get_data (G_OBJECT (widget), "mms-lanes");
  const GArray *pinned = mms_view_get_pinned_lanes (button->view);
  const GArray *hidden = mms_view_get_hidden_lanes (button->view);
  g_autoptr (GMenu) fold = g_menu_new ();
  g_autofree char *label = NULL;

  label = hidden->len > 0 ? g_strdup_printf ("Lanes · %u hidden", hidden->len) : g_strdup ("Lanes");
  gtk_menu_button_set_label (GTK_MENU_BUTTON (widget), label);

  g_menu_remove_all (button->menu);
  g_menu_append (fold, "_Fold where there are many CPUs", "win.fold::auto");
  g_menu_append (fold, "Fold _all CPUs", "win.fold::always");
  g_menu_append (fold, "Show all CPUs in f_ull", "win.fold::never");
  g_menu_append_section (button->menu, NULL, G_MENU_MODEL (fold));
  if (pinned->len > 0)
    append_lanes (button->menu, button->view, pinned, "Unpin", "win.unpin-lane");
  if (hidden->len > 0)
    {
      append_lanes (button->menu, button->view, hidden, "Show", "win.show-lane");
      g_menu_append (button->menu, "_Show all that are hidden", "win.show-lanes");
    }
}

static void
button_free (gpointer data)
{
  Button *button = data;

  g_object_unref (button->view);
  g_object_unref (button->menu);
  g_free (button);
}

GtkWidget *
mms_lane_menu_new_button (MmsView *view)
{
  GtkWidget *widget = gtk_menu_button_new ();
  Button *button = g_new (Button, 1);

  button->view = g_object_ref (view);
  button->menu = g_menu_new ();
  g_object_set_data_full (G_OBJECT (widget), "mms-lanes", button, button_free);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (widget), G_MENU_MODEL (button->menu));
  gtk_widget_set_tooltip_text (widget, "Lanes that are pinned (P), hidden (H) or folded");
  g_signal_connect_object (view, "lanes-changed", G_CALLBACK (lanes_changed), widget,
                           G_CONNECT_SWAPPED);
  lanes_changed (widget);
  return widget;
}
