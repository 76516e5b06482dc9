/* toast.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MMS_TYPE_TOAST (mms_toast_get_type ())

/**
 * MmsToast:
 *
 * One line that says what was just done, and goes by itself. It takes no clicks: what is below it
 * stays in reach.
 */
G_DECLARE_FINAL_TYPE (MmsToast, mms_toast, MMS, TOAST, GtkWidget)

GtkWidget *mms_toast_new (void);

/* Instead of what it still says. */
void mms_toast_say (MmsToast   *toast,
                    const char *text);

/* (nullable) (transfer none): while it is shown */
const char *mms_toast_get_text (MmsToast *toast);

G_END_DECLS
