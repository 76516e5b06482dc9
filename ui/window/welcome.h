/* welcome.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MMS_TYPE_WELCOME (mms_welcome_get_type ())
G_DECLARE_FINAL_TYPE (MmsWelcome, mms_welcome, MMS, WELCOME, GtkWidget)

/**
 * MmsWelcome:
 *
 * What the window shows without a trace: what one can do.
 */
GtkWidget *mms_welcome_new (void);

G_END_DECLS
