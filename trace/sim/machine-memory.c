/* machine-memory.c - where operations find their places, and what they do there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-window.h"

void
mms_run_tell (MmsRun             *run,
              const MmsHappening *happening)
{
  if (run->func != NULL)
    run->func (happening, run->user_data);
}

static int
get_index (const MmsSimField *field, MmsCell index)
{
  switch (field->kind)
    {
    case MMS_OBJECT_MM:
      return MMS_SIM_MM_ADDRESS (index) - 1;
    case MMS_OBJECT_TASK:
      return index - 1;
    case MMS_OBJECT_CPU:
    case MMS_OBJECT_ARRAY:
      return index;
    default:
      return 0;
    }
}

int
mms_run_find_location (const MmsRun         *run,
                       const MmsInstruction *instruction,
                       MmsCell               index)
{
  const MmsSimField *field = mms_run_field (run, instruction->field);
  int element = instruction->index == MMS_SIM_NO_REGISTER ? 0 : get_index (field, index);

  return element < 0 || element >= field->n ? -1 : field->base + element;
}

int
mms_run_locate (MmsRun               *run,
                guint                 cpu,
                const MmsInstruction *instruction,
                MmsCell               index)
{
  const MmsSimField *field = mms_run_field (run, instruction->field);
  int location = mms_run_find_location (run, instruction, index);

  if (location < 0)
    {
      gboolean is_null = index == 0
                         && (field->kind == MMS_OBJECT_MM || field->kind == MMS_OBJECT_TASK);

      mms_run_report (run, cpu, is_null ? MMS_REPORT_OOPS : MMS_REPORT_BROKEN);
      run->is_void = TRUE;
    }
  return location;
}

gboolean
mms_run_view (const MmsRun *run,
              guint         cpu,
              guint         location,
              MmsCell      *value)
{
  const MmsCell *stores;

  switch (run->machine->memory)
    {
    case MMS_MEMORY_TSO:
      stores = mms_run_stores (run, cpu);
      for (guint i = (guint) stores[0]; i-- > 0;)
        if ((guint) stores[1 + i * STORE_N + STORE_LOCATION] == location)
          {
            *value = stores[1 + i * STORE_N + STORE_VALUE];
            return TRUE;
          }
      break;
    case MMS_MEMORY_WEAK:
      return mms_window_look (run, cpu, (guint) mms_run_stores (run, cpu)[0], location, value);
    default:
      break;
    }
  *value = run->state[location];
  return TRUE;
}

gboolean
mms_run_view_certain (const MmsRun *run,
                      guint         cpu,
                      guint         location,
                      MmsCell      *value)
{
  guint n;

  if (run->machine->memory != MMS_MEMORY_WEAK)
    return mms_run_view (run, cpu, location, value);
  n = mms_window_count_certain (run, mms_run_stores (run, cpu));
  if (run->performed != 0 && run->performer == cpu)
    n = MIN (n, run->performed - 1);
  return mms_window_look (run, cpu, n, location, value);
}

static gboolean
is_equal (MmsRun *run, guint cpu, MmsSimType type, MmsCell a, MmsCell b)
{
  return type == MMS_TYPE_MM ? mms_run_is_same_mm (run, cpu, a, b) : a == b;
}

gboolean
mms_run_is_ready (const MmsRun         *run,
                  guint                 cpu,
                  const MmsInstruction *instruction,
                  MmsCell               index,
                  MmsCell               b)
{
  int location = mms_run_find_location (run, instruction, index);
  const MmsSimField *field;
  MmsCell value;

  if (location < 0)
    return TRUE; /* what follows says that there is no such place */
  if (instruction->op == MMS_OP_LOCK)
    return run->state[location] == 0;
  if (instruction->op != MMS_OP_AWAIT)
    return TRUE;
  field = mms_run_field (run, instruction->field);
  value = run->state[location];
  if (run->machine->memory == MMS_MEMORY_TSO)
    mms_run_view (run, cpu, (guint) location, &value);
  return mms_run_is_same_value (field, value, b) == ((instruction->flags & MMS_FLAG_NOT) == 0);
}

/* What a read-modify-write makes of @old; %FALSE: it leaves it alone. */
static gboolean
modify (MmsRun *run, guint cpu, const MmsInstruction *instruction, MmsCell old, MmsCell b,
        MmsCell c, MmsCell *value)
{
  const MmsSimField *field = mms_run_field (run, instruction->field);

  switch (instruction->op)
    {
    case MMS_OP_STORE:
    case MMS_OP_XCHG:
      *value = b;
      return TRUE;
    case MMS_OP_UNLOCK:
      *value = 0;
      return TRUE;
    case MMS_OP_LOCK:
      *value = 1;
      return TRUE;
    case MMS_OP_CMPXCHG:
      *value = c;
      return is_equal (run, cpu, field->type, old, b);
    case MMS_OP_RMW_ADD:
      *value = mms_run_in_range (run, cpu, old + b);
      return TRUE;
    case MMS_OP_RMW_AND:
      *value = old & b;
      return TRUE;
    case MMS_OP_RMW_OR:
      *value = old | b;
      return TRUE;
    case MMS_OP_ADD_UNLESS:
      *value = mms_run_in_range (run, cpu, old + b);
      return old != c;
    default:
      return FALSE;
    }
}

static void
tell_perform (MmsRun *run, guint cpu, guint pc, int location, MmsCell old, MmsCell value,
              gboolean wrote, int slot)
{
  MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_PERFORM, pc);

  happening.slot = slot;
  happening.location = location;
  happening.old = old;
  happening.value = value;
  happening.wrote = wrote;
  mms_run_tell (run, &happening);
}

static void
watch_use (MmsRun *run, guint cpu, MmsCell pointer)
{
  if (mms_run_is_gone (run, pointer, 4))
    mms_run_alarm (run, cpu, ALARM_D01);
}

MmsCell
mms_run_perform (MmsRun *run,
                 guint   cpu,
                 guint   pc,
                 MmsCell index,
                 MmsCell b,
                 MmsCell c,
                 int     slot)
{
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  const MmsSimField *field;
  MmsCell old = 0;
  MmsCell value = 0;
  gboolean wrote = FALSE;
  int location;

  if (instruction->op == MMS_OP_USE)
    {
      if (b == 0)
        {
          mms_run_report (run, cpu, MMS_REPORT_OOPS);
          run->is_void = TRUE;
          return 0;
        }
      watch_use (run, cpu, b);
      tell_perform (run, cpu, pc, -1, b, b, FALSE, slot);
      return 0;
    }

  location = mms_run_locate (run, cpu, instruction, index);
  if (location < 0)
    return 0;
  field = mms_run_field (run, instruction->field);
  if (field->kind == MMS_OBJECT_MM)
    watch_use (run, cpu, index);
  /* In a window a load may see what its own CPU stores before it; what is behind is not for it. */
  if (run->machine->memory == MMS_MEMORY_TSO
      && (!mms_instruction_writes (instruction) || mms_instruction_looks_first (instruction)))
    mms_run_view (run, cpu, (guint) location, &old);
  else if (run->machine->memory == MMS_MEMORY_WEAK && instruction->op == MMS_OP_LOAD && slot > 0)
    mms_window_look (run, cpu, (guint) slot, (guint) location, &old);
  else
    old = run->state[location];
  if (mms_instruction_writes (instruction))
    wrote = modify (run, cpu, instruction, old, b, c, &value);
  if (wrote)
    {
      if (field->use != MMS_FIELD_PLAIN)
        mms_run_watch_write (run, cpu, instruction, (guint) location, old, value);
      run->state[location] = value;
    }
  tell_perform (run, cpu, pc, location, old, wrote ? value : old, wrote, slot);
  return old;
}

void
mms_run_drain (MmsRun *run,
               guint   cpu)
{
  MmsCell *stores = mms_run_stores (run, cpu);
  MmsCell *first = stores + 1;
  guint location = (guint) first[STORE_LOCATION];
  guint pc = (guint) first[STORE_PC];
  MmsCell value = first[STORE_VALUE];
  MmsCell old = run->state[location];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  guint n = (guint) stores[0];

  for (guint i = 0; i < (n - 1) * STORE_N; i++)
    first[i] = first[i + STORE_N];
  for (guint i = 0; i < STORE_N; i++)
    first[(n - 1) * STORE_N + i] = 0;
  stores[0]--;

  if (mms_instruction_has_place (instruction))
    {
      const MmsSimField *field = mms_run_field (run, instruction->field);

      /* The object went away while the store was in the buffer. */
      if (field->kind == MMS_OBJECT_MM)
        {
          guint address = location - field->base + 1;

          if ((run->state[run->machine->life + (address - 1) * 2 + 1] & 4) != 0)
            mms_run_alarm (run, cpu, ALARM_D01);
        }
      if (field->use != MMS_FIELD_PLAIN)
        mms_run_watch_write (run, cpu, instruction, location, old, value);
    }
  run->state[location] = value;
  tell_perform (run, cpu, pc, (int) location, old, value, TRUE, 0);
}

void
mms_run_free (MmsRun *run,
              guint   cpu,
              guint   pc,
              MmsCell pointer,
              int     slot)
{
  const MmsMachine *machine = run->machine;
  guint parts = (guint) mms_program_get_instruction (run->program, pc)->imm;
  guint address = (guint) MMS_SIM_MM_ADDRESS (pointer);
  MmsCell *life;
  MmsCell *pool = run->state + machine->pool;

  if (address == 0 || address > run->program->n_mms)
    {
      mms_run_report (run, cpu, address == 0 ? MMS_REPORT_OOPS : MMS_REPORT_BROKEN);
      run->is_void = TRUE;
      return;
    }
  life = run->state + machine->life + (address - 1) * 2;
  if (mms_run_is_gone (run, pointer, parts))
    mms_run_alarm (run, cpu, ALARM_D01); /* freed twice */
  else
    {
      life[1] = (MmsCell) (life[1] | (MmsCell) parts);
      if ((parts & 4) != 0)
        pool[1 + pool[0]++] = (MmsCell) address;
      tell_perform (run, cpu, pc, -1, pointer, pointer, TRUE, slot);
      mms_run_watch_free (run, cpu, pointer, parts);
    }
}
