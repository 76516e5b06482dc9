/* step-menu.h - what one step is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_STEP_EVENT,     /* one event */
  MMS_STEP_OPERATION, /* one memory operation */
  MMS_STEP_LINE,      /* to another line of the source */
  MMS_STEP_CPU,       /* one event of the selected CPU */
  MMS_N_STEPS
} MmsStep;

/* "event", "operation", …: the targets of the action win.step-by */
const char *mms_step_get_name (MmsStep     step);
gboolean    mms_step_parse    (const char *name,
                               MmsStep    *step);

/* "One event", "One memory operation": what a step goes, before "forward" or "back" */
const char *mms_step_describe (MmsStep     step);

/* (transfer floating): a button that shows @step and lets one choose, by the action win.step-by */
GtkWidget *mms_step_menu_new  (void);
void       mms_step_menu_show (GtkWidget *menu,
                               MmsStep    step);

G_END_DECLS
