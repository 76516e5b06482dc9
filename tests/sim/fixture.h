/* fixture.h - little programs, written by hand, and everything that they can do
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/machine.h"

#define NONE MMS_SIM_NO_REGISTER

typedef struct
{
  MmsProgram *program;
  guint x;
  guint y;
  guint users;
  guint count;
  guint active_mm;
  guint slot;
  guint deferred;
} Fixture;

void fixture_set (Fixture *fixture,
                  guint8 number,
                  int value);
void fixture_load (Fixture *fixture,
                   guint8 to,
                   guint field,
                   guint8 index);
void fixture_store (Fixture *fixture,
                    guint field,
                    guint8 index,
                    guint8 from,
                    MmsOrder order);
void fixture_operation (Fixture *fixture,
                        MmsOp op,
                        guint8 a,
                        guint8 b,
                        guint8 c,
                        int imm);
void fixture_modify (Fixture *fixture,
                     MmsOp op,
                     guint field,
                     guint8 index,
                     guint8 a,
                     guint8 b,
                     guint8 c);
void fixture_fence (Fixture *fixture);
void fixture_end (Fixture *fixture);
guint16 fixture_here (Fixture *fixture);
void fixture_add_statement (Fixture *fixture,
                            guint cpu,
                            guint16 entry,
                            MmsStatementKind kind);
/* Two mms, A and B, besides init_mm; @n_cpus idle tasks and sh. */
Fixture fixture_begin (guint n_cpus);
/* Returns: (transfer full): the ids of all alarms, sorted, each behind a blank; @ends: (out)
 * (optional): "00 01 …", x and y at each end */
char *fixture_explore (Fixture *fixture,
                       MmsMemory memory,
                       gboolean reduce,
                       char **ends,
                       guint *n_states);
void fixture_finish (Fixture *fixture);
/* Finishes, explores with and without reduction, and compares. */
void fixture_expect (Fixture *fixture,
                     MmsMemory memory,
                     const char *alarms,
                     const char *ends);
