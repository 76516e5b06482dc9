/* violation-telling.h - for the files that make chains of violations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/source-map.h"
#include "violation-chain.h"

G_BEGIN_DECLS

struct _MmsViolationChain
{
  MmsCheckContext *context;
  MmsTrace *trace;
  MmsHistory *history;
  const MmsEvent *events;
  MmsOperations *operations; /* (nullable) */
  MmsSourceMap *sources;     /* (nullable) */
};

/**
 * MmsTelling:
 * @event: the violation's
 * @cpu: that recorded it
 * @mm: what it is about; 0: none so far
 *
 * The chain of one finding.
 */
typedef struct
{
  MmsViolationChain *chain;
  MmsFinding *finding;
  guint event;
  guint cpu;
  guint mm;
} MmsTelling;

/* Whether @event comes before the violation, and neither it nor what it is the effect of is told already. */
gboolean mms_telling_has_room (const MmsTelling *telling,
                               guint             event);

/* Who holds the mm, and what has become of it. */
void mms_telling_tell_mm (MmsTelling *telling);

G_END_DECLS
