/* spelling.h - what somebody may have meant by a word that is none
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words of kernels that are none of the language. Returns: (nullable): "write …" */
const char *mms_spelling_of_function (const char *name);

/* Returns: (nullable): the word at the top of a file that is spelled almost like this one */
const char *mms_spelling_of_declaration (const char *word, gsize length);

G_END_DECLS
