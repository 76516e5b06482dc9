/* text-form.h - events whose text is more than key=value
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "text-line.h"

G_BEGIN_DECLS

#define MMS_TEXT_FORM_PARTS 8

/**
 * MmsTextForm:
 * @pattern: "prev_comm={prev_comm} prev_pid={prev_pid} …": literal text and, in braces, the
 *   kernel's own names of the fields whose values stand there
 * @state_letters: in what order bits of a task's state have letters here; %NULL: no state
 *
 * What the text of an event looks like.  A field whose name ends in "comm" holds any text of at
 * most 15 bytes, in "pid", "prio" or "cpu" a number; "filename" and "reason" hold any text, every
 * other field a word without spaces.  So a task called "a prev_pid=1 ==> x" is told from the keys
 * around it: only one way to cut the line fits.
 */
typedef struct
{
  const char *pattern;
  const char *state_letters;
} MmsTextForm;

/**
 * mms_text_form_find:
 *
 * Returns: (nullable): the forms of the event called @name, tried in order, ending at a %NULL
 *   pattern
 */
const MmsTextForm *mms_text_form_find (MmsTextSpan name);

/**
 * mms_text_form_match:
 * @forms: what mms_text_form_find() returned
 * @keys: (out): names of the fields, in the order of the text
 * @values: (out): and their values
 * @n_values: (out):
 *
 * Returns: (nullable): the form that @info has
 */
const MmsTextForm *mms_text_form_match (const MmsTextForm *forms,
                                        MmsTextSpan        info,
                                        MmsTextSpan        keys[MMS_TEXT_FORM_PARTS],
                                        MmsTextSpan        values[MMS_TEXT_FORM_PARTS],
                                        guint             *n_values);

G_END_DECLS
