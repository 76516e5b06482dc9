/* why.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "why.h"

#include "check/check.h"
#include "navigate.h"

#define MARGIN 6 /* above and below the link in sight */

struct _MmsWhy
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsDocument *document; /* whose finding is shown; only compared */
  int finding;
  GtkWidget *message;
  GtkWidget *confidence;
  GtkWidget *chain;
  GtkWidget *lesson;
  GtkWidget *lesson_text;
  GtkWidget *current; /* (nullable): the link to be brought into sight once it has its place */
  guint tick;
};

G_DEFINE_FINAL_TYPE (MmsWhy, mms_why, GTK_TYPE_WIDGET)

static const char *
explain_confidence (MmsConfidence confidence)
{
  switch (confidence)
    {
    case MMS_CONFIDENCE_PROVED:
      return "Proved: every link of the chain was observed.";
    case MMS_CONFIDENCE_WITNESS:
      return "Witness: the chain rests on derived values.";
    case MMS_CONFIDENCE_SUSPECT:
      return "Suspect: the chain rests on an order of stamps or on an inference.";
    default:
      return "";
    }
}

static void
link_clicked (GtkButton *button, MmsWhy *why)
{
  guint event = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "mms-event"));
  int cpu = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "mms-cpu"));

  if (cpu >= 0)
    mms_view_select_cpu (why->view, cpu);
  mms_navigate_to_event (why->view, event);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The line as it stands in the source: cut rather than wrapped. */
static GtkWidget *
new_source (const char *source)
{
  GtkWidget *label = new_label (source, "link-source");

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, source);
  return label;
}

static GtkWidget *
new_link (MmsWhy *why, const MmsEvidence *evidence, guint step)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *text = new_label (evidence->text, NULL);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *source = mms_view_format_source (why->view, evidence->event, "\n");
  GtkWidget *number;
  GtkWidget *badge;
  g_autofree char *place = g_strdup_printf ("%u", step);
  g_autofree char *event = g_strdup_printf ("%u", evidence->event);
  g_autofree char *spoken = mms_view_format_source (why->view, evidence->event, ", ");
  g_autofree char *name = NULL;

  /* The timeline marks the links with the same numbers. */
  badge = gtk_label_new (place);
  gtk_widget_add_css_class (badge, "link-step");
  gtk_widget_set_valign (badge, GTK_ALIGN_START);
  number = new_label (event, "link-number");
  gtk_widget_set_valign (number, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (number), 6);
  gtk_label_set_wrap (GTK_LABEL (number), FALSE);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), text);
  if (source)
    gtk_box_append (GTK_BOX (texts), new_source (source));
  gtk_box_append (GTK_BOX (box), badge);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "chain-link");

  g_object_set_data (G_OBJECT (button), "mms-event", GUINT_TO_POINTER (evidence->event));
  g_object_set_data (G_OBJECT (button), "mms-cpu", GINT_TO_POINTER (evidence->cpu));
  g_signal_connect (button, "clicked", G_CALLBACK (link_clicked), why);
  name = g_strdup_printf ("Event %u: %s%s%s", evidence->event, evidence->text, spoken ? ", at " : "",
                          spoken ? spoken : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return button;
}

static void
show (MmsWhy *why, const MmsFinding *finding)
{
  const MmsDetectorInfo *detector = mms_check_find (finding->id);

  gtk_label_set_text (GTK_LABEL (why->message), finding->message);
  gtk_label_set_text (GTK_LABEL (why->confidence), explain_confidence (finding->confidence));
  for (guint i = 0; i < finding->evidence->len; i++)
    gtk_box_append (GTK_BOX (why->chain),
                    new_link (why, &g_array_index (finding->evidence, MmsEvidence, i), i + 1));
  if (detector)
    gtk_label_set_text (GTK_LABEL (why->lesson_text), detector->lesson);
  gtk_widget_set_visible (why->lesson, detector != NULL);
}

static gboolean
bring_into_sight (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  MmsWhy *why = MMS_WHY (widget);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  /* links that were just made have none before the next layout */
  if (why->current && gtk_widget_get_height (why->current) == 0)
    return G_SOURCE_CONTINUE;
  if (why->current && scrolled && gtk_widget_compute_bounds (why->current, widget, &bounds))
    gtk_adjustment_clamp_page (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), bounds.origin.y - MARGIN,
        bounds.origin.y + bounds.size.height + MARGIN);
  why->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Marks the link that the playhead stands on. */
static void
playhead_changed (MmsWhy *why)
{
  guint playhead = mms_view_get_playhead (why->view);

  why->current = NULL;

  for (GtkWidget *link = gtk_widget_get_first_child (why->chain); link;
       link = gtk_widget_get_next_sibling (link))
    {
      guint event = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (link), "mms-event"));

      if (event == playhead)
        {
          gtk_widget_add_css_class (link, "current");
          why->current = link;
        }
      else
        gtk_widget_remove_css_class (link, "current");
    }
  if (why->current && why->tick == 0)
    why->tick = gtk_widget_add_tick_callback (GTK_WIDGET (why), bring_into_sight, NULL, NULL);
}

static void
selection_changed (MmsWhy *why)
{
  MmsDocument *document = mms_view_get_document (why->view);
  int finding = mms_view_get_finding (why->view);
  GtkWidget *child;

  /* A CPU or an mm was selected: the links stay, and with them the keyboard focus. */
  if (document == why->document && finding == why->finding)
    return;
  why->document = document;
  why->finding = finding;

  why->current = NULL;
  while ((child = gtk_widget_get_first_child (why->chain)))
    gtk_box_remove (GTK_BOX (why->chain), child);
  gtk_widget_set_visible (GTK_WIDGET (why), document && finding >= 0);
  if (document && finding >= 0)
    show (why, g_ptr_array_index (mms_document_get_findings (document), finding));
  playhead_changed (why);
}

static void
dispose (GObject *object)
{
  MmsWhy *why = MMS_WHY (object);
  GtkWidget *child;

  if (why->view)
    g_signal_handlers_disconnect_by_data (why->view, why);
  if (why->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (why), why->tick);
  why->tick = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (why))))
    gtk_widget_unparent (child);
  g_clear_object (&why->view);

  G_OBJECT_CLASS (mms_why_parent_class)->dispose (object);
}

static void
mms_why_class_init (MmsWhyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "why");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mms_why_init (MmsWhy *why)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (why));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (why), FALSE);
  why->finding = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (why), GTK_ACCESSIBLE_PROPERTY_LABEL, "Why", -1);
}

GtkWidget *
mms_why_new (MmsView *view)
{
  MmsWhy *why = g_object_new (MMS_TYPE_WHY, NULL);
  GtkWidget *parent = GTK_WIDGET (why);

  why->view = g_object_ref (view);
  why->message = new_label (NULL, "message");
  why->confidence = new_label (NULL, "dim-label");
  why->chain = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (why->chain, "chain");
  why->lesson = gtk_expander_new ("What this finding means");
  why->lesson_text = new_label (NULL, "lesson");
  gtk_expander_set_child (GTK_EXPANDER (why->lesson), why->lesson_text);

  gtk_widget_set_parent (new_label ("Why", "heading"), parent);
  gtk_widget_set_parent (why->message, parent);
  gtk_widget_set_parent (why->confidence, parent);
  gtk_widget_set_parent (why->chain, parent);
  gtk_widget_set_parent (why->lesson, parent);

  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (selection_changed), why);
  g_signal_connect_swapped (view, "selection-changed", G_CALLBACK (selection_changed), why);
  g_signal_connect_swapped (view, "playhead-changed", G_CALLBACK (playhead_changed), why);
  return parent;
}
