/* json-scan.h - JSON as far as a line of a trace has it, read in place
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_JSON_NOTHING,
  MMS_JSON_NULL,
  MMS_JSON_FALSE,
  MMS_JSON_TRUE,
  MMS_JSON_INTEGER,
  MMS_JSON_REAL,
  MMS_JSON_STRING,
  MMS_JSON_ARRAY,
  MMS_JSON_OBJECT,
} MmsJsonForm;

/**
 * MmsJsonValue:
 * @start: where it begins, its quote or bracket included; (transfer none)
 * @length: in bytes, up to its last quote or bracket
 * @has_escapes: a string with a backslash in it
 *
 * A value where it stands in the text.  Zeroed it is none.
 */
typedef struct
{
  const char *start;
  guint32 length;
  guint8 form;
  guint8 has_escapes;
} MmsJsonValue;

/**
 * MmsJsonCursor:
 * @p: where it stands
 * @end: no byte from here on is looked at
 * @problem: (nullable): what was wrong at @p; once set, nothing more is read
 *
 * Walks through objects and arrays without building anything.  It takes strict JSON (RFC 8259) with
 * two limits: no value is nested deeper than 16 levels, and no name has escapes.
 */
typedef struct
{
  const char *p;
  const char *end;
  const char *problem;
  gboolean is_first;
} MmsJsonCursor;

/* Steps over a bracket, which is @bracket: `{` or `[`. */
gboolean mms_json_open (MmsJsonCursor *cursor,
                        char           bracket);

/**
 * mms_json_next_key:
 * @key: (out): without its quotes
 *
 * Goes to the value of the object's next member.
 *
 * Returns: %FALSE behind the object's end, or with a problem
 */
gboolean mms_json_next_key (MmsJsonCursor *cursor,
                            MmsJsonValue  *key);

/* Goes to the array's next element; %FALSE behind its end, or with a problem. */
gboolean mms_json_next_element (MmsJsonCursor *cursor);

/* Reads the value at the cursor, whatever it is, and steps over it. */
gboolean mms_json_take (MmsJsonCursor *cursor,
                        MmsJsonValue  *value);

/* Steps over blanks. Returns: whether @c is there */
gboolean mms_json_is_at (MmsJsonCursor *cursor,
                         char           c);

/* Steps over blanks. Returns: whether the end is there */
gboolean mms_json_is_done (MmsJsonCursor *cursor);

/* At the bracket of an array or object that was taken. */
MmsJsonCursor mms_json_value_enter (const MmsJsonValue *value);

static inline gboolean
mms_json_value_is (const MmsJsonValue *value, const char *word, gsize length)
{
  return value->length == length && __builtin_memcmp (value->start, word, length) == 0;
}

G_END_DECLS
