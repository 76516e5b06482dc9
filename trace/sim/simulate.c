/* simulate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "simulate.h"

#include <string.h>

#include "random.h"

/* Runs that do not count, until there is no hope */
#define MAX_TRIES 1000

/* Steps between two looks at whether to stop */
#define STRIDE 4096

typedef struct
{
  const MmsMachine *machine;
  MmsRandom random;
  gsize size;      /* of a state, in bytes */
  MmsCell *state;
  MmsCell *before; /* the state to come back to if a step leads nowhere */
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  guint n_transitions;
  GArray *run; /* MmsTransition */
} Simulation;

/* Puts one of the transitions that are left at the end of them, and takes it off. */
static MmsTransition
draw (Simulation *simulation)
{
  guint8 cpus[MMS_SIM_MAX_CPUS];
  guint n_cpus = 0;
  guint n_of_cpu = 0;
  guint chosen = 0;
  guint8 cpu;
  MmsTransition transition;

  for (guint i = 0; i < simulation->n_transitions; i++)
    if (n_cpus < MMS_SIM_MAX_CPUS
        && memchr (cpus, simulation->transitions[i].cpu, n_cpus) == NULL)
      cpus[n_cpus++] = simulation->transitions[i].cpu;
  cpu = cpus[mms_random_below (&simulation->random, n_cpus)];
  for (guint i = 0; i < simulation->n_transitions; i++)
    if (simulation->transitions[i].cpu == cpu
        && mms_random_below (&simulation->random, ++n_of_cpu) == 0)
      chosen = i;
  transition = simulation->transitions[chosen];
  simulation->transitions[chosen] = simulation->transitions[--simulation->n_transitions];
  return transition;
}

/* Returns: whether a step was done; else @end says why there is none */
static gboolean
do_step (Simulation *simulation, MmsSimulationEnd *end)
{
  MmsAlarms alarms = { { 0 } };

  simulation->n_transitions
      = mms_machine_list (simulation->machine, simulation->state, simulation->transitions);
  if (simulation->n_transitions == 0)
    {
      *end = mms_machine_check_end (simulation->machine, simulation->state, 0, &alarms, NULL, NULL)
                 ? MMS_SIMULATION_ENDED
                 : MMS_SIMULATION_STUCK;
      return FALSE;
    }

  memcpy (simulation->before, simulation->state, simulation->size);
  while (simulation->n_transitions > 0)
    {
      MmsTransition transition = draw (simulation);
      gboolean goes_on = mms_machine_apply (simulation->machine, simulation->state, &transition,
                                            &alarms, NULL, NULL);

      if (goes_on || !mms_alarms_is_empty (&alarms))
        g_array_append_val (simulation->run, transition);
      if (goes_on)
        return TRUE;
      if (!mms_alarms_is_empty (&alarms))
        {
          *end = MMS_SIMULATION_CRASHED;
          return FALSE;
        }
      memcpy (simulation->state, simulation->before, simulation->size);
    }
  *end = MMS_SIMULATION_NONE;
  return FALSE;
}

static MmsSimulationEnd
run_once (Simulation *simulation, guint max_steps, MmsProgress *progress)
{
  MmsSimulationEnd end = MMS_SIMULATION_CUT;

  g_array_set_size (simulation->run, 0);
  mms_machine_get_initial (simulation->machine, simulation->state, NULL);
  while (max_steps == 0 || simulation->run->len < max_steps)
    {
      if (simulation->run->len % STRIDE == 0 && mms_progress_is_cancelled (progress, NULL))
        break;
      if (!do_step (simulation, &end))
        break;
    }
  return end;
}

MmsSimulationEnd
mms_simulate (const MmsMachine *machine,
              guint64           seed,
              guint             max_steps,
              MmsProgress      *progress,
              GArray          **run)
{
  g_autofree Simulation *simulation = g_new0 (Simulation, 1);
  guint n_cells = mms_machine_get_n_cells (machine);
  MmsSimulationEnd end = MMS_SIMULATION_NONE;

  simulation->machine = machine;
  simulation->random = mms_random_new (seed);
  simulation->size = n_cells * sizeof (MmsCell);
  simulation->state = g_new0 (MmsCell, n_cells);
  simulation->before = g_new0 (MmsCell, n_cells);
  simulation->run = g_array_new (FALSE, FALSE, sizeof (MmsTransition));
  for (guint i = 0; i < MAX_TRIES && end == MMS_SIMULATION_NONE; i++)
    end = run_once (simulation, max_steps, progress);
  g_free (simulation->state);
  g_free (simulation->before);
  *run = simulation->run;
  return end;
}
