/* sampled.h - what a context switch itself reads of a task
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/**
 * MmsSampled:
 * @event: in which
 * @is_told: it has something of the kind
 * @pid: the task
 * @is_next: it is switched to, and not from
 * @has_mm: @mm was read
 * @has_active: @active was read
 * @kept_active: (of a task without mm that is switched to) what its active_mm was until now
 *
 * The kernel's own values, as an event in the context switch carries them: pointers, 0 for NULL.
 * They do not depend on what was replayed, so nothing that was lost makes them wrong.
 */
struct _MmsSampled
{
  guint event;
  gboolean is_told;
  int pid;
  gboolean is_next;
  gboolean has_mm;
  gboolean has_active;
  gboolean has_kept;
  guint64 mm;
  guint64 active;
  guint64 kept_active;
};

extern const MmsRole mms_sampled_roles[];

/* (nullable): %NULL where the event just replayed has nothing of the kind.  Read once for all who ask. */
const MmsSampled *mms_sampled_read (MmsCheckContext *context);

/* Whether the event is part of a context switch: exec and exit call the same functions.  To be asked
 * last, it takes time. */
gboolean mms_sampled_is_certain (MmsCheckContext *context);

G_END_DECLS
