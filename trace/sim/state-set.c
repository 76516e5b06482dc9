/* state-set.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most cells of a state are 0 and most others small: eight cells are a byte that tells which of them
 * are not 0, and those, seven bits to a byte.
 */

#include "state-set.h"

#include <string.h>

#define FIRST_SLOTS 1024

/* A cell takes 3 bytes at most, and an eighth of one for the mask. */
#define MAX_PACKED(n_cells) (((gsize) (n_cells) * 25 + 7) / 8 + 1)

void
mms_state_set_init (MmsStateSet *set, guint n_cells)
{
  memset (set, 0, sizeof *set);
  set->n_cells = n_cells;
  set->n_slots = FIRST_SLOTS;
  set->slots = g_new0 (guint32, set->n_slots);
}

void
mms_state_set_clear (MmsStateSet *set)
{
  g_free (set->bytes);
  g_free (set->ends);
  g_free (set->hashes);
  g_free (set->slots);
  memset (set, 0, sizeof *set);
}

gsize
mms_state_set_get_memory (const MmsStateSet *set)
{
  return set->n_allocated + set->n_room * (sizeof *set->ends + sizeof *set->hashes)
         + set->n_slots * sizeof *set->slots;
}

/* Small numbers first, whatever their sign. */
static inline guint
fold_sign (MmsCell value)
{
  return value < 0 ? (guint) (-value) * 2 - 1 : (guint) value * 2;
}

static inline MmsCell
unfold_sign (guint value)
{
  return (MmsCell) ((value & 1) != 0 ? -(int) ((value + 1) / 2) : (int) (value / 2));
}

static gsize
pack (const MmsCell *state, guint n_cells, guint8 *bytes)
{
  guint8 *p = bytes;

  for (guint i = 0; i < n_cells; i += 8)
    {
      guint8 *mask = p++;

      *mask = 0;
      for (guint j = 0; j < 8 && i + j < n_cells; j++)
        {
          guint value = fold_sign (state[i + j]);

          if (value == 0)
            continue;
          *mask |= (guint8) (1u << j);
          for (; value >= 0x80; value >>= 7)
            *p++ = (guint8) (value | 0x80);
          *p++ = (guint8) value;
        }
    }
  return (gsize) (p - bytes);
}

static gsize
get_start (const MmsStateSet *set, guint number)
{
  return number == 0 ? 0 : set->ends[number - 1];
}

void
mms_state_set_get (const MmsStateSet *set, guint number, MmsCell *state)
{
  const guint8 *p = set->bytes + get_start (set, number);

  for (guint i = 0; i < set->n_cells; i += 8)
    {
      guint mask = *p++;

      for (guint j = 0; j < 8 && i + j < set->n_cells; j++)
        {
          guint value = 0;
          guint shift = 0;

          if ((mask >> j & 1) != 0)
            {
              for (; (*p & 0x80) != 0; shift += 7)
                value |= (guint) (*p++ & 0x7f) << shift;
              value |= (guint) *p++ << shift;
            }
          state[i + j] = unfold_sign (value);
        }
    }
}

static guint32
get_hash (const guint8 *bytes, gsize length)
{
  guint64 hash = 0x9e3779b97f4a7c15;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ bytes[i]) * 0x100000001b3;
  hash ^= hash >> 29;
  hash *= 0xbf58476d1ce4e5b9;
  return (guint32) (hash >> 32);
}

static void
grow_slots (MmsStateSet *set)
{
  g_free (set->slots);
  set->n_slots *= 2;
  set->slots = g_new0 (guint32, set->n_slots);
  for (guint i = 0; i < set->n_states; i++)
    {
      guint slot = set->hashes[i] & (set->n_slots - 1);

      while (set->slots[slot] != 0)
        slot = (slot + 1) & (set->n_slots - 1);
      set->slots[slot] = i + 1;
    }
}

/* A state packed behind those that are in the set. */
typedef struct
{
  gsize length;
  guint32 hash;
  guint slot; /* where it is, or would be */
} Packed;

/* Returns: the state's number; that of the next one if it is not there */
static guint
look_up (MmsStateSet *set, const MmsCell *state, Packed *packed)
{
  guint8 *bytes;

  if (set->n_allocated - set->n_bytes < MAX_PACKED (set->n_cells))
    {
      set->n_allocated = set->n_allocated * 3 / 2 + 64 * MAX_PACKED (set->n_cells);
      set->bytes = g_realloc (set->bytes, set->n_allocated);
    }
  bytes = set->bytes + set->n_bytes;
  packed->length = pack (state, set->n_cells, bytes);
  packed->hash = get_hash (bytes, packed->length);
  for (packed->slot = packed->hash & (set->n_slots - 1); set->slots[packed->slot] != 0;
       packed->slot = (packed->slot + 1) & (set->n_slots - 1))
    {
      guint other = set->slots[packed->slot] - 1;
      gsize start = get_start (set, other);

      if (set->hashes[other] == packed->hash && set->ends[other] - start == packed->length
          && memcmp (set->bytes + start, bytes, packed->length) == 0)
        return other;
    }
  return set->n_states;
}

gboolean
mms_state_set_find (MmsStateSet *set, const MmsCell *state, guint *number)
{
  Packed packed;

  *number = look_up (set, state, &packed);
  return *number < set->n_states;
}

guint
mms_state_set_number (MmsStateSet *set, const MmsCell *state)
{
  Packed packed;
  guint number = look_up (set, state, &packed);

  if (number < set->n_states)
    return number;
  if (set->n_states == set->n_room)
    {
      set->n_room = set->n_room * 3 / 2 + 256;
      set->ends = g_renew (gsize, set->ends, set->n_room);
      set->hashes = g_renew (guint32, set->hashes, set->n_room);
    }
  set->n_bytes += packed.length;
  set->ends[set->n_states] = set->n_bytes;
  set->hashes[set->n_states++] = packed.hash;
  set->slots[packed.slot] = set->n_states;
  if (set->n_states > set->n_slots / 4 * 3)
    grow_slots (set);
  return number;
}

gboolean
mms_state_set_add (MmsStateSet *set, const MmsCell *state)
{
  guint n_states = set->n_states;

  return mms_state_set_number (set, state) == n_states;
}
