/* json-write.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "json-cell.h"
#include "sink.h"

/* The version of samples/FORMAT.md that is written */
#define VERSION 1

/* Longer lines would not be read. */
#define LINE_MAX_BYTES (1024 * 1024)

/* Names of fields and of their types */
#define NAME_MAX_BYTES 200

#define FORMAT "JSON"

typedef struct
{
  MmsTrace *trace;
  MmsSink sink;
  GPtrArray *names;      /* by kind: (char **) what its fields are called in the file */
  GArray *marks;         /* by kind: how much of it an event has to name */
  const MmsLoss *losses; /* the next ones */
  guint n_losses;
  guint64 n_shortened;
} Writer;

/* What tells a kind from those before it. */
typedef enum
{
  BY_NAME,
  BY_SYSTEM,
  BY_ID,
} Mark;

/* --- the header --- */

static const MmsProperty *
find_property (MmsTrace *trace, const char *name)
{
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      if (strcmp (properties[i].name, name) == 0)
        return &properties[i];
    }
  return NULL;
}

static struct json_object *
new_property_value (const MmsProperty *property)
{
  return property->is_string ? json_object_new_string (property->value)
                             : json_tokener_parse (property->value);
}

/* What a trace was before it was JSON; one that is says so itself. */
static void
put_origin (struct json_object *header, MmsTrace *trace, const char *key, const char *otherwise)
{
  const MmsProperty *property = find_property (trace, key);

  if (property != NULL)
    mms_json_put_value (header, key, new_property_value (property));
  else if (strcmp (mms_trace_get_format (trace), FORMAT) != 0)
    mms_json_put_text (header, key, otherwise);
}

static struct json_object *
new_cpus (MmsTrace *trace)
{
  struct json_object *array = json_object_new_array ();
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    json_object_array_add (array, json_object_new_int ((int) cpus[i]));
  return array;
}

static struct json_object *
new_buffers (MmsTrace *trace)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < mms_trace_get_n_buffers (trace); i++)
    {
      const char *name = mms_trace_get_buffer (trace, i);

      json_object_array_add (array, mms_json_new_chars (name, strlen (name)));
    }
  return array;
}

static void
put_header (Writer *writer)
{
  MmsTrace *trace = writer->trace;
  struct json_object *header = json_object_new_object ();
  g_autofree char *origin = g_strdup_printf ("%s %s", mms_trace_get_format (trace),
                                             mms_trace_get_version (trace));
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  mms_json_put_number (header, "mmscope", VERSION);
  put_origin (header, trace, "source", "capture");
  put_origin (header, trace, "from", origin);
  mms_json_put_text (header, "clock", mms_trace_get_clock (trace));
  mms_json_put_value (header, "cpus", new_cpus (trace));
  if (mms_trace_get_n_buffers (trace) > 1 || *mms_trace_get_buffer (trace, 0) != '\0')
    mms_json_put_value (header, "buffers", new_buffers (trace));
  mms_json_put_text (header, "scheme", mms_trace_get_sidecar_scheme (trace));
  if (mms_trace_get_init_mm (trace) != 0)
    mms_json_put_value (header, "init_mm", mms_json_new_hex (mms_trace_get_init_mm (trace)));
  mms_json_put_flag (header, "complete", mms_trace_is_complete (trace));
  if (mms_trace_has_guessed_cpus (trace))
    mms_json_put_flag (header, "guessed_cpus", TRUE);
  mms_json_put_number (header, "events", n_events);
  for (guint i = 0; i < n_properties; i++)
    {
      if (strcmp (properties[i].name, "source") != 0 && strcmp (properties[i].name, "from") != 0)
        json_object_object_add (header, properties[i].name, new_property_value (&properties[i]));
    }
  mms_sink_put_line (&writer->sink, header);
}

/* --- kinds --- */

static const char *
get_form (MmsFieldForm form)
{
  static const char *const words[] = {
    [MMS_FIELD_UNSIGNED] = "unsigned", [MMS_FIELD_SIGNED] = "signed",
    [MMS_FIELD_NUMBERS] = "numbers",   [MMS_FIELD_CHARS] = "chars",
    [MMS_FIELD_DATA_LOC] = "data_loc", [MMS_FIELD_REL_LOC] = "rel_loc",
    [MMS_FIELD_BYTES] = "bytes",       [MMS_FIELD_DATA_NUMBERS] = "data_numbers",
  };

  return form < G_N_ELEMENTS (words) ? words[form] : NULL;
}

/* A field with nothing to say about it but its name is that name. */
static struct json_object *
new_field (const MmsField *field, const char *name)
{
  struct json_object *object;

  if (field->type == NULL && field->form == MMS_FIELD_TEXT && !field->is_signed
      && !field->is_pointer)
    return json_object_new_string (name);
  object = json_object_new_object ();
  mms_json_put_text (object, "name", name);
  if (field->type != NULL && strlen (field->type) <= NAME_MAX_BYTES)
    mms_json_put_text (object, "type", field->type);
  mms_json_put_text (object, "form", get_form (field->form));
  if (field->is_signed)
    mms_json_put_flag (object, "signed", TRUE);
  if (field->is_pointer)
    mms_json_put_flag (object, "hex", TRUE);
  return object;
}

/* Old kernels have formats with two fields of one name; an object has no two such members.  Names
 * that are longer than any in a kernel would not be read. */
static char **
make_names (const MmsKind *kind)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  char **names = g_new0 (char *, kind->fields->len + 1);

  for (guint i = 0; i < kind->fields->len; i++)
    {
      g_autofree char *name
          = g_strndup (g_array_index (kind->fields, MmsField, i).name, NAME_MAX_BYTES);

      names[i] = g_strdup (name);
      for (guint n = 2; g_hash_table_contains (taken, names[i]); n++)
        {
          g_free (names[i]);
          names[i] = g_strdup_printf ("%s#%u", name, n);
        }
      g_hash_table_add (taken, names[i]);
    }
  return names;
}

/* Whether the kinds before leave no doubt about @kind if this much of it is told. */
static gboolean
is_told_apart (const Writer *writer, guint index, Mark mark)
{
  const MmsKind *kind = mms_trace_get_kind (writer->trace, index);

  for (guint i = 0; i < index; i++)
    {
      const MmsKind *other = mms_trace_get_kind (writer->trace, i);

      if (strcmp (other->name, kind->name) == 0
          && (mark < BY_SYSTEM || g_strcmp0 (other->system, kind->system) == 0)
          && (mark < BY_ID || other->id == kind->id))
        return FALSE;
    }
  return TRUE;
}

static void
put_kind (Writer *writer, guint index)
{
  const MmsKind *kind = mms_trace_get_kind (writer->trace, index);
  struct json_object *object = json_object_new_object ();
  struct json_object *fields = json_object_new_array ();
  char **names = make_names (kind);
  Mark mark = BY_NAME;

  while (mark < BY_ID && !is_told_apart (writer, index, mark))
    mark++;
  g_array_append_val (writer->marks, mark);
  g_ptr_array_add (writer->names, names);

  mms_json_put_text (object, "kind", kind->name);
  mms_json_put_text (object, "system", kind->system);
  if (kind->id != 0)
    mms_json_put_number (object, "event_id", kind->id);
  for (guint i = 0; i < kind->fields->len; i++)
    json_object_array_add (fields,
                           new_field (&g_array_index (kind->fields, MmsField, i), names[i]));
  mms_json_put_value (object, "fields", fields);
  mms_sink_put_line (&writer->sink, object);
}

/* --- tasks and notes --- */

static void
put_tasks (Writer *writer)
{
  const GArray *tasks = mms_trace_get_tasks (writer->trace);

  for (guint i = 0; i < tasks->len; i++)
    {
      const MmsTaskInfo *task = &g_array_index (tasks, MmsTaskInfo, i);
      struct json_object *object = json_object_new_object ();

      mms_json_put_number (object, "task", (guint64) task->pid);
      if (task->tgid >= 0)
        mms_json_put_number (object, "tgid", (guint64) task->tgid);
      if (task->kthread >= 0)
        mms_json_put_flag (object, "kthread", task->kthread);
      if (task->comm[0] != '\0')
        mms_json_put_text (object, "comm", task->comm);
      mms_sink_put_line (&writer->sink, object);
    }
}

static void
put_notes (Writer *writer)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (writer->trace, &n_notes);

  for (guint i = 0; i < n_notes; i++)
    {
      g_autofree char *text = g_utf8_make_valid (notes[i].text, -1);
      struct json_object *object = json_object_new_object ();

      mms_json_put_text (object, "note", text);
      if (notes[i].is_damage)
        mms_json_put_flag (object, "damage", TRUE);
      mms_sink_put_line (&writer->sink, object);
    }
}

/* --- events --- */

static void
put_loss (struct json_object *object, const MmsLoss *loss)
{
  if (loss->count < 0)
    mms_json_put_flag (object, "lost", TRUE);
  else
    mms_json_put_number (object, "lost", (guint64) loss->count);
}

/* Text of any bytes that could not be told from text: what is shown, then. */
static void
put_shown (struct json_object *object, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  mms_json_put_text (object, key, valid);
}

static struct json_object *
new_fields (Writer *writer, const MmsEvent *event, GString *info)
{
  const MmsKind *kind = mms_trace_get_kind (writer->trace, event->kind);
  char **names = g_ptr_array_index (writer->names, event->kind);
  struct json_object *fields = json_object_new_object ();
  gsize length = 0;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      struct json_object *value = mms_json_cell_new (writer->trace, event, i, info);
      size_t value_length;

      if (value == NULL)
        continue;
      json_object_to_json_string_length (value, JSON_C_TO_STRING_PLAIN, &value_length);
      length += value_length + strlen (names[i]);
      if (length > LINE_MAX_BYTES / 2)
        {
          json_object_put (value);
          writer->n_shortened++;
          break;
        }
      mms_json_put_value (fields, names[i], value);
    }
  return fields;
}

static gboolean
put_event (Writer *writer, const MmsEvent *event, guint number)
{
  MmsTrace *trace = writer->trace;
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  Mark mark = g_array_index (writer->marks, Mark, event->kind);
  struct json_object *object = json_object_new_object ();
  g_autoptr (GString) info = g_string_new (NULL);
  struct json_object *fields = new_fields (writer, event, info);
  g_autofree char *printed = mms_trace_get_printed (trace, event);
  g_autofree char *comm = mms_trace_get_comm (trace, event);
  guint buffer = mms_trace_get_event_buffer (trace, event);
  int pid = mms_trace_get_pid (trace, event);
  char flags[8];

  mms_json_put_number (object, "ts", event->time);
  mms_json_put_number (object, "cpu", event->cpu);
  mms_json_put_text (object, "ev", kind->name);
  if (mark >= BY_SYSTEM)
    mms_json_put_text (object, "system", kind->system != NULL ? kind->system : "");
  if (mark >= BY_ID)
    mms_json_put_number (object, "event_id", kind->id);
  if (pid >= 0)
    mms_json_put_number (object, "pid", (guint64) pid);
  if (comm != NULL)
    put_shown (object, "comm", comm);
  if (mms_trace_get_flags (trace, event, flags))
    put_shown (object, "flags", flags);
  if (buffer != 0)
    mms_json_put_number (object, "buffer", buffer);
  if (writer->n_losses > 0 && writer->losses->event == number)
    {
      put_loss (object, writer->losses++);
      writer->n_losses--;
    }
  if (event->repeated)
    mms_json_put_flag (object, "repeated", TRUE);
  if (printed != NULL && strcmp (printed, info->str) != 0)
    {
      if (strlen (printed) <= LINE_MAX_BYTES / 16)
        put_shown (object, "info", printed);
      else
        writer->n_shortened++;
    }
  if (json_object_object_length (fields) > 0)
    mms_json_put_value (object, "fields", fields);
  else
    json_object_put (fields);
  return mms_sink_put_line (&writer->sink, object);
}

static int
compare_cpus (gconstpointer a, gconstpointer b)
{
  const MmsLoss *x = a;
  const MmsLoss *y = b;

  return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/* What was lost behind a CPU's last event. */
static void
put_losses_at_end (Writer *writer)
{
  g_autofree MmsLoss *losses = g_memdup2 (writer->losses, writer->n_losses * sizeof (MmsLoss));

  if (writer->n_losses > 1)
    qsort (losses, writer->n_losses, sizeof (MmsLoss), compare_cpus);
  for (guint i = 0; i < writer->n_losses; i++)
    {
      struct json_object *object = json_object_new_object ();

      put_loss (object, &losses[i]);
      mms_json_put_number (object, "cpu", losses[i].cpu);
      mms_sink_put_line (&writer->sink, object);
    }
}

gboolean
mms_write_json (MmsTrace *trace, MmsWriteFunc func, gpointer user_data, guint64 *n_shortened,
                MmsProgress *progress, GError **error)
{
  Writer writer = { .trace = trace };
  const MmsEvent *events;
  guint n_events;
  gboolean is_done;

  mms_sink_init (&writer.sink, func, user_data, progress, error);
  writer.names = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  writer.marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  writer.losses = mms_trace_get_losses (trace, &writer.n_losses);

  put_header (&writer);
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    put_kind (&writer, i);
  put_tasks (&writer);
  put_notes (&writer);
  events = mms_trace_get_events (trace, &n_events);
  for (guint i = 0; i < n_events && put_event (&writer, &events[i], i + 1); i++)
    {
      if (progress != NULL && (i & 0xffff) == 0)
        mms_progress_set_fraction (progress, (double) i / n_events);
    }
  put_losses_at_end (&writer);
  is_done = mms_sink_finish (&writer.sink);

  if (n_shortened != NULL)
    *n_shortened = writer.n_shortened;
  mms_sink_clear (&writer.sink);
  g_ptr_array_unref (writer.names);
  g_array_unref (writer.marks);
  return is_done;
}
