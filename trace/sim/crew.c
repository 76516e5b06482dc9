/* crew.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "crew.h"

typedef struct
{
  MmsCrew *crew;
  guint number;
  GThread *thread;
} Worker;

struct _MmsCrew
{
  guint n_workers;
  Worker *workers; /* 0 is the caller: no thread */

  GMutex lock;
  GCond begun;
  GCond done;
  guint run;       /* counts runs */
  guint n;         /* workers of this run */
  guint n_working; /* of those that are threads */
  gboolean quit;
  MmsCrewFunc func;
  gpointer user_data;
};

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  MmsCrew *crew = worker->crew;
  guint seen = 0;

  g_mutex_lock (&crew->lock);
  for (;;)
    {
      while (!crew->quit && (crew->run == seen || worker->number >= crew->n))
        {
          seen = crew->run;
          g_cond_wait (&crew->begun, &crew->lock);
        }
      if (crew->quit)
        break;
      seen = crew->run;
      g_mutex_unlock (&crew->lock);
      crew->func (worker->number, crew->user_data);
      g_mutex_lock (&crew->lock);
      if (--crew->n_working == 0)
        g_cond_signal (&crew->done);
    }
  g_mutex_unlock (&crew->lock);
  return NULL;
}

MmsCrew *
mms_crew_new (guint n_workers)
{
  MmsCrew *crew = g_new0 (MmsCrew, 1);

  if (n_workers == 0)
    n_workers = g_get_num_processors ();
  crew->n_workers = CLAMP (n_workers, 1, MMS_CREW_MAX);
  crew->workers = g_new0 (Worker, crew->n_workers);
  g_mutex_init (&crew->lock);
  g_cond_init (&crew->begun);
  g_cond_init (&crew->done);
  return crew;
}

void
mms_crew_free (MmsCrew *crew)
{
  if (crew == NULL)
    return;
  g_mutex_lock (&crew->lock);
  crew->quit = TRUE;
  g_cond_broadcast (&crew->begun);
  g_mutex_unlock (&crew->lock);
  for (guint i = 1; i < crew->n_workers; i++)
    if (crew->workers[i].thread != NULL)
      g_thread_join (crew->workers[i].thread);
  g_mutex_clear (&crew->lock);
  g_cond_clear (&crew->begun);
  g_cond_clear (&crew->done);
  g_free (crew->workers);
  g_free (crew);
}

guint
mms_crew_get_n_workers (const MmsCrew *crew)
{
  return crew->n_workers;
}

void
mms_crew_run (MmsCrew *crew, guint n, MmsCrewFunc func, gpointer user_data)
{
  n = CLAMP (n, 1, crew->n_workers);
  if (n > 1)
    {
      g_mutex_lock (&crew->lock);
      crew->func = func;
      crew->user_data = user_data;
      crew->n = n;
      crew->n_working = n - 1;
      crew->run++;
      /* Most searches are over before a second thread would have anything to do: they are not
       * started before somebody needs them. */
      for (guint i = 1; i < n; i++)
        {
          Worker *worker = &crew->workers[i];

          if (worker->thread != NULL)
            continue;
          worker->crew = crew;
          worker->number = i;
          worker->thread = g_thread_new ("mms-crew", work, worker);
        }
      g_cond_broadcast (&crew->begun);
      g_mutex_unlock (&crew->lock);
    }
  func (0, user_data);
  if (n > 1)
    {
      g_mutex_lock (&crew->lock);
      while (crew->n_working > 0)
        g_cond_wait (&crew->done, &crew->lock);
      g_mutex_unlock (&crew->lock);
    }
}
