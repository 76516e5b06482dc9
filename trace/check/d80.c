/* d80.c - derived-contradicted
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"
#include "model/contradiction.h"

/* What is told one by one: values, and of each the times that it was not as derived. */
#define MAX_FINDINGS 50
#define MAX_TOLD     8

/* The contradictions of one kind: of a count, whichever mms it is of, or of an attribute of a CPU. */
typedef struct
{
  GArray *places; /* guint, into the history's contradictions */
  guint n_all;
  GHashTable *mms;
} Group;

static void
free_group (gpointer data)
{
  Group *group = data;

  g_array_unref (group->places);
  g_hash_table_unref (group->mms);
  g_free (group);
}

static gint64
group_key (const MmsContradiction *contradiction)
{
  return (gint64) contradiction->cpu * MMS_N_ATTRIBUTES + contradiction->attribute;
}

/* In the order of their first. */
static GPtrArray *
make_groups (const MmsContradiction *contradictions, guint n_contradictions)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (free_group);
  g_autoptr (GHashTable) by_key
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < n_contradictions; i++)
    {
      gint64 key = group_key (&contradictions[i]);
      Group *group;

      if (contradictions[i].event == 0)
        continue;
      group = g_hash_table_lookup (by_key, &key);
      if (group == NULL)
        {
          group = g_new0 (Group, 1);
          group->places = g_array_new (FALSE, FALSE, sizeof (guint));
          group->mms = g_hash_table_new (NULL, NULL);
          g_hash_table_insert (by_key, g_memdup2 (&key, sizeof (key)), group);
          g_ptr_array_add (groups, group);
        }
      group->n_all++;
      g_hash_table_add (group->mms, GUINT_TO_POINTER (contradictions[i].mm));
      if (group->places->len < MAX_TOLD)
        g_array_append_val (group->places, i);
    }
  return groups;
}

static char *
name_value (MmsCheckContext *context, MmsAttribute attribute, int value)
{
  if (!mms_attribute_is_mm (attribute))
    return g_strdup_printf ("%d", value);
  if (value == 0)
    return g_strdup ("none");
  return g_strdup (mms_history_get_mm (context->history, (guint) value)->label);
}

/* "C (0xff…): mm_count rose by 1 without an event between events 120 and 140: …" */
static char *
tell_count (MmsCheckContext *context, const MmsContradiction *first, const Group *group)
{
  g_autofree char *mm = mms_check_name_mm (context, first->mm);
  g_autofree char *more = NULL;
  int change = first->observed - first->derived;
  gboolean is_users = first->attribute == MMS_ATTRIBUTE_MM_USERS;

  if (group->n_all > 1)
    more = g_strdup_printf ("; %u such jumps of %u %s in all", group->n_all,
                            g_hash_table_size (group->mms),
                            g_hash_table_size (group->mms) == 1 ? "mm" : "mms");
  return g_strdup_printf (
      "%s: %s %s by %d without an event between events %u and %u: a reference that no probe shows "
      "(%s)%s",
      mm, mms_attribute_get_name (first->attribute), change > 0 ? "rose" : "fell", ABS (change),
      first->since, first->event,
      is_users ? "readers of /proc/PID/maps and process_vm_readv() take such"
               : "who keeps /proc/PID/mem open holds such",
      more != NULL ? more : "");
}

/* "CPU 1's loaded_mm is B, where A followed from the events before" */
static char *
tell_value (MmsCheckContext *context, const MmsContradiction *first, const Group *group)
{
  g_autofree char *derived = name_value (context, first->attribute, first->derived);
  g_autofree char *observed = name_value (context, first->attribute, first->observed);
  g_autofree char *more
      = group->n_all > 1 ? g_strdup_printf ("; %u times in all", group->n_all) : NULL;

  return g_strdup_printf ("CPU %d's %s is %s, where %s followed from the events before%s",
                          first->cpu, mms_attribute_get_name (first->attribute), observed, derived,
                          more != NULL ? more : "");
}

static void
add_evidence (MmsCheckContext *context, MmsFinding *finding, const MmsContradiction *one)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *derived = name_value (context, one->attribute, one->derived);
  g_autofree char *observed = name_value (context, one->attribute, one->observed);
  g_autofree char *whose
      = one->cpu >= 0 ? g_strdup_printf ("CPU %d's", one->cpu)
                      : g_strdup_printf ("%s's", mms_history_get_mm (context->history, one->mm)->label);

  if (one->since != 0 && finding->evidence->len == 0)
    mms_check_add_evidence (finding, one->since, events[one->since - 1].cpu,
                            "%s %s is %s from here on, as far as events tell", whose,
                            mms_attribute_get_name (one->attribute), derived);
  mms_check_add_evidence (finding, one->event, events[one->event - 1].cpu, "%s %s is read: %s, not %s", whose,
                          mms_attribute_get_name (one->attribute), observed, derived);
}

static void
report (MmsCheckContext *context, const MmsContradiction *contradictions, const Group *group)
{
  const MmsContradiction *first
      = &contradictions[g_array_index (group->places, guint, 0)];
  MmsFinding *finding = mms_check_report (context, &mms_detector_d80, NULL, first->event,
                                          first->cpu >= 0
                                              ? tell_value (context, first, group)
                                              : tell_count (context, first, group));

  finding->cpu = first->cpu;
  finding->mm = first->mm;
  if (first->cpu >= 0)
    finding->holder = first->attribute;
  finding->confidence = MMS_CONFIDENCE_WITNESS;
  for (guint i = 0; i < group->places->len; i++)
    add_evidence (context, finding, &contradictions[g_array_index (group->places, guint, i)]);
  mms_check_sort_evidence (finding);
}

static void
end (MmsCheckContext *context)
{
  guint n_contradictions;
  guint n_more;
  const MmsContradiction *contradictions
      = mms_history_get_contradictions (context->history, &n_contradictions, &n_more);
  g_autoptr (GPtrArray) groups = make_groups (contradictions, n_contradictions);

  /* Nothing can be said of what a CPU held where it is guessed which CPU that was. */
  if (mms_trace_has_guessed_cpus (context->trace))
    return;
  for (guint i = 0; i < MIN (groups->len, MAX_FINDINGS); i++)
    report (context, contradictions, g_ptr_array_index (groups, i));
  if (groups->len > MAX_FINDINGS)
    {
      const Group *group = g_ptr_array_index (groups, MAX_FINDINGS);
      guint first = g_array_index (group->places, guint, 0);

      mms_check_report_more (context, &mms_detector_d80, contradictions[first].event,
                             groups->len - MAX_FINDINGS, "values change without an event");
    }
  else if (n_more > 0)
    mms_check_report_more (context, &mms_detector_d80, context->event, n_more,
                           "values were read that do not follow");
}

const MmsDetector mms_detector_d80 = {
  .info = {
    .id = "D80",
    .name = "derived-contradicted",
    .severity = MMS_SEVERITY_INFO,
    .statement = "A value was read that does not follow from the events before it.",
    .lesson =
        "Between two readings mmscope works out what every value must be. Where a reading disagrees, "
        "the reading is right, and something happened that the trace does not tell. Mostly that is a "
        "reference: mmget() and mmgrab() are inlined, so no probe sees who reads /proc/PID/maps, keeps "
        "/proc/PID/mem open or copies with process_vm_readv(). Such a holder also explains why an mm "
        "outlives its last task. A reading that merely races with a change on another CPU is not "
        "counted here.",
  },
  .end = end,
};
