/* rules-lazy-count.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

/* Changes that came before the event that was replayed, and whose own events come later. */
typedef struct
{
  MmsAttribute attribute;
  int from;
  int to;
  guint event;
  guint cpu;
} OwedCount;

/* Past this many events they are not coming any more, and of one mm no more of them are expected. */
#define MAX_OWED_EVENTS 2000
#define MAX_OWED        16

/* Whether the change was owed: another CPU's event has told already what came after it, and this CPU has
 * recorded nothing between the two. */
static gboolean
take_owed (MmsMachine *machine, GArray *owed, MmsAttribute attribute, int before, int after)
{
  for (guint i = 0; i < owed->len; i++)
    {
      OwedCount *one = &g_array_index (owed, OwedCount, i);

      if (one->attribute != attribute || one->cpu == machine->cpu
          || machine->state->last_event > one->event
          || (before != one->from && after != one->to))
        continue;
      if (before == one->from)
        one->from = after;
      else
        one->to = before;
      if (one->from == one->to)
        g_array_remove_index (owed, i);
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_init (MmsMachine *machine)
{
  g_autofree char *operation
      = mms_trace_get_slot_text (machine->trace, machine->record, MMS_SLOT_OPERATION);

  return g_strcmp0 (operation, "init") == 0;
}

static void
forget_old (MmsMachine *machine, GArray *owed)
{
  while (owed->len > 0
         && (owed->len > MAX_OWED
             || machine->event - g_array_index (owed, OwedCount, 0).event > MAX_OWED_EVENTS))
    g_array_remove_index (owed, 0);
}

/* An atomic's stamp is taken after it, so of two CPUs the later operation may carry the earlier stamp.
 * Each event tells the value before and after: the later operation's is what counts, and what led there
 * changes nothing any more when its event comes. */
void
mms_rules_lazy_count (MmsMachine *machine, guint mm, MmsAttribute attribute)
{
  MmsPoint point = mms_machine_get_mm (machine, mm, attribute);
  GArray *owed = g_hash_table_lookup (machine->owed_counts, GUINT_TO_POINTER (mm));
  int after = mms_machine_integer (machine, MMS_SLOT_VALUE, 0);
  int before = after - mms_machine_integer (machine, MMS_SLOT_DELTA, 0);

  if (mm == 0)
    return;
  if (owed != NULL)
    {
      forget_old (machine, owed);
      if (take_owed (machine, owed, attribute, before, after))
        return;
    }
  if (point.provenance != MMS_UNKNOWN && point.value != before && !is_init (machine))
    {
      OwedCount one = { attribute, point.value, before, machine->event, machine->cpu };

      if (owed == NULL)
        {
          owed = g_array_new (FALSE, FALSE, sizeof (OwedCount));
          g_hash_table_insert (machine->owed_counts, GUINT_TO_POINTER (mm), owed);
        }
      g_array_append_val (owed, one);
    }
  mms_machine_set_mm (machine, mm, attribute, after, MMS_OBSERVED);
}
