/* alarm-cause.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "alarm-cause.h"

/* Where a local instruction says it: a REPORT, or a comparison that the CPU just made. */
static gboolean
is_own (const MmsProgram *program, guint16 *pc)
{
  guint op = mms_program_get_instruction (program, *pc)->op;

  if (op == MMS_OP_REPORT)
    return TRUE;
  if (*pc < 2)
    return FALSE;
  op = mms_program_get_instruction (program, *pc - 1u)->op;
  if (op != MMS_OP_EQ_MM && op != MMS_OP_NE_MM)
    return FALSE;
  (*pc)--;
  return TRUE;
}

/* What a free, CR3 and interrupts that are on again bring to light is seen once they are done. */
static gboolean
is_behind (const MmsProgram *program, const MmsHappening *last)
{
  switch (last->kind)
    {
    case MMS_HAPPENING_LEAVE:
      return TRUE;
    case MMS_HAPPENING_PERFORM:
      switch (mms_program_get_instruction (program, last->pc)->op)
        {
        case MMS_OP_FREE:
        case MMS_OP_CR3:
        case MMS_OP_IRQ:
          return TRUE;
        default:
          return FALSE;
        }
    default:
      return FALSE;
    }
}

MmsCause
mms_cause_find (const MmsProgram *program, MmsHappening *alarm, const MmsHappening *last)
{
  if (last->kind == MMS_HAPPENING_WAIT)
    return MMS_CAUSE_LAST;
  if (is_own (program, &alarm->pc))
    return MMS_CAUSE_OWN;
  return is_behind (program, last) ? MMS_CAUSE_LAST : MMS_CAUSE_NEXT;
}
