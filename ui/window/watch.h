/* watch.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MMS_TYPE_WATCH (mms_watch_get_type ())
G_DECLARE_FINAL_TYPE (MmsWatch, mms_watch, MMS, WATCH, GObject)

typedef enum
{
  MMS_WATCH_SAME,    /* as it was when it was read */
  MMS_WATCH_WRITTEN, /* another one, and still being written */
  MMS_WATCH_CHANGED, /* another one, and at rest */
  MMS_WATCH_GONE,
} MmsWatchState;

/**
 * MmsWatch:
 *
 * Whether a file is still the one that was read.  It looks only after the system told that something
 * happened to the file, and while it is being written.
 *
 * Signal: "changed", also while the file grows.
 */
MmsWatch *mms_watch_new (void);

/* From now on, and compared with what is there now; @file may be NULL. */
void mms_watch_set_file (MmsWatch *watch,
                         GFile    *file);

/* The file is being read again: what is there now counts as soon as that went well. */
void mms_watch_begin  (MmsWatch *watch);
void mms_watch_accept (MmsWatch *watch);

MmsWatchState mms_watch_get_state (MmsWatch *watch);
/* In bytes: when it was read, and when it was looked at last. */
goffset       mms_watch_get_old_size (MmsWatch *watch);
goffset       mms_watch_get_size     (MmsWatch *watch);

G_END_DECLS
