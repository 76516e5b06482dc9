/* crew.h - a few threads that do one thing at a time together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MmsCrew MmsCrew;

/* @worker: from 0; 0 is the caller of mms_crew_run() */
typedef void (*MmsCrewFunc) (guint    worker,
                             gpointer user_data);

#define MMS_CREW_MAX 64

/* @n_workers: the caller's thread among them; 0: one per processor */
MmsCrew *mms_crew_new  (guint n_workers);
void     mms_crew_free (MmsCrew *crew);
guint    mms_crew_get_n_workers (const MmsCrew *crew);

/* Every worker of the first @n calls @func once.  What they wrote is seen by the caller when this
 * returns, and by all in the next run. */
void mms_crew_run (MmsCrew     *crew,
                   guint        n,
                   MmsCrewFunc  func,
                   gpointer     user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsCrew, mms_crew_free)

G_END_DECLS
