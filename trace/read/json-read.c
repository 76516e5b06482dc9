/* json-read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "gaps.h"
#include "json-declare.h"
#include "json-value.h"
#include "model/chrome-parts.h"
#include "read.h"
#include "readers.h"
#include "text-prefix.h"

/* The version of samples/FORMAT.md that is read; greater ones are refused. */
#define VERSION 1

/* Bytes between two looks at whether to stop */
#define STRIDE (4 * 1024 * 1024)

/* Lines that are named; the rest is counted */
#define MAX_NAMED 5

typedef struct
{
  MmsTraceBuilder *builder;
  MmsJsonData *data;
  MmsJsonKinds *kinds;
  MmsJsonLine *line;
  guint64 number; /* of the current line */
  guint64 n_events;
  gint64 n_announced; /* events, by the header; -1: it does not say */
  guint64 n_damaged;
  guint64 last_time;
  gboolean has_many_fields;
  gboolean is_array; /* lines are elements, with commas between them, up to its end */
  MmsGaps *gaps; /* lines that may have been events */
} Reader;

static void
add_damage (Reader *reader, const char *what)
{
  if (reader->n_damaged++ < MAX_NAMED)
    mms_trace_builder_add_note (reader->builder, TRUE, "Line %" G_GUINT64_FORMAT ": %s",
                                reader->number, what);
}

/* --- events --- */

/* (transfer none) (nullable): a word's text, in @scratch if it had to be copied. */
static const char *
get_word_text (const MmsJsonValue *word, char **scratch)
{
  if (word->form != MMS_JSON_STRING)
    return NULL;
  *scratch = mms_json_unescape (word);
  return *scratch;
}

static gboolean
find_kind (Reader *reader, guint *kind)
{
  const MmsJsonValue *words = reader->line->words;
  g_autofree char *name = NULL;
  g_autofree char *system = NULL;
  MmsJsonKindKey key = { get_word_text (&words[MMS_JSON_EV], &name),
                         get_word_text (&words[MMS_JSON_SYSTEM], &system), -1 };
  guint64 id;

  if (key.name == NULL || *key.name == '\0')
    {
      add_damage (reader, "the event has no name");
      return FALSE;
    }
  if (mms_json_get_unsigned (&words[MMS_JSON_EVENT_ID], &id) && id <= G_MAXUINT32)
    key.id = (gint64) id;
  if (!mms_json_kinds_take (reader->kinds, &key, kind))
    {
      add_damage (reader, "there are too many kinds of events");
      return FALSE;
    }
  return TRUE;
}

/* The word `lost`: a number, or true where the number is not known. */
static gboolean
take_loss (Reader *reader, guint cpu)
{
  const MmsJsonValue *lost = &reader->line->words[MMS_JSON_LOST];
  guint64 count;

  if (lost->form == MMS_JSON_NOTHING || lost->form == MMS_JSON_FALSE)
    return TRUE;
  if (lost->form == MMS_JSON_TRUE)
    mms_trace_builder_add_loss (reader->builder, cpu, -1);
  else if (mms_json_get_unsigned (lost, &count) && count <= G_MAXINT64)
    mms_trace_builder_add_loss (reader->builder, cpu, (gint64) count);
  else
    return FALSE;
  return TRUE;
}

static void
read_event (Reader *reader, const char *start)
{
  const MmsJsonValue *words = reader->line->words;
  MmsEvent event = { 0 };
  guint64 time = reader->last_time + 1;
  guint64 cpu;
  guint kind;

  if (words[MMS_JSON_TS].form != MMS_JSON_NOTHING
      && !mms_json_get_unsigned (&words[MMS_JSON_TS], &time))
    {
      add_damage (reader, "ts is no whole number");
      return;
    }
  if (!mms_json_get_unsigned (&words[MMS_JSON_CPU], &cpu) || cpu >= MMS_MAX_CPUS)
    {
      add_damage (reader, "cpu is no CPU's number");
      return;
    }
  if (!find_kind (reader, &kind))
    return;
  if (!take_loss (reader, (guint) cpu))
    {
      add_damage (reader, "lost is neither a number nor true");
      return;
    }
  if (!mms_json_kinds_learn (reader->kinds, kind, reader->line) && !reader->has_many_fields)
    {
      add_damage (reader, "events of this name have too many fields; not all are shown");
      reader->has_many_fields = TRUE;
    }

  event.time = time;
  event.place = (guint64) (start - reader->data->text);
  event.cpu = (guint) cpu;
  event.kind = kind;
  event.repeated = words[MMS_JSON_REPEATED].form == MMS_JSON_TRUE;
  mms_gaps_tell (reader->gaps, reader->builder, event.cpu);
  mms_trace_builder_add_event (reader->builder, &event);
  reader->last_time = time;
  reader->n_events++;
}

/* --- lines --- */

static void
read_declaration (Reader *reader, const char *start, const char *end)
{
  const char *problem = NULL;
  struct json_object *object = mms_json_parse (start, (gsize) (end - start), &problem);

  if (problem != NULL || !json_object_is_type (object, json_type_object)
      || !mms_json_declare (object, reader->builder, reader->kinds, &problem))
    add_damage (reader, problem != NULL ? problem : "it is no object");
  json_object_put (object);
}

static gboolean
is_blank (const char *start, const char *end)
{
  while (start < end && strchr (" \t\r", *start) != NULL && *start != '\0')
    start++;
  return start == end;
}

/* Returns: whether there is more to read */
static gboolean
read_line (Reader *reader, const char *start, const char *end)
{
  guint64 n_events = reader->n_events;
  const char *problem;
  gsize at;

  reader->number++;
  if (is_blank (start, end))
    return TRUE;
  if (end - start > MMS_JSON_LINE_MAX)
    {
      add_damage (reader, "it is longer than 1 MiB");
      mms_gaps_add (reader->gaps);
      return TRUE;
    }
  if (!mms_json_line_read (reader->line, start, end, &problem, &at))
    {
      g_autofree char *what = g_strdup_printf ("%s, at its byte %" G_GSIZE_FORMAT, problem, at);

      add_damage (reader, what);
      mms_gaps_add (reader->gaps);
      return TRUE;
    }
  if (reader->line->words[MMS_JSON_EV].form == MMS_JSON_NOTHING)
    {
      read_declaration (reader, start, end);
      return TRUE;
    }
  if (mms_trace_builder_is_full (reader->builder))
    {
      /* Asked for once more, the builder notes that the trace goes on. */
      read_event (reader, start);
      return FALSE;
    }
  read_event (reader, start);
  if (reader->n_events == n_events)
    mms_gaps_add (reader->gaps);
  return TRUE;
}

/* Where the element of an array ends that ends with its line, at @end. */
static const char *
trim_comma (const char *start, const char *end)
{
  const char *p = end;

  while (p > start && g_ascii_isspace (p[-1]))
    p--;
  return p > start && p[-1] == ',' ? p - 1 : end;
}

static gboolean
read_lines (Reader *reader, const char *p, MmsProgress *progress, GError **error)
{
  const char *text = reader->data->text;
  const char *end = text + reader->data->length;
  const char *stop = text;

  while (p < end)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      const char *line_end = newline != NULL ? newline : end;
      guint64 n_damaged = reader->n_damaged;

      if (reader->is_array && *p == ']')
        break;
      if (reader->is_array)
        line_end = trim_comma (p, line_end);
      if (p >= stop)
        {
          stop = p + MIN (end - p, STRIDE);
          if (mms_progress_is_cancelled (progress, error))
            return FALSE;
          if (progress != NULL)
            mms_progress_set_fraction (progress, (double) (p - text) / (double) (end - text));
        }
      if (!read_line (reader, p, line_end))
        return TRUE;
      if (newline == NULL)
        {
          if (reader->n_damaged > n_damaged)
            add_damage (reader, "it is the last one and has no end: the file was cut off");
          break;
        }
      p = newline + 1;
    }
  mms_gaps_tell_rest (reader->gaps, reader->builder);
  return TRUE;
}

/* --- the header --- */

/* The first line that is not blank; %FALSE if there is none. */
static gboolean
find_first_line (const char *text, gsize length, const char **start, const char **end)
{
  const char *stop = text + length;

  for (const char *p = mms_text_skip_byte_order_mark (text, stop); p < stop;)
    {
      const char *newline = memchr (p, '\n', (gsize) (stop - p));

      *start = p;
      *end = newline != NULL ? newline : stop;
      if (!is_blank (*start, *end))
        return TRUE;
      p = *end + 1;
    }
  return FALSE;
}

/* Where the trace begins in JSON for other viewers; %NULL: it is none, or not ours. */
static const char *
find_trace (const char *text, gsize length)
{
  const char *traced;

  if (length == 0 || memmem (text, MIN (length, 4096), MMS_CHROME_EVENTS, strlen (MMS_CHROME_EVENTS)) == NULL)
    return NULL;
  traced = memmem (text, length, MMS_CHROME_TRACE, strlen (MMS_CHROME_TRACE));
  return traced != NULL ? traced + strlen (MMS_CHROME_TRACE) : NULL;
}

/* What the JSON is if it is not ours. */
static const char *
explain (struct json_object *first, const char *text, gsize length)
{
  static const char chrome[]
      = "This is Chrome trace JSON; mmscope reads what 'mmscope convert' has written, which holds the "
        "trace as well, and in this file that is not there";
  gsize probed = MIN (length, 64 * 1024);

  if (memmem (text, probed, "\"traceEvents\"", strlen ("\"traceEvents\"")) != NULL
      || (memmem (text, probed, "\"ph\"", 4) != NULL && memmem (text, probed, "\"ts\"", 4) != NULL))
    return chrome;
  if (first == NULL)
    return "This is JSON, but not one object on each line with the header first "
           "(samples/FORMAT.md); a document of many lines has to be rewritten so, which "
           "jq -c can do";
  return "This is JSON, but its first line is no header with a member \"mmscope\" "
         "(samples/FORMAT.md)";
}

static gboolean
read_header (Reader *reader, const char **rest, GError **error)
{
  const char *text = reader->data->text;
  gsize length = reader->data->length;
  const char *start = text;
  const char *end = text;
  const char *next;
  const char *traced = find_trace (text, length);
  const char *problem = NULL;
  struct json_object *header = NULL;
  struct json_object *version = NULL;
  gboolean is_found;

  reader->is_array = traced != NULL;
  if (traced != NULL)
    is_found = find_first_line (traced, length - (gsize) (traced - text), &start, &end);
  else
    is_found = find_first_line (text, length, &start, &end);
  next = end < text + length ? end + 1 : end;
  if (reader->is_array)
    end = trim_comma (start, end);
  if (is_found && end - start <= MMS_JSON_LINE_MAX)
    header = mms_json_parse (start, (gsize) (end - start), &problem);
  if (!json_object_is_type (header, json_type_object)
      || !json_object_object_get_ex (header, "mmscope", &version)
      || !json_object_is_type (version, json_type_int) || json_object_get_int64 (version) < 1)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           explain (header, text, length));
      json_object_put (header);
      return FALSE;
    }
  if (json_object_get_int64 (version) > VERSION)
    {
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                   "This is version %" G_GINT64_FORMAT " of simulator JSON; this mmscope reads "
                   "version %d",
                   json_object_get_int64 (version), VERSION);
      json_object_put (header);
      return FALSE;
    }

  for (const char *p = text; p < start; p++)
    reader->number += *p == '\n';
  reader->number++;
  mms_json_declare_header (header, reader->builder, &reader->n_announced, &problem);
  if (problem != NULL)
    {
      g_autofree char *what = g_strdup_printf ("the header's \"%s\" cannot be used", problem);

      add_damage (reader, what);
    }
  json_object_put (header);
  *rest = next;
  return TRUE;
}

gboolean
mms_json_read (GBytes *bytes, MmsTraceBuilder *builder, MmsProgress *progress, GError **error)
{
  MmsJsonData *data = mms_json_data_new (bytes);
  g_autoptr (MmsJsonKinds) kinds = mms_json_kinds_new (builder, data);
  g_autofree MmsJsonLine *line = g_new0 (MmsJsonLine, 1);
  g_auto (MmsGaps) gaps = { 0 };
  Reader reader
      = { .builder = builder, .data = data, .kinds = kinds, .line = line, .gaps = &gaps };
  const char *rest;

  mms_gaps_init (&gaps);
  mms_trace_builder_set_decoder (builder, &mms_json_decoder, data,
                                 (GDestroyNotify) mms_json_data_free);
  mms_trace_builder_set_format (builder, "JSON", "1");
  mms_trace_builder_set_clock (builder, "counter");
  mms_trace_builder_set_ordered (builder);
  if (data->length >> MMS_PLACE_BITS != 0)
    {
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                   "The file is longer than %u GiB; split it", 1u << (MMS_PLACE_BITS - 30));
      return FALSE;
    }

  if (!read_header (&reader, &rest, error) || !read_lines (&reader, rest, progress, error))
    return FALSE;
  mms_json_kinds_bind (kinds);
  if (reader.n_announced > (gint64) reader.n_events && !mms_trace_builder_is_full (builder))
    mms_trace_builder_add_note (builder, TRUE,
                                "The header counts %" G_GINT64_FORMAT
                                " events, the file holds %" G_GUINT64_FORMAT,
                                reader.n_announced, reader.n_events);
  if (reader.n_damaged > MAX_NAMED)
    mms_trace_builder_add_note (builder, TRUE, "%" G_GUINT64_FORMAT " more lines are damaged",
                                reader.n_damaged - MAX_NAMED);
  if (reader.n_events == 0 && reader.n_damaged > 0)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           "No line behind the header could be read as an event");
      return FALSE;
    }
  return TRUE;
}

gboolean
mms_json_is_trace (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  const char *end = text + length;
  const char *p = text != NULL ? mms_text_skip_byte_order_mark (text, end) : NULL;

  /* Nothing else that is read begins so; what JSON it is, reading finds out. */
  while (p < end && g_ascii_isspace (*p))
    p++;
  if (p < end && *p == '[')
    for (p++; p < end && g_ascii_isspace (*p); p++)
      ;
  return p < end && *p == '{';
}
