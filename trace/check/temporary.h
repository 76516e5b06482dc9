/* temporary.h - CPUs that are in a temporary mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/**
 * MmsTemporary:
 * @used: the event with which the CPU went into a temporary mm; 0: it is in none
 * @saved: the mm that it is to come back to; 0: not known
 * @provenance: how that is known
 */
typedef struct
{
  guint used;
  guint saved;
  MmsProvenance provenance;
} MmsTemporary;

/* What each CPU is in; needs both ends, so it knows nothing where the trace has but one of them. */
typedef struct _MmsTemporaries MmsTemporaries;

MmsTemporaries *mms_temporaries_new  (MmsCheckContext *context);
void            mms_temporaries_free (MmsTemporaries  *temporaries);

/* For the roles TEMP_MM_USE and TEMP_MM_UNUSE: takes the event just replayed down.
 * Returns: what the recording CPU was in before it */
MmsTemporary mms_temporaries_look (MmsTemporaries  *temporaries,
                                   MmsCheckContext *context);

/* What the recording CPU is in. */
MmsTemporary mms_temporaries_get  (MmsTemporaries  *temporaries,
                                   MmsCheckContext *context);

/* It is told once. */
void mms_temporaries_forget (MmsTemporaries *temporaries,
                             guint           cpu);

G_END_DECLS
