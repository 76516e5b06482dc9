/* sink.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sink.h"

#include <string.h>

#define PIECE (64 * 1024)

/* Lines between two looks at whether to stop */
#define STRIDE 8192

#define FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

G_DEFINE_QUARK (mms-write-error-quark, mms_write_error)

void
mms_sink_init (MmsSink *sink, MmsWriteFunc func, gpointer user_data, MmsProgress *progress,
               GError **error)
{
  *sink = (MmsSink){ .func = func, .user_data = user_data, .progress = progress, .error = error };
  sink->bytes = g_string_sized_new (PIECE + 4096);
}

void
mms_sink_clear (MmsSink *sink)
{
  g_string_free (g_steal_pointer (&sink->bytes), TRUE);
}

void
mms_sink_put (MmsSink *sink, const char *text)
{
  g_string_append (sink->bytes, text);
}

static void
hand_on (MmsSink *sink)
{
  if (!sink->is_stopped && sink->bytes->len > 0
      && !sink->func (sink->bytes->str, sink->bytes->len, sink->user_data))
    {
      sink->is_stopped = TRUE;
      g_set_error_literal (sink->error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_STOPPED,
                           "The output was not taken");
    }
  g_string_truncate (sink->bytes, 0);
}

gboolean
mms_sink_put_line (MmsSink *sink, struct json_object *object)
{
  size_t length;
  const char *text = json_object_to_json_string_length (object, FLAGS, &length);

  if (sink->n_lines++ > 0 && sink->separator != NULL)
    g_string_append (sink->bytes, sink->separator);
  g_string_append_len (sink->bytes, text, (gssize) length);
  if (sink->separator == NULL)
    g_string_append_c (sink->bytes, '\n');
  json_object_put (object);

  if (sink->bytes->len >= PIECE)
    hand_on (sink);
  if (sink->n_lines % STRIDE == 0 && !sink->is_stopped
      && mms_progress_is_cancelled (sink->progress, sink->error))
    sink->is_stopped = TRUE;
  return !sink->is_stopped;
}

gboolean
mms_sink_finish (MmsSink *sink)
{
  if (!sink->is_stopped && mms_progress_is_cancelled (sink->progress, sink->error))
    sink->is_stopped = TRUE;
  hand_on (sink);
  return !sink->is_stopped;
}

void
mms_json_put_value (struct json_object *object, const char *key, struct json_object *value)
{
  json_object_object_add_ex (object, key, value,
                             JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

void
mms_json_put_text (struct json_object *object, const char *key, const char *text)
{
  if (text != NULL)
    mms_json_put_value (object, key, mms_json_new_chars (text, strlen (text)));
}

void
mms_json_put_number (struct json_object *object, const char *key, guint64 number)
{
  mms_json_put_value (object, key, json_object_new_uint64 (number));
}

void
mms_json_put_flag (struct json_object *object, const char *key, gboolean flag)
{
  mms_json_put_value (object, key, json_object_new_boolean (flag));
}

struct json_object *
mms_json_new_hex (guint64 number)
{
  char text[2 + 16 + 1];

  return json_object_new_string_len (
      text, g_snprintf (text, sizeof (text), "0x%" G_GINT64_MODIFIER "x", number));
}

struct json_object *
mms_json_new_chars (const char *chars, gsize length)
{
  g_autoptr (GString) digits = NULL;
  struct json_object *object;

  if (g_utf8_validate_len (chars, length, NULL))
    return json_object_new_string_len (chars, (int) length);

  digits = g_string_sized_new (2 * length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (digits, "%02x", (guint8) chars[i]);
  object = json_object_new_object ();
  mms_json_put_text (object, "bytes", digits->str);
  return object;
}
