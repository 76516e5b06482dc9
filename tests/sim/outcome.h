/* outcome.h - what a search finds, to be compared
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/explore.h"

G_BEGIN_DECLS

/**
 * Outcome:
 * @ends: set of GBytes: the locations' values at each end
 * @alarms: without regard to where and how deep
 * @text: alarms with their paths, and the numbers
 */
typedef struct
{
  MmsVerdict verdict;
  MmsBound bound;
  GHashTable *ends;
  MmsAlarms alarms;
  char *text;
  MmsExploreNumbers numbers;
} Outcome;

/* @options: (nullable); its @end is taken */
void outcome_init  (Outcome                 *outcome,
                    const MmsMachine        *machine,
                    const MmsExploreOptions *options);
void outcome_clear (Outcome *outcome);

gboolean outcome_has_end  (const Outcome *outcome,
                           const gint16  *values,
                           guint          n);
/* Whether all that @one has @other has too. */
gboolean outcome_is_subset (const Outcome *one,
                            const Outcome *other);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

G_END_DECLS
