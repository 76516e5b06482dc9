/* search.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "search.h"

#include "job.h"
#include "model/query.h"

typedef struct
{
  MmsQuery *query;
  guint first; /* the block to begin with */
  guint n_blocks;
} Work;

/* A block on its way from the worker. */
typedef struct
{
  MmsSearch *search;
  MmsJob *job;
  guint index;
  MmsEventBlock *block;
} Delivery;

struct _MmsSearch
{
  GObject parent_instance;

  MmsJob *job; /* NULL: nothing is running */
  char *text;
  MmsEventSet *events;
};

G_DEFINE_FINAL_TYPE (MmsSearch, mms_search, G_TYPE_OBJECT)

enum
{
  EVENTS_CHANGED,
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
work_free (gpointer data)
{
  Work *work = data;

  mms_query_free (work->query);
  g_free (work);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->search);
  mms_job_unref (delivery->job);
  g_clear_pointer (&delivery->block, mms_event_block_free);
  g_free (delivery);
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;
  MmsSearch *search = delivery->search;
  guint before, position;

  if (delivery->job != search->job)
    return G_SOURCE_REMOVE;
  before = mms_event_set_get_size (search->events);
  position = mms_event_set_take (search->events, delivery->index,
                                 g_steal_pointer (&delivery->block));
  if (mms_event_set_is_complete (search->events))
    g_clear_pointer (&search->job, mms_job_unref);
  if (mms_event_set_get_size (search->events) > before)
    g_signal_emit (search, signals[EVENTS_CHANGED], 0, position, 0,
                   mms_event_set_get_size (search->events) - before);
  g_signal_emit (search, signals[STATE_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* first, first + 1, first - 1, first + 2, …: what is near comes first, on both sides. */
static guint
get_block (const Work *work, guint step)
{
  guint below = work->first;
  guint above = work->n_blocks - 1 - work->first;
  guint sides = MIN (below, above);

  if (step <= 2 * sides)
    return step % 2 == 1 ? work->first + (step + 1) / 2 : work->first - step / 2;
  return above > below ? step : work->n_blocks - 1 - step;
}

static void
look (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MmsJob *job = task_data;
  Work *work = job->data;

  for (guint step = 0; step < work->n_blocks; step++)
    {
      guint index = get_block (work, step);
      MmsEventBlock *block = mms_query_match_block (work->query, index, job->progress, NULL);
      g_autoptr (GSource) idle = NULL;
      Delivery *delivery;

      if (!block)
        break;
      mms_progress_set_fraction (job->progress, (step + 1.0) / work->n_blocks);
      delivery = g_new (Delivery, 1);
      *delivery = (Delivery){ g_object_ref (source), mms_job_ref (job), index, block };
      idle = g_idle_source_new ();
      /* After input and drawing: what is found may wait for them. */
      g_source_set_priority (idle, G_PRIORITY_DEFAULT_IDLE);
      g_source_set_callback (idle, deliver, delivery, delivery_free);
      g_source_attach (idle, g_task_get_context (task));
    }
  g_task_return_boolean (task, TRUE);
}

static void
drop_events (MmsSearch *search)
{
  guint n = search->events ? mms_event_set_get_size (search->events) : 0;

  g_clear_pointer (&search->events, mms_event_set_free);
  if (n > 0)
    g_signal_emit (search, signals[EVENTS_CHANGED], 0, 0, n, 0);
}

static void
finalize (GObject *object)
{
  MmsSearch *search = MMS_SEARCH (object);

  mms_job_let_go (&search->job);
  g_clear_pointer (&search->events, mms_event_set_free);
  g_free (search->text);

  G_OBJECT_CLASS (mms_search_parent_class)->finalize (object);
}

static void
mms_search_class_init (MmsSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;

  signals[EVENTS_CHANGED]
    = g_signal_new ("events-changed", MMS_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[STATE_CHANGED] = g_signal_new ("state-changed", MMS_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mms_search_init (MmsSearch *search)
{
  search->text = g_strdup ("");
}

MmsSearch *
mms_search_new (void)
{
  return g_object_new (MMS_TYPE_SEARCH, NULL);
}

static void
set_text (MmsSearch *search, const char *text)
{
  mms_job_let_go (&search->job);
  g_free (search->text);
  search->text = g_strdup (text);
  drop_events (search);
}

gboolean
mms_search_start (MmsSearch *search, MmsDocument *document, const char *text, guint near,
                  GError **error)
{
  g_autoptr (MmsQuery) query = NULL;
  g_autoptr (GTask) task = NULL;
  guint n_events;
  Work *work;

  g_return_val_if_fail (MMS_IS_SEARCH (search), FALSE);
  g_return_val_if_fail (document && text, FALSE);

  query = mms_query_new (mms_document_get_history (document), text, error);
  if (!query || mms_query_is_empty (query))
    {
      mms_search_clear (search);
      return query != NULL;
    }
  set_text (search, text);
  mms_trace_get_events (mms_document_get_trace (document), &n_events);
  search->events = mms_event_set_new (n_events);
  if (n_events > 0)
    {
      work = g_new0 (Work, 1);
      work->query = g_steal_pointer (&query);
      work->n_blocks = mms_event_set_get_n_blocks (search->events);
      work->first = (CLAMP (near, 1, n_events) - 1) / MMS_EVENT_BLOCK_SIZE;
      search->job = mms_job_new (work, work_free);
      mms_job_start (search->job, search, mms_search_start, NULL, look);
    }
  g_signal_emit (search, signals[STATE_CHANGED], 0);
  return TRUE;
}

void
mms_search_clear (MmsSearch *search)
{
  g_return_if_fail (MMS_IS_SEARCH (search));

  if (!search->events)
    return;
  set_text (search, "");
  g_signal_emit (search, signals[STATE_CHANGED], 0);
}

const char *
mms_search_get_text (MmsSearch *search)
{
  g_return_val_if_fail (MMS_IS_SEARCH (search), NULL);

  return search->text;
}

MmsEventSet *
mms_search_get_events (MmsSearch *search)
{
  g_return_val_if_fail (MMS_IS_SEARCH (search), NULL);

  return search->events;
}

gboolean
mms_search_is_running (MmsSearch *search)
{
  g_return_val_if_fail (MMS_IS_SEARCH (search), FALSE);

  return search->job != NULL;
}

double
mms_search_get_fraction (MmsSearch *search)
{
  g_return_val_if_fail (MMS_IS_SEARCH (search), 0);

  return search->job ? mms_progress_get_fraction (search->job->progress) : search->events ? 1 : 0;
}
