/* operations-private.h - for the files that make and read MmsOperations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "operations.h"

G_BEGIN_DECLS

/**
 * MmsBuffer:
 * @delayed: (element-type MmsOperation): ascending by issue
 * @reach: (element-type guint32): by element of @delayed, the greatest @perform up to there
 *
 * The store buffer of one CPU over the whole trace.
 */
typedef struct
{
  GArray *delayed;
  GArray *reach;
} MmsBuffer;

struct _MmsOperations
{
  GArray *all;          /* MmsOperation, by event */
  GPtrArray *locations; /* char *; 0 is "" */
  GHashTable *buffers;  /* CPU -> MmsBuffer */
  GHashTable *causes;   /* event of the kernel's that tells what an operation did -> its index + 1 */
  gboolean has_moments; /* every event: its stamp */
  guint depth;
};

MmsOperations *mms_operations_allocate (void);

G_END_DECLS
