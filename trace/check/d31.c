/* d31.c - mask-vs-active mismatch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

typedef struct
{
  guint n_times;
  guint n_exited; /* of mms without users by then */
  guint first;    /* the first event */
  guint first_mm;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  return g_new0 (State, 1);
}

static MmsPoint
get_last (MmsCheckContext *context, MmsAttribute attribute)
{
  return mms_track_last (
      mms_history_get_cpu_track (context->history, context->record->cpu, attribute));
}

/* A flush or an idle state moves a borrowing CPU to init_mm, for no task; a context switch is not
 * meant. */
static gboolean
is_for_no_task (MmsCheckContext *context)
{
  guint64 task;

  if (context->role == MMS_ROLE_SWITCH_MM_CALLED)
    return mms_check_number (context, MMS_SLOT_TASK, &task) && task == 0;
  return mms_check_number (context, MMS_SLOT_PID, &task) && (gint32) task == -1;
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  guint init_mm = mms_history_get_init_mm (context->history);
  const MmsPoint loaded = get_last (context, MMS_ATTRIBUTE_LOADED_MM);
  MmsPoint mm;
  MmsPoint active;
  MmsPoint users;

  if (init_mm == 0 || loaded.provenance == MMS_UNKNOWN || loaded.value != (int) init_mm
      || loaded.event != context->event)
    return;
  mm = get_last (context, MMS_ATTRIBUTE_MM);
  active = get_last (context, MMS_ATTRIBUTE_ACTIVE_MM);
  if (mm.provenance == MMS_UNKNOWN || mm.value != 0
      || active.provenance == MMS_UNKNOWN || active.value == 0 || active.value == (int) init_mm
      || !is_for_no_task (context))
    return;
  if (state->n_times++ == 0)
    {
      state->first = context->event;
      state->first_mm = (guint) active.value;
    }
  users = mms_track_last (mms_history_get_mm_track (context->history, (guint) active.value,
                                                    MMS_ATTRIBUTE_MM_USERS));
  state->n_exited += users.provenance != MMS_UNKNOWN && users.value == 0;
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;
  g_autofree char *mm = NULL;
  MmsFinding *finding;
  guint cpu;

  if (state->n_times == 0)
    return;
  cpu = mms_trace_get_events (context->trace, NULL)[state->first - 1].cpu;
  mm = mms_check_name_mm (context, state->first_mm);
  finding = mms_check_report (
      context, &mms_detector_d31, NULL, state->first,
      g_strdup_printf ("%u %s a borrowing CPU goes to init_mm and keeps active_mm (%u of an mm "
                       "without users); first CPU %u with %s",
                       state->n_times, state->n_times == 1 ? "time" : "times", state->n_exited, cpu,
                       mm));
  finding->cpu = (int) cpu;
  finding->mm = state->first_mm;
  finding->holder = MMS_ATTRIBUTE_ACTIVE_MM;
  finding->confidence = MMS_CONFIDENCE_WITNESS;
  mms_check_add_evidence (finding, state->first, (int) cpu,
                          "CPU %u loads init_mm while it borrows %s: its bit in mm_cpumask goes, its "
                          "active_mm stays",
                          cpu, mms_history_get_mm (context->history, state->first_mm)->label);
}

static const MmsRole roles[]
    = { MMS_ROLE_SWITCH_MM_CALLED, MMS_ROLE_SWITCH_MM_DONE, MMS_ROLE_NONE };

const MmsDetector mms_detector_d31 = {
  .info = {
    .id = "D31",
    .name = "mask-vs-active-mismatch",
    .severity = MMS_SEVERITY_INFO,
    .statement = "A CPU borrows an mm that its CR3 and mm_cpumask no longer know.",
    .lesson =
        "On x86 the mm that a CPU holds by active_mm and the mm that it has loaded are two things. A "
        "TLB flush that frees page tables sends an IPI; a CPU that is lazy then goes to init_mm "
        "rather than flush, and its bit in mm_cpumask is cleared, but the kernel thread's active_mm "
        "stays. Where lazy users are counted that is fine: the count keeps the mm. A scheme "
        "that finds borrowers by mm_cpumask instead does not see such a CPU at all, so this is where "
        "its dangling pointers come from.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = g_free,
};
