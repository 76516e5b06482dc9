/* d32.c - ipi-ack-missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"

/* In a file made for it there may be any number of shootdowns that nobody answers. */
#define MAX_SHOOTDOWNS 65536

typedef struct
{
  guint cpu;
  guint sent; /* the event; 0: not yet, the answer sorts before it */
  guint ack;  /* 0: none */
} Target;

typedef struct
{
  guint mm;
  guint first; /* the first event */
  gboolean is_ordered; /* the events are in the order in which things happened */
  guint done;  /* shoot_end, or the free; 0: neither yet */
  GHashTable *targets; /* CPU -> Target */
} Shootdown;

typedef struct
{
  GHashTable *shootdowns; /* mm -> Shootdown */
  GHashTable *calls;      /* the number of an IPI -> the mm that it is about */
  GHashTable *hotplugged; /* CPUs that came or went: nobody waits for one that is offline */
  gboolean has_acks;
} State;

static void
free_shootdown (gpointer data)
{
  Shootdown *shootdown = data;

  g_hash_table_unref (shootdown->targets);
  g_free (shootdown);
}

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->shootdowns = g_hash_table_new_full (NULL, NULL, NULL, free_shootdown);
  state->calls = g_hash_table_new (NULL, NULL);
  state->hotplugged = g_hash_table_new (NULL, NULL);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->shootdowns);
  g_hash_table_unref (state->calls);
  g_hash_table_unref (state->hotplugged);
  g_free (state);
}

static guint
find_mm (MmsCheckContext *context)
{
  guint64 pointer;

  return mms_check_number (context, MMS_SLOT_MM, &pointer)
             ? mms_history_find_mm (context->history, pointer, context->event)
             : 0;
}

static Shootdown *
take_shootdown (MmsCheckContext *context, State *state, guint mm)
{
  Shootdown *shootdown = g_hash_table_lookup (state->shootdowns, GUINT_TO_POINTER (mm));

  if (shootdown == NULL && mm != 0 && g_hash_table_size (state->shootdowns) < MAX_SHOOTDOWNS)
    {
      shootdown = g_new0 (Shootdown, 1);
      shootdown->mm = mm;
      shootdown->first = context->event;
      shootdown->targets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      g_hash_table_insert (state->shootdowns, GUINT_TO_POINTER (mm), shootdown);
    }
  return shootdown;
}

static Target *
take_target (Shootdown *shootdown, guint cpu)
{
  Target *target = g_hash_table_lookup (shootdown->targets, GUINT_TO_POINTER (cpu));

  if (target == NULL)
    {
      target = g_new0 (Target, 1);
      target->cpu = cpu;
      g_hash_table_insert (shootdown->targets, GUINT_TO_POINTER (cpu), target);
    }
  return target;
}

static gboolean
is_answered (const Shootdown *shootdown)
{
  GHashTableIter iter;
  gpointer target;

  g_hash_table_iter_init (&iter, shootdown->targets);
  while (g_hash_table_iter_next (&iter, NULL, &target))
    {
      if (((Target *) target)->ack == 0)
        return FALSE;
    }
  return TRUE;
}

static void
look_at_done (MmsCheckContext *context, State *state)
{
  gpointer mm = GUINT_TO_POINTER (find_mm (context));
  Shootdown *shootdown = g_hash_table_lookup (state->shootdowns, mm);

  if (shootdown == NULL || shootdown->done != 0)
    return;
  shootdown->done = context->event;
  if (is_answered (shootdown))
    g_hash_table_remove (state->shootdowns, mm);
}

/* A simulator numbers its IPIs, and its events are in order: any that is about an mm counts. */
static void
look_at_send (MmsCheckContext *context, State *state)
{
  guint mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);
  Shootdown *shootdown;
  guint64 call;
  guint64 set;

  if (mm == 0 || !mms_check_number (context, MMS_SLOT_VALUE, &call)
      || !mms_check_number (context, MMS_SLOT_CPUMASK, &set)
      || g_hash_table_size (state->calls) == MAX_SHOOTDOWNS)
    return;
  shootdown = take_shootdown (context, state, mm);
  if (shootdown == NULL || shootdown->done != 0)
    return;
  state->has_acks = TRUE;
  shootdown->is_ordered = TRUE;
  g_hash_table_insert (state->calls, GUINT_TO_POINTER ((guint) call), GUINT_TO_POINTER (mm));
  for (guint cpu = 0; cpu < 64 && cpu < MMS_MAX_CPUS; cpu++)
    if ((set >> cpu & 1) != 0)
      {
        Target *target = take_target (shootdown, cpu);

        target->sent = context->event;
        target->ack = 0;
      }
}

static void
look_at_ack (MmsCheckContext *context, State *state)
{
  Shootdown *shootdown;
  guint64 call;

  if (!mms_check_number (context, MMS_SLOT_VALUE, &call))
    return;
  shootdown = g_hash_table_lookup (
      state->shootdowns,
      g_hash_table_lookup (state->calls, GUINT_TO_POINTER ((guint) call)));
  if (shootdown != NULL && take_target (shootdown, context->record->cpu)->ack == 0)
    take_target (shootdown, context->record->cpu)->ack = context->event;
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  Shootdown *shootdown;
  guint64 value;

  switch (context->role)
    {
    case MMS_ROLE_SHOOT_SEND:
      shootdown = take_shootdown (context, state, find_mm (context));
      if (shootdown != NULL && shootdown->done == 0
          && mms_check_number (context, MMS_SLOT_TARGET_CPU, &value) && value < MMS_MAX_CPUS)
        take_target (shootdown, (guint) value)->sent = context->event;
      break;
    case MMS_ROLE_SHOOT_IPI:
      if (mms_check_number (context, MMS_SLOT_CHECK, &value) && value != 0)
        break;
      state->has_acks = TRUE;
      shootdown = take_shootdown (context, state, find_mm (context));
      if (shootdown != NULL && take_target (shootdown, context->record->cpu)->ack == 0)
        take_target (shootdown, context->record->cpu)->ack = context->event;
      break;
    case MMS_ROLE_IPI_SEND:
      look_at_send (context, state);
      break;
    case MMS_ROLE_IPI_ACK:
      look_at_ack (context, state);
      break;
    case MMS_ROLE_CPUHP_ENTER:
      if (mms_check_number (context, MMS_SLOT_TARGET_CPU, &value))
        g_hash_table_add (state->hotplugged, GUINT_TO_POINTER ((guint) value));
      break;
    default:
      look_at_done (context, state);
      break;
    }
}

/* Nothing of the CPU's events is missing while the IPI was under way; an answer can sort before it, though
 * not before the shootdown. */
static gboolean
is_known (MmsCheckContext *context, const Shootdown *shootdown, const Target *target)
{
  const MmsTrack *track
      = mms_history_get_cpu_track (context->history, target->cpu, MMS_ATTRIBUTE_TASK);
  guint from = target->sent;
  guint to = shootdown->done;

  return mms_check_is_whole (context, target->cpu, MIN (shootdown->first, from), to)
         && mms_track_at (track, from).provenance != MMS_UNKNOWN
         && mms_track_at (track, to).provenance != MMS_UNKNOWN
         && mms_track_last (track).provenance != MMS_UNKNOWN;
}

static void
report (MmsCheckContext *context, const Shootdown *shootdown, const Target *target)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  int by = events[shootdown->done - 1].cpu;
  g_autofree char *mm = mms_check_name_mm (context, shootdown->mm);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d32, NULL, shootdown->done,
      g_strdup_printf ("CPU %d goes on with freeing %s before CPU %u has answered its shootdown IPI%s",
                       by, mm, target->cpu,
                       target->ack == 0 ? "; it never does" : ""));

  finding->cpu = (int) target->cpu;
  finding->mm = shootdown->mm;
  finding->confidence = target->ack == 0 || shootdown->is_ordered ? MMS_CONFIDENCE_WITNESS : MMS_CONFIDENCE_SUSPECT;
  mms_check_add_evidence (finding, target->sent, events[target->sent - 1].cpu,
                          "an IPI is sent to CPU %u", target->cpu);
  mms_check_add_evidence (finding, shootdown->done, by, "CPU %d takes the shootdown for done", by);
  if (target->ack != 0)
    mms_check_add_evidence (finding, target->ack, (int) target->cpu,
                            "CPU %u's handler runs only now; until here it may have used the mm",
                            target->cpu);
}

static int
compare_shootdowns (gconstpointer a, gconstpointer b)
{
  const Shootdown *x = *(Shootdown *const *) a;
  const Shootdown *y = *(Shootdown *const *) b;

  return x->first < y->first ? -1 : x->first > y->first;
}

static int
compare_targets (gconstpointer a, gconstpointer b)
{
  const Target *x = *(Target *const *) a;
  const Target *y = *(Target *const *) b;

  return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static gboolean
is_missing (MmsCheckContext *context, State *state, const Shootdown *shootdown,
            const Target *target)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);

  return target->sent != 0
         && ((target->ack == 0 && !mms_trace_is_damaged (context->trace)
              && (shootdown->is_ordered
                  || mms_check_records_after (context, target->cpu, shootdown->done)))
             || (target->ack > shootdown->done
                 && events[target->ack - 1].time > events[shootdown->done - 1].time))
         && !g_hash_table_contains (state->hotplugged, GUINT_TO_POINTER (target->cpu))
         && mms_coverage_has_cpu (context->coverage, target->cpu)
         && is_known (context, shootdown, target);
}

static GPtrArray *
list_values (GHashTable *table)
{
  GPtrArray *values = g_ptr_array_sized_new (g_hash_table_size (table));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (values, value);
  return values;
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;
  g_autoptr (GPtrArray) shootdowns = list_values (state->shootdowns);
  MmsLimit limit = { 0 };

  if (!state->has_acks || mms_trace_has_guessed_cpus (context->trace))
    return;
  g_ptr_array_sort (shootdowns, compare_shootdowns);
  for (guint i = 0; i < shootdowns->len; i++)
    {
      const Shootdown *shootdown = g_ptr_array_index (shootdowns, i);
      g_autoptr (GPtrArray) targets = list_values (shootdown->targets);

      g_ptr_array_sort (targets, compare_targets);
      for (guint t = 0; t < targets->len && shootdown->done != 0; t++)
        {
          const Target *target = g_ptr_array_index (targets, t);

          if (is_missing (context, state, shootdown, target)
              && mms_limit_take (&limit, shootdown->done))
            report (context, shootdown, target);
        }
    }
  mms_limit_report (&limit, context, &mms_detector_d32);
}

static const MmsRole roles[]
    = { MMS_ROLE_SHOOT_SEND, MMS_ROLE_SHOOT_IPI, MMS_ROLE_SHOOT_END, MMS_ROLE_MM_FREED,
        MMS_ROLE_IPI_SEND, MMS_ROLE_IPI_ACK, MMS_ROLE_CPUHP_ENTER, MMS_ROLE_NONE };

const MmsDetector mms_detector_d32 = {
  .info = {
    .id = "D32",
    .name = "ipi-ack-missing",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A shootdown is taken for done before each CPU has answered.",
    .lesson =
        "Sending the IPI drives nobody off an mm; the handler does, when it runs. A target with "
        "interrupts off runs it later, perhaps much later, and goes on using the mm until then. So "
        "the sender must wait for each target's answer before it frees (the last argument of "
        "smp_call_function_many(), wait, must be true). Without that the shootdown is right on "
        "every test machine and wrong on the one whose CPU was busy just then.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
