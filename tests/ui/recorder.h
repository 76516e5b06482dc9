/* recorder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas/canvas.h"

G_BEGIN_DECLS

typedef enum
{
  RECORD_FILL, /* a box, sharp or round */
  RECORD_LINE,
  RECORD_TEXT,
} RecordKind;

/**
 * Record:
 * @box: what it covers; of a text: its ink
 * @text: (nullable): what shows of it
 *
 * Something that was drawn.
 */
typedef struct
{
  RecordKind kind;
  MmsBox box;
  MmsColor color;
  char *text;
} Record;

/* (transfer full): a canvas that draws nothing and keeps what it should have drawn */
MmsCanvas *recorder_new (void);

/* (transfer none) (element-type Record): in the order in which it was drawn; valid as long as @canvas */
GArray *recorder_get (MmsCanvas *canvas);

/* (nullable) (transfer none): the first text that is @text */
const Record *recorder_find_text (MmsCanvas *canvas, const char *text);

gboolean boxes_overlap (const MmsBox *a, const MmsBox *b);

G_END_DECLS
