/* replay.c - a fuzz target without a fuzzer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   replay-READER COUNT CORPUS
 *
 * Gives the target every file of its corpus, and COUNT damaged copies of each, always the same ones.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define SEED 1

/* As libFuzzer is told, too */
#define MAX_SIZE 131072

static const char *const words[] = {
  "\n", "\xff", " [1] ", "=", "{", "}", "[", "\"", ",", ":", "-1", "0x", "99999999999999999999",
  "cpus=1\n", "CPU:1 [LOST 3 EVENTS]\n", "options  ", "flyrecord", "header_page",
};

/* The target gets memory of exactly that size, so that a checker sees every byte read behind it. */
static void
try_bytes (const GByteArray *bytes)
{
  g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

  LLVMFuzzerTestOneInput (copy, bytes->len);
}

static void
change (GByteArray *bytes, GRand *random)
{
  static const guint64 numbers[] = { 0, 1, 0x7fffffff, 0xffffffff, G_MAXINT64, G_MAXUINT64 };
  const gsize at = (gsize) (g_rand_double (random) * bytes->len);
  const gsize left = bytes->len - at;
  const char *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
  guint64 number = numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))];

  if (bytes->len == 0)
    return;
  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      bytes->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
      break;
    case 1:
      bytes->data[at] = (guint8) g_rand_int_range (random, 0, 256);
      break;
    case 2:
      memcpy (bytes->data + at, &number, MIN (left, g_rand_boolean (random) ? 4 : 8));
      break;
    case 3:
      memcpy (bytes->data + at, word, MIN (left, strlen (word)));
      break;
    case 4:
      g_byte_array_remove_range (bytes, (guint) at, (guint) MIN (left, 1 + at % 300));
      break;
    case 5:
      memset (bytes->data + at, 0, MIN (left, 1 + at % 300));
      break;
    default:
      if (g_rand_int_range (random, 0, 8) == 0)
        g_byte_array_set_size (bytes, (guint) at);
      break;
    }
}

static void
try_file (const char *path, guint count)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GByteArray) whole = NULL;
  char *contents;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  whole = g_byte_array_new_take ((guint8 *) contents, size);
  try_bytes (whole);
  if (whole->len > MAX_SIZE)
    g_byte_array_set_size (whole, MAX_SIZE);

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GByteArray) mutant = g_byte_array_new ();
      const gint32 n_changes = g_rand_int_range (random, 1, 8);

      g_byte_array_append (mutant, whole->data, whole->len);
      for (gint32 j = 0; j < n_changes; j++)
        change (mutant, random);
      try_bytes (mutant);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = NULL;
  const char *name;
  guint count;

  if (argc != 3)
    {
      fprintf (stderr, "usage: %s COUNT CORPUS\n", argv[0]);
      return 2;
    }
  count = (guint) strtoul (argv[1], NULL, 10);
  folder = g_dir_open (argv[2], 0, NULL);
  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >, 0);

  printf ("1..%u\n", names->len);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (argv[2], names->pdata[i], NULL);

      try_file (path, count);
      printf ("ok %u - %s\n", i + 1, (char *) names->pdata[i]);
      fflush (stdout);
    }
  return 0;
}
