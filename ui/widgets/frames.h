/* frames.h - pixels that are drawn anew from frame to frame
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MmsFrames:
 *
 * The pixels of one widget, of the frame that is shown and of the one that is drawn.  A render node
 * that shows pixels looks at them where they are, for as long as it lives; then they are drawn into
 * again.  So nothing is allocated, cleared or copied, which for a window full of lanes takes longer
 * than most of what is drawn there.
 *
 * Zero-initialised it has none.
 */
typedef struct
{
  cairo_surface_t *surfaces[3]; /* shown, drawn, and one that somebody else may still look at; or NULL */
} MmsFrames;

/**
 * mms_frames_take:
 * @width, @height: in pixels
 *
 * Returns: (transfer full): a surface that no node shows, with anything on it; without data if that
 *   many pixels cannot be had
 */
cairo_surface_t *mms_frames_take  (MmsFrames *frames,
                                   int        width,
                                   int        height);
/* Lets go of all; nodes keep theirs. */
void             mms_frames_clear (MmsFrames *frames);

/* Appends a node that shows @surface, of mms_frames_take(), in the units of the widget. */
void mms_frames_append (GtkSnapshot     *snapshot,
                        cairo_surface_t *surface,
                        int              scale);

G_END_DECLS
