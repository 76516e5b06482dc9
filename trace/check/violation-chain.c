/* violation-chain.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "violation-chain.h"

#include <string.h>

#include "condition.h"
#include "violation-telling.h"

/* Who reads a chain wants to see it at a glance. */
#define MAX_LINKS 4

/* So far back, in events of the CPU, what it did has to do with what is found. */
#define MAX_BACK 12

/* A condition goes over some lines. */
#define MAX_LINES 6

MmsViolationChain *
mms_violation_chain_new (MmsCheckContext *context)
{
  MmsViolationChain *chain = g_new0 (MmsViolationChain, 1);

  chain->context = context;
  chain->trace = context->trace;
  chain->history = context->history;
  chain->events = mms_trace_get_events (context->trace, NULL);
  chain->operations = mms_operations_new (context->trace);
  chain->sources = mms_source_map_new (context->trace, NULL);
  return chain;
}

void
mms_violation_chain_free (MmsViolationChain *chain)
{
  g_clear_pointer (&chain->operations, mms_operations_free);
  g_clear_pointer (&chain->sources, mms_source_map_free);
  g_free (chain);
}

/* --- links --- */

/* Of an event that tells the effect of an operation, the event of that */
static guint
find_first_event (const MmsViolationChain *chain, guint event)
{
  const MmsOperation *cause
      = chain->operations != NULL ? mms_operations_find_cause (chain->operations, event) : NULL;

  return cause != NULL ? cause->event : event;
}

gboolean
mms_telling_has_room (const MmsTelling *telling, guint event)
{
  const GArray *evidence = telling->finding->evidence;

  if (event == 0 || event >= telling->event || evidence->len == MAX_LINKS)
    return FALSE;
  for (guint i = 0; i < evidence->len; i++)
    if (find_first_event (telling->chain, g_array_index (evidence, MmsEvidence, i).event)
        == find_first_event (telling->chain, event))
      return FALSE;
  return TRUE;
}

/* (transfer full) (nullable) */
static char *
get_text (const MmsViolationChain *chain, guint event, const char *name)
{
  const MmsEvent *record = &chain->events[event - 1];
  int field = mms_kind_find_field (mms_trace_get_kind (chain->trace, record->kind), name);

  return field >= 0 ? mms_trace_get_text (chain->trace, record, (guint) field) : NULL;
}

static gboolean
is_same_text (const MmsViolationChain *chain, guint a, guint b, const char *name)
{
  g_autofree char *first = get_text (chain, a, name);
  g_autofree char *second = get_text (chain, b, name);

  return first != NULL && g_strcmp0 (first, second) == 0;
}

/* (transfer full): with the names of mms as everywhere else */
static char *
name_place (const MmsViolationChain *chain, const MmsOperation *operation)
{
  return mms_history_name_place (
      chain->history, mms_operations_get_location (chain->operations, operation->location),
      operation->event);
}

/* (transfer full) (nullable): what it does, "reads x: 0" */
static char *
describe (const MmsViolationChain *chain, const MmsOperation *operation)
{
  g_autofree char *place = name_place (chain, operation);
  g_autofree char *old = get_text (chain, operation->event, "old");
  g_autofree char *new = get_text (chain, operation->event, "new");
  g_autofree char *value = get_text (chain, operation->event, "val");
  g_autofree char *on = get_text (chain, operation->event, "on");

  switch ((MmsOperationKind) operation->kind)
    {
    case MMS_OPERATION_LOAD:
      return value != NULL ? g_strdup_printf ("reads %s: %s", place, value) : NULL;
    case MMS_OPERATION_STORE:
      return new != NULL ? g_strdup_printf ("writes %s: %s", place, new) : NULL;
    case MMS_OPERATION_RMW:
      if (old != NULL && g_strcmp0 (old, new) == 0)
        return g_strdup_printf ("finds %s to be %s and leaves it so", place, old);
      return old != NULL && new != NULL ? g_strdup_printf ("changes %s from %s to %s", place, old, new)
                                        : NULL;
    case MMS_OPERATION_CR3:
      return new != NULL ? g_strdup_printf ("loads %s into CR3", new) : NULL;
    case MMS_OPERATION_IRQ:
      return on != NULL ? g_strdup_printf ("switches interrupts %s",
                                           g_str_equal (on, "0") ? "off" : "on")
                        : NULL;
    case MMS_OPERATION_USE:
      return g_strdup_printf ("uses %s", place);
    case MMS_OPERATION_FREE:
      return g_strdup_printf ("frees %s", place);
    case MMS_OPERATION_LOCK:
      return g_strdup_printf ("takes %s", place);
    case MMS_OPERATION_UNLOCK:
      return g_strdup_printf ("gives %s back", place);
    case MMS_OPERATION_IPI_POST:
      return g_strdup ("sends an IPI");
    case MMS_OPERATION_IPI_ACK:
      return g_strdup ("answers an IPI");
    default:
      return NULL;
    }
}

static gboolean
tell_operation (MmsTelling *telling, const MmsOperation *operation)
{
  g_autofree char *what = describe (telling->chain, operation);

  if (what == NULL || !mms_telling_has_room (telling, operation->event))
    return FALSE;
  mms_check_add_evidence (telling->finding, operation->event, operation->cpu, "CPU %u %s",
                          (guint) operation->cpu, what);
  return TRUE;
}

/* --- the operation --- */

/* The event of the violation's CPU before @event; 0: none */
static guint
find_before (const MmsTelling *telling, guint event)
{
  for (guint i = event - 1; i > 0; i--)
    if (telling->chain->events[i - 1].cpu == telling->cpu)
      return i;
  return 0;
}

/* (nullable): what the violation comes right behind, if it is of the same line */
static const MmsOperation *
find_subject (const MmsTelling *telling)
{
  const MmsViolationChain *chain = telling->chain;
  guint event = find_before (telling, telling->event);

  for (guint n = 0; event != 0 && n < MAX_BACK; n++, event = find_before (telling, event))
    {
      const MmsOperation *operation = mms_operations_find (chain->operations, event);

      if (!is_same_text (chain, event, telling->event, "src"))
        return NULL;
      if (operation != NULL)
        return operation;
    }
  return NULL;
}

/* (nullable): the last one of @kind that @cpu did before the violation */
static const MmsOperation *
find_last (const MmsTelling *telling, MmsOperationKind kind, guint cpu)
{
  guint n;
  const MmsOperation *all = mms_operations_get (telling->chain->operations, &n);

  for (guint i = n; i > 0; i--)
    if (all[i - 1].kind == kind && all[i - 1].cpu == cpu && all[i - 1].event < telling->event)
      return &all[i - 1];
  return NULL;
}

/* (nullable): the last one before @operation that changed its place, as seen in memory */
static const MmsOperation *
find_writer (const MmsViolationChain *chain, const MmsOperation *operation)
{
  guint n;
  const MmsOperation *all = mms_operations_get (chain->operations, &n);
  const MmsOperation *last = NULL;

  for (guint i = 0; i < n && all[i].event < operation->event; i++)
    if (mms_operation_writes (all[i].kind) && all[i].location == operation->location
        && all[i].perform < operation->event && (last == NULL || all[i].perform >= last->perform))
      last = &all[i];
  return last;
}

/* (nullable): the last time before @operation that its CPU has looked at its place */
static const MmsOperation *
find_look (const MmsViolationChain *chain, const MmsOperation *operation)
{
  guint n;
  const MmsOperation *all = mms_operations_get (chain->operations, &n);
  const MmsOperation *last = NULL;

  for (guint i = 0; i < n && all[i].event < operation->event; i++)
    if (all[i].kind == MMS_OPERATION_LOAD && all[i].cpu == operation->cpu
        && all[i].location == operation->location)
      last = &all[i];
  return last;
}

/* Who takes no interrupts at the violation, and since when */
static void
tell_closed (MmsTelling *telling)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (telling->chain->trace, &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsOperation *last = find_last (telling, MMS_OPERATION_IRQ, cpus[i]);
      g_autofree char *on = last != NULL ? get_text (telling->chain, last->event, "on") : NULL;

      if (g_strcmp0 (on, "0") == 0)
        tell_operation (telling, last);
    }
}

/* What it found, and who had put that there; of a place that was looked at before, what it was then. */
static void
tell_subject (MmsTelling *telling, const MmsOperation *operation)
{
  const MmsViolationChain *chain = telling->chain;
  gboolean has_place = operation->kind == MMS_OPERATION_LOAD || operation->kind == MMS_OPERATION_RMW;
  const MmsOperation *writer = has_place ? find_writer (chain, operation) : NULL;
  const MmsOperation *look = operation->kind == MMS_OPERATION_RMW ? find_look (chain, operation) : NULL;

  tell_operation (telling, operation);
  if (operation->kind == MMS_OPERATION_IPI_POST)
    tell_closed (telling);
  if (writer == NULL || writer->cpu == operation->cpu)
    return;
  if (look != NULL && look->event < writer->perform)
    tell_operation (telling, look);
  tell_operation (telling, writer);
}

/* --- the condition of a forbid --- */

/* (transfer full): the source from the violation's line on */
static char *
get_source (const MmsTelling *telling)
{
  const MmsSourceMap *map = telling->chain->sources;
  GString *text = g_string_new (NULL);
  MmsSourcePlace place;

  if (map == NULL || !mms_source_map_get_event (map, telling->event, &place))
    return g_string_free (text, FALSE);
  for (guint i = 0; i < MAX_LINES && strchr (text->str, ';') == NULL; i++)
    {
      g_autofree char *line = mms_source_map_get_line (map, place.file, place.line + i);

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}

/* (nullable): the operation by which the CPU has in @location what it has there at the violation */
static const MmsOperation *
find_seen (const MmsTelling *telling, const char *location)
{
  const MmsOperations *operations = telling->chain->operations;
  guint n;
  const MmsOperation *all = mms_operations_get (operations, &n);
  const MmsOperation *seen;
  gboolean is_old;

  for (guint i = 0; i < n; i++)
    {
      if (strcmp (mms_operations_get_location (operations, all[i].location), location) != 0)
        continue;
      seen = mms_operations_find_value (operations, all[i].location, telling->cpu, telling->event,
                                        &is_old);
      return is_old ? NULL : seen;
    }
  return NULL;
}

/* (transfer full): what a simulator calls the object that a term begins with */
static char *
name_object (const MmsTelling *telling, const char *name)
{
  const MmsViolationChain *chain = telling->chain;
  const MmsEvent *record = &chain->events[telling->event - 1];
  int pid = mms_trace_get_pid (chain->trace, record);

  if (strcmp (name, "current") != 0)
    return g_strdup_printf ("%s%u", name, telling->cpu);
  if (pid == 0)
    return g_strdup_printf ("idle%u", telling->cpu);
  return g_strdup (mms_history_get_comm (chain->history, pid, telling->cpu, telling->event));
}

/* (transfer full): the name under which the memory has the mm that is labelled @label */
static char *
name_first (const MmsViolationChain *chain, const char *label)
{
  guint mm = mms_history_find_label (chain->history, label);

  for (guint first = 1; first < mm; first++)
    if (mms_history_get_mm (chain->history, first)->pointer
        == mms_history_get_mm (chain->history, mm)->pointer)
      return g_strdup (mms_history_get_mm (chain->history, first)->label);
  return g_strdup (label);
}

/* (transfer full) (nullable): also where it has had it from the beginning */
static char *
name_own_mm (const MmsTelling *telling)
{
  MmsPoint point = mms_track_at (
      mms_history_get_cpu_track (telling->chain->history, telling->cpu, MMS_ATTRIBUTE_MM),
      telling->event);

  return point.value != 0 ? g_strdup (mms_history_get_mm (telling->chain->history, (guint) point.value)->label)
                          : NULL;
}

/* (nullable): for "r0", "rq->curr", "current->mm->mm_users" */
static const MmsOperation *
find_term (const MmsTelling *telling, const char *term)
{
  g_auto (GStrv) parts = g_strsplit (term, "->", -1);
  g_autofree char *object = NULL;
  const MmsOperation *seen;

  if (parts[1] == NULL)
    return find_seen (telling, term);
  object = name_object (telling, parts[0]);
  for (guint i = 1;; i++)
    {
      g_autofree char *location = g_strdup_printf ("%s.%s", object, parts[i]);
      g_autofree char *value = NULL;

      seen = find_seen (telling, location);
      if (parts[i + 1] == NULL)
        return seen;
      if (strcmp (parts[0], "current") == 0 && strcmp (parts[i], "mm") == 0)
        value = name_own_mm (telling);
      else if (seen != NULL)
        value = get_text (telling->chain, seen->event, "new");
      if (value == NULL)
        return NULL;
      g_free (object);
      object = name_first (telling->chain, value);
    }
}

/* What a variable of the scenario is given may just have been read by the same line: "r0 = READ_ONCE(y);".
 * That tells more. */
static const MmsOperation *
find_origin (const MmsViolationChain *chain, const MmsOperation *store)
{
  g_autofree char *stored = get_text (chain, store->event, "new");
  gboolean is_variable
      = strchr (mms_operations_get_location (chain->operations, store->location), '.') == NULL;
  guint n;
  const MmsOperation *all = mms_operations_get (chain->operations, &n);

  for (guint i = n; i > 0 && is_variable && store->kind == MMS_OPERATION_STORE; i--)
    {
      const MmsOperation *load = &all[i - 1];
      g_autofree char *value = NULL;

      if (load->event >= store->event || load->cpu != store->cpu || load->kind != MMS_OPERATION_LOAD
          || !is_same_text (chain, load->event, store->event, "src"))
        continue;
      value = get_text (chain, load->event, "val");
      return g_strcmp0 (value, stored) == 0 ? load : store;
    }
  return store;
}

static void
tell_condition (MmsTelling *telling)
{
  g_autofree char *source = get_source (telling);
  g_auto (GStrv) terms = mms_condition_list_terms (source);

  for (guint i = 0; terms[i] != NULL; i++)
    {
      const MmsOperation *seen;
      g_autofree char *value = NULL;

      if (strcmp (terms[i], MMS_TERM_CR3) == 0)
        seen = find_last (telling, MMS_OPERATION_CR3, telling->cpu);
      else if (strcmp (terms[i], MMS_TERM_IRQS) == 0)
        seen = find_last (telling, MMS_OPERATION_IRQ, telling->cpu);
      else
        seen = find_term (telling, terms[i]);
      if (seen == NULL)
        continue;
      value = get_text (telling->chain, seen->event, "new");
      if (telling->mm == 0 && value != NULL)
        telling->mm = mms_history_find_label (telling->chain->history, value);
      tell_operation (telling, find_origin (telling->chain, seen));
    }
}

/* --- the mm --- */

static guint
find_mm_in (const MmsViolationChain *chain, const MmsOperation *operation, const char *field)
{
  g_autofree char *value = get_text (chain, operation->event, field);

  return value != NULL ? mms_history_find_label (chain->history, value) : 0;
}

/* The mm that @operation is about: it lies in that, or is what is read, or else written; 0: none */
static guint
find_mm_of (const MmsViolationChain *chain, const MmsOperation *operation)
{
  g_autofree char *place = name_place (chain, operation);
  g_autofree char *object = g_strndup (place, strcspn (place, "."));
  guint mm = mms_history_find_label (chain->history, object);

  if (mm == 0 && operation->kind == MMS_OPERATION_LOAD)
    mm = find_mm_in (chain, operation, "val");
  if (mm == 0 && operation->kind == MMS_OPERATION_RMW)
    mm = find_mm_in (chain, operation, "old");
  return mm != 0 ? mm : find_mm_in (chain, operation, "new");
}

/* Of a line that tells no mm, the one that the CPU has looked at right before it: nothing was done since then that
 * another one may be about.  What is found at the end of the run is of no line. */
static void
tell_last_mm (MmsTelling *telling)
{
  const MmsViolationChain *chain = telling->chain;
  g_autofree char *line = get_text (chain, telling->event, "src");
  guint event = find_before (telling, telling->event);

  for (guint n = 0; line != NULL && event != 0 && n < MAX_BACK; n++, event = find_before (telling, event))
    {
      const MmsOperation *operation = mms_operations_find (chain->operations, event);

      if (operation == NULL)
        continue;
      if (operation->kind != MMS_OPERATION_LOAD && operation->kind != MMS_OPERATION_RMW)
        return;
      telling->mm = find_mm_of (chain, operation);
      if (telling->mm == 0)
        continue;
      tell_operation (telling, operation);
      return;
    }
}

/* The mm to which the finding's CPU has a deferred reference; 0: none, or it is not known */
static guint
find_deferred (const MmsTelling *telling)
{
  MmsPoint point = mms_track_at (mms_history_get_cpu_track (telling->chain->history, (guint) telling->finding->cpu,
                                                            MMS_ATTRIBUTE_MM_TO_MMDROP), telling->event);

  return point.provenance != MMS_UNKNOWN ? (guint) point.value : 0;
}

void
mms_violation_chain_tell (MmsViolationChain *chain, MmsFinding *finding, guint event)
{
  MmsTelling telling = { chain, finding, event, chain->events[event - 1].cpu, finding->mm };
  const MmsOperation *subject = chain->operations != NULL ? find_subject (&telling) : NULL;

  if (subject != NULL)
    tell_subject (&telling, subject);
  else if (chain->operations != NULL)
    tell_condition (&telling);
  if (telling.mm == 0 && subject != NULL)
    telling.mm = find_mm_of (chain, subject);
  if (telling.mm == 0 && g_str_has_prefix (finding->id, "D28"))
    telling.mm = find_deferred (&telling);
  if (telling.mm == 0 && chain->operations != NULL && finding->evidence->len == 0)
    tell_last_mm (&telling);
  if (telling.mm != 0 && telling.mm != mms_history_get_init_mm (chain->history))
    mms_telling_tell_mm (&telling);
  mms_check_sort_evidence (finding);
}
