/* span.h - memory that grows where it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsSpan:
 * @data: the first @committed bytes may be used
 * @reserved: addresses that nobody else gets; they cost no memory
 *
 * Threads go on reading while it grows, because nothing in it ever moves.  New bytes are zero.
 */
typedef struct
{
  gpointer data;
  gsize reserved;
  gsize committed;
} MmsSpan;

/* Takes addresses for @wanted bytes, or for as many as there are: a process may be limited. */
void mms_span_reserve (MmsSpan *span,
                       gsize    wanted);

/* Makes at least @bytes usable.  %FALSE: they are not to be had; what was there stays. */
gboolean mms_span_commit (MmsSpan *span,
                          gsize    bytes);

void mms_span_clear (MmsSpan *span);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsSpan, mms_span_clear)

G_END_DECLS
