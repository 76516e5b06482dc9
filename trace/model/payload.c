/* payload.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "payload.h"

#include "trace-private.h"

void
mms_payload_init (MmsPayload *payload, MmsTrace *trace)
{
  *payload = (MmsPayload){ .trace = trace };
  payload->kinds = (MmsKind *const *) (gpointer) trace->kinds->pdata;
  if (trace->decoder.get_area != NULL)
    payload->area = trace->decoder.get_area (trace->decoder_data);
}
