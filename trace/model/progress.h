/* progress.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MmsProgress:
 *
 * Long work tells here how far it is and looks here whether it should stop.  The worker writes, any
 * other thread may read; nobody waits.
 */
typedef struct _MmsProgress MmsProgress;

MmsProgress *mms_progress_new   (GCancellable *cancellable);
MmsProgress *mms_progress_ref   (MmsProgress  *progress);
void         mms_progress_unref (MmsProgress  *progress);

/* A new piece of work begins: @what ("reading", "replaying", "checking") must be a literal. */
void        mms_progress_begin        (MmsProgress *progress,
                                       const char  *what);
void        mms_progress_set_fraction (MmsProgress *progress,
                                       double       fraction);
double      mms_progress_get_fraction (MmsProgress *progress);
const char *mms_progress_get_what     (MmsProgress *progress);

/* %TRUE and @error set (G_IO_ERROR_CANCELLED) once cancelled.  @progress may be NULL. */
gboolean mms_progress_is_cancelled (MmsProgress *progress,
                                    GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsProgress, mms_progress_unref)

G_END_DECLS
