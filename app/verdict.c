/* verdict.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "verdict.h"

#include "json.h"

#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "cli.h"
#include "sim/record-names.h"

static void
show (const MmsExploreNumbers *numbers, gpointer user_data)
{
  g_autofree char *memory = g_format_size_full (numbers->memory, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *detail = g_strdup_printf (
      "%" G_GUINT64_FORMAT " states, %.0f/s, depth %u, %s", numbers->n_states,
      numbers->seconds > 0 ? (double) numbers->n_states / numbers->seconds : 0, numbers->depth,
      memory);

  mms_cli_set_detail (detail);
}

void
mms_verdict_show_progress (MmsExploreOptions *options)
{
  options->func = show;
  options->func_data = NULL;
}

static gboolean
is_listed (const GPtrArray *ids, const char *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (strcmp (g_ptr_array_index (ids, i), id) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
mms_verdict_list_ids (const MmsExploration *exploration, gboolean violations)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  const GArray *alarms = mms_exploration_get_alarms (exploration);
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);
      const char *id = mms_machine_get_alarm_id (machine, found->alarm);

      if (found->is_violation == violations && !is_listed (ids, id))
        g_ptr_array_add (ids, (gpointer) id);
    }
  return ids;
}

struct json_object *
mms_verdict_ids_to_json (const MmsExploration *exploration, gboolean violations)
{
  g_autoptr (GPtrArray) ids = mms_verdict_list_ids (exploration, violations);
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < ids->len; i++)
    json_object_array_add (array, json_object_new_string (g_ptr_array_index (ids, i)));
  return array;
}

gboolean
mms_verdict_is_complete (const MmsExploration *exploration)
{
  return mms_exploration_get_bound (exploration) == MMS_BOUND_NONE;
}

/* (nullable): what the forbid says that found @id first */
static const char *
find_text (const MmsExploration *exploration, const char *id)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  const GArray *alarms = mms_exploration_get_alarms (exploration);

  for (guint i = 0; i < alarms->len; i++)
    {
      guint alarm = g_array_index (alarms, MmsFoundAlarm, i).alarm;

      if (g_str_equal (mms_machine_get_alarm_id (machine, alarm), id))
        return mms_machine_get_alarm_text (machine, alarm);
    }
  return NULL;
}

static void
append_ids (GString *text, const MmsExploration *exploration, gboolean violations)
{
  g_autoptr (GPtrArray) ids = mms_verdict_list_ids (exploration, violations);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      const MmsDetectorInfo *info = mms_check_find (id);

      const char *own = info == NULL && id[0] == 'D' ? find_text (exploration, id) : NULL;

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", id);
      if (info != NULL)
        g_string_append_printf (text, " %s", info->name);
      else if (own != NULL && *own != '\0')
        g_string_append_printf (text, " (%s)", own);
    }
}

const char *
mms_verdict_get_buffer_name (const MmsMachine *machine)
{
  return mms_machine_get_memory (machine) == MMS_MEMORY_TSO ? "store buffer" : "window";
}

static const char *
get_plural (guint64 n)
{
  return n == 1 ? "" : "s";
}

static void
append_headline (GString *text, const MmsExploration *exploration)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  const MmsExploreNumbers *numbers = mms_exploration_get_numbers (exploration);

  switch (mms_exploration_get_verdict (exploration))
    {
    case MMS_VERDICT_SAFE:
      g_string_append_printf (text, "safe (%" G_GUINT64_FORMAT " state%s, complete", numbers->n_states,
                              get_plural (numbers->n_states));
      if (mms_exploration_get_full_at (exploration) != 0)
        g_string_append_printf (text, " for a %s of %u", mms_verdict_get_buffer_name (machine),
                                mms_machine_get_buffer (machine));
      g_string_append (text, ")\n");
      break;
    case MMS_VERDICT_VIOLATED:
      g_string_append (text, "violated: ");
      append_ids (text, exploration, TRUE);
      g_string_append_c (text, '\n');
      break;
    default:
      g_string_append_printf (text,
                              "not finished (%s, %" G_GUINT64_FORMAT
                              " state%s, nothing found in %s)\n",
                              mms_bound_get_name (mms_exploration_get_bound (exploration)),
                              numbers->n_states, get_plural (numbers->n_states),
                              numbers->n_states == 1 ? "it" : "them");
      break;
    }
}

char *
mms_verdict_get_full_place (const MmsExploration *exploration)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);

  return mms_record_name_source (mms_machine_get_program (machine), mms_exploration_get_full_at (exploration));
}

void
mms_verdict_add_room (struct json_object *object, const MmsExploration *exploration)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  g_autofree char *place = mms_verdict_get_full_place (exploration);

  json_object_object_add (object, "buffer",
                          mms_machine_get_memory (machine) == MMS_MEMORY_SC
                              ? NULL
                              : json_object_new_int ((int) mms_machine_get_buffer (machine)));
  mms_json_add_text (object, "full_at", place);
}

static void
append_room (GString *text, const MmsExploration *exploration)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  g_autofree char *place = mms_verdict_get_full_place (exploration);

  if (place != NULL)
    g_string_append_printf (text, "a %s was full at %s: --buffer=%u and more leave room for it\n",
                            mms_verdict_get_buffer_name (machine), place, mms_machine_get_buffer (machine) + 1);
}

char *
mms_verdict_to_text (const MmsExploration *exploration)
{
  const MmsExploreNumbers *numbers = mms_exploration_get_numbers (exploration);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) information = mms_verdict_list_ids (exploration, FALSE);
  g_autofree char *memory = g_format_size_full (numbers->memory, G_FORMAT_SIZE_IEC_UNITS);

  append_headline (text, exploration);
  if (information->len > 0)
    {
      g_string_append (text, "for information: ");
      append_ids (text, exploration, FALSE);
      g_string_append_c (text, '\n');
    }
  if (mms_verdict_is_complete (exploration))
    append_room (text, exploration);
  if (mms_exploration_is_endless_unknown (exploration))
    g_string_append (text, "CPUs go round, and whether they all can get out of that was too much to find out\n");
  g_string_append_printf (text,
                          "%" G_GUINT64_FORMAT " state%s, %" G_GUINT64_FORMAT
                          " transition%s, depth %u, %.2f s, %s%s%s\n",
                          numbers->n_states, get_plural (numbers->n_states),
                          numbers->n_transitions, get_plural (numbers->n_transitions),
                          numbers->depth,
                          numbers->seconds, memory,
                          mms_verdict_is_complete (exploration) ? "" : "; the search ended early: ",
                          mms_verdict_is_complete (exploration)
                              ? ""
                              : mms_bound_get_name (mms_exploration_get_bound (exploration)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

int
mms_verdict_get_status (const MmsExploration *exploration)
{
  if (!mms_verdict_is_complete (exploration))
    return MMS_STATUS_DAMAGED;
  return mms_exploration_get_verdict (exploration) == MMS_VERDICT_VIOLATED ? MMS_STATUS_FINDINGS
                                                                           : MMS_STATUS_CLEAN;
}

gboolean
mms_verdict_parse_size (const char *text, gsize *size)
{
  static const char units[] = "KMG";
  char *end;
  guint64 number = g_ascii_strtoull (text, &end, 10);
  guint shift = 0;
  const char *unit;

  if (end == text || !g_ascii_isdigit (*text))
    return FALSE;
  unit = *end != '\0' ? strchr (units, g_ascii_toupper (*end)) : NULL;
  if (unit != NULL)
    {
      shift = 10 * (guint) (unit - units + 1);
      end++;
    }
  if (*end != '\0' || number == 0 || number > G_MAXSIZE >> shift)
    return FALSE;
  *size = (gsize) number << shift;
  return TRUE;
}

gsize
mms_verdict_get_default_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES);
  long page = sysconf (_SC_PAGESIZE);

  return pages > 0 && page > 0 ? (gsize) pages / 2 * (gsize) page : 0;
}
