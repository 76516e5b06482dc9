/* texts.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <pango/pango.h>

#include "canvas.h"

G_BEGIN_DECLS

/**
 * MmsTextMask:
 * @x, @y: of its upper left pixel, from the layout's
 * @stride: bytes from row to row
 * @shares: how much of each pixel the text covers, of 255; row by row
 * @scale: pixels per unit; 0: there is none yet
 *
 * A text as pixels.
 */
typedef struct
{
  int x, y;
  int width, height;
  int stride;
  guint8 *shares;
  int scale;
} MmsTextMask;

/* So many letters at most are put together, see #MmsText. */
#define MMS_MAX_LETTERS 8

/**
 * MmsText:
 * @layout: (nullable): one line, without a colour; for mms_text_get_layout()
 * @shown: what it shows: the text, or as much of it as fits and an ellipsis; "" for nothing
 * @width: pixels
 * @baseline: pixels from the layout's top
 * @is_cut: @shown is less than the whole text
 * @mask: what mms_text_get_mask() keeps
 * @texts: it is one of these
 * @size: quarter pixels
 * @flags: those that decide how it is laid out
 * @n_letters: so many letters it was put together of; 0: it was laid out as a whole
 * @letters: where each of them begins
 *
 * A text as it was laid out.  One of a few capitals, as the mms' labels are of which every frame of a long trace
 * brings hundreds of new ones, is put together of letters that were laid out before.
 */
typedef struct
{
  PangoLayout *layout;
  char *shown;
  double width;
  double baseline;
  gboolean is_cut;
  MmsTextMask *mask;
  struct _MmsTexts *texts;
  int size;
  MmsTextFlags flags;
  guint n_letters;
  int letters[MMS_MAX_LETTERS];
} MmsText;

/**
 * MmsTexts:
 *
 * Laying text out costs more than everything else that is drawn, so that every text is laid out
 * once and kept as long as it is used.  Not for several threads.
 */
typedef struct _MmsTexts MmsTexts;

MmsTexts *mms_texts_new   (PangoContext *context);
MmsTexts *mms_texts_ref   (MmsTexts     *texts);
void      mms_texts_unref (MmsTexts     *texts);

/* Whether the context's fonts are still those that the kept texts were laid out with. */
gboolean  mms_texts_is_current (MmsTexts *texts);

/**
 * mms_texts_get:
 * @room: the width that there is; negative: any
 *
 * Returns: (transfer none): valid until the next call
 */
const MmsText *mms_texts_get (MmsTexts     *texts,
                              const char   *text,
                              double        size,
                              MmsTextFlags  flags,
                              double        room);

/* (transfer none): valid as long as @text */
PangoLayout *mms_text_get_layout (const MmsText *text);

/* (transfer none): @text as pixels, @scale of them per unit; valid as long as @text, and until it is asked
 * for at another scale */
const MmsTextMask *mms_text_get_mask (const MmsText *text,
                                      int            scale);

/* Where the base line lies under the middle of a line, so that capitals stand centred. */
double mms_texts_get_drop (MmsTexts     *texts,
                           double        size,
                           MmsTextFlags  flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTexts, mms_texts_unref)

G_END_DECLS
