/* recorder.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "recorder.h"

#include <pango/pangocairo.h>

#include "canvas/canvas-private.h"

typedef struct
{
  MmsCanvas parent;
  GArray *records;
} Recorder;

static void
clear_record (gpointer record)
{
  g_free (((Record *) record)->text);
}

static void
add (MmsCanvas *canvas, RecordKind kind, const MmsBox *box, const MmsColor *color, const char *text)
{
  Record record = { kind, *box, *color, g_strdup (text) };

  g_array_append_val (((Recorder *) canvas)->records, record);
}

static void
recorder_free (MmsCanvas *canvas)
{
  g_array_unref (((Recorder *) canvas)->records);
  g_free (canvas);
}

static void
recorder_fill (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color)
{
  add (canvas, RECORD_FILL, box, color, NULL);
}

static void
recorder_fill_round (MmsCanvas *canvas, const MmsBox *box, double radius, const MmsColor *color)
{
  add (canvas, RECORD_FILL, box, color, NULL);
}

static void
recorder_stroke_round (MmsCanvas *canvas, const MmsBox *box, double radius, double width,
                       gboolean dashed, const MmsColor *color)
{
}

static void
recorder_hatch (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color)
{
}

static void
recorder_line (MmsCanvas *canvas, double x0, double y0, double x1, double y1, double width,
               gboolean dashed, const MmsColor *color)
{
  MmsBox box = { MIN (x0, x1), MIN (y0, y1), MAX (x0, x1) - MIN (x0, x1), MAX (y0, y1) - MIN (y0, y1) };

  if (y0 == y1)
    box = (MmsBox) { box.x, y0 - width / 2, box.width, width };
  else if (x0 == x1)
    box = (MmsBox) { x0 - width / 2, box.y, width, box.height };
  add (canvas, RECORD_LINE, &box, color, NULL);
}

static void
recorder_curve (MmsCanvas *canvas, double x0, double y0, double x1, double y1, double width,
                gboolean dashed, const MmsColor *color)
{
}

static void
recorder_polygon (MmsCanvas *canvas, const double *points, guint n_points, const MmsColor *color)
{
}

static void
recorder_text (MmsCanvas *canvas, const MmsText *text, double x, double y, double size,
               MmsTextFlags flags, const MmsColor *color)
{
  PangoRectangle ink;
  MmsBox box;

  pango_layout_get_pixel_extents (mms_text_get_layout (text), &ink, NULL);
  box = (MmsBox) { x + ink.x, y - text->baseline + ink.y, ink.width, ink.height };
  add (canvas, RECORD_TEXT, &box, color, text->shown);
}

static void
recorder_push_clip (MmsCanvas *canvas, const MmsBox *box)
{
}

static void
recorder_pop_clip (MmsCanvas *canvas)
{
}

static const MmsCanvasClass recorder_class = {
  .free = recorder_free,
  .fill = recorder_fill,
  .fill_spans = mms_canvas_fill_each_span,
  .fill_round = recorder_fill_round,
  .stroke_round = recorder_stroke_round,
  .hatch = recorder_hatch,
  .line = recorder_line,
  .curve = recorder_curve,
  .polygon = recorder_polygon,
  .text = recorder_text,
  .push_clip = recorder_push_clip,
  .pop_clip = recorder_pop_clip,
};

MmsCanvas *
recorder_new (void)
{
  Recorder *recorder = g_new0 (Recorder, 1);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  recorder->parent.klass = &recorder_class;
  recorder->parent.texts = mms_texts_new (context);
  g_object_unref (context);
  recorder->records = g_array_new (FALSE, FALSE, sizeof (Record));
  g_array_set_clear_func (recorder->records, clear_record);
  return &recorder->parent;
}

GArray *
recorder_get (MmsCanvas *canvas)
{
  g_assert_true (canvas->klass == &recorder_class);
  return ((Recorder *) canvas)->records;
}

const Record *
recorder_find_text (MmsCanvas *canvas, const char *text)
{
  GArray *records = recorder_get (canvas);

  for (guint i = 0; i < records->len; i++)
    {
      const Record *record = &g_array_index (records, Record, i);

      if (record->kind == RECORD_TEXT && g_str_equal (record->text, text))
        return record;
    }
  return NULL;
}

gboolean
boxes_overlap (const MmsBox *a, const MmsBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}
