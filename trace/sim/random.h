/* random.h - numbers that are the same everywhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsRandom:
 *
 * SplitMix64: a seed gives the same run on every machine and with every library.
 */
typedef struct
{
  guint64 state;
} MmsRandom;

static inline MmsRandom
mms_random_new (guint64 seed)
{
  return (MmsRandom){ seed };
}

static inline guint64
mms_random_next (MmsRandom *random)
{
  guint64 z = random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* 0 to @n - 1; @n is small, so that one number is as likely as another for all that can be seen. */
static inline guint
mms_random_below (MmsRandom *random, guint n)
{
  return (guint) (mms_random_next (random) % n);
}

G_END_DECLS
