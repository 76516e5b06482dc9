/* text-decode.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-data.h"

#include <string.h>

#include "text-other.h"
#include "text-value.h"

/* Longer than any function's name in the kernel (KSYM_NAME_LEN) */
#define SYMBOL_MAX 512

MmsTextData *
mms_text_data_new (GBytes *bytes)
{
  static guint last_serial;
  MmsTextData *data = g_new0 (MmsTextData, 1);

  data->serial = (guint) g_atomic_int_add (&last_serial, 1) + 1;
  data->bytes = g_bytes_ref (bytes);
  data->text = g_bytes_get_data (bytes, &data->length);
  data->is_cut = data->length > 0 && data->text[data->length - 1] != '\n';
  data->forms = g_ptr_array_new ();
  data->buffers = g_ptr_array_new_with_free_func (g_free);
  return data;
}

void
mms_text_data_free (MmsTextData *data)
{
  g_bytes_unref (data->bytes);
  g_ptr_array_unref (data->forms);
  g_ptr_array_unref (data->buffers);
  g_free (data);
}

static MmsTextSpan
get_info_span (const MmsTextData *data, const MmsEvent *event)
{
  MmsTextSpan info = { data->text + data->length, 0 };
  const char *newline;

  if (event->place >= data->length)
    return info;
  info.start = data->text + event->place;
  info.length = MIN (data->length - event->place, MMS_TEXT_INFO_MAX);
  newline = memchr (info.start, '\n', info.length);
  if (newline != NULL)
    info.length = (gsize) (newline - info.start);
  if (info.length > 0 && info.start[info.length - 1] == '\r')
    info.length--;
  return info;
}

/* The start of the line that holds @place. */
static const char *
find_line (const MmsTextData *data, gsize place)
{
  const char *newline = memrchr (data->text, '\n', MIN (place, data->length));

  return newline != NULL ? newline + 1 : data->text;
}

/* The front of the event's line. */
static gboolean
get_line (const MmsTextData *data, const MmsEvent *event, MmsTextLine *line)
{
  MmsTextSpan info = get_info_span (data, event);

  return mms_text_line_parse (find_line (data, event->place), info.start + info.length,
                              data->indent, line);
}

/* The event that a thread looked at last: whoever wants one field soon wants another. */
typedef struct
{
  guint serial; /* of its data; 0: none yet */
  guint64 place;
  MmsTextSpan info;
  const MmsTextForm *form; /* that fits; NULL: the text is key=value */
  MmsTextSpan keys[MMS_TEXT_FORM_PARTS];
  MmsTextSpan values[MMS_TEXT_FORM_PARTS];
  guint n_values;
} Recent;

static const Recent *
look_at (const MmsTextData *data, const MmsEvent *event)
{
  static _Thread_local Recent recent;
  const MmsTextForm *forms = NULL;

  if (recent.serial == data->serial && recent.place == event->place)
    return &recent;

  if (event->kind < data->forms->len)
    forms = g_ptr_array_index (data->forms, event->kind);
  recent.serial = data->serial;
  recent.place = event->place;
  recent.info = get_info_span (data, event);
  recent.form = NULL;
  if (forms != NULL)
    recent.form = mms_text_form_match (forms, recent.info, recent.keys, recent.values,
                                       &recent.n_values);
  return &recent;
}

static gboolean
get_value_span (const MmsTextData *data, const MmsEvent *event, const MmsKind *kind, guint index,
                MmsTextSpan *value)
{
  const Recent *recent = look_at (data, event);
  const MmsField *field;
  MmsTextSpan key;

  if (index >= kind->fields->len)
    return FALSE;
  field = &g_array_index (kind->fields, MmsField, index);
  key = (MmsTextSpan){ field->name, field->size };
  if (recent->form == NULL)
    return mms_text_find_value (recent->info, key, field->offset, value);

  for (guint i = 0; i < recent->n_values; i++)
    {
      if (recent->keys[i].length == key.length
          && memcmp (recent->keys[i].start, key.start, key.length) == 0)
        {
          *value = recent->values[i];
          return TRUE;
        }
    }
  return FALSE;
}

/* Whether @value ends where the text was cut off, so that a digit may be missing. */
static gboolean
is_cut_off (const MmsTextData *data, MmsTextSpan value)
{
  return data->is_cut && value.start + value.length == data->text + data->length;
}

static gboolean
get_number (gpointer user_data, const MmsEvent *event, const MmsKind *kind, guint index,
            guint element, guint64 *number)
{
  const MmsTextData *data = user_data;
  const MmsTextForm *form;
  const MmsField *field;
  MmsTextSpan value;

  if (!get_value_span (data, event, kind, index, &value) || is_cut_off (data, value))
    return FALSE;
  field = &g_array_index (kind->fields, MmsField, index);
  form = look_at (data, event)->form;
  if (form != NULL && form->state_letters != NULL && strcmp (field->name, "prev_state") == 0)
    return element == 0 && mms_text_parse_state (value, form->state_letters, number);
  return mms_text_parse_number (value, field->is_pointer, element, number);
}

/* Whatever bytes the file holds, what is shown must be UTF-8. */
static char *
make_text (MmsTextSpan span)
{
  return g_utf8_make_valid (span.start, (gssize) span.length);
}

static char *
get_text (gpointer user_data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  MmsTextSpan value;
  const char *open;
  char *array;

  if (!get_value_span (user_data, event, kind, index, &value))
    return NULL;
  array = mms_text_copy_array (value);
  if (array != NULL)
    return array;

  /* "local mm shootdown (3)": the number is what get_number() answers */
  if (strcmp (g_array_index (kind->fields, MmsField, index).name, "reason") == 0
      && value.length > 0 && value.start[value.length - 1] == ')')
    {
      open = memrchr (value.start, '(', value.length);
      if (open != NULL && open - value.start > 1 && open[-1] == ' ')
        value.length = (gsize) (open - 1 - value.start);
    }
  return make_text (value);
}

static const char *
get_symbol (gpointer user_data, const MmsEvent *event, const MmsKind *kind, guint index)
{
  char name[SYMBOL_MAX];
  MmsTextSpan value;
  gsize length = 0;

  if (!get_value_span (user_data, event, kind, index, &value) || is_cut_off (user_data, value))
    return NULL;
  while (length < value.length && value.start[length] != '+')
    {
      char c = value.start[length];

      if (!g_ascii_isalnum (c) && c != '_' && c != '.' && c != '$')
        return NULL;
      if (length == SYMBOL_MAX - 1)
        return NULL;
      name[length++] = c;
    }
  /* Addresses that nobody resolved begin with a digit, or have no letter but a to f */
  if (length == 0 || g_ascii_isdigit (name[0]))
    return NULL;
  name[length] = '\0';
  if (strspn (name, "0123456789abcdef") == length && length >= 8)
    return NULL;
  return g_intern_string (name);
}

static int
get_pid (gpointer user_data, const MmsEvent *event, const MmsKind *kind)
{
  MmsTextLine line;

  return get_line (user_data, event, &line) ? line.pid : -1;
}

static char *
get_comm (gpointer user_data, const MmsEvent *event, const MmsKind *kind)
{
  MmsTextLine line;

  /* "<...>": the kernel had forgotten the name */
  if (!get_line (user_data, event, &line) || mms_text_span_is (line.comm, "<...>"))
    return NULL;
  return make_text (line.comm);
}

static gboolean
get_flags (gpointer user_data, const MmsEvent *event, const MmsKind *kind, char flags[8])
{
  MmsTextLine line;

  if (!get_line (user_data, event, &line) || line.flags.length == 0 || line.flags.length > 7)
    return FALSE;
  memcpy (flags, line.flags.start, line.flags.length);
  flags[line.flags.length] = '\0';
  return TRUE;
}

static char *
get_info (gpointer user_data, const MmsEvent *event, const MmsKind *kind)
{
  return make_text (get_info_span (user_data, event));
}

static gboolean
is_same (gpointer user_data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind)
{
  MmsTextSpan info_a = get_info_span (user_data, a);
  MmsTextSpan info_b = get_info_span (user_data, b);

  return info_a.length == info_b.length
         && memcmp (info_a.start, info_b.start, info_a.length) == 0
         && get_pid (user_data, a, kind) == get_pid (user_data, b, kind);
}

/* trace-cmd report puts the instance in front of a lost-events line, not of the event behind it. */
static MmsTextSpan
get_buffer_before (const MmsTextData *data, const MmsTextLine *line, gsize place)
{
  const char *start = find_line (data, place);
  MmsTextOtherLine other;

  if (start > data->text)
    {
      const char *before = find_line (data, (gsize) (start - 1 - data->text));

      if (mms_text_other_parse (before, start - 1, &other) == MMS_TEXT_LOST)
        return other.buffer;
    }
  return line->buffer;
}

static guint
get_buffer (gpointer user_data, const MmsEvent *event)
{
  const MmsTextData *data = user_data;
  MmsTextLine line;

  if (data->buffers->len > 1 && get_line (data, event, &line))
    {
      MmsTextSpan name = line.buffer.length > 0 ? line.buffer
                                                : get_buffer_before (data, &line, event->place);

      for (guint i = 0; i < data->buffers->len; i++)
        {
          if (mms_text_span_is (name, g_ptr_array_index (data->buffers, i)))
            return i;
        }
    }
  return 0;
}

const MmsDecoder mms_text_decoder = {
  .get_number = get_number,
  .get_text = get_text,
  .get_symbol = get_symbol,
  .get_pid = get_pid,
  .get_comm = get_comm,
  .get_flags = get_flags,
  .get_info = get_info,
  .is_same = is_same,
  .get_buffer = get_buffer,
};
