/* finding-row.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "finding-row.h"

#include "draw/draw.h"
#include "event-text.h"
#include "severity-mark.h"

/* Cards of one cause stand under its line. */
#define INDENT 14

struct _MmsFindingRow
{
  GtkWidget parent_instance;

  guint row;
  GtkWidget *mark;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *place;
  GtkWidget *fold;
  GtkWidget *fold_text;
  GtkWidget *fold_arrow;
};

G_DEFINE_FINAL_TYPE (MmsFindingRow, mms_finding_row, GTK_TYPE_WIDGET)

enum
{
  FOLD_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

char *
mms_finding_row_make_title (const MmsFinding *finding)
{
  char *title = g_strdup_printf ("%s %s", finding->id, finding->name);
  char *name = title + strlen (finding->id) + 1;

  g_strdelimit (name, "-", ' ');
  *name = g_ascii_toupper (*name);
  return title;
}

/* "CPU 1 · active_mm → O" */
static char *
make_subtitle (MmsView *view, const MmsFinding *finding)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  GString *text = g_string_new (NULL);

  if (finding->cpu >= 0)
    g_string_append_printf (text, "CPU %d · ", finding->cpu);
  if (finding->holder < MMS_N_ATTRIBUTES)
    g_string_append_printf (text, "%s%s", mms_attribute_get_name (finding->holder),
                            finding->mm != 0 ? " → " : "");
  if (finding->mm != 0)
    g_string_append (text, mms_history_get_mm (history, finding->mm)->label);
  /* What comes next does not always come. */
  if (g_str_has_suffix (text->str, " · "))
    g_string_truncate (text, text->len - strlen (" · "));
  return g_string_free (text, FALSE);
}

/* On a line of its own, so that it is never cut. */
static char *
make_place (MmsView *view, const MmsFinding *finding)
{
  g_autofree char *event = mms_format_count (finding->event);
  g_autofree char *time
    = mms_format_position (view, mms_view_get_event_position (view, finding->event));

  return g_strdup_printf ("event %s · %s", event, time);
}

/* What the findings of a group have in common: "I freed by CPU 3 · +59.7 ms" */
static char *
make_cause (MmsView *view, const MmsFinding *root)
{
  MmsDocument *document = mms_view_get_document (view);
  GString *text = g_string_new (NULL);
  const MmsMm *mm = NULL;
  g_autofree char *time = NULL;
  guint event = root->event;
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (mms_document_get_trace (document), &n_events);

  if (root->mm != 0)
    mm = mms_history_get_mm (mms_document_get_history (document), root->mm);
  if (mm && mm->free_event > 0 && mm->free_event <= MIN (event, n_events))
    {
      event = mm->free_event;
      g_string_append_printf (text, "%s freed by CPU %u", mm->label, events[event - 1].cpu);
    }
  else if (mm && root->cpu >= 0)
    {
      g_string_append_printf (text, "CPU %d · %s", root->cpu, mm->label);
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
  time = mms_event_text_round (view, mms_view_get_event_position (view, event));
  g_string_append_printf (text, " · +%s", time);
  return g_string_free (text, FALSE);
}

static void
show_group (MmsFindingRow *widget, MmsView *view, guint finding)
{
  MmsFindingList *list = mms_view_get_finding_list (view);
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  const MmsFindingGroup *group = mms_finding_list_get_group (list, finding);
  const MmsFinding *first = g_ptr_array_index (findings, finding);
  const MmsFinding *root = g_ptr_array_index (findings, MIN (first->root, findings->len - 1));
  g_autofree char *cause = make_cause (view, root);
  g_autofree char *kinds = mms_finding_list_describe_group (list, finding);
  g_autofree char *number = g_strdup_printf ("%u", group->n);
  g_autofree char *tooltip = g_strdup_printf ("%s %u findings: %s",
                                              group->is_folded ? "Unfold" : "Fold", group->n,
                                              kinds);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %u findings: %s, %s",
                                           mms_severity_get_name (group->worst),
                                           gtk_label_get_text (GTK_LABEL (widget->title)), cause,
                                           group->n, kinds,
                                           group->is_folded ? "folded" : "unfolded");

  mms_severity_mark_set (MMS_SEVERITY_MARK (widget->mark), group->worst);
  gtk_label_set_text (GTK_LABEL (widget->subtitle), cause);
  gtk_label_set_text (GTK_LABEL (widget->fold_text), number);
  gtk_image_set_from_icon_name (GTK_IMAGE (widget->fold_arrow),
                                group->is_folded ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_widget_set_tooltip_text (widget->fold, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget->fold), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tooltip, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
show_finding (MmsFindingRow *widget, MmsView *view, const MmsFinding *finding)
{
  g_autofree char *subtitle = make_subtitle (view, finding);
  g_autofree char *place = make_place (view, finding);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s",
                                           mms_severity_get_name (finding->severity),
                                           gtk_label_get_text (GTK_LABEL (widget->title)),
                                           subtitle, place);

  mms_severity_mark_set (MMS_SEVERITY_MARK (widget->mark), finding->severity);
  gtk_label_set_text (GTK_LABEL (widget->subtitle), subtitle);
  gtk_widget_set_visible (widget->subtitle, *subtitle != '\0');
  gtk_label_set_text (GTK_LABEL (widget->place), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
mms_finding_row_show (MmsFindingRow *widget, MmsView *view, guint row)
{
  guint index = row & ~MMS_FINDING_ROW_GROUP;
  gboolean is_group = (row & MMS_FINDING_ROW_GROUP) != 0;
  MmsDocument *document = mms_view_get_document (view);
  const MmsFinding *finding;
  const MmsFindingGroup *group;
  g_autofree char *title = NULL;

  g_return_if_fail (MMS_IS_FINDING_ROW (widget));

  widget->row = row;
  if (!document || index >= mms_document_get_findings (document)->len)
    return;
  finding = g_ptr_array_index (mms_document_get_findings (document), index);
  group = mms_finding_list_get_group (mms_view_get_finding_list (view), index);
  title = mms_finding_row_make_title (finding);
  gtk_label_set_text (GTK_LABEL (widget->title), title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (widget), finding->message);
  gtk_widget_set_visible (widget->subtitle, TRUE);
  gtk_widget_set_visible (widget->place, !is_group);
  gtk_widget_set_visible (widget->fold, is_group);
  gtk_widget_set_margin_start (GTK_WIDGET (widget), is_group || group->n == 1 ? 0 : INDENT);
  set_class (GTK_WIDGET (widget), "is-group", is_group);
  set_class (GTK_WIDGET (widget), "is-info",
             (is_group ? group->worst : finding->severity) == MMS_SEVERITY_INFO);
  if (is_group)
    show_group (widget, view, index);
  else
    show_finding (widget, view, finding);
}

guint
mms_finding_row_get_row (MmsFindingRow *widget)
{
  g_return_val_if_fail (MMS_IS_FINDING_ROW (widget), 0);

  return widget->row;
}

static void
fold_clicked (MmsFindingRow *widget)
{
  g_signal_emit (widget, signals[FOLD_CLICKED], 0);
}

static void
dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (mms_finding_row_parent_class)->dispose (object);
}

static void
mms_finding_row_class_init (MmsFindingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "finding");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[FOLD_CLICKED] = g_signal_new ("fold-clicked", MMS_TYPE_FINDING_ROW, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_line (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
mms_finding_row_init (MmsFindingRow *widget)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *fold = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (widget));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 10);
  widget->mark = mms_severity_mark_new ();
  widget->title = add_line (lines, "title");
  gtk_label_set_wrap (GTK_LABEL (widget->title), TRUE);
  gtk_label_set_lines (GTK_LABEL (widget->title), 2);
  widget->subtitle = add_line (lines, "subtitle");
  widget->place = add_line (lines, "subtitle");
  gtk_widget_set_hexpand (lines, TRUE);

  widget->fold = gtk_button_new ();
  widget->fold_text = gtk_label_new (NULL);
  widget->fold_arrow = gtk_image_new ();
  gtk_box_append (GTK_BOX (fold), widget->fold_text);
  gtk_box_append (GTK_BOX (fold), widget->fold_arrow);
  gtk_button_set_child (GTK_BUTTON (widget->fold), fold);
  gtk_button_set_has_frame (GTK_BUTTON (widget->fold), FALSE);
  gtk_widget_set_valign (widget->fold, GTK_ALIGN_CENTER);
  gtk_widget_set_focusable (widget->fold, FALSE);
  g_signal_connect_swapped (widget->fold, "clicked", G_CALLBACK (fold_clicked), widget);

  gtk_widget_set_parent (widget->mark, GTK_WIDGET (widget));
  gtk_widget_set_parent (lines, GTK_WIDGET (widget));
  gtk_widget_set_parent (widget->fold, GTK_WIDGET (widget));
}

GtkWidget *
mms_finding_row_new (void)
{
  return g_object_new (MMS_TYPE_FINDING_ROW, NULL);
}
