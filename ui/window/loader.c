/* loader.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "loader.h"

#include <glib/gstdio.h>

#define PREVIEW_SIZE   (64 * 1024 * 1024)
#define PREVIEW_EVENTS 200000

/* What one worker works on.  Shared by it and the main thread; the loader looks away by letting go
 * of it. */
typedef struct
{
  gatomicrefcount ref_count;
  char *path;
  goffset preview_size;
  GCancellable *cancellable;
  MmsProgress *progress;
} Job;

struct _MmsLoader
{
  GObject parent_instance;

  Job *job; /* NULL: nothing is being loaded */
  MmsViewIndex *index; /* of the document that is handed over just now, until it is taken */
  goffset preview_size;
};

G_DEFINE_FINAL_TYPE (MmsLoader, mms_loader, G_TYPE_OBJECT)

enum
{
  PREVIEW,
  LOADED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A preview on its way from the worker to the main thread. */
typedef struct
{
  MmsLoader *loader;
  Job *job;
  MmsViewIndex *index;
} Delivery;

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->ref_count);
  return job;
}

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->ref_count))
    return;
  g_free (job->path);
  g_object_unref (job->cancellable);
  mms_progress_unref (job->progress);
  g_free (job);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->loader);
  job_unref (delivery->job);
  g_clear_pointer (&delivery->index, mms_view_index_free);
  g_free (delivery);
}

static void
hand_over (MmsLoader *loader, guint signal, MmsViewIndex *index)
{
  MmsDocument *document = mms_document_ref (index->document);

  loader->index = index;
  g_signal_emit (loader, signals[signal], 0, document);
  g_clear_pointer (&loader->index, mms_view_index_free);
  mms_document_unref (document);
}

static gboolean
deliver_preview (gpointer data)
{
  Delivery *delivery = data;

  if (delivery->job == delivery->loader->job)
    hand_over (delivery->loader, PREVIEW, g_steal_pointer (&delivery->index));
  return G_SOURCE_REMOVE;
}

/* Consumes @document.  The index keeps it. */
static MmsViewIndex *
prepare_index (MmsDocument *document)
{
  MmsViewIndex *index = mms_view_index_new (document);

  mms_document_unref (document);
  mms_view_index_prepare (index);
  return index;
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  MmsDocument *document = NULL;
  GError *error = NULL;
  GStatBuf info;

  if (g_stat (job->path, &info) == 0 && info.st_size >= job->preview_size)
    {
      document = mms_document_open (job->path, PREVIEW_EVENTS, MMS_REPLAY_NORMAL, job->progress,
                                    NULL);
      if (document && mms_trace_is_prefix (mms_document_get_trace (document)))
        {
          g_autoptr (GSource) idle = g_idle_source_new ();
          Delivery *delivery = g_new (Delivery, 1);

          delivery->loader = g_object_ref (source);
          delivery->job = job_ref (job);
          delivery->index = prepare_index (g_steal_pointer (&document));
          /* As urgent as the task's own answer, which must not overtake it. */
          g_source_set_priority (idle, G_PRIORITY_DEFAULT);
          g_source_set_callback (idle, deliver_preview, delivery, delivery_free);
          g_source_attach (idle, g_task_get_context (task));
        }
    }

  if (!document)
    document = mms_document_open (job->path, 0, MMS_REPLAY_NORMAL, job->progress, &error);

  if (document)
    g_task_return_pointer (task, prepare_index (document), (GDestroyNotify) mms_view_index_free);
  else
    g_task_return_error (task, error);
}

static void
work_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsLoader *loader = MMS_LOADER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsViewIndex) index = g_task_propagate_pointer (G_TASK (result), &error);

  if (job != loader->job)
    return;

  g_clear_pointer (&loader->job, job_unref);
  if (index)
    hand_over (loader, LOADED, g_steal_pointer (&index));
  else
    g_signal_emit (loader, signals[FAILED], 0, error);
}

static void
let_go (MmsLoader *loader)
{
  if (!loader->job)
    return;
  g_cancellable_cancel (loader->job->cancellable);
  g_clear_pointer (&loader->job, job_unref);
}

static void
dispose (GObject *object)
{
  let_go (MMS_LOADER (object));

  G_OBJECT_CLASS (mms_loader_parent_class)->dispose (object);
}

static void
mms_loader_class_init (MmsLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;

  signals[PREVIEW] = g_signal_new ("preview", MMS_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[LOADED] = g_signal_new ("loaded", MMS_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", MMS_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mms_loader_init (MmsLoader *loader)
{
  loader->preview_size = PREVIEW_SIZE;
}

MmsLoader *
mms_loader_new (void)
{
  return g_object_new (MMS_TYPE_LOADER, NULL);
}

void
mms_loader_set_preview_size (MmsLoader *loader, goffset size)
{
  g_return_if_fail (MMS_IS_LOADER (loader));

  loader->preview_size = size;
}

void
mms_loader_start (MmsLoader *loader, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (MMS_IS_LOADER (loader));
  g_return_if_fail (path);

  let_go (loader);

  job = g_new0 (Job, 1);
  g_atomic_ref_count_init (&job->ref_count);
  job->path = g_strdup (path);
  job->preview_size = loader->preview_size;
  job->cancellable = g_cancellable_new ();
  job->progress = mms_progress_new (job->cancellable);
  loader->job = job;

  task = g_task_new (loader, job->cancellable, work_done, NULL);
  g_task_set_source_tag (task, mms_loader_start);
  g_task_set_task_data (task, job_ref (job), job_unref);
  g_task_run_in_thread (task, work);
}

void
mms_loader_cancel (MmsLoader *loader)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MMS_IS_LOADER (loader));

  if (!loader->job)
    return;
  /* The worker may need a moment to notice; nobody waits for it. */
  let_go (loader);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Loading was cancelled");
  g_signal_emit (loader, signals[FAILED], 0, error);
}

gboolean
mms_loader_is_loading (MmsLoader *loader)
{
  g_return_val_if_fail (MMS_IS_LOADER (loader), FALSE);

  return loader->job != NULL;
}

const char *
mms_loader_get_path (MmsLoader *loader)
{
  g_return_val_if_fail (MMS_IS_LOADER (loader), NULL);

  return loader->job ? loader->job->path : NULL;
}

double
mms_loader_get_fraction (MmsLoader *loader)
{
  g_return_val_if_fail (MMS_IS_LOADER (loader), 0);

  return loader->job ? mms_progress_get_fraction (loader->job->progress) : 0;
}

const char *
mms_loader_get_what (MmsLoader *loader)
{
  const char *what;

  g_return_val_if_fail (MMS_IS_LOADER (loader), "");

  what = loader->job ? mms_progress_get_what (loader->job->progress) : NULL;
  return what ? what : "";
}

MmsViewIndex *
mms_loader_take_index (MmsLoader *loader)
{
  g_return_val_if_fail (MMS_IS_LOADER (loader), NULL);

  return g_steal_pointer (&loader->index);
}
