/* test-explore.c - mmscope explore
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

/* Dekker: each CPU says that it comes, and looks whether the other one does. */
#define DEKKER(between)                                                                           \
  "scenario T \"dekker\" \"Both come in\";\n"                                                     \
  "cpus 2;\n"                                                                                     \
  "int x, y, a, b;\n"                                                                             \
  "cpu 0 { { int r; WRITE_ONCE(x, 1); first: " between "; r = READ_ONCE(y); WRITE_ONCE(a, r + 1); } }\n" \
  "cpu 1 { { int r; WRITE_ONCE(y, 1); second: smp_mb(); r = READ_ONCE(x); WRITE_ONCE(b, r + 1); } }\n" \
  "finally { forbid D40 (a == 1 && b == 1) \"both came in\"; }\n"

static char *
make_text (const char *name, const char *text)
{
  return make_file (name, text, strlen (text));
}

static struct json_object *
parse (const Run *run)
{
  struct json_object *object = json_tokener_parse (run->out);

  if (object == NULL)
    g_test_message ("stdout: %s", run->out);
  g_assert_nonnull (object);
  return object;
}

static const char *
get_text (struct json_object *object, const char *key)
{
  struct json_object *value;

  g_assert_true (json_object_object_get_ex (object, key, &value));
  return json_object_get_string (value);
}

static void
test_safe (void)
{
  g_autoptr (Run) run = run_program ("explore", "SC06", "--scheme", "S1", "--memory", "sc", NULL);

  assert_status (run, 0);
  g_assert_true (g_str_has_prefix (run->out, "safe ("));
  assert_contains (run->out, " states, complete)\n");
  g_assert_null (strstr (run->out, "CPU 0"));
}

/* What needs more operations in flight than there is room for is not looked at, and that is said. */
static void
test_room (void)
{
  g_autofree char *text = make_text ("room.lazy", "scenario R \"room\" \"A flag overtakes three stores\";\n"
                                                  "cpus 2;\n"
                                                  "int x, w;\n"
                                                  "cpu 0 { {\n"
                                                  "  WRITE_ONCE(x, 1);\n"
                                                  "  WRITE_ONCE(x, 2);\n"
                                                  "  WRITE_ONCE(x, 3);\n"
                                                  "  WRITE_ONCE(w, 1);\n"
                                                  "} }\n"
                                                  "cpu 1 { { int a = smp_load_acquire(&w); int b = READ_ONCE(x);\n"
                                                  "  forbid D40 (a == 1 && b == 0); } }\n");
  g_autoptr (Run) narrow = run_program ("explore", text, "-m", "weak", "--buffer=3", NULL);
  g_autoptr (Run) json = run_program ("explore", text, "-m", "weak", "--buffer=3", "--json", NULL);
  g_autoptr (Run) wide = run_program ("explore", text, "-m", "weak", NULL);
  g_autoptr (Run) tso = run_program ("explore", text, "-m", "tso", "--buffer=3", NULL);
  g_autoptr (Run) roomy = run_program ("explore", text, "-m", "tso", "--json", NULL);
  g_autoptr (Run) barriers = run_program ("explore", text, "-m", "weak", "--buffer=3", "--barriers", NULL);
  g_autoptr (Run) litmus = run_program ("explore", "SB.litmus", "--buffer=3", NULL);

  assert_status (narrow, 0);
  assert_contains (narrow->out, " states, complete for a window of 3)\n");
  assert_contains (narrow->out, "a window was full at room.lazy:8: --buffer=4 and more leave room for it\n");
  assert_status (json, 0);
  assert_contains (json->out, "\"buffer\": 3");
  assert_contains (json->out, "\"full_at\": \"room.lazy:8\"");
  assert_status (wide, 1);
  assert_contains (wide->out, "violated: D40");
  g_assert_null (strstr (wide->out, "was full"));
  assert_status (tso, 0);
  assert_contains (tso->out, " states, complete for a store buffer of 3)\n");
  assert_status (roomy, 0);
  assert_contains (roomy->out, "\"full_at\": null");
  assert_status (barriers, 0);
  assert_contains (barriers->out, "searches came to a full store buffer or window");
  assert_status (litmus, 2);
}

/* Whether CPUs get out of going round is asked as far as there are not too many states; if not, that is said. */
static void
test_endless (void)
{
  g_autofree char *text
      = make_text ("endless.lazy", "scenario E \"endless\" \"Three write what they like, for ever\";\n"
                                   "cpus 3;\n"
                                   "int x, y, z;\n"
                                   "cpu 0 { while (READ_ONCE(x) < 1000) WRITE_ONCE(x, choose(90)); }\n"
                                   "cpu 1 { while (READ_ONCE(y) < 1000) WRITE_ONCE(y, choose(90)); }\n"
                                   "cpu 2 { while (READ_ONCE(z) < 1000) WRITE_ONCE(z, choose(90)); }\n");
  g_autofree char *known_text
      = make_text ("known.lazy", "scenario K \"known\" \"The same, with little to choose from\";\n"
                                 "cpus 2;\n"
                                 "int x, y;\n"
                                 "cpu 0 { while (READ_ONCE(x) < 9) WRITE_ONCE(x, choose(2)); }\n"
                                 "cpu 1 { while (READ_ONCE(y) < 9) WRITE_ONCE(y, choose(2)); }\n");
  g_autoptr (Run) many = run_program ("explore", text, "--max-states=3000", NULL);
  g_autoptr (Run) json = run_program ("explore", text, "--max-states=3000", "--json", NULL);
  g_autoptr (Run) known = run_program ("explore", known_text, NULL);

  assert_status (many, 4);
  assert_contains (many->out, "CPUs go round, and whether they all can get out of that was too much to find out\n");
  assert_contains (json->out, "\"endless_unknown\": true");
  assert_contains (json->out, "\"bound\": \"max-states\"");
  assert_status (known, 1);
  assert_contains (known->out, "violated: STUCK");
  g_assert_null (strstr (known->out, "too much"));
}

/* The mockup's hole: the run that is shown is the trace that is written, and check finds it. */
static void
test_violated (void)
{
  g_autofree char *path = make_file ("example.json", "", 0);
  g_autoptr (Run) run = run_program ("explore", "SC02", "-s", "S6g", "-m", "sc", "-o", path, NULL);
  g_autoptr (Run) check = run_program ("check", path, NULL);
  g_autoptr (Run) again = run_program ("explore", "SC02", "-s", "S6g", "-m", "sc", "--threads=1", "-o",
                                       "-", NULL);
  g_autofree char *text = NULL;

  assert_status (run, 1);
  g_assert_true (g_str_has_prefix (run->out, "violated: D27 deferred-dropped-while-lazy"));
  assert_contains (run->out, "D15 freed-with-lazy-holder");
  assert_contains (run->out, "\nA shortest run to D27, in ");
  assert_contains (run->out, "\n  CPU 0  kernel.lazy:");
  assert_contains (run->out, "\n    CPU 1  hazard-2020.lazy:");
  assert_contains (run->out, "** D27: ");
  assert_status (check, 1);
  assert_contains (check->out, "D27 deferred-dropped-while-lazy");
  assert_status (again, 1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, again->out);
}

static void
test_json (void)
{
  static const char *const numbers[]
      = { "states", "transitions", "depth", "seconds", "bytes_per_state" };
  g_autofree char *path = make_file ("json-example.json", "", 0);
  g_autoptr (Run) run = run_program ("explore", "SC02", "-s", "S6g", "-m", "tso", "--json", "-o", path,
                                     NULL);
  g_autoptr (Run) safe = run_program ("explore", "SC06", "-s", "S1", "--json", NULL);
  struct json_object *object = parse (run);
  struct json_object *other = parse (safe);
  struct json_object *value;

  assert_status (run, 1);
  g_assert_cmpstr (get_text (object, "scheme"), ==, "S6g");
  g_assert_cmpstr (get_text (object, "scenario"), ==, "SC02");
  g_assert_cmpstr (get_text (object, "memory"), ==, "tso");
  g_assert_cmpstr (get_text (object, "verdict"), ==, "violated");
  g_assert_true (json_object_object_get_ex (object, "arch", NULL));
  g_assert_true (json_object_object_get_ex (object, "detectors", &value));
  g_assert_cmpstr (json_object_get_string (json_object_array_get_idx (value, 0)), ==, "D27");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_true (json_object_object_get_ex (object, numbers[i], &value));
      g_assert_cmpfloat (json_object_get_double (value), >=, 0);
    }
  g_assert_true (json_object_object_get_ex (object, "counterexample", &value));
  g_assert_cmpstr (get_text (value, "file"), ==, path);
  g_assert_true (json_object_object_get_ex (value, "events", &value));
  g_assert_cmpint (json_object_get_int (value), >, 20);

  assert_status (safe, 0);
  g_assert_cmpstr (get_text (other, "verdict"), ==, "safe");
  g_assert_true (json_object_object_get_ex (other, "counterexample", &value));
  g_assert_null (value);
  json_object_put (object);
  json_object_put (other);
}

/* A limit never says safe. */
static void
test_limits (void)
{
  g_autoptr (Run) states = run_program ("explore", "SC06", "-s", "S1", "--max-states=5", NULL);
  g_autoptr (Run) memory = run_program ("explore", "SC06", "-s", "S1", "-m", "weak", "--max-memory=1K",
                                        "--json", NULL);
  struct json_object *object = parse (memory);

  assert_status (states, 4);
  g_assert_true (g_str_has_prefix (states->out, "not finished ("));
  assert_status (memory, 4);
  g_assert_cmpstr (get_text (object, "verdict"), ==, "unfinished");
  json_object_put (object);
}

static void
test_without (void)
{
  g_autofree char *path = make_text ("dekker.lazy", DEKKER ("smp_mb()"));
  g_autoptr (Run) whole = run_program ("explore", path, "-m", "tso", NULL);
  g_autoptr (Run) label = run_program ("explore", path, "-m", "tso", "--without", "first", NULL);
  g_autoptr (Run) line = run_program ("explore", path, "-m", "tso", "--without", "dekker.lazy:99", NULL);
  g_autoptr (Run) sc = run_program ("explore", path, "--without", "first", NULL);

  assert_status (whole, 0);
  assert_status (sc, 0);
  assert_status (label, 1);
  g_assert_true (g_str_has_prefix (label->out, "violated: D40"));
  assert_contains (label->out, "waits in the store buffer");
  assert_contains (label->out, "** D40: both came in");
  assert_status (line, 2);
  assert_contains (line->err, "mmscope: explore: no statement begins at dekker.lazy:99");
}

static void
test_barriers (void)
{
  g_autofree char *whole = make_text ("whole.lazy", DEKKER ("smp_mb()"));
  g_autofree char *half = make_text ("half.lazy", "scenario T \"dekker\" \"Both come in\";\n"
                                                  "cpus 2;\n"
                                                  "int x, y, a, b;\n"
                                                  "cpu 0 {\n"
                                                  "  {\n"
                                                  "    int r;\n"
                                                  "    WRITE_ONCE(x, 1);\n"
                                                  "    r = READ_ONCE(y);\n"
                                                  "    WRITE_ONCE(a, r + 1);\n"
                                                  "  }\n"
                                                  "}\n"
                                                  "cpu 1 {\n"
                                                  "  {\n"
                                                  "    int r;\n"
                                                  "    WRITE_ONCE(y, 1);\n"
                                                  "    smp_mb();\n"
                                                  "    r = READ_ONCE(x);\n"
                                                  "    WRITE_ONCE(b, r + 1);\n"
                                                  "  }\n"
                                                  "}\n"
                                                  "finally { forbid D40 (a == 1 && b == 1); }\n");
  g_autoptr (Run) needed = run_program ("explore", whole, "-m", "tso", "--barriers", NULL);
  g_autoptr (Run) missing = run_program ("explore", half, "-m", "tso", "--barriers", NULL);
  g_autoptr (Run) json = run_program ("explore", half, "-m", "weak", "--barriers", "--json", NULL);
  g_autoptr (Run) sc = run_program ("explore", half, "--barriers", NULL);
  g_autofree char *wait = make_text ("wait.lazy", "scenario W \"wait\" \"The acquire of a wait\";\n"
                                                  "cpus 2;\n"
                                                  "int x, y, r;\n"
                                                  "cpu 0 { { WRITE_ONCE(x, 1); smp_wmb(); WRITE_ONCE(y, 1); } }\n"
                                                  "cpu 1 { {\n"
                                                  "  smp_cond_load_acquire(&y, 1);\n"
                                                  "  r = READ_ONCE(x) + 1;\n"
                                                  "} }\n"
                                                  "finally { forbid D40 (r == 1); }\n");
  g_autoptr (Run) waits = run_program ("explore", wait, "-m", "weak", "--barriers", NULL);
  struct json_object *object = parse (json);

  assert_status (needed, 0);
  assert_contains (needed->out, "whole.lazy:4");
  assert_contains (needed->out, "needed in T, weakened: D40");
  assert_status (missing, 1);
  assert_contains (missing->out, "T is violated as it is: D40");
  assert_contains (missing->out, "smp_mb() before half.lazy:8\n");
  assert_status (waits, 0);
  assert_contains (waits->out, "wait.lazy:6  smp_cond_load_acquire(&y, 1);\n  needed in W, weakened: D40");
  assert_status (json, 1);
  assert_contains (json->out, "\"half.lazy:8\"");
  assert_status (sc, 2);
  json_object_put (object);
}

/* What no run comes to is not searched, and what one comes to only in one of two scenarios there only. */
static void
test_barriers_passed_by (void)
{
  static const char scenario[] = "scenario %s \"%s\" \"A branch that is not taken\";\n"
                                 "cpus 1;\n"
                                 "int x, y = %d;\n"
                                 "cpu 0 {\n"
                                 "  if (READ_ONCE(y)) {\n"
                                 "    smp_store_release(&x, 1);\n"
                                 "    smp_mb();\n"
                                 "  }\n"
                                 "}\n";
  g_autofree char *never_text = g_strdup_printf (scenario, "N", "never", 0);
  g_autofree char *once_text = g_strdup_printf (scenario, "O", "once", 1);
  g_autofree char *never = make_text ("never.lazy", never_text);
  g_autofree char *once = make_text ("once.lazy", once_text);
  g_autoptr (Run) passed = run_program ("explore", never, "-m", "weak", "--barriers", NULL);
  g_autoptr (Run) json = run_program ("explore", never, "-m", "weak", "--barriers", "--json", NULL);
  g_autoptr (Run) taken = run_program ("explore", once, "-m", "weak", "--barriers", NULL);

  assert_status (passed, 0);
  assert_contains (passed->out, "never.lazy:6  smp_store_release(&x, 1);\n"
                                "  no run comes to it in these scenarios\n"
                                "never.lazy:7  smp_mb();\n"
                                "  no run comes to it in these scenarios\n");
  assert_contains (json->out, "\"scenarios\": 0,\n      \"not_reached\": 1,");
  assert_status (taken, 0);
  assert_contains (taken->out, "once.lazy:7  smp_mb();\n"
                               "  weakened, nothing goes wrong in the 1 scenario searched\n");
}

static void
test_litmus (void)
{
  g_autoptr (Run) tso = run_program ("explore", "SB", "--memory", "tso", NULL);
  g_autoptr (Run) sc = run_program ("explore", "SB", "--memory", "sc", NULL);

  assert_status (tso, 0);
  g_assert_true (g_str_has_suffix (tso->out, "\nSometimes\n"));
  assert_status (sc, 0);
  g_assert_true (g_str_has_suffix (sc->out, "\nNever\n"));
}

/* What was found until then is told. */
static void
test_interrupt (void)
{
  g_autofree char *path = make_text (
      "long.lazy", "scenario T \"long\" \"Goes on for long\";\ncpus 4;\nint x[8];\n"
                   "void count(void) { for (int i = 0; i < 1000; i++) x[i & 7] = i; }\n"
                   "cpu 0 { count(); }\ncpu 1 { count(); }\ncpu 2 { count(); }\ncpu 3 { count(); }\n");
  g_autofree char *command = g_strdup_printf (
      "timeout -s INT 2 \"$MMSCOPE\" explore '%s' -m tso --max-memory=1G; echo status $?", path);
  g_autoptr (Run) run = run_shell (command);

  assert_contains (run->out, "not finished (cancelled, ");
}

static void
test_usage (void)
{
  static const char *const arguments[][3] = {
    { NULL },
    { "SC02", "SC03", NULL },
    { "SC02", "--max-memory=lots", NULL },
    { "SC02", "--max-states=-1", NULL },
    { "SC02", "--buffer=-1", NULL },
    { "SC02", "--buffer=33", NULL },
    { "SC02", "--memory=arm", NULL },
    { "SC99", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      const char *const *words = arguments[i];
      g_autoptr (Run) run = run_program ("explore", "--scheme=S1", words[0],
                                         words[0] != NULL ? words[1] : NULL, NULL);

      assert_status (run, 2);
      g_assert_cmpstr (run->out, ==, "");
    }
}

/* What is not there is named, not what is missing because of that. */
static void
test_parts (void)
{
  g_autofree char *bare = make_text ("bare.lazy", "scheme bare \"No kernel\";\n"
                                                  "override void exit_mm(void) { }\n");
  g_autofree char *mine = make_text ("mine.lazy", "include \"kernel.lazy\";\n"
                                                  "scheme mine \"Nobody exits\";\n"
                                                  "override void exit_mm(void) { }\n");
  g_autofree char *rule = make_text ("rule.lazy", "scenario T \"t\" \"A test\"; cpus 1; int x;\n"
                                                  "cpu 0 { { x = 1; forbid D99 (x == 1) \"a rule of "
                                                  "one's own\"; } }\n");
  g_autoptr (Run) own = run_program ("explore", rule, NULL);
  g_autoptr (Run) alone = run_program ("explore", "SC01", NULL);
  g_autoptr (Run) scheme = run_program ("explore", mine, NULL);
  g_autoptr (Run) no_kernel = run_program ("explore", "SC02", "--scheme", bare, NULL);
  g_autoptr (Run) label
      = run_program ("explore", "SC02", "--scheme", mine, "--without", "exit_grab", NULL);

  assert_status (alone, 2);
  assert_contains (alone->err, "SC01 needs a scheme: --scheme S");
  assert_status (scheme, 2);
  assert_contains (scheme->err, "mine.lazy is a scheme and no scenario");
  assert_status (no_kernel, 3);
  assert_contains (no_kernel->err, "nothing includes kernel.lazy");
  assert_contains (label->err, "mmscope: mine: exit_grab (kernel.lazy:");
  assert_contains (label->err, "nothing was left out");
  assert_status (own, 1);
  g_assert_true (g_str_has_prefix (own->out, "violated: D99 (a rule of one's own)\n"));
}

/* A line that nobody comes to any more can be left out, and that is said to change nothing. */
static void
test_overridden (void)
{
  g_autofree char *path = make_text ("over.lazy", "scenario T \"over\" \"A function and another\";\n"
                                                  "cpus 1;\n"
                                                  "int x;\n"
                                                  "void f(void)\n"
                                                  "{\n"
                                                  "  x = 1;\n"
                                                  "}\n"
                                                  "override void f(void)\n"
                                                  "{\n"
                                                  "  x = 2;\n"
                                                  "}\n"
                                                  "cpu 0 { f(); }\n"
                                                  "finally { forbid D99 (x != 2) \"x is not 2\"; }\n");
  g_autoptr (Run) old = run_program ("explore", path, "--without", "over.lazy:6", NULL);
  g_autoptr (Run) winner = run_program ("explore", path, "--without", "over.lazy:10", NULL);

  assert_status (old, 0);
  assert_contains (old->err, "over.lazy:6 is only in a version of f that the one in over.lazy:8 "
                             "overrides; nothing was left out");
  assert_status (winner, 1);
  g_assert_null (strstr (winner->err, "nothing was left out"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/safe", test_safe);
  g_test_add_func ("/explore/room", test_room);
  g_test_add_func ("/explore/endless", test_endless);
  g_test_add_func ("/explore/violated", test_violated);
  g_test_add_func ("/explore/json", test_json);
  g_test_add_func ("/explore/limits", test_limits);
  g_test_add_func ("/explore/without", test_without);
  g_test_add_func ("/explore/overridden", test_overridden);
  g_test_add_func ("/explore/barriers", test_barriers);
  g_test_add_func ("/explore/barriers-passed-by", test_barriers_passed_by);
  g_test_add_func ("/explore/litmus", test_litmus);
  g_test_add_func ("/explore/interrupt", test_interrupt);
  g_test_add_func ("/explore/usage", test_usage);
  g_test_add_func ("/explore/parts", test_parts);
  status = g_test_run ();
  remove_files ();
  return status;
}
