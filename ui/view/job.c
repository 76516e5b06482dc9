/* job.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "job.h"

MmsJob *
mms_job_new (gpointer data, GDestroyNotify free_data)
{
  MmsJob *job = g_new0 (MmsJob, 1);

  g_atomic_ref_count_init (&job->ref_count);
  job->data = data;
  job->free_data = free_data;
  job->cancellable = g_cancellable_new ();
  job->progress = mms_progress_new (job->cancellable);
  return job;
}

MmsJob *
mms_job_ref (MmsJob *job)
{
  g_atomic_ref_count_inc (&job->ref_count);
  return job;
}

void
mms_job_unref (gpointer data)
{
  MmsJob *job = data;

  if (!g_atomic_ref_count_dec (&job->ref_count))
    return;
  job->free_data (job->data);
  g_object_unref (job->cancellable);
  mms_progress_unref (job->progress);
  g_free (job);
}

void
mms_job_let_go (MmsJob **job)
{
  if (*job == NULL)
    return;
  g_cancellable_cancel ((*job)->cancellable);
  g_clear_pointer (job, mms_job_unref);
}

void
mms_job_start (MmsJob *job, gpointer source, gpointer tag, GAsyncReadyCallback callback,
               GTaskThreadFunc work)
{
  g_autoptr (GTask) task = g_task_new (source, job->cancellable, callback, NULL);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, mms_job_ref (job), mms_job_unref);
  g_task_run_in_thread (task, work);
}
