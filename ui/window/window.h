/* window.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "loader.h"
#include "widgets/player.h"
#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_WINDOW (mms_window_get_type ())
G_DECLARE_FINAL_TYPE (MmsWindow, mms_window, MMS, WINDOW, GtkApplicationWindow)

/**
 * MmsWindow:
 *
 * The window on one trace.  Everything that it can do is an action of its own ("win.…"), see
 * mms_shortcuts_get().
 */
GtkWidget *mms_window_new  (GtkApplication *application);

/* What is being loaded, or was there before, gives way once the new one is there. */
void       mms_window_open (MmsWindow      *window,
                            GFile          *file);
/* Neither a document nor one on its way. */
gboolean   mms_window_is_empty (MmsWindow  *window);

MmsView   *mms_window_get_view   (MmsWindow *window);
MmsPlayer *mms_window_get_player (MmsWindow *window);
MmsLoader *mms_window_get_loader (MmsWindow *window);

/* "welcome", "loading", "error" or "trace" */
const char *mms_window_get_page   (MmsWindow *window);
/* Why a file could not be opened, as the window says it; "" otherwise. */
const char *mms_window_get_error  (MmsWindow *window);
/* What the status at the bottom says. */
const char *mms_window_get_status (MmsWindow *window);
/* What stands over the machine. */
const char *mms_window_get_heading (MmsWindow *window);
/* What the bar over the trace says is missing; NULL: nothing. */
const char *mms_window_get_notice (MmsWindow *window);
/* What it says about the file, which is not the one any more that was read; NULL: nothing. */
const char *mms_window_get_file_notice (MmsWindow *window);
/* What was just done, for as long as that is said; NULL: nothing. */
const char *mms_window_get_toast (MmsWindow *window);
/* Writes a picture of what the window shows, of the form that the ending of @path names. */
gboolean    mms_window_save_picture (MmsWindow   *window,
                                     const char  *path,
                                     GError     **error);
/* (nullable): the accessible text of that CPU's lane */
const char *mms_window_get_lane_text (MmsWindow *window,
                                      guint      cpu);

G_END_DECLS
