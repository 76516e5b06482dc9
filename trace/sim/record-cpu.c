/* record-cpu.c - what operations are to a CPU
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

static void
tell_switch (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  int prev = cpu->current;
  int next = happening->arguments[0] - 1;
  MmsRecordEvent event;

  if (next < 0 || next == prev)
    return;
  if (mms_record_derive (recorder, &event, happening, "sched_switch"))
    {
      mms_record_put_text (&event, "prev_comm", mms_record_get_comm (recorder->names, prev));
      mms_record_put_number (&event, "prev_pid", mms_record_get_pid (recorder->program, prev));
      mms_record_put_text (&event, "next_comm", mms_record_get_comm (recorder->names, next));
      mms_record_put_number (&event, "next_pid", mms_record_get_pid (recorder->program, next));
      mms_record_derived (&event, happening);
    }
  cpu->current = next;
  /* The runqueue keeps what it has; of the task that comes it is news. */
  if (recorder->fields->rq_active_mm >= 0)
    mms_record_active_mm (recorder, happening, next, 0,
                          mms_record_get_active (recorder, happening->cpu));
}

static void
tell_slot (MmsRecorder *recorder, const MmsHappening *happening, const char *name, guint owner)
{
  MmsRecordEvent event;

  if (!mms_record_derive (recorder, &event, happening, name))
    return;
  mms_record_put_number (&event, "cpu", owner);
  mms_record_put_change (&event, happening->old, happening->value);
  mms_record_put_text (&event, "site", mms_record_get_function (recorder, happening->pc));
  mms_record_derived (&event, happening);
}

static void
tell_lazy (MmsRecorder *recorder, const MmsHappening *happening, guint owner)
{
  const MmsRecordCpu *cpu = &recorder->cpus[owner];
  MmsRecordEvent event;

  /* Nobody but the CPU itself enters and leaves. */
  if (owner != happening->cpu || !mms_record_derive (recorder, &event, happening, "enter_lazy"))
    return;
  mms_record_put_mm (&event, "mm", mms_record_get_active (recorder, owner));
  mms_record_put_mm (&event, "loaded", cpu->cr3);
  mms_record_put_number (&event, "loaded_id", mms_record_get_mm_id (cpu->cr3));
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, cpu->current));
  mms_record_put_number (&event, "lazy", happening->value != 0);
  mms_record_derived (&event, happening);
}

static gboolean
is_switch_mm (const char *function)
{
  return g_str_has_prefix (function, "switch_mm") || g_str_has_prefix (function, "load_new_mm_cr3");
}

static void
tell_cr3 (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  gint16 next = happening->value;
  gint16 prev = cpu->cr3;
  int is_lazy = mms_record_get_member (recorder, recorder->fields->is_lazy, happening->cpu, 0);
  MmsRecordEvent event;

  cpu->cr3 = next;
  if (!mms_record_derive (recorder, &event, happening, "switch_mm"))
    return;
  /* Who writes CR3 without switch_mm() need not have interrupts off for that. */
  if (!is_switch_mm (mms_record_get_function (recorder, happening->pc)))
    mms_record_forget_flags (&event);
  mms_record_put_mm (&event, "real_prev", prev);
  mms_record_put_mm (&event, "next", next);
  mms_record_put_number (&event, "real_prev_id", mms_record_get_mm_id (prev));
  mms_record_put_number (&event, "next_id", mms_record_get_mm_id (next));
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, cpu->current));
  mms_record_put_number (&event, "was_lazy", is_lazy != 0);
  mms_record_put_number (&event, "flush", 1);
  mms_record_put_hex (&event, "cr3", mms_record_get_mm_root (next));
  mms_record_derived (&event, happening);
}

static void
tell_irq (MmsRecorder *recorder, const MmsHappening *happening)
{
  int is_on = mms_program_get_instruction (recorder->program, happening->pc)->imm;
  MmsRecordEvent event;

  recorder->cpus[happening->cpu].has_irqs_off = !is_on;
  if (mms_record_derive (recorder, &event, happening, is_on ? "irq_on" : "irq_off"))
    mms_record_derived (&event, happening);
}

static void
tell_preempt (MmsRecorder *recorder, const MmsHappening *happening)
{
  int change = mms_program_get_instruction (recorder->program, happening->pc)->imm;
  MmsRecordEvent event;

  if (mms_record_derive (recorder, &event, happening, change > 0 ? "preempt_off" : "preempt_on"))
    mms_record_derived (&event, happening);
}

/* --- IPIs --- */

/* The CPUs of the mask but itself that are online. */
static guint
get_targets (const MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsProgram *program = recorder->program;
  guint all = (1u << program->n_cpus) - 1;
  guint online = (guint16) mms_record_get_member (recorder, program->online_field, 0, (gint16) all);

  return (guint16) happening->arguments[0] & online & all & ~(1u << happening->cpu);
}

/* The mm that the handler is called with, and whether the sender waits */
static void
put_subject (MmsRecordEvent *event, const MmsHappening *happening)
{
  const MmsProgram *program = event->recorder->program;
  guint mms = (guint) mms_program_get_instruction (program, happening->pc)->imm;
  gint16 mm = (mms & 1) != 0 ? happening->arguments[1] : (mms & 2) != 0 ? happening->arguments[2] : 0;

  if (mm != 0)
    mms_record_put_mm_id (event, mm);
  mms_record_put_number (event, "wait",
                         mms_program_get_instruction (program, happening->pc + 1u)->op
                             == MMS_OP_IPI_WAIT);
}

static void
tell_send (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCall call = { ++recorder->n_calls, happening->level };
  guint set = get_targets (recorder, happening);
  guint target = mms_program_get_instruction (recorder->program, happening->pc)->target;
  MmsRecordEvent event;

  g_array_append_val (recorder->cpus[happening->cpu].sent, call);
  mms_record_begin (recorder, &event, happening->cpu, "m_ipi_post");
  mms_record_put_number (&event, "call_id", call.id);
  mms_record_put_hex (&event, "set", set);
  mms_record_put_source (&event, happening->pc);
  mms_record_end (&event);
  recorder->operation = event.sequence;
  if (!mms_record_derive (recorder, &event, happening, "ipi_send"))
    return;
  mms_record_put_number (&event, "call_id", call.id);
  mms_record_put_hex (&event, "set", set);
  mms_record_put_text (&event, "fn", mms_record_get_function (recorder, target));
  put_subject (&event, happening);
  mms_record_derived (&event, happening);
}

static void
tell_done (MmsRecorder *recorder, const MmsHappening *happening)
{
  GArray *sent = recorder->cpus[happening->cpu].sent;
  MmsRecordEvent event;

  for (guint i = sent->len; i > 0; i--)
    {
      MmsRecordCall call = g_array_index (sent, MmsRecordCall, i - 1);

      if (call.level != happening->level)
        continue;
      g_array_remove_index (sent, i - 1);
      if (mms_record_derive (recorder, &event, happening, "ipi_done"))
        {
          mms_record_put_number (&event, "call_id", call.id);
          mms_record_derived (&event, happening);
        }
    }
}

gboolean
mms_record_cpu (MmsRecorder *recorder, const MmsHappening *happening)
{
  switch (mms_program_get_instruction (recorder->program, happening->pc)->op)
    {
    case MMS_OP_CR3:
      tell_cr3 (recorder, happening);
      return TRUE;
    case MMS_OP_IRQ:
      tell_irq (recorder, happening);
      return TRUE;
    case MMS_OP_PREEMPT:
      tell_preempt (recorder, happening);
      return TRUE;
    case MMS_OP_SWITCH_TO:
      tell_switch (recorder, happening);
      return TRUE;
    case MMS_OP_IPI:
      tell_send (recorder, happening);
      return TRUE;
    case MMS_OP_IPI_WAIT:
      tell_done (recorder, happening);
      return TRUE;
    default:
      return FALSE;
    }
}

void
mms_record_cpu_field (MmsRecorder *recorder, const MmsHappening *happening, MmsMeaning meaning,
                      guint owner)
{
  switch (meaning)
    {
    case MMS_MEANING_LAZY_MM:
      tell_slot (recorder, happening, "rq_lazy_mm", owner);
      break;
    case MMS_MEANING_MM_TO_MMDROP:
      tell_slot (recorder, happening, "rq_mm_to_mmdrop", owner);
      break;
    case MMS_MEANING_IS_LAZY:
      tell_lazy (recorder, happening, owner);
      break;
    case MMS_MEANING_RQ_ACTIVE_MM:
      mms_record_active_mm (recorder, happening, recorder->cpus[owner].current, happening->old,
                            happening->value);
      break;
    default:
      break;
    }
}
