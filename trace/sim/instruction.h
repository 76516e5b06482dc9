/* instruction.h - what an instruction reads, writes and where it goes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* Whether it names a place in memory. */
gboolean mms_instruction_has_place  (const MmsInstruction *instruction);
/* Whether it may read, and whether it may write, that place. */
gboolean mms_instruction_reads      (const MmsInstruction *instruction);
gboolean mms_instruction_writes     (const MmsInstruction *instruction);
/* Whether it is a step: everything else is done at once with the step before. */
gboolean mms_instruction_is_step    (const MmsInstruction *instruction);
/* Registers that it reads, as bits. */
guint64  mms_instruction_get_uses   (const MmsInstruction *instruction);
/* Operands that the operation does not have become none. */
void     mms_instruction_forget_unused (MmsInstruction *instruction);
/* The register that it sets, or none. */
guint8   mms_instruction_get_result (const MmsInstruction *instruction);
/* Where execution may go on; 0: nowhere.  Returns: how many of @next are filled */
guint    mms_instruction_get_next   (const MmsInstruction *instruction,
                                     guint                 pc,
                                     guint                 next[2]);

G_END_DECLS
