/* render.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "render.h"

#include <cairo-pdf.h>
#include <string.h>

#include "canvas/canvas-cairo.h"
#include "canvas/canvas-svg.h"

typedef enum
{
  FORMAT_PNG,
  FORMAT_SVG,
  FORMAT_PDF,
  FORMAT_NONE,
} Format;

static Format
get_format (const char *path)
{
  static const char *const endings[] = { ".png", ".svg", ".pdf" };
  gsize length = strlen (path);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (length > 4 && g_ascii_strcasecmp (path + length - 4, endings[i]) == 0)
      return (Format) i;
  return FORMAT_NONE;
}

gboolean
mms_render_knows (const char *path)
{
  return get_format (path) != FORMAT_NONE;
}

static char *
make_title (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  g_autofree char *name = NULL;

  if (document == NULL)
    return g_strdup ("mmscope");
  name = g_path_get_basename (mms_document_get_path (document));
  return g_utf8_make_valid (name, -1);
}

static cairo_status_t
append_bytes (void                *closure,
              const unsigned char *data,
              unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_on_surface (MmsView          *view,
                 const MmsPalette *palette,
                 cairo_surface_t  *surface,
                 int               width,
                 int               height)
{
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status = cairo_status (cr);

  if (status == CAIRO_STATUS_SUCCESS)
    {
      g_autoptr (MmsCanvas) canvas = mms_canvas_new_cairo (cr);

      mms_draw_picture (canvas, view, palette, width, height);
    }
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

static cairo_status_t
draw_png (MmsView          *view,
          const MmsPalette *palette,
          GByteArray       *bytes,
          int               width,
          int               height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_status_t status = draw_on_surface (view, palette, surface, width, height);

  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
draw_pdf (MmsView          *view,
          const MmsPalette *palette,
          GByteArray       *bytes,
          int               width,
          int               height)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width,
                                                                  height);
  g_autofree char *title = make_title (view);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "mmscope");
  status = draw_on_surface (view, palette, surface, width, height);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static void
draw_svg (MmsView          *view,
          const MmsPalette *palette,
          GByteArray       *bytes,
          int               width,
          int               height)
{
  g_autofree char *title = make_title (view);
  g_autoptr (MmsCanvas) canvas = mms_canvas_new_svg (width, height, title);
  g_autofree char *document = NULL;

  mms_draw_picture (canvas, view, palette, width, height);
  document = mms_canvas_svg_get_document (canvas);
  g_byte_array_append (bytes, (const guint8 *) document, (guint) strlen (document));
}

gboolean
mms_render_to_file (MmsView           *view,
                    const MmsPalette  *palette,
                    const char        *path,
                    int                width,
                    int                height,
                    GError           **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  g_return_val_if_fail (MMS_IS_VIEW (view), FALSE);

  if (width < MMS_RENDER_LEAST || height < MMS_RENDER_LEAST || width > MMS_RENDER_MOST ||
      height > MMS_RENDER_MOST)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                   "a picture of %d×%d is not possible: each side has %d to %d pixels", width,
                   height, MMS_RENDER_LEAST, MMS_RENDER_MOST);
      return FALSE;
    }

  switch (get_format (path))
    {
    case FORMAT_PNG:
      status = draw_png (view, palette, bytes, width, height);
      break;
    case FORMAT_PDF:
      status = draw_pdf (view, palette, bytes, width, height);
      break;
    case FORMAT_SVG:
      draw_svg (view, palette, bytes, width, height);
      break;
    case FORMAT_NONE:
    default:
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                           "the name of a picture ends in .png, .svg or .pdf");
      return FALSE;
    }
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "the picture could not be drawn: %s",
                   cairo_status_to_string (status));
      return FALSE;
    }

  /* written in one go, so that no half a picture is left behind */
  return g_file_set_contents (path, (const char *) bytes->data, bytes->len, error);
}
