/* text-value.h - keys and values behind an event's name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "text-line.h"

G_BEGIN_DECLS

/* No event's text is longer: the kernel formats it in one or two pages. */
#define MMS_TEXT_INFO_MAX (64 * 1024)

/**
 * mms_text_next_pair:
 * @p: (inout): where to go on
 * @end: the end of the event's text
 * @key: (out):
 * @value: (out): a word, or what quotes hold together, the quotes included
 *
 * Finds the next `key=value`.
 */
gboolean mms_text_next_pair (const char  **p,
                             const char   *end,
                             MmsTextSpan  *key,
                             MmsTextSpan  *value);

/**
 * mms_text_find_value:
 * @info: the event's text
 * @hint: where the key usually begins at the earliest, counted in bytes
 *
 * Finds the value of @key without looking at the pairs before it.
 */
gboolean mms_text_find_value (MmsTextSpan  info,
                              MmsTextSpan  key,
                              gsize        hint,
                              MmsTextSpan *value);

/* trace-cmd report -R prints bytes that are no ASCII as `ARRAY[c3, a9, 00]`.  Returns: where that
 * ends; %NULL if it is not what begins at @start */
const char *mms_text_skip_array (const char *start,
                                 const char *end);

/* (transfer full) (nullable): the text in such an array, up to its NUL; %NULL if @value is none */
char *mms_text_copy_array (MmsTextSpan value);

/**
 * mms_text_is_hex:
 *
 * Returns: whether values of the field @key of the event @event are hexadecimal even without 0x
 */
gboolean mms_text_is_hex (const char  *event,
                          MmsTextSpan  key);

/**
 * mms_text_parse_number:
 * @element: which number of an array `{1,2}`
 *
 * Reads `12`, `-1`, `0x1f`, `1f` (@is_hex), `true`, and what words explain: `local mm shootdown
 * (3)`.
 */
gboolean mms_text_parse_number (MmsTextSpan  value,
                                gboolean     is_hex,
                                guint        element,
                                guint64     *number);

/* The state of a task: `S`, `D|K`, `R+`; @letters in the order of their bits. */
gboolean mms_text_parse_state (MmsTextSpan  value,
                               const char  *letters,
                               guint64     *number);

G_END_DECLS
