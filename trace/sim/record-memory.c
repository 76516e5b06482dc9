/* record-memory.c - operations of the memory system
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "instruction.h"
#include "record-private.h"

static const char *
get_order (MmsOrder order)
{
  static const char *const names[] = {
    [MMS_ORDER_PLAIN] = "plain", [MMS_ORDER_ONCE] = "once",       [MMS_ORDER_ACQUIRE] = "acq",
    [MMS_ORDER_RELEASE] = "rel", [MMS_ORDER_RELAXED] = "rlx",     [MMS_ORDER_FULL] = "full",
    [MMS_ORDER_MB] = "mb",       [MMS_ORDER_WMB] = "wmb",         [MMS_ORDER_RMB] = "rmb",
    [MMS_ORDER_COMPILER] = "barrier",
  };

  return (guint) order < G_N_ELEMENTS (names) ? names[order] : NULL;
}

/* What an operation is in a trace; %NULL: none. */
static const char *
get_name (MmsOp op)
{
  switch (op)
    {
    case MMS_OP_LOAD:
    case MMS_OP_AWAIT:
      return "m_load";
    case MMS_OP_STORE:
      return "m_store";
    case MMS_OP_XCHG:
    case MMS_OP_CMPXCHG:
    case MMS_OP_RMW_ADD:
    case MMS_OP_RMW_AND:
    case MMS_OP_RMW_OR:
    case MMS_OP_ADD_UNLESS:
      return "m_rmw";
    case MMS_OP_FENCE:
      return "m_fence";
    case MMS_OP_LOCK:
      return "m_lock";
    case MMS_OP_UNLOCK:
      return "m_unlock";
    case MMS_OP_USE:
      return "m_use";
    case MMS_OP_CR3:
      return "m_cr3";
    case MMS_OP_IRQ:
      return "m_irq";
    case MMS_OP_FREE:
      return "m_free";
    default:
      return NULL;
    }
}

/* Which read-modify-write it is; what it read and wrote does not tell. */
static const char *
get_operation (MmsOp op)
{
  switch (op)
    {
    case MMS_OP_XCHG:
      return "xchg";
    case MMS_OP_CMPXCHG:
      return "cmpxchg";
    case MMS_OP_RMW_ADD:
      return "add";
    case MMS_OP_RMW_AND:
      return "and";
    case MMS_OP_RMW_OR:
      return "or";
    case MMS_OP_ADD_UNLESS:
      return "add_unless";
    default:
      return NULL;
    }
}

/* When the CPU had come to it; now, if it took effect at once. */
static guint64
take_issue (MmsRecorder *recorder, const MmsHappening *happening, guint64 now)
{
  GArray *pending = recorder->cpus[happening->cpu].pending;
  guint64 sequence;

  if (happening->slot < 0 || (guint) happening->slot >= pending->len)
    return now;
  sequence = g_array_index (pending, MmsRecordIssue, happening->slot).sequence;
  g_array_remove_index (pending, (guint) happening->slot);
  return sequence;
}

/* The CPU's own youngest store to the place that was before it and has not left the CPU, else what
 * memory holds. */
static guint
find_writer (const MmsRecorder *recorder, const MmsHappening *happening)
{
  const GArray *pending = recorder->cpus[happening->cpu].pending;
  guint n_before = happening->slot >= 0 ? MIN ((guint) happening->slot, pending->len)
                                        : pending->len;

  for (guint i = n_before; i > 0; i--)
    {
      const MmsRecordIssue *issue = &g_array_index (pending, MmsRecordIssue, i - 1);

      if (issue->location == happening->location
          && mms_instruction_writes (mms_program_get_instruction (recorder->program, issue->pc)))
        return issue->pc;
    }
  return mms_waiting_get_writer (recorder->waiting, (guint) happening->location);
}

static void
put_value (MmsRecordEvent *event, const char *field, MmsSimType type, gint16 value)
{
  g_autofree char *name = NULL;

  if (type == MMS_TYPE_INT)
    {
      mms_record_put_number (event, field, value);
      return;
    }
  name = mms_record_name_value (event->recorder->names, type, value);
  mms_record_put_text (event, field, name);
}

static void
put_writer (MmsRecordEvent *event, const MmsHappening *happening)
{
  guint writer = find_writer (event->recorder, happening);
  g_autofree char *step
      = writer != 0 ? mms_record_name_step (event->recorder->program, writer) : g_strdup ("init");

  mms_record_put_text (event, "rf", step);
}

static void
put_place (MmsRecordEvent *event, const MmsHappening *happening, MmsOp op)
{
  const MmsRecorder *recorder = event->recorder;
  g_autofree char *name = mms_record_name_location (recorder->names, happening->location);
  const MmsSimField *field;
  guint element;
  MmsSimType type;

  if (name == NULL)
    return;
  mms_record_put_text (event, "loc", name);
  if (op == MMS_OP_LOCK || op == MMS_OP_UNLOCK)
    return;
  field = mms_program_get_location_field (recorder->program, (guint) happening->location, &element);
  type = field != NULL ? field->type : MMS_TYPE_INT;
  if (op == MMS_OP_LOAD || op == MMS_OP_AWAIT)
    put_value (event, "val", type, happening->value);
  else
    {
      put_value (event, "old", type, happening->old);
      put_value (event, "new", type, happening->wrote ? happening->value : happening->old);
    }
  if (op != MMS_OP_STORE)
    put_writer (event, happening);
}

static void
put_object (MmsRecordEvent *event, const MmsHappening *happening, const MmsInstruction *instruction)
{
  static const struct
  {
    gint16 part;
    const char *suffix;
  } parts[] = { { 1, ".user_tables" }, { 2, ".pgd" }, { 4, "" } };
  g_autofree char *name = mms_record_name_mm (event->recorder->names, happening->value);
  const char *suffix = "";
  g_autofree char *place = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (instruction->op == MMS_OP_FREE && instruction->imm == parts[i].part)
      suffix = parts[i].suffix;
  place = g_strconcat (name, suffix, NULL);
  mms_record_put_text (event, "loc", place);
}

static void
put_operands (MmsRecordEvent *event, const MmsHappening *happening,
              const MmsInstruction *instruction)
{
  switch (instruction->op)
    {
    case MMS_OP_FENCE:
      break;
    case MMS_OP_USE:
    case MMS_OP_FREE:
      put_object (event, happening, instruction);
      return;
    case MMS_OP_CR3:
      put_value (event, "old", MMS_TYPE_MM, event->recorder->cpus[happening->cpu].cr3);
      put_value (event, "new", MMS_TYPE_MM, happening->value);
      return;
    case MMS_OP_IRQ:
      mms_record_put_number (event, "on", instruction->imm);
      return;
    default:
      put_place (event, happening, instruction->op);
      break;
    }
  if (instruction->op != MMS_OP_LOCK && instruction->op != MMS_OP_UNLOCK)
    mms_record_put_text (event, "order", get_order (instruction->order));
  if (get_operation (instruction->op) != NULL)
    mms_record_put_text (event, "op", get_operation (instruction->op));
}

static void
remember (MmsRecorder *recorder, const MmsHappening *happening)
{
  if (!happening->wrote || happening->location < 0)
    return;
  recorder->values[happening->location] = happening->value;
}

void
mms_record_memory (MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (recorder->program, happening->pc);
  const char *name = get_name (instruction->op);
  g_autofree char *step = NULL;
  MmsRecordEvent event;
  guint64 issued;

  recorder->operation = 0;
  if (name == NULL)
    return;
  step = mms_record_name_step (recorder->program, happening->pc);
  mms_record_begin (recorder, &event, happening->cpu, name);
  put_operands (&event, happening, instruction);
  issued = take_issue (recorder, happening, event.sequence);
  mms_record_put_text (&event, "step", step);
  mms_record_put_number (&event, "issue_seq", (gint64) issued);
  mms_record_put_number (&event, "perform_seq", (gint64) event.sequence);
  mms_record_put_source (&event, happening->pc);
  mms_record_end (&event);
  recorder->operation = event.sequence;
  remember (recorder, happening);
}

static void
tell_unperformed (MmsRecorder *recorder, guint cpu, const MmsRecordIssue *issue)
{
  const MmsInstruction *instruction = mms_program_get_instruction (recorder->program, issue->pc);
  g_autofree char *place = mms_record_name_location (recorder->names, issue->location);
  g_autofree char *step = mms_record_name_step (recorder->program, issue->pc);
  const MmsSimField *field = NULL;
  MmsRecordEvent event;
  guint element;

  mms_record_begin (recorder, &event, cpu, get_name (instruction->op));
  if (issue->location >= 0)
    field = mms_program_get_location_field (recorder->program, (guint) issue->location, &element);
  mms_record_put_text (&event, "loc", place);
  if (field != NULL && instruction->op == MMS_OP_STORE)
    put_value (&event, "new", field->type, issue->value);
  mms_record_put_text (&event, "order", get_order (instruction->order));
  mms_record_put_text (&event, "step", step);
  mms_record_put_number (&event, "issue_seq", (gint64) issue->sequence);
  mms_record_put_source (&event, issue->pc);
  mms_record_end (&event);
}

void
mms_record_unperformed (MmsRecorder *recorder)
{
  for (guint cpu = 0; cpu < recorder->program->n_cpus; cpu++)
    {
      const GArray *pending = recorder->cpus[cpu].pending;

      for (guint i = 0; i < pending->len; i++)
        {
          const MmsRecordIssue *issue = &g_array_index (pending, MmsRecordIssue, i);
          MmsOp op = mms_program_get_instruction (recorder->program, issue->pc)->op;

          if (op == MMS_OP_STORE || op == MMS_OP_UNLOCK)
            tell_unperformed (recorder, cpu, issue);
        }
    }
}
