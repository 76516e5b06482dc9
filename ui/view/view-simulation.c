/* view-simulation.c - what a simulation has and a capture does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view.h"

#include <string.h>

guint
mms_view_find_operation (MmsView *view,
                         int      direction)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsOperations *operations = document ? mms_document_get_operations (document) : NULL;

  if (operations == NULL)
    return 0;
  return mms_operations_find_step (operations, mms_view_get_cpu (view),
                                   mms_view_get_playhead (view), direction);
}

guint
mms_view_find_source_line (MmsView *view,
                           int      direction)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;

  if (map == NULL)
    return 0;
  return mms_source_map_find_step (map, mms_view_get_cpu (view), mms_view_get_playhead (view),
                                   direction);
}

int
mms_view_find_source_cpu (MmsView *view,
                          guint    event)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;
  const MmsEvent *events;
  const guint *cpus;
  guint n_events;
  guint n_cpus;
  guint latest = 0;
  int cpu = -1;

  if (map == NULL)
    return -1;
  events = mms_trace_get_events (mms_document_get_trace (document), &n_events);
  if (event > 0 && event <= n_events && mms_source_map_find (map, events[event - 1].cpu, event))
    return events[event - 1].cpu;
  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (map, cpus[i], event);

      if (place != NULL && (cpu < 0 || place->event > latest))
        {
          cpu = (int) cpus[i];
          latest = place->event;
        }
    }
  return cpu;
}

gboolean
mms_view_locate_event (MmsView        *view,
                       guint           event,
                       MmsSourcePlace *place)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;
  const MmsSourcePlace *found;
  const MmsEvent *events;
  guint n_events;

  if (map == NULL)
    return FALSE;
  if (mms_source_map_get_event (map, event, place))
    return TRUE;
  events = mms_trace_get_events (mms_document_get_trace (document), &n_events);
  if (event == 0 || event > n_events)
    return FALSE;
  found = mms_source_map_find (map, events[event - 1].cpu, event);
  if (found != NULL)
    *place = *found;
  return found != NULL;
}

char *
mms_view_format_source (MmsView    *view,
                        guint       event,
                        const char *separator)
{
  const MmsSourceMap *map;
  MmsSourcePlace place;
  g_autofree char *line = NULL;

  if (!mms_view_locate_event (view, event, &place))
    return NULL;
  map = mms_document_get_source_map (mms_view_get_document (view));
  if (separator != NULL)
    line = mms_source_map_get_line (map, place.file, place.line);
  return g_strdup_printf ("%s:%u%s%s", mms_source_map_get_file (map, place.file)->name, place.line,
                          line != NULL && *line != '\0' ? separator : "", line != NULL ? line : "");
}

/* (nullable): what the trace's header says under @name, as a string */
static const MmsProperty *
find_property (MmsView    *view,
               const char *name)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsProperty *properties;
  guint n_properties;

  if (document == NULL)
    return NULL;
  properties = mms_trace_get_properties (mms_document_get_trace (document), &n_properties);
  for (guint i = 0; i < n_properties; i++)
    if (g_str_equal (properties[i].name, name))
      return &properties[i];
  return NULL;
}

static const char *
get_property (MmsView    *view,
              const char *name)
{
  const MmsProperty *property = find_property (view, name);

  return property != NULL && property->is_string && *property->value != '\0' ? property->value : NULL;
}

/* (nullable): a whole number, as it stands there */
static const char *
get_number (MmsView    *view,
            const char *name)
{
  const MmsProperty *property = find_property (view, name);

  return property != NULL && !property->is_string
                 && property->value[strspn (property->value, "0123456789")] == '\0'
             ? property->value
             : NULL;
}

gboolean
mms_view_has_store_buffers (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsOperations *operations = document ? mms_document_get_operations (document) : NULL;
  const char *memory = get_property (view, "memory");

  return operations != NULL && (mms_operations_get_depth (operations) > 0 ||
                                (memory != NULL && !g_str_equal (memory, "sc")));
}

const char *
mms_view_name_store_buffer (MmsView *view)
{
  const char *memory = get_property (view, "memory");

  return memory != NULL && g_str_equal (memory, "weak") ? "window" : "store buffer";
}

gboolean
mms_view_is_simulation (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);

  return document != NULL && (mms_document_get_operations (document) != NULL ||
                              mms_document_get_source_map (document) != NULL ||
                              mms_trace_is_simulated (mms_document_get_trace (document)));
}

char *
mms_view_name_simulation (MmsView *view)
{
  const char *scenario = get_property (view, "scenario");
  const char *title = get_property (view, "title");

  if (!mms_view_is_simulation (view) || (scenario == NULL && title == NULL))
    return NULL;
  if (scenario == NULL || title == NULL)
    return g_strdup (scenario ? scenario : title);
  /* a title is a name or a sentence */
  return g_strdup_printf ("%s%s %s", scenario, strchr (title, ' ') != NULL ? ":" : "", title);
}

char *
mms_view_describe_simulation (MmsView *view)
{
  const char *arch = get_property (view, "arch");
  const char *memory = get_property (view, "memory");
  const char *alarm = get_property (view, "alarm");
  const char *seed = get_number (view, "seed");
  const char *scheme;
  GString *text;

  if (!mms_view_is_simulation (view))
    return NULL;
  scheme = mms_history_get_scheme (mms_document_get_history (mms_view_get_document (view)));
  text = g_string_new (g_str_equal (scheme, "unknown") ? "scheme unknown" : scheme);
  if (arch != NULL)
    g_string_append_printf (text, " · %s", arch);
  if (memory != NULL)
    g_string_append_printf (text, " · %s", memory);
  if (seed != NULL)
    g_string_append_printf (text, " · random run %s%s%s%s", seed, alarm != NULL ? " (" : "",
                            alarm != NULL ? alarm : "", alarm != NULL ? ")" : "");
  else if (alarm != NULL)
    g_string_append_printf (text, " · counterexample (%s)", alarm);
  return g_string_free (text, FALSE);
}
