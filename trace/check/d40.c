/* d40.c - unordered-critical-cycle
 *
 * What a run of a simulator did can be put into one order that every CPU agrees with, unless memory
 * operations took effect out of order where another CPU noticed.  That shows as a circle: operations of
 * a CPU in the order in which it came to them, and from CPU to CPU those on one place of which one
 * writes, in the order in which they took effect.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"
#include "model/operations.h"

#include <string.h>

#define MAX_NODES 4096
#define MAX_PAIRS 1024

typedef struct
{
  const MmsOperation *operation;
  guint64 issue;  /* when the CPU came to it, as the simulator counts */
  guint64 effect; /* when it took its place among the others, twice the event; a load that has read its
                   * CPU's own store while that waited comes right behind the store, and a store that
                   * still waits when the trace ends behind everything */
  GQuark object;  /* "A", of "A.mm_count" */
  gboolean is_end; /* of the whole object: its struct is freed */
} Node;

typedef struct
{
  const MmsOperations *operations;
  GArray *nodes; /* Node */
  GArray *from;  /* guint, by node: whence it was reached, on its own CPU; G_MAXUINT: not reached */
  GArray *over;  /* guint, by node: the node of another CPU before it */
} Search;

static const Node *
get (const Search *search, guint node)
{
  return &g_array_index (search->nodes, Node, node);
}

static gboolean
is_access (const MmsOperation *operation)
{
  switch (operation->kind)
    {
    case MMS_OPERATION_LOAD:
    case MMS_OPERATION_STORE:
    case MMS_OPERATION_RMW:
    case MMS_OPERATION_LOCK:
    case MMS_OPERATION_UNLOCK:
    case MMS_OPERATION_USE:
    case MMS_OPERATION_FREE:
      return operation->perform != MMS_OPERATION_NEVER || operation->kind == MMS_OPERATION_STORE;
    default:
      return FALSE;
    }
}

static gboolean
does_write (const MmsOperation *operation)
{
  return mms_operation_writes (operation->kind) || operation->kind == MMS_OPERATION_FREE;
}

static guint64
get_effect (const MmsOperation *operation)
{
  return operation->perform != MMS_OPERATION_NEVER ? (guint64) operation->perform * 2
                                                   : G_MAXUINT64 - 1;
}

static void
find_object (const Search *search, Node *node)
{
  const char *name
      = mms_operations_get_location (search->operations, node->operation->location);
  g_autofree char *object = g_strndup (name, strcspn (name, "."));

  node->object = g_quark_from_string (object);
  node->is_end = node->operation->kind == MMS_OPERATION_FREE && strchr (name, '.') == NULL;
}

static gboolean
is_same_place (const Node *a, const Node *b)
{
  return a->operation->location == b->operation->location
         || (a->is_end != b->is_end && a->object == b->object);
}

/* More exact than events, of which two operations may have the same. */
static guint64
get_issue (MmsTrace *trace, const MmsOperation *operation)
{
  const MmsEvent *event = &mms_trace_get_events (trace, NULL)[operation->event - 1];
  int field = mms_kind_find_field (mms_trace_get_kind (trace, event->kind), "issue_seq");
  guint64 issue;

  return field >= 0 && mms_trace_get_number (trace, event, (guint) field, 0, &issue)
             ? issue
             : operation->issue;
}

static void
add_nodes (Search *search, MmsTrace *trace)
{
  guint n;
  const MmsOperation *all = mms_operations_get (search->operations, &n);

  for (guint i = 0; i < n && search->nodes->len < MAX_NODES; i++)
    {
      Node node = { .operation = &all[i], .effect = get_effect (&all[i]) };

      if (!is_access (node.operation))
        continue;
      node.issue = get_issue (trace, &all[i]);
      find_object (search, &node);
      for (guint j = i; j-- > 0 && node.operation->kind == MMS_OPERATION_LOAD;)
        if (all[j].cpu == all[i].cpu && all[j].location == all[i].location
            && does_write (&all[j]) && all[j].issue < all[i].issue)
          {
            node.effect = MAX (node.effect, get_effect (&all[j]) + 1);
            break;
          }
      g_array_append_val (search->nodes, node);
    }
}

/* Whether the CPU comes to @a before @b. */
static gboolean
is_before (const Node *a, const Node *b)
{
  return a->operation->cpu == b->operation->cpu && a->issue < b->issue;
}

/* Whether @a took effect before @b where that can be told apart. */
static gboolean
is_noticed (const Node *a, const Node *b)
{
  return a->operation->cpu != b->operation->cpu && is_same_place (a, b) && a->effect < b->effect && (does_write (a->operation) || does_write (b->operation));
}

/* From @first to @last, from CPU to CPU; breadth first, so that as few CPUs as possible take part. */
static gboolean
find_way (Search *search, guint first, guint last)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = search->nodes->len;

  for (guint i = 0; i < n; i++)
    g_array_index (search->over, guint, i) = G_MAXUINT;
  g_array_append_val (queue, first);
  for (guint i = 0; i < queue->len; i++)
    {
      guint at = g_array_index (queue, guint, i);

      for (guint on = at; on < n; on++)
        {
          if (on != at && (at == first || !is_before (get (search, at), get (search, on))))
            continue;
          for (guint to = 0; to < n; to++)
            {
              if (g_array_index (search->over, guint, to) != G_MAXUINT
                  || !is_noticed (get (search, on), get (search, to)))
                continue;
              g_array_index (search->over, guint, to) = on;
              g_array_index (search->from, guint, to) = at;
              if (to == last)
                return TRUE;
              g_array_append_val (queue, to);
            }
        }
    }
  return FALSE;
}

/* (transfer full): nodes, from the one that a CPU came to first to the one that it came to next and that
 * took effect before, and from there around */
static GArray *
take_circle (const Search *search, guint early, guint late)
{
  GArray *circle = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint at = early; at != late;)
    {
      guint on = g_array_index (search->over, guint, at);
      guint from = g_array_index (search->from, guint, at);

      g_array_prepend_val (circle, at);
      if (on != from)
        g_array_prepend_val (circle, on);
      at = from;
    }
  g_array_prepend_val (circle, late);
  return circle;
}

/* (transfer full) (nullable): the shortest circle of those that begin on one CPU, the first of them */
static GArray *
find_circle (Search *search)
{
  GArray *shortest = NULL;
  guint n_pairs = 0;

  for (guint early = 0; early < search->nodes->len; early++)
    for (guint late = 0; late < search->nodes->len && n_pairs < MAX_PAIRS; late++)
      {
        const Node *a = get (search, early);
        const Node *b = get (search, late);
        GArray *circle;

        if (!is_before (a, b) || b->effect >= a->effect
            || is_same_place (a, b))
          continue;
        n_pairs++;
        if (!find_way (search, late, early))
          continue;
        circle = take_circle (search, early, late);
        if (shortest != NULL && shortest->len <= circle->len)
          {
            g_array_unref (circle);
            continue;
          }
        g_clear_pointer (&shortest, g_array_unref);
        shortest = circle;
      }
  return shortest;
}

static const char *
name_kind (const MmsOperation *operation)
{
  switch (operation->kind)
    {
    case MMS_OPERATION_LOAD:
      return "reads";
    case MMS_OPERATION_USE:
      return "uses";
    case MMS_OPERATION_FREE:
      return "frees";
    case MMS_OPERATION_STORE:
      return "writes";
    default:
      return "changes";
    }
}

/* The first thing that the simulator has found, and that is no information; 0: nothing */
static guint
find_violation (MmsCheckContext *context)
{
  guint n;
  const MmsEvent *events = mms_trace_get_events (context->trace, &n);

  for (guint i = 0; i < n; i++)
    {
      guint64 is_info;

      if (mms_trace_get_kind (context->trace, events[i].kind)->role == MMS_ROLE_VIOLATION
          && !(mms_trace_get_slot (context->trace, &events[i], MMS_SLOT_CHECK, &is_info)
               && is_info != 0))
        return i + 1;
    }
  return 0;
}

static void
report (MmsCheckContext *context, const Search *search, const GArray *circle, guint violation)
{
  const MmsOperation *late = get (search, g_array_index (circle, guint, 0))->operation;
  const MmsOperation *early
      = get (search, g_array_index (circle, guint, circle->len - 1))->operation;
  g_autofree char *id = NULL;
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d40, NULL, early->event,
      g_strdup_printf ("CPU %u %s %s, which it comes to after it %s %s, and it is seen the other way "
                       "round",
                       late->cpu, name_kind (late),
                       mms_operations_get_location (search->operations, late->location),
                       name_kind (early),
                       mms_operations_get_location (search->operations, early->location)));

  finding->cpu = early->cpu;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  /* The fault is what comes of it, which has a finding of its own. */
  finding->severity = MMS_SEVERITY_INFO;
  for (guint i = 0; i < circle->len; i++)
    {
      const MmsOperation *operation
          = get (search, g_array_index (circle, guint, i))->operation;

      mms_check_add_evidence (
          finding, operation->event, operation->cpu, "CPU %u %s %s%s", operation->cpu,
          name_kind (operation),
          mms_operations_get_location (search->operations, operation->location),
          i == 0                  ? ": this is done first"
          : i + 1 == circle->len ? ": this is done last, though the CPU had come to it first"
                                  : "");
    }
  id = mms_trace_get_slot_text (context->trace,
                                &mms_trace_get_events (context->trace, NULL)[violation - 1],
                                MMS_SLOT_DETECTOR);
  mms_check_add_evidence (finding, violation,
                          mms_trace_get_events (context->trace, NULL)[violation - 1].cpu,
                          "the run violates %s; what keeps the order of CPU %u's two forbids the circle",
                          id != NULL ? id : "something", early->cpu);
}

static void
end (MmsCheckContext *context)
{
  guint violation = find_violation (context);
  MmsOperations *operations = violation != 0 ? mms_operations_new (context->trace) : NULL;
  Search search = { operations };
  GArray *circle;

  if (operations == NULL)
    return;
  search.nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  add_nodes (&search, context->trace);
  search.from = g_array_sized_new (FALSE, TRUE, sizeof (guint), search.nodes->len);
  search.over = g_array_sized_new (FALSE, TRUE, sizeof (guint), search.nodes->len);
  g_array_set_size (search.from, search.nodes->len);
  g_array_set_size (search.over, search.nodes->len);
  circle = find_circle (&search);
  if (circle != NULL)
    report (context, &search, circle, violation);
  g_clear_pointer (&circle, g_array_unref);
  g_array_unref (search.nodes);
  g_array_unref (search.from);
  g_array_unref (search.over);
  mms_operations_free (operations);
}

const MmsDetector mms_detector_d40 = {
  .info = {
    .id = "D40",
    .name = "unordered-critical-cycle",
    .severity = MMS_SEVERITY_ERROR,
    .statement
    = "Two CPUs' accesses go round in a circle that nothing orders, and something breaks.",
    .lesson =
        "Where each of two CPUs writes one place and reads the other's, some order has to be kept on "
        "both sides. If one side has nothing that keeps it, both may see the past. Only an execution "
        "that breaks something makes that a fault; an unordered pair alone is none.",
  },
  .end = end,
};
