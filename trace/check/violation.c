/* violation.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "violation-chain.h"
#include "violation.h"

#include <string.h>

/* Of one trace; a run ends soon after its first. */
#define MAX_VIOLATIONS 1000

/* Nobody reads more, and each takes a look at the whole trace. */
#define MAX_CHAINS 100

typedef struct
{
  const char *id; /* interned */
  char *text;     /* (nullable) */
  guint event;
  int cpu;
  guint mm;
  guint n; /* how often */
  gboolean is_info;
} Violation;

/* An MMU in freed page tables */
typedef struct
{
  guint event;
  int cpu;
  guint mm;
} Walk;

struct _MmsViolations
{
  GArray *violations; /* Violation */
  GArray *walks;      /* Walk */
};

/* Of a detector that this version does not know. */
static const MmsDetector unknown = {
  .info = { .id = "SIM",
            .name = "found-by-simulator",
            .severity = MMS_SEVERITY_ERROR,
            .statement = "The simulator has found something." },
};

static void
clear_violation (gpointer data)
{
  g_free (((Violation *) data)->text);
}

MmsViolations *
mms_violations_new (void)
{
  MmsViolations *violations = g_new0 (MmsViolations, 1);

  violations->violations = g_array_new (FALSE, FALSE, sizeof (Violation));
  g_array_set_clear_func (violations->violations, clear_violation);
  violations->walks = g_array_new (FALSE, FALSE, sizeof (Walk));
  return violations;
}

void
mms_violations_free (MmsViolations *violations)
{
  g_array_unref (violations->violations);
  g_array_unref (violations->walks);
  g_free (violations);
}

/* Returns: whether the same was told before, which is counted then */
static gboolean
count_again (MmsViolations *violations, const Violation *violation)
{
  for (guint i = 0; i < violations->violations->len; i++)
    {
      Violation *other = &g_array_index (violations->violations, Violation, i);

      if (other->id != violation->id || other->cpu != violation->cpu || other->mm != violation->mm
          || g_strcmp0 (other->text, violation->text) != 0)
        continue;
      other->n++;
      return TRUE;
    }
  return FALSE;
}

void
mms_violations_look (MmsViolations *violations, MmsCheckContext *context)
{
  g_autofree char *id = mms_trace_get_slot_text (context->trace, context->record,
                                                 MMS_SLOT_DETECTOR);
  Violation violation = { .event = context->event, .cpu = context->record->cpu, .n = 1 };
  guint64 value;
  guint cpu;

  if (id == NULL || *id == '\0' || violations->violations->len == MAX_VIOLATIONS)
    return;
  violation.id = g_intern_string (id);
  violation.text = mms_trace_get_slot_text (context->trace, context->record, MMS_SLOT_TEXT);
  if (mms_check_find_cpu (context, &cpu))
    violation.cpu = (int) cpu;
  violation.mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);
  violation.is_info = mms_trace_get_slot (context->trace, context->record, MMS_SLOT_CHECK, &value)
                      && value != 0;
  if (count_again (violations, &violation))
    clear_violation (&violation);
  else
    g_array_append_val (violations->violations, violation);
}

void
mms_violations_look_at_walk (MmsViolations *violations, MmsCheckContext *context)
{
  const Walk walk = { context->event, context->record->cpu,
                      mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID) };

  if (walk.mm != 0 && violations->walks->len < MAX_VIOLATIONS)
    g_array_append_val (violations->walks, walk);
}

/* What comes of page tables that are freed too early: the MMU is in them. */
static void
add_walks (MmsViolations *violations, MmsCheckContext *context)
{
  for (guint i = 0; i < context->findings->len; i++)
    {
      MmsFinding *finding = g_ptr_array_index (context->findings, i);

      if (!g_str_has_prefix (finding->id, "D02") && !g_str_has_prefix (finding->id, "D03"))
        continue;
      for (guint j = 0; j < violations->walks->len; j++)
        {
          const Walk *walk = &g_array_index (violations->walks, Walk, j);

          if (walk->cpu != finding->cpu || walk->mm != finding->mm || walk->event < finding->event)
            continue;
          mms_check_add_evidence (finding, walk->event, walk->cpu,
                                  "the MMU of CPU %d walks them, as it may at any time", walk->cpu);
          mms_check_sort_evidence (finding);
          break;
        }
    }
}

static const MmsDetector *
find_detector (const MmsDetector *const *detectors, const char *id)
{
  const MmsDetector *detector;

  for (guint i = 0; detectors[i] != NULL; i++)
    if (strcmp (detectors[i]->info.id, id) == 0)
      return detectors[i];
  detector = mms_violations_find_detector (id);
  return detector != NULL ? detector : &unknown;
}

/* Found in the trace by the detector itself, which can say more about it, and of as much weight. */
static gboolean
is_found (MmsCheckContext *context, guint n_findings, const Violation *violation)
{
  for (guint i = 0; i < n_findings; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (context->findings, i);

      if (strcmp (finding->id, violation->id) == 0
          && (violation->is_info || finding->severity > MMS_SEVERITY_INFO))
        return TRUE;
    }
  return FALSE;
}

static char *
compose (MmsCheckContext *context, const Violation *violation, const MmsDetectorInfo *info)
{
  gboolean has_text = violation->text != NULL && violation->text[0] != '\0';
  g_autofree char *what = g_strdup (has_text ? violation->text : info->statement);
  g_autofree char *mm = violation->mm != 0 ? mms_check_name_mm (context, violation->mm) : NULL;
  g_autofree char *times = NULL;

  if (g_str_has_suffix (what, "."))
    what[strlen (what) - 1] = '\0';
  if (violation->n > 1)
    times = g_strdup_printf (" (%u times)", violation->n);
  return g_strdup_printf ("CPU %d%s%s: %s%s", violation->cpu, mm != NULL ? ", mm " : "",
                          mm != NULL ? mm : "", what, times != NULL ? times : "");
}

/* @n_found: findings of the detectors themselves */
static void
report (MmsCheckContext *context, MmsViolationChain *chain, guint n_found, const Violation *violation,
        const MmsDetector *detector)
{
  const MmsFinding *cause = violation->mm != 0 ? mms_causes_find (context->causes, violation->mm,
                                                                  violation->cpu)
                                               : NULL;
  MmsFinding *finding;

  if (cause != NULL && cause->event > violation->event)
    cause = NULL;
  finding = mms_check_report (context, detector, cause, violation->event,
                              compose (context, violation, &detector->info));
  /* An id that a later version has is kept. */
  finding->id = violation->id;
  finding->cpu = violation->cpu;
  finding->mm = violation->mm;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  if (violation->is_info)
    finding->severity = MMS_SEVERITY_INFO;
  else if (finding->severity == MMS_SEVERITY_INFO)
    finding->severity = MMS_SEVERITY_WARNING;
  if (context->findings->len - n_found <= MAX_CHAINS)
    mms_violation_chain_tell (chain, finding, violation->event);
  mms_check_add_evidence (finding, violation->event, violation->cpu, "the simulator finds: %s",
                          detector->info.statement);
}

/* (nullable): the header's list of ids that the simulator decides by itself, as JSON */
static const char *
find_decided (MmsTrace *trace)
{
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    if (strcmp (properties[i].name, "decides") == 0)
      return properties[i].value;
  return NULL;
}

static gboolean
has_violation (const MmsViolations *violations, const char *id)
{
  for (guint i = 0; i < violations->violations->len; i++)
    {
      const Violation *violation = &g_array_index (violations->violations, Violation, i);

      if (strcmp (violation->id, id) == 0 && !violation->is_info)
        return TRUE;
    }
  return FALSE;
}

/* An event tells when something could be seen in memory.  What a CPU holds by its own view, with a
 * store under way or in the middle of a switch, the simulator knows better. */
static void
weaken_undecided (MmsViolations *violations, MmsCheckContext *context)
{
  const char *decided = find_decided (context->trace);

  for (guint i = 0; decided != NULL && i < context->findings->len; i++)
    {
      MmsFinding *finding = g_ptr_array_index (context->findings, i);
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", finding->id);

      if (finding->severity == MMS_SEVERITY_INFO || strstr (decided, quoted) == NULL
          || has_violation (violations, finding->id))
        continue;
      finding->severity = MMS_SEVERITY_INFO;
      mms_check_add_evidence (finding, finding->event, finding->cpu,
                              "the simulator, which sees what each CPU sees, finds no fault in that");
    }
}

void
mms_violations_report (MmsViolations *violations, MmsCheckContext *context,
                       const MmsDetector *const *detectors)
{
  guint n_findings = context->findings->len;
  g_autoptr (MmsViolationChain) chain = NULL;

  weaken_undecided (violations, context);
  for (guint i = 0; i < violations->violations->len; i++)
    {
      const Violation *violation = &g_array_index (violations->violations, Violation, i);

      if (is_found (context, n_findings, violation))
        continue;
      if (chain == NULL)
        chain = mms_violation_chain_new (context);
      report (context, chain, n_findings, violation, find_detector (detectors, violation->id));
    }
  add_walks (violations, context);
}
