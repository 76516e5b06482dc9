/* findings-panel.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings-panel.h"

#include "finding-menu.h"
#include "finding-row.h"
#include "findings-text.h"
#include "index-model.h"
#include "navigate.h"
#include "list-fit.h"
#include "why.h"

#define WIDTH 300
#define MIN_HALF 80

struct _MmsFindingsPanel
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsFindingList *rows; /* the view's */
  MmsIndexModel *model;
  GtkSingleSelection *selection;
  GtkWidget *heading;
  GtkWidget *sort;
  GtkWidget *controls;
  GtkWidget *entry;
  GtkWidget *none; /* what to say without findings */
  GtkWidget *halves;
  GtkWidget *scrolled;
  GtkWidget *list;
  GtkWidget *menu; /* of the row that was asked about last */
  MmsListFit *fit; /* of the list, beside the chain */
  gboolean shows_information;
  gboolean is_following; /* the selection is being set from the view */
};

G_DEFINE_FINAL_TYPE (MmsFindingsPanel, mms_findings_panel, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SHOW_INFORMATION,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static guint
get_selected_row (MmsFindingsPanel *panel)
{
  MmsIndexItem *item = gtk_single_selection_get_selected_item (panel->selection);

  return item ? mms_index_item_get_index (item) : G_MAXUINT;
}

static guint
get_row (guint position, gpointer user_data)
{
  return mms_finding_list_get_row (MMS_FINDINGS_PANEL (user_data)->rows, position);
}

/* Selects the finding's row, or that of the group it is folded into. */
static void
follow_selection (MmsFindingsPanel *panel)
{
  int finding = mms_view_get_finding (panel->view);
  int row = finding >= 0 ? mms_finding_list_find_row (panel->rows, (guint) finding) : -1;
  guint selected = get_selected_row (panel);

  /* The group's own row stands for its first finding, too. */
  if (finding >= 0 && selected == ((guint) finding | MMS_FINDING_ROW_GROUP))
    return;
  panel->is_following = TRUE;
  gtk_single_selection_set_selected (panel->selection,
                                     row < 0 ? GTK_INVALID_LIST_POSITION : (guint) row);
  if (row >= 0)
    gtk_widget_activate_action (panel->list, "list.scroll-to-item", "u", (guint) row);
  panel->is_following = FALSE;
}

static void
rows_changed (MmsFindingsPanel *panel)
{
  MmsDocument *document = mms_view_get_document (panel->view);
  guint n_findings = document ? mms_document_get_findings (document)->len : 0;
  guint n_shown = mms_finding_list_get_n_shown (panel->rows);
  g_autofree char *heading = n_shown == n_findings
                                 ? g_strdup_printf ("Findings  %u", n_findings)
                                 : g_strdup_printf ("Findings  %u of %u", n_shown, n_findings);

  panel->is_following = TRUE;
  mms_index_model_replace (panel->model, mms_finding_list_get_n_rows (panel->rows));
  panel->is_following = FALSE;
  follow_selection (panel);
  if (n_shown > 0
      && gtk_single_selection_get_selected (panel->selection) == GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (panel->list, "list.scroll-to-item", "u", 0);

  gtk_label_set_text (GTK_LABEL (panel->heading), heading);
  gtk_label_set_text (GTK_LABEL (panel->none), mms_findings_text_explain_none (panel->view));
  gtk_widget_set_visible (panel->none, n_shown == 0);
  gtk_widget_set_visible (panel->halves, n_shown > 0);
  gtk_widget_set_visible (panel->controls, n_findings > 0);
  gtk_widget_set_visible (panel->sort, n_findings > 0);
  mms_list_fit_update (panel->fit);
}

static void
document_changed (MmsFindingsPanel *panel)
{
  const char *filter = mms_finding_list_get_filter (panel->rows);

  if (!g_str_equal (filter, gtk_editable_get_text (GTK_EDITABLE (panel->entry))))
    gtk_editable_set_text (GTK_EDITABLE (panel->entry), filter);
  rows_changed (panel);
}

static void
filter_edited (MmsFindingsPanel *panel)
{
  mms_finding_list_set_filter (panel->rows,
                               gtk_editable_get_text (GTK_EDITABLE (panel->entry)));
  rows_changed (panel);
}

static void
sort_chosen (MmsFindingsPanel *panel)
{
  mms_finding_list_set_sort (panel->rows,
                             gtk_drop_down_get_selected (GTK_DROP_DOWN (panel->sort)));
  rows_changed (panel);
}

/* Folds or unfolds where the row stands, without moving the others. */
static void
fold (MmsFindingsPanel *panel, guint row, gboolean is_folded)
{
  guint finding = row & ~MMS_FINDING_ROW_GROUP;
  const MmsFindingGroup *group = mms_finding_list_get_group (panel->rows, finding);
  guint code = group->first | MMS_FINDING_ROW_GROUP;
  gboolean was_selected = FALSE;
  guint position;
  int selected = mms_view_get_finding (panel->view);

  if (group->n < 2 || group->is_folded == is_folded)
    return;
  for (position = 0; mms_finding_list_get_row (panel->rows, position) != code;)
    position++;
  was_selected = get_selected_row (panel) == code
                 || (selected >= 0 && mms_finding_list_is_shown (panel->rows, (guint) selected)
                     && mms_finding_list_get_group (panel->rows, (guint) selected) == group);

  mms_finding_list_fold (panel->rows, finding, is_folded);
  panel->is_following = TRUE;
  /* The group's own row says whether it is folded. */
  mms_index_model_splice (panel->model, position, is_folded ? 1 + group->n : 1,
                          is_folded ? 1 : 1 + group->n);
  if (was_selected)
    gtk_single_selection_set_selected (panel->selection, position);
  panel->is_following = FALSE;
  mms_list_fit_update (panel->fit);
}

static void
fold_clicked (MmsFindingRow *widget, MmsFindingsPanel *panel)
{
  guint row = mms_finding_row_get_row (widget);
  guint finding = row & ~MMS_FINDING_ROW_GROUP;

  fold (panel, row, !mms_finding_list_get_group (panel->rows, finding)->is_folded);
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             MmsFindingsPanel *panel)
{
  guint row = get_selected_row (panel);

  if (row == G_MAXUINT || (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right))
    return FALSE;
  fold (panel, row, keyval == GDK_KEY_Left);
  return TRUE;
}

static void
set_up_row (GtkListItemFactory *factory, GtkListItem *list_item, MmsFindingsPanel *panel)
{
  GtkWidget *row = mms_finding_row_new ();

  g_signal_connect (row, "fold-clicked", G_CALLBACK (fold_clicked), panel);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *list_item, MmsFindingsPanel *panel)
{
  mms_finding_row_show (MMS_FINDING_ROW (gtk_list_item_get_child (list_item)), panel->view,
                        mms_index_item_get_index (gtk_list_item_get_item (list_item)));
}

static void
selected_changed (MmsFindingsPanel *panel)
{
  guint row = get_selected_row (panel);

  if (panel->is_following || row == G_MAXUINT)
    return;
  mms_navigate_to_finding (panel->view, (int) (row & ~MMS_FINDING_ROW_GROUP));
}

/* A click on the row that is selected already goes there again. */
static void
activated (GtkListView *list, guint position, MmsFindingsPanel *panel)
{
  guint row = mms_finding_list_get_row (panel->rows, position);

  mms_navigate_to_finding (panel->view, (int) (row & ~MMS_FINDING_ROW_GROUP));
}

static void
copy_row (GtkWidget *widget, const char *action, GVariant *target)
{
  g_autofree char *text = mms_findings_text_row (MMS_FINDINGS_PANEL (widget)->view,
                                                 g_variant_get_uint32 (target));

  gtk_widget_activate_action (widget, "win.copy-text", "s", text);
}

static void
copy_all (GtkWidget *widget, const char *action, GVariant *target)
{
  g_autofree char *text = mms_findings_text_all (MMS_FINDINGS_PANEL (widget)->view);

  gtk_widget_activate_action (widget, "win.copy-text", "s", text);
}

static void
add_filter (GtkWidget *widget, const char *action, GVariant *target)
{
  GtkEditable *entry = GTK_EDITABLE (MMS_FINDINGS_PANEL (widget)->entry);
  g_autofree char *old = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autofree char *text
    = g_strdup_printf ("%s%s%s", old, *old ? " " : "", g_variant_get_string (target, NULL));

  gtk_editable_set_text (entry, text);
}

static void
set_filter (GtkWidget *widget, const char *action, GVariant *target)
{
  gtk_editable_set_text (GTK_EDITABLE (MMS_FINDINGS_PANEL (widget)->entry),
                         g_variant_get_string (target, NULL));
}

static void
fold_all (GtkWidget *widget, const char *action, GVariant *target)
{
  MmsFindingsPanel *panel = MMS_FINDINGS_PANEL (widget);

  mms_finding_list_fold_all (panel->rows, g_variant_get_boolean (target));
  rows_changed (panel);
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, MmsFindingsPanel *panel)
{
  GtkWidget *widget = gtk_widget_pick (panel->list, x, y, GTK_PICK_DEFAULT);
  g_autoptr (GMenuModel) menu = NULL;
  double panel_x, panel_y;

  if (widget && !MMS_IS_FINDING_ROW (widget))
    widget = gtk_widget_get_ancestor (widget, MMS_TYPE_FINDING_ROW);
  if (!widget
      || !gtk_widget_translate_coordinates (panel->list, GTK_WIDGET (panel), x, y, &panel_x,
                                            &panel_y))
    return;
  g_clear_pointer (&panel->menu, gtk_widget_unparent);
  menu = mms_finding_menu_new_row (panel->view,
                                   mms_finding_row_get_row (MMS_FINDING_ROW (widget)));
  panel->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (panel->menu), FALSE);
  gtk_widget_set_halign (panel->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (panel->menu, GTK_WIDGET (panel));
  gtk_popover_set_pointing_to (GTK_POPOVER (panel->menu),
                               &(GdkRectangle){ (int) panel_x, (int) panel_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (panel->menu));
}

static void
make_menu (GtkMenuButton *button, gpointer user_data)
{
  MmsFindingsPanel *panel = user_data;
  g_autoptr (GMenuModel) menu = mms_finding_menu_new_filters (panel->view);

  gtk_menu_button_set_menu_model (button, menu);
}

/* Without a chain the list has all the room. */
static void
why_shown (GtkWidget *why, GParamSpec *pspec, MmsFindingsPanel *panel)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (why, GTK_TYPE_SCROLLED_WINDOW);

  gtk_widget_set_visible (scrolled, gtk_widget_get_visible (why));
  mms_list_fit_update (panel->fit);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHOW_INFORMATION)
    g_value_set_boolean (value, MMS_FINDINGS_PANEL (object)->shows_information);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MmsFindingsPanel *panel = MMS_FINDINGS_PANEL (object);

  if (id != PROP_SHOW_INFORMATION)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (panel->shows_information == g_value_get_boolean (value))
    return;
  panel->shows_information = g_value_get_boolean (value);
  mms_finding_list_hide_info (panel->rows, !panel->shows_information);
  rows_changed (panel);
  g_object_notify_by_pspec (object, pspec);
}

static void
dispose (GObject *object)
{
  MmsFindingsPanel *panel = MMS_FINDINGS_PANEL (object);
  GtkWidget *child;

  if (panel->view)
    g_signal_handlers_disconnect_by_data (panel->view, panel);
  if (panel->selection)
    g_signal_handlers_disconnect_by_data (panel->selection, panel);
  g_clear_pointer (&panel->fit, mms_list_fit_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (panel))))
    gtk_widget_unparent (child);
  g_clear_object (&panel->selection);
  g_clear_object (&panel->view);

  G_OBJECT_CLASS (mms_findings_panel_parent_class)->dispose (object);
}

static void
mms_findings_panel_class_init (MmsFindingsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dispose;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  properties[PROP_SHOW_INFORMATION]
    = g_param_spec_boolean ("show-information", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "findings");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, MMS_FINDINGS_ACTION ("copy"), "u", copy_row);
  gtk_widget_class_install_action (widget_class, MMS_FINDINGS_ACTION ("copy-all"), NULL, copy_all);
  gtk_widget_class_install_action (widget_class, MMS_FINDINGS_ACTION ("add-filter"), "s",
                                   add_filter);
  gtk_widget_class_install_action (widget_class, MMS_FINDINGS_ACTION ("set-filter"), "s",
                                   set_filter);
  gtk_widget_class_install_action (widget_class, MMS_FINDINGS_ACTION ("fold-all"), "b", fold_all);
  gtk_widget_class_install_property_action (widget_class, MMS_FINDINGS_ACTION ("show-information"),
                                            "show-information");
}

static void
mms_findings_panel_init (MmsFindingsPanel *panel)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (panel));

  panel->shows_information = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (panel), WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Findings", -1);
}

static GtkWidget *
new_list (MmsFindingsPanel *panel)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_row), panel);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), panel);

  panel->model = mms_index_model_new ();
  mms_index_model_set_map (panel->model, get_row, panel);
  panel->selection = gtk_single_selection_new (G_LIST_MODEL (panel->model));
  gtk_single_selection_set_autoselect (panel->selection, FALSE);
  gtk_single_selection_set_can_unselect (panel->selection, TRUE);
  g_signal_connect_swapped (panel->selection, "notify::selected", G_CALLBACK (selected_changed),
                            panel);

  list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (panel->selection)), factory);
  g_signal_connect (list, "activate", G_CALLBACK (activated), panel);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), panel);
  gtk_widget_add_controller (list, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), panel);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Findings; Left and Right fold and unfold", -1);
  return list;
}

/* How many there are, and in which order. */
static GtkWidget *
new_header (MmsFindingsPanel *panel)
{
  static const char *const sorts[]
    = { "by severity", "by time", "by CPU", "by mm", NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  panel->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (panel->heading), 0);
  gtk_label_set_ellipsize (GTK_LABEL (panel->heading), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (panel->heading, "heading");
  gtk_widget_set_hexpand (panel->heading, TRUE);
  panel->sort = gtk_drop_down_new_from_strings (sorts);
  gtk_widget_set_tooltip_text (panel->sort, "The order of the findings");
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->sort), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Order of the findings", -1);
  g_signal_connect_swapped (panel->sort, "notify::selected", G_CALLBACK (sort_chosen), panel);
  gtk_box_append (GTK_BOX (box), panel->heading);
  gtk_box_append (GTK_BOX (box), panel->sort);
  return box;
}

/* Which of them are shown. */
static GtkWidget *
new_controls (MmsFindingsPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *menu = gtk_menu_button_new ();

  panel->entry = gtk_search_entry_new ();
  gtk_widget_set_hexpand (panel->entry, TRUE);
  g_object_set (panel->entry, "placeholder-text", "Show only …", NULL);
  gtk_widget_set_tooltip_text (panel->entry,
                               "Words of a finding, D15, error, cpu:1, mm:O; -D06: not that");
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Show only these findings", -1);
  g_signal_connect_swapped (panel->entry, "changed", G_CALLBACK (filter_edited), panel);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (menu), make_menu, panel, NULL);
  gtk_widget_set_tooltip_text (menu, "Which findings are shown");
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Which findings are shown", -1);
  gtk_box_append (GTK_BOX (box), panel->entry);
  gtk_box_append (GTK_BOX (box), menu);
  return box;
}

static GtkWidget *
new_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), MIN_HALF);
  return scrolled;
}

GtkWidget *
mms_findings_panel_new (MmsView *view)
{
  MmsFindingsPanel *panel = g_object_new (MMS_TYPE_FINDINGS_PANEL, NULL);
  GtkWidget *parent = GTK_WIDGET (panel);
  GtkWidget *why = mms_why_new (view);

  panel->view = g_object_ref (view);
  panel->rows = mms_view_get_finding_list (view);
  panel->none = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (panel->none), TRUE);
  gtk_label_set_xalign (GTK_LABEL (panel->none), 0);
  gtk_widget_add_css_class (panel->none, "none");

  panel->list = new_list (panel);
  panel->scrolled = new_scrolled (panel->list);
  panel->halves = gtk_paned_new (GTK_ORIENTATION_VERTICAL);
  gtk_paned_set_start_child (GTK_PANED (panel->halves), panel->scrolled);
  gtk_paned_set_end_child (GTK_PANED (panel->halves), new_scrolled (why));
  gtk_paned_set_resize_start_child (GTK_PANED (panel->halves), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (panel->halves), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (panel->halves), FALSE);
  panel->fit = mms_list_fit_new (GTK_PANED (panel->halves), panel->list, MIN_HALF);
  gtk_widget_set_vexpand (panel->halves, TRUE);

  g_signal_connect (why, "notify::visible", G_CALLBACK (why_shown), panel);
  why_shown (why, NULL, panel);

  gtk_widget_set_parent (new_header (panel), parent);
  panel->controls = new_controls (panel);
  gtk_widget_set_parent (panel->controls, parent);
  gtk_widget_set_parent (panel->none, parent);
  gtk_widget_set_parent (panel->halves, parent);

  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), panel);
  g_signal_connect_swapped (view, "selection-changed", G_CALLBACK (follow_selection), panel);
  document_changed (panel);
  return parent;
}

void
mms_findings_panel_ask_filter (MmsFindingsPanel *panel)
{
  g_return_if_fail (MMS_IS_FINDINGS_PANEL (panel));

  gtk_widget_grab_focus (panel->entry);
}

char *
mms_findings_panel_copy (MmsFindingsPanel *panel)
{
  guint row;

  g_return_val_if_fail (MMS_IS_FINDINGS_PANEL (panel), NULL);

  row = get_selected_row (panel);
  if (row == G_MAXUINT && mms_view_get_finding (panel->view) >= 0)
    row = (guint) mms_view_get_finding (panel->view);
  return row != G_MAXUINT ? mms_findings_text_row (panel->view, row) : NULL;
}
