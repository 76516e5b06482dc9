/* advice.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "advice.h"

/* What the kinds of a trace that have events say, taken together. */
typedef struct
{
  gboolean has_role[MMS_N_ROLES];
  gboolean has_slot[MMS_N_SLOTS];
  gboolean has_own;
} Content;

static void
survey (MmsTrace *trace,
        Content  *content)
{
  *content = (Content) { 0 };
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count == 0)
        continue;
      content->has_role[kind->role] = TRUE;
      content->has_own |= kind->n_own_cpus > 0;
      for (MmsSlot slot = 0; slot < MMS_N_SLOTS; slot++)
        content->has_slot[slot] |= kind->bindings[slot].is_bound;
    }
}

static gboolean
has_any (const Content *content,
         MmsRole        first,
         MmsRole        last)
{
  for (MmsRole role = first; role <= last; role++)
    if (content->has_role[role])
      return TRUE;
  return FALSE;
}

/* Schemes with hazard slots are named after them. */
static gboolean
has_hazard_scheme (MmsHistory *history)
{
  return g_str_has_prefix (mms_history_get_scheme (history), "hazard");
}

static gboolean
knows_init_mm (MmsHistory *history)
{
  return mms_history_get_init_mm (history) != 0;
}

static gboolean
knows_kernel_threads (MmsTrace *trace)
{
  const GArray *tasks = mms_trace_get_tasks (trace);

  for (guint i = 0; i < tasks->len; i++)
    if (g_array_index (tasks, MmsTaskInfo, i).kthread >= 0)
      return TRUE;
  return FALSE;
}

static void
add (GPtrArray  *list,
     gboolean    is_missing,
     const char *advice)
{
  if (is_missing)
    g_ptr_array_add (list, g_strdup (advice));
}

GPtrArray *
mms_advice_list (MmsHistory *history)
{
  MmsTrace *trace = mms_history_get_trace (history);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  Content content;
  const gboolean *has = content.has_role;
  gboolean has_mm_events;
  guint n_losses;

  survey (trace, &content);
  mms_trace_get_losses (trace, &n_losses);
  has_mm_events = has_any (&content, MMS_ROLE_SWITCH_MM_CALLED, MMS_ROLE_STATE_END);

  add (list, !has[MMS_ROLE_SCHED_SWITCH] && !has[MMS_ROLE_CONTEXT_SWITCH],
       "sched:sched_switch: without it nobody knows which task runs where");
  add (list, !has_mm_events,
       "events that name mms: scheduler events alone tell borrowers and lenders by pid, but not "
       "what CR3 holds, no count, and not when an mm is freed, so nothing can be found to dangle. "
       "Probe at least enter_lazy_tlb, switch_mm_irqs_off, mmput, exit_mmap and __mmdrop; "
       "mmscope-capture does, see mmscope(1)");
  add (list,
       !has_mm_events
           && !(has[MMS_ROLE_PROCESS_FORK] && has[MMS_ROLE_PROCESS_EXEC]
                && has[MMS_ROLE_PROCESS_EXIT]),
       "sched:sched_process_fork, sched_process_exec and sched_process_exit: when a task gets an "
       "mm and gives it up");
  add (list, has_mm_events && !has[MMS_ROLE_MM_FREE_CALLED] && !has[MMS_ROLE_MM_FREED],
       "the free of an mm (__mmdrop or mm_free): there is none here, so nothing can be found to "
       "dangle");
  add (list,
       has_mm_events && !content.has_slot[MMS_SLOT_COUNT] && !has[MMS_ROLE_MM_COUNT_CHANGED],
       "mm_users and mm_count, as fields of the probes");
  add (list, has[MMS_ROLE_CONTEXT_SWITCH] && !has[MMS_ROLE_STATE_BEGIN],
       "state_begin and the state events after it: the state at the start is unknown until it is "
       "first seen");
  add (list, !has[MMS_ROLE_STATE_BEGIN] && !knows_kernel_threads (trace),
       "which tasks are kernel threads, in marker lines or the sidecar NAME.state; see mmscope(1)");
  add (list, has_mm_events && !knows_init_mm (history),
       "the address of init_mm, in marker lines or the sidecar NAME.state; see mmscope(1)");
  add (list, has_hazard_scheme (history) && !has[MMS_ROLE_LAZY_MM_SET],
       "rq_lazy_mm: the scheme has hazard slots, but no event tells what they hold");
  add (list, n_losses > 0, "what was lost: larger buffers (trace-cmd record -b) or fewer events");

  return list;
}

GPtrArray *
mms_advice_list_answers (MmsHistory *history)
{
  MmsTrace *trace = mms_history_get_trace (history);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  Content content;

  survey (trace, &content);
  if (content.has_own)
    g_ptr_array_add (list, g_strdup ("active_mm, loaded_mm, is_lazy of every CPU (aN lN zN)"));
  if (content.has_role[MMS_ROLE_SWITCH_FINISHED])
    g_ptr_array_add (list, g_strdup ("the state after a switch (fts)"));
  if (content.has_slot[MMS_SLOT_USERS] || content.has_slot[MMS_SLOT_COUNT])
    g_ptr_array_add (list, g_strdup ("mm_users and mm_count where a probe fired"));

  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count > 0 && kind->role == MMS_ROLE_ANSWER)
        g_ptr_array_add (list, g_strdup_printf ("%s, %" G_GUINT64_FORMAT " times (never replayed)",
                                                kind->name, kind->count));
    }
  return list;
}
