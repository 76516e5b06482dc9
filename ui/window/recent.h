/* recent.h - files opened before, and samples
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Remembers a file that was opened. */
void mms_recent_add (const char *path);

/* (transfer full) (element-type GFile): the files opened before that still exist, the last one
 * first, at most @max */
GPtrArray *mms_recent_list (guint max);

/* (transfer full) (element-type GFile): the captures that came with mmscope, by name; empty if they
 * are not installed.  The environment's MMSCOPE_SAMPLES names another folder. */
GPtrArray *mms_recent_list_samples (void);

G_END_DECLS
