/* source-gutter.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-gutter.h"

#include "canvas/canvas-snapshot.h"
#include "draw/draw.h"
#include "look.h"

#define GAP    4.0
#define HEIGHT 16.0
/* Several badges in one line shrink to their numbers. */
#define BADGE_WIDTH 54
#define DIGIT_WIDTH 8 /* at most */
#define NUMBER_SIZE 11.0

struct _MmsSourceGutter
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkTextView *text; /* its parent */
  GtkTextWindowType side;
  int file;
  guint event;
};

G_DEFINE_FINAL_TYPE (MmsSourceGutter, mms_source_gutter, GTK_TYPE_WIDGET)

static const MmsSourceMap *
get_map (MmsSourceGutter *gutter)
{
  MmsDocument *document = mms_view_get_document (gutter->view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;

  return map && gutter->file >= 0 && (guint) gutter->file < mms_source_map_get_n_files (map) ? map
                                                                                            : NULL;
}

/* The CPUs that stand in @line, from 1. */
static GArray *
list_cpus (MmsSourceGutter *gutter, const MmsSourceMap *map, guint line)
{
  GArray *cpus = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_all;
  const guint *all
    = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (gutter->view)), &n_all);

  for (guint i = 0; i < n_all; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (map, all[i], gutter->event);

      if (place && (int) place->file == gutter->file && place->line == line)
        g_array_append_val (cpus, all[i]);
    }
  return cpus;
}

static void
draw_badges (MmsSourceGutter *gutter, const MmsSourceMap *map, MmsCanvas *canvas,
             guint line, const MmsBox *row)
{
  g_autoptr (GArray) cpus = list_cpus (gutter, map, line);
  double height = MIN (HEIGHT, row->height);
  double each;

  if (cpus->len == 0)
    return;
  each = (row->width - GAP) / cpus->len - GAP;
  for (guint i = 0; i < cpus->len; i++)
    {
      MmsBox box = { GAP + i * (each + GAP), row->y + (row->height - height) / 2, each, height };

      mms_draw_cpu_badge (canvas, g_array_index (cpus, guint, i), &box);
    }
}

static void
draw_number (MmsCanvas *canvas, const MmsPalette *palette, guint line, const MmsBox *row)
{
  g_autofree char *number = g_strdup_printf ("%u", line);
  MmsBox box = { 0, row->y, row->width - 2 * GAP, row->height };

  mms_canvas_text (canvas, &box, number, NUMBER_SIZE, MMS_TEXT_MONOSPACE | MMS_TEXT_RIGHT,
                   &palette->text_dim);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *gtk_snapshot)
{
  MmsSourceGutter *gutter = MMS_SOURCE_GUTTER (widget);
  const MmsSourceMap *map = get_map (gutter);
  g_autoptr (MmsCanvas) canvas = NULL;
  const MmsPalette *palette = mms_look_get_palette (widget);
  GdkRectangle sight;
  GtkTextIter iter;

  if (!map || !mms_source_map_get_file (map, (guint) gutter->file)->text)
    return;
  canvas = mms_canvas_new_snapshot (gtk_snapshot, widget);
  gtk_text_view_get_visible_rect (gutter->text, &sight);
  gtk_text_view_get_line_at_y (gutter->text, &iter, sight.y, NULL);
  for (;;)
    {
      guint line = (guint) gtk_text_iter_get_line (&iter) + 1;
      MmsBox row = { 0, 0, gtk_widget_get_width (widget), 0 };
      int y, height, top;

      gtk_text_view_get_line_yrange (gutter->text, &iter, &y, &height);
      if (y > sight.y + sight.height)
        break;
      gtk_text_view_buffer_to_window_coords (gutter->text, gutter->side, 0, y, NULL, &top);
      row.y = top;
      row.height = height;
      if (line > mms_source_map_get_file (map, (guint) gutter->file)->n_lines)
        break;
      if (gutter->side == GTK_TEXT_WINDOW_LEFT)
        draw_number (canvas, palette, line, &row);
      else
        draw_badges (gutter, map, canvas, line, &row);
      if (!gtk_text_iter_forward_line (&iter))
        break;
    }
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  MmsSourceGutter *gutter = MMS_SOURCE_GUTTER (widget);
  const MmsSourceMap *map = get_map (gutter);
  int width = BADGE_WIDTH + 2 * (int) GAP;

  if (gutter->side == GTK_TEXT_WINDOW_LEFT)
    {
      /* As for the longest file, so that the text stays where it is from file to file. */
      guint most = 99;

      for (guint i = 0; map && i < mms_source_map_get_n_files (map); i++)
        most = MAX (most, mms_source_map_get_file (map, i)->n_lines);
      width = 3 * (int) GAP;
      for (; most > 0; most /= 10)
        width += DIGIT_WIDTH;
    }
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? 0 : width;
}

void
mms_source_gutter_set (MmsSourceGutter *gutter, int file, guint event)
{
  g_return_if_fail (MMS_IS_SOURCE_GUTTER (gutter));

  if (file != gutter->file)
    gtk_widget_queue_resize (GTK_WIDGET (gutter));
  gutter->file = file;
  gutter->event = event;
  gtk_widget_queue_draw (GTK_WIDGET (gutter));
}

static void
finalize (GObject *object)
{
  g_clear_object (&MMS_SOURCE_GUTTER (object)->view);

  G_OBJECT_CLASS (mms_source_gutter_parent_class)->finalize (object);
}

static void
mms_source_gutter_class_init (MmsSourceGutterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "sourcegutter");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mms_source_gutter_init (MmsSourceGutter *gutter)
{
  gutter->file = -1;
  gtk_widget_set_overflow (GTK_WIDGET (gutter), GTK_OVERFLOW_HIDDEN);
}

MmsSourceGutter *
mms_source_gutter_new (MmsView *view, GtkTextView *text, GtkTextWindowType side)
{
  MmsSourceGutter *gutter = g_object_new (MMS_TYPE_SOURCE_GUTTER, NULL);

  gutter->view = g_object_ref (view);
  gutter->text = text;
  gutter->side = side;
  gtk_text_view_set_gutter (text, side, GTK_WIDGET (gutter));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (text)), "value-changed",
                           G_CALLBACK (gtk_widget_queue_draw), gutter, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (text)), "changed",
                           G_CALLBACK (gtk_widget_queue_draw), gutter, G_CONNECT_SWAPPED);
  return gutter;
}
