/* canvas-svg.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas-svg.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "canvas-private.h"

typedef struct
{
  MmsCanvas parent;
  GString *text;
  guint n_clips;
  guint depth;         /* of open groups */
  GHashTable *hatches; /* of colours already defined, by name */
} SvgCanvas;

static GString *
get_text (MmsCanvas *canvas)
{
  return ((SvgCanvas *) canvas)->text;
}

/* With a decimal point in every locale, without needless zeros. */
static void
append_number (GString *text,
               double   number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;

  g_ascii_formatd (buffer, sizeof buffer, "%.2f", number);
  end = buffer + strlen (buffer);
  while (end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    *--end = '\0';
  g_string_append (text, buffer);
}

static void
append_attribute (GString    *text,
                  const char *name,
                  double      number)
{
  g_string_append_printf (text, " %s=\"", name);
  append_number (text, number);
  g_string_append_c (text, '"');
}

static void
append_color (GString        *text,
              const char     *name,
              const MmsColor *color)
{
  g_string_append_printf (text, " %s=\"#%02x%02x%02x\"", name,
                          (guint) lroundf (color->red * 255),
                          (guint) lroundf (color->green * 255),
                          (guint) lroundf (color->blue * 255));
  if (color->alpha < 1)
    {
      g_autofree char *opacity = g_strconcat (name, "-opacity", NULL);

      append_attribute (text, opacity, color->alpha);
    }
}

static void
append_stroke (GString        *text,
               double          width,
               gboolean        dashed,
               const MmsColor *color)
{
  g_string_append (text, " fill=\"none\"");
  append_color (text, "stroke", color);
  append_attribute (text, "stroke-width", width);
  if (dashed)
    append_attribute (text, "stroke-dasharray", mms_canvas_dash (width));
}

static void
append_box (GString *text,
            double   x,
            double   y,
            double   width,
            double   height,
            double   radius)
{
  g_string_append (text, "<rect");
  append_attribute (text, "x", x);
  append_attribute (text, "y", y);
  append_attribute (text, "width", width);
  append_attribute (text, "height", height);
  if (radius > 0)
    append_attribute (text, "rx", radius);
}

static void
svg_canvas_free (MmsCanvas *canvas)
{
  SvgCanvas *self = (SvgCanvas *) canvas;

  g_string_free (self->text, TRUE);
  g_hash_table_unref (self->hatches);
  g_free (self);
}

static void
svg_canvas_fill_round (MmsCanvas      *canvas,
                       const MmsBox   *box,
                       double          radius,
                       const MmsColor *color)
{
  GString *text = get_text (canvas);

  append_box (text, box->x, box->y, box->width, box->height, radius);
  append_color (text, "fill", color);
  g_string_append (text, "/>\n");
}

static void
svg_canvas_fill (MmsCanvas      *canvas,
                 const MmsBox   *box,
                 const MmsColor *color)
{
  svg_canvas_fill_round (canvas, box, 0, color);
}

static void
svg_canvas_stroke_round (MmsCanvas      *canvas,
                         const MmsBox   *box,
                         double          radius,
                         double          width,
                         gboolean        dashed,
                         const MmsColor *color)
{
  GString *text = get_text (canvas);

  append_box (text, box->x + width / 2, box->y + width / 2, MAX (box->width - width, 0),
              MAX (box->height - width, 0), MAX (radius - width / 2, 0));
  append_stroke (text, width, dashed, color);
  g_string_append (text, "/>\n");
}

static void
svg_canvas_hatch (MmsCanvas      *canvas,
                  const MmsBox   *box,
                  const MmsColor *color)
{
  SvgCanvas *self = (SvgCanvas *) canvas;
  g_autofree char *id = NULL;

  id = g_strdup_printf ("h%02x%02x%02x%02x", (guint) lroundf (color->red * 255),
                        (guint) lroundf (color->green * 255), (guint) lroundf (color->blue * 255),
                        (guint) lroundf (color->alpha * 255));
  if (!g_hash_table_contains (self->hatches, id))
    {
      double step = MMS_HATCH_STEP;

      g_string_append_printf (self->text,
                              "<pattern id=\"%s\" patternUnits=\"userSpaceOnUse\" width=\"%g\" "
                              "height=\"%g\"><path d=\"M-1,1 L1,-1 M0,%g L%g,0 M%g,%g L%g,%g\"",
                              id, step, step, step, step, step - 1, step + 1, step + 1, step - 1);
      append_stroke (self->text, MMS_HATCH_WIDTH, FALSE, color);
      g_string_append (self->text, "/></pattern>\n");
      g_hash_table_add (self->hatches, g_strdup (id));
    }
  append_box (self->text, box->x, box->y, box->width, box->height, 0);
  g_string_append_printf (self->text, " fill=\"url(#%s)\"/>\n", id);
}

static void
append_point (GString *text,
              char     command,
              double   x,
              double   y)
{
  g_string_append_c (text, command);
  append_number (text, x);
  g_string_append_c (text, ',');
  append_number (text, y);
}

static void
svg_canvas_line (MmsCanvas      *canvas,
                 double          x0,
                 double          y0,
                 double          x1,
                 double          y1,
                 double          width,
                 gboolean        dashed,
                 const MmsColor *color)
{
  GString *text = get_text (canvas);

  g_string_append (text, "<path d=\"");
  append_point (text, 'M', x0, y0);
  append_point (text, 'L', x1, y1);
  g_string_append_c (text, '"');
  append_stroke (text, width, dashed, color);
  g_string_append (text, "/>\n");
}

static void
svg_canvas_curve (MmsCanvas      *canvas,
                  double          x0,
                  double          y0,
                  double          x1,
                  double          y1,
                  double          width,
                  gboolean        dashed,
                  const MmsColor *color)
{
  GString *text = get_text (canvas);
  double middle = (x0 + x1) / 2;

  g_string_append (text, "<path d=\"");
  append_point (text, 'M', x0, y0);
  append_point (text, 'C', middle, y0);
  append_point (text, ' ', middle, y1);
  append_point (text, ' ', x1, y1);
  g_string_append_c (text, '"');
  append_stroke (text, width, dashed, color);
  g_string_append (text, "/>\n");
}

static void
svg_canvas_polygon (MmsCanvas      *canvas,
                    const double   *points,
                    guint           n_points,
                    const MmsColor *color)
{
  GString *text = get_text (canvas);

  g_string_append (text, "<path d=\"");
  for (guint i = 0; i < n_points; i++)
    append_point (text, i == 0 ? 'M' : 'L', points[2 * i], points[2 * i + 1]);
  g_string_append (text, "Z\"");
  append_color (text, "fill", color);
  g_string_append (text, "/>\n");
}

static void
svg_canvas_text (MmsCanvas      *canvas,
                 const MmsText  *laid_out,
                 double          x,
                 double          y,
                 double          size,
                 MmsTextFlags    flags,
                 const MmsColor *color)
{
  GString *text = get_text (canvas);
  g_autofree char *escaped = g_markup_escape_text (laid_out->shown, -1);

  g_string_append (text, "<text");
  append_attribute (text, "x", x);
  append_attribute (text, "y", y);
  append_attribute (text, "font-size", size);
  if ((flags & MMS_TEXT_BOLD) != 0)
    g_string_append (text, " font-weight=\"bold\"");
  if ((flags & MMS_TEXT_MONOSPACE) != 0)
    g_string_append (text, " font-family=\"DejaVu Sans Mono, monospace\"");
  append_color (text, "fill", color);
  /* whoever lacks the font sees another one squeezed into the same place */
  append_attribute (text, "textLength", laid_out->width);
  g_string_append_printf (text, " lengthAdjust=\"spacingAndGlyphs\">%s</text>\n", escaped);
}

static void
svg_canvas_push_clip (MmsCanvas    *canvas,
                      const MmsBox *box)
{
  SvgCanvas *self = (SvgCanvas *) canvas;

  self->n_clips++;
  self->depth++;
  g_string_append_printf (self->text, "<clipPath id=\"c%u\">", self->n_clips);
  append_box (self->text, box->x, box->y, MAX (box->width, 0), MAX (box->height, 0), 0);
  g_string_append_printf (self->text, "/></clipPath><g clip-path=\"url(#c%u)\">\n",
                          self->n_clips);
}

static void
svg_canvas_pop_clip (MmsCanvas *canvas)
{
  SvgCanvas *self = (SvgCanvas *) canvas;

  g_return_if_fail (self->depth > 0);
  self->depth--;
  g_string_append (self->text, "</g>\n");
}

static const MmsCanvasClass svg_canvas_class = {
  .free = svg_canvas_free,
  .fill = svg_canvas_fill,
  .fill_spans = mms_canvas_fill_each_span,
  .fill_round = svg_canvas_fill_round,
  .stroke_round = svg_canvas_stroke_round,
  .hatch = svg_canvas_hatch,
  .line = svg_canvas_line,
  .curve = svg_canvas_curve,
  .polygon = svg_canvas_polygon,
  .text = svg_canvas_text,
  .push_clip = svg_canvas_push_clip,
  .pop_clip = svg_canvas_pop_clip,
};

MmsCanvas *
mms_canvas_new_svg (double      width,
                    double      height,
                    const char *title)
{
  SvgCanvas *self = g_new0 (SvgCanvas, 1);
  PangoContext *context;
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_round_glyph_positions (context, FALSE);

  self->parent.klass = &svg_canvas_class;
  self->parent.texts = mms_texts_new (context);
  g_object_unref (context);
  self->hatches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<svg xmlns=\"http://www.w3.org/2000/svg\"");
  append_attribute (self->text, "width", width);
  append_attribute (self->text, "height", height);
  g_string_append_printf (self->text,
                          " viewBox=\"0 0 %d %d\" font-family=\"Cantarell, DejaVu Sans, "
                          "sans-serif\" xml:space=\"preserve\">\n<title>%s</title>\n",
                          (int) width, (int) height, escaped);
  return &self->parent;
}

char *
mms_canvas_svg_get_document (MmsCanvas *canvas)
{
  SvgCanvas *self = (SvgCanvas *) canvas;
  GString *document;

  g_return_val_if_fail (canvas->klass == &svg_canvas_class, NULL);

  document = g_string_new_len (self->text->str, self->text->len);
  for (guint i = 0; i < self->depth; i++)
    g_string_append (document, "</g>\n");
  g_string_append (document, "</svg>\n");
  return g_string_free (document, FALSE);
}
