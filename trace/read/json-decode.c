/* json-decode.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-data.h"

#include <string.h>

#include "json-value.h"

MmsJsonData *
mms_json_data_new (GBytes *bytes)
{
  static guint last_serial;
  MmsJsonData *data = g_new0 (MmsJsonData, 1);

  data->serial = (guint) g_atomic_int_add (&last_serial, 1) + 1;
  data->bytes = g_bytes_ref (bytes);
  data->text = g_bytes_get_data (bytes, &data->length);
  data->kinds = g_ptr_array_new ();
  data->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  return data;
}

void
mms_json_data_free (MmsJsonData *data)
{
  g_bytes_unref (data->bytes);
  g_ptr_array_unref (data->kinds);
  g_ptr_array_unref (data->fields);
  g_free (data);
}

guint
mms_json_data_find_field (const MmsJsonData *data, guint kind, const MmsJsonValue *key, guint hint)
{
  GArray *fields = ((const MmsKind *) g_ptr_array_index (data->kinds, kind))->fields;
  char name[256];

  if (hint < fields->len)
    {
      const char *expected = g_array_index (fields, MmsField, hint).name;

      if (strncmp (expected, key->start, key->length) == 0 && expected[key->length] == '\0')
        return hint + 1;
    }
  if (key->length >= sizeof (name))
    return 0;
  memcpy (name, key->start, key->length);
  name[key->length] = '\0';
  return GPOINTER_TO_UINT (g_hash_table_lookup (g_ptr_array_index (data->fields, kind), name));
}

/* The event that a thread looked at last: whoever wants one field soon wants another. */
typedef struct
{
  guint serial; /* of its data; 0: none yet */
  guint64 place;
  MmsJsonLine line;
  guint16 members[MMS_JSON_FIELDS_MAX]; /* by field: the line's member, plus 1 */
} Recent;

static const Recent *
look_at (const MmsJsonData *data, const MmsEvent *event)
{
  static _Thread_local Recent recent;
  const MmsKind *kind = g_ptr_array_index (data->kinds, event->kind);
  const char *start;
  const char *end;
  gsize length;
  guint hint = 0;

  if (recent.serial == data->serial && recent.place == event->place)
    return &recent;

  recent.serial = data->serial;
  recent.place = event->place;
  memset (recent.line.words, 0, sizeof (recent.line.words));
  memset (recent.members, 0, MIN (kind->fields->len, MMS_JSON_FIELDS_MAX) * sizeof (guint16));
  if (event->place >= data->length)
    return &recent;
  start = data->text + event->place;
  length = MIN (data->length - event->place, MMS_JSON_LINE_MAX + 1);
  end = memchr (start, '\n', length);
  mms_json_line_read (&recent.line, start, end != NULL ? end : start + length, NULL, NULL);
  for (guint i = 0; i < recent.line.n_members; i++)
    {
      guint found = mms_json_data_find_field (data, event->kind, &recent.line.members[i].key, hint);

      if (found == 0 || found > MMS_JSON_FIELDS_MAX)
        continue;
      recent.members[found - 1] = (guint16) (i + 1);
      hint = found;
    }
  return &recent;
}

static const MmsJsonValue *
get_value (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  const Recent *recent = look_at (data, event);

  if (index >= kind->fields->len || index >= MMS_JSON_FIELDS_MAX || recent->members[index] == 0)
    return NULL;
  return &recent->line.members[recent->members[index] - 1].value;
}

static gboolean
is_string (const MmsKind *kind, guint index)
{
  switch (g_array_index (kind->fields, MmsField, index).form)
    {
    case MMS_FIELD_CHARS:
    case MMS_FIELD_DATA_LOC:
    case MMS_FIELD_REL_LOC:
    case MMS_FIELD_BYTES:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
get_number (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index, guint element,
            guint64 *number)
{
  const MmsJsonValue *value = get_value (data, event, kind, index);
  MmsJsonCell cell;

  if (value == NULL || is_string (kind, index))
    return FALSE;
  cell = mms_json_cell_read (value);
  return mms_json_get_number (&cell.value, element, number);
}

static char *
get_text (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  const MmsJsonValue *value = get_value (data, event, kind, index);
  g_autofree char *bytes = NULL;
  MmsJsonCell cell;

  if (value == NULL)
    return NULL;
  cell = mms_json_cell_read (value);
  if (cell.text.form == MMS_JSON_STRING)
    return mms_json_unescape (&cell.text);
  if (cell.bytes.form == MMS_JSON_STRING)
    {
      bytes = mms_json_get_bytes (&cell.bytes);
      return bytes != NULL ? g_utf8_make_valid (bytes, -1) : NULL;
    }
  return mms_json_get_text (&cell.value);
}

static gboolean
get_chars (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index,
           const char **chars, gsize *length)
{
  const MmsJsonValue *value = get_value (data, event, kind, index);

  if (value == NULL || value->form != MMS_JSON_STRING || value->has_escapes
      || (!is_string (kind, index)
          && g_array_index (kind->fields, MmsField, index).form != MMS_FIELD_TEXT))
    return FALSE;
  *chars = value->start + 1;
  *length = value->length - 2;
  return TRUE;
}

static const char *
get_symbol (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  const MmsJsonValue *value = get_value (data, event, kind, index);
  g_autofree char *text = NULL;
  MmsJsonCell cell;

  if (value == NULL)
    return NULL;
  cell = mms_json_cell_read (value);
  if (cell.symbol.form == MMS_JSON_STRING)
    text = mms_json_unescape (&cell.symbol);
  else if (cell.text.form == MMS_JSON_STRING)
    text = mms_json_unescape (&cell.text);
  else if (cell.value.form == MMS_JSON_STRING)
    text = mms_json_unescape (&cell.value);
  return text != NULL ? mms_json_get_symbol (text) : NULL;
}

static int
get_pid (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  const Recent *recent = look_at (data, event);
  guint64 pid;

  if (!mms_json_get_unsigned (&recent->line.words[MMS_JSON_PID], &pid) || pid > G_MAXINT32)
    return -1;
  return (int) pid;
}

static char *
get_comm (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  const Recent *recent = look_at (data, event);

  return mms_json_get_text (&recent->line.words[MMS_JSON_COMM]);
}

static gboolean
get_flags (gpointer data, const MmsEvent *event, const MmsKind *kind, char flags[8])
{
  const MmsJsonValue *value = &look_at (data, event)->line.words[MMS_JSON_FLAGS];

  if (value->form != MMS_JSON_STRING || value->has_escapes || value->length > 2 + 7)
    return FALSE;
  memcpy (flags, value->start + 1, value->length - 2);
  flags[value->length - 2] = '\0';
  return TRUE;
}

static char *
get_info (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  const Recent *recent = look_at (data, event);

  return mms_json_get_text (&recent->line.words[MMS_JSON_INFO]);
}

static char *
get_json (gpointer data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  const MmsJsonValue *value = get_value (data, event, kind, index);

  return value != NULL ? g_strndup (value->start, value->length) : NULL;
}

/* The file itself says which events are repeated. */
static gboolean
is_same (gpointer data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind)
{
  return FALSE;
}

static guint
get_buffer (gpointer data, const MmsEvent *event)
{
  const Recent *recent = look_at (data, event);
  guint64 buffer;

  if (!mms_json_get_unsigned (&recent->line.words[MMS_JSON_BUFFER], &buffer))
    return 0;
  return (guint) MIN (buffer, G_MAXUINT);
}

const MmsDecoder mms_json_decoder = {
  .get_number = get_number,
  .get_text = get_text,
  .get_chars = get_chars,
  .get_symbol = get_symbol,
  .get_pid = get_pid,
  .get_comm = get_comm,
  .get_flags = get_flags,
  .get_info = get_info,
  .get_json = get_json,
  .is_same = is_same,
  .get_buffer = get_buffer,
};
