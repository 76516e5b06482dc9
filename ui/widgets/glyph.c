/* glyph.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "glyph.h"

#define SIZE 16

struct _MmsGlyph
{
  GObject parent_instance;

  MmsGlyphShape shape;
};

/* On a field of 16 by 16. */
static void
add_triangle (cairo_t *cr, double tip, double base)
{
  cairo_move_to (cr, base, 3);
  cairo_line_to (cr, tip, 8);
  cairo_line_to (cr, base, 13);
  cairo_close_path (cr);
}

static void
add_bar (cairo_t *cr, double x, double width)
{
  cairo_rectangle (cr, x, 3, width, 10);
}

static void
add_shape (cairo_t *cr, MmsGlyphShape shape)
{
  switch (shape)
    {
    case MMS_GLYPH_FIRST:
      add_bar (cr, 2, 2);
      add_triangle (cr, 4.5, 9);
      add_triangle (cr, 9, 13.5);
      break;
    case MMS_GLYPH_STEP_BACK:
      add_triangle (cr, 3.5, 10);
      add_bar (cr, 11, 2);
      break;
    case MMS_GLYPH_PLAY:
      add_triangle (cr, 13, 4);
      break;
    case MMS_GLYPH_PAUSE:
      add_bar (cr, 4, 3);
      add_bar (cr, 9, 3);
      break;
    case MMS_GLYPH_STEP_FORWARD:
      add_bar (cr, 3, 2);
      add_triangle (cr, 12.5, 6);
      break;
    case MMS_GLYPH_LAST:
      add_triangle (cr, 7, 2.5);
      add_triangle (cr, 11.5, 7);
      add_bar (cr, 12, 2);
      break;
    }
}

static void
snapshot_symbolic (GtkSymbolicPaintable *paintable,
                   GdkSnapshot *snapshot,
                   double width,
                   double height,
                   const GdkRGBA *colors,
                   gsize n_colors)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  cairo_t *cr;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_scale (cr, width / SIZE, height / SIZE);
  gdk_cairo_set_source_rgba (cr, n_colors > 0 ? &colors[0] : &black);
  add_shape (cr, MMS_GLYPH (paintable)->shape);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot_, double width, double height)
{
  snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot_, width, height, NULL, 0);
}

static int
get_intrinsic_size (GdkPaintable *paintable)
{
  return SIZE;
}

static GdkPaintableFlags
get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = snapshot;
  iface->get_flags = get_flags;
  iface->get_intrinsic_width = get_intrinsic_size;
  iface->get_intrinsic_height = get_intrinsic_size;
}

static void
symbolic_paintable_init (GtkSymbolicPaintableInterface *iface)
{
  iface->snapshot_symbolic = snapshot_symbolic;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsGlyph, mms_glyph, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SYMBOLIC_PAINTABLE,
                                                      symbolic_paintable_init))

static void
mms_glyph_class_init (MmsGlyphClass *klass)
{
}

static void
mms_glyph_init (MmsGlyph *glyph)
{
}

GdkPaintable *
mms_glyph_new (MmsGlyphShape shape)
{
  MmsGlyph *glyph = g_object_new (MMS_TYPE_GLYPH, NULL);

  glyph->shape = shape;
  return GDK_PAINTABLE (glyph);
}
