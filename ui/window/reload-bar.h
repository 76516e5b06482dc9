/* reload-bar.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "watch.h"

G_BEGIN_DECLS

#define MMS_TYPE_RELOAD_BAR (mms_reload_bar_get_type ())
G_DECLARE_FINAL_TYPE (MmsReloadBar, mms_reload_bar, MMS, RELOAD_BAR, GtkWidget)

/**
 * MmsReloadBar:
 *
 * Says that the file is another one now, and offers to read it again.  It lies over the trace, so
 * that nothing moves when it comes.
 */
GtkWidget *mms_reload_bar_new (void);

/* @name: the file's, for people */
void        mms_reload_bar_update    (MmsReloadBar *bar,
                                      MmsWatch     *watch,
                                      const char   *name);
/* The file could not be read again, and what was read before is still shown. */
void        mms_reload_bar_show_error (MmsReloadBar *bar,
                                       const char   *name,
                                       const char   *reason);
/* What it says; NULL where it is not shown. */
const char *mms_reload_bar_get_text  (MmsReloadBar *bar);

G_END_DECLS
