/* test-ghosts-random.c - ghosts see the same in the reduced search as in the full one, in many little programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdlib.h>

#include "outcome.h"
#include "random-ghosts.h"
#include "sim/language.h"

/* More with MMSCOPE_RANDOM_PROGRAMS, from the seed MMSCOPE_RANDOM_SEED on. */
#define N_PROGRAMS 300

#define MAX_STATES 30000 /* of the full search */

static guint
get_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text == NULL ? otherwise : (guint) strtoul (text, NULL, 10);
}

static MmsProgram *
compile (const char *text)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  MmsProgram *program = NULL;

  mms_language_add_text (language, "random.lazy", text, -1);
  if (mms_language_compile (language, &program) != MMS_LANGUAGE_DONE)
    {
      g_autofree char *wrong = mms_language_describe (language);

      g_error ("%s\n%s", text, wrong);
    }
  return program;
}

/* Returns: %FALSE if there are too many states */
static gboolean
check (const MmsProgram *program, MmsMemory memory, const char *text, guint32 seed)
{
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, FALSE, NULL);
  g_autoptr (MmsMachine) reducing = mms_machine_new (program, memory, 0, TRUE, NULL);
  g_auto (Outcome) full = { 0 };
  g_auto (Outcome) reduced = { 0 };

  outcome_init (&full, machine, &(MmsExploreOptions){ .max_states = MAX_STATES });
  if (full.bound != MMS_BOUND_NONE)
    return FALSE;
  outcome_init (&reduced, reducing, NULL);
  if (full.verdict != reduced.verdict || !outcome_is_subset (&full, &reduced)
      || !outcome_is_subset (&reduced, &full))
    g_error ("seed %u, %s: %u ends, reduced %u\n%s\n%s\nreduced:\n%s", seed, mms_memory_get_name (memory),
             g_hash_table_size (full.ends), g_hash_table_size (reduced.ends), text, full.text, reduced.text);
  return TRUE;
}

static void
test_random (void)
{
  guint n = get_number ("MMSCOPE_RANDOM_PROGRAMS", N_PROGRAMS);
  guint32 seed = get_number ("MMSCOPE_RANDOM_SEED", 1);
  guint n_left_out = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = random_ghosts (seed + i);
      g_autoptr (MmsProgram) program = compile (text);

      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        n_left_out += !check (program, memory, text, seed + i);
    }
  g_test_message ("%u of %u searches left out", n_left_out, n * MMS_N_MEMORIES);
  g_assert_cmpuint (n_left_out * 3, <, n * MMS_N_MEMORIES);
}

/* (transfer full): the text with each word that waits as the loop that it stands for. */
static char *
write_loops (const char *text)
{
  static const struct
  {
    const char *wait;
    const char *loop;
  } words[] = {
    { "(a\\d+) = smp_cond_load_relaxed\\(&([\\w>-]+), (\\d)\\);",
      "\\1 = READ_ONCE(\\2); while (\\1 != \\3) \\1 = READ_ONCE(\\2);" },
    { "(a\\d+) = smp_cond_load_relaxed_not\\(&([\\w>-]+), (\\d)\\);",
      "\\1 = READ_ONCE(\\2); while (\\1 == \\3) \\1 = READ_ONCE(\\2);" },
    { "(a\\d+) = smp_cond_load_acquire\\(&([\\w>-]+), (\\d)\\);",
      "\\1 = smp_load_acquire(&\\2); while (\\1 != \\3) \\1 = smp_load_acquire(&\\2);" },
  };
  char *result = g_strdup (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (words[i].wait, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
      char *replaced = g_regex_replace (regex, result, -1, 0, words[i].loop, G_REGEX_MATCH_DEFAULT, NULL);

      g_assert_nonnull (replaced);
      g_free (result);
      result = replaced;
    }
  return result;
}

static void
test_waits_are_loops (void)
{
  guint n = get_number ("MMSCOPE_RANDOM_PROGRAMS", N_PROGRAMS);
  guint32 seed = get_number ("MMSCOPE_RANDOM_SEED", 1);
  guint n_compared = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = random_ghosts (seed + i);
      g_autofree char *loops = write_loops (text);
      g_autoptr (MmsProgram) with_waits = NULL;
      g_autoptr (MmsProgram) with_loops = NULL;

      if (g_str_equal (text, loops))
        continue;
      with_waits = compile (text);
      with_loops = compile (loops);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        {
          g_autoptr (MmsMachine) waiting = mms_machine_new (with_waits, memory, 0, TRUE, NULL);
          g_autoptr (MmsMachine) looping = mms_machine_new (with_loops, memory, 0, TRUE, NULL);
          g_auto (Outcome) one = { 0 };
          g_auto (Outcome) other = { 0 };

          outcome_init (&other, looping, &(MmsExploreOptions){ .max_states = MAX_STATES });
          if (other.bound != MMS_BOUND_NONE)
            continue;
          outcome_init (&one, waiting, NULL);
          n_compared++;
          if (one.verdict != other.verdict || !outcome_is_subset (&one, &other) || !outcome_is_subset (&other, &one))
            g_error ("seed %u, %s: %u ends, with loops %u\n%s\n%s\nwith loops:\n%s", seed + i,
                     mms_memory_get_name (memory), g_hash_table_size (one.ends), g_hash_table_size (other.ends), text,
                     one.text, other.text);
        }
    }
  g_test_message ("%u compared", n_compared);
  g_assert_cmpuint (n_compared, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/ghosts-random", test_random);
  g_test_add_func ("/sim/waits-are-loops", test_waits_are_loops);
  return g_test_run ();
}
