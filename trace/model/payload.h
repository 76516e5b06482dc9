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
 * @event: (transfer none)
 * @kind: (transfer none): its kind
 * @bytes: (nullable): what it recorded
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
  const MmsEvent *event;
  const MmsKind *kind;
  const guint8 *bytes;
  guint size;
} MmsPayload;

/* Turns to @event of @trace; there is nothing to free. */
void mms_payload_open (MmsPayload     *payload,
                       MmsTrace       *trace,
                       const MmsEvent *event);

/* @event of @trace will be opened some events from now. */
void mms_payload_expect (MmsTrace       *trace,
                         const MmsEvent *event);

static inline guint64
mms_load_number (const MmsLoad *load, const guint8 *bytes)
{
  guint64 value = 0;

  switch (load->size)
    {
    case 8:
      memcpy (&value, bytes + load->offset, 8);
      return value;
    case 4:
      {
        guint32 word;

        memcpy (&word, bytes + load->offset, 4);
        value = word;
        break;
      }
    case 2:
      {
        guint16 word;

        memcpy (&word, bytes + load->offset, 2);
        value = word;
        break;
      }
    default:
      value = bytes[load->offset];
      break;
    }
  return (guint64) ((gint64) (value << load->shift) >> load->shift);
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

  if (cpu >= payload->kind->n_own_cpus)
    return FALSE;
  load = &payload->kind->own_loads[cpu * MMS_N_OWN_SLOTS + (slot - MMS_SLOT_OWN_ACTIVE)];
  if (G_UNLIKELY (load->end > payload->size))
    return mms_trace_get_own (payload->trace, payload->event, slot, value);
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
