/* random-ghosts.h - little programs that are looked at from everywhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a scenario: two or three CPUs that load, store and branch, and between that ghosts of all kinds,
 * which need what was loaded, and remember and look at what others change.  Deterministic by @seed. */
char *random_ghosts (guint32 seed);

G_END_DECLS
