/* d46.c - rq membarrier_state stale
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "skipped.h"

#include <string.h>

/* In a file made for it there may be any number of calls and of CPUs. */
#define MAX_CALLS 65536
#define MAX_LOOKS (1u << 25)
#define MAX_SKIPPED 256
#define MAX_STALE 100

/* How far apart the CPUs' stamps may be where the clock is not one for all of them, or not known */
#define SKEW_NS (1000 * 1000)

/* A call of membarrier(GLOBAL_EXPEDITED) that may not have returned yet */
typedef struct
{
  guint event;
  guint cpu;
} Call;

typedef struct
{
  guint ipi;     /* the last membarrier IPI that it handled */
  guint any_ipi; /* or one that may have been: a probe is not hit while another one is handled */
  guint settled; /* the last event that shows a context switch behind it */
  guint stale_event;
  guint stale_mm;
  guint rq_state;
  guint mm_state;
  guint skipped; /* its latest entry among the skipped, plus 1; 0: none */
} CpuState;

/* Switches to one mm that left a runqueue stale */
typedef struct
{
  guint mm;
  guint n_switches;
  guint first;
  guint rq_state;
  guint mm_state;
} Stale;

typedef struct
{
  MmsRegistrations *registrations;
  MmsNames *names;
  GHashTable *calls; /* caller's pid -> Call */
  GArray *cpus;      /* CpuState by CPU */
  GArray *skipped;   /* MmsSkipped */
  GArray *stale;     /* Stale */
  gboolean has_calls; /* otherwise context switches tell nothing */
  gboolean is_probed; /* it is probes that tell of the IPIs */
  gboolean is_doubtful; /* one call may look as if it skipped a CPU that it did not */
  gboolean is_damaged;   /* an IPI may be among what could not be read */
  guint64 skew;
  guint n_ipis;
  guint n_looks;
} State;

/* Stamps of one CPU and another can be compared: one clock for all, not each its own. */
static gboolean
is_clock_common (MmsTrace *trace)
{
  static const char *const common[] = { "global",  "mono",   "mono_raw", "boot",
                                        "tai",     "counter", "x86-tsc", NULL };

  return g_strv_contains (common, mms_trace_get_clock (trace));
}

static gboolean
is_probed (MmsTrace *trace)
{
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->role == MMS_ROLE_MEMBARRIER_IPI && kind->count > 0
          && strcmp (kind->vocabulary, "lz") == 0)
        return TRUE;
    }
  return FALSE;
}

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);
  gboolean is_common = is_clock_common (context->trace);

  state->registrations = mms_registrations_new ();
  state->names = mms_names_new ();
  state->calls = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  state->cpus = g_array_new (FALSE, TRUE, sizeof (CpuState));
  state->skipped = g_array_new (FALSE, TRUE, sizeof (MmsSkipped));
  state->stale = g_array_new (FALSE, TRUE, sizeof (Stale));
  state->has_calls = mms_check_has_role (context, MMS_ROLE_MEMBARRIER_SYSCALL);
  state->is_probed = is_probed (context->trace);
  state->is_doubtful
      = !is_common || (state->is_probed && !mms_check_has_role (context, MMS_ROLE_IPI_ENTRY));
  state->is_damaged = mms_trace_is_damaged (context->trace);
  state->skew = is_common || !mms_trace_clock_is_ns (context->trace) ? 0 : SKEW_NS;
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  mms_registrations_free (state->registrations);
  mms_names_free (state->names);
  g_hash_table_unref (state->calls);
  g_array_unref (state->cpus);
  g_array_unref (state->skipped);
  g_array_unref (state->stale);
  g_free (state);
}

static CpuState *
take_cpu (State *state, guint cpu)
{
  if (cpu >= state->cpus->len)
    g_array_set_size (state->cpus, cpu + 1);
  return &g_array_index (state->cpus, CpuState, cpu);
}

static MmsPoint
get_last (MmsCheckContext *context, guint cpu, MmsAttribute attribute)
{
  return mms_track_last (mms_history_get_cpu_track (context->history, cpu, attribute));
}

static gboolean
is_earlier (MmsCheckContext *context, guint a, guint b)
{
  const State *state = context->state;
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);

  return a == 0 || (a < b && events[a - 1].time + state->skew < events[b - 1].time);
}

static void
add_skipped (State *state, const MmsSkipped *skipped)
{
  CpuState *cpu = take_cpu (state, skipped->cpu);
  MmsSkipped *known
      = cpu->skipped > 0 ? &g_array_index (state->skipped, MmsSkipped, cpu->skipped - 1) : NULL;

  if (known != NULL && known->mm == skipped->mm && known->pid == skipped->pid)
    {
      known->last_call = skipped->last_call;
      known->n_calls++;
    }
  else if (state->skipped->len < MAX_SKIPPED)
    {
      g_array_append_val (state->skipped, *skipped);
      cpu->skipped = state->skipped->len;
    }
}

/* Whether @skipped->cpu ran a registered mm from before the call on; what the kernel copies to the
 * runqueue it copies at the end of a context switch, so that must have been over. */
static gboolean
runs_registered (MmsCheckContext *context, State *state, MmsSkipped *skipped)
{
  MmsPoint mm = get_last (context, skipped->cpu, MMS_ATTRIBUTE_MM);
  const MmsRegistration *registration;
  const CpuState *cpu = take_cpu (state, skipped->cpu);
  guint64 result;

  if (mm.provenance == MMS_UNKNOWN || mm.value == 0
      || !is_earlier (context, mm.event, skipped->first_call) || cpu->settled < mm.event
      || cpu->settled < skipped->since || !is_earlier (context, cpu->settled, skipped->first_call))
    return FALSE;
  registration = mms_registrations_find (state->registrations, (guint) mm.value);
  if (registration == NULL || registration->ready_event == 0
      || !is_earlier (context, registration->ready_event, skipped->first_call))
    return FALSE;
  skipped->mm = (guint) mm.value;
  if (cpu->stale_mm == skipped->mm && cpu->stale_event >= skipped->since)
    {
      skipped->stale_event = cpu->stale_event;
      skipped->rq_state = cpu->rq_state;
      skipped->mm_state = cpu->mm_state;
    }
  /* Of a call that reached nobody only its return tells that it was not refused. */
  return skipped->answer != 0 || skipped->stale_event != 0
         || (mms_check_number (context, MMS_SLOT_VALUE, &result) && result == 0);
}

/* The call of task @pid is over: who ran a registered mm all the time and was sent no IPI?  The IPI may
 * carry the stamp of the call and sort before it. */
static void
end_call (MmsCheckContext *context, State *state, int pid, const Call *call)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);
  int answering = -1;
  guint answer = 0;

  if (state->n_ipis == 0 || mms_trace_has_guessed_cpus (context->trace)
      || state->n_looks > MAX_LOOKS)
    return;
  state->n_looks += 2 * n_cpus;

  for (guint i = 0; i < n_cpus && answer == 0; i++)
    {
      guint ipi = take_cpu (state, cpus[i])->ipi;

      if (!is_earlier (context, ipi, call->event))
        {
          answer = ipi;
          answering = mms_trace_get_pid (context->trace, &events[ipi - 1]);
        }
    }

  for (guint i = 0; i < n_cpus; i++)
    {
      MmsPoint task = get_last (context, cpus[i], MMS_ATTRIBUTE_TASK);
      const CpuState *cpu = take_cpu (state, cpus[i]);
      MmsSkipped skipped = {
        .cpu = cpus[i],
        .pid = task.value,
        .since = task.event,
        .first_call = call->event,
        .first_end = context->event,
        .last_call = call->event,
        .n_calls = 1,
        .answer = answer,
      };

      if (cpus[i] == call->cpu || task.provenance == MMS_UNKNOWN || task.value == 0
          || task.value == pid || task.event == 0
          || !is_earlier (context, task.event, call->event)
          || !is_earlier (context, cpu->ipi, call->event)
          || (state->is_probed && !is_earlier (context, cpu->any_ipi, call->event)))
        continue;
      if (runs_registered (context, state, &skipped)
          || (answer != 0
              && get_last (context, cpus[i], MMS_ATTRIBUTE_MM).provenance == MMS_UNKNOWN
              && mms_names_consider (state->names, context, pid, answering, &skipped)))
        add_skipped (state, &skipped);
    }
}

static void
end_call_of (MmsCheckContext *context, State *state, int pid)
{
  Call *call = g_hash_table_lookup (state->calls, GINT_TO_POINTER (pid));

  if (call == NULL)
    return;
  end_call (context, state, pid, call);
  g_hash_table_remove (state->calls, GINT_TO_POINTER (pid));
}

static void
look_at_syscall (MmsCheckContext *context, State *state)
{
  int pid = mms_payload_get_pid (context->payload);
  guint64 flags = 0;
  guint64 result;
  guint command;
  Call *call;

  if (mms_check_number (context, MMS_SLOT_VALUE, &result) && result != 0)
    g_hash_table_remove (state->calls, GINT_TO_POINTER (pid));
  end_call_of (context, state, pid);
  mms_registrations_look (state->registrations, context);
  mms_names_look (state->names, context);

  mms_check_number (context, MMS_SLOT_FLAGS, &flags);
  if (!mms_registration_is_call (context, &command)
      || command != MMS_MEMBARRIER_CMD_GLOBAL_EXPEDITED || flags != 0
      || g_hash_table_size (state->calls) >= MAX_CALLS)
    return;
  call = g_new0 (Call, 1);
  call->event = context->event;
  call->cpu = context->record->cpu;
  g_hash_table_insert (state->calls, GINT_TO_POINTER (pid), call);
}

static void
add_stale (State *state, guint event, const CpuState *cpu)
{
  Stale stale = { cpu->stale_mm, 1, event, cpu->rq_state, cpu->mm_state };

  for (guint i = 0; i < state->stale->len; i++)
    {
      Stale *known = &g_array_index (state->stale, Stale, i);

      if (known->mm == cpu->stale_mm)
        {
          known->n_switches++;
          return;
        }
    }
  if (state->stale->len < MAX_STALE)
    g_array_append_val (state->stale, stale);
}

/* membarrier_switch_mm() compares the pointers and returns where they are equal.  While the
 * registration is not READY its IPI may still come. */
static void
look_at_membarrier_switch (MmsCheckContext *context, State *state)
{
  const guint expedited
      = MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED | MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED_READY;
  CpuState *cpu = take_cpu (state, context->record->cpu);
  guint64 prev;
  guint64 next;
  guint64 rq_state;
  guint64 mm_state;

  cpu->stale_event = 0;
  cpu->stale_mm = 0;
  if (!mms_check_number (context, MMS_SLOT_PREV, &prev)
      || !mms_check_number (context, MMS_SLOT_NEXT, &next)
      || !mms_check_number (context, MMS_SLOT_RQ_STATE, &rq_state)
      || !mms_check_number (context, MMS_SLOT_MM_STATE, &mm_state)
      || prev != next || (mm_state & expedited) != expedited
      || (rq_state & MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED) != 0)
    return;
  cpu->stale_event = context->event;
  cpu->stale_mm = mms_history_find_mm (context->history, next, context->event);
  cpu->rq_state = (guint) rq_state;
  cpu->mm_state = (guint) mm_state;
  add_stale (state, context->event, cpu);
}

static void
look_at_switch (MmsCheckContext *context, State *state)
{
  guint64 prev;
  guint64 prev_state;

  if (!state->has_calls)
    return;
  mms_names_look (state->names, context);
  if (g_hash_table_size (state->calls) == 0
      || !mms_check_number (context, MMS_SLOT_PREV_STATE, &prev_state)
      || !mms_check_number (context, MMS_SLOT_PREV_PID, &prev))
    return;
  /* Dead or a zombie: a context switch ends no call, but an exit does. */
  if ((prev_state & 0x30) != 0 && (int) prev > 0)
    end_call_of (context, state, (int) prev);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;

  switch (context->role)
    {
    case MMS_ROLE_MEMBARRIER_SWITCH:
      mms_registrations_look (state->registrations, context);
      look_at_membarrier_switch (context, state);
      break;
    case MMS_ROLE_MEMBARRIER_UPDATED:
      mms_registrations_look (state->registrations, context);
      break;
    case MMS_ROLE_MEMBARRIER_SYSCALL:
      look_at_syscall (context, state);
      break;
    case MMS_ROLE_MEMBARRIER_IPI:
      take_cpu (state, context->record->cpu)->ipi = context->event;
      state->n_ipis++;
      break;
    case MMS_ROLE_IPI_ENTRY:
      take_cpu (state, context->record->cpu)->any_ipi = context->event;
      break;
    case MMS_ROLE_SCHED_SWITCH:
      look_at_switch (context, state);
      break;
    case MMS_ROLE_SWITCH_MM_DONE:
    case MMS_ROLE_SWITCH_FINISHED:
      take_cpu (state, context->record->cpu)->settled = context->event;
      break;
    default:
      end_call_of (context, state, mms_payload_get_pid (context->payload));
      break;
    }
}

static void
report_stale (MmsCheckContext *context, State *state, const Stale *stale)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint cpu = events[stale->first - 1].cpu;
  g_autofree char *mm = mms_check_name_mm (context, stale->mm);
  MmsFinding *finding;

  for (guint i = 0; i < state->skipped->len; i++)
    {
      if (g_array_index (state->skipped, MmsSkipped, i).mm == stale->mm)
        return;
    }
  finding = mms_check_report (
      context, &mms_detector_d46, NULL, stale->first,
      g_strdup_printf ("%u %s to the registered %s %s rq->membarrier_state stale; no membarrier "
                       "call is seen to miss a CPU for that",
                       stale->n_switches, stale->n_switches == 1 ? "switch" : "switches", mm,
                       stale->n_switches == 1 ? "leaves" : "leave"));
  finding->severity = MMS_SEVERITY_INFO;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  finding->cpu = (int) cpu;
  finding->mm = stale->mm;
  mms_check_add_evidence (finding, stale->first, (int) cpu,
                          "CPU %u switches from %s to %s, prev == next: rq->membarrier_state stays "
                          "%u, the mm has %u",
                          cpu, mm, mm, stale->rq_state, stale->mm_state);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->skipped->len; i++)
    {
      const MmsSkipped *skipped = &g_array_index (state->skipped, MmsSkipped, i);

      /* The runqueue's own state is beyond doubt. */
      if (skipped->stale_event == 0
          && (state->is_damaged || (state->is_doubtful && skipped->n_calls < 2)
              || !mms_check_records_after (context, skipped->cpu, skipped->first_end)))
        continue;
      if (skipped->mm != 0 || mms_names_confirm (state->names, context, skipped))
        mms_skipped_report (context, state->registrations, skipped);
    }
  for (guint i = 0; i < state->stale->len; i++)
    report_stale (context, state, &g_array_index (state->stale, Stale, i));
}

static const MmsRole roles[] = {
  MMS_ROLE_MEMBARRIER_SWITCH, MMS_ROLE_MEMBARRIER_UPDATED, MMS_ROLE_MEMBARRIER_SYSCALL,
  MMS_ROLE_MEMBARRIER_IPI,    MMS_ROLE_SCHED_SWITCH,       MMS_ROLE_SWITCH_MM_DONE,
  MMS_ROLE_SWITCH_FINISHED,   MMS_ROLE_MM_EXITED,          MMS_ROLE_EXIT_RELEASE,
  MMS_ROLE_PROCESS_EXIT,      MMS_ROLE_IPI_ENTRY,          MMS_ROLE_NONE,
};

const MmsDetector mms_detector_d46 = {
  .info = {
    .id = "D46",
    .name = "rq-membarrier-state-stale",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A CPU runs a registered mm, but its runqueue says that it does not.",
    .lesson =
        "membarrier(GLOBAL_EXPEDITED) must interrupt every CPU that runs a registered process. It "
        "does not look at mms for that but at rq->membarrier_state, a copy that each context switch "
        "brings up to date, unless it finds prev == next: the same mm, so nothing can have changed. "
        "A CPU that idles lazily on an mm while that mm registers is not told, because it does not "
        "run it; when it switches back, prev == next is true and the old copy stays. From then on "
        "membarrier skips a CPU whose user code counts on it. The same comparison is fooled when "
        "the mm that was borrowed is freed and its address given to a new one. By itself a stale "
        "copy is information here; a call that skips the CPU makes it an error.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
