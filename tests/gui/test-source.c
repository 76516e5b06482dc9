/* test-source.c - the source in the window: its colours, its menu
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "canvas/palette.h"
#include "widgets/look.h"
#include "widgets/source-menu.h"
#include "widgets/source-style.h"
#include "widgets/source-text.h"

#define STORY "../simulated/story.json"

/* All of a file is highlighted before it is drawn, down to the last comment. */
static void
test_highlighted (void)
{
  MmsWindow *window = gui_open (STORY);
  const MmsSourceMap *map = mms_document_get_source_map (
      mms_view_get_document (mms_window_get_view (window)));
  GtkWidget *text = gui_find (GTK_WIDGET (window), GTK_SOURCE_TYPE_VIEW, 0);

  for (guint file = 0; file < mms_source_map_get_n_files (map); file++)
    {
      GtkTextBuffer *buffer;
      GtkTextIter end, start;

      mms_source_text_show (MMS_SOURCE_TEXT (gui_find (GTK_WIDGET (window), MMS_TYPE_SOURCE_TEXT, 0)), file, 1, -1);
      buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
      gtk_text_buffer_get_end_iter (buffer, &end);
      g_assert_true (gtk_text_iter_backward_search (&end, "*/", 0, &start, NULL, NULL));
      g_assert_true (gtk_source_buffer_iter_has_context_class (GTK_SOURCE_BUFFER (buffer), &start, "comment"));
    }
  gui_close (window);
}

/* Returns: whether @scheme has the colour @property for what @id falls back to */
static gboolean
get_color (GtkSourceStyleScheme *scheme, GtkSourceLanguage *language, const char *id, const char *property,
           MmsColor *color)
{
  g_autofree char *is_set_name = g_strconcat (property, "-set", NULL);

  for (; id; id = language ? gtk_source_language_get_style_fallback (language, id) : NULL)
    {
      GtkSourceStyle *style = gtk_source_style_scheme_get_style (scheme, id);
      g_autofree char *text = NULL;
      gboolean is_set = FALSE;
      GdkRGBA rgba;

      if (style)
        g_object_get (style, property, &text, is_set_name, &is_set, NULL);
      if (!is_set)
        continue;
      g_assert_true (gdk_rgba_parse (&rgba, text));
      *color = (MmsColor) { rgba.red, rgba.green, rgba.blue, 1 };
      return TRUE;
    }
  return FALSE;
}

/* All that is highlighted reads on the lines in which CPUs stand, and on the others. */
static void
test_contrast (void)
{
  static const char *const names[] = { "a.lazy", "a.litmus" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (names); i++)
    {
      GtkSourceStyleScheme *scheme = mms_source_style_get_scheme (i % 2 == 1);
      GtkSourceLanguage *language = mms_source_style_get_language (names[i / 2]);
      g_auto (GStrv) ids = gtk_source_language_get_style_ids (language);
      MmsColor text, ground;
      guint n_colors = 0;

      g_assert_nonnull (scheme);
      g_assert_nonnull (ids);
      g_assert_true (get_color (scheme, NULL, "text", "foreground", &text));
      g_assert_true (get_color (scheme, NULL, "text", "background", &ground));
      for (guint j = 0; ids[j]; j++)
        {
          MmsColor color = text;

          n_colors += get_color (scheme, language, ids[j], "foreground", &color);
          g_assert_cmpfloat (mms_color_get_contrast (&color, &ground), >=, 4.5);
          for (guint cpu = 0; cpu < 8; cpu++)
            for (int is_current = 0; is_current < 2; is_current++)
              {
                MmsColor band = mms_palette_get_cpu_band (cpu, is_current);
                MmsColor line = mms_color_mix (&ground, band.alpha, &band);

                if (mms_color_get_contrast (&color, &line) < 4.5)
                  g_error ("%s on CPU %u in %s: %.2f", ids[j], cpu, gtk_source_style_scheme_get_id (scheme),
                           mms_color_get_contrast (&color, &line));
              }
        }
      g_assert_cmpuint (n_colors, >, 5);
    }
}

static GtkWidget *
find_class (GtkWidget *widget, const char *css_class)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, css_class) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_class (child, css_class);
  return found;
}

/* The words in the window that have a colour of their own read, light and dark. */
static void
test_words (void)
{
  static const char *const classes[] = { "next-finding", "link-number" };
  MmsWindow *window = gui_open (STORY);

  gui_do (window, "win.finding-forward");
  for (int is_dark = 0; is_dark < 2; is_dark++)
    {
      mms_look_set_dark (is_dark);
      gui_run (300);
      for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
        {
          GtkWidget *widget = find_class (GTK_WIDGET (window), classes[i]);
          GtkStyleContext *style = gtk_widget_get_style_context (widget);
          GdkRGBA ink, ground;
          MmsColor text, below;

          gtk_style_context_get_color (style, &ink);
          g_assert_true (gtk_style_context_lookup_color (style, "theme_bg_color", &ground));
          text = (MmsColor) { ink.red, ink.green, ink.blue, 1 };
          below = (MmsColor) { ground.red, ground.green, ground.blue, 1 };
          if (mms_color_get_contrast (&text, &below) < 4.5)
            g_error ("%s: %.2f", classes[i], mms_color_get_contrast (&text, &below));
        }
    }
  mms_look_set_dark (FALSE);
  gui_close (window);
}

static guint
count_items (GtkWidget *widget, guint *n_sensitive)
{
  guint n = 0;

  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_MENU_ITEM)
    {
      *n_sensitive += gtk_widget_get_sensitive (widget);
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_items (child, n_sensitive);
  return n;
}

/* What is only read can be selected and copied, and nothing else is offered. */
static void
test_menu (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *text = gui_find (GTK_WIDGET (window), GTK_SOURCE_TYPE_VIEW, 0);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  GtkWidget *menu = gui_find (gui_find (GTK_WIDGET (window), MMS_TYPE_SOURCE_TEXT, 0), GTK_TYPE_POPOVER_MENU, 0);
  GtkTextIter start, end;
  guint n_sensitive = 0;

  g_assert_nonnull (menu);
  gtk_widget_grab_focus (text);
  gui_do (window, "win.event-menu");
  gui_run (100);
  g_assert_true (gtk_widget_get_mapped (menu));
  g_assert_cmpuint (count_items (menu, &n_sensitive), ==, 2);
  g_assert_cmpuint (n_sensitive, ==, 1);
  gtk_widget_activate_action (menu, "source.select-all", NULL);
  g_assert_true (gtk_text_buffer_get_selection_bounds (buffer, &start, &end));
  g_assert_true (gtk_text_iter_is_start (&start) && gtk_text_iter_is_end (&end));
  mms_source_menu_open (GTK_TEXT_VIEW (text));
  gui_run (100);
  n_sensitive = 0;
  count_items (menu, &n_sensitive);
  g_assert_cmpuint (n_sensitive, ==, 2);
  gtk_popover_popdown (GTK_POPOVER (menu));
  gui_run (100);
  gui_close (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mms_look_start ();
  g_test_add_func ("/source/contrast", test_contrast);
  g_test_add_func ("/source/highlighted", test_highlighted);
  g_test_add_func ("/source/menu", test_menu);
  g_test_add_func ("/source/words", test_words);
  return g_test_run ();
}
