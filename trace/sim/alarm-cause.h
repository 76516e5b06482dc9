/* alarm-cause.h - which step raised an alarm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_CAUSE_OWN,  /* a local instruction, which tells nothing else */
  MMS_CAUSE_LAST, /* what was told last */
  MMS_CAUSE_NEXT, /* what is told next; the last, if the step ends before */
} MmsCause;

/**
 * mms_cause_find:
 * @alarm: a %MMS_HAPPENING_ALARM; of MMS_CAUSE_OWN, its pc becomes that of the instruction
 * @last: what was told before it that was no alarm; of another step, it counts as nothing
 */
MmsCause mms_cause_find (const MmsProgram   *program,
                         MmsHappening       *alarm,
                         const MmsHappening *last);

G_END_DECLS
