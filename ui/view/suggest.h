/* suggest.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "model/history.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_SUGGESTION_CPU,
  MMS_SUGGESTION_KIND,
  MMS_SUGGESTION_TASK,
  MMS_SUGGESTION_MM,
  MMS_SUGGESTION_FIELD,
  MMS_N_SUGGESTIONS
} MmsSuggestionType;

/**
 * MmsSuggestion:
 * @term: what to ask for: "mm:C"; of a field "comm=", which wants a value
 * @title: "mm C"
 * @details: "0xff11…, bash-115, freed at event 812"
 * @mm: of an mm, its index in the history
 */
typedef struct
{
  MmsSuggestionType type;
  char *term;
  char *title;
  char *details;
  guint mm;
} MmsSuggestion;

/**
 * mms_suggest:
 * @word: the beginning of a name, a pid or an address, or what is in a name
 * @most: of each type
 *
 * What of the trace somebody who types @word may mean.  It walks over all tasks and mms, so that it
 * is something for a worker.  The tasks and mms of an empty word are the first ones.
 *
 * Returns: (transfer full) (element-type MmsSuggestion): sorted by type
 */
GPtrArray *mms_suggest (MmsHistory   *history,
                        const char   *word,
                        guint         most,
                        GCancellable *cancellable);

/* (transfer full): @text, where its last word, the one that is being typed, is replaced by @term */
char *mms_suggest_complete (const char *text,
                            const char *term);
/* The last word of @text; "" where a blank ends it. */
const char *mms_suggest_get_word (const char *text);

G_END_DECLS
