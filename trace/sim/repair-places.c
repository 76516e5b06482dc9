/* repair-places.c - between what operations of a run a barrier would have stood
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "record-names.h"
#include "repair.h"

typedef struct
{
  GArray *order;   /* guint16: pc of each operation that the CPU came to, in its program's order */
  GArray *waiting; /* guint: indices into it */
  gboolean is_in_ipi;
} Cpu;

typedef struct
{
  const MmsProgram *program;
  Cpu cpus[MMS_SIM_MAX_CPUS];
  GHashTable *places; /* char * */
} Places;

/* Behind @first, up to @last: each line begins a place that a barrier there would be before. */
static void
add_between (Places *places, const Cpu *cpu, guint first, guint last)
{
  guint16 pc = g_array_index (cpu->order, guint16, first);
  g_autofree char *before = mms_record_name_source (places->program, pc);

  for (guint i = first + 1; i <= last; i++)
    {
      char *place
          = mms_record_name_source (places->program, g_array_index (cpu->order, guint16, i));

      if (place != NULL && g_strcmp0 (place, before) != 0)
        g_hash_table_add (places->places, place);
      else
        g_free (place);
    }
}

static void
take_effect (Places *places, Cpu *cpu, int slot, guint16 pc)
{
  guint n_older = cpu->waiting->len;
  guint index = cpu->order->len;

  if (slot >= 0 && (guint) slot < cpu->waiting->len)
    {
      n_older = (guint) slot;
      index = g_array_index (cpu->waiting, guint, slot);
      g_array_remove_index (cpu->waiting, (guint) slot);
    }
  else
    g_array_append_val (cpu->order, pc);
  for (guint i = 0; i < n_older; i++)
    add_between (places, cpu, g_array_index (cpu->waiting, guint, i), index);
}

static void
tell (const MmsHappening *happening, gpointer user_data)
{
  Places *places = user_data;
  Cpu *cpu = &places->cpus[happening->cpu];
  guint index = cpu->order->len;

  switch (happening->kind)
    {
    case MMS_HAPPENING_ISSUE:
      g_array_append_val (cpu->order, happening->pc);
      g_array_append_val (cpu->waiting, index);
      break;
    case MMS_HAPPENING_PERFORM:
      take_effect (places, cpu, happening->slot, happening->pc);
      break;
    case MMS_HAPPENING_SETTLE:
      if ((guint) happening->slot < cpu->waiting->len)
        g_array_remove_index (cpu->waiting, (guint) happening->slot);
      break;
    default:
      break;
    }
}

/* The answer to an interrupt waits like a store, although nothing says so when it begins to. */
static void
tell_all (const MmsHappening *happening, gpointer user_data)
{
  Places *places = user_data;
  Cpu *cpu = &places->cpus[happening->cpu];

  if (happening->kind == MMS_HAPPENING_ENTER && happening->level == 2)
    cpu->is_in_ipi = mms_record_find_intrusion (places->program, happening) == NULL;
  else if (happening->kind == MMS_HAPPENING_LEAVE && happening->level == 2 && cpu->is_in_ipi
           && cpu->waiting->len > 0)
    {
      guint index = cpu->order->len;

      g_array_append_val (cpu->order, happening->pc);
      g_array_append_val (cpu->waiting, index);
    }
  else
    tell (happening, user_data);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
mms_repair_list_places (const MmsMachine *machine, const GArray *run)
{
  Places places = { .program = mms_machine_get_program (machine),
                    .places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autofree MmsCell *state = g_new0 (MmsCell, mms_machine_get_n_cells (machine));
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  MmsAlarms alarms = { { 0 } };
  GHashTableIter iter;
  gpointer place;

  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    {
      places.cpus[i].order = g_array_new (FALSE, FALSE, sizeof (guint16));
      places.cpus[i].waiting = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  mms_machine_get_initial (machine, state, &alarms);
  mms_machine_tell_setup (machine, tell_all, &places);
  for (guint i = 0; i < run->len; i++)
    if (!mms_machine_apply (machine, state, &g_array_index (run, MmsTransition, i), &alarms,
                            tell_all, &places))
      break;
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    {
      g_array_unref (places.cpus[i].order);
      g_array_unref (places.cpus[i].waiting);
    }
  g_hash_table_iter_init (&iter, places.places);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    g_ptr_array_add (list, g_strdup (place));
  g_hash_table_unref (places.places);
  g_ptr_array_sort (list, compare_texts);
  return list;
}
