/* playhead.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "playhead.h"

struct _MmsPlayhead
{
  MmsDrawing parent_instance;

  gboolean is_overview;
};

G_DEFINE_FINAL_TYPE (MmsPlayhead, mms_playhead, MMS_TYPE_DRAWING)

static void
draw (MmsDrawing *drawing,
      MmsCanvas *canvas,
      const MmsPalette *palette,
      double width,
      double height)
{
  MmsView *view = mms_drawing_get_view (drawing);

  if (MMS_PLAYHEAD (drawing)->is_overview)
    mms_draw_overview_place (canvas, view, palette, width, height);
  else
    {
      mms_draw_marks (canvas, view, palette, width, height);
      mms_draw_playhead (canvas, view, palette, width, height);
    }
}

static void
mms_playhead_class_init (MmsPlayheadClass *klass)
{
  MMS_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mms_playhead_init (MmsPlayhead *playhead)
{
  gtk_widget_set_can_target (GTK_WIDGET (playhead), FALSE);
}

GtkWidget *
mms_playhead_new (MmsView *view)
{
  MmsPlayhead *playhead = g_object_new (MMS_TYPE_PLAYHEAD, "view", view, NULL);

  mms_drawing_redraw_on (MMS_DRAWING (playhead), "playhead-changed");
  mms_drawing_redraw_on (MMS_DRAWING (playhead), "range-changed");
  mms_drawing_redraw_on (MMS_DRAWING (playhead), "document-changed");
  mms_drawing_redraw_on (MMS_DRAWING (playhead), "marks-changed");
  return GTK_WIDGET (playhead);
}

GtkWidget *
mms_playhead_new_for_overview (MmsView *view)
{
  GtkWidget *playhead = mms_playhead_new (view);

  MMS_PLAYHEAD (playhead)->is_overview = TRUE;
  return playhead;
}
