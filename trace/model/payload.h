/* payload.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <string.h>

#include "trace.h"

G_BEGIN_DECLS

/**
 * MmsPayload:
 * @trace: (transfer none)
 * @kinds: (transfer none): the trace's
 * @area: where its records lie
 * @event: (transfer none)
 * @kind: (transfer none): its kind
 * @bytes: (nullable): what it recorded; 8 more bytes may be read
 * @size: how many bytes that are; 0 where only the decoder can read them
 *
 * One event that is looked at closely.  The replay and the detectors ask for up to a dozen fields of each
 * event; the record is found once, and then a field costs no more than its load.  The functions answer
 * the same as their namesakes of #MmsTrace.
 *
 * The file may change meanwhile, so @size is what counts, whatever the record's head says later.
 */
typedef struct
{
  MmsTrace *trace;
  MmsKind *const *kinds;
  MmsRingArea area;
  const MmsEvent *event;
  const MmsKind *kind;
  const guint8 *bytes;
  guint size;
} MmsPayload;

/* Gets ready for events of @trace, which is finished; there is nothing to free. */
void mms_payload_init (MmsPayload *payload,
                       MmsTrace   *trace);

/* Turns to @event. */
static inline void
mms_payload_open (MmsPayload *payload, const MmsEvent *event)
{
  payload->event = event;
  payload->kind = payload->kinds[event->kind];
  payload->bytes = mms_ring_area_find (&payload->area, event->place, &payload->size);
}

/* @event will be opened some events from now. */
static inline void
mms_payload_expect (const MmsPayload *payload, const MmsEvent *event)
{
  mms_ring_area_expect (&payload->area, event->place);
}

/* Numbers of all sizes are loaded alike, with what follows them: the sizes of one field after the other are
 * nothing for a processor to guess. */
static inline guint64
mms_load_number (const MmsLoad *load, const guint8 *bytes)
{
  guint64 value;

  memcpy (&value, bytes + load->offset, sizeof (value));
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  value <<= load->shift;
#endif
  return load->is_signed ? (guint64) ((gint64) value >> load->shift) : value >> load->shift;
}

static inline gboolean
mms_payload_get_slot (const MmsPayload *payload, MmsSlot slot, guint64 *value)
{
  const MmsLoad *load = &payload->kind->loads[slot];

  if (G_UNLIKELY (load->end > payload->size))
    return payload->kind->bindings[slot].is_bound
           && mms_trace_get_slot (payload->trace, payload->event, slot, value);
  *value = mms_load_number (load, payload->bytes);
  return TRUE;
}

static inline gboolean
mms_payload_get_own (const MmsPayload *payload, MmsSlot slot, guint64 *value)
{
  const guint cpu = payload->event->cpu;
  const MmsLoad *load;
  guint index;

  if (cpu >= payload->kind->n_own_cpus)
    return FALSE;
  index = cpu * MMS_N_OWN_SLOTS + (slot - MMS_SLOT_OWN_ACTIVE);
  load = &payload->kind->own_loads[index];
  if (G_UNLIKELY (load->end > payload->size))
    return payload->kind->own[index] != 0
           && mms_trace_get_own (payload->trace, payload->event, slot, value);
  *value = mms_load_number (load, payload->bytes);
  return TRUE;
}

static inline int
mms_payload_get_pid (const MmsPayload *payload)
{
  const MmsLoad *load = &payload->kind->pid;

  if (G_UNLIKELY (load->end > payload->size))
    return mms_trace_get_pid (payload->trace, payload->event);
  return (int) mms_load_number (load, payload->bytes);
}

/**
 * mms_payload_peek_chars:
 * @size: the size that the field must have
 *
 * Returns: (nullable) (array length=size): the bytes of a string of fixed size, which may end before or
 *   fill it all; %NULL where the field is something else or the record's bytes cannot be read as they are
 */
static inline const char *
mms_payload_peek_chars (const MmsPayload *payload, MmsSlot slot, guint size)
{
  const MmsBinding binding = payload->kind->bindings[slot];
  const MmsField *field;

  if (!binding.is_bound)
    return NULL;
  field = &g_array_index (payload->kind->fields, MmsField, binding.field);
  if (field->form != MMS_FIELD_CHARS || field->size != size
      || (guint) field->offset + size > payload->size)
    return NULL;
  return (const char *) payload->bytes + field->offset;
}

G_END_DECLS
