/* test-language-edits.c - overrides, edits, includes, and what a text says about itself
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "texts.h"

#define FRAME                                                                                      \
  "cpus 1; int r0; const ON = 0;\n"                                                                \
  "int f(int n) {\n"                                                                               \
  "  one: r0 = r0 * 10 + 1;\n"                                                                     \
  "  two: { r0 = r0 * 10 + 2; in: r0 = r0 * 10 + n; }\n"                                           \
  "  three: int x = 3;\n"                                                                          \
  "  r0 = r0 * 10 + x;\n"                                                                          \
  "  return r0;\n"                                                                                 \
  "}\n"                                                                                            \
  "cpu 0 { call: f(9); }\n"

static void
assert_result (MmsProgram *program, const char *expected)
{
  g_autofree char *values = texts_run (program, "r0", MMS_MEMORY_SC);

  g_assert_cmpstr (values, ==, expected);
  mms_program_free (program);
}

static void
test_edits (void)
{
  static const struct
  {
    const char *edits;
    const char *r0;
  } cases[] = {
    { "", "1293" },
    { "without one;", "293" },
    { "without two;", "13" },
    { "without in;", "123" },
    { "without three;", "1290" },
    { "replace one { r0 = 4; }", "4293" },
    { "replace three { x = n - 2; }", "1297" },
    { "replace two { int y = n; n = 1; r0 = r0 * 10 + y + n; }", "203" },
    { "before one { r0 = 7; }", "NOT RUN" },
    { "before one { r0 = 0; } after one { r0++; }", "2293" },
    { "after in { r0++; } after in { r0++; }", "NOT RUN" },
    { "before two { r0 = 0; } before two { r0++; }", "1293" },
    { "without one; before one { r0 = 5; }", "5293" },
    { "without one; replace one { r0 = 6; }", "6293" },
    { "replace one { r0 = 6; } without one;", "293" },
    { "replace one { new: r0 = 6; } replace new { r0 = 8; }", "8293" },
    { "without call;", "NOT RUN" },
    { "override int f(int n) { r0 = n; return original(n - 1); }", "NOT RUN" },
    { "override int f(int n) { original(n); r0 = n; return 0; }", "9" },
    { "override int f(int n) { one: r0 = 5; return 0; } without one; replace call { f(1); r0++; }",
      "1" },
    { "override int f(int n) { one: return original(n - 5); }", "1243" },
    { "override const ON = 1; replace one { if (ON) r0 = 8; }", "8293" },
    { "override cpu 0 { r0 = 3; }", "3" },
    { "cpu 0 { r0 = 3; }", "3" },
    { "override int r0 = 1; override cpu 0 { r0++; }", "2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (FRAME, cases[i].edits, NULL);

      g_test_message ("%s", cases[i].edits);
      if (g_str_equal (cases[i].r0, "NOT RUN"))
        mms_program_free (texts_compile (text));
      else
        assert_result (texts_compile (text), cases[i].r0);
    }
}

static void
test_edits_from_outside (void)
{
  assert_result (texts_compile_edited (FRAME, "without one"), "293");
  assert_result (texts_compile_edited (FRAME, "without test.lazy:3"), "293");
  assert_result (texts_compile_edited (FRAME, "without test.lazy:6"), "129");
}

static void
test_wrong_edits (void)
{
  static const char *const wrong[]
      = { "nothing", "test.lazy:1", "test.lazy:0", "other.lazy:3", "test.lazy:x", ":", "" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (MmsLanguage) language = mms_language_new (NULL);
      g_autoptr (MmsProgram) program = NULL;

      mms_language_add_text (language, "test.lazy", FRAME, -1);
      mms_language_add_without (language, wrong[i]);
      g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_WRONG);
      g_assert_cmpuint (mms_language_get_diagnostics (language)->len, ==, 1);
    }
}

/* An edit of a statement that is never come to is no error, but told. */
static void
test_overridden (void)
{
  static const struct
  {
    const char *text;
    const char *note;
  } cases[] = {
    { "override int f(int n) { r0 = n; return 0; } without one;",
      "one (test.lazy:3) is only in a version of f that the one in more.lazy:1 overrides; nothing was "
      "left out" },
    { "override int f(int n) { r0 = n; return 0; } weaken two;",
      "two (test.lazy:4) is only in a version of f that the one in more.lazy:1 overrides; nothing was "
      "changed" },
    { "override int f(int n) { return original(n); } without one;", NULL },
    { "override int f(int n) { one: return n; } without one;", NULL },
    { "override int f(int n) { new: return n; } replace new { original(n); } without one;", NULL },
    { "override int f(int n) { return n; } without call;", NULL },
    { "without one;", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsLanguage) language = mms_language_new (NULL);
      g_autoptr (MmsProgram) program = NULL;
      GPtrArray *notes = mms_language_get_notes (language);

      mms_language_add_text (language, "test.lazy", FRAME, -1);
      mms_language_add_text (language, "more.lazy", cases[i].text, -1);
      g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
      g_assert_cmpuint (notes->len, ==, cases[i].note != NULL ? 1 : 0);
      if (cases[i].note != NULL)
        g_assert_cmpstr (g_ptr_array_index (notes, 0), ==, cases[i].note);
    }
}

static void
test_constants_from_outside (void)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  MmsProgram *program = NULL;

  mms_language_add_text (language, "test.lazy", "cpus 1; const A = 1; int r0; cpu 0 { r0 = A; }",
                         -1);
  mms_language_add_constant (language, "A", 7);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  assert_result (program, "7");
}

static void
test_weaken (void)
{
  static const char text[] = "cpus 1; int x, y; struct mm { int n; } mm A; const CR3_FULL = 1;\n"
                             "void f(void) { smp_mb(); }\n"
                             "cpu 0 { all: {\n"
                             "smp_mb();\n"
                             "smp_store_release(&x, 1); y = smp_load_acquire(&x);\n"
                             "xchg(&x, 1); atomic_inc_return(&x);\n"
                             "write_cr3(A); f(); } }\n";
  g_autoptr (MmsProgram) program = texts_compile (text);
  g_autoptr (MmsProgram) weak = texts_compile_edited (text, "weaken all");
  g_autoptr (MmsProgram) line = texts_compile_edited (text, "weaken test.lazy:5");
  g_autofree char *dump = texts_dump (program);
  g_autofree char *weak_dump = texts_dump (weak);
  g_autofree char *line_dump = texts_dump (line);

  g_assert_nonnull (strstr (dump, "fence.mb\nr0 = const 1\nstore.release x"));
  g_assert_nonnull (strstr (dump, "cr3.full"));
  g_assert_nonnull (strstr (dump, "xchg.full"));
  g_assert_nonnull (strstr (weak_dump, "fence.compiler\nr0 = const 1\nstore.once x"));
  g_assert_nonnull (strstr (weak_dump, "load.once x"));
  g_assert_nonnull (strstr (weak_dump, "xchg.relaxed"));
  g_assert_nonnull (strstr (weak_dump, "add.relaxed"));
  g_assert_nonnull (strstr (weak_dump, "cr3.plain"));
  /* What is written elsewhere stays as it is. */
  g_assert_nonnull (strstr (weak_dump, "fence.mb\nreturn"));
  g_assert_nonnull (strstr (line_dump, "fence.mb\nr0 = const 1\nstore.once x"));
  g_assert_nonnull (strstr (line_dump, "load.once x"));
  g_assert_nonnull (strstr (line_dump, "xchg.full"));
}

static void
test_requires (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "cpus 1; requires f, C, x, rq, rq.a; void f(void) { } const C = 1; int x; percpu rq { int a; "
      "}",
      "" },
    { "cpus 1; requires f, g;", "not applicable: f g" },
    { "cpus 1; const C = 0; requires C;", "not applicable: C" },
    { "cpus 1; const C = 0; requires C; override const C = 1;", "" },
    { "cpus 1; percpu rq { int a; } requires rq.b, mm.c;", "not applicable: rq.b mm.c" },
    { "cpus 1; requires f; override requires g; void g(void) { }", "" },
    /* What it lacks may be why it is wrong. */
    { "cpus 1; requires f; override void f(void) { }", "not applicable: f" },
    { "cpus 1; override void f(void) { }", "test.lazy:1:23: there is no function f to override\n"
                                           "cpus 1; override void f(void) { }\n"
                                           "                      ^\n" },
    { "cpus 1; requires f; cpu 0 { f(); }", "not applicable: f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = texts_describe (cases[i].text);

      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Beside the text first, then in the library's rooms; each once, also in a circle. */
static void
test_includes (void)
{
  g_autofree char *folder = g_dir_make_tmp ("language-XXXXXX", NULL);
  g_autofree char *library = g_build_filename (folder, "library", NULL);
  g_autofree char *main_path = g_build_filename (folder, "main.lazy", NULL);
  g_autofree char *scheme_path = g_build_filename (library, "schemes", "s.lazy", NULL);
  g_autoptr (MmsLanguage) language = mms_language_new (library);
  g_autoptr (GError) error = NULL;
  MmsProgram *program = NULL;

  write_file (folder, "main.lazy",
              "include \"s.lazy\"; include \"near.lazy\"; include \"sc.lazy\"; include \"s.lazy\";"
              "cpus 1; int r0; cpu 0 { r0 = NEAR * 10 + SC; }");
  write_file (folder, "near.lazy", "include \"main.lazy\"; const NEAR = 1;");
  write_file (folder, "library/schemes/near.lazy", "const NEAR = 2;");
  write_file (folder, "library/schemes/s.lazy", "const S = 1; scheme S;");
  write_file (folder, "library/scenarios/sc.lazy", "include \"s.lazy\"; const SC = 4;");
  g_assert_true (mms_language_add_file (language, scheme_path, &error));
  g_assert_true (mms_language_add_file (language, main_path, &error));
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  g_assert_cmpuint (program->sources->len, ==, 4);
  g_assert_cmpstr (g_array_index (program->sources, MmsSource, 0).name, ==, "s.lazy");
  assert_result (program, "14");

  g_assert_false (mms_language_add_file (language, "/nowhere/at/all.lazy", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  remove_all (folder);
}

static void
test_head (void)
{
  static const char text[] = "/* scheme A; */ include \"k.lazy\";\n"
                             "void f(void) { scheme(B); }\n"
                             "scheme S6 \"The title\"; arch \"x86\";\n"
                             "scenario SC01 \"name\" \"title\";\n"
                             "override const scheme = 3; percpu scheme { int scenario; }\n"
                             "broken here ( ; scenario SC02 \"other\";";
  g_autoptr (MmsLanguageHead) head = mms_language_read_head (text, -1);
  g_autoptr (MmsLanguageHead) empty = mms_language_read_head ("", 0);
  g_autoptr (MmsLanguageHead) binary = mms_language_read_head ("scheme A\0;\377", 11);

  g_assert_cmpstr (head->scheme, ==, "S6");
  g_assert_cmpstr (head->scheme_title, ==, "The title");
  g_assert_cmpstr (head->arch, ==, "x86");
  g_assert_cmpstr (head->scenario, ==, "SC02");
  g_assert_cmpstr (head->scenario_name, ==, "other");
  g_assert_cmpstr (head->title, ==, "title");
  g_assert_cmpuint (head->includes->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (head->includes, 0), ==, "k.lazy");
  g_assert_null (empty->scheme);
  g_assert_null (binary->scheme);
}

static void
test_barriers (void)
{
  g_autoptr (MmsProgram) program
      = texts_compile ("cpus 2; int x; int l; struct mm { int n; } mm A; const CR3_FULL = 1;\n"
                       "void f(void) {\n"
                       "  here: smp_mb();   /* why */\n"
                       "  barrier();\n"
                       "  x = smp_load_acquire(&x) + READ_ONCE(x);\n"
                       "  atomic_inc(&x); atomic_dec_and_test(&x);\n"
                       "  spin_lock(&l);\n"
                       "  xchg_relaxed(&x, 1); write_cr3(A);\n"
                       "}\n"
                       "cpu 0 { f(); f(); } cpu 1 { f(); }\n");
  g_autoptr (GPtrArray) barriers = mms_language_list_barriers (program);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < barriers->len; i++)
    {
      const MmsBarrier *barrier = g_ptr_array_index (barriers, i);

      g_string_append_printf (text, "%s:%u %s %s: %s\n", barrier->file, barrier->line,
                              barrier->function, barrier->label != NULL ? barrier->label : "-",
                              barrier->text);
    }
  g_assert_cmpstr (text->str, ==,
                   "test.lazy:3 f here: here: smp_mb();   /* why */\n"
                   "test.lazy:5 f -: x = smp_load_acquire(&x) + READ_ONCE(x);\n"
                   "test.lazy:6 f -: atomic_inc(&x); atomic_dec_and_test(&x);\n"
                   "test.lazy:7 f -: spin_lock(&l);\n"
                   "test.lazy:8 f -: xchg_relaxed(&x, 1); write_cr3(A);\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/edits", test_edits);
  g_test_add_func ("/language/edits-from-outside", test_edits_from_outside);
  g_test_add_func ("/language/wrong-edits", test_wrong_edits);
  g_test_add_func ("/language/overridden", test_overridden);
  g_test_add_func ("/language/constants-from-outside", test_constants_from_outside);
  g_test_add_func ("/language/weaken", test_weaken);
  g_test_add_func ("/language/requires", test_requires);
  g_test_add_func ("/language/includes", test_includes);
  g_test_add_func ("/language/head", test_head);
  g_test_add_func ("/language/barriers", test_barriers);
  return g_test_run ();
}
