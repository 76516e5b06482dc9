/* barrier.c - which statements of a program order something
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "language.h"

#include <string.h>

static void
free_barrier (gpointer data)
{
  MmsBarrier *barrier = data;

  g_free (barrier->file);
  g_free (barrier->function);
  g_free (barrier->label);
  g_free (barrier->text);
  g_free (barrier);
}

static gboolean
orders (const MmsInstruction *instruction)
{
  switch (instruction->op)
    {
    case MMS_OP_LOAD:
    case MMS_OP_STORE:
    case MMS_OP_AWAIT:
      return instruction->order == MMS_ORDER_ACQUIRE || instruction->order == MMS_ORDER_RELEASE;
    case MMS_OP_FENCE:
      return instruction->order != MMS_ORDER_COMPILER;
    case MMS_OP_LOCK:
    case MMS_OP_UNLOCK:
      return TRUE;
    case MMS_OP_XCHG:
    case MMS_OP_CMPXCHG:
    case MMS_OP_RMW_ADD:
    case MMS_OP_RMW_AND:
    case MMS_OP_RMW_OR:
    case MMS_OP_ADD_UNLESS:
      return instruction->order != MMS_ORDER_RELAXED;
    case MMS_OP_CR3:
      return instruction->order == MMS_ORDER_FULL;
    default:
      return FALSE;
    }
}

static char *
take_line (const char *text, guint line)
{
  const char *end;

  for (guint i = 1; i < line; i++)
    {
      text = strchr (text, '\n');
      if (text == NULL)
        return g_strdup ("");
      text++;
    }
  end = strchr (text, '\n');
  return g_strstrip (end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text));
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const MmsProgram *program = user_data;
  const MmsInstruction *one = mms_program_get_instruction (program, *(const guint *) a);
  const MmsInstruction *other = mms_program_get_instruction (program, *(const guint *) b);

  if (one->source != other->source)
    return (int) one->source - (int) other->source;
  if (one->line != other->line)
    return (int) one->line - (int) other->line;
  if (one->op != other->op)
    return (int) one->op - (int) other->op;
  return (int) one->order - (int) other->order;
}

GPtrArray *
mms_language_list_barriers (const MmsProgram *program)
{
  GPtrArray *barriers = g_ptr_array_new_with_free_func (free_barrier);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint pc = 1; pc < program->code->len; pc++)
    if (orders (mms_program_get_instruction (program, pc)))
      g_array_append_val (found, pc);
  g_array_sort_with_data (found, compare_places, (gpointer) program);
  for (guint i = 0; i < found->len; i++)
    {
      const MmsInstruction *instruction
          = mms_program_get_instruction (program, g_array_index (found, guint, i));
      const MmsSource *source = &g_array_index (program->sources, MmsSource, instruction->source);
      MmsBarrier *barrier;

      if (i > 0
          && compare_places (&g_array_index (found, guint, i - 1), &g_array_index (found, guint, i),
                             (gpointer) program)
                 == 0)
        continue;
      barrier = g_new0 (MmsBarrier, 1);
      barrier->file = g_strdup (source->name);
      barrier->line = instruction->line;
      barrier->function
          = g_strdup (g_array_index (program->functions, char *, instruction->function));
      if (instruction->label != 0)
        barrier->label = g_strdup (g_array_index (program->labels, char *, instruction->label));
      barrier->text = take_line (source->text, instruction->line);
      barrier->op = (MmsOp) instruction->op;
      barrier->order = (MmsOrder) instruction->order;
      g_ptr_array_add (barriers, barrier);
    }
  return barriers;
}
