/* explore.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "explore-private.h"

#include <string.h>

#define BLOCK_STATES (MMS_BLOCK_FINDS / MMS_MAX_TRANSITIONS)
#define BATCH_STATES (BLOCK_STATES * MMS_BATCH_BLOCKS)

/* Below this, waking another thread takes longer than its help is worth. */
#define MIN_SHARED_STATES 96

/* States that are looked at for ways out, beyond two for each state. */
#define MAX_ENDLESS_VISITS 100000

#define TELL_INTERVAL (G_USEC_PER_SEC / 8)

static void
note_alarms (MmsExploration *self, MmsExploreBlock *block, const MmsAlarms *alarms,
             MmsFoundAlarm found)
{
  for (guint word = 0; word < G_N_ELEMENTS (alarms->bits); word++)
    {
      guint64 bits = alarms->bits[word] & ~self->known.bits[word] & ~block->seen.bits[word];

      block->seen.bits[word] |= bits;
      for (; bits != 0; bits &= bits - 1)
        {
          found.alarm = word * 64 + (guint) __builtin_ctzll (bits);
          found.is_violation = mms_machine_is_violation (self->machine, found.alarm);
          g_array_append_val (block->alarms, found);
        }
    }
}

/* Several threads may say so at once. */
static void
cover (const MmsHappening *happening, gpointer user_data)
{
  guint8 *covered = user_data;

  __atomic_store_n (&covered[happening->pc], 1, __ATOMIC_RELAXED);
}

typedef struct
{
  const MmsProgram *program;
  guint8 *covered;
  gboolean is_behind; /* what is told is no longer the setup */
} Beginning;

/* Scripts begin only behind the setup, and the first step of all is that one does. */
static void
cover_beginning (const MmsHappening *happening, gpointer user_data)
{
  Beginning *beginning = user_data;
  const GArray *script = beginning->program->scripts[happening->cpu];

  for (guint i = 0; i < script->len && happening->kind == MMS_HAPPENING_START; i++)
    beginning->is_behind = beginning->is_behind
                           || g_array_index (script, MmsStatement, i).entry == happening->pc;
  if (beginning->is_behind)
    cover (happening, beginning->covered);
}

/* Of a way round that takes each operation to its end before the next one, one of two states is not in doubt. */
static MmsBack
get_back (const MmsMachine *machine, const MmsCell *cells)
{
  if (!mms_endless_is_possible (machine, cells))
    return MMS_BACK_NONE;
  return mms_endless_is_certain (machine, cells) ? MMS_BACK_PARENT : MMS_BACK_FIND;
}

static void
visit_state (MmsExploration *self, MmsExploreWorker *worker, guint number, MmsStateId id)
{
  MmsExploreBlock *block = &self->blocks[number];
  const MmsCell *cells = mms_state_tree_get_cells (worker->tree);
  MmsCell *next = (MmsCell *) worker->next;
  MmsFoundAlarm found = { .length = self->depth, .state = id };
  MmsAlarms alarms = { { 0 } };
  MmsBack back;
  MmsHappeningFunc func = self->options.covered != NULL ? cover : NULL;
  guint n;

  mms_state_tree_load (worker->tree, mms_state_store_get_root (&self->store, id));
  n = mms_machine_list (self->machine, cells, worker->transitions);
  if (block->full_at == 0)
    block->full_at = mms_machine_find_full (self->machine, cells);
  if (mms_machine_check_end (self->machine, cells, n, &alarms, NULL, NULL) && block->ends != NULL)
    g_array_append_val (block->ends, id);
  if (!mms_alarms_is_empty (&alarms))
    note_alarms (self, block, &alarms, found);
  if (self->is_last_level)
    {
      block->is_cut = block->is_cut || n > 0;
      return;
    }
  back = get_back (self->machine, cells);
  found.length++;
  found.has_step = TRUE;
  for (guint i = 0; i < n; i++)
    {
      guint64 next_root;
      gboolean goes_on;

      memcpy (next, cells, self->n_cells * sizeof (MmsCell));
      alarms = (MmsAlarms){ { 0 } };
      goes_on = mms_machine_apply (self->machine, next, &worker->transitions[i], &alarms, func,
                                   self->options.covered);
      if (!mms_alarms_is_empty (&alarms))
        {
          found.step = worker->transitions[i];
          note_alarms (self, block, &alarms, found);
        }
      if (!goes_on)
        continue;
      block->n_transitions++;
      if (!mms_state_tree_fold (worker->tree, next, &next_root))
        return;
      mms_find_block_add (&self->store.blocks[number], next_root, id, back);
    }
}

static void
visit_blocks (guint number, gpointer user_data)
{
  MmsExploration *self = user_data;
  MmsExploreWorker *worker = self->workers[number];

  mms_state_parts_enter (&self->parts);
  for (;;)
    {
      guint b = atomic_fetch_add_explicit (&self->next_task, 1, memory_order_relaxed);

      if (b >= self->n_blocks)
        break;
      for (guint i = 0; i < self->blocks[b].n; i++)
        visit_state (self, worker, b, self->blocks[b].first + i);
      mms_find_block_sort (&self->store.blocks[b]);
    }
  mms_state_parts_leave (&self->parts);
}

static void
match_shards (guint number, gpointer user_data)
{
  MmsExploration *self = user_data;

  for (;;)
    {
      guint shard = atomic_fetch_add_explicit (&self->next_task, 1, memory_order_relaxed);

      if (shard >= MMS_STORE_SHARDS)
        break;
      mms_state_store_match (&self->store, self->n_blocks, shard);
    }
}

static void
settle_blocks (guint number, gpointer user_data)
{
  MmsExploration *self = user_data;

  for (;;)
    {
      guint b = atomic_fetch_add_explicit (&self->next_task, 1, memory_order_relaxed);

      if (b >= self->n_blocks)
        break;
      mms_state_store_settle (&self->store, b);
    }
}

static void
run (MmsExploration *self, guint n_workers, MmsCrewFunc func)
{
  atomic_store_explicit (&self->next_task, 0, memory_order_relaxed);
  mms_crew_run (self->crew, n_workers, func, self);
}

static void
prepare_blocks (MmsExploration *self, MmsStateId first, guint n, guint n_workers)
{
  /* Several blocks for each thread: some take longer.  What is found is numbered by blocks, so that their
   * size must not depend on how many threads there are. */
  guint size = MAX ((n + MMS_BATCH_BLOCKS - 1) / MMS_BATCH_BLOCKS, 16);

  self->n_blocks = 0;
  for (guint done = 0; done < n; done += size)
    {
      MmsExploreBlock *block = &self->blocks[self->n_blocks];

      block->first = first + done;
      block->n = MIN (size, n - done);
      block->n_transitions = 0;
      block->is_cut = FALSE;
      block->full_at = 0;
      block->seen = (MmsAlarms){ { 0 } };
      if (block->alarms == NULL)
        block->alarms = g_array_new (FALSE, FALSE, sizeof (MmsFoundAlarm));
      g_array_set_size (block->alarms, 0);
      if (block->ends == NULL && self->options.end != NULL)
        block->ends = g_array_new (FALSE, FALSE, sizeof (MmsStateId));
      if (block->ends != NULL)
        g_array_set_size (block->ends, 0);
      mms_find_block_reset (&self->store.blocks[self->n_blocks]);
      self->n_blocks++;
    }
  for (guint i = 0; i < n_workers; i++)
    {
      if (self->workers[i] != NULL)
        continue;
      self->workers[i] = g_new0 (MmsExploreWorker, 1);
      self->workers[i]->tree = mms_state_tree_new (&self->parts);
      self->workers[i]->next = g_new0 (MmsWord, self->n_cells / 2);
    }
}

static gboolean
is_wanted (const MmsExploration *self, const MmsFoundAlarm *found)
{
  return mms_alarms_is_empty (&self->options.wanted)
             ? found->is_violation
             : mms_alarms_has (&self->options.wanted, found->alarm);
}

/* Returns: %TRUE if what was wanted is among it */
static gboolean
collect_blocks (MmsExploration *self)
{
  gboolean is_found = FALSE;

  for (guint b = 0; b < self->n_blocks; b++)
    {
      MmsExploreBlock *block = &self->blocks[b];

      self->numbers.n_transitions += block->n_transitions;
      self->is_cut = self->is_cut || block->is_cut;
      self->full_at = self->full_at != 0 ? self->full_at : block->full_at;
      for (guint i = 0; i < block->alarms->len; i++)
        {
          const MmsFoundAlarm *found = &g_array_index (block->alarms, MmsFoundAlarm, i);

          if (mms_alarms_has (&self->known, found->alarm))
            continue;
          mms_alarms_add (&self->known, found->alarm);
          g_array_append_val (self->alarms, *found);
          is_found = is_found || is_wanted (self, found);
        }
      for (guint i = 0; block->ends != NULL && i < block->ends->len; i++)
        {
          MmsStateTree *tree = self->workers[0]->tree;
          MmsStateId id = g_array_index (block->ends, MmsStateId, i);

          mms_state_tree_load (tree, mms_state_store_get_root (&self->store, id));
          self->options.end (mms_state_tree_get_cells (tree), self->options.end_data);
        }
    }
  return is_found;
}

static void
collect_backs (MmsExploration *self)
{
  for (guint b = 0; b < self->n_blocks; b++)
    {
      const GArray *backs = self->store.blocks[b].backs;

      g_array_append_vals (self->backs, backs->data, backs->len);
    }
}

static gsize
count_memory (const MmsExploration *self)
{
  gsize memory = sizeof *self + self->backs->len * sizeof (MmsStateId) + self->endless_memory
                 + mms_state_parts_get_memory (&self->parts) + mms_state_store_get_memory (&self->store)
                 - sizeof self->store;

  for (guint i = 0; i < MMS_CREW_MAX; i++)
    if (self->workers[i] != NULL)
      memory += sizeof *self->workers[i] + self->n_cells * sizeof (MmsCell)
                + mms_state_tree_get_memory (self->workers[i]->tree);
  return memory;
}

static void
take_numbers (MmsExploration *self)
{
  gint64 now = g_get_monotonic_time ();

  self->numbers.n_states = self->store.n_states;
  self->numbers.seconds = (double) (now - self->started) / G_USEC_PER_SEC;
  self->numbers.memory = MAX (self->numbers.memory, count_memory (self));
  if (self->options.func == NULL || now - self->told < TELL_INTERVAL)
    return;
  self->told = now;
  self->options.func (&self->numbers, self->options.func_data);
}

static guint32
get_max_states (const MmsExploration *self)
{
  return self->options.max_states == 0 ? MMS_STATE_MAX
                                       : (guint32) MIN (self->options.max_states, MMS_STATE_MAX);
}

/* The @n states from @first on, all @self->depth transitions from the start. */
static MmsBound
visit_batch (MmsExploration *self, MmsStateId first, guint n)
{
  guint n_workers = n < MIN_SHARED_STATES ? 1 : mms_crew_get_n_workers (self->crew);
  gboolean is_found;

  if (mms_progress_is_cancelled (self->progress, NULL))
    return MMS_BOUND_CANCELLED;
  prepare_blocks (self, first, n, n_workers);
  run (self, n_workers, visit_blocks);
  if (mms_state_parts_is_exhausted (&self->parts))
    return MMS_BOUND_MEMORY;
  is_found = collect_blocks (self);
  run (self, n_workers, match_shards);
  switch (mms_state_store_number (&self->store, self->n_blocks, get_max_states (self)))
    {
    case MMS_STORE_ROOM:
      run (self, n_workers, settle_blocks);
      break;
    case MMS_STORE_FULL:
      run (self, n_workers, settle_blocks);
      return is_found && self->options.stop_early ? MMS_BOUND_FOUND : MMS_BOUND_STATES;
    default:
      return MMS_BOUND_MEMORY;
    }
  collect_backs (self);
  take_numbers (self);
  if (is_found && self->options.stop_early)
    return MMS_BOUND_FOUND;
  if (self->options.max_memory != 0 && self->numbers.memory > self->options.max_memory)
    return MMS_BOUND_MEMORY;
  return MMS_BOUND_NONE;
}

/* Returns: %FALSE if even that is too much, or enough */
static gboolean
take_initial (MmsExploration *self)
{
  MmsAlarms alarms = { { 0 } };
  Beginning beginning
      = { mms_machine_get_program (self->machine), self->options.covered, FALSE };
  guint64 root;
  gboolean is_found;

  prepare_blocks (self, 0, 1, 1);
  if (self->options.covered != NULL)
    mms_machine_tell_setup (self->machine, cover_beginning, &beginning);
  mms_machine_get_initial (self->machine, (MmsCell *) self->workers[0]->next, &alarms);
  note_alarms (self, &self->blocks[0], &alarms, (MmsFoundAlarm){ .state = 0 });
  is_found = collect_blocks (self);
  mms_state_parts_enter (&self->parts);
  if (mms_state_tree_fold (self->workers[0]->tree, (MmsCell *) self->workers[0]->next, &root))
    mms_find_block_add (&self->store.blocks[0], root, MMS_STATE_NONE, MMS_BACK_NONE);
  else
    self->bound = MMS_BOUND_MEMORY;
  mms_state_parts_leave (&self->parts);
  mms_find_block_sort (&self->store.blocks[0]);
  run (self, 1, match_shards);
  if (mms_state_store_number (&self->store, 1, MMS_STATE_MAX) == MMS_STORE_ROOM)
    run (self, 1, settle_blocks);
  else
    self->bound = MMS_BOUND_MEMORY;
  if (is_found && self->options.stop_early)
    self->bound = MMS_BOUND_FOUND;
  return self->bound == MMS_BOUND_NONE;
}

static void
search (MmsExploration *self)
{
  MmsStateId first = 0;

  if (!take_initial (self))
    return;
  while (first < self->store.n_states && self->bound == MMS_BOUND_NONE)
    {
      MmsStateId end = self->store.n_states;

      self->store.level_end = end;
      self->is_last_level = self->options.max_depth != 0
                            && self->depth >= self->options.max_depth;
      while (first < end && self->bound == MMS_BOUND_NONE)
        {
          guint n = MIN (end - first, BATCH_STATES);

          self->bound = visit_batch (self, first, n);
          first += n;
        }
      self->numbers.depth = self->depth + (self->store.n_states > end);
      if (self->is_cut && self->bound == MMS_BOUND_NONE)
        self->bound = MMS_BOUND_DEPTH;
      self->depth++;
    }
}

static guint
get_depth (const MmsExploration *self, MmsStateId id)
{
  guint depth = 0;

  while ((id = mms_state_store_get_parent (&self->store, id)) != MMS_STATE_NONE)
    depth++;
  return depth;
}

static const MmsCell *
load (MmsExploration *self, MmsStateId id)
{
  MmsStateTree *tree = self->workers[0]->tree;

  mms_state_tree_load (tree, mms_state_store_get_root (&self->store, id));
  return mms_state_tree_get_cells (tree);
}

/* @alarms are raised in the state @id, whose depth is @depth. */
static void
take_endless (MmsExploration *self, const MmsAlarms *alarms, MmsStateId id, guint depth)
{
  for (guint alarm = 0; alarm < mms_machine_get_n_alarms (self->machine); alarm++)
    {
      MmsFoundAlarm found = { .alarm = alarm,
                              .is_violation = mms_machine_is_violation (self->machine, alarm),
                              .length = depth,
                              .state = id };
      guint i = 0;

      if (!mms_alarms_has (alarms, alarm))
        continue;
      while (i < self->alarms->len && g_array_index (self->alarms, MmsFoundAlarm, i).alarm != alarm)
        i++;
      if (i == self->alarms->len)
        g_array_append_val (self->alarms, found);
      else if (g_array_index (self->alarms, MmsFoundAlarm, i).length > depth)
        g_array_index (self->alarms, MmsFoundAlarm, i) = found;
    }
}

/* The first of the states @never, ascending, that is where @place says. */
static MmsStateId
find_never (MmsExploration *self, MmsEndless *endless, const GArray *never, MmsEndlessPlace place)
{
  for (guint i = 0; i < never->len; i++)
    {
      MmsStateId id = g_array_index (never, MmsStateId, i);

      if (id != MMS_STATE_NONE && mms_endless_find (endless, load (self, id)) == place)
        return id;
    }
  return MMS_STATE_NONE;
}

static void
forget_seen (MmsExploration *self, MmsEndless *endless, GArray *never)
{
  for (guint i = 0; i < never->len; i++)
    {
      MmsStateId *id = &g_array_index (never, MmsStateId, i);

      if (*id != MMS_STATE_NONE && mms_endless_find (endless, load (self, *id)) != MMS_ENDLESS_ELSEWHERE)
        *id = MMS_STATE_NONE;
    }
}

/* @never: states that nobody comes to an end from, ascending.  It is told where somebody goes round, not on the way
 * there. */
static void
raise_endless (MmsExploration *self, GArray *never)
{
  for (guint i = 0; i < never->len && !self->is_endless_unknown; i++)
    {
      MmsStateId id = g_array_index (never, MmsStateId, i);
      g_autoptr (MmsEndless) endless = NULL;
      MmsAlarms alarms = { { 0 } };
      MmsStateId on_round;

      if (id == MMS_STATE_NONE)
        continue;
      endless = mms_endless_new (self->machine);
      self->is_endless_unknown = mms_endless_ask (endless, load (self, id), self->progress) != MMS_ENDLESS_YES;
      if (!self->is_endless_unknown && mms_endless_has_round (endless))
        {
          on_round = find_never (self, endless, never, MMS_ENDLESS_IN_ROUND);
          id = on_round != MMS_STATE_NONE ? on_round : id;
          mms_endless_raise (endless, load (self, id), &alarms, NULL, NULL);
          take_endless (self, &alarms, id, get_depth (self, id));
        }
      if (!self->is_endless_unknown)
        forget_seen (self, endless, never);
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const MmsStateId *one = a;
  const MmsStateId *other = b;

  return (*one > *other) - (*one < *other);
}

static gboolean
is_over_memory (const MmsExploration *self, const MmsEndless *endless)
{
  return self->options.max_memory != 0
         && self->numbers.memory + mms_endless_get_memory (endless) > self->options.max_memory;
}

/* What nobody gets out of is no state, but a way round, and every way round has a state that leads to one no farther
 * from the start.  The last ones are nearest to the end, and asked first. */
static void
find_endless (MmsExploration *self)
{
  g_autoptr (MmsEndless) endless = mms_endless_new (self->machine);
  g_autoptr (GArray) never = g_array_new (FALSE, FALSE, sizeof (MmsStateId));
  guint64 max_visits = (guint64) self->store.n_states * 2 + MAX_ENDLESS_VISITS;

  g_array_sort (self->backs, compare_ids);
  for (guint i = self->backs->len; i-- > 0;)
    {
      MmsStateId id = g_array_index (self->backs, MmsStateId, i);
      const MmsCell *state = load (self, id);
      MmsEndlessAnswer answer;

      if (!mms_endless_is_possible (self->machine, state) || !mms_endless_is_certain (self->machine, state))
        continue;
      answer = mms_endless_get_n_visits (endless) > max_visits || is_over_memory (self, endless)
                   ? MMS_ENDLESS_UNKNOWN
                   : mms_endless_ask (endless, state, self->progress);
      self->is_endless_unknown = self->is_endless_unknown || answer == MMS_ENDLESS_UNKNOWN;
      if (answer == MMS_ENDLESS_YES)
        g_array_append_val (never, id);
    }
  self->endless_memory = mms_endless_get_memory (endless);
  g_array_sort (never, compare_ids);
  raise_endless (self, never);
  if (self->is_endless_unknown && self->bound == MMS_BOUND_NONE)
    self->bound = MMS_BOUND_ROUNDS;
}

static int
compare_alarms (gconstpointer a, gconstpointer b)
{
  const MmsFoundAlarm *one = a;
  const MmsFoundAlarm *other = b;

  return one->length != other->length ? (one->length > other->length ? 1 : -1)
                                      : (one->alarm > other->alarm) - (one->alarm < other->alarm);
}

MmsExploration *
mms_explore (const MmsMachine *machine, const MmsExploreOptions *options, MmsProgress *progress)
{
  MmsExploration *self = g_new0 (MmsExploration, 1);

  self->machine = machine;
  if (options != NULL)
    self->options = *options;
  if (progress != NULL)
    self->progress = mms_progress_ref (progress);
  self->n_cells = mms_machine_get_n_cells (machine);
  self->started = self->told = g_get_monotonic_time ();
  self->alarms = g_array_new (FALSE, FALSE, sizeof (MmsFoundAlarm));
  self->backs = g_array_new (FALSE, FALSE, sizeof (MmsStateId));
  self->crew = mms_crew_new (self->options.n_threads);
  mms_state_parts_init (&self->parts, self->n_cells, mms_crew_get_n_workers (self->crew));
  mms_state_store_init (&self->store);
  mms_progress_begin (progress, "exploring");

  search (self);
  if (self->backs->len > 0
      && (self->bound == MMS_BOUND_NONE || self->bound == MMS_BOUND_STATES || self->bound == MMS_BOUND_DEPTH))
    find_endless (self);

  g_array_sort (self->alarms, compare_alarms);
  take_numbers (self);
  g_clear_pointer (&self->crew, mms_crew_free);
  return self;
}
