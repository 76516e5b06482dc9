/* test-json-write.c - what no sample has: odd values, doubles, losses at the end, many notes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <json-c/json.h>

#include "model/trace-builder.h"
#include "round-trip.h"

/* A field as a decoder answers for it. */
typedef struct
{
  const char *name;
  MmsFieldForm form;
  gboolean is_signed;
  gboolean is_pointer;
  guint n_numbers;
  guint64 numbers[4];
  const char *text;
  const char *chars;
  const char *symbol;
  const char *json; /* what has to be written; %NULL: nothing */
} Odd;

static const Odd odds[] = {
  { "mm", MMS_FIELD_UNSIGNED, FALSE, TRUE, 1, { 0xff11000000aa0000 }, "0xff11000000aa0000", NULL,
    NULL, "\"0xff11000000aa0000\"" },
  { "id", MMS_FIELD_UNSIGNED, FALSE, FALSE, 1, { 0xffffffff }, "-1", NULL, NULL,
    "{\"value\":4294967295,\"text\":\"-1\"}" },
  { "op", MMS_FIELD_SIGNED, TRUE, FALSE, 1, { 3 }, "grab", NULL, NULL,
    "{\"value\":3,\"text\":\"grab\"}" },
  { "val", MMS_FIELD_SIGNED, TRUE, FALSE, 1, { G_MAXUINT64 }, "-1", NULL, NULL, "-1" },
  { "ip", MMS_FIELD_UNSIGNED, FALSE, TRUE, 1, { 0xffffffff81000010 }, "0xffffffff81000010", NULL,
    "mmdrop", "{\"value\":\"0xffffffff81000010\",\"symbol\":\"mmdrop\"}" },
  { "greatest", MMS_FIELD_UNSIGNED, FALSE, FALSE, 1, { G_MAXUINT64 }, "18446744073709551615", NULL,
    NULL, "18446744073709551615" },
  { "least", MMS_FIELD_SIGNED, TRUE, FALSE, 1, { G_GUINT64_CONSTANT (1) << 63 },
    "-9223372036854775808", NULL, NULL, "-9223372036854775808" },
  { "flag", MMS_FIELD_UNSIGNED, FALSE, FALSE, 1, { 1 }, "true", NULL, NULL, "true" },
  { "masked", MMS_FIELD_SIGNED, TRUE, TRUE, 1, { G_MAXUINT64 }, "0xffffffff", NULL, NULL,
    "{\"value\":\"0xffffffffffffffff\",\"text\":\"0xffffffff\"}" },
  { "array", MMS_FIELD_NUMBERS, FALSE, FALSE, 3, { 1, 2, 3 }, "{1,2,3}", NULL, NULL, "[1,2,3]" },
  { "hexes", MMS_FIELD_NUMBERS, FALSE, TRUE, 2, { 16, 255 }, "{0x10,0xff}", NULL, NULL,
    "[\"0x10\",\"0xff\"]" },
  { "one", MMS_FIELD_NUMBERS, FALSE, FALSE, 1, { 7 }, "{7}", NULL, NULL, "[7]" },
  { "empty", MMS_FIELD_DATA_NUMBERS, FALSE, FALSE, 0, { 0 }, "{}", NULL, NULL, "\"{}\"" },
  { "long", MMS_FIELD_NUMBERS, FALSE, FALSE, 3, { 1, 2, 3 }, "{1,2,…}", NULL, NULL,
    "{\"value\":[1,2,3],\"text\":\"{1,2,…}\"}" },
  { "mask", MMS_FIELD_DATA_NUMBERS, FALSE, FALSE, 2, { 15, 1 }, "00000001,0000000f", NULL, NULL,
    "{\"value\":[15,1],\"text\":\"00000001,0000000f\"}" },
  { "plain", MMS_FIELD_CHARS, FALSE, FALSE, 0, { 0 }, "a \"b\" \\ \t/ä", "a \"b\" \\ \t/ä", NULL,
    "\"a \\\"b\\\" \\\\ \\t/ä\"" },
  { "control", MMS_FIELD_CHARS, FALSE, FALSE, 0, { 0 }, "\x01\x7f", "\x01\x7f", NULL,
    "\"\\u0001\x7f\"" },
  { "broken", MMS_FIELD_DATA_LOC, FALSE, FALSE, 0, { 0 }, "a\xef\xbf\xbd", "a\xff", NULL,
    "{\"bytes\":\"61ff\"}" },
  { "like-hex", MMS_FIELD_CHARS, FALSE, FALSE, 0, { 0 }, "0x12", "0x12", NULL, "\"0x12\"" },
  { "no-number", MMS_FIELD_TEXT, FALSE, FALSE, 0, { 0 }, "0x12", NULL, NULL,
    "{\"text\":\"0x12\"}" },
  { "padded", MMS_FIELD_TEXT, FALSE, FALSE, 1, { 12 }, "0012", NULL, NULL,
    "{\"value\":12,\"text\":\"0012\"}" },
  { "bytes", MMS_FIELD_BYTES, FALSE, FALSE, 0, { 0 }, "00ff", NULL, NULL, "\"00ff\"" },
  { "missing", MMS_FIELD_TEXT, FALSE, FALSE, 0, { 0 }, NULL, NULL, NULL, NULL },
  { "", MMS_FIELD_TEXT, FALSE, FALSE, 1, { 1 }, "1", NULL, NULL, "1" },
};

static gboolean
get_number (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field, guint element,
            guint64 *value)
{
  if (element >= odds[field].n_numbers)
    return FALSE;
  *value = odds[field].numbers[element];
  return TRUE;
}

static char *
get_text (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field)
{
  return g_strdup (odds[field].text);
}

static gboolean
get_chars (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field,
           const char **chars, gsize *length)
{
  if (odds[field].chars == NULL)
    return FALSE;
  *chars = odds[field].chars;
  *length = strlen (*chars);
  return TRUE;
}

static const char *
get_symbol (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field)
{
  return odds[field].symbol;
}

static int
get_pid (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return (int) event->place - 1;
}

static char *
get_comm (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return event->place == 1 ? g_strdup ("a b") : NULL;
}

static gboolean
get_flags (gpointer data, const MmsEvent *event, const MmsKind *kind, char flags[8])
{
  if (event->place != 1)
    return FALSE;
  strcpy (flags, "d..1.");
  return TRUE;
}

static gboolean
is_same (gpointer data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind)
{
  return TRUE;
}

static guint
get_buffer (gpointer data, const MmsEvent *event)
{
  return event->place % 2;
}

static const MmsDecoder decoder = {
  .get_number = get_number,
  .get_text = get_text,
  .get_chars = get_chars,
  .get_symbol = get_symbol,
  .get_pid = get_pid,
  .get_comm = get_comm,
  .get_flags = get_flags,
  .get_info = get_comm,
  .is_same = is_same,
  .get_buffer = get_buffer,
};

static void
add_kind (MmsTraceBuilder *builder, const char *system, const char *name, guint id,
          gboolean has_fields)
{
  MmsKind *kind = mms_kind_new (system, name, id);

  for (guint i = 0; i < G_N_ELEMENTS (odds) && has_fields; i++)
    {
      MmsField field = { .name = g_intern_string (odds[i].name),
                         .type = i % 2 == 0 ? "a type" : NULL,
                         .form = odds[i].form,
                         .is_signed = odds[i].is_signed,
                         .is_pointer = odds[i].is_pointer };

      mms_kind_add_field (kind, &field);
    }
  mms_trace_builder_add_kind (builder, kind);
}

/* Kinds that only part of their names tells apart */
static const struct
{
  const char *system;
  const char *name;
  guint id;
} kinds[] = {
  { "lazy_mm", "mm_count", 5 }, { NULL, "mm_count", 0 }, { "lazy_mm", "mm_count", 6 },
  { NULL, "\"a\" ä\\", 7 },     { NULL, "mm_count", 9 },
};

static MmsTrace *
build (void)
{
  MmsTraceBuilder *builder = mms_trace_builder_new ("table");
  MmsTaskInfo tasks[] = { { 5, 4, 1, "a\xff" }, { 6, -1, -1, "" }, { 7, 7, 0, "x y" } };

  mms_trace_builder_set_format (builder, "a", "b");
  mms_trace_builder_set_clock (builder, "global");
  mms_trace_builder_set_scheme (builder, "hazard");
  mms_trace_builder_set_init_mm (builder, 0xffffffff81ae0580);
  mms_trace_builder_set_guessed_cpus (builder);
  mms_trace_builder_set_decoder (builder, &decoder, NULL, NULL);
  mms_trace_builder_add_buffer (builder, "");
  mms_trace_builder_add_buffer (builder, "b\xff");
  mms_trace_builder_add_cpu (builder, 8191);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_kind (builder, kinds[i].system, kinds[i].name, kinds[i].id, i == 0);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    mms_trace_builder_add_task (builder, &tasks[i]);
  for (guint i = 0; i < 105; i++)
    mms_trace_builder_add_note (builder, i == 3, "note %u \"", i);

  for (guint i = 0; i < 10; i++)
    {
      MmsEvent event = { 0 };

      if (i == 4 || i == 6)
        mms_trace_builder_add_loss (builder, i % 3, i == 4 ? 17 : -1);
      event.time = G_MAXUINT64 - 20 + i;
      event.place = i;
      event.cpu = i % 3;
      event.kind = i < 2 ? 0 : i % G_N_ELEMENTS (kinds);
      mms_trace_builder_add_event (builder, &event);
    }
  /* One happening in both buffers */
  for (guint i = 10; i < 12; i++)
    {
      MmsEvent event = { .time = G_MAXUINT64 - 5, .place = i };

      mms_trace_builder_add_event (builder, &event);
    }
  mms_trace_builder_add_loss (builder, 2, 3);
  mms_trace_builder_add_loss (builder, 1, -1);
  return mms_trace_builder_finish (builder);
}

static void
test_everything (void)
{
  g_autoptr (MmsTrace) trace = build ();
  g_autoptr (GString) first = round_trip_write (trace);
  g_autoptr (MmsDocument) document = round_trip_read (first, "trace.json");
  g_autoptr (GString) second = NULL;
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint n_losses;
  guint n_repeated = 0;

  /* Otherwise this would test nothing. */
  for (guint i = 0; i < n_events; i++)
    n_repeated += events[i].repeated;
  g_assert_cmpuint (n_repeated, >, 0);
  mms_trace_get_losses (trace, &n_losses);
  g_assert_cmpuint (n_losses, ==, 4);

  round_trip_compare_traces (trace, mms_document_get_trace (document));
  second = round_trip_write (mms_document_get_trace (document));
  g_assert_cmpstr (first->str, ==, second->str);
}

/* Every line by itself is an object that others' readers take, too. */
static void
test_lines (void)
{
  g_autoptr (MmsTrace) trace = build ();
  g_autoptr (GString) text = round_trip_write (trace);
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  guint n_lines = g_strv_length (lines);

  g_assert_cmpstr (lines[n_lines - 1], ==, "");
  for (guint i = 0; i + 1 < n_lines; i++)
    {
      enum json_tokener_error problem;
      struct json_object *object = json_tokener_parse_verbose (lines[i], &problem);

      g_assert_cmpint (problem, ==, json_tokener_success);
      g_assert_true (json_object_is_type (object, json_type_object));
      g_assert_cmpstr (json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN
                                                                 | JSON_C_TO_STRING_NOSLASHESCAPE),
                       ==, lines[i]);
      json_object_put (object);
    }
}

static void
test_values (void)
{
  g_autoptr (MmsTrace) trace = build ();
  g_autoptr (GString) text = round_trip_write (trace);
  g_autoptr (GString) expected = g_string_new ("\"fields\":{");

  for (guint i = 0; i < G_N_ELEMENTS (odds); i++)
    {
      if (odds[i].json == NULL)
        continue;
      if (i > 0)
        g_string_append_c (expected, ',');
      g_string_append_printf (expected, "\"%s\":%s", odds[i].name, odds[i].json);
    }
  g_string_append (expected, "}}\n");
  if (strstr (text->str, expected->str) == NULL)
    g_test_message ("%s", text->str);
  g_assert_nonnull (strstr (text->str, expected->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-write/everything", test_everything);
  g_test_add_func ("/json-write/lines", test_lines);
  g_test_add_func ("/json-write/values", test_values);
  return g_test_run ();
}
