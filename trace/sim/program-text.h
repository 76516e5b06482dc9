/* program-text.h - a program as people can read it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* Returns: (transfer full): "r3 = load.acquire rq[r2].lazy_mm" */
char *mms_program_describe_instruction (const MmsProgram *program,
                                        guint             pc);

/* Returns: (transfer full): what is there at the start, and every instruction with its place */
char *mms_program_to_string (const MmsProgram *program);

G_END_DECLS
