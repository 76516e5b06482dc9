/* score-derived.c - derived values against the kernel's own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "score.h"

/* Before its first switch in the trace a CPU is unknown: most of a short trace, little of a long one. */
#define MAX_UNKNOWN 0.05

typedef struct
{
  MmsScore active_mm;
  MmsScore loaded_mm;
  MmsScore is_lazy;
} Scores;

static void
print_head (const char *title)
{
  g_print ("\n%s\n%-28s %8s   %-20s %-20s %-20s\n", title, "capture", "samples",
           "active_mm", "loaded_mm", "is_lazy");
}

static void
print_score (const MmsScore *score)
{
  g_autofree char *text = g_strdup_printf ("%u wrong %.1f%% ?", score->n_wrong,
                                           100 * mms_score_unknown (score));

  g_print (" %-20s", text);
}

static gboolean
print_row (const char *name, const Scores *scores, double max_unknown)
{
  g_print ("%-28s %8u  ", name, mms_score_total (&scores->loaded_mm));
  print_score (&scores->active_mm);
  print_score (&scores->loaded_mm);
  print_score (&scores->is_lazy);
  g_print ("\n");
  return scores->active_mm.n_wrong + scores->loaded_mm.n_wrong + scores->is_lazy.n_wrong == 0
         && mms_score_unknown (&scores->active_mm) <= max_unknown
         && mms_score_unknown (&scores->loaded_mm) <= max_unknown
         && mms_score_unknown (&scores->is_lazy) <= max_unknown;
}

/* @active_event: the event after which active_mm is compared; the other two: @event */
static void
add_sample (Scores *scores, MmsHistory *history, guint cpu, guint active_event, guint event,
            const guint64 truth[3])
{
  mms_score_add (&scores->active_mm, history,
                 mms_track_at (mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_ACTIVE_MM),
                               active_event),
                 TRUE, truth[0]);
  mms_score_add (&scores->loaded_mm, history,
                 mms_track_at (mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_LOADED_MM),
                               event),
                 TRUE, truth[1]);
  mms_score_add (&scores->is_lazy, history,
                 mms_track_at (mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_IS_LAZY),
                               event),
                 FALSE, truth[2]);
}

/* The truth has one row per finish_task_switch() probe; per CPU both are in the same order. */
static gboolean
score_truth_file (const char *folder, const char *name, const char *tsv)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_DERIVED);
  MmsHistory *history = mms_document_get_history (document);
  MmsTrace *trace = mms_document_get_trace (document);
  g_auto (GStrv) lines = g_strsplit (tsv, "\n", -1);
  guint next[64] = { 0 };
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  Scores scores = { 0 };

  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
      guint cpu = (guint) g_ascii_strtoull (columns[1], NULL, 10);
      guint64 truth[3];

      g_assert_cmpuint (g_strv_length (columns), ==, 8);
      g_assert_cmpuint (cpu, <, G_N_ELEMENTS (next));
      while (next[cpu] < n_events
             && (events[next[cpu]].cpu != cpu
                 || mms_trace_get_kind (trace, events[next[cpu]].kind)->role
                        != MMS_ROLE_SWITCH_FINISHED))
        next[cpu]++;
      g_assert_cmpuint (next[cpu], <, n_events);

      truth[0] = g_ascii_strtoull (columns[4], NULL, 16);
      truth[1] = g_ascii_strtoull (columns[5], NULL, 16);
      truth[2] = g_ascii_strtoull (columns[6], NULL, 10);
      next[cpu]++;
      add_sample (&scores, history, cpu, next[cpu], next[cpu], truth);
    }
  return print_row (name, &scores, MAX_UNKNOWN);
}

gboolean
mms_score_truth (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = TRUE;
  guint n_files = 0;

  print_head ("Derived values after each switch, against NAME.truth.tsv");
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *file = mms_score_beside (folder, name, ".truth.tsv");
      g_autofree char *tsv = NULL;

      if (!g_file_get_contents (file, &tsv, NULL, NULL))
        continue;
      n_files++;
      is_reached &= score_truth_file (folder, name, tsv);
    }
  return is_reached && n_files > 0;
}

/* A sample shows the CPU before the probed function ran: the state after the event before.  exec is
 * the exception: it has set active_mm when it calls switch_mm_irqs_off(), and that call is what tells. */
static gboolean
score_samples_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_DERIVED);
  MmsHistory *history = mms_document_get_history (document);
  MmsTrace *trace = mms_document_get_trace (document);
  Scores scores = { 0 };
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      MmsRole role = mms_trace_get_kind (trace, events[i].kind)->role;
      gboolean is_call
          = role == MMS_ROLE_SWITCH_MM_CALLED || role == MMS_ROLE_ENTER_LAZY_CALLED;
      guint64 truth[3];

      const MmsTrack *tasks
          = mms_history_get_cpu_track (history, events[i].cpu, MMS_ATTRIBUTE_TASK);

      /* Behind a gap the state before the event is nobody's to know; nor is it where the event is
       * the first to tell that another task runs (sched_switch is silent on a dying CPU). */
      if (events[i].lost
          || (is_call && mms_track_at (tasks, i).value != mms_track_at (tasks, i + 1).value))
        continue;
      if (!mms_trace_get_own (trace, &events[i], MMS_SLOT_OWN_ACTIVE, &truth[0])
          || !mms_trace_get_own (trace, &events[i], MMS_SLOT_OWN_LOADED, &truth[1])
          || !mms_trace_get_own (trace, &events[i], MMS_SLOT_OWN_IS_LAZY, &truth[2]))
        continue;
      add_sample (&scores, history, events[i].cpu, role == MMS_ROLE_SWITCH_MM_CALLED ? i + 1 : i, i, truth);
    }
  if (mms_score_total (&scores.loaded_mm) == 0)
    return TRUE;
  return print_row (name, &scores, 1);
}

gboolean
mms_score_samples (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = TRUE;

  print_head ("Derived values before each probe, against the fields aN lN zN of its own CPU");
  for (guint i = 0; i < names->len; i++)
    is_reached &= score_samples_file (folder, g_ptr_array_index (names, i));
  return is_reached;
}
