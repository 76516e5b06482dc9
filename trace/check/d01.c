/* d01.c - use-after-free
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_USES 10000

typedef struct
{
  guint mm;
  guint event; /* the first use */
  guint n_uses;
} Use;

static gpointer
begin (MmsCheckContext *context)
{
  return g_array_new (FALSE, FALSE, sizeof (Use));
}

static void
clear (gpointer data)
{
  g_array_unref (data);
}

/* Stamps are taken after what they stamp, so that an event may sort behind a free that it came
 * before. It did come after where an event of its own CPU lies between the two. */
static gboolean
is_after (MmsCheckContext *context, guint free_event)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint before;

  if (events[free_event - 1].cpu == context->record->cpu)
    return TRUE;
  before = mms_check_find_previous (context, context->event);
  return before != 0 && events[before - 1].time > events[free_event - 1].time;
}

/* All these events read or write the mm_struct itself, and tell its id, which is read there too. */
static void
look (MmsCheckContext *context)
{
  GArray *uses = context->state;
  Use use = { 0, context->event, 1 };
  guint free_event;
  guint64 pointer;
  guint64 id;

  if (!mms_check_number (context, MMS_SLOT_MM, &pointer)
      || !mms_check_number (context, MMS_SLOT_ID, &id) || pointer == 0)
    return;
  use.mm = mms_history_find_generation (context->history, pointer, id);
  if (use.mm == 0)
    return;
  free_event = mms_history_get_mm (context->history, use.mm)->free_event;
  if (free_event == 0 || free_event >= context->event || !is_after (context, free_event))
    return;
  for (guint i = uses->len; i > 0 && i + 16 > uses->len; i--)
    {
      Use *before = &g_array_index (uses, Use, i - 1);

      if (before->mm == use.mm)
        {
          before->n_uses++;
          return;
        }
    }
  if (uses->len < MAX_USES)
    g_array_append_val (uses, use);
}

static void
report (MmsCheckContext *context, const Use *use)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsMm *mm = mms_history_get_mm (context->history, use->mm);
  g_autofree char *name = mms_check_name_mm (context, use->mm);
  g_autofree char *age = mms_check_name_age (context, mm->free_event, use->event);
  const char *kind = mms_trace_get_kind (context->trace, events[use->event - 1].kind)->name;
  int cpu = events[use->event - 1].cpu;
  MmsFinding *cause = mms_causes_find (context->causes, use->mm, cpu);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d01, cause != NULL && cause->event <= use->event ? cause : NULL,
      use->event,
      g_strdup_printf ("CPU %d uses %s %s after it was freed (%s; %u in all)", cpu, name, age, kind,
                       use->n_uses));

  finding->cpu = cpu;
  finding->mm = use->mm;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, mm->free_event, events[mm->free_event - 1].cpu,
                          "CPU %u frees %s", events[mm->free_event - 1].cpu, mm->label);
  mms_check_add_evidence (finding, use->event, cpu,
                          "CPU %d's %s reads or writes its memory, which is the slab's by now", cpu,
                          kind);
}

static void
end (MmsCheckContext *context)
{
  GArray *uses = context->state;

  for (guint i = 0; i < uses->len; i++)
    report (context, &g_array_index (uses, Use, i));
}

static const MmsRole roles[]
    = { MMS_ROLE_MM_COUNT_CHANGED,    MMS_ROLE_MM_USERS_CHANGED, MMS_ROLE_MM_CPUMASK_CHANGED,
        MMS_ROLE_MM_EXITED,           MMS_ROLE_MM_LAST_PUT,      MMS_ROLE_MM_UNMAPPED,
        MMS_ROLE_TLB_SEND,            MMS_ROLE_NONE };

const MmsDetector mms_detector_d01 = {
  .info = {
    .id = "D01",
    .name = "use-after-free",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "An mm_struct is read or written after it was freed.",
    .lesson =
        "The memory of a freed mm_struct belongs to the slab allocator, and soon to somebody "
        "else. To count a reference there, to change a bit of its mm_cpumask or to flush by it "
        "corrupts whatever lies there now. A dangling pointer (D15) is the danger; this is the "
        "harm. A trace shows only the uses that have events: the reads of an NMI, or of a "
        "page-table walk, leave none.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
