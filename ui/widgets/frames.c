/* frames.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "frames.h"

static gboolean
is_free (cairo_surface_t *surface)
{
  return cairo_surface_get_reference_count (surface) == 1;
}

static gboolean
has_size (cairo_surface_t *surface, int width, int height)
{
  return cairo_image_surface_get_width (surface) == width
         && cairo_image_surface_get_height (surface) == height;
}

cairo_surface_t *
mms_frames_take (MmsFrames *frames, int width, int height)
{
  cairo_surface_t **place = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (frames->surfaces); i++)
    {
      cairo_surface_t **surface = &frames->surfaces[i];

      if (*surface && !has_size (*surface, width, height))
        g_clear_pointer (surface, cairo_surface_destroy);
      if (*surface && is_free (*surface))
        return cairo_surface_reference (*surface);
      if (!*surface && !place)
        place = surface;
    }
  /* all are shown somewhere: those who show it keep it */
  if (!place)
    {
      place = &frames->surfaces[0];
      cairo_surface_destroy (*place);
    }
  *place = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  return cairo_surface_reference (*place);
}

void
mms_frames_clear (MmsFrames *frames)
{
  for (guint i = 0; i < G_N_ELEMENTS (frames->surfaces); i++)
    g_clear_pointer (&frames->surfaces[i], cairo_surface_destroy);
}

/* The source of a node is a pattern of these functions, because cairo copies a surface that it is to keep
 * as a source. */

static cairo_surface_t *
acquire (cairo_pattern_t *pattern,
         void *surface,
         cairo_surface_t *target,
         const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (surface);
}

static void
release (cairo_pattern_t *pattern, void *data, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

static cairo_status_t
copy (cairo_pattern_t *pattern, void *surface, const cairo_pattern_t *other)
{
  cairo_surface_reference (surface);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish (cairo_pattern_t *pattern, void *surface)
{
  cairo_surface_destroy (surface);
}

void
mms_frames_append (GtkSnapshot *snapshot, cairo_surface_t *surface, int scale)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (cairo_surface_reference (surface),
                                                                 CAIRO_CONTENT_COLOR, width, height);
  cairo_matrix_t matrix;
  cairo_t *cr;

  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, copy);
  cairo_raster_source_pattern_set_finish (pattern, finish);
  cairo_matrix_init_scale (&matrix, scale, scale);
  cairo_pattern_set_matrix (pattern, &matrix);
  cr = gtk_snapshot_append_cairo (
    snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width / (float) scale, (float) height / (float) scale));
  cairo_set_source (cr, pattern);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);
}
