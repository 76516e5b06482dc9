/* instruction.h - what an instruction reads, writes and where it goes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* Sets of operations: asked for at every step of a search. */
#define MMS_OP_BIT(op) (G_GUINT64_CONSTANT (1) << (op))
#define MMS_OPS_READ                                                                                  \
  (MMS_OP_BIT (MMS_OP_PEEK) | MMS_OP_BIT (MMS_OP_LOAD) | MMS_OP_BIT (MMS_OP_AWAIT) | MMS_OPS_CHANGE)
#define MMS_OPS_WRITE                                                                                 \
  (MMS_OP_BIT (MMS_OP_POKE) | MMS_OP_BIT (MMS_OP_STORE) | MMS_OP_BIT (MMS_OP_UNLOCK) | MMS_OPS_CHANGE)
#define MMS_OPS_CHANGE                                                                                \
  (MMS_OP_BIT (MMS_OP_XCHG) | MMS_OP_BIT (MMS_OP_CMPXCHG) | MMS_OP_BIT (MMS_OP_RMW_ADD)               \
   | MMS_OP_BIT (MMS_OP_RMW_AND) | MMS_OP_BIT (MMS_OP_RMW_OR) | MMS_OP_BIT (MMS_OP_ADD_UNLESS)        \
   | MMS_OP_BIT (MMS_OP_LOCK))

G_STATIC_ASSERT (MMS_N_OPS <= 64);

/* Whether it names a place in memory. */
static inline gboolean
mms_instruction_has_place (const MmsInstruction *instruction)
{
  return ((MMS_OPS_READ | MMS_OPS_WRITE) >> instruction->op & 1) != 0;
}

/* Whether it may read that place. */
static inline gboolean
mms_instruction_reads (const MmsInstruction *instruction)
{
  return (MMS_OPS_READ >> instruction->op & 1) != 0;
}

/* Whether it may write that place. */
static inline gboolean
mms_instruction_writes (const MmsInstruction *instruction)
{
  return (MMS_OPS_WRITE >> instruction->op & 1) != 0;
}

/* Whether it is a step: everything else is done at once with the step before. */
static inline gboolean
mms_instruction_is_step (const MmsInstruction *instruction)
{
  return instruction->op >= MMS_OP_LOAD;
}

/* Whether it belongs to a ghost: nothing that the program does depends on it. */
static inline gboolean
mms_instruction_is_ghost (const MmsInstruction *instruction)
{
  return (instruction->flags & MMS_FLAG_GHOST) != 0;
}

/* Whether it orders everything before against everything behind; a compare-and-exchange only if it stores. */
static inline gboolean
mms_instruction_is_full (const MmsInstruction *instruction)
{
  switch (instruction->op)
    {
    case MMS_OP_FENCE:
      return instruction->order == MMS_ORDER_MB || instruction->order == MMS_ORDER_FULL;
    case MMS_OP_IPI:
    case MMS_OP_ALLOC:
    case MMS_OP_STOP:
      return TRUE;
    default:
      return instruction->order == MMS_ORDER_FULL;
    }
}

/* Whether it takes a lock, at once or not at all. */
static inline gboolean
mms_instruction_locks (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_LOCK || (instruction->flags & MMS_FLAG_TRYLOCK) != 0;
}

/* Whether the processor reads the place before it goes to change it, which it then need not. */
static inline gboolean
mms_instruction_looks_first (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_ADD_UNLESS || (instruction->flags & MMS_FLAG_TRYLOCK) != 0;
}

/* Whether it can go on in another way: where it stores nothing, or is not waited for to its end. */
static inline gboolean
mms_instruction_may_fail (const MmsInstruction *instruction)
{
  return (instruction->op == MMS_OP_CMPXCHG || instruction->op == MMS_OP_ADD_UNLESS
          || instruction->op == MMS_OP_AWAIT)
         && instruction->target != 0;
}

/* Registers that it reads, as bits; a finished program has them in its table. */
guint64  mms_instruction_get_uses   (const MmsInstruction *instruction);
/* Operands that the operation does not have become none. */
void     mms_instruction_forget_unused (MmsInstruction *instruction);
/* What stands behind a CMPXCHG, ADD_UNLESS or AWAIT at @pc, whose target is set to that: how it goes on where it stores
 * nothing, or does not wait.  The result must be in a register, and in none that it reads. */
#define MMS_N_FAILING 3
void     mms_instruction_fill_failing (MmsInstruction *instruction,
                                       guint           pc,
                                       MmsInstruction  behind[MMS_N_FAILING]);
/* The register that it sets, or none. */
guint8   mms_instruction_get_result (const MmsInstruction *instruction);
/* Where execution may go on; 0: nowhere.  Returns: how many of @next are filled */
guint    mms_instruction_get_next   (const MmsInstruction *instruction,
                                     guint                 pc,
                                     guint                 next[2]);

G_END_DECLS
