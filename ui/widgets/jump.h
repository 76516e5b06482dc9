/* jump.h - where somebody wants to go
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/**
 * MmsJump:
 * @event: the event, or the last one not after the time that was asked for
 * @is_before: that time lies after the event and before the next one
 * @suggestion: where the text was refused, what may have been meant instead; "": nothing
 */
typedef struct
{
  guint event;
  gboolean is_before;
  char suggestion[32];
} MmsJump;

/**
 * mms_jump_parse:
 * @text: "1234": that event; "+12.5 ms", "+1234": so much after the first event; "2.285 s": the
 *   trace's own stamp.  Units are ns, us, µs, ms and s; none means units of the clock.
 * @jump: (out): where that is; of a text that was refused, the suggestion
 *
 * Returns: whether @text was understood and lies in the trace; otherwise @error says what it can be
 */
gboolean mms_jump_parse (MmsView     *view,
                         const char  *text,
                         MmsJump     *jump,
                         GError     **error);

G_END_DECLS
