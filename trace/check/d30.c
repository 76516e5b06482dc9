/* d30.c - missed-lazy-cpu
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_MISSES 20000

/* How a CPU's bit last went out of an mm_cpumask. */
typedef struct
{
  guint mm;
  guint event;         /* 0: it did not */
  gboolean is_by_flush; /* a TLB flush moved the lazy CPU to init_mm */
  gboolean is_by_leave; /* leave_mm() did, in a deep idle state */
} Clearing;

typedef struct
{
  guint flush; /* the last flush that met the CPU lazy, and on which mm */
  guint flush_mm;
  guint leave;
  guint set_mm; /* the last mm that its bit was set in; 0: not seen */
  Clearing cleared;
} CpuMask;

typedef struct
{
  guint mm;
  guint cpu;
  guint event; /* the search ends */
  guint since;
  MmsProvenance provenance;
  gboolean has_mask_events;
  CpuMask mask;
  MmsStory *story;
} Miss;

typedef struct
{
  GArray *masks;  /* CpuMask by cpu */
  GArray *misses; /* Miss */
  guint n_more;
  guint more_event;
} State;

static void
clear_miss (gpointer data)
{
  mms_story_unref (((Miss *) data)->story);
}

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->masks = g_array_new (FALSE, TRUE, sizeof (CpuMask));
  state->misses = g_array_new (FALSE, FALSE, sizeof (Miss));
  g_array_set_clear_func (state->misses, clear_miss);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->masks);
  g_array_unref (state->misses);
  g_free (state);
}

static CpuMask *
take_mask (State *state, guint cpu)
{
  if (cpu >= state->masks->len)
    g_array_set_size (state->masks, cpu + 1);
  return &g_array_index (state->masks, CpuMask, cpu);
}

/* A lazy CPU clears its bit within the handler that moves it to init_mm, right after the event that
 * tells of the handler. */
static void
change_mask (MmsCheckContext *context)
{
  CpuMask *mask;
  guint64 is_set;
  guint before;
  guint cpu;
  guint mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);

  if (mm == 0 || !mms_check_find_cpu (context, &cpu)
      || !mms_check_number (context, MMS_SLOT_VALUE, &is_set))
    return;
  mask = take_mask (context->state, cpu);
  if (is_set != 0)
    {
      mask->set_mm = mm;
      mask->cleared.event = 0;
      return;
    }
  before = cpu == context->record->cpu ? mms_check_find_previous (context, context->event) : 0;
  mask->cleared = (Clearing){ mm, context->event, before != 0 && before == mask->flush,
                              before != 0 && before == mask->leave };
}

static void
note_flush (MmsCheckContext *context)
{
  CpuMask *mask = take_mask (context->state, context->record->cpu);

  mask->flush = context->event;
  mask->flush_mm = mms_check_find_mm (context, MMS_SLOT_LOADED, MMS_SLOT_LOADED_ID);
}

static void
miss (MmsCheckContext *context, const MmsStory *story, guint mm, guint cpu, MmsPoint point)
{
  State *state = context->state;
  Miss missed = { 0 };

  if (state->misses->len == MAX_MISSES)
    {
      if (state->n_more++ == 0)
        state->more_event = context->event;
      return;
    }
  missed.mm = mm;
  missed.cpu = cpu;
  missed.event = context->event;
  missed.since
      = mms_check_find_since (context, cpu, MMS_ATTRIBUTE_ACTIVE_MM, context->event);
  missed.provenance = point.provenance;
  missed.mask = *take_mask (state, cpu);
  /* Where changes of the mask have no events, the flush speaks for itself. */
  if (missed.mask.cleared.event == 0 && missed.mask.flush_mm == mm
      && missed.mask.flush >= missed.since)
    missed.mask.cleared = (Clearing){ mm, missed.mask.flush, TRUE, FALSE };
  missed.has_mask_events = mms_check_has_role (context, MMS_ROLE_MM_CPUMASK_CHANGED);
  missed.story = mms_story_ref ((MmsStory *) story);
  g_array_append_val (state->misses, missed);
}

/* Whether all that the search did is in the trace. */
static gboolean
is_told_in_full (MmsCheckContext *context, const MmsStory *story)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint n_losses;
  guint64 n_scanned;

  mms_trace_get_losses (context->trace, &n_losses);
  if (story->scan_start == 0
      || events[story->scan_start - 1].cpu != context->record->cpu)
    return story->scan_start != 0 && n_losses == 0;
  if (mms_check_number (context, MMS_SLOT_SCANNED, &n_scanned) && n_scanned != story->n_scanned)
    return FALSE;
  return mms_check_is_whole (context, context->record->cpu, story->scan_start, context->event);
}

/* A CPU that borrowed the mm when the search began and still does when it is over was in need of
 * being found all along: an mm without users is not borrowed anew. */
static void
end_search (MmsCheckContext *context)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);
  guint mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);
  const MmsStory *story = mm != 0 ? mms_stories_find (context->stories, mm) : NULL;

  if (story == NULL || mms_trace_has_guessed_cpus (context->trace)
      || !is_told_in_full (context, story))
    return;
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsTrack *track
          = mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_ACTIVE_MM);
      MmsPoint point = mms_track_last (track);

      if (point.provenance == MMS_UNKNOWN || (guint) point.value != mm
          || mms_cpu_set_contains (&story->scanned, cpus[i])
          || mms_hotplug_since (context->hotplug, cpus[i]) != 0
          || (guint) mms_track_at (track, story->scan_start).value != mm)
        continue;
      miss (context, story, mm, cpus[i], point);
    }
}

static void
look (MmsCheckContext *context)
{
  switch (context->role)
    {
    case MMS_ROLE_TLB_LAZY_FLUSH:
      note_flush (context);
      break;
    case MMS_ROLE_LEAVE_MM_DONE:
      take_mask (context->state, context->record->cpu)->leave = context->event;
      break;
    case MMS_ROLE_MM_CPUMASK_CHANGED:
      change_mask (context);
      break;
    default:
      end_search (context);
      break;
    }
}

/* --- why --- */

/* A search that goes by mm_cpumask looks at no CPU outside of it. */
static gboolean
goes_by_cpumask (const MmsStory *story)
{
  for (guint cpu = 0; cpu < story->scanned.n_words * 64; cpu++)
    {
      if (mms_cpu_set_contains (&story->scanned, cpu)
          && (cpu >= 64 || (story->cpumask >> cpu & 1) == 0))
        return FALSE;
    }
  return story->has_cpumask;
}

static const char *
find_reason (const Miss *missed)
{
  const Clearing *cleared = &missed->mask.cleared;

  if (!goes_by_cpumask (missed->story) || missed->cpu >= 64
      || (missed->story->cpumask >> missed->cpu & 1) != 0)
    return "skipped";
  if (cleared->event != 0 && cleared->mm == missed->mm)
    return cleared->is_by_flush   ? "mask-cleared-by-flush"
           : cleared->is_by_leave ? "mask-cleared-by-leave_mm"
                                  : "mask-cleared";
  return missed->mask.set_mm == missed->mm ? "mask-cleared"
         : missed->has_mask_events         ? "mask-never-set"
                                           : "not-in-mask";
}

static void
tell_of_mask (MmsFinding *finding, const Miss *missed, const char *label)
{
  const Clearing *cleared = &missed->mask.cleared;
  guint cpu = missed->cpu;

  if (cleared->event == 0 || cleared->mm != missed->mm)
    return;
  if (cleared->is_by_flush)
    mms_check_add_evidence (finding, cleared->event, (int) cpu,
                            "a TLB flush meets CPU %u lazy and moves it to init_mm: its bit leaves "
                            "mm_cpumask of %s, its active_mm stays",
                            cpu, label);
  else
    mms_check_add_evidence (finding, cleared->event, (int) cpu,
                            "CPU %u's bit leaves mm_cpumask of %s, its active_mm stays", cpu, label);
}

static void
tell_the_search (MmsCheckContext *context, MmsFinding *finding, const Miss *missed)
{
  const MmsStory *story = missed->story;
  int by = mms_trace_get_events (context->trace, NULL)[story->scan_start - 1].cpu;
  const char *search = story->is_shootdown ? "shootdown" : "fixup of lazy references";
  g_autofree char *scanned = mms_cpu_set_list (&story->scanned);

  if (*scanned == '\0' && story->has_cpumask && story->cpumask == 0)
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s, but mm_cpumask is empty: it reaches no CPU", by,
                            search);
  else if (*scanned == '\0')
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s and looks at no CPU", by, search);
  else
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s, which looks at CPU %s but not at CPU %u", by,
                            search, scanned, missed->cpu);
}

static void
report (MmsCheckContext *context, const Miss *missed)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const char *label = mms_history_get_mm (context->history, missed->mm)->label;
  g_autofree char *mm = mms_check_name_mm (context, missed->mm);
  int by = events[missed->event - 1].cpu;
  int cpu = (int) missed->cpu;
  MmsPoint task = mms_track_at (
      mms_history_get_cpu_track (context->history, missed->cpu, MMS_ATTRIBUTE_TASK),
      missed->since);
  g_autofree char *name
      = mms_check_name_task (context, task.value, missed->cpu, missed->since);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d30, NULL, missed->story->scan_start,
      g_strdup_printf ("CPU %d's %s for %s misses CPU %d, which borrows it (%s)", by,
                       missed->story->is_shootdown ? "shootdown" : "fixup", mm, cpu,
                       find_reason (missed)));

  finding->cpu = cpu;
  finding->mm = missed->mm;
  finding->holder = MMS_ATTRIBUTE_ACTIVE_MM;
  finding->confidence
      = missed->provenance == MMS_OBSERVED ? MMS_CONFIDENCE_PROVED : MMS_CONFIDENCE_WITNESS;
  mms_check_add_evidence (finding, missed->since, cpu, "CPU %d: %s takes %s as its active_mm", cpu,
                          name, label);
  tell_of_mask (finding, missed, label);
  if (missed->story->last_put != 0 && missed->story->last_put <= missed->story->scan_start)
    mms_check_add_evidence (finding, missed->story->last_put,
                            events[missed->story->last_put - 1].cpu,
                            "the last user gives up %s: mm_users is 0, its user mappings go", label);
  tell_the_search (context, finding, missed);
  mms_check_add_evidence (finding, missed->event, by,
                          "the %s is over; CPU %d still has %s as its active_mm",
                          missed->story->is_shootdown ? "shootdown" : "fixup", cpu, label);
  mms_check_sort_evidence (finding);
  mms_causes_set (context->causes, missed->mm, cpu, finding);
  if (mms_check_has_dangled (context, missed->mm, missed->cpu))
    return;
  finding->severity = MMS_SEVERITY_INFO;
  mms_check_add_evidence (finding, context->event, -1,
                          "nothing came of it in this trace: nobody frees %s while CPU %d has it",
                          label, cpu);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->misses->len; i++)
    report (context, &g_array_index (state->misses, Miss, i));
  mms_check_report_more (context, &mms_detector_d30, state->more_event, state->n_more,
                         "CPUs are missed");
}

static const MmsRole roles[] = { MMS_ROLE_FIXUP_END,     MMS_ROLE_SHOOT_END,
                                 MMS_ROLE_TLB_LAZY_FLUSH, MMS_ROLE_LEAVE_MM_DONE,
                                 MMS_ROLE_MM_CPUMASK_CHANGED, MMS_ROLE_NONE };

const MmsDetector mms_detector_d30 = {
  .info = {
    .id = "D30",
    .name = "missed-lazy-cpu",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "The search for CPUs that still borrow an mm misses one.",
    .lesson =
        "A scheme that does not count borrowers has to find them when the mm goes: a shootdown "
        "sends them an IPI, a fixup hands them a reference. It must look at every CPU that "
        "borrows at the moment the set of CPUs is read. mm_cpumask is not that set: on x86 it "
        "tells where the mm is loaded, for TLB flushes, and a flush that meets a lazy CPU moves "
        "it to init_mm and clears its bit while active_mm goes on naming the mm. Other "
        "architectures never set a bit at all, and a CPU on its way down leaves the online mask "
        "before it lets go.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
