/* strengthen.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "strengthen.h"

#include "instruction.h"

const char *
mms_strengthen_kind_get_text (MmsStrengthenKind kind)
{
  static const char *const texts[] = {
    [MMS_STRENGTHEN_ACQUIRE] = "smp_load_acquire()",
    [MMS_STRENGTHEN_RELEASE] = "smp_store_release()",
    [MMS_STRENGTHEN_MB] = "smp_mb()",
    [MMS_STRENGTHEN_FULL] = "full order",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (texts), NULL);

  return texts[kind];
}

static gboolean
is_rmw (const MmsInstruction *instruction)
{
  return mms_instruction_reads (instruction) && mms_instruction_writes (instruction)
         && instruction->op != MMS_OP_LOCK;
}

/* Whether @kind would make this instruction stronger. */
static gboolean
does_apply (MmsStrengthenKind kind, const MmsInstruction *instruction)
{
  switch (kind)
    {
    case MMS_STRENGTHEN_ACQUIRE:
      return instruction->op == MMS_OP_LOAD && instruction->order != MMS_ORDER_ACQUIRE;
    case MMS_STRENGTHEN_RELEASE:
      return instruction->op == MMS_OP_STORE && instruction->order != MMS_ORDER_RELEASE;
    case MMS_STRENGTHEN_FULL:
      return is_rmw (instruction) && instruction->order != MMS_ORDER_FULL;
    default:
      return (mms_instruction_has_place (instruction) && instruction->op != MMS_OP_PEEK)
             || instruction->op == MMS_OP_USE;
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const MmsStrengthening *one = a;
  const MmsStrengthening *other = b;

  if (one->source != other->source)
    return (int) one->source - (int) other->source;
  if (one->line != other->line)
    return (int) one->line - (int) other->line;
  return (int) one->kind - (int) other->kind;
}

GArray *
mms_strengthen_list (const MmsProgram *program)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (MmsStrengthening));
  GArray *once = g_array_new (FALSE, FALSE, sizeof (MmsStrengthening));

  for (guint pc = 1; pc < program->code->len; pc++)
    for (guint kind = 0; kind <= MMS_STRENGTHEN_FULL; kind++)
      {
        const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
        const MmsStrengthening one = {
          .kind = (MmsStrengthenKind) kind,
          .source = instruction->source,
          .line = instruction->line,
        };

        if (does_apply (one.kind, instruction))
          g_array_append_val (all, one);
      }
  g_array_sort (all, compare);
  for (guint i = 0; i < all->len; i++)
    {
      const MmsStrengthening *one = &g_array_index (all, MmsStrengthening, i);

      if (i == 0 || compare (one, &g_array_index (all, MmsStrengthening, i - 1)) != 0)
        g_array_append_val (once, *one);
    }
  return once;
}

typedef struct
{
  const MmsProgram *from;
  MmsProgram *to;
  const GArray *list;
  const guint *changes;
  guint n_changes;
  guint16 *places; /* by old instruction: where it begins now, with what was put in front of it */
} Copier;

static gboolean
is_changed (const Copier *copier, MmsStrengthenKind kind, const MmsInstruction *instruction)
{
  for (guint i = 0; i < copier->n_changes; i++)
    {
      const MmsStrengthening *change
          = &g_array_index (copier->list, MmsStrengthening, copier->changes[i]);

      if (change->kind == kind && change->source == instruction->source
          && change->line == instruction->line && does_apply (kind, instruction))
        return TRUE;
    }
  return FALSE;
}

/* Whether the instruction at @pc is the first access that was made of its line there. */
static gboolean
is_first_of_line (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

  for (guint i = pc; i-- > 1;)
    {
      const MmsInstruction *other = mms_program_get_instruction (program, i);

      if (other->source != instruction->source || other->line != instruction->line)
        return TRUE;
      if (does_apply (MMS_STRENGTHEN_MB, other))
        return FALSE;
    }
  return TRUE;
}

static void
copy_code (Copier *copier)
{
  g_array_set_size (copier->to->code, 0);
  for (guint pc = 0; pc < copier->from->code->len; pc++)
    {
      MmsInstruction instruction = *mms_program_get_instruction (copier->from, pc);

      copier->places[pc] = (guint16) MIN (copier->to->code->len, G_MAXUINT16);
      if (is_changed (copier, MMS_STRENGTHEN_MB, &instruction) && is_first_of_line (copier->from, pc))
        {
          const MmsInstruction fence = {
            .op = MMS_OP_FENCE,
            .order = MMS_ORDER_MB,
            .a = MMS_SIM_NO_REGISTER,
            .b = MMS_SIM_NO_REGISTER,
            .c = MMS_SIM_NO_REGISTER,
            .index = MMS_SIM_NO_REGISTER,
            .source = instruction.source,
            .line = instruction.line,
            .function = instruction.function,
          };

          g_array_append_val (copier->to->code, fence);
        }
      if (is_changed (copier, MMS_STRENGTHEN_ACQUIRE, &instruction))
        instruction.order = MMS_ORDER_ACQUIRE;
      if (is_changed (copier, MMS_STRENGTHEN_RELEASE, &instruction))
        instruction.order = MMS_ORDER_RELEASE;
      if (is_changed (copier, MMS_STRENGTHEN_FULL, &instruction))
        instruction.order = MMS_ORDER_FULL;
      g_array_append_val (copier->to->code, instruction);
    }
  for (guint pc = 0; pc < copier->to->code->len; pc++)
    {
      MmsInstruction *instruction = &g_array_index (copier->to->code, MmsInstruction, pc);

      instruction->target = copier->places[instruction->target];
    }
}

static void
copy_entries (Copier *copier)
{
  const MmsProgram *from = copier->from;
  MmsProgram *to = copier->to;

  g_array_append_vals (to->setup, from->setup->data, from->setup->len);
  for (guint i = 0; i < to->setup->len; i++)
    {
      MmsSetup *setup = &g_array_index (to->setup, MmsSetup, i);

      setup->entry = copier->places[setup->entry];
    }
  for (guint cpu = 0; cpu < MMS_SIM_MAX_CPUS; cpu++)
    {
      g_array_append_vals (to->scripts[cpu], from->scripts[cpu]->data, from->scripts[cpu]->len);
      for (guint i = 0; i < to->scripts[cpu]->len; i++)
        {
          MmsStatement *statement = &g_array_index (to->scripts[cpu], MmsStatement, i);

          statement->entry = copier->places[statement->entry];
        }
    }
  for (guint i = 0; i < from->intrusions->len; i++)
    {
      MmsIntrusion intrusion = g_array_index (from->intrusions, MmsIntrusion, i);

      intrusion.name = g_strdup (intrusion.name);
      intrusion.entry = copier->places[intrusion.entry];
      g_array_append_val (to->intrusions, intrusion);
    }
  for (guint i = 0; i < from->finals->len; i++)
    {
      guint16 entry = copier->places[g_array_index (from->finals, guint16, i)];

      g_array_append_val (to->finals, entry);
    }
  to->start_task = copier->places[from->start_task];
}

static void
copy_names (const MmsProgram *from, MmsProgram *to)
{
  to->scheme = g_strdup (from->scheme);
  to->scenario = g_strdup (from->scenario);
  to->title = g_strdup (from->title);
  to->arch = g_strdup (from->arch);
  for (guint i = 0; i < MMS_SIM_MAX_MMS; i++)
    to->mm_names[i] = g_strdup (from->mm_names[i]);
  /* The first of these are in every program. */
  for (guint i = 0; i < from->functions->len; i++)
    mms_program_add_function (to, g_array_index (from->functions, char *, i));
  for (guint i = 0; i < from->labels->len; i++)
    mms_program_add_label (to, g_array_index (from->labels, char *, i));
  for (guint i = 0; i < from->reports->len; i++)
    {
      const MmsReport *report = &g_array_index (from->reports, MmsReport, i);

      mms_program_add_report (to, report->id, report->text);
    }
  for (guint i = 0; i < from->sources->len; i++)
    {
      const MmsSource *source = &g_array_index (from->sources, MmsSource, i);

      mms_program_add_source (to, source->name, source->text);
    }
}

static void
copy_objects (const MmsProgram *from, MmsProgram *to)
{
  to->n_cpus = from->n_cpus;
  to->n_mms = from->n_mms;
  to->online_field = from->online_field;
  to->iret_full = from->iret_full;
  for (guint i = 0; i < from->tasks->len; i++)
    {
      const MmsSimTask *task = &g_array_index (from->tasks, MmsSimTask, i);

      mms_program_add_task (to, task->name, task->is_kernel, task->cpu);
    }
  for (guint i = 0; i < from->fields->len; i++)
    {
      const MmsSimField *field = &g_array_index (from->fields, MmsSimField, i);

      mms_program_add_field (to, field->record, field->name, field->kind, field->type, field->use,
                             field->n);
    }
  g_array_set_size (to->initial, 0);
  g_array_append_vals (to->initial, from->initial->data, from->initial->len);
  for (guint i = 0; i < from->events->len; i++)
    {
      MmsTraceEvent event = g_array_index (from->events, MmsTraceEvent, i);

      event.name = g_strdup (event.name);
      for (guint j = 0; j < G_N_ELEMENTS (event.arguments); j++)
        event.arguments[j] = g_strdup (event.arguments[j]);
      g_array_append_val (to->events, event);
    }
}

MmsProgram *
mms_strengthen_program (const MmsProgram *program, const GArray *list, const guint *changes,
                        guint n_changes, GError **error)
{
  g_autofree guint16 *places = g_new (guint16, program->code->len);
  g_autoptr (MmsProgram) copy = mms_program_new ();
  Copier copier = { program, copy, list, changes, n_changes, places };

  copy_names (program, copy);
  copy_objects (program, copy);
  copy_code (&copier);
  copy_entries (&copier);
  return mms_program_finish (copy, error) ? g_steal_pointer (&copy) : NULL;
}
