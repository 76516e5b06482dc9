/* machine-alarms.c - what only the machine can see
 *
 * The detectors in check/ decide what a trace shows.  Here is what decides during a run: whether a
 * reference dangles at the moment of a free, whether a count or slot is used against its rules.  That
 * has to be cheap, for it is asked at every step of every run, and needs no history: what happened
 * before is in the state.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

static void
raise_alarm (MmsRun *run, guint cpu, guint alarm)
{
  guint pc = run->said_at != 0 ? run->said_at : (guint) mms_run_context (run, cpu)[0];
  MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_ALARM, pc);

  happening.value = (gint16) alarm;
  mms_alarms_add (run->alarms, alarm);
  mms_run_tell (run, &happening);
}

void
mms_run_alarm (MmsRun         *run,
               guint           cpu,
               MmsMachineAlarm alarm)
{
  raise_alarm (run, cpu, run->program->reports->len + alarm);
}

void
mms_run_report (MmsRun *run,
                guint   cpu,
                guint   report)
{
  raise_alarm (run, cpu, report);
}

gboolean
mms_run_is_gone (const MmsRun *run,
                 MmsCell       pointer,
                 guint         parts)
{
  guint address = (guint) MMS_SIM_MM_ADDRESS (pointer);
  const MmsCell *life;

  if (address == 0 || address > run->program->n_mms)
    return FALSE;
  life = run->state + run->machine->life + (address - 1) * 2;
  return life[0] != MMS_SIM_MM_GENERATION (pointer) || ((guint) life[1] & parts) != 0;
}

/* What a percpu slot of @use holds on @cpu as that CPU sees it; 0 if there is no such slot. */
static MmsCell
get_slot (const MmsRun *run, guint cpu, MmsFieldUse use, MmsCell *in_memory)
{
  for (guint i = 0; i < run->program->fields->len; i++)
    {
      const MmsSimField *field = mms_run_field (run, i);
      MmsCell value;

      if (field->use != use || field->kind != MMS_OBJECT_CPU)
        continue;
      if (!mms_run_view_certain (run, cpu, field->base + cpu, &value))
        value = run->state[field->base + cpu];
      if (in_memory != NULL)
        *in_memory = run->state[field->base + cpu];
      if (value != 0)
        return value;
    }
  return 0;
}

/* The store itself: how it treats slots and counts. */
void
mms_run_watch_write (MmsRun               *run,
                     guint                 cpu,
                     const MmsInstruction *instruction,
                     guint                 location,
                     MmsCell               old,
                     MmsCell               value)
{
  const MmsSimField *field = mms_run_field (run, instruction->field);
  guint owner = location - field->base;
  MmsCell slot;

  if ((instruction->flags & MMS_FLAG_QUIET) != 0)
    return;
  switch (field->use)
    {
    case MMS_FIELD_REFCOUNT:
      if (instruction->op == MMS_OP_STORE)
        break;
      if (value < 0)
        mms_run_alarm (run, cpu, ALARM_D10);
      else if (old == 0 && value > 0)
        mms_run_alarm (run, cpu, ALARM_D12);
      break;
    case MMS_FIELD_HAZARD:
      if (old != 0 && value != 0 && old != value)
        mms_run_alarm (run, cpu, ALARM_D22);
      break;
    case MMS_FIELD_DEFERRED:
      if (field->kind != MMS_OBJECT_CPU || old == 0 || value == old)
        break;
      if (instruction->op == MMS_OP_STORE)
        {
          mms_run_alarm (run, cpu, ALARM_D25);
          break;
        }
      slot = get_slot (run, owner, MMS_FIELD_HAZARD, NULL);
      if (slot != old)
        break;
      if (owner != cpu)
        mms_run_alarm (run, cpu, ALARM_D26);
      else if (value == 0)
        mms_run_alarm (run, cpu, ALARM_D27);
      break;
    default:
      break;
    }
}

/* The CPUs that have had no flush since the user page tables of @pointer were cleared: bits.  %NULL:
 * nobody keeps account of that */
static MmsCell *
find_unflushed (const MmsRun *run, MmsCell pointer)
{
  int field = run->machine->field_unflushed;
  int element = MMS_SIM_MM_ADDRESS (pointer) - 1;

  if (field < 0 || element < 0 || element >= mms_run_field (run, (guint) field)->n)
    return NULL;
  return run->state + mms_run_field (run, (guint) field)->base + element;
}

/* Whether @cpu may walk user page tables that are freed. */
static gboolean
may_walk (const MmsRun *run, guint cpu)
{
  MmsCell pointer = mms_run_cpu (run, cpu)[CPU_CR3];
  const MmsCell *unflushed = find_unflushed (run, pointer);

  return unflushed != NULL && ((guint) *unflushed >> cpu & 1) != 0
         && mms_run_is_gone (run, pointer, 1);
}

/* Bits DANGLES_*: which of what @cpu holds is gone.  A hazard slot is no holder: it asks others to keep
 * what it names, and a CPU that has moved on may well be late in taking that back. */
static int
find_dangling (const MmsRun *run, guint cpu)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  guint task = (guint) cells[CPU_CURRENT];
  int dangles = 0;

  if (mms_run_is_gone (run, cells[CPU_CR3], 2))
    dangles |= DANGLES_CR3;
  if (mms_run_is_gone (run, cells[CPU_CR3], 4))
    dangles |= DANGLES_HOLDER;
  if (may_walk (run, cpu))
    dangles |= DANGLES_WALK;
  for (guint i = 0; i < run->program->fields->len; i++)
    {
      const MmsSimField *field = mms_run_field (run, i);
      guint element = field->kind == MMS_OBJECT_TASK ? task : cpu;
      MmsCell value;

      if (field->type != MMS_TYPE_MM
          || (field->kind != MMS_OBJECT_TASK && field->kind != MMS_OBJECT_CPU)
          || (field->use != MMS_FIELD_HOLDER && field->use != MMS_FIELD_STALE))
        continue;
      if (!mms_run_view_certain (run, cpu, field->base + element, &value)
          || !mms_run_is_gone (run, value, 4))
        continue;
      dangles |= field->use == MMS_FIELD_STALE ? DANGLES_STALE : DANGLES_HOLDER;
    }
  return dangles;
}

static void
raise_dangling (MmsRun *run, guint cpu, int dangles)
{
  if ((dangles & DANGLES_HOLDER) != 0)
    mms_run_alarm (run, cpu, ALARM_D15);
  if ((dangles & DANGLES_CR3) != 0)
    mms_run_alarm (run, cpu, ALARM_D02);
  if ((dangles & DANGLES_WALK) != 0)
    mms_run_alarm (run, cpu, ALARM_D03);
  if ((dangles & DANGLES_STALE) != 0)
    mms_run_alarm (run, cpu, ALARM_D05);
}

static gboolean
is_running (const MmsRun *run, guint task)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    if ((guint) mms_run_cpu (run, cpu)[CPU_CURRENT] == task)
      return TRUE;
  return FALSE;
}

/* Whether every CPU sees @pointer at @location: none has a store under way that takes it back. */
static gboolean
is_seen_by_all (const MmsRun *run, guint location, MmsCell pointer)
{
  MmsCell value;

  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    if (!mms_run_view_certain (run, cpu, location, &value) || value != pointer)
      return FALSE;
  return TRUE;
}

/* Tasks that do not run: nobody follows what they keep before they do again. */
static void
raise_asleep (MmsRun *run, guint cpu, MmsCell pointer)
{
  for (guint i = 0; i < run->program->fields->len; i++)
    {
      const MmsSimField *field = mms_run_field (run, i);

      if (field->kind != MMS_OBJECT_TASK || field->type != MMS_TYPE_MM
          || (field->use != MMS_FIELD_HOLDER && field->use != MMS_FIELD_STALE))
        continue;
      for (guint task = 0; task < field->n; task++)
        if (run->state[field->base + task] == pointer && !is_running (run, task)
            && is_seen_by_all (run, field->base + task, pointer))
          mms_run_alarm (run, cpu, ALARM_D05_ASLEEP);
    }
}

/* Who could not walk these tables any more need not be remembered. */
static void
forget_unflushed (MmsRun *run, MmsCell pointer)
{
  MmsCell *unflushed = find_unflushed (run, pointer);
  guint cpus = 0;

  if (unflushed == NULL)
    return;
  for (guint i = 0; i < run->machine->n_cpus; i++)
    if (mms_run_cpu (run, i)[CPU_CR3] == pointer)
      cpus |= 1u << i;
  *unflushed = (MmsCell) ((guint) *unflushed & cpus);
}

/* Which arguments of the handler at @entry are mms: bits */
static guint
find_mms (const MmsRun *run, guint entry)
{
  for (guint pc = 0; pc < run->program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);

      if (instruction->op == MMS_OP_IPI && instruction->target == entry)
        return (guint) instruction->imm;
    }
  return 0;
}

/* What an IPI is sent about is not freed before everybody has answered. */
static void
watch_answers (MmsRun *run, MmsCell pointer)
{
  const MmsMachine *machine = run->machine;

  if (!run->program->futures->has_handlers)
    return;
  for (guint set = 0; set < machine->n_cpus * MMS_N_IPI_SETS; set++)
    {
      const MmsCell *csd = run->state + machine->csd + set * 3;
      guint mms;

      if (csd[1] != pointer && csd[2] != pointer)
        continue;
      mms = find_mms (run, (guint) csd[0]);
      if (((mms & 1) == 0 || csd[1] != pointer) && ((mms & 2) == 0 || csd[2] != pointer))
        continue;
      for (guint i = 0; i < machine->n_cpus; i++)
        if (run->state[machine->pending + set * machine->n_cpus + i] != 0)
          mms_run_alarm (run, i, ALARM_D32);
    }
}

void
mms_run_watch_free (MmsRun *run,
                    guint   cpu,
                    MmsCell pointer,
                    guint   parts)
{
  if ((parts & 6) != 0 && run->machine->field_users >= 0)
    {
      const MmsSimField *users = mms_run_field (run, (guint) run->machine->field_users);
      guint location = users->base + (guint) MMS_SIM_MM_ADDRESS (pointer) - 1;

      if (run->state[location] > 0)
        mms_run_alarm (run, cpu, ALARM_D14);
    }
  watch_answers (run, pointer);
  if (parts == 1)
    forget_unflushed (run, pointer);
  for (guint i = 0; i < run->machine->n_cpus; i++)
    {
      MmsCell *cells = mms_run_cpu (run, i);
      MmsCell in_memory = 0;
      int dangles = find_dangling (run, i) & ~cells[CPU_DANGLES];

      /* Published for its own CPU, but not yet where the scan of another could see it. */
      if (i != cpu && (parts & 4) != 0 && get_slot (run, i, MMS_FIELD_HAZARD, &in_memory) == pointer
          && in_memory != pointer)
        mms_run_alarm (run, i, ALARM_D20);
      if (dangles == 0)
        continue;
      if (i != cpu && mms_run_irqs_off (cells))
        {
          /* In the middle of a switch it may be gone from here before anything looks at it: that
           * shows when interrupts are on again. */
          if ((dangles & DANGLES_CR3) != 0)
            mms_run_alarm (run, i, ALARM_D02_TRANSIENT);
          if ((dangles & DANGLES_WALK) != 0)
            mms_run_alarm (run, i, ALARM_D03_TRANSIENT);
          cells[CPU_DANGLES] = (MmsCell) (cells[CPU_DANGLES] | dangles);
          continue;
        }
      raise_dangling (run, i, dangles);
    }
  if ((parts & 4) != 0)
    raise_asleep (run, cpu, pointer);
}

void
mms_run_watch_irqs (MmsRun *run,
                    guint   cpu)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  int dangles = cells[CPU_DANGLES];

  if (dangles == 0 || mms_run_irqs_off (cells))
    return;
  cells[CPU_DANGLES] = 0;
  raise_dangling (run, cpu, dangles & find_dangling (run, cpu));
}

void
mms_run_watch_cr3 (MmsRun *run,
                   guint   cpu,
                   MmsCell pointer)
{
  MmsCell *unflushed = find_unflushed (run, pointer);

  /* Whoever loads the root now finds the tables as they are. */
  if (unflushed != NULL)
    *unflushed = (MmsCell) ((guint) *unflushed & ~(1u << cpu));
  if (mms_run_is_gone (run, pointer, 2))
    mms_run_alarm (run, cpu, ALARM_D02);
}

/* Whether anything is left that will give up @pointer one day.  A pointer that is merely there, as that
 * of a task that never runs again, will not. */
static gboolean
is_held (const MmsRun *run, MmsCell pointer)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      if (mms_run_cpu (run, cpu)[CPU_CR3] == pointer)
        return TRUE;
    }
  for (guint i = 0; i < run->program->fields->len; i++)
    {
      const MmsSimField *field = mms_run_field (run, i);

      if (field->type != MMS_TYPE_MM || field->use == MMS_FIELD_PLAIN
          || field->use == MMS_FIELD_STALE)
        continue;
      for (guint j = 0; j < field->n; j++)
        if (run->state[field->base + j] == pointer
            && (field->kind != MMS_OBJECT_TASK || is_running (run, j)))
          return TRUE;
    }
  return FALSE;
}

static gboolean
is_offline (const MmsRun *run, guint cpu)
{
  return run->program->online_field >= 0
         && (run->state[mms_run_field (run, (guint) run->program->online_field)->base] >> cpu & 1)
                == 0;
}

void
mms_run_watch_end (MmsRun *run)
{
  const MmsMachine *machine = run->machine;

  /* init_mm is never freed. */
  for (guint address = 2; address <= run->program->n_mms && machine->field_users >= 0; address++)
    {
      const MmsSimField *users = mms_run_field (run, (guint) machine->field_users);
      const MmsCell *life = run->state + machine->life + (address - 1) * 2;
      MmsCell pointer = (MmsCell) MMS_SIM_MM_POINTER ((int) address, life[0]);

      if ((life[1] & 6) == 0 && run->state[users->base + address - 1] == 0
          && !is_held (run, pointer))
        mms_run_alarm (run, 0, ALARM_D11);
    }
  for (guint i = 0; i < run->program->fields->len; i++)
    {
      const MmsSimField *field = mms_run_field (run, i);

      if (field->use != MMS_FIELD_DEFERRED || field->kind != MMS_OBJECT_CPU)
        continue;
      for (guint cpu = 0; cpu < field->n; cpu++)
        if (run->state[field->base + cpu] != 0 && is_offline (run, cpu))
          mms_run_alarm (run, cpu, ALARM_D28);
    }
}
