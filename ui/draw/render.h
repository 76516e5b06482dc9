/* render.h - pictures as files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw.h"

G_BEGIN_DECLS

#define MMS_RENDER_LEAST 320
#define MMS_RENDER_MOST  16384

/* Whether @path ends in something that mms_render_to_file() can write: .png, .svg, .pdf. */
gboolean mms_render_knows (const char *path);

/**
 * mms_render_to_file:
 * @width, @height: pixels, %MMS_RENDER_LEAST to %MMS_RENDER_MOST
 *
 * Writes mms_draw_picture() to @path, in the format that its ending names.  It needs no display.
 *
 * Returns: %FALSE with @error set (#G_FILE_ERROR)
 */
gboolean mms_render_to_file (MmsView           *view,
                             const MmsPalette  *palette,
                             const char        *path,
                             int                width,
                             int                height,
                             GError           **error);

G_END_DECLS
