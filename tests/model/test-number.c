/* test-number.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "model/number.h"

/* An argument: what the test runs itself for */
#define FIRST "--first"

#define N_THREADS 4
#define N_FIRSTS 20000

static void
test_values (void)
{
  static const struct
  {
    const char *text;
    guint base;
    guint64 min;
    guint64 max;
    gboolean is_number;
    guint64 number;
  } cases[] = {
    { "0", 10, 0, 9, TRUE, 0 },
    { "12", 10, 0, 99, TRUE, 12 },
    { "0012", 10, 0, 99, TRUE, 12 },
    { "1000", 16, 0, G_MAXUINT64, TRUE, 0x1000 },
    { "fFfFfFfFfFfFfFfF", 16, 0, G_MAXUINT64, TRUE, G_MAXUINT64 },
    { "18446744073709551615", 10, 0, G_MAXUINT64, TRUE, G_MAXUINT64 },
    { "18446744073709551616", 10, 0, G_MAXUINT64, FALSE, 0 },
    { "10000000000000000", 16, 0, G_MAXUINT64, FALSE, 0 },
    { "100", 10, 0, 99, FALSE, 0 },
    { "1", 10, 2, 99, FALSE, 0 },
    { "", 10, 0, 99, FALSE, 0 },
    { "a", 10, 0, 99, FALSE, 0 },
    { "g", 16, 0, 99, FALSE, 0 },
    { "0x1", 16, 0, 99, FALSE, 0 },
    { " 1", 10, 0, 99, FALSE, 0 },
    { "1 ", 10, 0, 99, FALSE, 0 },
    { "+1", 10, 0, 99, FALSE, 0 },
    { "-1", 10, 0, 99, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 number = 77;

      g_assert_cmpint (mms_number_parse (cases[i].text, cases[i].base, cases[i].min, cases[i].max,
                                         &number),
                       ==, cases[i].is_number);
      g_assert_cmpuint (number, ==, cases[i].is_number ? cases[i].number : 77);
    }
}

static gsize firsts[N_THREADS][N_FIRSTS];
static gint is_begun;

/* What GLib does wherever something is used for the first time */
static gpointer
work (gpointer data)
{
  gsize *first = data;

  while (!g_atomic_int_get (&is_begun))
    g_thread_yield ();
  for (guint i = 0; i < N_FIRSTS; i++)
    if (g_once_init_enter (&first[i]))
      g_once_init_leave (&first[i], 1);
  return NULL;
}

/* The first number that this process reads, while other threads begin.  Returns: the exit status */
static int
read_first (void)
{
  GThread *threads[N_THREADS];
  guint64 number = 0;
  gboolean is_number;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new (NULL, work, firsts[i]);
  g_atomic_int_set (&is_begun, TRUE);
  g_usleep (200);
  is_number = mms_number_parse ("1000", 16, 0, G_MAXUINT64, &number);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  return is_number && number == 0x1000 ? 0 : 1;
}

static const char *program;

/* Whatever other threads do for the first time.  The test framework reads numbers as well, so that it
 * takes processes without it; of some thirty g_ascii_string_to_unsigned() fails in one. */
static void
test_first (void)
{
  const char *argv[] = { program, FIRST, NULL };

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;
      int status;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                    &error);
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], FIRST) == 0)
    return read_first ();
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/values", test_values);
  g_test_add_func ("/number/first", test_first);
  return g_test_run ();
}
