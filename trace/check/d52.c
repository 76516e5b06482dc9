/* d52.c - cr3/loaded mismatch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"

/* What CR3 and mm->pgd have beside the address of the root */
#define ROOT_MASK (~G_GUINT64_CONSTANT (0xfff))

/* No trace of a real machine has as many mms. */
#define MAX_ROOTS (1u << 20)

/* An mm's root never changes. */
typedef struct
{
  guint64 pointer;
  guint64 id;
  guint64 root;
  guint event; /* that told it first */
} Root;

typedef struct
{
  guint64 pointer; /* 0: none */
  guint64 id;
  guint64 time;
} Switch;

/* The last switch_mm() and the last write of a CPU */
typedef struct
{
  Switch next; /* whose CR3 is still to come */
  Root write;  /* that is still to be compared; its event is 0 if there is none */
  gboolean is_write_late; /* than the switch before it */
} CpuState;

typedef struct
{
  GHashTable *roots; /* Root */
  GArray *cpus;      /* CpuState by CPU */
  MmsLimit limit;
} State;

static guint
hash_root (gconstpointer data)
{
  const Root *root = data;
  guint64 key = root->pointer * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + root->id;

  return (guint) (key ^ key >> 32);
}

static gboolean
equal_roots (gconstpointer a, gconstpointer b)
{
  const Root *x = a;
  const Root *y = b;

  return x->pointer == y->pointer && x->id == y->id;
}

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->roots = g_hash_table_new_full (hash_root, equal_roots, g_free, NULL);
  state->cpus = g_array_new (FALSE, TRUE, sizeof (CpuState));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->roots);
  g_array_unref (state->cpus);
  g_free (state);
}

/* The mm that this event switches to, by the kernel's number for it: an address alone may be another
 * mm's by now. */
static Switch
read_next (MmsCheckContext *context)
{
  Switch next = { .time = context->record->time };

  if (!mms_check_number (context, MMS_SLOT_NEXT, &next.pointer)
      || !mms_check_number (context, MMS_SLOT_NEXT_ID, &next.id) || (gint64) next.id < 0)
    return (Switch){ 0 };
  return next;
}

/* The number of a freed mm is no longer its own. */
static gboolean
is_freed (MmsCheckContext *context, const Root *root)
{
  guint mm = mms_history_find_mm (context->history, root->pointer, context->event);

  return mm != 0 && mms_history_get_mm (context->history, mm)->free_event != 0;
}

static void
compare (MmsCheckContext *context, State *state, const Root *root)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const Root *known = g_hash_table_lookup (state->roots, root);
  guint cpu = events[root->event - 1].cpu;
  g_autofree char *name = NULL;
  MmsFinding *finding;
  guint mm;

  if (known == NULL)
    {
      if (g_hash_table_size (state->roots) < MAX_ROOTS)
        g_hash_table_add (state->roots, g_memdup2 (root, sizeof (*root)));
      return;
    }
  if (known->root == root->root || !mms_limit_take (&state->limit, root->event))
    return;
  mm = mms_history_find_mm (context->history, root->pointer, root->event);
  name = mms_check_name_mm (context, mm);
  finding = mms_check_report (
      context, &mms_detector_d52, NULL, root->event,
      g_strdup_printf ("CPU %u takes %s for loaded, but writes another root than its own into CR3",
                       cpu, name));
  finding->cpu = (int) cpu;
  finding->mm = mm;
  finding->holder = MMS_ATTRIBUTE_LOADED_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, known->event, events[known->event - 1].cpu,
                          "the root of its page tables is at 0x%" G_GINT64_MODIFIER "x",
                          known->root);
  mms_check_add_evidence (finding, root->event, (int) cpu,
                          "CR3 is written with 0x%" G_GINT64_MODIFIER "x", root->root);
}

/* The probe on the write follows the one on its switch; events between them may be lost. */
static gboolean
is_loaded (MmsCheckContext *context, const Root *root)
{
  MmsPoint loaded = mms_track_last (mms_history_get_cpu_track (
      context->history, context->record->cpu, MMS_ATTRIBUTE_LOADED_MM));

  return loaded.provenance != MMS_UNKNOWN
         && mms_history_get_mm (context->history, (guint) loaded.value)->pointer == root->pointer;
}

/* A write was made for the switch before it, unless one with the same stamp follows, and not that one had it:
 * then two lines may have changed places. */
static void
settle_write (MmsCheckContext *context, State *state, CpuState *cpu)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const Root write = cpu->write;

  cpu->write.event = 0;
  if (write.event == 0
      || (context->role == MMS_ROLE_SWITCH_MM_CALLED && cpu->is_write_late
          && context->record->time == events[write.event - 1].time))
    return;
  compare (context, state, &write);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  guint index = context->record->cpu;
  Root root = { .event = context->event };
  CpuState *cpu;
  Switch next;
  guint64 flush;

  if (index >= state->cpus->len)
    g_array_set_size (state->cpus, index + 1);
  cpu = &g_array_index (state->cpus, CpuState, index);
  settle_write (context, state, cpu);
  next = cpu->next;
  cpu->next = (Switch){ 0 };
  if (context->role == MMS_ROLE_SWITCH_MM_CALLED)
    {
      cpu->next = read_next (context);
      return;
    }
  if (!mms_check_number (context, MMS_SLOT_CR3, &root.root)
      || (root.root & ROOT_MASK) == 0)
    return;
  root.root &= ROOT_MASK;

  if (context->role != MMS_ROLE_LOAD_CR3)
    {
      if (!mms_check_number (context, MMS_SLOT_FLUSH, &flush) || (gint32) flush < 0)
        return;
      next = read_next (context);
    }
  root.pointer = next.pointer;
  root.id = next.id;
  if (root.pointer == 0 || is_freed (context, &root)
      || (context->role == MMS_ROLE_LOAD_CR3 && !is_loaded (context, &root)))
    return;
  if (context->role == MMS_ROLE_LOAD_CR3)
    {
      cpu->write = root;
      cpu->is_write_late = next.time < context->record->time;
    }
  else
    compare (context, state, &root);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->cpus->len; i++)
    {
      const CpuState *cpu = &g_array_index (state->cpus, CpuState, i);

      if (cpu->write.event != 0)
        compare (context, state, &cpu->write);
    }
  mms_limit_report (&state->limit, context, &mms_detector_d52);
}

static const MmsRole roles[] = { MMS_ROLE_SWITCH_MM_CALLED, MMS_ROLE_LOAD_CR3,
                                 MMS_ROLE_SWITCH_MM_DONE, MMS_ROLE_NONE };

const MmsDetector mms_detector_d52 = {
  .info = {
    .id = "D52",
    .name = "cr3-loaded-mismatch",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "loaded_mm names one mm, CR3 the page tables of another.",
    .lesson =
        "loaded_mm is how the kernel remembers what it wrote into CR3; the hardware knows only the "
        "root. Each TLB flush, each lazy switch and each check for \"the same mm already\" goes by "
        "loaded_mm. While both are changed they differ for some instructions, which is why "
        "interrupts must be off there and why LOADED_MM_SWITCHING exists. If they differ with "
        "interrupts on, flushes go to the wrong address space, and a task runs on page tables that "
        "nobody keeps alive for it.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
