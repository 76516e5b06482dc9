/* repair.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "repair.h"

#include <string.h>

/* More barriers than these repair nothing that anybody would call so. */
#define MAX_FENCES 6

/* Runs that go wrong, each another way */
#define MAX_RUNS 200

typedef struct
{
  MmsRepairFunc func;
  gpointer user_data;
  MmsMemory memory;
  guint buffer;
  MmsExploreOptions options;
  MmsProgress *progress;
  GPtrArray *sets;      /* GPtrArray of places: each run's */
  GHashTable *useless;  /* places before which nothing can stand */
  MmsAlarms wanted;
  MmsRepair *repair;
} Search;

void
mms_repair_free (MmsRepair *repair)
{
  g_ptr_array_unref (repair->fences);
  g_ptr_array_unref (repair->detectors);
  g_free (repair);
}

static gboolean
has_text (const GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (strcmp (g_ptr_array_index (texts, i), text) == 0)
      return TRUE;
  return FALSE;
}

/* --- a smallest set that has one place of each --- */

static const GPtrArray *
find_unhit (const Search *search, const GPtrArray *chosen)
{
  for (guint i = 0; i < search->sets->len; i++)
    {
      const GPtrArray *set = g_ptr_array_index (search->sets, i);
      gboolean is_hit = FALSE;

      for (guint j = 0; j < chosen->len && !is_hit; j++)
        is_hit = has_text (set, g_ptr_array_index (chosen, j));
      if (!is_hit)
        return set;
    }
  return NULL;
}

/* Whether @n_more places can be added to @chosen so that every set has one of them. */
static gboolean
choose (const Search *search, GPtrArray *chosen, guint n_more)
{
  const GPtrArray *unhit = find_unhit (search, chosen);

  if (unhit == NULL)
    return TRUE;
  for (guint i = 0; n_more > 0 && i < unhit->len; i++)
    {
      char *place = g_ptr_array_index (unhit, i);

      if (g_hash_table_contains (search->useless, place))
        continue;
      g_ptr_array_add (chosen, place);
      if (choose (search, chosen, n_more - 1))
        return TRUE;
      g_ptr_array_set_size (chosen, (int) chosen->len - 1);
    }
  return FALSE;
}

/* (transfer container) (nullable): %NULL-terminated */
static GPtrArray *
find_smallest (const Search *search)
{
  for (guint n = 0; n <= MAX_FENCES; n++)
    {
      g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

      if (!choose (search, chosen, n))
        continue;
      g_ptr_array_add (chosen, NULL);
      return g_steal_pointer (&chosen);
    }
  return NULL;
}

/* --- searches --- */

static MmsExploration *
explore (Search *search, const MmsMachine *machine, gboolean stops_early)
{
  MmsExploreOptions options = search->options;

  options.stop_early = stops_early;
  options.wanted = search->wanted;
  search->repair->n_searches++;
  return mms_explore (machine, &options, search->progress);
}

/* The ids of the violations that are there under sc: no barrier is to blame for them.  (nullable) */
static GPtrArray *
list_sc_ids (Search *search, const MmsProgram *program)
{
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_SC, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const GArray *alarms;

  if (machine == NULL)
    return NULL;
  exploration = explore (search, machine, FALSE);
  search->repair->n_states += mms_exploration_get_numbers (exploration)->n_states;
  if (mms_exploration_get_bound (exploration) != MMS_BOUND_NONE)
    return NULL;
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      if (found->is_violation)
        g_ptr_array_add (ids, g_strdup (mms_machine_get_alarm_id (machine, found->alarm)));
    }
  return g_steal_pointer (&ids);
}

/* What this memory model has and sc has not, is wanted. */
static gboolean
take_wanted (Search *search, const MmsProgram *program, const GPtrArray *sc_ids)
{
  g_autoptr (MmsMachine) machine = mms_machine_new (program, search->memory, search->buffer, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = NULL;
  const GArray *alarms;

  if (machine == NULL)
    return FALSE;
  exploration = explore (search, machine, FALSE);
  search->repair->n_states += mms_exploration_get_numbers (exploration)->n_states;
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);
      const char *id = mms_machine_get_alarm_id (machine, found->alarm);

      if (found->is_violation && !has_text (sc_ids, id)
          && !has_text (search->repair->detectors, id))
        g_ptr_array_add (search->repair->detectors, g_strdup (id));
    }
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_machine_is_violation (machine, i)
        && !has_text (sc_ids, mms_machine_get_alarm_id (machine, i)))
      mms_alarms_add (&search->wanted, i);
  return search->repair->detectors->len > 0
         || mms_exploration_get_bound (exploration) == MMS_BOUND_NONE;
}

/* (nullable): the shortest of the runs that are wanted */
static const MmsFoundAlarm *
find_wanted (const Search *search, const MmsExploration *exploration)
{
  const GArray *alarms = mms_exploration_get_alarms (exploration);

  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      if (mms_alarms_has (&search->wanted, found->alarm))
        return found;
    }
  return NULL;
}

/* Whether one more run is known that barriers can forbid.  @fences: with a %NULL at the end */
static gboolean
learn (Search *search, MmsExploration *exploration, const MmsFoundAlarm *found,
       const GPtrArray *fences)
{
  g_autoptr (GArray) run = mms_exploration_get_path (exploration, found);
  g_autoptr (GPtrArray) places
      = mms_repair_list_places (mms_exploration_get_machine (exploration), run);

  /* A barrier that stands there already and did not forbid this run does not forbid it. */
  for (guint i = places->len; i > 0; i--)
    {
      const char *place = g_ptr_array_index (places, i - 1);

      if (g_strv_contains ((const char *const *) fences->pdata, place)
          || g_hash_table_contains (search->useless, place))
        g_ptr_array_remove_index (places, i - 1);
    }
  if (places->len == 0)
    return FALSE;
  g_ptr_array_add (search->sets, g_steal_pointer (&places));
  return TRUE;
}

static void
keep_fences (Search *search, const GPtrArray *fences)
{
  for (guint i = 0; i + 1 < fences->len; i++)
    g_ptr_array_add (search->repair->fences, g_strdup (g_ptr_array_index (fences, i)));
}

/* Which of them no statement begins on. */
static gboolean
sort_out (Search *search, const GPtrArray *fences)
{
  gboolean has_some = FALSE;

  for (guint i = 0; i + 1 < fences->len; i++)
    {
      const char *one[] = { g_ptr_array_index (fences, i), NULL };
      g_autoptr (MmsProgram) program = search->func (one, search->user_data);

      if (program != NULL)
        continue;
      g_hash_table_add (search->useless, g_strdup (one[0]));
      has_some = TRUE;
    }
  return has_some;
}

/* Tries the smallest set that is left.  Returns: whether to go on */
static gboolean
try_next (Search *search)
{
  g_autoptr (GPtrArray) fences = find_smallest (search);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;
  const MmsFoundAlarm *found;

  if (fences == NULL)
    {
      search->repair->result = MMS_REPAIR_NONE;
      return FALSE;
    }
  program = search->func ((const char *const *) fences->pdata, search->user_data);
  if (program == NULL)
    {
      if (sort_out (search, fences))
        return TRUE;
      search->repair->result = MMS_REPAIR_UNFINISHED;
      return FALSE;
    }
  machine = mms_machine_new (program, search->memory, search->buffer, TRUE, NULL);
  if (machine == NULL)
    return FALSE;
  exploration = explore (search, machine, TRUE);
  search->repair->n_states += mms_exploration_get_numbers (exploration)->n_states;
  found = find_wanted (search, exploration);
  if (found != NULL)
    {
      search->repair->result = MMS_REPAIR_NONE;
      return learn (search, exploration, found, fences);
    }
  search->repair->result = MMS_REPAIR_UNFINISHED;
  if (mms_exploration_get_bound (exploration) == MMS_BOUND_NONE)
    {
      search->repair->result = MMS_REPAIR_FOUND;
      keep_fences (search, fences);
    }
  return FALSE;
}

static void
search_fences (Search *search)
{
  const char *none[] = { NULL };
  g_autoptr (MmsProgram) program = search->func (none, search->user_data);
  g_autoptr (GPtrArray) sc_ids = NULL;

  search->repair->result = MMS_REPAIR_UNFINISHED;
  if (program == NULL)
    return;
  sc_ids = list_sc_ids (search, program);
  if (sc_ids == NULL || !take_wanted (search, program, sc_ids))
    return;
  if (search->repair->detectors->len == 0)
    {
      search->repair->result = MMS_REPAIR_NOT_NEEDED;
      return;
    }
  for (guint i = 0; i < MAX_RUNS; i++)
    {
      if (mms_progress_is_cancelled (search->progress, NULL))
        {
          search->repair->result = MMS_REPAIR_UNFINISHED;
          return;
        }
      if (!try_next (search))
        return;
    }
  search->repair->result = MMS_REPAIR_UNFINISHED;
}

MmsRepair *
mms_repair_find (MmsRepairFunc            func,
                 gpointer                 user_data,
                 MmsMemory                memory,
                 guint                    buffer,
                 const MmsExploreOptions *options,
                 MmsProgress             *progress)
{
  Search search = { .func = func,
                    .user_data = user_data,
                    .memory = memory,
                    .buffer = buffer,
                    .options = *options,
                    .progress = progress,
                    .repair = g_new0 (MmsRepair, 1) };

  search.repair->fences = g_ptr_array_new_with_free_func (g_free);
  search.repair->detectors = g_ptr_array_new_with_free_func (g_free);
  search.sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  search.useless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  search_fences (&search);
  g_ptr_array_unref (search.sets);
  g_hash_table_unref (search.useless);
  return search.repair;
}
