/* checker.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "checker.h"

#include <string.h>

#include "detector.h"
#include "holding.h"
#include "sampled.h"
#include "violation.h"

static const MmsDetector *const detectors[] = {
  /* Causes: what took the protection away */
  &mms_detector_d27,
  &mms_detector_d26,
  &mms_detector_d25,
  &mms_detector_d10,
  &mms_detector_d14,
  &mms_detector_d22,
  &mms_detector_d23,
  &mms_detector_d30,
  &mms_detector_d32,
  /* Consequences: what dangles at a free */
  &mms_detector_d15,
  /* Effects: what became of it */
  &mms_detector_d02,
  &mms_detector_d06,
  &mms_detector_d05,
  &mms_detector_d01,
  &mms_detector_d07,
  &mms_detector_d61,
  /* What is left over, and what it costs */
  &mms_detector_d24,
  &mms_detector_d13,
  &mms_detector_d11,
  &mms_detector_d28,
  &mms_detector_d70,
  &mms_detector_d80,
  /* Barriers, and the state of a CPU */
  &mms_detector_d46,
  &mms_detector_d40,
  &mms_detector_d41,
  &mms_detector_d45,
  &mms_detector_d33,
  &mms_detector_d35,
  &mms_detector_d62,
  &mms_detector_d60,
  &mms_detector_d50,
  &mms_detector_d51,
  &mms_detector_d52,
  &mms_detector_d53,
  &mms_detector_d31,
  &mms_detector_d34,
  NULL,
};

#define N_DETECTORS (G_N_ELEMENTS (detectors) - 1)

typedef struct
{
  void (*look) (MmsCheckContext *context);
  gpointer state;
} Asked;

/**
 * Interest:
 * @asked: (array length=n_asked) (nullable): the detectors that ask for it
 * @is_accounted: something of it is taken down for all of them
 *
 * Who looks at the events of a role.
 */
typedef struct
{
  Asked *asked;
  guint n_asked;
  gboolean is_accounted;
} Interest;

struct _MmsChecker
{
  MmsReplayer *replayer;
  MmsCheckContext context;
  MmsViolations *violations;
  const MmsEvent *events;
  gpointer states[N_DETECTORS];
  Interest interests[MMS_N_ROLES];
};

static int
compare_info (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const MmsDetectorInfo *const *) a)->id,
                 (*(const MmsDetectorInfo *const *) b)->id);
}

const MmsDetectorInfo *const *
mms_check_list (void)
{
  static const MmsDetectorInfo *infos[N_DETECTORS + 1];
  static gsize is_ready;

  if (g_once_init_enter (&is_ready))
    {
      for (guint i = 0; i < N_DETECTORS; i++)
        infos[i] = &detectors[i]->info;
      qsort (infos, N_DETECTORS, sizeof (infos[0]), compare_info);
      g_once_init_leave (&is_ready, 1);
    }
  return infos;
}

const MmsDetectorInfo *
mms_check_find (const char *id)
{
  const MmsDetector *told;

  for (guint i = 0; i < N_DETECTORS; i++)
    {
      if (g_ascii_strcasecmp (detectors[i]->info.id, id) == 0
          || strcmp (detectors[i]->info.name, id) == 0)
        return &detectors[i]->info;
    }
  told = mms_violations_find_detector (id);
  return told != NULL ? &told->info : NULL;
}

static gboolean
has_role (MmsTrace *trace, MmsRole role)
{
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->role == role && kind->count > 0)
        return TRUE;
    }
  return FALSE;
}

/* Many look at switches, which most events are, only for the sake of events that few traces have. */
static gboolean
is_called_for (MmsChecker *checker, const MmsRole *roles)
{
  gboolean has_others = FALSE;

  for (const MmsRole *role = roles; role != NULL && *role != MMS_ROLE_NONE; role++)
    {
      if (*role == MMS_ROLE_SCHED_SWITCH)
        continue;
      has_others = TRUE;
      if (has_role (checker->context.trace, *role))
        return TRUE;
    }
  return !has_others;
}

static void
ask_for_accounts (MmsChecker *checker)
{
  const MmsRole *const accounts[]
      = { mms_stories_roles, mms_ledgers_roles, mms_hotplug_roles, mms_coverage_roles };

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      if (!is_called_for (checker, accounts[i]))
        continue;
      for (const MmsRole *role = accounts[i]; *role != MMS_ROLE_NONE; role++)
        checker->interests[*role].is_accounted = TRUE;
    }
}

static void
ask (MmsChecker *checker, guint detector)
{
  const Asked asked = { detectors[detector]->look, checker->states[detector] };

  if (!is_called_for (checker, detectors[detector]->roles)
      || (detectors[detector]->needed != MMS_ROLE_NONE
          && !has_role (checker->context.trace, detectors[detector]->needed)))
    return;
  for (const MmsRole *role = detectors[detector]->roles; role != NULL && *role != MMS_ROLE_NONE;
       role++)
    {
      Interest *interest = &checker->interests[*role];

      interest->asked = g_renew (Asked, interest->asked, interest->n_asked + 1);
      interest->asked[interest->n_asked++] = asked;
    }
}

MmsChecker *
mms_checker_new (MmsReplayer *replayer)
{
  MmsChecker *checker = g_new0 (MmsChecker, 1);
  MmsCheckContext *context = &checker->context;

  checker->replayer = replayer;
  context->history = mms_replayer_get_history (replayer);
  context->trace = mms_history_get_trace (context->history);
  context->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_finding_free);
  context->danglings = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_dangling_free);
  context->stories = mms_stories_new (context->trace, context->history);
  context->ledgers = mms_ledgers_new (context->trace, context->history);
  context->hotplug = mms_hotplug_new (context->trace);
  context->coverage = mms_coverage_new (context->trace);
  context->causes = mms_causes_new ();
  context->dangled = g_hash_table_new_full (mms_holding_hash, mms_holding_equal, g_free, NULL);
  context->stretches = g_array_new (FALSE, TRUE, sizeof (MmsStretch));
  checker->violations = mms_violations_new ();
  context->is_whole = mms_trace_is_complete (context->trace);
  context->payload = mms_replayer_get_payload (replayer);
  context->sampled = g_new0 (MmsSampled, 1);
  checker->events = mms_trace_get_events (context->trace, NULL);
  ask_for_accounts (checker);
  for (guint i = 0; i < N_DETECTORS; i++)
    {
      if (detectors[i]->begin != NULL)
        checker->states[i] = detectors[i]->begin (context);
      ask (checker, i);
    }
  return checker;
}

static void
keep_accounts (MmsCheckContext *context)
{
  mms_coverage_look (context->coverage, context->record, context->role);
  mms_stories_look (context->stories, context->event, context->record);
  mms_ledgers_look (context->ledgers, context->event, context->record);
  mms_hotplug_look (context->hotplug, context->event, context->record);
}

void
mms_checker_look (MmsChecker *checker, guint event)
{
  MmsCheckContext *context = &checker->context;
  const Interest *interest;

  context->event = event;
  context->record = &checker->events[event - 1];
  if (context->record->repeated)
    return;
  context->role = context->payload->kind->role;
  mms_coverage_note (context->coverage, context->record->cpu);
  if (context->role == MMS_ROLE_VIOLATION)
    {
      mms_violations_look (checker->violations, context);
      return;
    }
  if (context->role == MMS_ROLE_WALK)
    mms_violations_look_at_walk (checker->violations, context);
  interest = &checker->interests[context->role];
  if (interest->is_accounted)
    keep_accounts (context);
  for (guint i = 0; i < interest->n_asked; i++)
    {
      context->state = interest->asked[i].state;
      interest->asked[i].look (context);
    }
}

static gboolean
is_root (GPtrArray *findings, const MmsFinding *finding)
{
  return g_ptr_array_index (findings, finding->root) == finding;
}

static int
compare_findings (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GPtrArray *findings = user_data;
  const MmsFinding *x = *(MmsFinding *const *) a;
  const MmsFinding *y = *(MmsFinding *const *) b;

  /* Roots are still numbered as the findings were reported. */
  if (x->root != y->root)
    {
      const MmsFinding *x_root = g_ptr_array_index (findings, x->root);
      const MmsFinding *y_root = g_ptr_array_index (findings, y->root);
      gboolean is_x_alarm = x_root->severity > MMS_SEVERITY_INFO;
      gboolean is_y_alarm = y_root->severity > MMS_SEVERITY_INFO;

      if (is_x_alarm != is_y_alarm)
        return is_x_alarm ? -1 : 1;
      if (x_root->event != y_root->event)
        return x_root->event < y_root->event ? -1 : 1;
      return x->root < y->root ? -1 : 1;
    }
  if (is_root (findings, x) != is_root (findings, y))
    return is_root (findings, x) ? -1 : 1;
  return x->event < y->event ? -1 : x->event > y->event;
}

/* A cause may have turned out to follow from another: roots have none. */
static void
flatten_roots (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      MmsFinding *finding = g_ptr_array_index (findings, i);
      const MmsFinding *root = g_ptr_array_index (findings, finding->root);

      if (root->root != finding->root)
        finding->root = root->root;
    }
}

/* Sorts by root cause and renumbers the roots. */
static void
sort_findings (GPtrArray *findings)
{
  g_autoptr (GPtrArray) reported = g_ptr_array_copy (findings, NULL, NULL);
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  g_ptr_array_set_free_func (reported, NULL);
  g_ptr_array_sort_with_data (findings, compare_findings, reported);
  for (guint i = 0; i < findings->len; i++)
    g_hash_table_insert (places, g_ptr_array_index (findings, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < findings->len; i++)
    {
      MmsFinding *finding = g_ptr_array_index (findings, i);

      finding->root = GPOINTER_TO_UINT (
          g_hash_table_lookup (places, g_ptr_array_index (reported, finding->root)));
    }
}

void
mms_checker_free (MmsChecker *checker)
{
  MmsCheckContext *context = &checker->context;

  for (guint i = 0; i < N_DETECTORS; i++)
    {
      if (detectors[i]->clear != NULL)
        detectors[i]->clear (checker->states[i]);
    }
  for (guint i = 0; i < MMS_N_ROLES; i++)
    g_free (checker->interests[i].asked);
  mms_violations_free (checker->violations);
  g_free (context->sampled);
  g_free (context->last_records);
  g_array_unref (context->stretches);
  g_hash_table_unref (context->dangled);
  mms_causes_free (context->causes);
  mms_coverage_free (context->coverage);
  mms_hotplug_free (context->hotplug);
  mms_ledgers_free (context->ledgers);
  mms_stories_free (context->stories);
  g_ptr_array_unref (context->danglings);
  g_clear_pointer (&context->findings, g_ptr_array_unref);
  g_free (checker);
}

/* An address that is used again is held under both names. */
static void
follow_danglings (MmsCheckContext *context)
{
  mms_danglings_follow (context->danglings, context->history);
  for (guint i = 0; i < context->danglings->len; i++)
    {
      MmsDangling *dangling = g_ptr_array_index (context->danglings, i);

      dangling->is_unseen
          = !mms_coverage_has_cpus (context->coverage, dangling->holder, dangling->cpu);
      if (dangling->is_order_open || dangling->is_unseen)
        continue;
      g_hash_table_add (context->dangled, mms_holding_new (dangling->mm, (int) dangling->cpu));
      g_hash_table_add (context->dangled, mms_holding_new (dangling->held, (int) dangling->cpu));
    }
}

/* So many events at most have one stamp, but in a file made for it. */
#define MAX_TIES 4096

/* Whether another event of the same CPU that changes something has the same stamp as @event. */
static gboolean
has_tie (MmsCheckContext *context, guint event)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (context->trace, &n_events);
  const MmsEvent *own = &events[event - 1];

  for (int way = -1; way <= 1; way += 2)
    {
      gint64 i = (gint64) event - 1 + way;

      for (guint n = 0; i >= 0 && i < n_events && events[i].time == own->time; i += way, n++)
        if (n == MAX_TIES
            || (events[i].cpu == own->cpu
                && mms_trace_get_kind (context->trace, events[i].kind)->role != MMS_ROLE_NONE))
          return TRUE;
    }
  return FALSE;
}

static gboolean
rests_on_tie (MmsCheckContext *context, const MmsFinding *finding)
{
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      guint event = g_array_index (finding->evidence, MmsEvidence, i).event;

      if (event != 0 && has_tie (context, event))
        return TRUE;
    }
  return finding->event != 0 && has_tie (context, finding->event);
}

/* Where lines had to be sorted, the order of a CPU's events that have one stamp is that of the text, which
 * is no proof; nor is what follows from it. */
static void
doubt_ties (MmsCheckContext *context)
{
  g_autoptr (GHashTable) doubted = g_hash_table_new (NULL, NULL); /* roots */

  if (!mms_trace_has_open_ties (context->trace))
    return;
  for (guint i = 0; i < context->findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (context->findings, i);

      if (finding->severity > MMS_SEVERITY_INFO && rests_on_tie (context, finding))
        g_hash_table_add (doubted, GUINT_TO_POINTER (finding->root));
    }
  for (guint i = 0; i < context->findings->len; i++)
    {
      MmsFinding *finding = g_ptr_array_index (context->findings, i);

      if (!g_hash_table_contains (doubted, GUINT_TO_POINTER (finding->root)))
        continue;
      finding->severity = MMS_SEVERITY_INFO;
      finding->confidence = MMS_CONFIDENCE_SUSPECT;
    }
}

GPtrArray *
mms_checker_finish (MmsChecker *checker)
{
  MmsCheckContext *context = &checker->context;
  GPtrArray *findings;

  follow_danglings (context);
  for (guint i = 0; i < N_DETECTORS; i++)
    {
      context->state = checker->states[i];
      if (detectors[i]->end != NULL)
        detectors[i]->end (context);
    }
  mms_violations_report (checker->violations, context, detectors);
  flatten_roots (context->findings);
  doubt_ties (context);
  sort_findings (context->findings);
  findings = g_steal_pointer (&context->findings);
  mms_checker_free (checker);
  return findings;
}
