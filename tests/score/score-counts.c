/* score-counts.c - derived mm_users and mm_count against what the probes sampled
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "model/contradiction.h"
#include "score.h"

/* Of the samples of each capture, and of each of the two counts */
#define MIN_RIGHT 0.999

/* Captures that are scored apart: what a replay cannot know is no bar for it. */
static const struct
{
  const char *name;
  const char *reason;
} apart[] = {
  { "oddholders", "readers of /proc/PID/mem and maps, process_vm_readv: no probe shows their references" },
  { "arrays-head.report", "trace-cmd report prints a probe's array as {0,0}" },
};

/* How often the derived count was the kernel's. */
typedef struct
{
  guint n_agree;     /* equal */
  guint n_in_flight; /* equal before or after changes in flight, see list_in_flight() */
  guint n_wrong;
  guint n_start;     /* the first sample of an mm, or the first behind a gap: the start, no score */
} Counts;

typedef struct
{
  MmsDocument *document;
  MmsTrace *trace;
  MmsHistory *history;
  const MmsEvent *events;
  guint n_events;
  /* By event number: the event before and behind it that the same CPU recorded in task context; 0
   * and n_events + 1 where there is none. */
  guint *before;
  guint *behind;
  GHashTable *offsets; /* track -> what the kernel had more than the rules, since the last miss */
  Counts users;
  Counts count;
} Scorer;

/* A probe that interrupts another on its CPU does not tell that the other's function has gone on. */
static gboolean
is_interrupt (Scorer *scorer, guint event)
{
  const MmsEvent *record = &scorer->events[event - 1];
  char flags[8] = { 0 };

  switch (mms_trace_get_kind (scorer->trace, record->kind)->role)
    {
    case MMS_ROLE_IPI_ENTRY:
    case MMS_ROLE_IPI_EXIT:
    case MMS_ROLE_TLB_FLUSH:
    case MMS_ROLE_FLUSH_HANDLED:
    case MMS_ROLE_MEMBARRIER_IPI:
    case MMS_ROLE_SCHED_WAKEUP:
      return TRUE;
    default:
      return mms_trace_get_flags (scorer->trace, record, flags)
             && strpbrk (flags, "hHsSzZ") != NULL;
    }
}

static void
find_neighbours (Scorer *scorer)
{
  guint last[64] = { 0 };

  scorer->before = g_new0 (guint, scorer->n_events + 1);
  scorer->behind = g_new0 (guint, scorer->n_events + 1);
  for (guint event = 1; event <= scorer->n_events; event++)
    {
      guint cpu = scorer->events[event - 1].cpu;

      g_assert_cmpuint (cpu, <, G_N_ELEMENTS (last));
      scorer->before[event] = last[cpu];
      if (!is_interrupt (scorer, event))
        last[cpu] = event;
    }
  for (guint cpu = 0; cpu < G_N_ELEMENTS (last); cpu++)
    last[cpu] = scorer->n_events + 1;
  for (guint event = scorer->n_events; event > 0; event--)
    {
      guint cpu = scorer->events[event - 1].cpu;

      scorer->behind[event] = last[cpu];
      if (!is_interrupt (scorer, event))
        last[cpu] = event;
    }
}

static MmsRole
get_role (Scorer *scorer, guint event)
{
  return mms_trace_get_kind (scorer->trace, scorer->events[event - 1].kind)->role;
}

static gboolean
is_called_from (Scorer *scorer, guint event, const char *function)
{
  const char *caller = mms_trace_get_slot_symbol (scorer->trace, &scorer->events[event - 1],
                                                  MMS_SLOT_CALLER);

  return caller != NULL && g_str_has_prefix (caller, function);
}

/* Whether the function has changed the counts by itself when its probe fires. */
static gboolean
is_done (Scorer *scorer, guint event)
{
  switch (get_role (scorer, event))
    {
    case MMS_ROLE_MM_INIT_DONE:
    case MMS_ROLE_GET_TASK_MM_DONE:
    case MMS_ROLE_TASK_NEW:
      return TRUE;
    case MMS_ROLE_ENTER_LAZY_CALLED:
      return !is_called_from (scorer, event, "__schedule");
    default:
      return FALSE;
    }
}

/* Whether it is about to drop a reference. */
static gboolean
announces_drop (Scorer *scorer, guint event)
{
  MmsRole role = get_role (scorer, event);

  return role == MMS_ROLE_SWITCH_FINISHED || role == MMS_ROLE_FINISH_CPU_CALLED
         || role == MMS_ROLE_MM_UNREGISTERED || role == MMS_ROLE_MMPUT_CALLED;
}

/* Who made a change, and between which two events. */
typedef struct
{
  guint cpu;
  guint from;
  guint to;
} Change;

/**
 * find_change:
 *
 * The change that the rules made at @event.  Either that event announces it, and it is done when that CPU
 * goes on; or it tells that it was done since that CPU's event before.  mmdrop() at the end of __mmput()
 * has no event at all: it is done somewhere between exit_mmap() and what that task does next, or the free.
 */
static Change
find_change (Scorer *scorer, guint mm, MmsAttribute attribute, guint event, int delta)
{
  const MmsTrack *states = mms_history_get_mm_track (scorer->history, mm, MMS_ATTRIBUTE_STATE);
  MmsPoint state = mms_track_at (states, event - 1);
  guint cpu = scorer->events[event - 1].cpu;

  if (attribute == MMS_ATTRIBUTE_MM_COUNT && delta < 0 && state.value == MMS_MM_ZOMBIE
      && !announces_drop (scorer, event))
    return (Change){ scorer->events[state.event - 1].cpu, state.event, event };
  if (is_done (scorer, event)
      || (attribute == MMS_ATTRIBUTE_MM_COUNT && delta < 0 && !announces_drop (scorer, event)))
    return (Change){ cpu, scorer->before[event], event };
  return (Change){ cpu, event, scorer->behind[event] };
}

/**
 * is_in_flight:
 * @event: of the sample
 *
 * A sample is read after its stamp, and before its CPU's next event.  Where that stretch and the one of
 * the change overlap, and two CPUs are at work, the trace does not tell which came first; otherwise it
 * does.
 */
static gboolean
is_in_flight (Scorer *scorer, guint event, Change change)
{
  return scorer->events[event - 1].cpu != change.cpu
         && change.from < scorer->behind[event] && change.to > event;
}

#define MAX_IN_FLIGHT 12 /* one per CPU and a few */
#define MAX_POINTS    400

/* The changes around @event that may have come before or after it, each as it would change the value
 * that the track has before @event. */
static guint
list_in_flight (Scorer *scorer, guint mm, MmsAttribute attribute, guint event,
                int changes[MAX_IN_FLIGHT])
{
  const MmsTrack *track = mms_history_get_mm_track (scorer->history, mm, attribute);
  guint middle = mms_track_find (track, event - 1);
  guint first = middle > MAX_POINTS ? middle - MAX_POINTS : 1;
  guint n_changes = 0;

  for (guint i = MAX (first, 1); i < MIN (track->n_points, middle + MAX_POINTS); i++)
    {
      MmsPoint point = mms_track_get (track, i);
      MmsPoint before = mms_track_get (track, i - 1);
      int change = point.value - before.value;

      if (point.provenance == MMS_UNKNOWN || before.provenance == MMS_UNKNOWN || change == 0
          || n_changes == MAX_IN_FLIGHT
          || !is_in_flight (scorer, event,
                            find_change (scorer, mm, attribute, point.event, change)))
        continue;
      changes[n_changes++] = i < middle ? -change : change;
    }
  return n_changes;
}

static gboolean
is_sum (const int *changes, guint n_changes, int sum)
{
  for (guint set = 0; set < 1u << n_changes; set++)
    {
      int left = sum;

      for (guint i = 0; i < n_changes; i++)
        left -= (set >> i & 1) != 0 ? changes[i] : 0;
      if (left == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether __mmdrop() is the first that tells of a drop: of one that has no event before, as at the end of
 * __mmput(), made by this CPU or by another. */
static gboolean
tells_drop_late (Scorer *scorer, guint mm, guint event)
{
  const MmsTrack *track = mms_history_get_mm_track (scorer->history, mm, MMS_ATTRIBUTE_MM_COUNT);
  MmsPoint state
      = mms_track_at (mms_history_get_mm_track (scorer->history, mm, MMS_ATTRIBUTE_STATE), event - 1);

  if (get_role (scorer, event) != MMS_ROLE_MM_FREE_CALLED)
    return FALSE;
  if (!is_called_from (scorer, event, "finish_"))
    return TRUE;
  for (guint i = mms_track_find (track, state.event); i < mms_track_find (track, event - 1); i++)
    {
      MmsPoint point = mms_track_get (track, i);

      if (i > 0 && point.value < mms_track_get (track, i - 1).value
          && !announces_drop (scorer, point.event))
        return FALSE;
    }
  return state.value == MMS_MM_ZOMBIE;
}

/* The value that the rules expect a sample at @event to show: before what the event announces, after what
 * it tells. */
static MmsPoint
find_expected (Scorer *scorer, const MmsTrack *track, MmsAttribute attribute, guint event)
{
  MmsPoint before = mms_track_at (track, event - 1);
  MmsPoint after = mms_track_at (track, event);
  gboolean tells_drop = attribute == MMS_ATTRIBUTE_MM_COUNT && !announces_drop (scorer, event)
                        && get_role (scorer, event) != MMS_ROLE_MM_FREE_CALLED
                        && before.provenance != MMS_UNKNOWN && after.value < before.value;

  return is_done (scorer, event) || tells_drop ? after : before;
}

static void
score_sample (Scorer *scorer, guint mm, MmsAttribute attribute, guint event, int sample)
{
  Counts *counts = attribute == MMS_ATTRIBUTE_MM_USERS ? &scorer->users : &scorer->count;
  const MmsTrack *track = mms_history_get_mm_track (scorer->history, mm, attribute);
  MmsPoint point = find_expected (scorer, track, attribute, event);
  int offset = GPOINTER_TO_INT (g_hash_table_lookup (scorer->offsets, track));
  int changes[MAX_IN_FLIGHT];
  guint n_changes;
  int miss;

  if (point.provenance == MMS_UNKNOWN)
    {
      counts->n_start++;
      g_hash_table_remove (scorer->offsets, track);
      return;
    }
  miss = sample - (point.value + offset);
  if (miss < 0 && attribute == MMS_ATTRIBUTE_MM_COUNT && tells_drop_late (scorer, mm, event))
    miss += 1;
  if (miss == 0)
    {
      counts->n_agree++;
      return;
    }
  n_changes = list_in_flight (scorer, mm, attribute, event, changes);
  if (is_sum (changes, n_changes, miss))
    {
      counts->n_in_flight++;
      return;
    }
  counts->n_wrong++;
  if (mms_score_is_verbose)
    {
      g_autofree char *name = mms_history_name_mm (scorer->history, mm);
      g_autofree char *info = mms_trace_get_info (scorer->trace, &scorer->events[event - 1]);

      g_print ("  event %u, %s of %s %s: derived %d, sampled %d: %s %.100s\n", event,
               mms_attribute_get_name (attribute), mms_history_get_mm (scorer->history, mm)->label,
               name, point.value + offset, sample,
               mms_trace_get_kind (scorer->trace, scorer->events[event - 1].kind)->name, info);
    }
  /* One cause is one miss: from here on the kernel's value is what the rules build on. */
  g_hash_table_insert (scorer->offsets, (gpointer) track, GINT_TO_POINTER (offset + miss));
}

static void
score_samples (Scorer *scorer, guint event, MmsSlot mm_slot, MmsSlot users_slot, MmsSlot count_slot)
{
  const MmsEvent *record = &scorer->events[event - 1];
  guint64 pointer;
  guint64 value;
  guint mm;

  if (!mms_trace_get_slot (scorer->trace, record, mm_slot, &pointer) || pointer == 0)
    return;
  mm = mms_history_find_mm (scorer->history, pointer, event);
  g_assert_cmpuint (mm, !=, 0);
  if (mms_trace_get_slot (scorer->trace, record, users_slot, &value))
    score_sample (scorer, mm, MMS_ATTRIBUTE_MM_USERS, event, (int) value);
  if (mms_trace_get_slot (scorer->trace, record, count_slot, &value))
    score_sample (scorer, mm, MMS_ATTRIBUTE_MM_COUNT, event, (int) value);
}

static guint
count_samples (const Counts *counts)
{
  return counts->n_agree + counts->n_in_flight + counts->n_wrong;
}

static double
share_right (const Counts *counts)
{
  guint n_samples = count_samples (counts);

  return n_samples == 0 ? 1 : 1 - (double) counts->n_wrong / n_samples;
}

static void
print_counts (const Counts *counts)
{
  g_print ("  %5u %7u %6u %6u %5u %7.3f", counts->n_start, count_samples (counts), counts->n_agree,
           counts->n_in_flight, counts->n_wrong, 100 * share_right (counts));
}

/* (nullable) */
static const char *
find_apart (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (apart); i++)
    {
      if (g_str_has_prefix (name, apart[i].name))
        return apart[i].reason;
    }
  return NULL;
}

/* How many contradictions a replay that believes the samples has found: of what is in flight, none. */
static guint
count_told (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_NORMAL);
  guint n_contradictions;
  guint n_told;
  const MmsContradiction *contradictions = mms_history_get_contradictions (
      mms_document_get_history (document), &n_contradictions, &n_told);

  for (guint i = 0; i < n_contradictions; i++)
    n_told += contradictions[i].event != 0;
  return n_told;
}

static gboolean
score_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_DERIVED);
  Scorer scorer = { .document = document };
  const char *reason = find_apart (name);
  guint n_told;

  scorer.trace = mms_document_get_trace (document);
  scorer.history = mms_document_get_history (document);
  scorer.events = mms_trace_get_events (scorer.trace, &scorer.n_events);
  scorer.offsets = g_hash_table_new (NULL, NULL);
  find_neighbours (&scorer);
  for (guint event = 1; event <= scorer.n_events; event++)
    {
      MmsRole role = get_role (&scorer, event);

      if (role == MMS_ROLE_NONE || role == MMS_ROLE_STATE_MM)
        continue;
      if (role == MMS_ROLE_SWITCH_MM_CALLED)
        {
          score_samples (&scorer, event, MMS_SLOT_NEXT, MMS_SLOT_USERS, MMS_SLOT_COUNT);
          score_samples (&scorer, event, MMS_SLOT_PREV, MMS_SLOT_PREV_USERS, MMS_SLOT_PREV_COUNT);
        }
      else if (role == MMS_ROLE_NEW_TASK_WOKEN)
        score_samples (&scorer, event, MMS_SLOT_TASK_MM, MMS_SLOT_USERS, MMS_SLOT_COUNT);
      else
        score_samples (&scorer, event, MMS_SLOT_MM, MMS_SLOT_USERS, MMS_SLOT_COUNT);
    }
  g_hash_table_unref (scorer.offsets);
  g_free (scorer.before);
  g_free (scorer.behind);

  if (count_samples (&scorer.count) == 0)
    return TRUE;
  g_print ("%-24s", name);
  print_counts (&scorer.count);
  print_counts (&scorer.users);
  n_told = count_told (folder, name);
  g_print ("  %4u%s%s\n", n_told, reason != NULL ? "  apart: " : "", reason != NULL ? reason : "");
  return reason != NULL
         || (n_told == 0 && share_right (&scorer.count) >= MIN_RIGHT
             && share_right (&scorer.users) >= MIN_RIGHT);
}

gboolean
mms_score_counts (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = names->len > 0;

  g_print ("\nDerived counts at each sample of a probe: at least %.1f %% right in each capture\n"
           "(flight: as before or after a change in flight; told: contradictions that check tells)\n"
           "%-24s  %-41s  %-41s\n%-24s",
           100 * MIN_RIGHT, "", "mm_count", "mm_users", "capture");
  for (guint i = 0; i < 2; i++)
    g_print ("  %5s %7s %6s %6s %5s %7s", "start", "samples", "agree", "flight", "wrong", "right %");
  g_print ("  %4s\n", "told");
  for (guint i = 0; i < names->len; i++)
    is_reached &= score_file (folder, g_ptr_array_index (names, i));
  return is_reached;
}
