/* source-map.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-map.h"

#include <json-c/json.h>
#include <string.h>

#include "number.h"

#define MAX_LINE 1000000

struct _MmsSourceMap
{
  GPtrArray *files;  /* MmsSourceFile */
  GHashTable *names; /* of files -> index */
  GArray *told;      /* MmsSourcePlace: what events tell, by event */
  GHashTable *ways;  /* CPU -> GArray of MmsSourcePlace */
  gboolean has_text;
};

static void
file_free (gpointer data)
{
  MmsSourceFile *file = data;

  g_free (file->name);
  g_free (file->text);
  g_free (file);
}

static guint
add_file (MmsSourceMap *map, const char *name, const char *text)
{
  MmsSourceFile *file;
  gpointer index;

  if (g_hash_table_lookup_extended (map->names, name, NULL, &index))
    return GPOINTER_TO_UINT (index);
  file = g_new0 (MmsSourceFile, 1);
  file->name = g_utf8_make_valid (name, -1);
  if (text)
    {
      map->has_text = TRUE;
      file->text = g_utf8_make_valid (text, -1);
      file->n_lines = 1;
      for (const char *c = file->text; *c; c++)
        file->n_lines += *c == '\n' && c[1] != '\0';
    }
  g_hash_table_insert (map->names, g_strdup (name), GUINT_TO_POINTER (map->files->len));
  g_ptr_array_add (map->files, file);
  return map->files->len - 1;
}

/* The header's `sources`: an object of texts by name. */
static void
read_header (MmsSourceMap *map, MmsTrace *trace)
{
  guint n_properties;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      struct json_object *sources;

      if (!g_str_equal (properties[i].name, "sources") || properties[i].is_string)
        continue;
      sources = json_tokener_parse (properties[i].value);
      if (json_object_is_type (sources, json_type_object))
        {
          json_object_object_foreach (sources, name, text)
            {
              add_file (map, name, json_object_is_type (text, json_type_string)
                                       ? json_object_get_string (text) : NULL);
            }
        }
      json_object_put (sources);
    }
}

/* "S6.lazy:21" */
static gboolean
parse_place (MmsSourceMap *map, const char *text, MmsSourcePlace *place)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *name = NULL;
  MmsSourceFile *file;
  guint64 line;

  if (!colon || colon == text
      || !mms_number_parse (colon + 1, 10, 1, MAX_LINE, &line))
    return FALSE;
  name = g_strndup (text, colon - text);
  place->file = add_file (map, name, NULL);
  place->line = (guint32) line;
  file = g_ptr_array_index (map->files, place->file);
  if (!file->text)
    file->n_lines = MAX (file->n_lines, place->line);
  /* A line behind the end of its file is none. */
  return place->line <= file->n_lines;
}

static void
read_events (MmsSourceMap *map, MmsTrace *trace, const int *fields)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      int field = fields[events[i].kind];
      g_autofree char *text = field >= 0 ? mms_trace_get_text (trace, &events[i], (guint) field)
                                         : NULL;
      MmsSourcePlace place = { .event = i + 1 };

      if (text && parse_place (map, text, &place))
        g_array_append_val (map->told, place);
    }
}

/* Where a CPU comes to, and when. */
typedef struct
{
  MmsSourcePlace place;
  guint64 moment; /* G_MAXUINT64: only the event tells */
  guint told;     /* the order in which the trace tells */
} Arrival;

static int
compare_arrivals (gconstpointer a, gconstpointer b)
{
  const Arrival *first = a;
  const Arrival *second = b;

  if (first->place.event != second->place.event)
    return first->place.event < second->place.event ? -1 : 1;
  if (first->moment != second->moment)
    return first->moment < second->moment ? -1 : 1;
  return first->told < second->told ? -1 : first->told > second->told;
}

static GArray *
get_way (const MmsSourceMap *map, guint cpu)
{
  return g_hash_table_lookup (map->ways, GUINT_TO_POINTER (cpu));
}

/* Leaves out where a CPU stays in its line, and what it came to before what it has come to already; of
 * several places by one event the last one counts. */
static GArray *
make_way (GArray *arrivals)
{
  GArray *way = g_array_new (FALSE, FALSE, sizeof (MmsSourcePlace));
  guint64 moment = 0;

  g_array_sort (arrivals, compare_arrivals);
  for (guint i = 0; i < arrivals->len; i++)
    {
      const Arrival *arrival = &g_array_index (arrivals, Arrival, i);
      const MmsSourcePlace *last;

      if (arrival->moment < moment)
        continue;
      if (arrival->moment != G_MAXUINT64)
        moment = arrival->moment;
      if (way->len > 0
          && g_array_index (way, MmsSourcePlace, way->len - 1).event == arrival->place.event)
        g_array_set_size (way, way->len - 1);
      last = way->len > 0 ? &g_array_index (way, MmsSourcePlace, way->len - 1) : NULL;
      if (!last || last->file != arrival->place.file || last->line != arrival->place.line)
        g_array_append_val (way, arrival->place);
    }
  return way;
}

/* A violation comes right behind what it is about, which may be a store that takes effect late. */
static gboolean
is_echo (MmsTrace *trace, const MmsEvent *event, const GArray *arrivals, const MmsSourcePlace *place)
{
  const MmsSourcePlace *last
      = arrivals->len > 0 ? &g_array_index (arrivals, Arrival, arrivals->len - 1).place : NULL;

  return mms_trace_get_kind (trace, event->kind)->role == MMS_ROLE_VIOLATION && last
         && last->file == place->file && last->line == place->line;
}

static Arrival
find_arrival (const MmsOperations *operations, const MmsEvent *event, const MmsSourcePlace *told)
{
  const MmsOperation *cause = operations ? mms_operations_find_cause (operations, told->event) : NULL;
  Arrival arrival = { *told, G_MAXUINT64, told->event };

  if (cause)
    arrival.place.event = cause->issue;
  if (cause && cause->moment != 0)
    arrival.moment = cause->moment;
  else if (operations && mms_operations_have_moments (operations))
    arrival.moment = event->time;
  return arrival;
}

static void
make_ways (MmsSourceMap *map, MmsTrace *trace, const MmsOperations *operations)
{
  const MmsEvent *events = mms_trace_get_events (trace, NULL);
  g_autoptr (GHashTable) all
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref); /* by CPU */
  GHashTableIter iter;
  gpointer cpu;
  gpointer arrivals;

  for (guint i = 0; i < map->told->len; i++)
    {
      const MmsSourcePlace *place = &g_array_index (map->told, MmsSourcePlace, i);
      const MmsEvent *event = &events[place->event - 1];
      Arrival arrival = find_arrival (operations, event, place);

      cpu = GUINT_TO_POINTER ((guint) event->cpu);
      arrivals = g_hash_table_lookup (all, cpu);
      if (!arrivals)
        {
          arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
          g_hash_table_insert (all, cpu, arrivals);
        }
      if (!is_echo (trace, event, arrivals, place))
        g_array_append_val ((GArray *) arrivals, arrival);
    }

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &cpu, &arrivals))
    g_hash_table_insert (map->ways, cpu, make_way (arrivals));
}

MmsSourceMap *
mms_source_map_new (MmsTrace *trace, const MmsOperations *operations)
{
  guint n_kinds = mms_trace_get_n_kinds (trace);
  g_autofree int *fields = g_new (int, n_kinds);
  gboolean is_any = FALSE;
  MmsSourceMap *map;

  for (guint i = 0; i < n_kinds; i++)
    {
      fields[i] = mms_kind_find_field (mms_trace_get_kind (trace, i), "src");
      is_any |= fields[i] >= 0;
    }
  if (!is_any)
    return NULL;

  map = g_new0 (MmsSourceMap, 1);
  map->files = g_ptr_array_new_with_free_func (file_free);
  map->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  map->told = g_array_new (FALSE, FALSE, sizeof (MmsSourcePlace));
  map->ways = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  read_header (map, trace);
  read_events (map, trace, fields);
  make_ways (map, trace, operations);
  if (map->told->len == 0)
    g_clear_pointer (&map, mms_source_map_free);
  return map;
}

void
mms_source_map_free (MmsSourceMap *map)
{
  g_ptr_array_unref (map->files);
  g_hash_table_unref (map->names);
  g_array_unref (map->told);
  g_hash_table_unref (map->ways);
  g_free (map);
}

guint
mms_source_map_get_n_files (const MmsSourceMap *map)
{
  return map->files->len;
}

const MmsSourceFile *
mms_source_map_get_file (const MmsSourceMap *map, guint file)
{
  return g_ptr_array_index (map->files, file);
}

gboolean
mms_source_map_has_text (const MmsSourceMap *map)
{
  return map->has_text;
}

/* Cuts a comment off that follows something else. */
static void
drop_comment (char *line)
{
  char *comment = strstr (line, "/*");
  char *other = strstr (line, "//");

  if (!comment || (other && other < comment))
    comment = other;
  if (!comment || comment == line
      || (*comment == '/' && comment[1] == '*' && !g_str_has_suffix (line, "*/")))
    return;
  *comment = '\0';
  g_strchomp (line);
}

char *
mms_source_map_get_line (const MmsSourceMap *map, guint file, guint line)
{
  const char *text = mms_source_map_get_file (map, file)->text;
  const char *end;
  char *result;

  for (guint i = 1; i < line && text; i++)
    {
      text = strchr (text, '\n');
      text = text ? text + 1 : NULL;
    }
  if (!text)
    return g_strdup ("");
  end = strchr (text, '\n');
  result = g_strstrip (end ? g_strndup (text, end - text) : g_strdup (text));
  drop_comment (result);
  return result;
}

/* The first place whose event is greater than @event. */
static guint
find_after (const GArray *places, guint event)
{
  guint low = 0;
  guint high = places->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (places, MmsSourcePlace, middle).event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

const MmsSourcePlace *
mms_source_map_find (const MmsSourceMap *map, guint cpu, guint event)
{
  GArray *way = get_way (map, cpu);
  guint after = way ? find_after (way, event) : 0;

  return after > 0 ? &g_array_index (way, MmsSourcePlace, after - 1) : NULL;
}

const MmsSourcePlace *
mms_source_map_get_places (const MmsSourceMap *map, guint cpu, guint *n_places)
{
  GArray *way = get_way (map, cpu);

  *n_places = way ? way->len : 0;
  return way ? (const MmsSourcePlace *) (gpointer) way->data : NULL;
}

gboolean
mms_source_map_get_event (const MmsSourceMap *map, guint event, MmsSourcePlace *place)
{
  guint after = find_after (map->told, event);

  if (after == 0 || g_array_index (map->told, MmsSourcePlace, after - 1).event != event)
    return FALSE;
  *place = g_array_index (map->told, MmsSourcePlace, after - 1);
  return TRUE;
}

static guint
find_step_in (const GArray *way, guint event, int direction)
{
  guint after = find_after (way, direction > 0 || event == 0 ? event : event - 1);

  if (direction > 0)
    return after < way->len ? g_array_index (way, MmsSourcePlace, after).event : 0;
  return after > 0 && event > 0 ? g_array_index (way, MmsSourcePlace, after - 1).event : 0;
}

guint
mms_source_map_find_step (const MmsSourceMap *map, int cpu, guint event, int direction)
{
  GHashTableIter iter;
  gpointer key;
  gpointer way;
  guint best = 0;

  g_hash_table_iter_init (&iter, map->ways);
  while (g_hash_table_iter_next (&iter, &key, &way))
    {
      guint step = 0;

      if (cpu < 0 || GPOINTER_TO_UINT (key) == (guint) cpu)
        step = find_step_in (way, event, direction);
      if (step != 0 && (best == 0 || (direction > 0 ? step < best : step > best)))
        best = step;
    }
  return best;
}
