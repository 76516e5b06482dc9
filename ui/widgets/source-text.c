/* source-text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-text.h"

#include <gtksourceview/gtksource.h>
#include <math.h>

#include "draw/draw.h"
#include "look.h"
#include "source-gutter.h"
#include "source-menu.h"
#include "source-style.h"

/* Lines above and below that a line is kept from the edges, when it has to be moved at all. */
#define LINES_AROUND 2
/* Where a line comes to lie that was far away. */
#define FAR_ALIGN 0.35

struct _MmsSourceText
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkWidget *text;
  MmsSourceGutter *numbers; /* these two are the text's */
  MmsSourceGutter *badges;
  GPtrArray *buffers; /* GtkSourceBuffer by file; NULL where it was not shown yet */
  int file;           /* that is shown; -1: none */
  guint event;
  int cpu;
  guint settle; /* source: see settled() */
};

G_DEFINE_FINAL_TYPE (MmsSourceText, mms_source_text, GTK_TYPE_WIDGET)

static const MmsSourceMap *
get_map (MmsSourceText *text)
{
  MmsDocument *document = mms_view_get_document (text->view);

  return document ? mms_document_get_source_map (document) : NULL;
}

static void
update_style (MmsSourceText *text)
{
  GtkSourceStyleScheme *scheme
    = mms_source_style_get_scheme (mms_look_get_palette (GTK_WIDGET (text))->is_dark);

  for (guint i = 0; i < text->buffers->len; i++)
    if (g_ptr_array_index (text->buffers, i))
      gtk_source_buffer_set_style_scheme (g_ptr_array_index (text->buffers, i), scheme);
}

static GtkTextBuffer *
make_buffer (const MmsSourceFile *file)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new_with_language (mms_source_style_get_language (file->name));
  GtkTextIter start;
  g_autofree char *none = NULL;

  if (!file->text)
    none = g_strdup_printf ("The trace does not have the text of %s.", file->name);
  gtk_source_buffer_set_highlight_syntax (buffer, file->text != NULL);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), file->text ? file->text : none, -1);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (buffer), &start);
  gtk_text_buffer_create_mark (GTK_TEXT_BUFFER (buffer), "sight", &start, TRUE);
  return GTK_TEXT_BUFFER (buffer);
}

/* GtkSourceView highlights what is in sight only when it is drawn.  Lines may become wider by that, and the scroll
 * bars are moved when it is too late to lay them out. */
static void
highlight (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_ensure_highlight (GTK_SOURCE_BUFFER (buffer), &start, &end);
}

/* (transfer none) */
static GtkTextBuffer *
get_buffer (MmsSourceText *text, guint file)
{
  const MmsSourceMap *map = get_map (text);

  if (text->buffers->len < mms_source_map_get_n_files (map))
    g_ptr_array_set_size (text->buffers, (int) mms_source_map_get_n_files (map));
  if (!g_ptr_array_index (text->buffers, file))
    {
      g_ptr_array_index (text->buffers, file) = make_buffer (mms_source_map_get_file (map, file));
      update_style (text);
      highlight (g_ptr_array_index (text->buffers, file));
    }
  return g_ptr_array_index (text->buffers, file);
}

/* Colours the line in which @cpu stands, if it does in this file. */
static void
tint_line (MmsSourceText *text, GtkTextBuffer *buffer, guint cpu)
{
  const MmsSourcePlace *place = mms_source_map_find (get_map (text), cpu, text->event);
  gboolean is_current = (int) cpu == text->cpu;
  MmsColor band = mms_palette_get_cpu_band (cpu, is_current);
  GdkRGBA rgba = { band.red, band.green, band.blue, band.alpha };
  g_autofree char *name = g_strdup_printf ("cpu-%u", cpu);
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (tag)
    gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  else
    tag = gtk_text_buffer_create_tag (buffer, name, NULL);
  if (!place || (int) place->file != text->file)
    return;
  g_object_set (tag, "paragraph-background-rgba", &rgba, NULL);
  /* Where two stand in one line, that of the playhead's event shows. */
  if (is_current)
    gtk_text_tag_set_priority (tag, gtk_text_tag_table_get_size (
                                        gtk_text_buffer_get_tag_table (buffer)) - 1);
  gtk_text_buffer_get_iter_at_line (buffer, &start, (int) place->line - 1);
  end = start;
  gtk_text_iter_forward_line (&end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

static void
tint_lines (MmsSourceText *text, GtkTextBuffer *buffer)
{
  guint n_cpus;
  const guint *cpus
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (text->view)), &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    tint_line (text, buffer, cpus[i]);
}

void
mms_source_text_get_visible (MmsSourceText *text, guint *first, guint *last)
{
  GtkTextIter iter;
  GdkRectangle sight;
  int top;

  g_return_if_fail (MMS_IS_SOURCE_TEXT (text));

  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (text->text), &sight);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (text->text), &iter, sight.y, &top);
  *first = (guint) gtk_text_iter_get_line (&iter) + (top < sight.y ? 2 : 1);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (text->text), &iter, sight.y + sight.height, &top);
  *last = (guint) gtk_text_iter_get_line (&iter);
}

/* Between which lines of this file the CPUs stand. */
static void
find_span (MmsSourceText *text, guint line, guint *first, guint *last)
{
  guint n_cpus;
  const guint *cpus
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (text->view)), &n_cpus);

  *first = *last = line;
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (get_map (text), cpus[i], text->event);

      if (!place || (int) place->file != text->file)
        continue;
      *first = MIN (*first, place->line);
      *last = MAX (*last, place->line);
    }
}

static void
scroll_to (
    MmsSourceText *text, GtkTextBuffer *buffer, guint line, gboolean is_aligned, double align)
{
  GtkTextMark *mark = gtk_text_buffer_get_mark (buffer, "sight");
  GdkRectangle sight;
  GtkTextIter iter;
  double margin;
  int y, height;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, (int) line - 1);
  gtk_text_buffer_move_mark (buffer, mark, &iter);
  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (text->text), &sight);
  gtk_text_view_get_line_yrange (GTK_TEXT_VIEW (text->text), &iter, &y, &height);
  margin = sight.height > 0 ? LINES_AROUND * height / (double) sight.height : 0;
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (text->text), mark,
                                is_aligned ? 0 : MIN (margin, 0.4), is_aligned, 0, align);
}

/* All CPUs, where their lines fit, so that stepping from one to the other moves nothing; else @line. */
static void
bring_into_sight (MmsSourceText *text, GtkTextBuffer *buffer, guint line, gboolean is_new)
{
  guint seen_first, seen_last, first, last;
  double n_seen;

  mms_source_text_get_visible (text, &seen_first, &seen_last);
  n_seen = seen_last >= seen_first ? seen_last - seen_first + 1 : 0;
  find_span (text, line, &first, &last);
  if (last - first + 1 + 2 * LINES_AROUND > n_seen)
    first = last = line;
  if (!is_new && first >= seen_first && last <= seen_last)
    return;
  if (first < last)
    scroll_to (text, buffer, first, TRUE, 0.5 * (1 - (last - first + 1) / n_seen));
  else if (is_new || line + n_seen < seen_first || line > seen_last + n_seen)
    scroll_to (text, buffer, line, TRUE, FAR_ALIGN);
  else
    scroll_to (text, buffer, line, FALSE, 0);
}

/* GTK knows where the lines of a buffer lie only some time after it was set; until then a line far down is
 * not where it seems to be. */
static gboolean
settled (gpointer user_data)
{
  MmsSourceText *text = user_data;
  const MmsSourcePlace *place = NULL;

  text->settle = 0;
  if (text->file < 0 || text->cpu < 0 || !get_map (text))
    return G_SOURCE_REMOVE;
  place = mms_source_map_find (get_map (text), (guint) text->cpu, text->event);
  if (place && (int) place->file == text->file)
    bring_into_sight (text, get_buffer (text, place->file), place->line, FALSE);
  return G_SOURCE_REMOVE;
}

/* What is drawn, in words. */
static void
describe (MmsSourceText *text)
{
  const MmsSourceMap *map = get_map (text);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *label = g_strdup_printf (
      "Source %s", mms_source_map_get_file (map, (guint) text->file)->name);
  guint n_cpus;
  const guint *cpus
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (text->view)), &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (map, cpus[i], text->event);
      g_autofree char *line = NULL;

      if (!place || (int) place->file != text->file)
        continue;
      line = mms_source_map_get_line (map, place->file, place->line);
      g_string_append_printf (words, "%sCPU %u in line %u: %s", words->len > 0 ? "; " : "", cpus[i],
                              place->line, line);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (text->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
}

void
mms_source_text_show (MmsSourceText *text, guint file, guint event, int cpu)
{
  const MmsSourceMap *map = get_map (text);
  const MmsSourcePlace *place;
  GtkTextBuffer *buffer;
  gboolean is_new = (int) file != text->file;

  g_return_if_fail (MMS_IS_SOURCE_TEXT (text));
  g_return_if_fail (map && file < mms_source_map_get_n_files (map));

  buffer = get_buffer (text, file);
  text->file = (int) file;
  text->event = event;
  text->cpu = cpu;
  if (is_new)
    {
      gtk_text_view_set_buffer (GTK_TEXT_VIEW (text->text), buffer);
      mms_source_gutter_set (text->numbers, text->file, event);
    }
  mms_source_gutter_set (text->badges, text->file, event);
  describe (text);
  if (!mms_source_map_get_file (map, file)->text)
    return;
  tint_lines (text, buffer);
  place = cpu >= 0 ? mms_source_map_find (map, (guint) cpu, event) : NULL;
  if (place && place->file == file)
    bring_into_sight (text, buffer, place->line, is_new);
  if (is_new && text->settle == 0)
    text->settle = g_idle_add_full (G_PRIORITY_LOW, settled, text, NULL);
}

void
mms_source_text_reset (MmsSourceText *text)
{
  g_autoptr (GtkSourceBuffer) empty = gtk_source_buffer_new (NULL);

  g_return_if_fail (MMS_IS_SOURCE_TEXT (text));

  text->file = -1;
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (text->text), GTK_TEXT_BUFFER (empty));
  g_ptr_array_set_size (text->buffers, 0);
  mms_source_gutter_set (text->numbers, -1, 0);
  mms_source_gutter_set (text->badges, -1, 0);
}

static void
look_changed (MmsSourceText *text)
{
  update_style (text);
  if (text->file >= 0 && get_map (text))
    tint_lines (text, get_buffer (text, (guint) text->file));
}

/* GTK tells the colours of a theme only after its setting. */
static gboolean
look_settled (gpointer user_data)
{
  look_changed (user_data);
  return G_SOURCE_REMOVE;
}

static void
theme_changed (MmsSourceText *text)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, look_settled, g_object_ref (text), g_object_unref);
}

static void
dispose (GObject *object)
{
  MmsSourceText *text = MMS_SOURCE_TEXT (object);
  GtkWidget *child;

  g_clear_handle_id (&text->settle, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (text))))
    gtk_widget_unparent (child);
  g_clear_pointer (&text->buffers, g_ptr_array_unref);
  g_clear_object (&text->view);

  G_OBJECT_CLASS (mms_source_text_parent_class)->dispose (object);
}

static void
mms_source_text_class_init (MmsSourceTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "sourcetext");
  gtk_source_init ();
}

static void
unref_buffer (gpointer buffer)
{
  if (buffer)
    g_object_unref (buffer);
}

static void
mms_source_text_init (MmsSourceText *text)
{
  text->buffers = g_ptr_array_new_with_free_func (unref_buffer);
  text->file = -1;
  text->cpu = -1;
}

GtkWidget *
mms_source_text_new (MmsView *view)
{
  MmsSourceText *text = g_object_new (MMS_TYPE_SOURCE_TEXT, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkSettings *settings = gtk_settings_get_default ();

  text->view = g_object_ref (view);
  text->text = gtk_source_view_new ();
  gtk_text_view_set_editable (GTK_TEXT_VIEW (text->text), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (text->text), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (text->text), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (text->text), 8);
  gtk_source_view_set_tab_width (GTK_SOURCE_VIEW (text->text), 8);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), text->text);
  text->numbers = mms_source_gutter_new (view, GTK_TEXT_VIEW (text->text), GTK_TEXT_WINDOW_LEFT);
  text->badges = mms_source_gutter_new (view, GTK_TEXT_VIEW (text->text), GTK_TEXT_WINDOW_RIGHT);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (text));
  mms_source_menu_attach (GTK_TEXT_VIEW (text->text), GTK_WIDGET (text));

  g_signal_connect_object (settings, "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (theme_changed), text, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-theme-name", G_CALLBACK (theme_changed), text,
                           G_CONNECT_SWAPPED);
  g_signal_connect (text, "map", G_CALLBACK (look_changed), NULL);
  return GTK_WIDGET (text);
}
