/* trace.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "trace-private.h"

#include <string.h>

MmsTrace *
mms_trace_ref (MmsTrace *trace)
{
  g_atomic_ref_count_inc (&trace->ref_count);
  return trace;
}

void
mms_trace_unref (MmsTrace *trace)
{
  if (!g_atomic_ref_count_dec (&trace->ref_count))
    return;

  if (trace->free_decoder_data != NULL)
    trace->free_decoder_data (trace->decoder_data);
  for (guint i = 0; i < trace->notes->len; i++)
    g_free (g_array_index (trace->notes, MmsNote, i).text);
  g_array_unref (trace->notes);
  for (guint i = 0; i < trace->properties->len; i++)
    g_free (g_array_index (trace->properties, MmsProperty, i).value);
  g_array_unref (trace->properties);
  g_array_unref (trace->losses);
  g_array_unref (trace->holes);
  g_array_unref (trace->tasks);
  g_array_unref (trace->cpus);
  g_ptr_array_unref (trace->kinds);
  g_ptr_array_unref (trace->buffers);
  g_free (trace->events);
  g_free (trace->path);
  g_free (trace->format);
  g_free (trace->version);
  g_free (trace->clock);
  g_free (trace->scheme);
  g_free (trace);
}

const char *
mms_trace_get_path (MmsTrace *trace)
{
  return trace->path;
}

const char *
mms_trace_get_format (MmsTrace *trace)
{
  return trace->format;
}

const char *
mms_trace_get_version (MmsTrace *trace)
{
  return trace->version;
}

const MmsEvent *
mms_trace_get_events (MmsTrace *trace, guint *n_events)
{
  if (n_events != NULL)
    *n_events = trace->n_events;
  return trace->events;
}

guint
mms_trace_get_n_kinds (MmsTrace *trace)
{
  return trace->kinds->len;
}

const MmsKind *
mms_trace_get_kind (MmsTrace *trace, guint kind)
{
  return g_ptr_array_index (trace->kinds, kind);
}

gboolean
mms_trace_tells_of_frees (MmsTrace *trace)
{
  for (guint i = 0; i < trace->kinds->len; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count > 0
          && (kind->role == MMS_ROLE_MM_FREED || kind->role == MMS_ROLE_MM_FREE_CALLED))
        return TRUE;
    }
  return FALSE;
}

const guint *
mms_trace_get_cpus (MmsTrace *trace, guint *n_cpus)
{
  if (n_cpus != NULL)
    *n_cpus = trace->cpus->len;
  return (const guint *) (gpointer) trace->cpus->data;
}

guint
mms_trace_get_n_buffers (MmsTrace *trace)
{
  return trace->buffers->len;
}

const char *
mms_trace_get_buffer (MmsTrace *trace, guint buffer)
{
  g_return_val_if_fail (buffer < trace->buffers->len, NULL);

  return g_ptr_array_index (trace->buffers, buffer);
}

const char *
mms_trace_get_clock (MmsTrace *trace)
{
  return trace->clock;
}

const char *
mms_trace_get_stamp_unit (MmsTrace *trace)
{
  static const struct
  {
    const char *clock;
    const char *unit;
  } units[] = {
    { "counter", "events" },    { "uptime", "1/100 s" },  { "x86-tsc", "cycles" },
    { "ppc-tb", "cycles" },     { "s390-tod", "ticks" }, { MMS_CLOCK_UNSCALED, "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (trace->clock, units[i].clock) == 0)
      return units[i].unit;
  return "ns";
}

gboolean
mms_trace_clock_is_ns (MmsTrace *trace)
{
  return strcmp (mms_trace_get_stamp_unit (trace), "ns") == 0;
}

const MmsLoss *
mms_trace_get_losses (MmsTrace *trace, guint *n_losses)
{
  *n_losses = trace->losses->len;
  return (const MmsLoss *) (gpointer) trace->losses->data;
}

const guint *
mms_trace_get_holes (MmsTrace *trace, guint *n_holes)
{
  *n_holes = trace->holes->len;
  return (const guint *) (gpointer) trace->holes->data;
}

gboolean
mms_trace_is_whole (MmsTrace *trace, guint cpu, guint from, guint to)
{
  guint n_losses;
  guint n_holes;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  const guint *holes = mms_trace_get_holes (trace, &n_holes);

  for (guint i = 0; i < n_losses; i++)
    {
      if (losses[i].cpu == cpu && losses[i].event > from && losses[i].event <= to && !losses[i].is_hole)
        return FALSE;
    }
  for (guint i = 0; i < n_holes; i++)
    {
      if (holes[i] > from && holes[i] <= to)
        return FALSE;
    }
  return TRUE;
}

gboolean
mms_trace_is_simulated (MmsTrace *trace)
{
  for (guint i = 0; i < trace->properties->len; i++)
    {
      const MmsProperty *property = &g_array_index (trace->properties, MmsProperty, i);

      if (strcmp (property->name, "source") == 0)
        return strcmp (property->value, "simulator") == 0;
    }
  return FALSE;
}

guint64
mms_trace_get_n_lost (MmsTrace *trace)
{
  return trace->n_lost;
}

const MmsNote *
mms_trace_get_notes (MmsTrace *trace, guint *n_notes)
{
  *n_notes = trace->notes->len;
  return (const MmsNote *) (gpointer) trace->notes->data;
}

const MmsProperty *
mms_trace_get_properties (MmsTrace *trace, guint *n_properties)
{
  *n_properties = trace->properties->len;
  return (const MmsProperty *) (gpointer) trace->properties->data;
}

gboolean
mms_trace_is_complete (MmsTrace *trace)
{
  return trace->losses->len == 0 && !trace->is_damaged && !trace->is_prefix
         && !trace->is_incomplete;
}

gboolean
mms_trace_is_damaged (MmsTrace *trace)
{
  return trace->is_damaged;
}

gboolean
mms_trace_has_guessed_cpus (MmsTrace *trace)
{
  return trace->has_guessed_cpus;
}

gboolean
mms_trace_has_open_ties (MmsTrace *trace)
{
  return trace->has_open_ties;
}

gboolean
mms_trace_is_prefix (MmsTrace *trace)
{
  return trace->is_prefix;
}

const MmsTaskInfo *
mms_trace_find_task (MmsTrace *trace, int pid)
{
  guint low = 0;
  guint high = trace->tasks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const MmsTaskInfo *info = &g_array_index (trace->tasks, MmsTaskInfo, middle);

      if (info->pid == pid)
        return info;
      if (info->pid > pid)
        high = middle;
      else
        low = middle + 1;
    }
  return NULL;
}

const GArray *
mms_trace_get_tasks (MmsTrace *trace)
{
  return trace->tasks;
}

guint64
mms_trace_get_init_mm (MmsTrace *trace)
{
  return trace->init_mm;
}

const char *
mms_trace_get_sidecar_scheme (MmsTrace *trace)
{
  return trace->scheme;
}

static inline const MmsKind *
get_kind (const MmsTrace *trace, const MmsEvent *event)
{
  return g_ptr_array_index (trace->kinds, event->kind);
}

gboolean
mms_trace_get_number (MmsTrace *trace, const MmsEvent *event, guint field, guint element,
                      guint64 *value)
{
  return trace->decoder.get_number (trace->decoder_data, event,
                                    get_kind (trace, event), field, element, value);
}

char *
mms_trace_get_text (MmsTrace *trace, const MmsEvent *event, guint field)
{
  return trace->decoder.get_text (trace->decoder_data, event,
                                  get_kind (trace, event), field);
}

gboolean
mms_trace_get_chars (MmsTrace *trace, const MmsEvent *event, guint field, const char **chars,
                     gsize *length)
{
  return trace->decoder.get_chars != NULL
         && trace->decoder.get_chars (trace->decoder_data, event,
                                      get_kind (trace, event), field, chars,
                                      length);
}

int
mms_trace_get_pid (MmsTrace *trace, const MmsEvent *event)
{
  return trace->decoder.get_pid (trace->decoder_data, event,
                                 get_kind (trace, event));
}

char *
mms_trace_get_comm (MmsTrace *trace, const MmsEvent *event)
{
  return trace->decoder.get_comm (trace->decoder_data, event,
                                  get_kind (trace, event));
}

char *
mms_trace_get_json (MmsTrace *trace, const MmsEvent *event, guint field)
{
  return trace->decoder.get_json != NULL
           ? trace->decoder.get_json (trace->decoder_data, event,
                                      get_kind (trace, event), field)
           : NULL;
}

gboolean
mms_trace_get_flags (MmsTrace *trace, const MmsEvent *event, char flags[8])
{
  return trace->decoder.get_flags (trace->decoder_data, event,
                                   get_kind (trace, event), flags);
}

char *
mms_trace_get_printed (MmsTrace *trace, const MmsEvent *event)
{
  return trace->decoder.get_info (trace->decoder_data, event,
                                  get_kind (trace, event));
}

static gboolean
is_place_in_code (const MmsKind *kind, guint field)
{
  const char *name = g_array_index (kind->fields, MmsField, field).name;

  return g_str_has_prefix (name, "__probe_")
         || (field == 0 && kind->role == MMS_ROLE_NONE && strcmp (name, "ip") == 0);
}

static void
append_field (MmsTrace *trace, const MmsEvent *event, const MmsKind *kind, guint field,
              GString *line)
{
  g_autofree char *text = mms_trace_get_text (trace, event, field);

  if (text == NULL)
    return;
  if (line->len > 0)
    g_string_append_c (line, ' ');
  g_string_append (line, g_array_index (kind->fields, MmsField, field).name);
  g_string_append_c (line, '=');
  g_string_append (line, text);
}

char *
mms_trace_get_info (MmsTrace *trace, const MmsEvent *event)
{
  const MmsKind *kind = get_kind (trace, event);
  char *info = mms_trace_get_printed (trace, event);
  GString *line;

  if (info != NULL)
    return info;

  /* Where a probe or a print stands in the code comes last: the line is often cut. */
  line = g_string_new (NULL);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      if (!is_place_in_code (kind, i))
        append_field (trace, event, kind, i, line);
    }
  for (guint i = 0; i < kind->fields->len; i++)
    {
      if (is_place_in_code (kind, i))
        append_field (trace, event, kind, i, line);
    }
  return g_string_free (line, FALSE);
}

guint
mms_trace_get_event_buffer (MmsTrace *trace, const MmsEvent *event)
{
  guint buffer = trace->decoder.get_buffer (trace->decoder_data, event);

  return buffer < trace->buffers->len ? buffer : 0;
}

gboolean
mms_trace_get_slot (MmsTrace *trace, const MmsEvent *event, MmsSlot slot, guint64 *value)
{
  const MmsKind *kind = get_kind (trace, event);
  MmsBinding binding = kind->bindings[slot];

  return binding.is_bound
         && trace->decoder.get_number (trace->decoder_data, event, kind, binding.field,
                                       binding.element, value);
}

char *
mms_trace_get_slot_text (MmsTrace *trace, const MmsEvent *event, MmsSlot slot)
{
  const MmsKind *kind = get_kind (trace, event);
  MmsBinding binding = kind->bindings[slot];

  return binding.is_bound
             ? trace->decoder.get_text (trace->decoder_data, event, kind, binding.field)
             : NULL;
}

gboolean
mms_trace_get_slot_chars (MmsTrace *trace, const MmsEvent *event, MmsSlot slot, const char **chars,
                          gsize *length)
{
  const MmsKind *kind = get_kind (trace, event);
  MmsBinding binding = kind->bindings[slot];

  return binding.is_bound && trace->decoder.get_chars != NULL
         && trace->decoder.get_chars (trace->decoder_data, event, kind, binding.field, chars,
                                      length);
}

const char *
mms_trace_get_slot_symbol (MmsTrace *trace, const MmsEvent *event, MmsSlot slot)
{
  const MmsKind *kind = get_kind (trace, event);
  MmsBinding binding = kind->bindings[slot];

  return binding.is_bound
             ? trace->decoder.get_symbol (trace->decoder_data, event, kind, binding.field)
             : NULL;
}

gboolean
mms_trace_get_own (MmsTrace *trace, const MmsEvent *event, MmsSlot slot, guint64 *value)
{
  const MmsKind *kind = get_kind (trace, event);
  guint field;

  if (event->cpu >= kind->n_own_cpus)
    return FALSE;
  field = kind->own[event->cpu * MMS_N_OWN_SLOTS + (slot - MMS_SLOT_OWN_ACTIVE)];
  return field != 0
         && trace->decoder.get_number (trace->decoder_data, event, kind, field - 1, 0, value);
}

guint
mms_trace_find_time (MmsTrace *trace, guint64 time)
{
  guint low = 0;
  guint high = trace->n_events;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (trace->events[middle].time >= time)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}
