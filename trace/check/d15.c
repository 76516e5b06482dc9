/* d15.c - freed-with-lazy-holder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"
#include "model/track-reader.h"

/* Thousands of CPUs that never let go of an address that is used again and again: no real
 * machine gets here, and a file made for it must not cost all memory. */
#define MAX_DANGLINGS 50000

static const MmsAttribute holders[] = {
  MMS_ATTRIBUTE_ACTIVE_MM,
  MMS_ATTRIBUTE_LOADED_MM,
  MMS_ATTRIBUTE_LAZY_MM,
  MMS_ATTRIBUTE_MM_TO_MMDROP,
};

/* A task that exits goes on running on what was its mm until its last switch.  Where the scheme
 * does not count that, and nobody moves the CPU away, it stands on what it frees. */
static void
tell_of_exit (MmsCheckContext *context, MmsFinding *finding, const MmsDangling *dangling)
{
  MmsPoint running = mms_track_at (
      mms_history_get_cpu_track (context->history, dangling->cpu, MMS_ATTRIBUTE_TASK),
      dangling->free_event);
  const MmsTask *task = mms_history_find_task (context->history, running.value, dangling->cpu);
  guint index;
  MmsPoint given_up;
  g_autofree char *name = NULL;

  if (dangling->holder != MMS_ATTRIBUTE_ACTIVE_MM || task == NULL)
    return;
  index = mms_track_find (&task->mm, dangling->free_event);
  if (index < 2)
    return;
  given_up = mms_track_get (&task->mm, index - 1);
  if (given_up.value != 0
      || mms_track_get (&task->mm, index - 2).value != (int) dangling->held)
    return;
  name = mms_check_name_task (context, task->pid, dangling->cpu, dangling->free_event);
  mms_check_add_evidence (finding, given_up.event, (int) dangling->cpu,
                          "CPU %u: %s exits and gives up its mm, but runs on with it as active_mm; "
                          "no reference keeps it for that",
                          dangling->cpu, name);
}

/* The pointer dangled before: the mm it was meant for is gone, and its address had a new tenant. */
static void
tell_of_reuse (MmsCheckContext *context, MmsFinding *finding, const MmsDangling *dangling)
{
  const MmsMm *mm = mms_history_get_mm (context->history, dangling->mm);
  const MmsMm *held = mms_history_get_mm (context->history, dangling->held);

  if (dangling->held == dangling->mm)
    return;
  if (held->free_event != 0)
    mms_check_add_evidence (finding, held->free_event, -1,
                            "%s, which CPU %u means, is freed under it", held->label,
                            dangling->cpu);
  mms_check_add_evidence (finding, mm->first_event, -1,
                          "%s is made at the same address: the old pointer now names it", mm->label);
}

/* What the kernel did to find the CPUs that still held the mm, and why this one was not among
 * them. */
static void
tell_the_search (MmsCheckContext *context, MmsFinding *finding, const MmsDangling *dangling,
                 const MmsStory *story)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const char *search = story->is_shootdown ? "shootdown" : "fixup of lazy references";
  g_autofree char *scanned = mms_cpu_set_list (&story->scanned);
  gboolean is_empty = mms_cpu_set_is_empty (&story->scanned);
  int by = events[story->scan_start - 1].cpu;

  if (story->has_cpumask && story->cpumask == 0 && is_empty)
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s, but mm_cpumask is empty: it reaches no CPU", by,
                            search);
  else if (is_empty)
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s and looks at no CPU", by, search);
  else if (!mms_cpu_set_contains (&story->scanned, dangling->cpu))
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the %s, which looks at CPU %s but not at CPU %u", by,
                            search, scanned, dangling->cpu);
  else if (story->is_shootdown)
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the shootdown; CPU %u is sent an IPI", by, dangling->cpu);
  else if (mms_cpu_set_contains (&story->hit, dangling->cpu))
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the fixup, finds CPU %u borrowing and gives it a "
                            "deferred reference",
                            by, dangling->cpu);
  else
    mms_check_add_evidence (finding, story->scan_start, by,
                            "CPU %d starts the fixup and does not find the mm in CPU %u's slot", by,
                            dangling->cpu);
}

static void
tell_the_end (MmsCheckContext *context, MmsFinding *finding, const MmsDangling *dangling)
{
  const MmsStory *story = dangling->story;
  const MmsMm *mm = mms_history_get_mm (context->history, dangling->mm);
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);

  if (story == NULL)
    return;
  if (story->last_put != 0)
    mms_check_add_evidence (finding, story->last_put, events[story->last_put - 1].cpu,
                            "the last user gives up %s: mm_users is 0, its user mappings go",
                            mm->label);
  if (story->scan_start != 0)
    tell_the_search (context, finding, dangling, story);
  if (story->last_drop != 0)
    mms_check_add_evidence (finding, story->last_drop, story->last_drop_cpu,
                            "CPU %d drops the last reference (%s): mm_count is 0",
                            story->last_drop_cpu,
                            story->last_drop_operation != NULL ? story->last_drop_operation : "?");
}

static void
report (MmsCheckContext *context, MmsDangling *dangling)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *mm = mms_check_name_mm (context, dangling->mm);
  const char *holder = mms_attribute_get_name (dangling->holder);
  int by = events[dangling->free_event - 1].cpu;
  MmsFinding *finding;

  dangling->root = mms_causes_find (context->causes, dangling->mm, (int) dangling->cpu);
  if (dangling->root == NULL)
    dangling->root = mms_causes_find (context->causes, dangling->held, (int) dangling->cpu);
  finding = mms_check_report_dangling (
      context, &mms_detector_d15, dangling, dangling->free_event,
      g_strdup_printf ("%s is freed by CPU %d while CPU %u still has it as %s", mm, by,
                       dangling->cpu, holder));
  mms_check_tell_holder (context, finding, dangling->held, dangling->cpu, dangling->holder, dangling->since);
  tell_of_exit (context, finding, dangling);
  tell_of_reuse (context, finding, dangling);
  tell_the_end (context, finding, dangling);
  mms_check_add_evidence (finding, dangling->free_event, by,
                          "CPU %d frees %s; CPU %u's %s dangles", by,
                          mms_history_get_mm (context->history, dangling->mm)->label,
                          dangling->cpu, holder);
  if (dangling->is_unseen)
    mms_check_add_evidence (finding, dangling->free_event, by,
                            "a CPU that could have let go before has no event at all: perhaps it was "
                            "not recorded");
  mms_check_sort_evidence (finding);
  dangling->root = finding;
  /* What comes of it follows from it, unless it has a cause itself. */
  mms_causes_set (context->causes, dangling->mm, (int) dangling->cpu, finding);
}

/* What is told, names above all, may depend on what the rest of the trace shows. */
static void
end (MmsCheckContext *context)
{
  for (guint i = 0; i < context->danglings->len; i++)
    report (context, g_ptr_array_index (context->danglings, i));
  mms_check_report_more (context, &mms_detector_d15, context->untold_event, context->n_untold,
                         "pointers dangle");
}

/* The mm that the event just replayed freed; 0: none.  Its address alone does not tell: the
 * event may sort behind the birth of the next mm there. */
static guint
find_freed (MmsCheckContext *context)
{
  guint n_ticks;
  const MmsTick *ticks
      = mms_history_get_ticks (context->history, context->record->cpu, &n_ticks);

  for (guint i = n_ticks; i > 0 && ticks[i - 1].event == context->event; i--)
    {
      if (ticks[i - 1].kind == MMS_TICK_FREE)
        return ticks[i - 1].mm;
    }
  return 0;
}

/* Whether @point, a CPU's holder now, names the mm that lived at @pointer until @mm was freed
 * there.  A pointer knows no generations: one that dangled since an earlier mm lived at this
 * address holds the one that is freed now just as well, but one to the mm that comes after it
 * does not. */
static gboolean
is_held (MmsCheckContext *context, MmsPoint point, guint mm, guint64 pointer)
{
  return point.provenance != MMS_UNKNOWN && point.value != 0 && (guint) point.value <= mm
         && mms_history_get_mm (context->history, (guint) point.value)->pointer == pointer;
}

/* A CPU in the middle of a switch between kernel threads: rq->curr is the next one already,
 * which has not been lent the mm yet.  Whether it will be is known later. */
static gboolean
is_in_transit (MmsCheckContext *context, guint cpu, MmsAttribute holder, guint mm, guint64 pointer,
               MmsPoint *point)
{
  const MmsTrack *track = mms_history_get_cpu_track (context->history, cpu, holder);
  MmsPoint task = mms_track_last (
      mms_history_get_cpu_track (context->history, cpu, MMS_ATTRIBUTE_TASK));

  if (holder != MMS_ATTRIBUTE_ACTIVE_MM || track->n_points < 2 || task.provenance == MMS_UNKNOWN
      || task.event != point->event || (point->provenance != MMS_UNKNOWN && point->value != 0))
    return FALSE;
  *point = mms_track_get (track, track->n_points - 2);
  return is_held (context, *point, mm, pointer);
}

/* What an offline CPU seems to hold it has left unseen; probes fire there, tracepoints do not. */
static gboolean
is_out_of_sight (MmsCheckContext *context, guint cpu, MmsAttribute holder)
{
  return context->role == MMS_ROLE_MM_FREED && mms_hotplug_since (context->hotplug, cpu) != 0
         && (holder == MMS_ATTRIBUTE_ACTIVE_MM || holder == MMS_ATTRIBUTE_LOADED_MM);
}

static void
look_at_holder (MmsCheckContext *context, guint cpu, MmsAttribute holder, guint mm, guint64 pointer)
{
  const MmsTrack *track = mms_history_get_cpu_track (context->history, cpu, holder);
  MmsPoint point = mms_track_last (track);
  gboolean is_passing = FALSE;
  MmsDangling *dangling;
  MmsStory *story;

  if (!is_held (context, point, mm, pointer))
    {
      is_passing = is_in_transit (context, cpu, holder, mm, pointer, &point);
      if (!is_passing)
        return;
    }
  if (is_out_of_sight (context, cpu, holder)
      || !mms_coverage_has_kinds (context->coverage, holder,
                                  context->role == MMS_ROLE_MM_FREE_CALLED))
    return;
  if (context->danglings->len == MAX_DANGLINGS)
    {
      if (context->n_untold++ == 0)
        context->untold_event = context->event;
      return;
    }
  story = mms_stories_find (context->stories, mm);
  dangling = g_new0 (MmsDangling, 1);
  dangling->mm = mm;
  dangling->held = (guint) point.value;
  dangling->cpu = cpu;
  dangling->holder = holder;
  dangling->provenance = is_passing ? MMS_DERIVED : point.provenance;
  dangling->is_passing = is_passing;
  dangling->since = mms_check_find_since (context, cpu, holder,
                                          is_passing ? point.event : context->event);
  dangling->free_event = context->event;
  dangling->story = story != NULL ? mms_story_ref (story) : NULL;
  g_ptr_array_add (context->danglings, dangling);
}

static void
look (MmsCheckContext *context)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);
  guint64 pointer;
  guint mm;

  if (mms_trace_has_guessed_cpus (context->trace))
    return;
  mm = find_freed (context);
  if (mm == 0)
    return;
  pointer = mms_history_get_mm (context->history, mm)->pointer;
  for (guint i = 0; i < n_cpus; i++)
    {
      for (guint h = 0; h < G_N_ELEMENTS (holders); h++)
        look_at_holder (context, cpus[i], holders[h], mm, pointer);
    }
  mms_stories_forget (context->stories, mm);
}

static const MmsRole roles[] = { MMS_ROLE_MM_FREED, MMS_ROLE_MM_FREE_CALLED, MMS_ROLE_NONE };

const MmsDetector mms_detector_d15 = {
  .info = {
    .id = "D15",
    .name = "freed-with-lazy-holder",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "An mm is freed while a CPU still holds a pointer to it.",
    .lesson =
        "A CPU that runs a kernel thread borrows the mm of the task before it: active_mm, CR3 or "
        "a hazard slot go on naming an mm whose last user may exit elsewhere. Every scheme must "
        "keep such an mm alive (a reference counted in mm_count, a hazard slot that the freeing "
        "CPU scans) or drive the borrower off it first (a shootdown IPI). At the moment the "
        "mm_struct is freed no CPU may hold it any more; the pointer that remains is dangling, "
        "and the next context switch passes it on. The exiting task is a borrower too: between "
        "exit_mm() and its last switch it runs on an mm that is no longer its own.",
  },
  .roles = roles,
  .look = look,
  .end = end,
};
