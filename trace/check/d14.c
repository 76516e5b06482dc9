/* d14.c - freed-while-users
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_FREES 10000

typedef struct
{
  guint mm;
  guint event;
  int users;
  int cpu; /* that runs a task of this mm; -1: none does */
} Free;

typedef struct
{
  GHashTable *seen; /* mm */
  GArray *frees;    /* Free */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->seen = g_hash_table_new (NULL, NULL);
  state->frees = g_array_new (FALSE, FALSE, sizeof (Free));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->seen);
  g_array_unref (state->frees);
  g_free (state);
}

static int
find_user (MmsCheckContext *context, guint mm)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    {
      MmsPoint point = mms_track_last (
          mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_MM));

      if (point.provenance != MMS_UNKNOWN && (guint) point.value == mm)
        return (int) cpus[i];
    }
  return -1;
}

/* The event itself tells mm_users, so nothing here rests on what was replayed. */
static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  Free free = { 0 };
  guint64 users;

  if (!mms_check_number (context, MMS_SLOT_USERS, &users) || (gint32) users <= 0)
    return;
  free.mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);
  if (free.mm == 0 || !g_hash_table_add (state->seen, GUINT_TO_POINTER (free.mm)))
    return;
  if (state->frees->len == MAX_FREES)
    {
      if (state->n_more++ == 0)
        state->more_event = context->event;
      return;
    }
  free.event = context->event;
  free.users = (gint32) users;
  free.cpu = find_user (context, free.mm);
  g_array_append_val (state->frees, free);
}

/* An exec that fails before the new mm is anybody's gives that up with its one user. */
static gboolean
is_of_failed_exec (MmsCheckContext *context, const Free *free)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint first = mms_history_get_mm (context->history, free->mm)->first_event;
  MmsRole role;

  if (first == 0 || free->users != 1 || mms_history_had_user (context->history, free->mm))
    return FALSE;
  role = mms_trace_get_kind (context->trace, events[first - 1].kind)->role;
  return role == MMS_ROLE_MM_ALLOCATED || role == MMS_ROLE_MM_INIT_DONE;
}

static void
report (MmsCheckContext *context, const Free *free)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *mm = mms_check_name_mm (context, free->mm);
  const char *label = mms_history_get_mm (context->history, free->mm)->label;
  MmsFinding *cause = mms_causes_find (context->causes, free->mm, -1);
  int by = events[free->event - 1].cpu;
  MmsFinding *finding;

  /* A count below zero is what comes of the free where it comes after it. */
  finding = mms_check_report (
      context, &mms_detector_d14,
      cause != NULL && cause->event <= free->event ? cause : NULL, free->event,
      g_strdup_printf ("%s is freed by CPU %d while it has %d %s", mm, by, free->users,
                       free->users == 1 ? "user" : "users"));
  if (cause != NULL && cause->event > free->event)
    mms_causes_replace (context->causes, free->mm, finding);
  else
    mms_causes_set (context->causes, free->mm, -1, finding);
  finding->cpu = by;
  finding->mm = free->mm;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  if (free->cpu >= 0)
    mms_check_add_evidence (finding, free->event, free->cpu, "CPU %d runs a task whose mm is %s",
                            free->cpu, label);
  mms_check_add_evidence (finding, free->event, by,
                          "mm_count of %s is 0 and CPU %d frees it; mm_users is %d, and all users "
                          "together hold one reference in mm_count",
                          label, by, free->users);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->frees->len; i++)
    {
      const Free *free = &g_array_index (state->frees, Free, i);

      if (!is_of_failed_exec (context, free))
        report (context, free);
    }
  mms_check_report_more (context, &mms_detector_d14, state->more_event, state->n_more,
                         "mms are freed while they have users");
}

static const MmsRole roles[]
    = { MMS_ROLE_MM_LAST_DROP, MMS_ROLE_MM_FREED, MMS_ROLE_MM_FREE_CALLED, MMS_ROLE_NONE };

const MmsDetector mms_detector_d14 = {
  .info = {
    .id = "D14",
    .name = "freed-while-users",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "An mm is freed that tasks still have as their own.",
    .lesson =
        "mm_users counts the tasks that live in an mm; together they hold one reference in "
        "mm_count. As long as mm_users is not zero, mm_count cannot be, unless somebody dropped a "
        "reference that was not theirs: a path that still calls mmdrop() on an mm which the "
        "scheme no longer counts when it is borrowed, for one. The tasks run on, on page tables "
        "that are being given away.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
