/* find-hints.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "find-hints.h"

/* Of each sort: CPUs, events, tasks, mms, fields. */
#define MOST       5
#define MAX_HEIGHT 300

struct _MmsFindHints
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkWidget *error;
  GtkWidget *scrolled;
  GtkWidget *list;
  GCancellable *cancellable; /* of the worker; NULL: none */
};

G_DEFINE_FINAL_TYPE (MmsFindHints, mms_find_hints, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  FILLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  MmsHistory *history;
  char *word;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  mms_history_unref (request->history);
  g_free (request->word);
  g_free (request);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;

  g_task_return_pointer (task, mms_suggest (request->history, request->word, MOST, cancellable),
                         (GDestroyNotify) g_ptr_array_unref);
}

static GtkWidget *
new_row (const MmsSuggestion *suggestion)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (suggestion->title);
  GtkWidget *details = gtk_label_new (suggestion->details);
  g_autofree char *name = g_strdup_printf ("%s, %s", suggestion->title, suggestion->details);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 24);
  gtk_label_set_ellipsize (GTK_LABEL (details), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (details), 1);
  gtk_widget_set_hexpand (details, TRUE);
  gtk_widget_add_css_class (details, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), details);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
fill (MmsFindHints *hints, GPtrArray *suggestions)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (hints->list)))
    gtk_list_box_remove (GTK_LIST_BOX (hints->list), child);
  for (guint i = 0; i < suggestions->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (hints->list), new_row (suggestions->pdata[i]));
  g_object_set_data_full (G_OBJECT (hints->list), "mms-suggestions",
                          g_ptr_array_ref (suggestions), (GDestroyNotify) g_ptr_array_unref);
  gtk_widget_set_visible (hints->scrolled, suggestions->len > 0);
  g_signal_emit (hints, signals[FILLED], 0);
}

static void
work_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsFindHints *hints = MMS_FIND_HINTS (source);
  g_autoptr (GPtrArray) suggestions = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!suggestions || g_task_get_cancellable (G_TASK (result)) != hints->cancellable)
    return;
  g_clear_object (&hints->cancellable);
  fill (hints, suggestions);
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, MmsFindHints *hints)
{
  GPtrArray *suggestions = g_object_get_data (G_OBJECT (list), "mms-suggestions");
  g_autoptr (GPtrArray) keep = g_ptr_array_ref (suggestions);

  g_signal_emit (hints, signals[CHOSEN], 0,
                 g_ptr_array_index (keep, gtk_list_box_row_get_index (row)));
}

static void
let_go (MmsFindHints *hints)
{
  if (hints->cancellable)
    g_cancellable_cancel (hints->cancellable);
  g_clear_object (&hints->cancellable);
}

/* The worker keeps the list alive, but what it was for is gone. */
static void
unroot (GtkWidget *widget)
{
  let_go (MMS_FIND_HINTS (widget));

  GTK_WIDGET_CLASS (mms_find_hints_parent_class)->unroot (widget);
}

static void
dispose (GObject *object)
{
  MmsFindHints *hints = MMS_FIND_HINTS (object);
  GtkWidget *child;

  let_go (hints);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (hints))))
    gtk_widget_unparent (child);
  g_clear_object (&hints->view);

  G_OBJECT_CLASS (mms_find_hints_parent_class)->dispose (object);
}

static void
mms_find_hints_class_init (MmsFindHintsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->unroot = unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "hints");
  signals[CHOSEN] = g_signal_new ("chosen", MMS_TYPE_FIND_HINTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FILLED] = g_signal_new ("filled", MMS_TYPE_FIND_HINTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
mms_find_hints_init (MmsFindHints *hints)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (hints));
  GtkScrolledWindow *scrolled;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  hints->error = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (hints->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hints->error), 0);
  gtk_widget_add_css_class (hints->error, "reason");
  gtk_widget_hide (hints->error);

  hints->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (hints->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (hints->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "What it may mean", -1);
  g_signal_connect (hints->list, "row-activated", G_CALLBACK (activated), hints);
  hints->scrolled = gtk_scrolled_window_new ();
  scrolled = GTK_SCROLLED_WINDOW (hints->scrolled);
  gtk_scrolled_window_set_child (scrolled, hints->list);
  gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scrolled, TRUE);
  gtk_scrolled_window_set_max_content_height (scrolled, MAX_HEIGHT);
  gtk_widget_hide (hints->scrolled);

  gtk_widget_set_parent (hints->error, GTK_WIDGET (hints));
  gtk_widget_set_parent (hints->scrolled, GTK_WIDGET (hints));
}

GtkWidget *
mms_find_hints_new (MmsView *view)
{
  MmsFindHints *hints = g_object_new (MMS_TYPE_FIND_HINTS, NULL);

  hints->view = g_object_ref (view);
  return GTK_WIDGET (hints);
}

void
mms_find_hints_update (MmsFindHints *hints, const char *text, const char *error)
{
  MmsDocument *document = mms_view_get_document (hints->view);
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (MMS_IS_FIND_HINTS (hints));

  let_go (hints);
  gtk_label_set_text (GTK_LABEL (hints->error), error ? error : "");
  gtk_widget_set_visible (hints->error, error != NULL);
  if (!document)
    return;
  request = g_new (Request, 1);
  request->history = mms_history_ref (mms_document_get_history (document));
  request->word = g_strdup (mms_suggest_get_word (text));
  hints->cancellable = g_cancellable_new ();
  task = g_task_new (hints, hints->cancellable, work_done, NULL);
  g_task_set_source_tag (task, mms_find_hints_update);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, work);
}

gboolean
mms_find_hints_is_empty (MmsFindHints *hints)
{
  g_return_val_if_fail (MMS_IS_FIND_HINTS (hints), TRUE);

  return !gtk_widget_get_visible (hints->error) && !gtk_widget_get_visible (hints->scrolled);
}

gboolean
mms_find_hints_focus (MmsFindHints *hints)
{
  GtkWidget *row;

  g_return_val_if_fail (MMS_IS_FIND_HINTS (hints), FALSE);

  row = gtk_widget_get_first_child (hints->list);
  return row && gtk_widget_grab_focus (row);
}
