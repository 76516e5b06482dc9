/* outcomes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "outcomes.h"

#include <string.h>

#include "state-set.h"

/* States between two looks at whether to stop */
#define LOOK_EVERY 1024

typedef struct
{
  const MmsMachine *machine;
  const guint *locations;
  MmsOutcomes *outcomes;
  MmsStateSet states;
  GHashTable *ends; /* GBytes of values */
} Search;

void
mms_outcomes_free (MmsOutcomes *outcomes)
{
  if (outcomes == NULL)
    return;
  g_array_unref (outcomes->values);
  g_free (outcomes);
}

static void
add_end (Search *search, const MmsCell *state)
{
  guint n = search->outcomes->n_values;
  g_autofree gint16 *values = g_new0 (gint16, n + 1);

  for (guint i = 0; i < n; i++)
    values[i] = mms_machine_peek (search->machine, state, search->locations[i]);
  g_hash_table_add (search->ends, g_bytes_new (values, n * sizeof *values));
}

/* Everywhere that @state leads to. */
static void
expand (Search *search, const MmsCell *state, MmsCell *next)
{
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  guint n = mms_machine_list (search->machine, state, transitions);
  gsize size = search->states.n_cells * sizeof *state;

  if (mms_machine_check_end (search->machine, state, n, &search->outcomes->alarms, NULL, NULL))
    add_end (search, state);
  for (guint i = 0; i < n; i++)
    {
      memcpy (next, state, size);
      if (!mms_machine_apply (search->machine, next, &transitions[i], &search->outcomes->alarms,
                              NULL, NULL))
        continue;
      search->outcomes->n_transitions++;
      mms_state_set_add (&search->states, next);
    }
}

static gboolean
should_stop (const Search *search, const MmsOutcomeLimits *limits, MmsProgress *progress)
{
  return (limits->max_memory != 0
             && mms_state_set_get_memory (&search->states) > limits->max_memory)
         || search->states.n_states > G_MAXUINT32 / 4
         || mms_progress_is_cancelled (progress, NULL);
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  gsize size;
  const gint16 *left = g_bytes_get_data (*(GBytes *const *) a, &size);
  const gint16 *right = g_bytes_get_data (*(GBytes *const *) b, NULL);

  for (guint i = 0; i < size / sizeof *left; i++)
    if (left[i] != right[i])
      return left[i] < right[i] ? -1 : 1;
  return 0;
}

static void
sort_ends (Search *search)
{
  MmsOutcomes *outcomes = search->outcomes;
  g_autoptr (GPtrArray) ends = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer end;

  g_hash_table_iter_init (&iter, search->ends);
  while (g_hash_table_iter_next (&iter, &end, NULL))
    g_ptr_array_add (ends, end);
  g_ptr_array_sort (ends, compare_ends);
  outcomes->n_ends = ends->len;
  for (guint i = 0; i < ends->len; i++)
    if (outcomes->n_values > 0)
      g_array_append_vals (outcomes->values, g_bytes_get_data (ends->pdata[i], NULL),
                           outcomes->n_values);
}

MmsOutcomes *
mms_outcomes_find (const MmsMachine       *machine,
                   const guint            *locations,
                   guint                   n_locations,
                   const MmsOutcomeLimits *limits,
                   MmsProgress            *progress)
{
  guint n_cells = mms_machine_get_n_cells (machine);
  g_autofree MmsCell *state = g_new0 (MmsCell, n_cells);
  g_autofree MmsCell *next = g_new0 (MmsCell, n_cells);
  MmsOutcomes *outcomes = g_new0 (MmsOutcomes, 1);
  Search search = { .machine = machine, .locations = locations, .outcomes = outcomes };

  outcomes->n_values = n_locations;
  outcomes->values = g_array_new (FALSE, FALSE, sizeof (gint16));
  outcomes->is_complete = TRUE;
  search.ends = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       NULL);
  mms_state_set_init (&search.states, n_cells);
  if (progress != NULL)
    mms_progress_begin (progress, "exploring");

  mms_machine_get_initial (machine, state, &outcomes->alarms);
  mms_state_set_add (&search.states, state);
  for (guint i = 0; i < search.states.n_states; i++)
    {
      /* One state leads to a few more. */
      if ((limits->max_states != 0 && search.states.n_states > limits->max_states)
          || (i % LOOK_EVERY == 0 && should_stop (&search, limits, progress)))
        {
          outcomes->is_complete = FALSE;
          break;
        }
      mms_state_set_get (&search.states, i, state);
      expand (&search, state, next);
    }

  outcomes->n_states = search.states.n_states;
  sort_ends (&search);
  g_hash_table_unref (search.ends);
  mms_state_set_clear (&search.states);
  return outcomes;
}
