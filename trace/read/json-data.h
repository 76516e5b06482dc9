/* json-data.h - what the JSON reader leaves behind for reading fields
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "json-line.h"
#include "model/decoder.h"

G_BEGIN_DECLS

/**
 * MmsJsonData:
 * @serial: no other has the same
 * @kinds: (element-type MmsKind): by number; the trace's own
 * @fields: (element-type GHashTable): by kind: field name, interned, to its index + 1
 *
 * The place of an event is where its line begins.
 */
typedef struct
{
  guint serial;
  GBytes *bytes;
  const char *text;
  gsize length;
  GPtrArray *kinds;
  GPtrArray *fields;
} MmsJsonData;

MmsJsonData *mms_json_data_new  (GBytes      *bytes);
void         mms_json_data_free (MmsJsonData *data);

/**
 * mms_json_data_find_field:
 * @hint: the field's index if the line has the fields in the kind's order
 *
 * Returns: the index of the field called @key plus 1; 0 if the kind has none
 */
guint mms_json_data_find_field (const MmsJsonData  *data,
                                guint               kind,
                                const MmsJsonValue *key,
                                guint               hint);

extern const MmsDecoder mms_json_decoder;

G_END_DECLS
