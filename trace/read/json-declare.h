/* json-declare.h - the lines of a trace in JSON that are no events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <json-c/json.h>

#include "json-kinds.h"

G_BEGIN_DECLS

/**
 * mms_json_parse:
 * @problem: (out): what is wrong
 *
 * Returns: (transfer full) (nullable): the one value that the text is, to be put
 */
struct json_object *mms_json_parse (const char  *text,
                                    gsize        length,
                                    const char **problem);

/**
 * mms_json_declare_header:
 * @n_events: (out): how many events the file says it has; -1 if it does not say
 * @problem: (out): what of it could not be used; %NULL if all could
 *
 * Takes the first line's members; its version was looked at.
 */
void mms_json_declare_header (struct json_object  *header,
                              MmsTraceBuilder     *builder,
                              gint64              *n_events,
                              const char         **problem);

/**
 * mms_json_declare:
 * @problem: (out): what of it could not be used
 *
 * Takes a line that declares a kind or tells of a task, a note, or lost events.
 */
gboolean mms_json_declare (struct json_object  *object,
                           MmsTraceBuilder     *builder,
                           MmsJsonKinds        *kinds,
                           const char         **problem);

G_END_DECLS
