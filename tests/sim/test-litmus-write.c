/* test-litmus-write.c - a run as a litmus test, whose answer must be that this can happen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/read.h"
#include "sim/language.h"
#include "sim/litmus-answer.h"
#include "sim/record.h"
#include "write/litmus-write.h"

#define N_RUNS 12

static const MmsOutcomeLimits limits = { .max_states = 3000000 };

static MmsTrace *
read_trace (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = mms_read_bytes (bytes, "run.json", NULL, &error);

  g_assert_no_error (error);
  return trace;
}

static gboolean
append (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
  return TRUE;
}

static char *
write_litmus (MmsTrace *trace, const char *name)
{
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  mms_write_litmus (trace, 1, n_events, name, append, text, &error);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static MmsLitmusAnswer *
answer_text (const char *text, MmsMemory memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsLitmus) litmus = mms_litmus_read ("written", text, strlen (text), &error);
  MmsLitmusAnswer *answer;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  answer = mms_litmus_answer (litmus, memory, &limits, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (answer->is_complete);
  g_assert_false (answer->is_broken);
  return answer;
}

static void
assert_word (const char *text, MmsMemory memory, const char *word)
{
  g_autoptr (MmsLitmusAnswer) answer = answer_text (text, memory);

  g_assert_cmpstr (mms_answer_word_get_name (answer->word), ==, word);
}

/* --- traces by hand --- */

#define HEAD "{\"mmscope\": 1, \"source\": \"simulator\", \"memory\": \"tso\", \"arch\": \"x86\", \"cpus\": 4}\n"

static void
test_text (void)
{
  g_autoptr (MmsTrace) trace = read_trace (
      HEAD
      "{\"ts\": 1, \"cpu\": 1, \"ev\": \"m_store\", \"loc\": \"private\", \"old\": 0, \"new\": 1, \"order\": \"once\", \"step\": \"P0\", \"issue_seq\": 1, \"perform_seq\": 1}\n"
      "{\"ts\": 2, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"A.mm_users\", \"val\": 2, \"order\": \"once\", \"step\": \"P2\", \"issue_seq\": 3, \"perform_seq\": 3, \"src\": \"S6.lazy:8\"}\n"
      "{\"ts\": 3, \"cpu\": 3, \"ev\": \"m_rmw\", \"loc\": \"A.mm_users\", \"old\": 2, \"new\": 1, \"order\": \"full\", \"step\": \"T1\", \"issue_seq\": 4, \"perform_seq\": 4}\n"
      "{\"ts\": 4, \"cpu\": 3, \"ev\": \"m_load\", \"loc\": \"rq1.lazy_mm\", \"val\": \"NULL\", \"order\": \"acq\", \"step\": \"T2\", \"issue_seq\": 5, \"perform_seq\": 5, \"dep\": [\"T1\"]}\n"
      "{\"ts\": 5, \"cpu\": 1, \"ev\": \"m_store\", \"loc\": \"rq1.lazy_mm\", \"old\": \"NULL\", \"new\": \"A */\", \"order\": \"once\", \"step\": \"P1\", \"issue_seq\": 2, \"perform_seq\": 6}\n");
  g_autofree char *text = write_litmus (trace, "S6 SC02");

  g_assert_cmpstr (text, ==,
                   "C S6_SC02\n"
                   "\n"
                   "(*\n"
                   " * What CPUs could notice of each other in events 1 to 5 of run.json, under tso.\n"
                   " * Branches are not in it: an order that only they made is lost.\n"
                   " * 3 is A ./.\n"
                   " *)\n"
                   "\n"
                   "{\n"
                   "\tint A_mm_users = 2;\n"
                   "\tint rq1_lazy_mm = 0;\n"
                   "}\n"
                   "\n"
                   "P0(int *A_mm_users, int *rq1_lazy_mm) /* CPU 1 */\n"
                   "{\n"
                   "\tint r0;\n"
                   "\n"
                   "\tWRITE_ONCE(*rq1_lazy_mm, 3); /* P1 */\n"
                   "\tr0 = READ_ONCE(*A_mm_users); /* P2, S6.lazy:8 */\n"
                   "}\n"
                   "\n"
                   "P1(int *A_mm_users, int *rq1_lazy_mm) /* CPU 3 */\n"
                   "{\n"
                   "\tint r0;\n"
                   "\tint r1;\n"
                   "\n"
                   "\tr0 = xchg(A_mm_users, 1); /* T1 */\n"
                   "\tr1 = smp_load_acquire((rq1_lazy_mm + (r0 & 0))); /* T2 */\n"
                   "}\n"
                   "\n"
                   "exists (0:r0=2 /\\ 1:r0=2 /\\ 1:r1=0)\n");
  assert_word (text, MMS_MEMORY_SC, "Never");
  assert_word (text, MMS_MEMORY_TSO, "Sometimes");
  assert_word (text, MMS_MEMORY_WEAK, "Sometimes");
}

/* Locks, CR3, objects that are freed, IPIs, interrupts, and what is still in a store buffer. */
static void
test_kinds (void)
{
  g_autoptr (MmsTrace) trace = read_trace (
      HEAD
      "{\"ts\": 0, \"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"x[1]\", \"old\": 0, \"new\": 4, \"order\": \"once\", \"step\": \"a\"}\n"
      "{\"ts\": 1, \"cpu\": 0, \"ev\": \"m_lock\", \"loc\": \"rq0.lock\", \"step\": \"a\"}\n"
      "{\"ts\": 2, \"cpu\": 0, \"ev\": \"m_fence\", \"order\": \"after-spinlock\", \"step\": \"a\"}\n"
      "{\"ts\": 3, \"cpu\": 0, \"ev\": \"m_irq\", \"on\": 0, \"step\": \"a\"}\n"
      "{\"ts\": 4, \"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"x[1]\", \"old\": 0, \"new\": 5, \"order\": \"rel\", \"step\": \"a\"}\n"
      "{\"ts\": 5, \"cpu\": 0, \"ev\": \"m_cr3\", \"old\": \"A\", \"new\": \"B\", \"step\": \"a\"}\n"
      "{\"ts\": 6, \"cpu\": 0, \"ev\": \"m_unlock\", \"loc\": \"rq0.lock\", \"step\": \"a\"}\n"
      "{\"ts\": 7, \"cpu\": 1, \"ev\": \"m_use\", \"loc\": \"A\", \"step\": \"b\"}\n"
      "{\"ts\": 8, \"cpu\": 0, \"ev\": \"ipi_send\", \"call_id\": 7, \"set\": 2, \"fn\": \"f\"}\n"
      "{\"ts\": 9, \"cpu\": 1, \"ev\": \"ipi_recv\", \"call_id\": 7}\n"
      "{\"ts\": 10, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"x[1]\", \"val\": 5, \"order\": \"once\", \"step\": \"b\"}\n"
      "{\"ts\": 11, \"cpu\": 1, \"ev\": \"ipi_ack\", \"call_id\": 7}\n"
      "{\"ts\": 12, \"cpu\": 0, \"ev\": \"ipi_done\", \"call_id\": 7, \"set\": 2, \"fn\": \"f\"}\n"
      "{\"ts\": 13, \"cpu\": 0, \"ev\": \"m_free\", \"loc\": \"A\", \"step\": \"a\"}\n"
      "{\"ts\": 14, \"cpu\": 1, \"ev\": \"m_use\", \"loc\": \"A\", \"step\": \"b\"}\n"
      "{\"ts\": 15, \"cpu\": 1, \"ev\": \"m_rmw\", \"loc\": \"r1\", \"old\": 3, \"new\": 3, \"order\": \"full\", \"step\": \"b\"}\n"
      "{\"ts\": 16, \"cpu\": 0, \"ev\": \"m_rmw\", \"loc\": \"r1\", \"old\": 3, \"new\": 1, \"order\": \"rlx\", \"op\": \"add\", \"step\": \"a\"}\n"
      "{\"ts\": 17, \"cpu\": 1, \"ev\": \"m_rmw\", \"loc\": \"r1\", \"old\": 1, \"new\": 1, \"order\": \"acq\", \"op\": \"or\", \"step\": \"b\"}\n"
      "{\"ts\": 18, \"cpu\": 1, \"ev\": \"m_store\", \"loc\": \"x[1]\", \"new\": 6, \"order\": \"once\", \"step\": \"b\", \"issue_seq\": 18}\n");
  static const char *const parts[] = {
    "\tint x_1 = 0;\n", "\tint A_freed = 0;\n", "\tint r1_ = 3;\n", "\tspinlock_t rq0_lock;\n",
    "spin_lock(rq0_lock); /* a */\n\tsmp_mb__after_spinlock(); /* a */\n\t/* interrupts off */\n",
    "smp_store_release(x_1, 5); /* a */\n\tsmp_mb(); /* a */\n\tspin_unlock(rq0_lock); /* a */\n",
    "\tsmp_store_release(ipi_7_sent, 1);\n", "r0 = smp_load_acquire(ipi_7_answer_1);\n",
    "\tWRITE_ONCE(*A_freed, 1); /* a */\n\tr1 = atomic_fetch_sub_relaxed(2, r1_); /* a */\n}\n",
    "\tr0 = READ_ONCE(*A_freed); /* b */\n\tr1 = smp_load_acquire(ipi_7_sent);\n",
    "\tr4 = cmpxchg(r1_, 9999, 0); /* b */\n\tr5 = xchg_acquire(r1_, 1); /* b */\n",
    "\tWRITE_ONCE(*x_1, 6); /* b */\n}\n",
    "exists (0:r0=1 /\\ 0:r1=3 /\\ 1:r0=0 /\\ 1:r1=1 /\\ 1:r2=5 /\\ 1:r3=1 /\\ 1:r4=3 /\\ 1:r5=1 /\\ r1_=1)\n",
  };
  g_autofree char *text = write_litmus (trace, "kinds");

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (strstr (text, parts[i]) == NULL)
        g_test_message ("%s\nin\n%s", parts[i], text);
      g_assert_nonnull (strstr (text, parts[i]));
    }
  assert_word (text, MMS_MEMORY_SC, "Sometimes");
}

static void
test_unfit (void)
{
  g_autoptr (GString) many = g_string_new (HEAD);
  g_autoptr (GString) wide = g_string_new (HEAD);
  struct
  {
    const char *text;
    const char *message;
  } traces[] = {
    { HEAD "{\"ts\": 1, \"cpu\": 1, \"ev\": \"note\", \"text\": \"x\"}\n", "no memory operations" },
    { HEAD "{\"ts\": 1, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 1}\n"
           "{\"ts\": 2, \"cpu\": 2, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 1}\n",
      "0 CPUs have" },
    { NULL, "more than" },
    { NULL, "5 CPUs have" },
  };

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (many, "{\"ts\": %u, \"cpu\": %u, \"ev\": \"m_store\", \"loc\": \"x\", "
                            "\"old\": 0, \"new\": %u}\n", i, i % 2, i * 1000);
  for (guint i = 0; i < 5; i++)
    g_string_append_printf (wide, "{\"ts\": %u, \"cpu\": %u, \"ev\": \"m_store\", \"loc\": \"x\", "
                            "\"old\": 0, \"new\": 1}\n", i, i);
  traces[2].text = many->str;
  traces[3].text = wide->str;
  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autoptr (MmsTrace) trace = read_trace (traces[i].text);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (mms_write_litmus (trace, 1, 1000, "t", append, text, &error));
      g_assert_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, traces[i].message));
    }
}

/* --- runs of the machine --- */

/* One way through the program, and what was done on it; %NULL: it came to no end. */
static GArray *
run_randomly (const MmsMachine *machine, GRand *random)
{
  guint n_cells = mms_machine_get_n_cells (machine);
  g_autofree MmsCell *state = g_new0 (MmsCell, n_cells);
  g_autofree MmsCell *next = g_new0 (MmsCell, n_cells);
  GArray *way = g_array_new (FALSE, FALSE, sizeof (MmsTransition));
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  MmsAlarms alarms = { { 0 } };
  guint n;

  mms_machine_get_initial (machine, state, &alarms);
  while ((n = mms_machine_list (machine, state, transitions)) > 0)
    {
      const MmsTransition *chosen = &transitions[g_rand_int_range (random, 0, (gint32) n)];

      memcpy (next, state, n_cells * sizeof *state);
      /* A wrong guess: another one will be right, or an end is not to be had from here. */
      if (!mms_machine_apply (machine, next, chosen, &alarms, NULL, NULL))
        {
          g_array_unref (way);
          return NULL;
        }
      memcpy (state, next, n_cells * sizeof *state);
      g_array_append_val (way, *chosen);
    }
  if (mms_machine_check_end (machine, state, 0, &alarms, NULL, NULL))
    return way;
  g_array_unref (way);
  return NULL;
}

static void
round_trip (const MmsMachine *machine, const GArray *way, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mms_record_run (machine, (const MmsTransition *) (gpointer) way->data,
                                             way->len, NULL, TRUE, &error);
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsLitmusAnswer) answer = NULL;

  g_assert_no_error (error);
  trace = mms_read_bytes (bytes, "run.json", NULL, &error);
  g_assert_no_error (error);
  /* Where nothing that one process writes is touched by another in this run, there is no test. */
  if (!mms_write_litmus (trace, 1, G_MAXUINT, name, append, text, &error))
    {
      g_assert_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT);
      return;
    }
  answer = answer_text (text->str, mms_machine_get_memory (machine));
  g_assert_cmpuint (answer->n_holding, >, 0);
}

static void
test_sample (gconstpointer data)
{
  const char *path = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *text = NULL;
  g_autoptr (MmsLitmus) litmus = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  litmus = mms_litmus_read (path, text, length, NULL);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsMachine) machine = mms_machine_new (litmus->program, (MmsMemory) memory,
                                                        MAX (litmus->n_entries, 1), FALSE, NULL);

      for (guint i = 0; i < N_RUNS; i++)
        {
          g_autoptr (GArray) way = run_randomly (machine, random);

          if (way != NULL)
            round_trip (machine, way, litmus->name);
        }
    }
}

/* What is said of a value waits for it beside the operations, and leaves without being one. */
static void
test_said (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  guint n_ways = 0;

  mms_language_add_text (language, "said.lazy",
                         "scenario SAID \"said\" \"Operations around what is said\";\n"
                         "cpus 2;\n"
                         "int x, y, z;\n"
                         "cpu 0 { { int a = READ_ONCE(y); forbid INFO (a == 6 && a == 7);"
                         " WRITE_ONCE(z, 4); int b = READ_ONCE(x); forbid INFO (a == 2 && b == 7);"
                         " WRITE_ONCE(z, 5); WRITE_ONCE(x, 6); int c = READ_ONCE(y);"
                         " forbid INFO (c == 7); } }\n"
                         "cpu 1 { { WRITE_ONCE(x, 1); smp_mb(); WRITE_ONCE(y, 2);"
                         " int d = READ_ONCE(z); } }\n",
                         -1);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  machine = mms_machine_new (program, MMS_MEMORY_WEAK, 0, FALSE, NULL);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GArray) way = run_randomly (machine, random);

      if (way == NULL)
        continue;
      round_trip (machine, way, "said");
      n_ways++;
    }
  g_assert_cmpuint (n_ways, >, 10);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  folder = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "litmus", NULL);
  dir = g_dir_open (folder, 0, NULL);
  g_test_add_func ("/litmus-write/text", test_text);
  g_test_add_func ("/litmus-write/kinds", test_kinds);
  g_test_add_func ("/litmus-write/unfit", test_unfit);
  g_test_add_func ("/litmus-write/said", test_said);
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".litmus"))
      {
        g_autofree char *path = g_strconcat ("/litmus-write/", name, NULL);

        g_test_add_data_func_full (path, g_build_filename (folder, name, NULL), test_sample, g_free);
      }
  return g_test_run ();
}
