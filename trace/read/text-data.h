/* text-data.h - what the text reader leaves behind for reading fields
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/decoder.h"
#include "text-form.h"

G_BEGIN_DECLS

/**
 * MmsTextData:
 * @serial: no other has the same
 * @indent: width of the instance column
 * @is_cut: the last line has no end, so its last value may be cut off
 * @forms: by kind, the forms that its text may have (#MmsTextForm); %NULL where it is key=value
 * @buffers: by number, the buffer's name
 *
 * The place of an event is where its info begins (MmsTextLine.info), so that fields are found
 * without reading the front of the line again.
 *
 * Of a field, MmsField.offset is where its key begins at the earliest in the lines that were looked
 * at, MmsField.size the length of the key; `is_pointer` means that its numbers are hexadecimal.
 */
typedef struct
{
  guint serial;
  GBytes *bytes;
  const char *text;
  gsize length;
  gsize indent;
  gboolean is_cut;
  GPtrArray *forms;
  GPtrArray *buffers;
} MmsTextData;

MmsTextData *mms_text_data_new  (GBytes      *bytes);
void         mms_text_data_free (MmsTextData *data);

extern const MmsDecoder mms_text_decoder;

G_END_DECLS
