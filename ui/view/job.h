/* job.h - what a worker works on while the main thread looks on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "model/progress.h"

G_BEGIN_DECLS

/**
 * MmsJob:
 * @data: the worker's
 * @progress: of the worker; cancelled with @cancellable
 *
 * Shared by the worker and the main thread.  Whoever no longer wants what comes of it lets go of it; that
 * something comes of another job than the one at hand, and is to be thrown away, shows by the pointer.
 */
typedef struct
{
  gatomicrefcount ref_count;
  gpointer data;
  GDestroyNotify free_data;
  GCancellable *cancellable;
  MmsProgress *progress;
} MmsJob;

/* @data: (transfer full) */
MmsJob *mms_job_new   (gpointer        data,
                       GDestroyNotify  free_data);
MmsJob *mms_job_ref   (MmsJob         *job);
void    mms_job_unref (gpointer        job);

/* @job: (inout) (nullable): cancelled, and %NULL then.  The worker may need a moment to notice. */
void    mms_job_let_go (MmsJob **job);

/**
 * mms_job_start:
 * @source: (type GObject): the task's
 * @tag: see g_task_set_source_tag()
 * @callback: (nullable)
 * @work: in a thread; its task's data is @job
 */
void    mms_job_start (MmsJob              *job,
                       gpointer             source,
                       gpointer             tag,
                       GAsyncReadyCallback  callback,
                       GTaskThreadFunc      work);

G_END_DECLS
