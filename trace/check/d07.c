/* d07.c - generation-confusion
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_CONFUSIONS 10000

typedef struct
{
  guint held; /* the mm that is gone */
  guint mm;   /* the one that lives at its address now */
  guint cpu;
  guint event;
  MmsAttribute holder;
} Confusion;

typedef struct
{
  GArray *confusions; /* Confusion */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->confusions = g_array_new (FALSE, FALSE, sizeof (Confusion));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->confusions);
  g_free (state);
}

/* The last event before which the CPU had not begun this switch: sched_switch has told of the next task. */
static guint
find_before (MmsCheckContext *context, guint cpu)
{
  guint before = context->event - 1;
  MmsPoint task;
  guint64 pid;

  if (context->role != MMS_ROLE_CONTEXT_SWITCH || !mms_check_number (context, MMS_SLOT_PREV_PID, &pid))
    return before;
  task = mms_track_at (mms_history_get_cpu_track (context->history, cpu, MMS_ATTRIBUTE_TASK), before);
  return task.event > 0 && task.value != (int) pid ? task.event - 1 : before;
}

/* Whether the CPU is known to have had the pointer from before its mm was freed until now.  Where it is
 * first seen afterwards, or events are missing, it may have been given to the CPU with the new mm. */
static gboolean
has_kept (MmsCheckContext *context, const Confusion *confusion, guint free_event)
{
  guint before = find_before (context, confusion->cpu);
  MmsPoint point = mms_track_at (
      mms_history_get_cpu_track (context->history, confusion->cpu, confusion->holder), before);
  guint since;

  if (point.provenance == MMS_UNKNOWN || (guint) point.value != confusion->held)
    return FALSE;
  since = mms_check_find_since (context, confusion->cpu, confusion->holder, before);
  return since <= free_event && mms_check_is_whole (context, confusion->cpu, since, context->event);
}

/* @held is what the CPU means, @mm what it compares with: one address, two mms. */
static void
compare (MmsCheckContext *context, MmsPoint held, guint mm, MmsAttribute holder)
{
  State *state = context->state;
  Confusion confusion
      = { (guint) held.value, mm, context->record->cpu, context->event, holder };
  const MmsMm *old;

  if (!mms_coverage_has_kinds (context->coverage, holder,
                               context->role == MMS_ROLE_SWITCH_MM_CALLED))
    return;
  if (held.provenance == MMS_UNKNOWN || held.value == 0 || mm == 0 || (guint) held.value == mm)
    return;
  old = mms_history_get_mm (context->history, confusion.held);
  if (old->pointer == 0 || old->free_event == 0 || old->free_event >= context->event
      || old->pointer != mms_history_get_mm (context->history, mm)->pointer
      || !has_kept (context, &confusion, old->free_event))
    return;
  if (state->confusions->len < MAX_CONFUSIONS)
    g_array_append_val (state->confusions, confusion);
  else if (state->n_more++ == 0)
    state->more_event = context->event;
}

static void
look (MmsCheckContext *context)
{
  guint cpu = context->record->cpu;
  guint mm = mms_check_find_mm (context, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);

  if (context->role == MMS_ROLE_CONTEXT_SWITCH)
    {
      guint64 pid;
      const MmsTask *prev;

      /* What the task that goes had borrowed; the event itself may name the next tenant. */
      if (!mms_check_number (context, MMS_SLOT_PREV_PID, &pid))
        return;
      prev = mms_history_find_task (context->history, (int) pid, cpu);
      if (prev != NULL)
        compare (context, mms_track_last (&prev->active_mm), mm, MMS_ATTRIBUTE_ACTIVE_MM);
      return;
    }
  compare (context,
           mms_track_at (
               mms_history_get_cpu_track (context->history, cpu, MMS_ATTRIBUTE_LOADED_MM),
               context->event - 1),
           mm, MMS_ATTRIBUTE_LOADED_MM);
}

static void
report (MmsCheckContext *context, const Confusion *confusion)
{
  const MmsMm *held = mms_history_get_mm (context->history, confusion->held);
  const MmsMm *mm = mms_history_get_mm (context->history, confusion->mm);
  g_autofree char *old = mms_check_name_mm (context, confusion->held);
  g_autofree char *new = mms_check_name_mm (context, confusion->mm);
  const char *holder = mms_attribute_get_name (confusion->holder);
  int cpu = (int) confusion->cpu;
  MmsFinding *cause = mms_causes_find (context->causes, confusion->held, cpu);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d07, cause != NULL && cause->event <= confusion->event ? cause : NULL,
      confusion->event,
      g_strdup_printf ("CPU %d switches from %s to %s and takes them for the same", cpu, old, new));

  finding->cpu = cpu;
  finding->mm = confusion->held;
  finding->holder = confusion->holder;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, held->free_event, -1, "%s is freed; CPU %d keeps it as its %s",
                          held->label, cpu, holder);
  mms_check_add_evidence (finding, MAX (mm->first_event, 1), -1, "%s is made at the same address",
                          mm->label);
  mms_check_add_evidence (finding, confusion->event, cpu,
                          confusion->holder == MMS_ATTRIBUTE_LOADED_MM
                              ? "CPU %d compares CR3's mm with %s: the pointers are equal, and the "
                                "switch is left out"
                              : "CPU %d compares prev->active_mm with %s: the pointers are equal, and "
                                "membarrier_switch_mm() does nothing",
                          cpu, mm->label);
  mms_check_sort_evidence (finding);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->confusions->len; i++)
    report (context, &g_array_index (state->confusions, Confusion, i));
  mms_check_report_more (context, &mms_detector_d07, state->more_event, state->n_more,
                         "pointers are taken for others");
}

static const MmsRole roles[]
    = { MMS_ROLE_CONTEXT_SWITCH, MMS_ROLE_SWITCH_MM_DONE, MMS_ROLE_NONE };

const MmsDetector mms_detector_d07 = {
  .info = {
    .id = "D07",
    .name = "generation-confusion",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A pointer to a freed mm is taken for the new mm at its address.",
    .lesson =
        "Kernels compare mm pointers to save work: the same mm, so nothing to switch, no state to "
        "update. That is sound only while the old pointer pins its mm. Slabs hand out the address "
        "that was freed last first, so an mm that dangles is soon equal to one that was just "
        "made. The comparison then skips what had to be done: membarrier's per-CPU state stays "
        "that of the old mm, on other architectures even the page tables do.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
