/* aftermath.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "aftermath.h"

#include <string.h>

#define MAX_STEPS 2000

/* What a CPU does first.  Stores are let out at once: what matters is behind us. */
static const MmsTransitionKind preferences[]
    = { MMS_TRANSITION_PERFORM, MMS_TRANSITION_RUN, MMS_TRANSITION_START, MMS_TRANSITION_IPI };

typedef struct
{
  const MmsMachine *machine;
  guint n_cells;
  MmsCell *state;
  MmsCell *tried;
  GArray *steps;
} Aftermath;

/* Returns: whether the run goes on behind it; it may also be the step that ends it */
static gboolean
take (Aftermath *self, const MmsTransition *transition, gboolean *is_over)
{
  MmsAlarms alarms = { { 0 } };

  memcpy (self->tried, self->state, self->n_cells * sizeof *self->tried);
  if (!mms_machine_apply (self->machine, self->tried, transition, &alarms, NULL, NULL))
    {
      /* A wrong guess is no step. */
      if (mms_alarms_is_empty (&alarms))
        return FALSE;
      *is_over = TRUE;
    }
  g_array_append_val (self->steps, *transition);
  memcpy (self->state, self->tried, self->n_cells * sizeof *self->tried);
  return TRUE;
}

static gboolean
take_one_of (Aftermath *self, guint cpu, const MmsTransition *transitions, guint n,
             gboolean *is_over)
{
  for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
    for (guint j = 0; j < n; j++)
      if (transitions[j].cpu == cpu && transitions[j].kind == preferences[i]
          && take (self, &transitions[j], is_over))
        return TRUE;
  return FALSE;
}

static void
go_on (Aftermath *self, guint cpu, gboolean *is_whole)
{
  guint n_cpus = mms_machine_get_program (self->machine)->n_cpus;
  gboolean is_over = FALSE;

  while (!is_over && self->steps->len < MAX_STEPS)
    {
      MmsTransition transitions[MMS_MAX_TRANSITIONS];
      guint n = mms_machine_list (self->machine, self->state, transitions);
      guint waiting = 0;
      MmsAlarms alarms = { { 0 } };

      while (waiting < n_cpus
             && !take_one_of (self, (cpu + waiting) % n_cpus, transitions, n, &is_over))
        waiting++;
      if (waiting == n_cpus)
        {
          *is_whole = n == 0
                      || mms_machine_check_end (self->machine, self->state, n, &alarms, NULL, NULL);
          return;
        }
      cpu = (cpu + waiting) % n_cpus;
    }
}

GArray *
mms_aftermath_new (const MmsMachine *machine,
                   const GArray     *steps,
                   gboolean         *is_whole)
{
  guint n_cells = mms_machine_get_n_cells (machine);
  g_autofree MmsCell *state = g_new (MmsCell, n_cells);
  g_autofree MmsCell *tried = g_new (MmsCell, n_cells);
  Aftermath self = { machine, n_cells, state, tried };
  guint cpu = 0;
  gboolean goes_on = TRUE;

  self.steps = g_array_new (FALSE, FALSE, sizeof (MmsTransition));
  *is_whole = FALSE;
  mms_machine_get_initial (machine, state, NULL);
  for (guint i = 0; i < steps->len && goes_on; i++)
    {
      const MmsTransition *step = &g_array_index (steps, MmsTransition, i);
      MmsAlarms alarms = { { 0 } };

      goes_on = mms_machine_apply (machine, state, step, &alarms, NULL, NULL);
      cpu = step->cpu;
    }
  if (goes_on)
    go_on (&self, cpu, is_whole);
  return self.steps;
}
