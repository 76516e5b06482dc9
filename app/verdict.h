/* verdict.h - what a search has found, in the words of the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <json-c/json.h>

#include "sim/explore.h"

G_BEGIN_DECLS

/* Starts that a search is to be told of: states, states per second, depth, memory. */
void mms_verdict_show_progress (MmsExploreOptions *options);

/* (transfer full) (element-type utf8): ids of what was found, each once, in the order of their shortest
 * paths; @violations: those above information, or the others */
GPtrArray *mms_verdict_list_ids (const MmsExploration *exploration,
                                 gboolean              violations);
/* (transfer full): ["D27", "D15"] */
struct json_object *mms_verdict_ids_to_json (const MmsExploration *exploration,
                                             gboolean              violations);

/* (transfer full): "violated: D27 deferred-dropped-while-lazy, D15 freed-with-lazy-holder", and how
 * much was searched, on lines of their own */
char *mms_verdict_to_text (const MmsExploration *exploration);

/* Whether the search came to its end, so that nothing is left that it could find. */
gboolean mms_verdict_is_complete (const MmsExploration *exploration);
/* "store buffer", "window": what keeps operations in flight */
const char *mms_verdict_get_buffer_name (const MmsMachine *machine);
/* (nullable) (transfer full): FILE:LINE of what a CPU had no room for there: the verdict is of no more operations in
 * flight than it holds */
char *mms_verdict_get_full_place (const MmsExploration *exploration);

/* Adds both to @object as "buffer" and "full_at"; null where there is none. */
void mms_verdict_add_room (struct json_object   *object,
                           const MmsExploration *exploration);

/* The exit status: 0, 1 if violated, 4 if not finished, even if violated. */
int mms_verdict_get_status (const MmsExploration *exploration);

/**
 * mms_verdict_parse_size:
 * @text: "512M", "2G", "1048576"; a number alone is bytes
 *
 * Returns: whether that is a size above 0
 */
gboolean mms_verdict_parse_size (const char *text,
                                 gsize      *size);

/* Half of the memory of this computer, in bytes. */
gsize mms_verdict_get_default_memory (void);

G_END_DECLS
