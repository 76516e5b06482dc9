/* violation-chain.h - what led to what a simulator has found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/**
 * MmsViolationChain:
 *
 * Makes the chains of evidence of a simulator's own findings, of nothing but what the trace tells: the
 * operation that a finding is about and what it found there, the variables that a forbid asks about, who holds
 * the mm and what has become of it.
 */
typedef struct _MmsViolationChain MmsViolationChain;

MmsViolationChain *mms_violation_chain_new  (MmsCheckContext   *context);
void               mms_violation_chain_free (MmsViolationChain *chain);

/* Adds to @finding, of the violation @event, up to four links that come before it. */
void mms_violation_chain_tell (MmsViolationChain *chain,
                               MmsFinding        *finding,
                               guint              event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsViolationChain, mms_violation_chain_free)

G_END_DECLS
