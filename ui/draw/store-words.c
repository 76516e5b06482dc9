/* store-words.c - memory operations in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "model/number.h"
#include "words.h"

/* (transfer full) (nullable) */
static char *
get_text (MmsTrace           *trace,
          const MmsOperation *operation,
          const char         *name,
          guint64            *number)
{
  const MmsEvent *event = &mms_trace_get_events (trace, NULL)[operation->event - 1];
  int field = mms_kind_find_field (mms_trace_get_kind (trace, event->kind), name);
  char *text = field >= 0 ? mms_trace_get_text (trace, event, (guint) field) : NULL;

  *number = 0;
  if (text == NULL)
    return NULL;
  mms_trace_get_number (trace, event, (guint) field, 0, number);
  return text;
}

/* Addresses are written as such, "0x…", counts are not. */
static gboolean
is_address (const char *text)
{
  return text != NULL && g_str_has_prefix (text, "0x");
}

char *
mms_format_memory_value (MmsHistory         *history,
                         const MmsOperation *operation,
                         gboolean            is_old)
{
  MmsTrace *trace = mms_history_get_trace (history);
  const char *name = is_old ? "old" : operation->kind == MMS_OPERATION_LOAD ? "val" : "new";
  guint64 number;
  g_autofree char *text = get_text (trace, operation, name, &number);
  guint mm;

  /* of a lock, the name of the operation says it all */
  if (operation->kind == MMS_OPERATION_LOCK || operation->kind == MMS_OPERATION_UNLOCK)
    return g_strdup ((operation->kind == MMS_OPERATION_LOCK) != is_old ? "held" : "free");
  if (text == NULL)
    return g_strdup ("unknown");
  if (!is_address (text))
    return g_utf8_make_valid (text, -1);
  if (number == 0)
    return g_strdup ("NULL");
  mm = mms_history_find_mm (history, number, operation->event);
  return mm != 0 ? g_strdup (mms_get_mm_label (history, mm)) : g_utf8_make_valid (text, -1);
}

/* Without the name of the CPU's own structure in front: its card, or its lane, says that. */
static const char *
shorten_location (const char *location,
                  guint       cpu)
{
  const char *dot = strchr (location, '.');
  const char *digits = dot;
  guint64 number;
  g_autofree char *text = NULL;

  while (digits != NULL && digits > location && g_ascii_isdigit (digits[-1]))
    digits--;
  if (dot == NULL || digits == dot)
    return location;
  /* a task or an mm may have a name that ends in a number, but is called otherwise */
  text = g_strndup (digits, dot - digits);
  if (!mms_number_parse (text, 10, 0, G_MAXUINT, &number) || number != cpu ||
      !g_str_has_prefix (location, "rq"))
    return location;
  return dot + 1;
}

/* Where the memory model has not come to the place and the value yet, the line of the source stands for
 * them: "rq->curr = next". */
static char *
format_line (MmsDocument        *document,
             const MmsOperation *store)
{
  const MmsSourceMap *map = mms_document_get_source_map (document);
  g_autofree char *line = NULL;
  MmsSourcePlace place;

  if (map == NULL || !mms_source_map_get_event (map, store->event, &place))
    return g_strdup ("a store");
  line = mms_source_map_get_line (map, place.file, place.line);
  if (*line == '\0')
    return g_strdup_printf ("%s:%u", mms_source_map_get_file (map, place.file)->name, place.line);
  if (g_str_has_suffix (line, ";"))
    line[strlen (line) - 1] = '\0';
  return g_steal_pointer (&line);
}

char *
mms_format_store (MmsDocument        *document,
                  const MmsOperation *store)
{
  const char *location = mms_operations_get_location (mms_document_get_operations (document),
                                                      store->location);
  MmsHistory *history = mms_document_get_history (document);
  g_autofree char *place = NULL;
  g_autofree char *what = NULL;

  if (*location == '\0')
    return format_line (document, store);
  place = mms_history_name_place (history, shorten_location (location, store->cpu), store->issue);
  if (store->kind == MMS_OPERATION_RMW)
    {
      guint64 number;

      /* what it will write, it finds out when it takes effect */
      what = get_text (mms_document_get_trace (document), store, "op", &number);
      return g_strdup_printf ("%s %s", place, what != NULL ? what : "read-modify-write");
    }
  what = mms_format_memory_value (history, store, FALSE);
  return g_strdup_printf ("%s = %s", place, what);
}

/* (transfer full): what @cpu reads there */
static char *
format_seen (MmsDocument *document,
             guint        location,
             guint        cpu,
             guint        event)
{
  gboolean is_old;
  const MmsOperation *operation = mms_operations_find_value (
      mms_document_get_operations (document), location, cpu, event, &is_old);

  return operation != NULL
           ? mms_format_memory_value (mms_document_get_history (document), operation, is_old)
           : g_strdup ("unknown");
}

/* "CPU 0 and CPU 2 still see NULL", or where they differ one after the other. */
static void
append_seen (GString            *text,
             MmsDocument        *document,
             const MmsOperation *store,
             guint               event)
{
  const guint *cpus;
  guint n_cpus;
  g_autofree char *before = NULL;
  g_autoptr (GString) who = g_string_new (NULL);
  guint n = 0;

  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i <= n_cpus; i++)
    {
      g_autofree char *seen = NULL;

      if (i < n_cpus && cpus[i] == store->cpu)
        continue;
      if (i < n_cpus)
        seen = format_seen (document, store->location, cpus[i], event);
      if (n > 0 && g_strcmp0 (seen, before) != 0)
        {
          g_string_append_printf (text, "; %s still see%s %s", who->str, n == 1 ? "s" : "", before);
          g_string_truncate (who, 0);
          n = 0;
        }
      if (i == n_cpus)
        break;
      g_string_append_printf (who, "%sCPU %u", n > 0 ? ", " : "", cpus[i]);
      n++;
      g_free (before);
      before = g_steal_pointer (&seen);
    }
}

char *
mms_describe_store_buffer (MmsView    *view,
                           guint       cpu,
                           guint       event,
                           const char *separator)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsOperations *operations = document ? mms_document_get_operations (document) : NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  GString *text;

  if (operations == NULL)
    return g_strdup ("empty");
  waiting = mms_operations_list_waiting (operations, cpu, event);
  if (waiting->len == 0)
    return g_strdup ("empty");
  text = g_string_new (NULL);
  for (guint i = 0; i < waiting->len; i++)
    {
      const MmsOperation *store = g_ptr_array_index (waiting, i);
      g_autofree char *what = mms_format_store (document, store);

      g_string_append_printf (text, "%s%s waits since event %u", i > 0 ? separator : "", what,
                              store->issue);
      if (*mms_operations_get_location (operations, store->location) != '\0')
        append_seen (text, document, store, event);
    }
  return g_string_free (text, FALSE);
}

void
mms_words_append_store_buffer (const MmsWords *place,
                               GString        *text,
                               guint           cpu)
{
  g_autofree char *sentences = mms_describe_store_buffer (place->view, cpu, place->event, "\n");
  g_auto (GStrv) lines = g_strsplit (sentences, "\n", -1);

  g_string_append_printf (text, "<b>%s</b> of CPU %u", mms_view_name_store_buffer (place->view), cpu);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_string_append_c (text, '\n');
      mms_words_append_wrapped (text, lines[i]);
    }
}

char *
mms_store_buffer_describe_at (MmsView *view,
                              guint    cpu,
                              double   x,
                              double   width)
{
  guint event = mms_view_find_event (view, mms_lane_position_at (view, x, width));
  GString *text;
  MmsWords place;

  if (x < MMS_NAMES_WIDTH)
    event = mms_view_get_playhead (view);
  if (!mms_words_init (&place, view, event))
    return NULL;
  text = g_string_new (NULL);
  mms_words_append_store_buffer (&place, text, cpu);
  return g_string_free (text, FALSE);
}
