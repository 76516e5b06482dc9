/* d61.c - temp-restore-freed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"
#include "temporary.h"

typedef struct
{
  MmsTemporaries *temporaries;
  MmsLimit limit;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->temporaries = mms_temporaries_new (context);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  mms_temporaries_free (state->temporaries);
  g_free (state);
}

static void
look (MmsCheckContext *context)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  State *state = context->state;
  MmsTemporary temporary = mms_temporaries_look (state->temporaries, context);
  guint cpu = context->record->cpu;
  g_autofree char *name = NULL;
  MmsFinding *finding;
  const MmsMm *mm;
  guint64 pointer;

  if (context->role != MMS_ROLE_TEMP_MM_UNUSE || temporary.used == 0 || temporary.saved == 0)
    return;
  mm = mms_history_get_mm (context->history, temporary.saved);
  if (mm->free_event == 0 || mms_trace_has_guessed_cpus (context->trace)
      || (mms_check_number (context, MMS_SLOT_PREV, &pointer) && pointer != mm->pointer)
      || !mms_limit_take (&state->limit, context->event))
    return;
  name = mms_check_name_mm (context, temporary.saved);
  finding = mms_check_report (
      context, &mms_detector_d61, NULL, context->event,
      g_strdup_printf ("CPU %u comes back from a temporary mm to %s, which is freed", cpu, name));
  finding->cpu = (int) cpu;
  finding->mm = temporary.saved;
  finding->holder = MMS_ATTRIBUTE_LOADED_MM;
  finding->confidence = temporary.provenance == MMS_OBSERVED ? MMS_CONFIDENCE_PROVED
                                                             : MMS_CONFIDENCE_WITNESS;
  if (mm->free_event >= temporary.used)
    mms_check_add_evidence (finding, temporary.used, (int) cpu,
                            "CPU %u goes into a temporary mm and saves its pointer to %s", cpu,
                            mm->label);
  mms_check_add_evidence (finding, mm->free_event, events[mm->free_event - 1].cpu,
                          "%s is freed; the saved pointer is no place where anybody looks for "
                          "borrowers",
                          mm->label);
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "CPU %u loads it into CR3 all the same", cpu);
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;

  mms_limit_report (&state->limit, context, &mms_detector_d61);
}

static const MmsRole roles[] = { MMS_ROLE_TEMP_MM_USE, MMS_ROLE_TEMP_MM_UNUSE, MMS_ROLE_NONE };

const MmsDetector mms_detector_d61 = {
  .info = {
    .id = "D61",
    .name = "temp-restore-freed",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "The mm that a CPU comes back to from a temporary mm was freed meanwhile.",
    .lesson =
        "efi_enter_mm() saves current->active_mm, efi_leave_mm() loads it again. A kernel thread "
        "has that mm on loan: what keeps it is a reference, or a scheme that drives borrowers off "
        "before it frees. A shootdown asks each CPU for its active_mm, and that is &efi_mm just "
        "then; loaded_mm says the same, so neither it nor a flush IPI finds the saved pointer. "
        "Unless the mm is counted, or the CPU leaves it for init_mm before it goes in, CR3 is "
        "loaded with page tables that are gone.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
