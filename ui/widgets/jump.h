/* jump.h - where somebody wants to go
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/**
 * mms_jump_parse:
 * @text: "1234": that event; "+12.5 ms", "+1234": so much after the first event; "2.285 s": the
 *   trace's own stamp.  Units are ns, us, µs, ms and s; none means units of the clock.
 * @event: (out): the event, or the last one not after that time
 *
 * Returns: whether @text was understood; otherwise @error says what it can be
 */
gboolean mms_jump_parse (MmsView     *view,
                         const char  *text,
                         guint       *event,
                         GError     **error);

G_END_DECLS
