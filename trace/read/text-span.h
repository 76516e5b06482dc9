/* text-span.h - pieces of a text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A piece of a text, not terminated. */
typedef struct
{
  const char *start;
  gsize length;
} MmsTextSpan;

/* Decimal digits at @p, at most to @end.  Returns: where they stop; @p if there are none or they
 * make more than 64 bits. */
const char *mms_text_parse_digits (const char *p,
                                   const char *end,
                                   guint64    *value);

/* A task's name for #MmsTaskInfo: at most 15 bytes, and UTF-8 whatever the bytes were. */
void mms_text_copy_comm (MmsTextSpan span,
                         char        comm[16 + 1]);

/* Whether @span is @text. */
gboolean mms_text_span_is (MmsTextSpan  span,
                           const char  *text);

G_END_DECLS
