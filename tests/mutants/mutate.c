/* mutate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "mutate.h"

#include <string.h>

#define PAGE 4096
#define PAGE_HEAD 16

/* Of a small file everything is its first part. */
#define HEAD_SIZE 8192

const char *
mutation_get_name (Mutation mutation)
{
  static const char *const names[N_MUTATIONS] = {
    "cut",       "cut-head",  "bit",        "byte",      "burst",
    "zeros",     "head-byte", "head-large", "page-head", "record",
  };

  return names[mutation];
}

static gsize
choose (GRand *random, gsize below)
{
  return (gsize) (g_rand_double (random) * (double) below);
}

static void
fill (GRand *random, guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int_range (random, 0, 256);
}

/* A number that is no size of anything, over 4 or 8 bytes */
static gsize
put_large (GRand *random, guint8 *data)
{
  static const guint64 numbers[] = { 0x7fffffff, 0xffffffff, 0x80000000, 0xfffffff0, 0x10000000,
                                     G_MAXUINT64, G_MAXINT64, G_GUINT64_CONSTANT (1) << 40 };
  guint64 number = GUINT64_TO_LE (numbers[choose (random, G_N_ELEMENTS (numbers))]);
  gsize width = g_rand_boolean (random) ? 4 : 8;

  memcpy (data, &number, width);
  return width;
}

/* Returns: how many bytes at @at were written */
static gsize
write_at (Mutation mutation, GRand *random, guint8 *data, gsize size, gsize *at)
{
  const gsize head = MIN (size, HEAD_SIZE);
  gsize width;

  switch (mutation)
    {
    case MUTATION_BIT:
      *at = choose (random, size);
      data[*at] ^= (guint8) (1 << choose (random, 8));
      return 1;

    case MUTATION_BYTE:
    case MUTATION_HEAD_BYTE:
      *at = choose (random, mutation == MUTATION_BYTE ? size : head);
      fill (random, data + *at, 1);
      return 1;

    case MUTATION_BURST:
      *at = choose (random, size);
      width = MIN (size - *at, 1 + choose (random, 64));
      fill (random, data + *at, width);
      return width;

    case MUTATION_ZEROS:
      *at = choose (random, size);
      width = MIN (size - *at, 1 + choose (random, 512));
      memset (data + *at, 0, width);
      return width;

    case MUTATION_HEAD_LARGE:
      *at = g_rand_boolean (random) ? choose (random, head - 8) : size - 8 - choose (random, 256);
      return put_large (random, data + *at);

    case MUTATION_PAGE_HEAD:
      *at = choose (random, size / PAGE) * PAGE;
      *at = MIN (*at + (g_rand_boolean (random) ? 8 : 0), size - 8);
      return put_large (random, data + *at);

    case MUTATION_RECORD:
    default:
      *at = choose (random, size / PAGE) * PAGE + PAGE_HEAD + 4 * choose (random, 64);
      *at = MIN (*at, size - 4);
      fill (random, data + *at, 4);
      return 4;
    }
}

gboolean
mutate (Mutation mutation, GRand *random, guint8 *data, gsize *size, gsize *start, gsize *end)
{
  g_autofree guint8 *before = NULL;
  gsize width;

  if (mutation == MUTATION_CUT || mutation == MUTATION_CUT_HEAD)
    {
      *start = choose (random, mutation == MUTATION_CUT ? *size : MIN (*size, HEAD_SIZE));
      *end = *size;
      *size = *start;
      return TRUE;
    }

  before = g_memdup2 (data, *size);
  width = write_at (mutation, random, data, *size, start);
  *end = *start + width;
  return memcmp (before + *start, data + *start, width) != 0;
}
