/* sink.h - where a writer puts its lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <json-c/json.h>

#include "write.h"

G_BEGIN_DECLS

/**
 * MmsSink:
 * @n_lines: how many it took
 * @separator: (nullable): what goes between two lines, before the line's end
 * @error: (transfer none): where to say why there is no more to do
 *
 * Collects lines and hands them on.
 */
typedef struct
{
  MmsWriteFunc func;
  gpointer user_data;
  MmsProgress *progress;
  GError **error;
  GString *bytes;
  guint64 n_lines;
  const char *separator;
  gboolean is_stopped;
} MmsSink;

void mms_sink_init  (MmsSink      *sink,
                     MmsWriteFunc  func,
                     gpointer      user_data,
                     MmsProgress  *progress,
                     GError      **error);
void mms_sink_clear (MmsSink      *sink);

/* Bytes as they are. */
void mms_sink_put (MmsSink    *sink,
                   const char *text);

/**
 * mms_sink_put_line:
 * @object: (transfer full): written without blanks
 *
 * Returns: whether to go on
 */
gboolean mms_sink_put_line (MmsSink            *sink,
                            struct json_object *object);

/* Hands on what is left. Returns: whether all was taken */
gboolean mms_sink_finish (MmsSink *sink);

/* Members; @key must be a literal that the object does not have yet. */
void mms_json_put_text    (struct json_object *object,
                           const char         *key,
                           const char         *text); /* %NULL: nothing is put */
void mms_json_put_number  (struct json_object *object,
                           const char         *key,
                           guint64             number);
void mms_json_put_flag    (struct json_object *object,
                           const char         *key,
                           gboolean            flag);
void mms_json_put_value   (struct json_object *object,
                           const char         *key,
                           struct json_object *value);

/* (transfer full): "0x1f" */
struct json_object *mms_json_new_hex (guint64 number);

/* (transfer full): a string, or {"bytes": "68656c6cff"} for what is no UTF-8 */
struct json_object *mms_json_new_chars (const char *chars,
                                        gsize       length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsSink, mms_sink_clear)

G_END_DECLS
