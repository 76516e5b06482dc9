/* json-declare.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-declare.h"

#include <string.h>

#include "model/number.h"

#define MAX_BUFFERS    4096
#define MAX_PROPERTIES 256

struct json_object *
mms_json_parse (const char *text, gsize length, const char **problem)
{
  struct json_tokener *tokener = json_tokener_new ();
  struct json_object *object;

  json_tokener_set_flags (tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  object = json_tokener_parse_ex (tokener, text, (int) MIN (length, G_MAXINT));
  *problem = json_tokener_get_error (tokener) == json_tokener_continue
               ? "the line ends too early"
               : json_tokener_error_desc (json_tokener_get_error (tokener));
  if (json_tokener_get_error (tokener) == json_tokener_success)
    *problem = NULL;
  json_tokener_free (tokener);
  return object;
}

/* (transfer full) (nullable): a string, or the bytes of {"bytes": "68656c6c6f"}. */
static char *
get_string (struct json_object *object)
{
  struct json_object *bytes;
  const char *digits;
  GString *text;

  if (json_object_is_type (object, json_type_string))
    return g_strdup (json_object_get_string (object));
  if (!json_object_is_type (object, json_type_object)
      || !json_object_object_get_ex (object, "bytes", &bytes)
      || !json_object_is_type (bytes, json_type_string))
    return NULL;

  digits = json_object_get_string (bytes);
  text = g_string_new (NULL);
  for (; g_ascii_isxdigit (digits[0]) && g_ascii_isxdigit (digits[1]); digits += 2)
    g_string_append_c (text, (char) (g_ascii_xdigit_value (digits[0]) << 4
                                     | g_ascii_xdigit_value (digits[1])));
  return g_string_free (text, *digits != '\0');
}

static gboolean
get_integer (struct json_object *object, gint64 least, gint64 most, gint64 *number)
{
  if (!json_object_is_type (object, json_type_int))
    return FALSE;
  *number = json_object_get_int64 (object);
  return *number >= least && *number <= most;
}

/* --- the header --- */

static gboolean
take_cpus (struct json_object *value, MmsTraceBuilder *builder)
{
  gint64 cpu;

  if (get_integer (value, 0, MMS_MAX_CPUS, &cpu))
    {
      while (cpu-- > 0)
        mms_trace_builder_add_cpu (builder, (guint) cpu);
      return TRUE;
    }
  if (!json_object_is_type (value, json_type_array))
    return FALSE;
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      if (!get_integer (json_object_array_get_idx (value, i), 0, MMS_MAX_CPUS - 1, &cpu))
        return FALSE;
      mms_trace_builder_add_cpu (builder, (guint) cpu);
    }
  return TRUE;
}

static gboolean
take_buffers (struct json_object *value, MmsTraceBuilder *builder)
{
  if (!json_object_is_type (value, json_type_array)
      || json_object_array_length (value) > MAX_BUFFERS)
    return FALSE;
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      g_autofree char *name = get_string (json_object_array_get_idx (value, i));

      if (name == NULL)
        return FALSE;
      mms_trace_builder_add_buffer (builder, name);
    }
  return TRUE;
}

static gboolean
take_init_mm (struct json_object *value, MmsTraceBuilder *builder)
{
  const char *text = json_object_is_type (value, json_type_string) ? json_object_get_string (value)
                                                                   : "";
  guint64 init_mm;

  if (!g_str_has_prefix (text, "0x")
      || !mms_number_parse (text + 2, 16, 0, G_MAXUINT64, &init_mm))
    return FALSE;
  mms_trace_builder_set_init_mm (builder, init_mm);
  return TRUE;
}

static void
add_property (const char *name, struct json_object *value, MmsTraceBuilder *builder)
{
  gboolean is_string = json_object_is_type (value, json_type_string);

  mms_trace_builder_add_property (
      builder, name,
      is_string ? json_object_get_string (value)
                : json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN
                                                           | JSON_C_TO_STRING_NOSLASHESCAPE),
      is_string);
}

void
mms_json_declare_header (struct json_object *header, MmsTraceBuilder *builder, gint64 *n_events,
                         const char **problem)
{
  guint n_properties = 0;

  *n_events = -1;
  *problem = NULL;
  json_object_object_foreach (header, key, value)
    {
      gboolean is_string = json_object_is_type (value, json_type_string);
      gboolean is_boolean = json_object_is_type (value, json_type_boolean);
      gboolean is_used = TRUE;

      if (strcmp (key, "mmscope") == 0)
        continue;
      if (strcmp (key, "clock") == 0)
        {
          if ((is_used = is_string))
            mms_trace_builder_set_clock (builder, json_object_get_string (value));
        }
      else if (strcmp (key, "scheme") == 0)
        {
          if ((is_used = is_string))
            mms_trace_builder_set_scheme (builder, json_object_get_string (value));
        }
      else if (strcmp (key, "cpus") == 0)
        is_used = take_cpus (value, builder);
      else if (strcmp (key, "buffers") == 0)
        is_used = take_buffers (value, builder);
      else if (strcmp (key, "events") == 0)
        is_used = get_integer (value, 0, G_MAXINT64, n_events);
      else if (strcmp (key, "init_mm") == 0)
        is_used = take_init_mm (value, builder);
      else if (strcmp (key, "guessed_cpus") == 0)
        {
          if ((is_used = is_boolean) && json_object_get_boolean (value))
            mms_trace_builder_set_guessed_cpus (builder);
        }
      else if (strcmp (key, "complete") == 0)
        {
          if ((is_used = is_boolean) && !json_object_get_boolean (value))
            mms_trace_builder_set_incomplete (builder);
        }
      else if (n_properties++ < MAX_PROPERTIES)
        add_property (key, value, builder);

      if (!is_used)
        *problem = g_intern_string (key);
    }
}

/* --- kinds --- */

static gboolean
get_flag (struct json_object *object, const char *key)
{
  struct json_object *value;

  return json_object_object_get_ex (object, key, &value) && json_object_get_boolean (value);
}

static const char *
get_word (struct json_object *object, const char *key)
{
  struct json_object *value;

  return json_object_object_get_ex (object, key, &value)
             && json_object_is_type (value, json_type_string)
           ? json_object_get_string (value)
           : NULL;
}

/* The words of samples/FORMAT.md for MmsFieldForm */
static const char *const forms[] = {
  [MMS_FIELD_UNSIGNED] = "unsigned", [MMS_FIELD_SIGNED] = "signed",
  [MMS_FIELD_NUMBERS] = "numbers",   [MMS_FIELD_CHARS] = "chars",
  [MMS_FIELD_DATA_LOC] = "data_loc", [MMS_FIELD_REL_LOC] = "rel_loc",
  [MMS_FIELD_BYTES] = "bytes",       [MMS_FIELD_DATA_NUMBERS] = "data_numbers",
  [MMS_FIELD_TEXT] = "text",
};

static gboolean
make_field (struct json_object *object, MmsField *field)
{
  gboolean is_name = json_object_is_type (object, json_type_string);
  const char *name = is_name ? json_object_get_string (object) : get_word (object, "name");
  const char *form = is_name ? NULL : get_word (object, "form");

  if (name == NULL)
    return FALSE;
  *field = (MmsField){ .name = g_intern_string (name), .form = MMS_FIELD_TEXT };
  if (is_name)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (forms) && form != NULL; i++)
    {
      if (strcmp (form, forms[i]) == 0)
        field->form = i;
    }
  field->type = g_intern_string (get_word (object, "type"));
  field->is_signed = get_flag (object, "signed");
  field->is_pointer = get_flag (object, "hex");
  return TRUE;
}

static gboolean
take_kind (struct json_object *object, const char *name, MmsJsonKinds *kinds, const char **problem)
{
  MmsJsonKindKey key = { name, get_word (object, "system"), -1 };
  struct json_object *value;
  guint kind;

  *problem = "a field has no name";
  if (json_object_object_get_ex (object, "event_id", &value)
      && !get_integer (value, 0, G_MAXUINT32, &key.id))
    {
      *problem = "its event_id is no small number";
      return FALSE;
    }
  if (!mms_json_kinds_declare (kinds, &key, &kind))
    {
      *problem = "there are too many kinds";
      return FALSE;
    }
  if (!json_object_object_get_ex (object, "fields", &value))
    return TRUE;
  if (!json_object_is_type (value, json_type_array))
    {
      *problem = "its fields are no array";
      return FALSE;
    }
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      struct json_object *element = json_object_array_get_idx (value, i);
      MmsField field;

      if ((!json_object_is_type (element, json_type_string)
           && !json_object_is_type (element, json_type_object))
          || !make_field (element, &field))
        return FALSE;
      if (!mms_json_kinds_add_field (kinds, kind, &field))
        {
          *problem = "there are too many fields";
          return FALSE;
        }
    }
  return TRUE;
}

/* --- tasks, notes, losses --- */

static gboolean
take_task (struct json_object *object, struct json_object *pid, MmsTraceBuilder *builder)
{
  MmsTaskInfo task = { -1, -1, -1, "" };
  struct json_object *value;
  gint64 number;

  if (!get_integer (pid, 0, G_MAXINT32 - 1, &number))
    return FALSE;
  task.pid = (int) number;
  if (json_object_object_get_ex (object, "tgid", &value))
    {
      if (!get_integer (value, 0, G_MAXINT32 - 1, &number))
        return FALSE;
      task.tgid = (int) number;
    }
  if (json_object_object_get_ex (object, "kthread", &value))
    {
      if (!json_object_is_type (value, json_type_boolean))
        return FALSE;
      task.kthread = (gint8) json_object_get_boolean (value);
    }
  if (json_object_object_get_ex (object, "comm", &value))
    {
      g_autofree char *comm = get_string (value);

      if (comm == NULL)
        return FALSE;
      g_strlcpy (task.comm, comm, sizeof (task.comm));
    }
  mms_trace_builder_add_task (builder, &task);
  return TRUE;
}

/* Returns: how many; -1 for true, which does not say; below that if it makes no sense */
static gint64
get_loss (struct json_object *value)
{
  gint64 count;

  if (json_object_is_type (value, json_type_boolean) && json_object_get_boolean (value))
    return -1;
  return get_integer (value, 0, G_MAXINT64, &count) ? count : -2;
}

static gboolean
take_loss (struct json_object *object, struct json_object *lost, MmsTraceBuilder *builder)
{
  gint64 count = get_loss (lost);
  struct json_object *value;
  gint64 cpu;

  if (count < -1 || !json_object_object_get_ex (object, "cpu", &value)
      || !get_integer (value, 0, MMS_MAX_CPUS - 1, &cpu))
    return FALSE;
  mms_trace_builder_add_loss (builder, (guint) cpu, count);
  return TRUE;
}

gboolean
mms_json_declare (struct json_object *object, MmsTraceBuilder *builder, MmsJsonKinds *kinds,
                  const char **problem)
{
  const char *name = get_word (object, "kind");
  const char *note = get_word (object, "note");
  struct json_object *value;

  if (name != NULL && *name != '\0')
    return take_kind (object, name, kinds, problem);
  if (note != NULL)
    {
      mms_trace_builder_add_note (builder, get_flag (object, "damage"), "%s", note);
      return TRUE;
    }
  *problem = "it does not describe a task";
  if (json_object_object_get_ex (object, "task", &value))
    return take_task (object, value, builder);
  *problem = "it does not say how many events of which CPU were lost";
  if (json_object_object_get_ex (object, "lost", &value))
    return take_loss (object, value, builder);
  *problem = "it is neither an event nor anything else that is known";
  return FALSE;
}
