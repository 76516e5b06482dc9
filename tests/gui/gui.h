/* gui.h - what the tests of the window share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "window/window.h"

G_BEGIN_DECLS

typedef gboolean (*GuiCondition) (gpointer user_data);

/* (transfer full): "patched/hazard_skip-exit.dat" among the captures */
GFile *gui_capture (const char *name);

/* Runs the main loop until @condition holds; fails the test where that takes too long. */
void gui_wait (GuiCondition condition,
               gpointer     user_data);
/* Runs the main loop for so long. */
void gui_run  (guint milliseconds);

/* A window that is shown; with @name open in it, unless that is NULL. */
MmsWindow *gui_open    (const char *name);
/* Closes the window and fails the test if it, or its view, stays behind. */
void       gui_close   (MmsWindow  *window);
/* Until nothing is being loaded any more. */
void       gui_settle  (MmsWindow  *window);
/* Until the table of events has all its rows: it gets a few with each frame. */
void       gui_wait_for_rows (MmsWindow *window);
void       gui_do      (MmsWindow  *window,
                        const char *action);
guint      gui_playhead (MmsWindow *window);

/* (nullable): the @n-th widget of that type below @widget, counted from 0 */
GtkWidget *gui_find (GtkWidget *widget,
                     GType      type,
                     guint      n);

/* (transfer full): a trace of @n_events scheduler events, as text, in a file that the caller
 * removes with g_file_delete() */
GFile *gui_write_trace (guint n_events);

G_END_DECLS
