/* endings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "endings.h"

#include "habits.h"
#include "payload.h"
#include "trace-private.h"

/* What other CPUs saw may have been under way when the last event was recorded; so many events
 * later it is not, and a CPU that was called has come. */
#define N_UNDER_WAY 32
#define N_TO_ANSWER 64

/* So many events after CPUs' last ones are looked at, all CPUs together; before them, and of them
 * its own, for each. */
#define MAX_AFTER (1u << 20)
#define MAX_BEFORE 4096
#define MAX_OWN 256

/* LOADED_MM_SWITCHING: what loaded_mm holds for some instructions inside switch_mm_irqs_off() */
#define LOADED_MM_SWITCHING 1

/* A value of a CPU, and whether it is known. */
typedef struct
{
  guint64 value;
  gboolean is_known;
} Value;

/* A CPU that records nothing any more, with what it held then; or a later event has shown it. */
typedef struct
{
  guint cpu;
  guint event;   /* its last one */
  guint witness; /* the first that shows that it went on; 0: none does so far */
  gboolean is_broken_off;
  gboolean is_called; /* in the midst of an IPI's handler */
  int pid;  /* the task that runs there; -1: not known, 0: it is idle */
  Value mm; /* that of the task, where it is a user's */
  Value active;
  Value loaded;
  gboolean is_marked; /* in mm_cpumask of that */
  Value lazy_mm;
  Value to_mmdrop;
  Value samples[MMS_N_OWN_SLOTS];
  int woken;  /* a task that was put on it and has not been seen since; 0: none */
  guint call; /* the event by which it was woken or called; 0: none */
} Stream;

typedef struct
{
  MmsTrace *trace;
  MmsPayload payload;
  const MmsEvent *event;
  guint n;         /* its number */
  GArray *streams; /* Stream, descending by their last events */
  int *target_cpu; /* by kind: the field that says where a task was woken; -1: none */
  gboolean has_switches;
  gboolean has_shoot_ipi;
  gboolean has_ipi_exits;
} Search;

static gboolean
get (const Search *search, MmsSlot slot, guint64 *value)
{
  return mms_payload_get_slot (&search->payload, slot, value);
}

static gboolean
has_role (MmsTrace *trace, MmsRole role)
{
  for (guint i = 0; i < trace->kinds->len; i++)
    if (mms_trace_get_kind (trace, i)->role == role && mms_trace_get_kind (trace, i)->count > 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_target (const Search *search, const Stream *stream)
{
  guint64 cpu;

  return get (search, MMS_SLOT_TARGET_CPU, &cpu) && cpu == stream->cpu;
}

/* --- what a CPU held at its last event --- */

static void
learn_slot (const Search *search, Value *value, MmsSlot slot)
{
  value->is_known = get (search, slot, &value->value);
}

/* @search is at one of the last events of @stream. */
static void
learn (const Search *search, Stream *stream)
{
  guint64 value;

  switch (search->payload.kind->role)
    {
    case MMS_ROLE_SCHED_SWITCH:
      if (get (search, MMS_SLOT_NEXT_PID, &value))
        stream->pid = (int) value;
      stream->mm.is_known = FALSE;
      stream->active.is_known = FALSE;
      break;
    case MMS_ROLE_CONTEXT_SWITCH:
      if (get (search, MMS_SLOT_NEXT_PID, &value))
        stream->pid = (int) value;
      learn_slot (search, &stream->mm, MMS_SLOT_NEXT);
      learn_slot (search, &stream->active, stream->mm.value != 0 ? MMS_SLOT_NEXT : MMS_SLOT_ACTIVE);
      break;
    case MMS_ROLE_IPI_ENTRY:
      stream->is_called = search->has_ipi_exits;
      break;
    case MMS_ROLE_IPI_EXIT:
      stream->is_called = FALSE;
      break;
    case MMS_ROLE_ACTIVE_MM_SET:
      if (stream->pid >= 0 && is_target (search, stream) && get (search, MMS_SLOT_PID, &value)
          && value == (guint64) stream->pid)
        learn_slot (search, &stream->active, MMS_SLOT_NEXT);
      break;
    case MMS_ROLE_PROCESS_EXIT:
    case MMS_ROLE_PROCESS_EXEC:
    case MMS_ROLE_EXIT_RELEASE:
    case MMS_ROLE_EXEC_RELEASE:
    case MMS_ROLE_EXEC_CALLED:
    case MMS_ROLE_MM_EXITED:
    case MMS_ROLE_EXEC_MMAP:
    case MMS_ROLE_TASK_MM_SET:
    case MMS_ROLE_USE_MM_CALLED:
    case MMS_ROLE_UNUSE_MM_CALLED:
    case MMS_ROLE_KTHREAD_MM:
      stream->mm.is_known = FALSE;
      stream->active.is_known = FALSE;
      break;
    /* Its bit is set in the mask of an mm that some task has as its own, but not in init_mm's. */
    case MMS_ROLE_SWITCH_MM_CALLED:
      learn_slot (search, &stream->loaded, MMS_SLOT_NEXT);
      learn_slot (search, &stream->mm, MMS_SLOT_TASK_MM);
      stream->is_marked = stream->loaded.is_known && stream->mm.is_known
                          && stream->mm.value == stream->loaded.value;
      break;
    case MMS_ROLE_SWITCH_MM_DONE:
      stream->is_marked &= get (search, MMS_SLOT_NEXT, &value) && value == stream->loaded.value;
      learn_slot (search, &stream->loaded, MMS_SLOT_NEXT);
      break;
    case MMS_ROLE_MM_CPUMASK_CHANGED:
      stream->is_marked = get (search, MMS_SLOT_VALUE, &value) && value != 0;
      learn_slot (search, &stream->loaded, MMS_SLOT_MM);
      stream->loaded.is_known &= stream->is_marked;
      break;
    case MMS_ROLE_LAZY_MM_SET:
      learn_slot (search, &stream->lazy_mm, MMS_SLOT_NEXT);
      break;
    case MMS_ROLE_MM_TO_MMDROP_SET:
      learn_slot (search, &stream->to_mmdrop, MMS_SLOT_NEXT);
      break;
    /* It may have left the mm, or been told to. */
    case MMS_ROLE_LEAVE_MM:
    case MMS_ROLE_LEAVE_MM_DONE:
    case MMS_ROLE_FLUSH_HANDLED:
    case MMS_ROLE_TLB_LAZY_FLUSH:
    case MMS_ROLE_TLB_FLUSH:
    case MMS_ROLE_SHOOT_IPI:
    case MMS_ROLE_TEMP_MM_USE:
    case MMS_ROLE_TEMP_MM_UNUSE:
    case MMS_ROLE_TEXT_POKE:
    case MMS_ROLE_IDLE_TASK_EXIT:
      stream->loaded.is_known = FALSE;
      stream->is_marked = FALSE;
      break;
    default:
      break;
    }
}

/* An idle task takes another active_mm only when it is switched to; a CPU that is in the midst of
 * that holds neither for certain. */
static void
learn_samples (const Search *search, Stream *stream)
{
  if (stream->pid != 0 || mms_payload_get_pid (&search->payload) != 0
      || search->payload.kind->role == MMS_ROLE_SCHED_SWITCH)
    return;
  if (search->payload.kind->role == MMS_ROLE_IDLE_TASK_EXIT)
    return;
  stream->samples[0].is_known
      = mms_payload_get_own (&search->payload, MMS_SLOT_OWN_ACTIVE, &stream->samples[0].value);
}

static void
learn_last (Search *search, Stream *stream)
{
  const MmsEvent *events = search->trace->events;
  guint own[MAX_OWN];
  guint n_own = 0;

  for (guint i = stream->event; i > 0 && stream->event - i < MAX_BEFORE && n_own < MAX_OWN; i--)
    if (events[i - 1].cpu == stream->cpu)
      own[n_own++] = i;
  mms_payload_open (&search->payload, &events[stream->event - 1]);
  /* Without them tasks move and nothing tells. */
  if (search->has_switches)
    stream->pid = mms_payload_get_pid (&search->payload);
  while (n_own > 0)
    {
      mms_payload_open (&search->payload, &events[own[--n_own] - 1]);
      learn (search, stream);
    }
  learn_samples (search, stream);
}

/* --- what later events of others say of it --- */

static gboolean
is_under_way (const Search *search, const Stream *stream)
{
  return search->n - stream->event <= N_UNDER_WAY;
}

static void
compare (Search *search, Stream *stream, Value *held, guint64 value)
{
  if (held->is_known && held->value != value && !is_under_way (search, stream))
    stream->witness = search->n;
  *held = (Value){ value, TRUE };
}

/* @mask of the mm at @pointer tells by a bit for each CPU where it is loaded. */
static void
compare_mask (Search *search, Stream *stream)
{
  guint64 pointer;
  guint64 mask;

  if (stream->cpu >= 64 || !stream->loaded.is_known || !stream->is_marked
      || is_under_way (search, stream) || !get (search, MMS_SLOT_MM, &pointer)
      || pointer != stream->loaded.value || !get (search, MMS_SLOT_CPUMASK, &mask))
    return;
  if ((mask >> stream->cpu & 1) == 0)
    stream->witness = search->n;
}

static void
call (Search *search, Stream *stream)
{
  if (stream->call == 0)
    stream->call = search->n;
}

/* A task that runs uses its mm: it must have exited. */
static void
compare_user (Search *search, Stream *stream)
{
  guint64 pointer;

  if (stream->pid > 0 && stream->mm.is_known && stream->mm.value != 0
      && get (search, MMS_SLOT_MM, &pointer) && pointer == stream->mm.value)
    stream->witness = search->n;
}

static void
compare_samples (Search *search, Stream *stream)
{
  const MmsKind *kind = search->payload.kind;
  static const MmsSlot slots[]
      = { MMS_SLOT_OWN_ACTIVE, MMS_SLOT_OWN_LOADED, MMS_SLOT_OWN_PID, MMS_SLOT_OWN_MM };

  if (stream->cpu >= kind->n_own_cpus || is_under_way (search, stream))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      const guint slot = slots[i] - MMS_SLOT_OWN_ACTIVE;
      const guint field = kind->own[stream->cpu * MMS_N_OWN_SLOTS + slot];
      guint64 value;

      if (field == 0 || !mms_trace_get_number (search->trace, search->event, field - 1, 0, &value)
          || (slots[i] == MMS_SLOT_OWN_LOADED && value == LOADED_MM_SWITCHING))
        continue;
      compare (search, stream, &stream->samples[slot], value);
      if (slots[i] == MMS_SLOT_OWN_PID && stream->pid >= 0 && value != (guint64) stream->pid)
        stream->witness = search->n;
    }
}

/* A task that is woken on a CPU or moved to one runs there soon, or was taken from it and runs
 * elsewhere. */
static void
look_at_wakeup (Search *search, Stream *stream)
{
  const int field = search->target_cpu[search->event->kind];
  guint64 cpu;
  guint64 pid;

  if (field >= 0 && stream->call == 0
      && mms_trace_get_number (search->trace, search->event, (guint) field, 0, &cpu)
      && cpu == stream->cpu && get (search, MMS_SLOT_PID, &pid) && (int) pid > 0)
    {
      stream->woken = (int) pid;
      call (search, stream);
    }
}

static void
look_at_pid (Search *search, Stream *stream, int pid)
{
  if (pid <= 0)
    return;
  /* It was running there. */
  if (pid == stream->pid)
    stream->witness = search->n;
  if (pid == stream->woken)
    {
      stream->woken = 0;
      stream->call = 0;
    }
}

static void
look_at_state (Search *search, Stream *stream)
{
  guint64 value;

  if (!is_target (search, stream) || is_under_way (search, stream))
    return;
  if (stream->pid >= 0 && get (search, MMS_SLOT_PID, &value) && value != (guint64) stream->pid)
    stream->witness = search->n;
  if (get (search, MMS_SLOT_LAZY_MM, &value))
    compare (search, stream, &stream->lazy_mm, value);
  if (stream->pid == 0 && get (search, MMS_SLOT_ACTIVE, &value))
    compare (search, stream, &stream->active, value);
  if (get (search, MMS_SLOT_LOADED, &value) && value != LOADED_MM_SWITCHING
      && stream->loaded.is_known && stream->loaded.value != value)
    stream->witness = search->n;
}

static void
look_at_change (Search *search, Stream *stream, Value *held)
{
  guint64 value;

  if (!is_target (search, stream))
    return;
  if (get (search, MMS_SLOT_PREV, &value))
    compare (search, stream, held, value);
  learn_slot (search, held, MMS_SLOT_NEXT);
}

static void
look (Search *search, Stream *stream)
{
  guint64 value;

  switch (search->payload.kind->role)
    {
    case MMS_ROLE_SCHED_SWITCH:
    case MMS_ROLE_CONTEXT_SWITCH:
      if (get (search, MMS_SLOT_NEXT_PID, &value))
        look_at_pid (search, stream, (int) value);
      break;
    case MMS_ROLE_SCHED_WAKEUP:
    case MMS_ROLE_SCHED_MIGRATE:
      look_at_wakeup (search, stream);
      break;
    case MMS_ROLE_LAZY_MM_SET:
      look_at_change (search, stream, &stream->lazy_mm);
      break;
    case MMS_ROLE_MM_TO_MMDROP_SET:
      look_at_change (search, stream, &stream->to_mmdrop);
      break;
    case MMS_ROLE_FIXUP_CPU:
      if (is_target (search, stream) && get (search, MMS_SLOT_SEEN, &value))
        compare (search, stream, &stream->lazy_mm, value);
      break;
    case MMS_ROLE_STATE_CPU:
      look_at_state (search, stream);
      break;
    case MMS_ROLE_SHOOT_SEND:
      if (search->has_shoot_ipi && is_target (search, stream))
        call (search, stream);
      break;
    /* The CPU that took it down gives its idle task init_mm. */
    case MMS_ROLE_FINISH_CPU_CALLED:
    case MMS_ROLE_FINISH_CPU_DONE:
      for (guint i = 0; i < MMS_N_OWN_SLOTS; i++)
        stream->samples[i].is_known = FALSE;
      break;
    case MMS_ROLE_FLUSH_SENT:
    case MMS_ROLE_TLB_SEND:
    case MMS_ROLE_IPI_SEND:
      break;
    case MMS_ROLE_EXIT_MMAP:
    case MMS_ROLE_MM_LAST_PUT:
    case MMS_ROLE_MM_UNMAPPED:
    case MMS_ROLE_MM_LAST_DROP:
    case MMS_ROLE_MM_FREE_CALLED:
    case MMS_ROLE_MM_FREED:
    case MMS_ROLE_MM_INIT_DONE:
    case MMS_ROLE_MM_ALLOCATED:
      compare_user (search, stream);
      compare_mask (search, stream);
      break;
    default:
      compare_mask (search, stream);
      break;
    }
  if (search->payload.kind->n_own_cpus > 0)
    compare_samples (search, stream);
  if (stream->call != 0 && search->n - stream->call >= N_TO_ANSWER)
    stream->witness = stream->call;
}

/* --- all of it --- */

/* The last event of each CPU; but the last of all is nobody's early end. */
static GArray *
find_streams (MmsTrace *trace, guint n_recorders)
{
  GArray *streams = g_array_new (FALSE, FALSE, sizeof (Stream));
  g_autofree gboolean *is_found = g_new0 (gboolean, MMS_MAX_CPUS);

  for (guint i = trace->n_events; i > 0 && streams->len < n_recorders; i--)
    {
      Stream stream = { .cpu = trace->events[i - 1].cpu, .event = i, .pid = -1 };

      if (is_found[stream.cpu])
        continue;
      is_found[stream.cpu] = TRUE;
      g_array_append_val (streams, stream);
    }
  return streams;
}

static void
search_all (Search *search)
{
  GArray *streams = search->streams;
  const guint max_after = MAX_AFTER / streams->len;
  guint first = streams->len; /* of those that have ended by now */
  guint n_open = 0;

  for (guint i = g_array_index (streams, Stream, first - 1).event; i <= search->trace->n_events;
       i++)
    {
      int pid;

      if (n_open > 0)
        {
          search->n = i;
          search->event = &search->trace->events[i - 1];
          mms_payload_open (&search->payload, search->event);
          pid = mms_payload_get_pid (&search->payload);
          n_open = 0;
          for (guint k = first; k < streams->len; k++)
            {
              Stream *stream = &g_array_index (streams, Stream, k);

              if (stream->witness != 0 || i - stream->event > max_after)
                continue;
              n_open++;
              look_at_pid (search, stream, pid);
              look (search, stream);
            }
        }
      if (first > 0 && g_array_index (streams, Stream, first - 1).event == i)
        {
          first--;
          learn_last (search, &g_array_index (streams, Stream, first));
          n_open++;
        }
      else if (n_open == 0)
        {
          if (first == 0)
            break;
          i = g_array_index (streams, Stream, first - 1).event - 1;
        }
    }
}

/* What shows it where no event does.  Returns: whether buffers were full */
static gboolean
search_habits (Search *search)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (MmsEnd));

  for (guint i = 0; i < search->streams->len; i++)
    {
      MmsEnd end = { g_array_index (search->streams, Stream, i).event, FALSE };

      g_array_append_val (ends, end);
    }
  mms_habits_compare (search->trace, ends);
  for (guint i = 0; i < search->streams->len; i++)
    {
      Stream *stream = &g_array_index (search->streams, Stream, i);

      stream->is_broken_off
          = g_array_index (ends, MmsEnd, i).is_broken
            || (stream->is_called && search->trace->n_events - stream->event > N_UNDER_WAY);
    }
  return mms_habits_are_full (search->trace, ends);
}

static int
compare_cpus (gconstpointer a, gconstpointer b)
{
  return (int) ((const MmsEnding *) a)->cpu - (int) ((const MmsEnding *) b)->cpu;
}

GArray *
mms_find_endings (MmsTrace *trace, guint n_recorders)
{
  GArray *endings = g_array_new (FALSE, FALSE, sizeof (MmsEnding));
  g_autofree int *target_cpu = g_new (int, MAX (trace->kinds->len, 1));
  Search search = { .trace = trace, .target_cpu = target_cpu };
  gboolean is_cut = FALSE;

  if (trace->is_prefix || trace->has_guessed_cpus || n_recorders < 2 || mms_trace_is_simulated (trace))
    return endings;

  search.streams = find_streams (trace, n_recorders);
  mms_payload_init (&search.payload, trace);
  search.has_switches
      = has_role (trace, MMS_ROLE_SCHED_SWITCH) || has_role (trace, MMS_ROLE_CONTEXT_SWITCH);
  search.has_ipi_exits = has_role (trace, MMS_ROLE_IPI_EXIT);
  search.has_shoot_ipi = has_role (trace, MMS_ROLE_SHOOT_IPI);
  for (guint i = 0; i < trace->kinds->len; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      /* sched_waking tells where the task was, not where it will run. */
      target_cpu[i] = kind->role == MMS_ROLE_SCHED_MIGRATE ? mms_kind_find_field (kind, "dest_cpu")
                      : kind->role == MMS_ROLE_SCHED_WAKEUP
                              && strcmp (kind->name, "sched_waking") != 0
                          ? mms_kind_find_field (kind, "target_cpu")
                          : -1;
    }
  search_all (&search);
  is_cut = search_habits (&search);
  for (guint i = 0; i < search.streams->len; i++)
    {
      const Stream *stream = &g_array_index (search.streams, Stream, i);

      is_cut |= stream->witness != 0 || stream->is_broken_off;
    }
  for (guint i = 0; i < search.streams->len && is_cut; i++)
    {
      const Stream *stream = &g_array_index (search.streams, Stream, i);
      MmsEnding ending = { stream->cpu, stream->event, stream->witness, stream->is_broken_off };

      if (stream->event < trace->n_events)
        g_array_append_val (endings, ending);
    }
  g_array_sort (endings, compare_cpus);
  g_array_unref (search.streams);
  return endings;
}
