/* source-badges.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-badges.h"

#include "canvas/canvas-snapshot.h"
#include "draw/draw.h"
#include "look.h"

#define GAP    4.0
#define HEIGHT 16.0
/* Several in one line shrink to their numbers. */
#define BADGE_WIDTH 54

struct _MmsSourceBadges
{
  GtkSourceGutterRenderer parent_instance;

  MmsView *view;
  guint file;
  guint event;
};

G_DEFINE_FINAL_TYPE (MmsSourceBadges, mms_source_badges, GTK_SOURCE_TYPE_GUTTER_RENDERER)

/* The CPUs that stand in @line, from 1. */
static GArray *
list_cpus (MmsSourceBadges *badges, guint line)
{
  GArray *cpus = g_array_new (FALSE, FALSE, sizeof (guint));
  MmsDocument *document = mms_view_get_document (badges->view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;
  const guint *all;
  guint n_all;

  if (!map)
    return cpus;
  all = mms_trace_get_cpus (mms_document_get_trace (document), &n_all);
  for (guint i = 0; i < n_all; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (map, all[i], badges->event);

      if (place && place->file == badges->file && place->line == line)
        g_array_append_val (cpus, all[i]);
    }
  return cpus;
}

static void
snapshot_line (GtkSourceGutterRenderer *renderer,
               GtkSnapshot *gtk_snapshot,
               GtkSourceGutterLines *lines,
               guint line)
{
  MmsSourceBadges *badges = MMS_SOURCE_BADGES (renderer);
  g_autoptr (GArray) cpus = list_cpus (badges, line + 1);
  g_autoptr (MmsCanvas) canvas = NULL;
  double width = gtk_widget_get_width (GTK_WIDGET (renderer)) - 2 * GAP;
  /* The gutter's own text is too pale to tell whether the theme is dark. */
  const MmsPalette *palette
    = mms_look_get_palette (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (renderer))));
  double each;
  int y, height;

  if (cpus->len == 0)
    return;
  canvas = mms_canvas_new_snapshot (gtk_snapshot, GTK_WIDGET (renderer));
  gtk_source_gutter_lines_get_line_yrange (
      lines, line, GTK_SOURCE_GUTTER_RENDERER_ALIGNMENT_MODE_FIRST, &y, &height);
  each = MIN ((width + GAP) / cpus->len - GAP, BADGE_WIDTH);
  for (guint i = 0; i < cpus->len; i++)
    {
      MmsBox box = { GAP + i * (each + GAP), y + (height - MIN (HEIGHT, height)) / 2, each,
                     MIN (HEIGHT, height) };

      mms_draw_cpu_badge (canvas, badges->view, palette, g_array_index (cpus, guint, i),
                          badges->event, &box);
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
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? 0 : BADGE_WIDTH + 2 * (int) GAP;
}

void
mms_source_badges_set (MmsSourceBadges *badges, guint file, guint event)
{
  g_return_if_fail (MMS_IS_SOURCE_BADGES (badges));

  badges->file = file;
  badges->event = event;
  gtk_widget_queue_draw (GTK_WIDGET (badges));
}

static void
finalize (GObject *object)
{
  g_clear_object (&MMS_SOURCE_BADGES (object)->view);

  G_OBJECT_CLASS (mms_source_badges_parent_class)->finalize (object);
}

static void
mms_source_badges_class_init (MmsSourceBadgesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->snapshot_line = snapshot_line;
}

static void
mms_source_badges_init (MmsSourceBadges *badges)
{
}

GtkSourceGutterRenderer *
mms_source_badges_new (MmsView *view)
{
  MmsSourceBadges *badges = g_object_new (MMS_TYPE_SOURCE_BADGES, NULL);

  badges->view = g_object_ref (view);
  return GTK_SOURCE_GUTTER_RENDERER (badges);
}
