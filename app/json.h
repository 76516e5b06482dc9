/* json.h - the few forms of JSON that subcommands write
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>
#include <json-c/json.h>

G_BEGIN_DECLS

/* Any bytes may stand in a file name or in a trace; JSON is UTF-8.  %NULL becomes null. */
void mms_json_add_text   (struct json_object *object,
                          const char         *key,
                          const char         *text);
void mms_json_add_number (struct json_object *object,
                          const char         *key,
                          guint64             number);
/* (transfer full) */
char *mms_json_to_text   (struct json_object *object);

G_END_DECLS
