/* glyph.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_GLYPH_FIRST,
  MMS_GLYPH_STEP_BACK,
  MMS_GLYPH_PLAY,
  MMS_GLYPH_PAUSE,
  MMS_GLYPH_STEP_FORWARD,
  MMS_GLYPH_LAST,
} MmsGlyphShape;

#define MMS_TYPE_GLYPH (mms_glyph_get_type ())
G_DECLARE_FINAL_TYPE (MmsGlyph, mms_glyph, MMS, GLYPH, GObject)

/**
 * MmsGlyph:
 *
 * A small sign in the colour of the text around it.  Drawn here because icon themes have theirs as
 * SVG, which shows only where librsvg is installed.
 */
GdkPaintable *mms_glyph_new (MmsGlyphShape shape);

G_END_DECLS
