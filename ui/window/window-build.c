/* window-build.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "widgets/event-table.h"
#include "widgets/findings-panel.h"
#include "widgets/lane-menu.h"
#include "widgets/machine-view.h"
#include "widgets/legend.h"
#include "shortcuts.h"
#include "welcome.h"

static GtkWidget *
new_label (const char *text, const char *css_class, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_button (const char *text, const char *action, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
new_header_bar (MmsWindow *window)
{
  GtkWidget *bar = gtk_header_bar_new ();
  GtkWidget *titles = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GtkBuilder) builder
    = gtk_builder_new_from_resource ("/io/github/mmscope/mmscope/menu.ui");
  GMenuModel *menu = G_MENU_MODEL (gtk_builder_get_object (builder, "menu"));
  GtkWidget *button;

  window->recent = g_object_ref (G_MENU (gtk_builder_get_object (builder, "recent")));
  window->title = new_label (NULL, "title", PANGO_ELLIPSIZE_MIDDLE);
  window->subtitle = new_label (NULL, "subtitle", PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (titles, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (titles), window->title);
  gtk_box_append (GTK_BOX (titles), window->subtitle);
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (bar), titles);

  gtk_header_bar_pack_start (GTK_HEADER_BAR (bar),
                             new_button ("Open", "win.open", "Open a trace (Ctrl+O)"));

  button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (button), TRUE);
  gtk_widget_set_tooltip_text (button, "Menu (F10)");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Menu",
                                  -1);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (bar), button);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (bar), mms_lane_menu_new_button (window->view));
  gtk_header_bar_pack_end (GTK_HEADER_BAR (bar),
                           new_button ("Fit", "win.fit", "Show the whole trace (F)"));
  return bar;
}

/* What both ways of showing that something is loaded consist of. */
static GtkWidget *
new_progress (MmsWindow *window, guint which)
{
  GtkWidget *box = gtk_box_new (which == 0 ? GTK_ORIENTATION_HORIZONTAL
                                           : GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *progress = gtk_progress_bar_new ();
  GtkWidget *cancel = new_button ("Cancel", "win.cancel", "Stop loading (Escape)");

  window->loading_text[which] = new_label (NULL, NULL, PANGO_ELLIPSIZE_MIDDLE);
  window->loading_progress[which] = progress;
  gtk_widget_set_valign (progress, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (progress, which == 0);
  gtk_widget_set_halign (cancel, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Loading", -1);
  gtk_box_append (GTK_BOX (box), window->loading_text[which]);
  gtk_box_append (GTK_BOX (box), progress);
  gtk_box_append (GTK_BOX (box), cancel);
  return box;
}

static GtkWidget *
new_loading_page (MmsWindow *window)
{
  GtkWidget *page = new_progress (window, 1);

  gtk_widget_set_halign (page, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (page, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (page, 420, -1);
  return page;
}

static GtkWidget *
new_error_page (MmsWindow *window)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  GtkWidget *open = new_button ("Open another…", "win.open", "Ctrl+O");

  gtk_image_set_pixel_size (GTK_IMAGE (image), 48);
  window->error_title = new_label (NULL, "title-2", PANGO_ELLIPSIZE_MIDDLE);
  window->error_text = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "max-width-chars", 80,
                                     "selectable", TRUE, "justify", GTK_JUSTIFY_CENTER,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_widget_set_halign (open, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (page, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (page, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (page), image);
  gtk_box_append (GTK_BOX (page), window->error_title);
  gtk_box_append (GTK_BOX (page), window->error_text);
  gtk_box_append (GTK_BOX (page), open);
  return page;
}

static GtkWidget *
new_machine (MmsWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  window->machine = mms_machine_view_new (window->view);
  window->machine_heading = new_label (NULL, "heading", PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (window->machine_heading), 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), window->machine);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), window->machine_heading);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_add_css_class (box, "machine-pane");
  return box;
}

static GtkWidget *
new_paned (GtkOrientation orientation, GtkWidget *start, GtkWidget *end)
{
  GtkWidget *paned = gtk_paned_new (orientation);

  gtk_paned_set_start_child (GTK_PANED (paned), start);
  gtk_paned_set_end_child (GTK_PANED (paned), end);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  return paned;
}

static GtkWidget *
new_trace_page (MmsWindow *window)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *details;

  window->events = mms_event_table_new (window->view);
  window->timeline = mms_timeline_new (window->view);
  window->findings = mms_findings_panel_new (window->view);
  window->legend = mms_legend_new (window->view);
  window->transport = mms_transport_new (window->view, window->player);

  details = mms_window_new_details (window, window->events);
  window->lower = new_paned (GTK_ORIENTATION_HORIZONTAL, new_machine (window), details);
  window->halves = new_paned (GTK_ORIENTATION_VERTICAL, window->timeline, window->lower);
  window->sides = new_paned (GTK_ORIENTATION_HORIZONTAL, window->halves, window->findings);
  gtk_paned_set_resize_end_child (GTK_PANED (window->sides), FALSE);
  gtk_widget_set_size_request (window->timeline, -1, 150);
  gtk_widget_set_size_request (window->lower, -1, 140);
  gtk_widget_set_size_request (details, 240, -1);
  gtk_widget_set_vexpand (window->sides, TRUE);

  window->loading_bar = new_progress (window, 0);
  gtk_widget_add_css_class (window->loading_bar, "loading-bar");
  gtk_widget_hide (window->loading_bar);
  window->notices = mms_notices_new ();

  gtk_box_append (GTK_BOX (page), window->loading_bar);
  gtk_box_append (GTK_BOX (page), window->notices);
  gtk_box_append (GTK_BOX (page), window->sides);
  gtk_box_append (GTK_BOX (page), window->legend);
  gtk_box_append (GTK_BOX (page), window->transport);

  window->reload_bar = mms_reload_bar_new ();
  gtk_overlay_set_child (GTK_OVERLAY (overlay), page);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), window->reload_bar);
  window->toast = mms_toast_new ();
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), window->toast);
  return overlay;
}

void
mms_window_build (MmsWindow *window)
{
  GtkStack *stack;

  window->stack = gtk_stack_new ();
  stack = GTK_STACK (window->stack);
  gtk_stack_add_named (stack, mms_welcome_new (), "welcome");
  gtk_stack_add_named (stack, new_loading_page (window), "loading");
  gtk_stack_add_named (stack, new_error_page (window), "error");
  gtk_stack_add_named (stack, new_trace_page (window), "trace");

  gtk_window_set_titlebar (GTK_WINDOW (window), new_header_bar (window));
  gtk_window_set_child (GTK_WINDOW (window), window->stack);
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (window),
                                           GTK_SHORTCUTS_WINDOW (mms_shortcuts_create_window ()));
}
