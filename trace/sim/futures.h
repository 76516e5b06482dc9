/* futures.h - what code may still touch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* Places that are no locations follow behind these: who holds what (CR3, holders, slots), what is
 * freed, what has been allocated, interrupts. */
typedef enum
{
  MMS_TOUCH_HOLDERS, /* written by what changes a holder, read by what frees */
  MMS_TOUCH_LIVES,   /* written by what frees and allocates, read by what follows an mm pointer */
  MMS_TOUCH_WALKERS, /* touched by what asks or changes who may be in freed page tables */
  MMS_TOUCH_IPI,     /* written by what sends one */
  MMS_TOUCH_SWITCH,  /* written by what switches tasks */
  MMS_TOUCH_STOP,    /* written by what stops the other CPUs */
  MMS_N_TOUCHES
} MmsTouch;

#define MMS_TOUCH_WORDS ((MMS_SIM_MAX_LOCATIONS + MMS_N_TOUCHES + 63) / 64)

/**
 * MmsFutures:
 *
 * For each instruction the locations that execution from there on, to the end of its body, may read
 * and may write, and those that its local instructions look at before the next step.  Sets of bits of @n_words
 * words; a bit too many costs states and nothing else, one too few would hide runs.
 */
typedef struct _MmsFutures
{
  guint n_words;
  guint n_locations;
  guint64 *reads;  /* by instruction, n_words each */
  guint64 *writes;
  guint64 *looks;
  guint64 *ghost_looks; /* as @looks, but only of what is left of that ghost */
  guint64 *ghost_delays; /* of a read: what ghosts look at that may wait for it */
  gboolean *is_in_loop; /* by instruction; of loops that do not count */
  guint64 *moved_reads; /* as @reads and @writes, but only of what comes behind a switch of tasks */
  guint64 *moved_writes;
  guint64 *script_reads[MMS_SIM_MAX_CPUS]; /* of a CPU's statements, from that one on, n_words each */
  guint64 *script_writes[MMS_SIM_MAX_CPUS];
  guint64 *switch_looks; /* of whatever may go on at a switch of tasks */
  guint64 *handler_reads[MMS_SIM_MAX_CPUS]; /* of all IPI handlers together, on each CPU */
  guint64 *handler_writes[MMS_SIM_MAX_CPUS];
  guint64 *foreign_writes[MMS_SIM_MAX_CPUS]; /* what other CPUs than that may write at any time, n_words */
  gboolean has_handlers;
} MmsFutures;

MmsFutures *mms_futures_new  (const MmsProgram *program);
void        mms_futures_free (MmsFutures       *futures);

static inline const guint64 *
mms_futures_get_reads (const MmsFutures *futures, guint pc)
{
  return futures->reads + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_writes (const MmsFutures *futures, guint pc)
{
  return futures->writes + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_moved_reads (const MmsFutures *futures, guint pc)
{
  return futures->moved_reads + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_moved_writes (const MmsFutures *futures, guint pc)
{
  return futures->moved_writes + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_looks (const MmsFutures *futures, guint pc)
{
  return futures->looks + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_ghost_looks (const MmsFutures *futures, guint pc)
{
  return futures->ghost_looks + (gsize) pc * futures->n_words;
}

static inline const guint64 *
mms_futures_get_ghost_delays (const MmsFutures *futures, guint pc)
{
  return futures->ghost_delays + (gsize) pc * futures->n_words;
}

G_END_DECLS
