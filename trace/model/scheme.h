/* scheme.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsScheme:
 * @name: as captures name it (state_begin, the sidecar)
 * @number: which of the catalogued schemes it is or varies: "S1", "S4x" (S4 on x86), …
 * @title: in a few words
 * @keeps_alive: one sentence: what keeps a borrowed mm alive
 * @slot: what the kernel calls the deferred reference, shown as mm_to_mmdrop; %NULL where there is
 *   none
 *
 * A rule by which kernels borrow address spaces, as far as captures name it.
 */
typedef struct
{
  const char *name;
  const char *number;
  const char *title;
  const char *keeps_alive;
  const char *slot;
} MmsScheme;

/* (nullable): a name that is not known, "unknown" among them */
const MmsScheme *mms_scheme_find (const char *name);

G_END_DECLS
