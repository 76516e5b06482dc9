/* scheme.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "scheme.h"

#include <string.h>

#define HAZARD                                                                                    \
  "The last mmput() scans the CPUs' hazard slots and hands each borrower a counted reference, which "  \
  "the borrower drops later."

static const MmsScheme schemes[] = {
  { "refcount", "S1", "reference-counted lazy mms (stock)",
    "Each borrowing CPU holds a reference in mm_count.", NULL },
  { "shootdown", "S4x", "lazy shootdown as merged in 6.4, plugged into x86",
    "The last mmdrop() sends an IPI to the CPUs in mm_cpumask, which go to init_mm.", NULL },
  { "shootdown_all", "S4x", "lazy shootdown to all online CPUs",
    "The last mmdrop() sends an IPI to every CPU; borrowers go to init_mm.", NULL },
  { "shootdown_unlazy", "S4x", "lazy shootdown, and TLB-flush IPIs repoint active_mm",
    "A TLB-flush IPI moves a lazy CPU off the mm for good; the shootdown catches the rest.", NULL },
  { "nolazy", "S5", "kernel threads run on init_mm",
    "Nobody borrows: a switch to a kernel thread loads init_mm.", NULL },
  { "nolazy_fix", "S5", "kernel threads run on init_mm, exit and unuse go there at once",
    "Nobody borrows, not even a task between exit_mm() and its last switch.", NULL },
  { "hazard_mock", "S6", "hazard slots, the mockup of 2020 taken literally", HAZARD,
    "mm_to_mmdrop" },
  { "hazard_nokeep", "S6", "hazard slots, drained on every switch", HAZARD, "mm_to_mmdrop" },
  { "hazard", "S6", "hazard slots, repaired: no drain while the slot is in use", HAZARD,
    "mm_to_mmdrop" },
  { "hazard_unlazy", "S6", "hazard slots with mm_cpumask, and flush IPIs that end the borrowing",
    HAZARD, "mm_to_mmdrop" },
  { "hazard_cpumask", "S6", "hazard slots, scanning mm_cpumask only", HAZARD, "mm_to_mmdrop" },
  { "hazard_skip", "S6", "hazard slots, with a fixup that skips CPU 1", HAZARD, "mm_to_mmdrop" },
  { "hazard_nograb", "S6", "hazard slots, handing over without a reference", HAZARD,
    "mm_to_mmdrop" },
  { "hazard_2022", "S7", "hazard pointers, the series of 2022", HAZARD, "drop_mm" },
};

const MmsScheme *
mms_scheme_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (strcmp (schemes[i].name, name) == 0)
        return &schemes[i];
    }
  return NULL;
}
