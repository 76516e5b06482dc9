/* texts.h - what tests of the language ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/language.h"
#include "sim/machine.h"

G_BEGIN_DECLS

/* (transfer full): what cannot be compiled stops the test. */
MmsProgram *texts_compile        (const char *text);
/* The same with an edit: "without L", "weaken FILE:1"; the text's name is test.lazy */
MmsProgram *texts_compile_edited (const char *text,
                                  const char *edit);

/* (transfer full): the diagnostics of a text, "" if there are none; "not applicable: a b" if so */
char *texts_describe (const char *text);

/* (transfer full): every different set of values that variables @names ("r0 r1") have at an end of
 * @program, "0,1 1,1", sorted */
char *texts_run (const MmsProgram *program,
                 const char       *names,
                 MmsMemory         memory);

/* (transfer full): the ids of what the exploration finds, "D15 D30", sorted */
char *texts_find (const MmsProgram *program,
                  MmsMemory         memory);

/* (transfer full): the instructions, each as mms_program_describe_instruction() has it, one a line */
char *texts_dump (const MmsProgram *program);

G_END_DECLS
