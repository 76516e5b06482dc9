/* count.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "count.h"

/* A change that was announced.  Few CPUs at a time are between two events of a switch, so the last ones
 * are all that may be in flight. */
typedef struct
{
  guint event; /* 0: none, or over */
  guint mm;
  guint16 cpu;
  gint8 delta;
  guint8 is_users : 1;
  guint8 is_applied : 1; /* the track has it; a sample showed otherwise if not */
} Flight;

#define N_FLIGHTS 64

#define N_SURPRISE_LISTS 64

/* A sample that showed a change before any event told of it. */
typedef struct
{
  guint event;
  guint cpu;
  guint cpu_event; /* the CPU's last event then that no interrupt brought */
  int delta;
  guint contradiction;
  gboolean is_undone; /* another sample, read before that one, does not show it */
} Surprise;

struct _MmsFlights
{
  Flight flights[N_FLIGHTS];
  guint next;
  GHashTable *surprises; /* mm and attribute -> Surprise */
  guint n_surprises[N_SURPRISE_LISTS]; /* of the mms with one remainder: mostly there is none to look for */
  GHashTable *droppers;  /* mm -> MmsTaskRecord that has begun to drop it */
};

static MmsFlights *
take_flights (MmsMachine *machine)
{
  if (machine->flights == NULL)
    {
      machine->flights = g_new0 (MmsFlights, 1);
      machine->flights->surprises = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      machine->flights->droppers = g_hash_table_new (NULL, NULL);
    }
  return machine->flights;
}

void
mms_flights_free (MmsFlights *flights)
{
  if (flights == NULL)
    return;
  g_hash_table_unref (flights->surprises);
  g_hash_table_unref (flights->droppers);
  g_free (flights);
}

static gpointer
surprise_key (guint mm, MmsAttribute attribute)
{
  return GSIZE_TO_POINTER ((gsize) mm * 2 + (attribute == MMS_ATTRIBUTE_MM_USERS));
}

/* (nullable) */
static Surprise *
find_surprise (const MmsFlights *flights, guint mm, MmsAttribute attribute)
{
  if (flights == NULL || flights->n_surprises[mm % N_SURPRISE_LISTS] == 0)
    return NULL;
  return g_hash_table_lookup (flights->surprises, surprise_key (mm, attribute));
}

static void
remove_surprise (MmsFlights *flights, guint mm, MmsAttribute attribute)
{
  if (flights->n_surprises[mm % N_SURPRISE_LISTS] > 0
      && g_hash_table_remove (flights->surprises, surprise_key (mm, attribute)))
    flights->n_surprises[mm % N_SURPRISE_LISTS]--;
}

static MmsAttribute
get_attribute (const Flight *flight)
{
  return flight->is_users ? MMS_ATTRIBUTE_MM_USERS : MMS_ATTRIBUTE_MM_COUNT;
}

const guint8 mms_count_interrupts[MMS_N_ROLES] = {
  [MMS_ROLE_NONE] = TRUE,
  [MMS_ROLE_SCHED_WAKEUP] = TRUE,
  [MMS_ROLE_SCHED_MIGRATE] = TRUE,
  [MMS_ROLE_IPI_ENTRY] = TRUE,
  [MMS_ROLE_IPI_EXIT] = TRUE,
  [MMS_ROLE_TLB_FLUSH] = TRUE,
  [MMS_ROLE_FLUSH_HANDLED] = TRUE,
  [MMS_ROLE_LOAD_CR3] = TRUE,
  [MMS_ROLE_MEMBARRIER_IPI] = TRUE,
  [MMS_ROLE_MEMBARRIER_UPDATED] = TRUE,
  [MMS_ROLE_ACTIVE_MM_SET] = TRUE,
  [MMS_ROLE_SHOOT_IPI] = TRUE,
  [MMS_ROLE_SWITCH_MM_DONE] = TRUE,
  [MMS_ROLE_TLB_LAZY_FLUSH] = TRUE,
  [MMS_ROLE_LEAVE_MM_DONE] = TRUE,
  [MMS_ROLE_MM_CPUMASK_CHANGED] = TRUE,
};

/* The CPU has gone on since the event, as far as the trace shows. */
static gboolean
has_gone_on (MmsMachine *machine, guint cpu, guint event)
{
  return mms_machine_cpu_state (machine, cpu)->this_event != event;
}

/* Whether a sample on another CPU has shown this change already; it counts once. */
static gboolean
was_shown (MmsMachine *machine, guint mm, MmsAttribute attribute, int delta, gboolean is_told)
{
  const Surprise *surprise = find_surprise (machine->flights, mm, attribute);
  gboolean is_undone;

  if (surprise == NULL || surprise->delta != delta || surprise->cpu == machine->cpu)
    return FALSE;
  if (has_gone_on (machine, surprise->cpu, surprise->cpu_event)
      && !(is_told && machine->state->last_event < surprise->event))
    return FALSE;
  is_undone = surprise->is_undone;
  mms_history_explain_contradiction (machine->history, surprise->contradiction);
  remove_surprise (machine->flights, mm, attribute);
  return !is_undone;
}

/* What a sample had undone comes about. */
static void
apply (MmsMachine *machine, Flight *flight)
{
  if (mms_history_get_mm (machine->history, flight->mm)->free_event == 0)
    mms_machine_add_count (machine, flight->mm, get_attribute (flight), flight->delta);
  flight->is_applied = TRUE;
}

void
mms_count_announce (MmsMachine *machine, guint mm, MmsAttribute attribute, int delta)
{
  MmsFlights *flights;
  Flight *flight;

  if (mm == 0)
    return;
  if (machine->mode == MMS_REPLAY_DERIVED)
    {
      mms_machine_add_count (machine, mm, attribute, delta);
      return;
    }
  if (was_shown (machine, mm, attribute, delta, FALSE))
    return;
  mms_machine_add_count (machine, mm, attribute, delta);

  flights = take_flights (machine);
  flight = &flights->flights[flights->next++ % N_FLIGHTS];
  if (flight->event != 0 && !flight->is_applied)
    apply (machine, flight);
  *flight = (Flight){
    .event = machine->event,
    .mm = mm,
    .cpu = (guint16) machine->cpu,
    .delta = (gint8) delta,
    .is_users = attribute == MMS_ATTRIBUTE_MM_USERS,
    .is_applied = TRUE,
  };
}

void
mms_count_tell (MmsMachine *machine, guint mm, MmsAttribute attribute, int delta)
{
  if (mm != 0 && !was_shown (machine, mm, attribute, delta, TRUE))
    mms_machine_add_count (machine, mm, attribute, delta);
}

void
mms_count_begin_drop (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  if (task == NULL || mm == 0)
    return;
  mms_count_end_drop (machine, task);
  mms_machine_list_task (machine, task);
  task->pending_drop = mm;
  if (machine->mode != MMS_REPLAY_DERIVED)
    g_hash_table_insert (take_flights (machine)->droppers, GUINT_TO_POINTER (mm), task);
}

void
mms_count_end_drop (MmsMachine *machine, MmsTaskRecord *task)
{
  guint mm = task != NULL ? task->pending_drop : 0;

  if (mm == 0)
    return;
  task->pending_drop = 0;
  if (machine->flights != NULL)
    g_hash_table_remove (machine->flights->droppers, GUINT_TO_POINTER (mm));
  /* If it was freed meanwhile, this reference was gone before. */
  if (mms_history_get_mm (machine->history, mm)->free_event == 0)
    mms_machine_add_count (machine, mm, MMS_ATTRIBUTE_MM_COUNT, -1);
}

/* --- samples --- */

/* By how much the track changes if this one turns out the other way; 0: it is not in flight. */
static int
get_turn (MmsMachine *machine, const Flight *flight, guint mm, MmsAttribute attribute)
{
  if (flight->event == 0 || flight->mm != mm || get_attribute (flight) != attribute
      || flight->cpu == machine->cpu || has_gone_on (machine, flight->cpu, flight->event))
    return 0;
  return flight->is_applied ? -flight->delta : flight->delta;
}

/* Whether changes in flight make up @difference; those that do are taken to be as the sample says. */
static gboolean
explain (MmsMachine *machine, guint mm, MmsAttribute attribute, int difference)
{
  MmsFlights *flights = machine->flights;
  Flight *turned[N_FLIGHTS];
  int step = difference < 0 ? -1 : 1;
  MmsTaskRecord *dropper = NULL;
  guint n_turned = 0;

  if (flights == NULL || ABS (difference) > N_FLIGHTS)
    return FALSE;
  /* Each changes a count by one, so as many of one direction as the difference is large explain it. */
  for (guint i = 0; i < N_FLIGHTS && (int) n_turned < ABS (difference); i++)
    {
      Flight *flight = &flights->flights[(flights->next - 1 - i) % N_FLIGHTS];

      if (get_turn (machine, flight, mm, attribute) == step)
        turned[n_turned++] = flight;
    }
  if (attribute == MMS_ATTRIBUTE_MM_COUNT && step < 0 && (int) n_turned + 1 == -difference)
    dropper = g_hash_table_lookup (flights->droppers, GUINT_TO_POINTER (mm));
  if ((int) n_turned + (dropper != NULL) != ABS (difference))
    return FALSE;

  for (guint i = 0; i < n_turned; i++)
    {
      turned[i]->is_applied = !turned[i]->is_applied;
      if (!turned[i]->is_applied)
        mms_machine_cpu_state (machine, turned[i]->cpu)->owes_counts = TRUE;
    }
  if (dropper != NULL)
    {
      g_hash_table_remove (flights->droppers, GUINT_TO_POINTER (mm));
      if (dropper->pending_drop == mm)
        dropper->pending_drop = 0;
    }
  return TRUE;
}

/* Whether a sample whose CPU has not gone on since was read after this one, though its stamp is earlier:
 * then this one lacks what that one showed. */
static gboolean
was_read_before (MmsMachine *machine, guint mm, MmsAttribute attribute, int difference)
{
  Surprise *surprise = find_surprise (machine->flights, mm, attribute);

  if (surprise == NULL || surprise->is_undone || surprise->delta != -difference
      || surprise->cpu == machine->cpu || has_gone_on (machine, surprise->cpu, surprise->cpu_event))
    return FALSE;
  surprise->is_undone = TRUE;
  return TRUE;
}

static void
contradict (MmsMachine *machine, guint mm, MmsAttribute attribute, MmsPoint derived, int value)
{
  MmsContradiction contradiction = {
    .event = machine->event,
    .since = derived.event,
    .cpu = -1,
    .mm = mm,
    .attribute = attribute,
    .derived = derived.value,
    .observed = value,
  };
  Surprise *surprise = g_new0 (Surprise, 1);

  surprise->event = machine->event;
  surprise->cpu = machine->cpu;
  surprise->cpu_event = machine->state->this_event;
  surprise->delta = value - derived.value;
  surprise->contradiction = mms_history_add_contradiction (machine->history, &contradiction);
  if (g_hash_table_insert (take_flights (machine)->surprises, surprise_key (mm, attribute), surprise))
    machine->flights->n_surprises[mm % N_SURPRISE_LISTS]++;
}

void
mms_count_sample (MmsMachine *machine, guint mm, MmsAttribute attribute, int value)
{
  const MmsTrack *track = mms_history_peek_mm_track (machine->history, mm, attribute);
  MmsPoint derived = mms_track_last (track);
  gboolean is_known = derived.provenance != MMS_UNKNOWN;

  /* Most samples show what the one before has shown. */
  if (mm == 0 || mms_track_holds (track, value, MMS_OBSERVED))
    return;
  if (machine->mode == MMS_REPLAY_DERIVED)
    {
      /* While events are missing, a start is none: what comes next may be missing too. */
      if (!is_known && machine->n_gaps == 0)
        mms_machine_set_mm (machine, mm, attribute, value, MMS_OBSERVED);
      return;
    }
  if (is_known && value != derived.value && machine->n_gaps == 0
      && !explain (machine, mm, attribute, value - derived.value)
      && !was_read_before (machine, mm, attribute, value - derived.value))
    contradict (machine, mm, attribute, derived, value);
  mms_machine_set_mm (machine, mm, attribute, value, MMS_OBSERVED);
}

/* --- events --- */

void
mms_count_settle (MmsMachine *machine)
{
  machine->state->owes_counts = FALSE;
  for (guint i = 0; machine->flights != NULL && i < N_FLIGHTS; i++)
    {
      Flight *flight = &machine->flights->flights[i];

      if (flight->event != 0 && flight->cpu == machine->cpu && !flight->is_applied)
        apply (machine, flight);
    }
}

void
mms_count_forget (MmsMachine *machine)
{
  g_clear_pointer (&machine->flights, mms_flights_free);
}

void
mms_count_forget_mm (MmsMachine *machine, guint mm)
{
  if (machine->flights == NULL)
    return;
  remove_surprise (machine->flights, mm, MMS_ATTRIBUTE_MM_USERS);
  remove_surprise (machine->flights, mm, MMS_ATTRIBUTE_MM_COUNT);
  g_hash_table_remove (machine->flights->droppers, GUINT_TO_POINTER (mm));
}
