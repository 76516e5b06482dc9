/* event-text.h - one event in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_EVENT_COLUMN_NUMBER,
  MMS_EVENT_COLUMN_TIME, /* the trace's own stamp, as other tools print it */
  MMS_EVENT_COLUMN_CPU,
  MMS_EVENT_COLUMN_TASK,
  MMS_EVENT_COLUMN_FLAGS,
  MMS_EVENT_COLUMN_NAME,
  MMS_EVENT_COLUMN_INFO,
  MMS_N_EVENT_COLUMNS
} MmsEventColumn;

const char *mms_event_column_get_title (MmsEventColumn column);

/* (transfer full): what stands in @column for @event (1 …); the info is cut at a length that no
 * screen shows */
char *mms_event_text_format (MmsView        *view,
                             guint           event,
                             MmsEventColumn  column);
/* (transfer full): the event in one line, without its number and time */
char *mms_event_text_summarize (MmsView *view,
                                guint    event);
/* (transfer full): a length of time as people say it: "59.7 ms" */
char *mms_event_text_round (MmsView *view,
                            double   duration);
/* (transfer full): everything about the event, several lines */
char *mms_event_text_describe  (MmsView *view,
                                guint    event);

/* (transfer full): one line for a mail: "event 2000  2.271376592 s  CPU 3 …" */
char *mms_event_text_copy (MmsView *view,
                           guint    event);

G_END_DECLS
