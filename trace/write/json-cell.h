/* json-cell.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <json-c/json.h>

#include "model/trace.h"

G_BEGIN_DECLS

/**
 * mms_json_cell_new:
 * @field: index in @event's kind
 * @info: to which "name=text" is appended, as mms_trace_get_info() composes it
 *
 * Puts a field into the shortest form from which its number, text, bytes and symbol can be read
 * again.
 *
 * Returns: (transfer full) (nullable): %NULL where the event does not have the field
 */
struct json_object *mms_json_cell_new (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       guint           field,
                                       GString        *info);

G_END_DECLS
