/* texts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

#include <string.h>

#include "read/read.h"
#include "read/readers.h"

char *
texts_get_path (const char *name)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
}

MmsTrace *
texts_load (const char *name)
{
  g_autofree char *path = texts_get_path (name);
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = mms_read_file (path, 0, NULL, &error);

  g_assert_no_error (error);
  return trace;
}

MmsTrace *
texts_read_bytes (const char *text, gsize length, GError **error)
{
  /* Exactly as long as the text, so that reading past it shows */
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (text, length), length);
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.txt");

  if (!mms_text_read (bytes, builder, NULL, error))
    return NULL;
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

MmsTrace *
texts_read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = texts_read_bytes (text, strlen (text), &error);

  g_assert_no_error (error);
  return trace;
}

const MmsEvent *
texts_get_event (MmsTrace *trace, guint number)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  g_assert_cmpuint (number, >=, 1);
  g_assert_cmpuint (number, <=, n_events);
  return &events[number - 1];
}

const MmsKind *
texts_get_kind (MmsTrace *trace, guint number)
{
  return mms_trace_get_kind (trace, texts_get_event (trace, number)->kind);
}

/* A field by name; %NULL if the event has none. */
char *
texts_get_text (MmsTrace *trace, guint number, const char *field)
{
  int index = mms_kind_find_field (texts_get_kind (trace, number), field);

  return index >= 0 ? mms_trace_get_text (trace, texts_get_event (trace, number), (guint) index) : NULL;
}

gboolean
texts_get_number (MmsTrace *trace, guint number, const char *field, guint64 *value)
{
  int index = mms_kind_find_field (texts_get_kind (trace, number), field);

  return index >= 0
         && mms_trace_get_number (trace, texts_get_event (trace, number), (guint) index, 0, value);
}

void
texts_assert_number (MmsTrace *trace, guint number, const char *field, gint64 expected)
{
  guint64 value;

  g_assert_true (texts_get_number (trace, number, field, &value));
  g_assert_cmpint ((gint64) value, ==, expected);
}

void
texts_assert_text (MmsTrace *trace, guint number, const char *field, const char *expected)
{
  g_autofree char *text = texts_get_text (trace, number, field);

  g_assert_cmpstr (text, ==, expected);
}

guint
texts_count_events (MmsTrace *trace)
{
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  return n_events;
}
