/* test-runs.c - what explore and simulate tell of a run
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

/* CPU 1 waits with interrupts off for the lock of CPU 0, which waits for CPU 1's answer, with its own
 * interrupts on. */
#define DEAF                                                                                      \
  "scenario T \"deaf\" \"Who has interrupts off hears nothing\";\n"                               \
  "cpus 2;\n"                                                                                     \
  "int held, x;\n"                                                                                \
  "void ask(int unused) { x = 1; }\n"                                                             \
  "cpu 0 { { spin_lock(&held);\n"                                                                 \
  "  smp_call_function_many(cpumask_of(1), ask, 0);\n"                                            \
  "  spin_unlock(&held); } }\n"                                                                   \
  "cpu 1 { { local_irq_disable();\n"                                                              \
  "  spin_lock(&held);\n"                                                                         \
  "  spin_unlock(&held);\n"                                                                       \
  "  local_irq_enable(); } }\n"

static char *
make_text (const char *name, const char *text)
{
  return make_file (name, text, strlen (text));
}

/* (transfer full) (nullable): the text of the first line of @trace that says this id at @source */
static char *
find_violation (const char *trace, const char *id, const char *source, int cpu)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (trace, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      struct json_object *line
          = strstr (lines[i], "\"violation\"") != NULL ? json_tokener_parse (lines[i]) : NULL;
      struct json_object *fields;
      struct json_object *value;
      char *text = NULL;

      if (line != NULL && json_object_object_get_ex (line, "fields", &fields)
          && json_object_object_get_ex (fields, "detector", &value)
          && g_str_equal (json_object_get_string (value), id)
          && json_object_object_get_ex (fields, "src", &value)
          && g_str_equal (json_object_get_string (value), source)
          && json_object_object_get_ex (line, "cpu", &value) && json_object_get_int (value) == cpu
          && json_object_object_get_ex (fields, "text", &value))
        text = g_strdup (json_object_get_string (value));
      json_object_put (line);
      if (text != NULL)
        return text;
    }
  return NULL;
}

/* Each CPU of a deadlock says where it waits, and for whom; nobody says of itself what is true of
 * another. */
static void
test_deadlock (void)
{
  static const char *const memories[] = { "sc", "tso", "weak" };
  g_autofree char *path = make_text ("deaf.lazy", DEAF);
  g_autofree char *trace = make_file ("deaf.json", "", 0);

  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_autoptr (Run) run = run_program ("explore", path, "-m", memories[i], NULL);
      g_autoptr (Run) silent = run_program ("explore", path, "-m", memories[i], "-o", trace, NULL);
      g_autofree char *asks = find_violation (trace, "D33", "deaf.lazy:6", 0);
      g_autofree char *spins = find_violation (trace, "STUCK", "deaf.lazy:9", 1);

      assert_status (run, 1);
      assert_status (silent, 1);
      assert_contains (run->out,
                       "  CPU 0  deaf.lazy:6  smp_call_function_many(cpumask_of(1), ask, 0);  "
                       "/* waits for the answer of CPU 1, which has interrupts off */\n"
                       "  CPU 0  ** D33: a CPU waits for the answer to an IPI, and none comes\n"
                       "    CPU 1  deaf.lazy:9  spin_lock(&held);  /* waits for held, which is held by "
                       "CPU 0 at deaf.lazy:5 */\n"
                       "    CPU 1  ** STUCK: this CPU waits for what never comes\n");
      g_assert_null (strstr (run->out, "with interrupts off"));
      g_assert_cmpstr (asks, ==,
                       "a CPU waits for the answer to an IPI, and none comes: it waits at deaf.lazy:6 "
                       "for the answer of CPU 1, which has interrupts off");
      g_assert_cmpstr (spins, ==,
                       "this CPU waits for what never comes: it waits at deaf.lazy:9 for held, which is "
                       "held by CPU 0 at deaf.lazy:5");
    }
}

/* The softirq's scan of a library's scheme: the slot, what it holds, and who wrote that. */
static void
test_scan (void)
{
  g_autofree char *trace = make_file ("scan.json", "", 0);
  g_autoptr (Run) run = run_program ("explore", "SC29", "-s", "S9", "-o", trace, NULL);
  g_autoptr (Run) check = run_program ("check", trace, NULL);

  assert_status (run, 1);
  assert_contains (run->out, "/* waits for hp0.addr to be other than A, written last by CPU 0 at ");
  assert_contains (run->out, "** D24 scan-stuck\n");
  assert_status (check, 1);
  assert_contains (check->out, "error D24 scan-stuck  CPU 0");
  assert_contains (check->out, "CPU 0, mm A (0xa000): it waits at hazptr-2024.lazy:");
}

/* What is wrong stands below the line that does it. */
static void
test_order (void)
{
  g_autoptr (Run) run = run_program ("explore", "SC02", "-s", "S6g", NULL);

  assert_status (run, 1);
  g_assert_true (g_str_has_suffix (run->out,
                                   "  old_mm = xchg_relaxed(&rq->mm_to_mmdrop, NULL); /* Z4 */"
                                   "  /* rq1.mm_to_mmdrop A -> NULL */\n"
                                   "    CPU 1  ** D27: the deferred reference is dropped while the slot "
                                   "still names the mm\n"));
}

/* What the setup does wrong has a run too, up to there. */
static void
test_setup (void)
{
  g_autofree char *path = make_text ("early.lazy",
                                     "scenario T \"early\" \"The setup is wrong already\";\n"
                                     "cpus 2;\n"
                                     "int x;\n"
                                     "setup {\n"
                                     "  cpu 1: x = 1;\n"
                                     "  cpu 0: { x = 2;\n"
                                     "    forbid D99 (x == 2) \"too early\";\n"
                                     "    x = 3; }\n"
                                     "}\n"
                                     "cpu 0 { x = 4; }\n");
  g_autofree char *trace = make_file ("early.json", "", 0);
  g_autoptr (Run) run = run_program ("explore", path, NULL);
  g_autoptr (Run) json = run_program ("explore", path, "--json", "-o", trace, NULL);
  g_autofree char *text = find_violation (trace, "D99", "early.lazy:7", 0);

  assert_status (run, 1);
  g_assert_true (g_str_has_suffix (run->out,
                                   "A shortest run to D99, in the setup, before any script begins:\n"
                                   "    CPU 1  early.lazy:5  cpu 1: x = 1;  /* x 0 -> 1 */\n"
                                   "  CPU 0  early.lazy:6  cpu 0: { x = 2;  /* x 1 -> 2 */\n"
                                   "  CPU 0  ** D99: too early\n"));
  assert_contains (json->out, "\"in_setup\": true");
  g_assert_cmpstr (text, ==, "too early");
}

/* One state is one state. */
static void
test_one (void)
{
  g_autofree char *path = make_text ("one.lazy", "scenario T \"one\" \"Nothing happens\";\n"
                                                 "cpus 1;\n"
                                                 "int x;\n"
                                                 "cpu 0 { }\n");
  g_autoptr (Run) run = run_program ("explore", path, NULL);

  assert_status (run, 0);
  g_assert_true (g_str_has_prefix (run->out, "safe (1 state, complete)\n"
                                             "1 state, 0 transitions, depth 0, "));
}

/* --finding goes on past what comes first, and its run ends with what was asked for. */
static void
test_finding (void)
{
  g_autofree char *trace = make_file ("finding.json", "", 0);
  g_autoptr (Run) first = run_program ("explore", "SC20", "-s", "S4x", "-m", "tso", NULL);
  g_autoptr (Run) run = run_program ("explore", "SC20", "-s", "S4x", "-m", "tso", "--finding", "D41",
                                     "-o", trace, NULL);
  g_autoptr (Run) named = run_program ("explore", "SC20", "-s", "S4x", "-m", "tso", "--finding",
                                       "membarrier-post-missing", "--json", NULL);
  g_autoptr (Run) check = run_program ("check", trace, NULL);
  struct json_object *object = json_tokener_parse (named->out);
  struct json_object *asked;
  struct json_object *value;

  assert_status (first, 1);
  assert_contains (first->out, "A shortest run to D30, in ");
  assert_status (run, 1);
  assert_contains (run->out, "A shortest run to D41, in ");
  assert_contains (run->out, "** D07: ");
  g_assert_true (g_str_has_suffix (run->out,
                                   "** D41: neither thread has seen what the other one stored\n"));
  assert_status (check, 1);
  assert_contains (check->out, "error D41 membarrier-post-missing");

  assert_status (named, 1);
  g_assert_true (json_object_object_get_ex (object, "asked_for", &asked));
  g_assert_true (json_object_object_get_ex (asked, "finding", &value));
  g_assert_cmpstr (json_object_get_string (value), ==, "D41");
  g_assert_true (json_object_object_get_ex (asked, "occurs", &value));
  g_assert_true (json_object_get_boolean (value));
  g_assert_true (json_object_object_get_ex (object, "counterexample", &asked));
  g_assert_true (json_object_object_get_ex (asked, "finding", &value));
  g_assert_cmpstr (json_object_get_string (value), ==, "D41");
  json_object_put (object);
}

/* That it does not occur is only said of all states, and is no verdict on the rest. */
static void
test_absent (void)
{
  g_autofree char *trace = make_file ("absent.json", "before", 6);
  g_autofree char *content = NULL;
  g_autoptr (Run) run = run_program ("explore", "SC02", "-s", "S6g", "--finding", "D10", "-o", trace,
                                     NULL);
  g_autoptr (Run) safe = run_program ("explore", "SC02", "-s", "S1", "--finding", "D27", NULL);
  g_autoptr (Run) cut = run_program ("explore", "SC02", "-s", "S6g", "--finding", "D27",
                                     "--max-states", "2", "--json", NULL);
  g_autoptr (Run) unknown = run_program ("explore", "SC02", "-s", "S6g", "--finding", "D99", NULL);
  g_autoptr (Run) barriers = run_program ("explore", "SC02", "-s", "S6g", "-m", "tso", "--barriers",
                                          "--finding", "D27", NULL);
  g_autoptr (Run) litmus = run_program ("explore", "SB.litmus", "--finding", "D27", NULL);

  assert_status (run, 1);
  assert_contains (run->out, "violated: D27");
  assert_contains (run->out, "\nD10 does not occur in any state.\n");
  assert_contains (run->err, "no run to D10 was found, so ");
  g_assert_true (g_file_get_contents (trace, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "before");
  assert_status (safe, 0);
  assert_contains (safe->out, "\nD27 does not occur in any state.\n");
  assert_status (cut, 4);
  assert_contains (cut->out, "\"occurs\": null");
  assert_status (unknown, 2);
  assert_contains (unknown->err, "nothing in S6g SC02 sc looks for D99");
  assert_status (barriers, 2);
  assert_status (litmus, 2);
}

/* What happens several times in a run is one finding, which says how often. */
static void
test_times (void)
{
  g_autoptr (Run) run = run_program ("simulate", "SC32", "-s", "S4p", "--without", "exit_flush", NULL);
  g_autoptr (Run) both = run_program ("simulate", "SC32", "-s", "S4p", NULL);

  assert_status (run, 0);
  assert_contains (run->out, "CPU 3: an IPI to a CPU that does not borrow the mm (3 times)\n");
  assert_contains (both->out, "CPU 3: an IPI to a CPU that does not borrow the mm (3 times)\n");
}

/* Of each event of @trace that has a source line but no memory operation: "cpu event line", in order.
 * (transfer full) */
static char *
list_lines (const char *trace, int cpu)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  GString *list = g_string_new (NULL);

  g_assert_true (g_file_get_contents (trace, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      struct json_object *line = json_tokener_parse (lines[i]);
      struct json_object *fields;
      struct json_object *name;
      struct json_object *source;
      struct json_object *on;

      if (line != NULL && json_object_object_get_ex (line, "ev", &name)
          && json_object_object_get_ex (line, "cpu", &on) && json_object_get_int (on) == cpu
          && json_object_object_get_ex (line, "fields", &fields)
          && json_object_object_get_ex (fields, "src", &source))
        g_string_append_printf (list, "%s %s\n", json_object_get_string (name),
                                strrchr (json_object_get_string (source), ':') + 1);
      json_object_put (line);
    }
  return g_string_free (list, FALSE);
}

/* The lines come as they are read: the one that calls, then those of what it calls, each time anew. */
static void
test_lines (void)
{
  g_autofree char *path = make_text ("calls.lazy", "scenario T \"calls\" \"Lines that call\";\n"
                                                   "cpus 2;\n"
                                                   "int x, y;\n"
                                                   "void leaf(int v)\n"
                                                   "{\n"
                                                   "  x = v;\n"
                                                   "}\n"
                                                   "void twice(void)\n"
                                                   "{\n"
                                                   "  leaf(1);\n"
                                                   "  while (x == 9)\n"
                                                   "    y = 2;\n"
                                                   "  leaf(2);\n"
                                                   "}\n"
                                                   "void empty(void) { }\n"
                                                   "cpu 0 {\n"
                                                   "  twice();\n"
                                                   "  { y = 1; for (int i = 0; i < 2; i++)\n"
                                                   "    leaf(3);\n"
                                                   "  empty();\n"
                                                   "  if (y)\n"
                                                   "    leaf(4); }\n"
                                                   "}\n"
                                                   "irq cpu 1 { leaf(5); }\n");
  g_autofree char *trace = make_file ("calls.json", "", 0);
  g_autofree char *lines = NULL;
  g_autofree char *others = NULL;
  guint64 seed = 1;

  do
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, seed++);
      g_autoptr (Run) run
          = run_program ("simulate", path, "-m", "tso", "--seed", number, "-o", trace, NULL);

      assert_status (run, 0);
      g_free (others);
      others = list_lines (trace, 1);
    }
  while (*others == '\0' && seed < 20);
  g_assert_cmpstr (others, ==, "irq_handler_entry 24\nm_store 6\nirq_handler_exit 24\n");

  {
    g_autoptr (Run) run = run_program ("simulate", path, "--seed", "1", "-o", trace, NULL);

    assert_status (run, 0);
    lines = list_lines (trace, 0);
    g_assert_cmpstr (lines, ==,
                     "statement 17\n"
                     "call 10\nm_store 6\n"
                     "m_load 11\n"
                     "call 13\nm_store 6\n"
                     "statement 18\n"
                     "m_store 18\n"
                     "call 19\nm_store 6\n"
                     "call 19\nm_store 6\n"
                     "m_load 21\n"
                     "call 22\nm_store 6\n");
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runs/deadlock", test_deadlock);
  g_test_add_func ("/runs/scan", test_scan);
  g_test_add_func ("/runs/order", test_order);
  g_test_add_func ("/runs/setup", test_setup);
  g_test_add_func ("/runs/one", test_one);
  g_test_add_func ("/runs/finding", test_finding);
  g_test_add_func ("/runs/absent", test_absent);
  g_test_add_func ("/runs/times", test_times);
  g_test_add_func ("/runs/lines", test_lines);
  status = g_test_run ();
  remove_files ();
  return status;
}
