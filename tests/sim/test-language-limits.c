/* test-language-limits.c - texts that are too much are refused, soon and with a reason
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "texts.h"

/* @piece @n times; each %u in it is replaced by a count */
static void
repeat (GString *text, const char *piece, guint n)
{
  for (guint i = 0; i < n; i++)
    for (const char *p = piece; *p != '\0'; p++)
      if (*p == '@')
        g_string_append_printf (text, "%u", i);
      else if (*p == '^')
        g_string_append_printf (text, "%u", i + 1);
      else
        g_string_append_c (text, *p);
}

/* The text is refused, and that for @reason. */
static void
assert_refused (GString *text, const char *reason)
{
  g_autofree char *problems = texts_describe (text->str);

  if (strstr (problems, reason) == NULL)
    g_test_message ("not %s: %.2000s", reason, problems);
  g_assert_nonnull (strstr (problems, reason));
  g_string_free (text, TRUE);
}

static GString *
begin (void)
{
  return g_string_new ("cpus 1; int x; mm A; struct mm { int n; }\n");
}

static void
test_nesting (void)
{
  static const char *const pieces[][2] = {
    { "{", "}" },
    { "if (x) ", "" },
    { "l@: ", "" },
    { "while (x) { do ", "" },
  };
  static const char *const signs[] = { "(", "!", "~ - ", "x ? ", "x + (", "one(", "READ_ONCE(" };
  GString *text;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      text = begin ();
      g_string_append (text, "cpu 0 { ");
      repeat (text, pieces[i][0], 20000);
      g_string_append (text, "x = 1;");
      repeat (text, pieces[i][1], 20000);
      g_string_append (text, " }");
      assert_refused (text, "nested too deeply");
    }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      text = begin ();
      g_string_append (text, "cpu 0 { x = ");
      repeat (text, signs[i], 20000);
      g_string_append (text, "1; }");
      assert_refused (text, "nested too deeply");
    }
}

static void
test_chains (void)
{
  GString *text = begin ();

  g_string_append (text, "cpu 0 { x = 1");
  repeat (text, " + x", 100000);
  g_string_append (text, "; }");
  assert_refused (text, "too many operands");

  text = begin ();
  g_string_append (text, "cpu 0 { x = A");
  repeat (text, "->n", 100000);
  g_string_append (text, "; }");
  assert_refused (text, "too many members");

  /* Each of them is allowed, and all together are deeper than any stack should have to be. */
  text = begin ();
  g_string_append (text, "cpu 0 { x = ");
  for (guint i = 0; i < 55; i++)
    {
      g_string_append (text, "(1");
      repeat (text, " + x", 60);
      g_string_append (text, " + ");
    }
  g_string_append (text, "1");
  repeat (text, ")", 55);
  g_string_append (text, "; }");
  assert_refused (text, "");

  text = begin ();
  g_string_append (text, "const C0 = 1;");
  repeat (text, "const C^ = C@ + 1;", 5000);
  g_string_append (text, "cpu 0 { x = C4999; }");
  assert_refused (text, "too deeply");
}

static void
test_calls (void)
{
  GString *text = begin ();

  repeat (text, "void f@(void) { f^(); f^(); }\n", 25);
  g_string_append (text, "void f25(void) { } cpu 0 { f0(); }");
  assert_refused (text, "does not end");

  text = begin ();
  repeat (text, "void f@(void) { f^(); }\n", 40);
  g_string_append (text, "void f40(void) { } cpu 0 { f0(); }");
  assert_refused (text, "too deeply: 32 levels");

  text = begin ();
  g_string_append (text, "void f(void) { }");
  repeat (text, "override void f(void) { original(); original(); }\n", 31);
  g_string_append (text, "cpu 0 { f(); }");
  assert_refused (text, "does not end");

  text = begin ();
  repeat (text, "int f@(int n) { return n ? f^(n) + f^(n) : 0; }\n", 30);
  g_string_append (text, "int f30(int n) { return 1; } cpu 0 { x = f0(x); }");
  assert_refused (text, "");
}

static void
test_sizes (void)
{
  GString *text = begin ();

  g_string_append (text, "cpu 0 { { ");
  repeat (text, "int a@ = READ_ONCE(x); ", 70);
  g_string_append (text, "} }");
  assert_refused (text, "more than 64 values");

  text = begin ();
  g_string_append (text, "void f(void) { ");
  repeat (text, "int a@ = 1; ", 300);
  g_string_append (text, "} cpu 0 { f(); }");
  assert_refused (text, "too many local variables");

  text = begin ();
  g_string_append (text, "cpu 0 { { ");
  repeat (text, "x = x + 1;\n", 9000);
  g_string_append (text, "} }");
  assert_refused (text, "too large: 32000 instructions");

  text = begin ();
  repeat (text, "refcount int big@[500];", 5);
  g_string_append (text, "cpu 0 { big0[0] = 1; big1[0] = 1; big2[0] = 1; }");
  assert_refused (text, "more than 1024 elements");

  text = begin ();
  g_string_append (text, "cpu 0 { { ");
  repeat (text, "forbid D01 (x) \"text @\"; ", 300);
  g_string_append (text, "} }");
  assert_refused (text, "200 are the most");

  text = begin ();
  g_string_append (text, "cpu 0 { { ");
  repeat (text, "trace e@(x = x); ", 300);
  g_string_append (text, "} }");
  assert_refused (text, "200 are the most");

  text = begin ();
  repeat (text, "task t@;", 40);
  assert_refused (text, "31 tasks at most");

  text = begin ();
  repeat (text, "mm m@;", 40);
  assert_refused (text, "31 mms at most");

  text = begin ();
  repeat (text, "irq cpu 0 { x = 1; }", 40);
  assert_refused (text, "32");

  text = begin ();
  repeat (text, "cpu 0 { l: x = 1; }\n", 10000);
  repeat (text, "before l { x = 2; }\n", 10000);
  assert_refused (text, "more than 500 edits");

  text = begin ();
  repeat (text, "cpu 0 { l: x = 1; }\n", 10000);
  g_string_append (text, "without l;");
  assert_refused (text, "more than 50 statements");

  text = begin ();
  repeat (text, "\n", 70000);
  g_string_append (text, "int y;");
  assert_refused (text, "65534 lines");

  text = begin ();
  repeat (text, "override cpu 0 { } ", 50000);
  g_string_append (text, "wrong");
  assert_refused (text, "expected a declaration");

  text = begin ();
  repeat (text, "$", 100000);
  assert_refused (text, "and more");
}

static void
test_texts (void)
{
  GString *text = begin ();

  repeat (text, "/*          */", 100000);
  assert_refused (text, "too large: a text has 1 MiB");

  text = begin ();
  g_string_append (text, "\xff");
  assert_refused (text, "is no text in UTF-8");
}

static char *
include_more (const char *name,
              const char *from,
              char **path,
              gsize *length,
              gpointer user_data,
              GError **error)
{
  guint *n = user_data;
  GString *text = g_string_new (NULL);

  /* Each includes the next one, or the first one all of them. */
  if (g_str_equal (name, "deep"))
    g_string_append (text, "include \"deep\";");
  else if (g_str_equal (name, "bytes"))
    {
      g_string_append_len (text, "int x\0;", 7);
      *length = 7;
    }
  if (*length == 0)
    *length = text->len;
  *path = g_strdup_printf ("%s%u", name, (*n)++);
  return g_string_free (text, FALSE);
}

static char *
describe_including (const char *text)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  guint n = 0;

  mms_language_set_include (language, include_more, &n);
  mms_language_add_text (language, "test.lazy", text, -1);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_WRONG);
  return mms_language_describe (language);
}

static void
test_includes (void)
{
  GString *text = begin ();
  g_autofree char *deep = describe_including ("include \"deep\";");
  g_autofree char *bytes = describe_including ("include \"bytes\";");
  g_autofree char *wide = NULL;

  repeat (text, "include \"wide\";", 80);
  wide = describe_including (text->str);
  g_string_free (text, TRUE);
  g_assert_nonnull (strstr (deep, "too deeply: 16 levels"));
  g_assert_nonnull (strstr (wide, "64 are the most"));
  g_assert_nonnull (strstr (bytes, "no text in UTF-8"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/nesting", test_nesting);
  g_test_add_func ("/limits/chains", test_chains);
  g_test_add_func ("/limits/calls", test_calls);
  g_test_add_func ("/limits/sizes", test_sizes);
  g_test_add_func ("/limits/texts", test_texts);
  g_test_add_func ("/limits/includes", test_includes);
  return g_test_run ();
}
