/* summary.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "summary.h"

#include <string.h>

#include "advice.h"
#include "cli.h"
#include "coverage.h"
#include "json.h"
#include "model/scheme.h"
#include "model/printable.h"
#include "model/stamp.h"

#define LABEL "%-10s"
#define WIDTH 72

/* Events of one name are one entry, whatever systems or instances they come from: text does not
 * tell the system. */
static struct json_object *
kinds_to_json (MmsTrace *trace)
{
  struct json_object *object = json_object_new_object ();

  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);
      g_autofree char *name = g_utf8_make_valid (kind->name, -1);
      struct json_object *before;

      if (kind->count == 0)
        continue;
      if (json_object_object_get_ex (object, name, &before))
        mms_json_add_number (object, name, json_object_get_uint64 (before) + kind->count);
      else
        mms_json_add_number (object, name, kind->count);
    }
  return object;
}

/* What a file says about itself, as it says it. */
static struct json_object *
properties_to_json (MmsTrace *trace)
{
  struct json_object *object = json_object_new_object ();
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      if (properties[i].is_string)
        mms_json_add_text (object, properties[i].name, properties[i].value);
      else
        json_object_object_add (object, properties[i].name,
                                json_tokener_parse (properties[i].value));
    }
  return object;
}

char *
mms_summary_to_json (MmsHistory *history)
{
  MmsTrace *trace = mms_history_get_trace (history);
  struct json_object *object = json_object_new_object ();
  struct json_object *list = json_object_new_array ();
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);
  guint n_events;
  g_autofree char *text = NULL;

  mms_trace_get_events (trace, &n_events);
  mms_json_add_text (object, "file", mms_trace_get_path (trace));
  mms_json_add_text (object, "format", mms_trace_get_format (trace));
  mms_json_add_text (object, "version", mms_trace_get_version (trace));
  for (guint i = 0; i < n_cpus; i++)
    json_object_array_add (list, json_object_new_int (cpus[i]));
  json_object_object_add (object, "cpus", list);
  mms_json_add_number (object, "events", n_events);
  mms_json_add_number (object, "lost_events", mms_trace_get_n_lost (trace));
  json_object_object_add (object, "complete",
                          json_object_new_boolean (mms_trace_is_complete (trace)));
  mms_json_add_text (object, "clock", mms_trace_get_clock (trace));
  mms_json_add_text (object, "stamp_unit", mms_trace_get_stamp_unit (trace));
  mms_json_add_text (object, "scheme", mms_history_get_scheme (history));
  mms_json_add_number (object, "first_ns", mms_stamp_of_event (trace, 1));
  mms_json_add_number (object, "last_ns", mms_stamp_of_event (trace, n_events));
  json_object_object_add (object, "kinds", kinds_to_json (trace));
  json_object_object_add (object, "properties", properties_to_json (trace));

  text = mms_json_to_text (object);
  json_object_put (object);
  return g_strconcat (text, "\n", NULL);
}

static void
append_cpus (GString  *text,
             MmsTrace *trace)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);

  g_string_append_printf (text, LABEL "%u", "CPUs", n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      guint first = cpus[i];

      while (i + 1 < n_cpus && cpus[i + 1] == cpus[i] + 1)
        i++;
      g_string_append (text, first == cpus[0] ? " (" : ", ");
      g_string_append_printf (text, cpus[i] > first ? "%u-%u" : "%u", first, cpus[i]);
    }
  g_string_append (text, n_cpus > 0 ? ")\n" : "\n");
}

static void
append_time (GString  *text,
             MmsTrace *trace,
             guint     n_events)
{
  g_autofree char *first = mms_stamp_to_text (trace, 1);
  g_autofree char *last = mms_stamp_to_text (trace, n_events);
  guint64 length = mms_stamp_of_event (trace, n_events) - mms_stamp_of_event (trace, 1);

  if (mms_trace_clock_is_ns (trace))
    g_string_append_printf (text, LABEL "%s to %s, %.6f s\n", "time", first, last, length / 1e9);
  else
    g_string_append_printf (text, LABEL "%s to %s, no nanoseconds (one count: %s)\n", "time", first,
                            last, mms_trace_get_stamp_unit (trace));
}

/* @lead and the words of @line, broken before column WIDTH; further lines begin as far in. */
static void
append_wrapped (GString    *text,
                const char *lead,
                const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  gsize column = 0;

  g_string_append (text, lead);
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = g_utf8_strlen (words[i], -1);

      if (column + length > WIDTH)
        {
          g_string_append_printf (text, "\n%*s", (int) strlen (lead), "");
          column = 0;
        }
      g_string_append_printf (text, " %s", words[i]);
      column += length + 1;
    }
  g_string_append_c (text, '\n');
}

static void
append_scheme (GString         *text,
               const MmsScheme *scheme)
{
  /* Below the scheme's name; each word brings the space before it. */
  static const char lead[] = "         ";
  g_autofree char *line
      = g_strdup_printf ("%s, %s. %s", scheme->number, scheme->title, scheme->keeps_alive);

  append_wrapped (text, lead, line);
  if (scheme->slot != NULL && strcmp (scheme->slot, "mm_to_mmdrop") != 0)
    {
      g_autofree char *slot
          = g_strdup_printf ("Its %s is shown as mm_to_mmdrop.", scheme->slot);

      append_wrapped (text, lead, slot);
    }
}

/* (transfer full): of an object its members' names, of a list its elements: what is in them is longer
 * than a summary. */
static char *
outline (const MmsProperty *property)
{
  struct json_object *value
      = property->is_string ? NULL : json_tokener_parse (property->value);
  g_autoptr (GString) text = g_string_new (NULL);

  if (json_object_is_type (value, json_type_object))
    {
      json_object_object_foreach (value, key, member)
        {
          (void) member;
          g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", key);
        }
    }
  else if (json_object_is_type (value, json_type_array))
    for (gsize i = 0; i < json_object_array_length (value); i++)
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              json_object_get_string (json_object_array_get_idx (value, i)));
  else
    g_string_append (text, property->value);
  json_object_put (value);
  return mms_make_printable (text->str);
}

static void
append_properties (GString  *text,
                   MmsTrace *trace)
{
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      g_autofree char *name = mms_make_printable (properties[i].name);
      g_autofree char *value = outline (&properties[i]);

      g_string_append_printf (text, LABEL "%s\n", name, value);
    }
}

static void
append_head (GString    *text,
             MmsHistory *history)
{
  MmsTrace *trace = mms_history_get_trace (history);
  g_autofree char *path = mms_make_printable (mms_trace_get_path (trace));
  g_autofree char *version = mms_make_printable (mms_trace_get_version (trace));
  g_autofree char *clock = mms_make_printable (mms_trace_get_clock (trace));
  const MmsScheme *known = mms_scheme_find (mms_history_get_scheme (history));
  g_autofree char *scheme = mms_make_printable (mms_history_get_scheme (history));
  guint n_events;
  guint n_freed = 0;

  mms_trace_get_events (trace, &n_events);
  for (guint i = 1; i < mms_history_get_n_mms (history); i++)
    if (mms_history_get_mm (history, i)->free_event != 0)
      n_freed++;

  g_string_append_printf (text, "%s\n\n", path);
  g_string_append_printf (text, LABEL "%s %s\n", "format", mms_trace_get_format (trace),
                          version);
  append_properties (text, trace);
  g_string_append_printf (text, LABEL "%s\n", "clock", clock);
  append_time (text, trace, n_events);
  append_cpus (text, trace);
  g_string_append_printf (text, LABEL "%u", "events", n_events);
  if (mms_trace_get_n_buffers (trace) > 1)
    g_string_append_printf (text, " in %u buffers", mms_trace_get_n_buffers (trace));
  g_string_append_printf (text, ", %s\n",
                          mms_trace_is_complete (trace)  ? "none missing"
                          : mms_trace_is_damaged (trace) ? "some unreadable"
                                                         : "some missing");
  g_string_append_printf (text, LABEL "%s\n", "scheme", scheme);
  if (known != NULL)
    append_scheme (text, known);
  g_string_append_printf (text, LABEL "%u\n", "tasks", mms_history_get_n_tasks (history));
  g_string_append_printf (text, LABEL "%u, %u of them freed\n", "mms",
                          mms_history_get_n_mms (history) - 1, n_freed);
}

static int
compare_kinds (gconstpointer a,
               gconstpointer b)
{
  const MmsKind *left = *(const MmsKind *const *) a;
  const MmsKind *right = *(const MmsKind *const *) b;

  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;
  return g_strcmp0 (left->name, right->name);
}

static void
append_kinds (GString  *text,
              MmsTrace *trace)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();

  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    if (mms_trace_get_kind (trace, i)->count > 0)
      g_ptr_array_add (kinds, (gpointer) mms_trace_get_kind (trace, i));
  g_ptr_array_sort (kinds, compare_kinds);

  g_string_append (text, "\n     events  vocabulary  name\n");
  for (guint i = 0; i < kinds->len; i++)
    {
      const MmsKind *kind = kinds->pdata[i];
      g_autofree char *name = g_strconcat (kind->system != NULL ? kind->system : "",
                                           kind->system != NULL ? ":" : "", kind->name, NULL);
      g_autofree char *printable = mms_make_printable (name);

      g_string_append_printf (text, "%11" G_GUINT64_FORMAT "  %-10s  %s\n", kind->count,
                              kind->vocabulary != NULL ? kind->vocabulary : "-", printable);
    }
}

static void
append_coverage (GString    *text,
                 MmsHistory *history)
{
  g_string_append (text, "\nknown           observed   derived   unknown  (of the time)\n");
  for (MmsAttribute attribute = 0; attribute < MMS_N_ATTRIBUTES; attribute++)
    {
      MmsCoverage coverage;

      if (attribute < MMS_N_CPU_ATTRIBUTES && !mms_history_has_attribute (history, attribute))
        continue;
      mms_coverage_measure (history, attribute, &coverage);
      g_string_append_printf (text, "  %-12s %8.1f %% %7.1f %% %7.1f %%\n",
                              mms_attribute_get_name (attribute),
                              100 * mms_coverage_get_share (&coverage, MMS_OBSERVED),
                              100 * mms_coverage_get_share (&coverage, MMS_DERIVED),
                              100 * mms_coverage_get_share (&coverage, MMS_UNKNOWN));
    }
}

static void
append_list (GString    *text,
             const char *title,
             GPtrArray  *lines)
{
  if (lines->len > 0)
    g_string_append_printf (text, "\n%s\n", title);
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = mms_make_printable (lines->pdata[i]);

      append_wrapped (text, "  -", line);
    }
}

char *
mms_summary_to_text (MmsHistory *history)
{
  MmsTrace *trace = mms_history_get_trace (history);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) answers = mms_advice_list_answers (history);
  g_autoptr (GPtrArray) advice = mms_advice_list (history);

  append_head (text, history);
  append_kinds (text, trace);
  append_coverage (text, history);
  append_list (text, "the kernel's own answers (--derived works without them)", answers);
  append_list (text, "a better capture would add", advice);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
