/* marker.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "marker.h"

#include <string.h>

#include "model/number.h"
#include "text-span.h"

static const char tag[] = "mmscope: ";

typedef struct
{
  MmsTraceBuilder *builder;
  GHashTable *tasks;   /* pid + 1 -> MmsTaskInfo, the first one told */
  GHashTable *missed;  /* interned names of events */
  guint64 init_mm;
  guint n_unusable;
  guint n_contradictions;
} Reader;

static gboolean
is_marker_kind (const MmsKind *kind)
{
  return kind->count > 0
         && (strcmp (kind->name, "print") == 0 || strcmp (kind->name, "tracing_mark_write") == 0);
}

static gboolean
skip (MmsTextSpan *span, const char *text, gsize length)
{
  if (span->length < length || memcmp (span->start, text, length) != 0)
    return FALSE;
  span->start += length;
  span->length -= length;
  return TRUE;
}

/* Cuts the next word off @span; empty at the end. */
static MmsTextSpan
take_word (MmsTextSpan *span)
{
  MmsTextSpan word;

  while (span->length > 0 && *span->start == ' ')
    skip (span, span->start, 1);
  word = (MmsTextSpan){ span->start, 0 };
  while (span->length > 0 && *span->start != ' ')
    {
      word.length++;
      skip (span, span->start, 1);
    }
  return word;
}

/* The rest of a line may have any length, a number has not. */
static gboolean
parse_number (MmsTextSpan word, guint base, guint64 max, guint64 *number)
{
  char text[24];

  if (word.length >= sizeof (text))
    return FALSE;
  memcpy (text, word.start, word.length);
  text[word.length] = '\0';
  return mms_number_parse (text, base, 0, max, number);
}

static gboolean
is_same_task (const MmsTaskInfo *a, const MmsTaskInfo *b)
{
  return a->tgid == b->tgid && a->kthread == b->kthread && strcmp (a->comm, b->comm) == 0;
}

/* `pid=12 tgid=12 ppid=2 kthread=1 comm=ksoftirqd/0`; the name is the last, for it may hold anything. */
static gboolean
read_task (Reader *reader, MmsTextSpan rest)
{
  MmsTaskInfo task = { .pid = -1, .tgid = -1, .kthread = -1 };
  gpointer key;
  MmsTaskInfo *known;
  guint64 number;

  while (rest.length > 0)
    {
      MmsTextSpan word;

      if (skip (&rest, "comm=", 5))
        {
          mms_text_copy_comm (rest, task.comm);
          break;
        }
      word = take_word (&rest);
      skip (&rest, " ", 1);
      if (skip (&word, "pid=", 4))
        {
          if (!parse_number (word, 10, G_MAXINT32 - 1, &number))
            return FALSE;
          task.pid = (int) number;
        }
      else if (skip (&word, "tgid=", 5))
        {
          if (!parse_number (word, 10, G_MAXINT32 - 1, &number))
            return FALSE;
          task.tgid = (int) number;
        }
      else if (skip (&word, "kthread=", 8))
        {
          if (!parse_number (word, 10, 1, &number))
            return FALSE;
          task.kthread = (gint8) number;
        }
    }
  if (task.pid < 0)
    return FALSE;

  key = GINT_TO_POINTER (task.pid + 1);
  known = g_hash_table_lookup (reader->tasks, key);
  if (known == NULL)
    {
      g_hash_table_insert (reader->tasks, key, g_memdup2 (&task, sizeof (task)));
      mms_trace_builder_add_task (reader->builder, &task);
    }
  else if (!is_same_task (known, &task))
    reader->n_contradictions++;
  return TRUE;
}

static gboolean
read_init_mm (Reader *reader, MmsTextSpan word)
{
  guint64 init_mm;

  skip (&word, "0x", 2);
  if (!parse_number (word, 16, G_MAXUINT64, &init_mm) || init_mm == 0)
    return FALSE;
  if (reader->init_mm == 0)
    {
      reader->init_mm = init_mm;
      mms_trace_builder_set_init_mm (reader->builder, init_mm);
    }
  else if (reader->init_mm != init_mm)
    reader->n_contradictions++;
  return TRUE;
}

/* `event=mm_init count=3` */
static gboolean
read_missed (Reader *reader, MmsTextSpan rest)
{
  MmsTextSpan event = take_word (&rest);
  MmsTextSpan word = take_word (&rest);
  char name[64];
  guint64 count;

  if (!skip (&event, "event=", 6) || event.length == 0 || event.length >= sizeof (name)
      || !skip (&word, "count=", 6) || !parse_number (word, 10, G_MAXUINT64, &count))
    return FALSE;
  for (gsize i = 0; i < event.length; i++)
    {
      if (!g_ascii_isalnum (event.start[i]) && event.start[i] != '_')
        return FALSE;
      name[i] = event.start[i];
    }
  name[event.length] = '\0';
  if (count > 0 && g_hash_table_add (reader->missed, g_strdup (name)))
    mms_trace_builder_add_note (reader->builder, FALSE,
                                "The probe %s missed %" G_GUINT64_FORMAT
                                " hits; the kernel does not tell where",
                                name, count);
  return TRUE;
}

/* @text: what somebody wrote into trace_marker, perhaps with the writing function in front */
static void
read_text (Reader *reader, MmsTextSpan text)
{
  const char *line_end = memchr (text.start, '\n', text.length);
  MmsTextSpan word;
  gboolean is_usable = TRUE;

  if (line_end != NULL)
    text.length = (gsize) (line_end - text.start);
  if (!skip (&text, tag, strlen (tag)))
    {
      const char *colon = memmem (text.start, MIN (text.length, 128), ": ", 2);

      if (colon == NULL)
        return;
      text.length -= (gsize) (colon + 2 - text.start);
      text.start = colon + 2;
      if (!skip (&text, tag, strlen (tag)))
        return;
    }

  /* Other words may mean something to a later version. */
  word = take_word (&text);
  skip (&text, " ", 1);
  if (mms_text_span_is (word, "task"))
    is_usable = read_task (reader, text);
  else if (skip (&word, "init_mm=", 8))
    is_usable = read_init_mm (reader, word);
  else if (mms_text_span_is (word, "missed"))
    is_usable = read_missed (reader, text);
  if (!is_usable)
    reader->n_unusable++;
}

static void
read_event (Reader *reader, MmsTrace *trace, const MmsEvent *event, int field)
{
  MmsTextSpan text;
  g_autofree char *info = NULL;

  if (field < 0
      || !mms_trace_get_chars (trace, event, (guint) field, &text.start, &text.length))
    {
      info = field < 0 ? mms_trace_get_info (trace, event)
                       : mms_trace_get_text (trace, event, (guint) field);
      if (info == NULL)
        return;
      text = (MmsTextSpan){ info, strlen (info) };
    }
  read_text (reader, text);
}

void
mms_marker_read (MmsTraceBuilder *builder)
{
  MmsTrace *trace = mms_trace_builder_get_trace (builder);
  guint n_kinds = mms_trace_get_n_kinds (trace);
  g_autofree gboolean *is_marker = g_new0 (gboolean, n_kinds);
  g_autofree int *fields = g_new (int, n_kinds);
  g_autoptr (GHashTable) tasks = NULL;
  g_autoptr (GHashTable) missed = NULL;
  Reader reader = { .builder = builder };
  gboolean is_any = FALSE;
  const MmsEvent *events;
  guint n_events;

  for (guint i = 0; i < n_kinds; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      is_marker[i] = is_marker_kind (kind);
      is_any |= is_marker[i];
      /* In text, a name before a `=` is a field, whatever it is. */
      fields[i] = mms_kind_find_field (kind, "buf");
      if (fields[i] >= 0
          && g_array_index (kind->fields, MmsField, fields[i]).form == MMS_FIELD_TEXT)
        fields[i] = -1;
    }
  if (!is_any)
    return;

  tasks = reader.tasks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  missed = reader.missed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  events = mms_trace_get_events (trace, &n_events);
  for (guint i = 0; i < n_events; i++)
    {
      if (is_marker[events[i].kind])
        read_event (&reader, trace, &events[i], fields[events[i].kind]);
    }

  if (reader.n_unusable > 0)
    mms_trace_builder_add_note (builder, FALSE,
                                "%u trace_marker lines that begin with \"mmscope:\" could not be used",
                                reader.n_unusable);
  if (reader.n_contradictions > 0)
    mms_trace_builder_add_note (builder, FALSE,
                                "%u trace_marker lines contradict earlier ones, which count",
                                reader.n_contradictions);
}
