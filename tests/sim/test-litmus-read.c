/* test-litmus-read.c - what the reader of litmus tests takes, and what it says where it does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/litmus-answer.h"

static const MmsOutcomeLimits limits = { .max_states = 1000000 };

/* A test of one process with @body. */
static char *
wrap (const char *init, const char *parameters, const char *body, const char *question)
{
  return g_strdup_printf ("C wrapped\n{%s}\nP0(%s)\n{\n%s\n}\n%s\n", init, parameters, body,
                          question);
}

static MmsLitmus *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsLitmus *litmus = mms_litmus_read ("t.litmus", text, strlen (text), &error);

  g_assert_no_error (error);
  return litmus;
}

static MmsLitmusAnswer *
answer_text (const char *text, MmsLitmus **litmus)
{
  g_autoptr (GError) error = NULL;
  MmsLitmusAnswer *answer;

  *litmus = read_text (text);
  answer = mms_litmus_answer (*litmus, MMS_MEMORY_WEAK, &limits, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

/* The only end there is. */
static void
assert_ends (const char *init, const char *parameters, const char *body, const char *question,
             const char *end)
{
  g_autofree char *text = wrap (init, parameters, body, question);
  g_autoptr (MmsLitmus) litmus = NULL;
  g_autoptr (MmsLitmusAnswer) answer = answer_text (text, &litmus);
  g_autofree char *actual = NULL;

  g_assert_cmpuint (answer->n_ends, ==, 1);
  g_assert_false (answer->is_broken);
  actual = mms_litmus_answer_format_end (litmus, answer, 0);
  g_assert_cmpstr (actual, ==, end);
}

/* What `int r = VALUE` gives. */
static void
assert_value (const char *value, const char *expected)
{
  g_autofree char *body = g_strdup_printf ("int r = %s;", value);
  g_autofree char *end = g_strdup_printf ("0:r=%s;", expected);

  assert_ends ("", "", body, "exists (0:r=0)", end);
}

static void
test_expressions (void)
{
  assert_value ("1 + 2 * 3", "7");
  assert_value ("(1 + 2) * 3", "9");
  assert_value ("10 - 3 - 2", "5");
  assert_value ("0x1f & 12 | 1", "13");
  assert_value ("010", "8");
  assert_value ("5 ^ 1", "4");
  assert_value ("1 << 3 >> 1", "4");
  assert_value ("3 > 2", "1");
  assert_value ("3 >= 4", "0");
  assert_value ("2 < 2", "0");
  assert_value ("2 <= 2", "1");
  assert_value ("1 == 2 || 3 != 4 && 5", "1");
  assert_value ("!5 + !0", "1");
  assert_value ("-3 + ~1", "-5");
  assert_value ("(int) 3UL", "3");
  assert_value ("NULL", "0");
}

static void
test_atomics (void)
{
  static const struct
  {
    const char *call;
    const char *value;
    const char *left;
  } calls[] = {
    { "atomic_read(v)", "3", "3" },
    { "atomic_xchg(v, 7)", "3", "7" },
    { "xchg_acquire(v, 7)", "3", "7" },
    { "cmpxchg(v, 3, 9)", "3", "9" },
    { "atomic_cmpxchg_release(v, 4, 9)", "3", "3" },
    { "atomic_add_return(2, v)", "5", "5" },
    { "atomic_sub_return_relaxed(2, v)", "1", "1" },
    { "atomic_inc_return(v)", "4", "4" },
    { "atomic_dec_return_acquire(v)", "2", "2" },
    { "atomic_fetch_add(2, v)", "3", "5" },
    { "atomic_fetch_sub(2, v)", "3", "1" },
    { "atomic_fetch_inc(v)", "3", "4" },
    { "atomic_fetch_dec_relaxed(v)", "3", "2" },
    { "atomic_fetch_or(4, v)", "3", "7" },
    { "atomic_fetch_and(2, v)", "3", "2" },
    { "atomic_sub_and_test(3, v)", "1", "0" },
    { "atomic_dec_and_test(v)", "0", "2" },
    { "atomic_inc_and_test(v)", "0", "4" },
    { "atomic_add_negative(-4, v)", "1", "-1" },
    { "atomic_add_unless(v, 2, 3)", "0", "3" },
    { "atomic_add_unless(v, 2, 4)", "1", "5" },
    { "atomic_fetch_add_unless(v, 2, 4)", "3", "5" },
    { "atomic_inc_not_zero(v)", "1", "4" },
    { "atomic64_inc_return(v)", "4", "4" },
    { "atomic_long_read(v)", "3", "3" },
    { "spin_trylock(v)", "0", "3" },
    { "spin_is_locked(v)", "1", "3" },
  };
  static const struct
  {
    const char *call;
    const char *left;
  } silent[] = {
    { "atomic_set(v, 8)", "8" },   { "atomic_set_release(v, 8)", "8" }, { "atomic_inc(v)", "4" },
    { "atomic_dec(v)", "2" },      { "atomic_add(4, v)", "7" },         { "atomic_sub(4, v)", "-1" },
    { "atomic_or(4, v)", "7" },    { "atomic_and(1, v)", "1" },         { "spin_unlock(v)", "0" },
    { "smp_store_mb(*v, 5)", "5" }, { "WRITE_ONCE(*v, 6)", "6" },       { "*v = *v + 1", "4" },
    { "smp_store_release(v, 2)", "2" }, { "xchg(v, 4)", "4" },          { "(void) xchg(v, 4)", "4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *body = g_strdup_printf ("int r = %s;", calls[i].call);
      g_autofree char *end = g_strdup_printf ("0:r=%s; v=%s;", calls[i].value, calls[i].left);

      assert_ends ("atomic_t v = ATOMIC_INIT(3);", "atomic_t *v", body, "exists (0:r=0 /\\ v=0)",
                   end);
    }
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      g_autofree char *body = g_strdup_printf ("%s;", silent[i].call);
      g_autofree char *end = g_strdup_printf ("v=%s;", silent[i].left);

      assert_ends ("v=3;", "int *v", body, "exists (v=0)", end);
    }
}

static void
test_statements (void)
{
  assert_ends ("", "", "int a = 1, b = 2; a += b; b -= 1; a |= 8; a &= 10; a ^= 1; a++; b--;",
               "exists (0:a=0 /\\ 0:b=0)", "0:a=12; 0:b=0;");
  assert_ends ("", "", "int r; if (1) { r = 1; } else r = 2;", "exists (0:r=0)", "0:r=1;");
  assert_ends ("", "", "int r = 3; if (r == 4) r = 1; else if (r == 3) { if (0) r = 5; else r = 6; }",
               "exists (0:r=0)", "0:r=6;");
  assert_ends ("0:r=4; int 0:q = 2; x=1;", "int *x", "int r; *x = r + q;", "exists (x=0)", "x=6;");
  assert_ends ("int x; int *p = &x;", "int **p", "int *r = READ_ONCE(*p); *r = 5;", "exists (x=0)",
               "x=5;");
  assert_ends ("p=x; int y = 7;", "int **p, int *y", "*p = y; int r = **p; smp_mb(); barrier();",
               "exists (p=x /\\ 0:r=0)", "p=y; 0:r=7;");
  assert_ends ("x=2;", "int *x", "int r = READ_ONCE(*(x + 0)) + READ_ONCE(*&*x); ;{}",
               "exists (0:r=0)", "0:r=4;");
  assert_ends ("x=2;", "int *x",
               "int r = 0 && READ_ONCE(*x); int s = 1 || atomic_inc_return(x); int t = 1 && *x;",
               "locations [x;] exists (0:r=0 /\\ 0:s=0 /\\ 0:t=0)", "x=2; 0:r=0; 0:s=1; 0:t=1;");
}

static void
test_header (void)
{
  g_autoptr (MmsLitmus) litmus = read_text (
      "C some+name (* told here *)\n\"A \\\" text\"\nCycle=Fre PodWR\nCom=Fr Fr\n"
      "(* a comment (* in another *) *)\n/* and of C */ // and another\n{ int x = 1; [y]=2; z; }\n"
      "P0(int *x, volatile int *y) {\n\tint r1 = READ_ONCE(*x);\n}\n"
      "filter (x=1 \\/ ~(y=3))\nlocations [y]\nforall (true => x=0x1)\n");

  (void) litmus;
}

static void
test_conditions (void)
{
  static const struct
  {
    const char *question;
    const char *word;
    gboolean is_good;
  } questions[] = {
    { "exists (0:r=1)", "Always", TRUE },
    { "exists (0:r=2)", "Never", FALSE },
    { "~exists (0:r=2)", "Never", TRUE },
    { "~exists (0:r=1)", "Always", FALSE },
    { "forall (0:r=1)", "Always", TRUE },
    { "forall (0:r=1 /\\ x=2)", "Never", FALSE },
    { "exists (0:r=2 \\/ 0:r=1 /\\ x=1)", "Always", TRUE },
    { "exists ((0:r=2 \\/ 0:r=1) /\\ x=2)", "Never", FALSE },
    { "exists (not (0:r=2))", "Always", TRUE },
    { "exists (0:r != 1)", "Never", FALSE },
    { "exists (0:r=[x] /\\ [x]=0:r)", "Always", TRUE },
    { "exists (x=-1)", "Never", FALSE },
    { "exists (0:r=2 => false)", "Always", TRUE },
    { "filter (0:r=2) exists (true)", "Never", FALSE },
    { "filter (0:r=2) forall (false)", "Never", TRUE },
    { "exists (0:p=x /\\ 0:p=&x /\\ 0:q=y)", "Always", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *text = wrap ("x=1; y=0;", "int *x, int *y",
                                    "int r = 1; int *p = x; int *q = y;", questions[i].question);
      g_autoptr (MmsLitmus) litmus = NULL;
      g_autoptr (MmsLitmusAnswer) answer = answer_text (text, &litmus);

      g_test_message ("%s", questions[i].question);
      g_assert_cmpstr (mms_answer_word_get_name (answer->word), ==, questions[i].word);
      g_assert_cmpint (answer->is_good, ==, questions[i].is_good);
    }
}

/* What is wrong, and where. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *body;
    const char *message;
  } bodies[] = {
    { "int r = READ_ONCE(x);", "t.litmus:5:19: expected '*' and a pointer, not 'x'" },
    { "int r = READ_ONCE(*x;", "t.litmus:5:21: expected ')', not ';'" },
    { "int r = READ_ONCE(*y);", "t.litmus:5:20: 'y' has not been declared" },
    { "r = 1;", "t.litmus:5:1: 'r' has not been declared" },
    { "int r[2];", "there are no arrays here" },
    { "while (1) ;", "t.litmus:5:1: there is no 'while' here" },
    { "int r = 5 / 2;", "t.litmus:5:11: there is no '/' here" },
    { "synchronize_rcu();", "grace periods of RCU are not known here" },
    { "kfree(x);", "there is no operation 'kfree' here" },
    { "int r = WRITE_ONCE(*x, 1);", "expected a value; this operation has none" },
    { "WRITE_ONCE(*x, 1)", "t.litmus:6:1: expected ';', not '}'" },
    { "int r = 10000;", "numbers go up to 9999" },
    { "int r = 09;", "expected a number, not '09'" },
    { "int x;", "P0 has another 'x' already" },
    { "x = 1;", "a parameter leads to its variable" },
    { "int r; int q = *r;", "no pointer" },
    { "int r = &x;", "parameters are pointers already" },
    { "smp_mb__before_atomic(); WRITE_ONCE(*x, 1);", "expected an atomic operation" },
    { "smp_mb__before_atomic();", "expected an atomic operation" },
    { "smp_mb__before_atomic(); cmpxchg(x, 1, 2);", "expected an atomic operation" },
    { "WRITE_ONCE(*x, 1); smp_mb__after_atomic();", "expected an atomic operation" },
    { "if (1) atomic_inc(x); smp_mb__after_atomic();", "expected an atomic operation" },
    { "smp_mb__after_spinlock();", "expected spin_lock()" },
    { "spin_unlock(x); WRITE_ONCE(*x, 1); spin_lock(x); smp_mb__after_unlock_lock();",
      "expected spin_lock() in front of this fence, and" },
    { "struct foo r;", "there are no structures here" },
    { "int r = \"text\";", "expected a value" },
    { "int r = x - x;", "two pointers" },
    { "\x01", "a byte 0x01" },
    { "/* ", "t.litmus:5:1: this comment does not end" },
    { "int *******************r;", "eight levels" },
  };
  static const struct
  {
    const char *text;
    const char *message;
  } texts[] = {
    { "", "t.litmus:1:1: expected 'C' and the test's name" },
    { "X86 SB\n{}", "expected 'C'" },
    { "C t", "expected '{'" },
    { "C t\n{ int x[2]; }", "there are no arrays here" },
    { "C t\n{ x 1; }", "expected ';'" },
    { "C t\n{}\n", "expected P0" },
    { "C t\n{}\nP1(int *x) {}", "expected P0" },
    { "C t\n{}\nP0(int x) {}", "parameters are pointers" },
    { "C t\n{}\nP0(int *x, int *x) {}", "there already" },
    { "C t\n{}\nP0(int *x) {", "not the end of the file" },
    { "C t\n{}\nP0(int *x) {}\n", "expected exists, ~exists or forall" },
    { "C t\n{}\nP0(int *x) {}\nexists (1:r=0)", "there is no P1" },
    { "C t\n{}\nP0(int *x) {}\nexists (0:r=0)", "P0 has no local 'r'" },
    { "C t\n{}\nP0(int *x) {}\nexists (z=0)", "there is no variable 'z'" },
    { "C t\n{}\nP0(int *x) {}\nexists (x=z)", "expected a number, or a variable" },
    { "C t\n{}\nP0(int *x) {}\nexists (x=0", "expected ')'" },
    { "C t\n{}\nP0(int *x) {}\nexists (x=0) x", "expected the end of the file" },
    { "C t\n{}\nP0(int *x) {}\nP1(int **x) {}\nexists (x=0)", "another kind of pointer" },
    { "C t\n{ 3:r=1; }\nP0(int *x) {}\nexists (x=0)", "there is no P3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies) + G_N_ELEMENTS (texts); i++)
    {
      const gboolean is_body = i < G_N_ELEMENTS (bodies);
      const guint j = is_body ? i : i - (guint) G_N_ELEMENTS (bodies);
      g_autofree char *text = is_body ? wrap ("", "int *x", bodies[j].body, "exists (x=1)")
                                      : g_strdup (texts[j].text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", is_body ? bodies[j].body : texts[j].text);
      g_assert_null (mms_litmus_read ("t.litmus", text, strlen (text), &error));
      g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, is_body ? bodies[j].message : texts[j].message));
    }
}

/* The line, and a mark below the place. */
static void
test_mark (void)
{
  static const char text[] = "C t\n{}\nP0(int *x)\n{\n\tint rä = 1;\n}\nexists (x=0)";
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_litmus_read ("t.litmus", text, strlen (text), &error));
  g_assert_cmpstr (error->message, ==,
                   "t.litmus:5:7: there is a byte 0xc3 that no test can have\n"
                   "   int rä = 1;\n"
                   "        ^");
}

/* Deep or long, but never without end. */
static void
test_limits (void)
{
  static const char *const pieces[] = { "(", "!", "-", "*", "{", "if (1) ", "~", "1 + ", "1 && " };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *body = g_string_new (i == 4 || i == 5 ? "" : "int r = ");
      g_autofree char *deep = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 20000; n++)
        g_string_append (body, pieces[i]);
      deep = g_string_free (body, FALSE);
      text = wrap ("", "int *x", deep, "exists (x=0)");
      g_assert_null (mms_litmus_read ("t.litmus", text, strlen (text), &error));
      g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT);
    }
}

/* A pointer that leads nowhere is told, not followed. */
static void
test_broken (void)
{
  static const char *const bodies[] = { "int r = *(x + 1);", "int *p = NULL; int r = *p;",
                                        "int r = 9999 * 9999;" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *text = wrap ("", "int *x", bodies[i], "exists (0:r=0)");
      g_autoptr (MmsLitmus) litmus = NULL;
      g_autoptr (MmsLitmusAnswer) answer = answer_text (text, &litmus);

      g_assert_true (answer->is_broken);
      g_assert_cmpuint (answer->n_ends, ==, 0);
    }
}

static void
test_stuck (void)
{
  g_autofree char *text = wrap ("", "spinlock_t *s", "spin_lock(s); spin_lock(s);", "exists (s=0)");
  g_autoptr (MmsLitmus) litmus = NULL;
  g_autoptr (MmsLitmusAnswer) answer = answer_text (text, &litmus);

  g_assert_true (answer->is_stuck);
  g_assert_cmpuint (answer->n_ends, ==, 0);
}

/* A limit that is met is said. */
static void
test_unfinished (void)
{
  static const MmsOutcomeLimits few = { .max_states = 1 };
  g_autoptr (GString) text = g_string_new ("C long\n{}\n");
  g_autoptr (MmsLitmus) litmus = NULL;
  g_autoptr (MmsLitmusAnswer) answer = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_string_append_printf (text, "P%u(int *x) {\n", i);
      for (guint j = 0; j < 8; j++)
        g_string_append (text, "\tatomic_inc_return(x);\n");
      g_string_append (text, "}\n");
    }
  g_string_append (text, "exists (x=1)\n");
  litmus = read_text (text->str);
  answer = mms_litmus_answer (litmus, MMS_MEMORY_SC, &few, NULL, NULL);
  g_assert_false (answer->is_complete);
  g_assert_cmpint (answer->word, ==, MMS_ANSWER_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/litmus-read/expressions", test_expressions);
  g_test_add_func ("/litmus-read/atomics", test_atomics);
  g_test_add_func ("/litmus-read/statements", test_statements);
  g_test_add_func ("/litmus-read/header", test_header);
  g_test_add_func ("/litmus-read/conditions", test_conditions);
  g_test_add_func ("/litmus-read/refusals", test_refusals);
  g_test_add_func ("/litmus-read/mark", test_mark);
  g_test_add_func ("/litmus-read/limits", test_limits);
  g_test_add_func ("/litmus-read/broken", test_broken);
  g_test_add_func ("/litmus-read/stuck", test_stuck);
  g_test_add_func ("/litmus-read/unfinished", test_unfinished);
  return g_test_run ();
}
