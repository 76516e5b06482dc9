/* mutants.c - mmscope check on damaged captures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   mutants [--count N] [--seed S] [--keep FOLDER] [--program MMSCOPE]
 *
 * Damages several captures N times in all, always in the same ways for the same seed, and runs
 * `mmscope check` on each with bounds on memory and time.  Exits with 1 where a bar is missed: no
 * crash, no hang, memory below three times the file and 64 MB, a message and status 3 or 4 wherever
 * an event is missing, and all pages that the damage did not touch.  With --keep, files that missed
 * a bar stay in the folder.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mutate.h"
#include "pieces.h"

#define MB (1024.0 * 1024.0)

/* Far above the bars, so that what misses one is told from what runs away */
#define MAX_ADDRESSES (G_GUINT64_CONSTANT (4) << 30)
#define MAX_CPU_SECONDS 10
#define MAX_WALL_SECONDS 120

/* AddressSanitizer's own memory is no measure, and more than any bound. */
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

static const char *const captures[] = {
  "forms/rec-v6.dat",         "forms/rec-v7-plain.dat",    "forms/rec-v7-zstd.dat",
  "forms/rec-2buffers.dat",   "stock/lost-record.dat",     "stock/pair-sched.trace.txt",
  "stock/sched-only.report.txt", "patched/hazard-exit.txt", "stock/names.trace.txt.gz",
};

/* What became of all mutants of one capture */
typedef struct
{
  guint n_mutants;
  guint n_crashes;
  guint n_hangs;
  guint n_silent;
  guint n_over;
  double peak;
  guint64 n_possible;
  guint64 n_recovered;
} Score;

typedef struct
{
  const char *program;
  const char *keep;
  char *path; /* of the mutant */
  char *log;  /* what the program says of it */
  gboolean is_verbose;
} Run;

/* How a child ended: its status, or minus the signal */
typedef struct
{
  int status;
  double peak; /* bytes */
} End;

static void
limit (void)
{
  const struct rlimit cpu = { MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1 };
  const struct rlimit core = { 0, 0 };
  const struct rlimit addresses = { MAX_ADDRESSES, MAX_ADDRESSES };

  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_CORE, &core);
  if (!IS_SANITIZED)
    setrlimit (RLIMIT_AS, &addresses);
  alarm (MAX_WALL_SECONDS);
}

static End
wait_for (pid_t child)
{
  struct rusage usage;
  End end = { 0, 0 };
  int status;

  g_assert_cmpint (child, >, 0);
  while (wait4 (child, &status, 0, &usage) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  end.status = WIFSIGNALED (status) ? -WTERMSIG (status) : WEXITSTATUS (status);
  end.peak = usage.ru_maxrss * 1024.0;
  return end;
}

/* mmscope check; its messages go into the log. */
static End
run_check (const Run *run)
{
  pid_t child = fork ();

  if (child == 0)
    {
      int null = open ("/dev/null", O_RDWR);
      int log = open (run->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

      dup2 (null, STDIN_FILENO);
      dup2 (null, STDOUT_FILENO);
      dup2 (log, STDERR_FILENO);
      limit ();
      execl (run->program, run->program, "check", run->path, NULL);
      _exit (127);
    }
  return wait_for (child);
}

/* In a child of its own, too: what the program survives may end this one. */
static End
run_compare (const Run *run, const Whole *whole, gsize start, gsize end, Survivors *survivors)
{
  int pipes[2];
  pid_t child;
  End result;

  memset (survivors, 0, sizeof *survivors);
  g_assert_cmpint (pipe (pipes), ==, 0);
  child = fork ();
  if (child == 0)
    {
      Survivors found;

      limit ();
      whole_compare (whole, run->path, start, end, &found);
      _exit (write (pipes[1], &found, sizeof found) == sizeof found ? 0 : 1);
    }
  close (pipes[1]);
  if (read (pipes[0], survivors, sizeof *survivors) != sizeof *survivors)
    memset (survivors, 0, sizeof *survivors);
  close (pipes[0]);
  result = wait_for (child);
  return result;
}

static gboolean
is_hang (End end)
{
  return end.status == -SIGXCPU || end.status == -SIGALRM || end.status == -SIGKILL;
}

/* 1 is also how a sanitizer ends a program; its report tells. */
static gboolean
is_crash (const Run *run, End end)
{
  g_autofree char *log = NULL;

  if (end.status < 0 || end.status > 4)
    return !is_hang (end);
  return g_file_get_contents (run->log, &log, NULL, NULL)
         && (strstr (log, "Sanitizer") || strstr (log, "runtime error"));
}

static gboolean
has_message (const Run *run)
{
  GStatBuf status;

  return g_stat (run->log, &status) == 0 && status.st_size > 0;
}

static void
tell (const Run *run, const char *what, const char *name, guint number)
{
  g_autofree char *kept = NULL;
  g_autofree char *base = g_path_get_basename (run->path);
  g_autofree char *contents = NULL;
  gsize size;

  printf ("  %s: %s\n", what, name);
  if (run->keep == NULL || !g_file_get_contents (run->path, &contents, &size, NULL))
    return;
  base = (g_free (base), g_strdup_printf ("%s-%u-%s", what, number, name));
  kept = g_build_filename (run->keep, g_strdelimit (base, "/ ", '-'), NULL);
  g_file_set_contents (kept, contents, (gssize) size, NULL);
}

static void
try_mutant (const Run *run,
            const char *capture,
            const Whole *whole,
            Mutation mutation,
            GRand *random,
            guint number,
            Score *score)
{
  gsize size;
  const guint8 *sound = whole_get_data (whole, &size);
  g_autofree guint8 *data = g_memdup2 (sound, size);
  g_autofree char *name = NULL;
  const double most = 3.0 * size + 64 * MB;
  /* A text that ends with a line may be whole, as far as anybody can tell. */
  const gboolean is_cut = mutation == MUTATION_CUT || mutation == MUTATION_CUT_HEAD;
  Survivors survivors;
  gsize start;
  gsize end;
  End check;
  End compare;

  if (!mutate (mutation, random, data, &size, &start, &end))
    return;
  name = g_strdup_printf ("%s %s 0x%zx-0x%zx", capture, mutation_get_name (mutation), start, end);
  g_assert_true (g_file_set_contents (run->path, (const char *) data, (gssize) size, NULL));

  check = run_check (run);
  compare = run_compare (run, whole, start, end, &survivors);
  score->n_mutants++;
  score->peak = MAX (score->peak, check.peak);
  score->n_possible += survivors.n_possible;
  score->n_recovered += survivors.n_recovered;
  if (run->is_verbose)
    printf ("  %s: status %d, %u of %u events, %u of %u pieces, %.1f MB\n", name, check.status,
            survivors.n_events, whole_get_n_events (whole), survivors.n_recovered,
            survivors.n_possible, check.peak / MB);

  if (is_hang (check) || is_hang (compare))
    {
      score->n_hangs++;
      tell (run, "hang", name, number);
    }
  else if (is_crash (run, check) || compare.status != 0)
    {
      score->n_crashes++;
      tell (run, "crash", name, number);
    }
  else if (survivors.n_events < whole_get_n_events (whole)
           && (check.status < 3 || !has_message (run))
           && !(is_cut && whole_has_line_end (whole, start)))
    {
      score->n_silent++;
      tell (run, "silent", name, number);
    }
  if (survivors.n_recovered < survivors.n_possible)
    tell (run, "unrecovered", name, number);
  if (!IS_SANITIZED && check.peak > most)
    {
      score->n_over++;
      tell (run, "memory", name, number);
    }
}

static void
add_score (Score *sum, const Score *score)
{
  sum->n_mutants += score->n_mutants;
  sum->n_crashes += score->n_crashes;
  sum->n_hangs += score->n_hangs;
  sum->n_silent += score->n_silent;
  sum->n_over += score->n_over;
  sum->peak = MAX (sum->peak, score->peak);
  sum->n_possible += score->n_possible;
  sum->n_recovered += score->n_recovered;
}

static void
print_score (const char *name, const Score *score)
{
  printf ("%-30s %8u %8u %6u %7u %7u %8.1f %10" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT "\n", name,
          score->n_mutants, score->n_crashes, score->n_hangs, score->n_silent, score->n_over,
          score->peak / MB, score->n_recovered, score->n_possible);
}

/* Returns: whether all bars are reached */
static gboolean
run_all (Run *run, guint count, guint32 seed)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Score scores[G_N_ELEMENTS (captures)] = { 0 };
  Score sum = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      g_autofree char *path = g_build_filename (samples ? samples : "samples", "captures",
                                                captures[i], NULL);
      g_autoptr (Whole) whole = whole_new (path);

      for (guint n = i; n < count; n += G_N_ELEMENTS (captures))
        try_mutant (run, captures[i], whole, (n / G_N_ELEMENTS (captures)) % N_MUTATIONS, random, n,
                    &scores[i]);
    }

  printf ("%-30s %8s %8s %6s %7s %7s %8s %10s\n", "capture", "mutants", "crashes", "hangs", "silent",
          "memory", "peak MB", "recovered");
  for (guint i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      print_score (captures[i], &scores[i]);
      add_score (&sum, &scores[i]);
    }
  print_score ("all", &sum);
  return sum.n_mutants > 0 && sum.n_crashes + sum.n_hangs + sum.n_silent + sum.n_over == 0
         && sum.n_recovered == sum.n_possible;
}

/* Beside this program in the build folder */
static char *
find_program (const char *self)
{
  g_autofree char *folder = g_path_get_dirname (self);

  return g_build_filename (folder, "..", "..", "app", "mmscope", NULL);
}

int
main (int argc, char **argv)
{
  int count = 300;
  int seed = 1;
  gboolean is_verbose = FALSE;
  g_autofree char *keep = NULL;
  g_autofree char *program = NULL;
  const GOptionEntry entries[] = {
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "How many mutants in all (300)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Other mutants", "S" },
    { "keep", 0, 0, G_OPTION_ARG_FILENAME, &keep, "Keep what misses a bar", "FOLDER" },
    { "program", 0, 0, G_OPTION_ARG_FILENAME, &program, "The program to try", "MMSCOPE" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &is_verbose, "Tell of each mutant", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  Run run = { 0 };
  gboolean is_reached;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1 || count < 1)
    {
      fprintf (stderr, "mutants: %s\n", error ? error->message : "try --help");
      return 2;
    }
  if (program == NULL)
    program = find_program (argv[0]);

  folder = g_dir_make_tmp ("mmscope-mutants-XXXXXX", &error);
  g_assert_no_error (error);
  run.program = program;
  run.keep = keep;
  run.is_verbose = is_verbose;
  run.path = g_build_filename (folder, "mutant", NULL);
  run.log = g_build_filename (folder, "log", NULL);
  is_reached = run_all (&run, (guint) count, (guint32) seed);

  g_remove (run.path);
  g_remove (run.log);
  g_rmdir (folder);
  g_free (run.path);
  g_free (run.log);
  return is_reached ? 0 : 1;
}
