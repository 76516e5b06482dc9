/* compile-builtin.h - a call of something built in; for the compiler's own files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "compiler.h"

G_BEGIN_DECLS

typedef struct
{
  MmsCompiler *compiler;
  const MmsNode *node;
  MmsBuiltin builtin;
  const MmsNode *arguments[4];
  guint n;
  guint8 want;
} MmsBuiltinCall;

/* Argument @index in a register */
guint8         mms_builtin_value  (MmsBuiltinCall *call,
                                   guint           index,
                                   int             type,
                                   const char     *what);
/* Where argument @index is; FALSE after having said that it is nowhere in memory */
gboolean       mms_builtin_place  (MmsBuiltinCall *call,
                                   guint           index,
                                   MmsSlot        *slot);
/* A register for the call's value */
MmsOperand     mms_builtin_result (MmsBuiltinCall *call,
                                   int             type);
/* With the builtin's order, and no registers */
MmsInstruction mms_builtin_begin  (const MmsBuiltinCall *call,
                                   MmsOp                 op);
/* Those that access memory */
MmsOperand     mms_builtin_access (MmsBuiltinCall *call);

G_END_DECLS
