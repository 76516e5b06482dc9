/* test-json-scan.c - the scanner takes what json-c takes, and no line is beyond it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <json-c/json.h>

#include "read/json-line.h"
#include "read/json-value.h"

static gboolean
takes (const char *text, gsize length)
{
  g_autofree MmsJsonLine *line = g_new0 (MmsJsonLine, 1);
  /* At the end of its memory, so that one byte too many is noticed. */
  g_autofree char *copy = length > 0 ? g_memdup2 (text, length) : g_strdup ("");

  return mms_json_line_read (line, copy, copy + length, NULL, NULL);
}

/* (transfer full) (nullable) */
static struct json_object *
parse (const char *text, gsize length)
{
  struct json_tokener *tokener = json_tokener_new ();
  struct json_object *object;

  json_tokener_set_flags (tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  object = json_tokener_parse_ex (tokener, text, (int) length);
  json_tokener_free (tokener);
  return object;
}

static const char *const good[] = {
  "{}",
  " { } ",
  "{\"a\":1}",
  "{\"a\":-0,\"b\":0.5,\"c\":1e5,\"d\":1E+5,\"e\":-1.25e-3}",
  "{\"a\":\"\",\"b\":\"x\\\"y\\\\z\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\"}",
  "{\"a\":[],\"b\":[1],\"c\":[[1,2],[],{}],\"d\":{\"e\":{\"f\":null}}}",
  "{\"a\":true,\"b\":false,\"c\":null}",
  "{\"\":\"ä€😀\"}",
  "{\"fields\":{\"a\":1},\"b\":2}",
  "{\"fields\":[1],\"b\":2}",
  "{\"a\" : 1 ,\t\"b\" : [ 1 , 2 ]}\r",
  "{\"a\":18446744073709551615,\"b\":-9223372036854775808,\"c\":123456789012345678901234567890}",
};

static const char *const bad[] = {
  "", " ", "{", "}", "[]", "1", "\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}",
  "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{\"a\":1}}", "{\"a\":1}x", "{\"a\":01}", "{\"a\":1.}",
  "{\"a\":.5}", "{\"a\":+1}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":tru}",
  "{\"a\":True}", "{\"a\":nul}", "{\"a\":NaN}", "{\"a\":\"b}", "{\"a\":\"\\x\"}",
  "{\"a\":\"\\u12g4\"}",
  "{\"a\":\"\\u12\"}", "{\"a\":\"\\", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc3\"}",
  "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":[1}", "{\"a\":{\"b\":1]}", "{\"a\":[", "{\"a\":1,\"b",
  "{\"fields\":{\"a\":1}", "{\"fields\":{\"a\":1,}}", "{\"fields\":{\"a\":1}]", "{\"\\u0061\":1}",
  "{\"a\":1} {\"b\":2}", "{\"a\":/**/1}", "{\"a\":\"\t\"}",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      struct json_object *object = parse (good[i], strlen (good[i]));

      g_test_message ("%s", good[i]);
      g_assert_nonnull (object);
      json_object_put (object);
      g_assert_true (takes (good[i], strlen (good[i])));
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strescape (bad[i], NULL);

      g_test_message ("%s", shown);
      g_assert_false (takes (bad[i], strlen (bad[i])));
    }
}

/* Whatever the scanner takes, json-c takes too, whatever is cut off or changed. */
static void
test_against_json_c (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n_taken = 0;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gsize length = strlen (good[i]);

      for (gsize cut = 0; cut < length; cut++)
        {
          struct json_object *object = parse (good[i], cut);

          if (takes (good[i], cut))
            g_assert_nonnull (object);
          json_object_put (object);
        }
      for (guint j = 0; j < 2000; j++)
        {
          g_autofree char *mutant = g_strdup (good[i]);
          struct json_object *object;

          mutant[g_rand_int_range (rand, 0, (gint32) length)]
              = "{}[]\",:0-1.eE\\u/ a\x80\x01"[g_rand_int_range (rand, 0, 20)];
          object = parse (mutant, length);
          if (takes (mutant, length))
            {
              n_taken++;
              g_autofree char *shown = g_strescape (mutant, NULL);

              if (object == NULL)
                g_test_message ("%s", shown);
              g_assert_nonnull (object);
            }
          json_object_put (object);
        }
    }
  g_assert_cmpuint (n_taken, >, 100);
}

static void
test_members (void)
{
  static const char text[] = "{\"ts\":7,\"b\":\"x\",\"fields\":{\"cpu\":2,\"c\":[1,2]},\"cpu\":1,"
                             "\"ev\":\"e\",\"d\":{\"fields\":{\"z\":1}}}";
  g_autofree MmsJsonLine *line = g_new0 (MmsJsonLine, 1);
  static const char *const names[] = { "b", "cpu", "c", "d" };
  guint64 number;

  g_assert_true (mms_json_line_read (line, text, text + strlen (text), NULL, NULL));
  g_assert_true (mms_json_get_unsigned (&line->words[MMS_JSON_TS], &number));
  g_assert_cmpuint (number, ==, 7);
  g_assert_true (mms_json_get_unsigned (&line->words[MMS_JSON_CPU], &number));
  g_assert_cmpuint (number, ==, 1);
  g_assert_cmpint (line->words[MMS_JSON_PID].form, ==, MMS_JSON_NOTHING);
  g_assert_cmpuint (line->n_members, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (mms_json_value_is (&line->members[i].key, names[i], strlen (names[i])));
}

static void
test_problem (void)
{
  static const char text[] = "{\"a\":1,\"b\":x}";
  g_autofree MmsJsonLine *line = g_new0 (MmsJsonLine, 1);
  const char *problem = NULL;
  gsize at = 0;

  g_assert_false (mms_json_line_read (line, text, text + strlen (text), &problem, &at));
  g_assert_cmpstr (problem, ==, "a value is none");
  g_assert_cmpuint (at, ==, 12);
}

/* Neither the stack nor the table of fields grows with the line. */
static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"a\":");
  g_autoptr (GString) wide = g_string_new ("{\"a\":1");
  g_autoptr (GString) name = g_string_new ("{\"");

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_false (takes (deep->str, deep->len));

  for (guint i = 1; i < MMS_JSON_FIELDS_MAX; i++)
    g_string_append_printf (wide, ",\"f%u\":1", i);
  g_string_append_c (wide, '}');
  g_assert_true (takes (wide->str, wide->len));
  g_string_insert (wide, (gssize) wide->len - 1, ",\"more\":1");
  g_assert_false (takes (wide->str, wide->len));

  for (guint i = 0; i < 256; i++)
    g_string_append_c (name, 'n');
  g_string_append (name, "\":1}");
  g_assert_false (takes (name->str, name->len));
}

/* --- values --- */

static MmsJsonValue
scan (const char *text)
{
  MmsJsonCursor cursor = { text, text + strlen (text), NULL, FALSE };
  MmsJsonValue value;

  g_assert_true (mms_json_take (&cursor, &value));
  return value;
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    guint element;
    gboolean is_number;
    guint64 number;
  } cases[] = {
    { "0", 0, TRUE, 0 },
    { "12", 0, TRUE, 12 },
    { "12", 1, FALSE, 0 },
    { "-1", 0, TRUE, G_MAXUINT64 },
    { "18446744073709551615", 0, TRUE, G_MAXUINT64 },
    { "18446744073709551616", 0, FALSE, 0 },
    { "-9223372036854775808", 0, TRUE, G_GUINT64_CONSTANT (1) << 63 },
    { "-9223372036854775809", 0, FALSE, 0 },
    { "1.0", 0, FALSE, 0 },
    { "\"0xff11000000aa0000\"", 0, TRUE, G_GUINT64_CONSTANT (0xff11000000aa0000) },
    { "\"0xFF\"", 0, TRUE, 255 },
    { "\"0x10000000000000000\"", 0, FALSE, 0 },
    { "\"0x\"", 0, FALSE, 0 },
    { "\"0xg\"", 0, FALSE, 0 },
    { "\"12\"", 0, FALSE, 0 },
    { "\"\"", 0, FALSE, 0 },
    { "true", 0, TRUE, 1 },
    { "false", 0, TRUE, 0 },
    { "null", 0, FALSE, 0 },
    { "[5,\"0x6\",true]", 0, TRUE, 5 },
    { "[5,\"0x6\",true]", 1, TRUE, 6 },
    { "[5,\"0x6\",true]", 2, TRUE, 1 },
    { "[5,\"0x6\",true]", 3, FALSE, 0 },
    { "[[1],2]", 0, FALSE, 0 },
    { "[[1],2]", 1, TRUE, 2 },
    { "[]", 0, FALSE, 0 },
    { "{\"a\":1}", 0, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MmsJsonValue value = scan (cases[i].text);
      guint64 number = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (mms_json_get_number (&value, cases[i].element, &number), ==,
                       cases[i].is_number);
      g_assert_cmphex (number, ==, cases[i].number);
    }
}

static void
test_texts (void)
{
  static const struct
  {
    const char *json;
    const char *text;
  } cases[] = {
    { "12", "12" },
    { "-0.5e3", "-0.5e3" },
    { "true", "true" },
    { "null", NULL },
    { "\"\"", "" },
    { "\"a b\"", "a b" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u00e4\\u20ac\\ud83d\\ude00!\"", "ä€😀!" },
    { "\"\\ud800\"", "\xef\xbf\xbd" },
    { "\"\\ud800\\u0041\"", "\xef\xbf\xbd" "A" },
    { "\"\\udc00\"", "\xef\xbf\xbd" },
    { "[1,\"0x2\",\"a\",null,[3]]", "{1,0x2,a,null,[3]}" },
    { "[]", "{}" },
    { "{\"a\":[1]}", "{\"a\":[1]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MmsJsonValue value = scan (cases[i].json);
      g_autofree char *text = mms_json_get_text (&value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_cells (void)
{
  MmsJsonValue value = scan ("{\"value\":1,\"text\":\"S\",\"symbol\":\"f\"}");
  MmsJsonCell cell = mms_json_cell_read (&value);
  g_autofree char *bytes = NULL;

  g_assert_cmpint (cell.value.form, ==, MMS_JSON_INTEGER);
  g_assert_cmpint (cell.text.form, ==, MMS_JSON_STRING);
  g_assert_cmpint (cell.symbol.form, ==, MMS_JSON_STRING);
  g_assert_cmpint (cell.bytes.form, ==, MMS_JSON_NOTHING);

  value = scan ("{\"value\":1,\"unit\":\"s\"}");
  cell = mms_json_cell_read (&value);
  g_assert_cmpint (cell.value.form, ==, MMS_JSON_OBJECT);

  value = scan ("\"ff41\"");
  bytes = mms_json_get_bytes (&value);
  g_assert_cmpstr (bytes, ==, "\xff" "A");
  value = scan ("\"ff4\"");
  g_assert_null (mms_json_get_bytes (&value));
  value = scan ("\"fg\"");
  g_assert_null (mms_json_get_bytes (&value));
}

static void
test_symbols (void)
{
  g_assert_cmpstr (mms_json_get_symbol ("mmdrop+0x1a/0x20"), ==, "mmdrop");
  g_assert_cmpstr (mms_json_get_symbol ("f.isra.0"), ==, "f.isra.0");
  g_assert_null (mms_json_get_symbol (""));
  g_assert_null (mms_json_get_symbol ("0xffff"));
  g_assert_null (mms_json_get_symbol ("ffffffff81ae0580"));
  g_assert_null (mms_json_get_symbol ("a b"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-scan/good", test_good);
  g_test_add_func ("/json-scan/bad", test_bad);
  g_test_add_func ("/json-scan/against-json-c", test_against_json_c);
  g_test_add_func ("/json-scan/members", test_members);
  g_test_add_func ("/json-scan/problem", test_problem);
  g_test_add_func ("/json-scan/limits", test_limits);
  g_test_add_func ("/json-scan/numbers", test_numbers);
  g_test_add_func ("/json-scan/texts", test_texts);
  g_test_add_func ("/json-scan/cells", test_cells);
  g_test_add_func ("/json-scan/symbols", test_symbols);
  return g_test_run ();
}
