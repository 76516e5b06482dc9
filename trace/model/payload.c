/* payload.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "payload.h"

#include "trace-private.h"

void
mms_payload_open (MmsPayload *payload, MmsTrace *trace, const MmsEvent *event)
{
  payload->trace = trace;
  payload->event = event;
  payload->kind = g_ptr_array_index (trace->kinds, event->kind);
  payload->bytes = NULL;
  payload->size = 0;
  if (G_LIKELY (trace->decoder.get_payload != NULL))
    payload->bytes = trace->decoder.get_payload (trace->decoder_data, event, &payload->size);
}

void
mms_payload_expect (MmsTrace *trace, const MmsEvent *event)
{
  if (trace->decoder.expect != NULL)
    trace->decoder.expect (trace->decoder_data, event);
}
