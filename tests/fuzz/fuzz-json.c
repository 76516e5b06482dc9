/* fuzz-json.c - besides reading, what comes in must go out and come back the same
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz.h"
#include "read/readers.h"
#include "sim/litmus.h"
#include "write/litmus-write.h"

static gboolean
append_piece (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
  return TRUE;
}

/* (nullable): a builder that took all there is */
static MmsTraceBuilder *
read_bytes (GBytes *bytes)
{
  MmsTraceBuilder *builder = mms_trace_builder_new ("fuzz");

  if (mms_json_read (bytes, builder, NULL, NULL))
    return builder;
  mms_trace_builder_free (builder);
  return NULL;
}

/* (nullable): what is written of the trace in @bytes */
static GBytes *
rewrite (GBytes *bytes)
{
  MmsTraceBuilder *builder = read_bytes (bytes);
  g_autoptr (MmsTrace) trace = builder != NULL ? mms_trace_builder_finish (builder) : NULL;
  GString *text;

  if (trace == NULL)
    return NULL;
  text = g_string_new (NULL);
  g_assert_true (mms_write_json (trace, append_piece, text, NULL, NULL, NULL));
  return g_string_free_to_bytes (text);
}

/* A litmus test is written of some traces; it must be one. */
static void
try_litmus (GBytes *bytes)
{
  MmsTraceBuilder *builder = read_bytes (bytes);
  g_autoptr (MmsTrace) trace = builder != NULL ? mms_trace_builder_finish (builder) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsLitmus) litmus = NULL;

  if (trace == NULL
      || !mms_write_litmus (trace, 1, G_MAXUINT, "fuzz", append_piece, text, NULL))
    return;
  litmus = mms_litmus_read ("fuzz", text->str, text->len, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  MmsTraceBuilder *builder;

  if (!mms_json_is_trace (bytes))
    return 0;
  builder = read_bytes (bytes);
  if (builder == NULL)
    return 0;
  mms_fuzz_use (builder);

  first = rewrite (bytes);
  second = rewrite (first);
  g_assert_nonnull (second);
  g_assert_true (g_bytes_equal (first, second));
  try_litmus (first);
  return 0;
}
