/* findings-panel.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings-panel.h"

#include "draw/draw.h"
#include "event-text.h"
#include "index-model.h"
#include "navigate.h"
#include "severity-mark.h"
#include "why.h"

#define WIDTH 300
/* The list's, beside the chain. */
#define LIST_HEIGHT 280

struct _MmsFindingsPanel
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsIndexModel *model;
  GtkSingleSelection *selection;
  GtkWidget *heading;
  GtkWidget *none; /* what to say without findings */
  GtkWidget *scrolled;
  GtkWidget *list;
  gboolean is_following; /* the selection is being set from the view */
};

G_DEFINE_FINAL_TYPE (MmsFindingsPanel, mms_findings_panel, GTK_TYPE_WIDGET)

static const MmsFinding *
get_finding (MmsFindingsPanel *panel, guint index)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (panel->view));

  return index < findings->len ? g_ptr_array_index (findings, index) : NULL;
}

/* "freed-with-lazy-holder": "Freed with lazy holder" */
static char *
make_title (const MmsFinding *finding)
{
  char *title = g_strdup_printf ("%s %s", finding->id, finding->name);
  char *name = title + strlen (finding->id) + 1;

  g_strdelimit (name, "-", ' ');
  *name = g_ascii_toupper (*name);
  return title;
}

static char *
make_subtitle (MmsFindingsPanel *panel, const MmsFinding *finding)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (panel->view));
  GString *text = g_string_new (NULL);

  if (finding->cpu >= 0)
    g_string_append_printf (text, "CPU %d · ", finding->cpu);
  if (finding->holder < MMS_N_ATTRIBUTES)
    g_string_append_printf (text, "%s → ", mms_attribute_get_name (finding->holder));
  if (finding->mm != 0)
    g_string_append_printf (text, "%s · ", mms_history_get_mm (history, finding->mm)->label);
  /* What comes next does not always come. */
  if (g_str_has_suffix (text->str, " · "))
    g_string_truncate (text, text->len - strlen (" · "));
  return g_string_free (text, FALSE);
}

/* On a line of its own, so that it is never cut. */
static char *
make_place (MmsFindingsPanel *panel, const MmsFinding *finding)
{
  g_autofree char *time = mms_format_position (
      panel->view, mms_view_get_event_position (panel->view, finding->event));

  return g_strdup_printf ("event %u · %s", finding->event, time);
}

/* Whether two findings follow from one event of one mm, its free for most. */
static gboolean
is_one_group (MmsFindingsPanel *panel, guint a, guint b)
{
  const MmsFinding *first = get_finding (panel, a);
  const MmsFinding *second = get_finding (panel, b);
  const MmsFinding *first_root = first ? get_finding (panel, first->root) : NULL;
  const MmsFinding *second_root = second ? get_finding (panel, second->root) : NULL;

  return first_root && second_root && first_root->event == second_root->event
         && first_root->mm == second_root->mm;
}

/* (nullable): what stands over the first card of a group: "I freed by CPU 3 · +59.7 ms" */
static char *
make_header (MmsFindingsPanel *panel, guint index)
{
  MmsDocument *document = mms_view_get_document (panel->view);
  const MmsFinding *finding = get_finding (panel, index);
  const MmsFinding *root = get_finding (panel, finding->root);
  GString *text = g_string_new (NULL);
  const MmsMm *mm;
  g_autofree char *time = NULL;
  guint event, n_events, n_cards = 1;
  const MmsEvent *events;

  if (!root || (index > 0 && is_one_group (panel, index - 1, index)))
    return g_string_free (text, TRUE);
  while (is_one_group (panel, index, index + n_cards))
    n_cards++;

  events = mms_trace_get_events (mms_document_get_trace (document), &n_events);
  event = root->event;
  mm = root->mm != 0 ? mms_history_get_mm (mms_document_get_history (document), root->mm) : NULL;
  if (mm && mm->free_event > 0 && mm->free_event <= MIN (event, n_events))
    {
      event = mm->free_event;
      g_string_append_printf (text, "%s freed by CPU %u", mm->label, events[event - 1].cpu);
    }
  else if (mm)
    {
      g_string_append (text, mm->label);
    }
  else if (root->cpu >= 0)
    {
      g_string_append_printf (text, "CPU %d", root->cpu);
    }
  else
    {
      g_string_append_printf (text, "Event %u", event);
    }
  time = mms_event_text_round (panel->view, mms_view_get_event_position (panel->view, event));
  g_string_append_printf (text, " · +%s", time);
  if (n_cards > 1)
    g_string_append_printf (text, " · %u findings", n_cards);
  return g_string_free (text, FALSE);
}

static GtkWidget *
new_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
set_up_row (GtkListItemFactory *factory, GtkListItem *list_item, MmsFindingsPanel *panel)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (lines), new_line ("title"));
  gtk_box_append (GTK_BOX (lines), new_line ("subtitle"));
  gtk_box_append (GTK_BOX (lines), new_line ("subtitle"));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (card), mms_severity_mark_new ());
  gtk_box_append (GTK_BOX (card), lines);
  gtk_widget_add_css_class (card, "finding");
  gtk_box_append (GTK_BOX (row), new_line ("group"));
  gtk_box_append (GTK_BOX (row), card);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *list_item, MmsFindingsPanel *panel)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *header = gtk_widget_get_first_child (row);
  GtkWidget *card = gtk_widget_get_last_child (row);
  GtkWidget *mark = gtk_widget_get_first_child (card);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_last_child (card));
  GtkWidget *subtitle = gtk_widget_get_next_sibling (title);
  guint index = mms_index_item_get_index (gtk_list_item_get_item (list_item));
  const MmsFinding *finding = get_finding (panel, index);
  g_autofree char *title_text = NULL;
  g_autofree char *subtitle_text = NULL;
  g_autofree char *place = NULL;
  g_autofree char *header_text = NULL;

  if (!finding)
    return;
  header_text = make_header (panel, index);
  place = make_place (panel, finding);
  title_text = make_title (finding);
  subtitle_text = make_subtitle (panel, finding);
  mms_severity_mark_set (MMS_SEVERITY_MARK (mark), finding->severity);
  gtk_label_set_text (GTK_LABEL (title), title_text);
  gtk_label_set_text (GTK_LABEL (subtitle), subtitle_text);
  gtk_widget_set_visible (subtitle, *subtitle_text != '\0');
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (subtitle)), place);
  gtk_label_set_text (GTK_LABEL (header), header_text ? header_text : "");
  gtk_widget_set_visible (header, header_text != NULL);
  gtk_widget_set_tooltip_text (card, finding->message);
  /* A consequence stands under its root cause. */
  gtk_widget_set_margin_start (card, finding->root == index ? 0 : 18);
}

static void
selected_changed (MmsFindingsPanel *panel)
{
  guint selected = gtk_single_selection_get_selected (panel->selection);

  if (panel->is_following || selected == GTK_INVALID_LIST_POSITION)
    return;
  mms_navigate_to_finding (panel->view, selected);
}

/* A click on the row that is selected already goes there again. */
static void
activated (GtkListView *list, guint position, MmsFindingsPanel *panel)
{
  mms_navigate_to_finding (panel->view, position);
}

static void
selection_changed (MmsFindingsPanel *panel)
{
  int finding = mms_view_get_finding (panel->view);

  panel->is_following = TRUE;
  gtk_single_selection_set_selected (panel->selection, finding < 0 ? GTK_INVALID_LIST_POSITION
                                                                   : (guint) finding);
  if (finding >= 0)
    gtk_widget_activate_action (panel->list, "list.scroll-to-item", "u", (guint) finding);
  panel->is_following = FALSE;
}

/* Where nothing tells of a free, nothing can be found to dangle. */
static gboolean
has_frees (MmsTrace *trace)
{
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count > 0
          && (kind->role == MMS_ROLE_MM_FREED || kind->role == MMS_ROLE_MM_FREE_CALLED))
        return TRUE;
    }
  return FALSE;
}

static void
document_changed (MmsFindingsPanel *panel)
{
  MmsDocument *document = mms_view_get_document (panel->view);
  guint n_findings = document ? mms_document_get_findings (document)->len : 0;
  g_autofree char *heading = g_strdup_printf ("Findings  %u", n_findings);
  gboolean is_complete = document && mms_trace_is_complete (mms_document_get_trace (document));
  const char *none;

  panel->is_following = TRUE;
  mms_index_model_replace (panel->model, n_findings);
  panel->is_following = FALSE;

  gtk_label_set_text (GTK_LABEL (panel->heading), heading);
  gtk_widget_set_visible (panel->scrolled, n_findings > 0);
  gtk_widget_set_visible (panel->none, n_findings == 0);
  if (mms_navigate_count_events (panel->view) == 0)
    none = "There are no events to look at.";
  else if (!has_frees (mms_document_get_trace (document)))
    none = "This trace tells of no frees, so no dangling reference can be found in it. Record "
           "__mmdrop with a probe, or mm_free on a kernel that has that tracepoint, together with "
           "the switches; mmscope info names all that is missing.";
  else if (is_complete)
    none = "No dangling reference and no broken rule in what this trace shows.";
  else
    none = "Nothing in the part of the trace that could be read. Events are missing, so this is "
           "not the whole story.";
  gtk_label_set_text (GTK_LABEL (panel->none), none);
}

/* Without a chain the list has all the room. */
static void
why_shown (GtkWidget *why, GParamSpec *pspec, MmsFindingsPanel *panel)
{
  gboolean is_shown = gtk_widget_get_visible (why);

  gtk_widget_set_visible (gtk_widget_get_ancestor (why, GTK_TYPE_SCROLLED_WINDOW), is_shown);
  gtk_widget_set_vexpand (panel->scrolled, !is_shown);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (panel->scrolled),
                                              is_shown ? LIST_HEIGHT : -1);
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
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (panel))))
    gtk_widget_unparent (child);
  g_clear_object (&panel->selection);
  g_clear_object (&panel->view);

  G_OBJECT_CLASS (mms_findings_panel_parent_class)->dispose (object);
}

static void
mms_findings_panel_class_init (MmsFindingsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "findings");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mms_findings_panel_init (MmsFindingsPanel *panel)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (panel));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (panel), WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Findings", -1);
}

static GtkWidget *
new_list (MmsFindingsPanel *panel)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_row), panel);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), panel);

  panel->model = mms_index_model_new ();
  panel->selection = gtk_single_selection_new (G_LIST_MODEL (panel->model));
  gtk_single_selection_set_autoselect (panel->selection, FALSE);
  gtk_single_selection_set_can_unselect (panel->selection, TRUE);
  g_signal_connect_swapped (panel->selection, "notify::selected", G_CALLBACK (selected_changed),
                            panel);

  list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (panel->selection)), factory);
  g_signal_connect (list, "activate", G_CALLBACK (activated), panel);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Findings", -1);
  return list;
}

GtkWidget *
mms_findings_panel_new (MmsView *view)
{
  MmsFindingsPanel *panel = g_object_new (MMS_TYPE_FINDINGS_PANEL, NULL);
  GtkWidget *parent = GTK_WIDGET (panel);
  GtkWidget *why_scrolled = gtk_scrolled_window_new ();
  GtkWidget *why = mms_why_new (view);

  panel->view = g_object_ref (view);
  panel->heading = new_line ("heading");
  panel->none = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (panel->none), TRUE);
  gtk_label_set_xalign (GTK_LABEL (panel->none), 0);
  gtk_widget_add_css_class (panel->none, "none");

  panel->list = new_list (panel);
  panel->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (panel->scrolled), panel->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (panel->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (panel->scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (panel->scrolled), 60);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (why_scrolled), why);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (why_scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (why_scrolled, TRUE);

  g_signal_connect (why, "notify::visible", G_CALLBACK (why_shown), panel);
  why_shown (why, NULL, panel);

  gtk_widget_set_parent (panel->heading, parent);
  gtk_widget_set_parent (panel->none, parent);
  gtk_widget_set_parent (panel->scrolled, parent);
  gtk_widget_set_parent (why_scrolled, parent);

  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), panel);
  g_signal_connect_swapped (view, "selection-changed", G_CALLBACK (selection_changed), panel);
  document_changed (panel);
  return parent;
}
