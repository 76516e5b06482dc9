/* json-value.h - what a value of a line in JSON says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "json-scan.h"

G_BEGIN_DECLS

/**
 * MmsJsonCell:
 *
 * A field's value: a plain one, or an object with the members "value", "text", "symbol" and "bytes",
 * which says more about it.  What it does not say is of form %MMS_JSON_NOTHING.
 */
typedef struct
{
  MmsJsonValue value;
  MmsJsonValue text;
  MmsJsonValue symbol;
  MmsJsonValue bytes;
} MmsJsonCell;

MmsJsonCell mms_json_cell_read (const MmsJsonValue *value);

/* 0 to 2^64 - 1, nothing else */
gboolean mms_json_get_unsigned (const MmsJsonValue *value,
                                guint64            *number);

/**
 * mms_json_get_number:
 * @element: which one of an array
 *
 * Reads 12, -1, "0x1f", true; negative numbers as two's complement.
 */
gboolean mms_json_get_number (const MmsJsonValue *value,
                              guint               element,
                              guint64            *number);

/* (transfer full): the string without quotes and escapes, made UTF-8 where an escape was none. */
char *mms_json_unescape (const MmsJsonValue *value);

/**
 * mms_json_get_text:
 *
 * Returns: (transfer full) (nullable): a string's contents; `{1,2}` for an array; %NULL for null;
 *   anything else as it stands there
 */
char *mms_json_get_text (const MmsJsonValue *value);

/* (transfer full) (nullable): what the hexadecimal digits of a string stand for, NUL-terminated;
 * %NULL if they are none. */
char *mms_json_get_bytes (const MmsJsonValue *value);

/* (transfer none) (nullable): interned; `mmdrop` of "mmdrop+0x1a" */
const char *mms_json_get_symbol (const char *text);

G_END_DECLS
