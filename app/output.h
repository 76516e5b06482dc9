/* output.h - a file that a subcommand writes, whole or not at all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsOutput:
 *
 * Writes beside the file it is for and takes its place at the end, so that what was there stays
 * until everything is written, and stays for good if that fails.  Devices and pipes are written to
 * at once.  Failures are told on stderr, once.
 */
typedef struct _MmsOutput MmsOutput;

/* @path: "-" is stdout */
MmsOutput *mms_output_new  (const char *path);
/* Removes what was not committed. */
void       mms_output_free (MmsOutput  *output);

/* Whether @path leads to the file that is to be written. */
gboolean mms_output_is_file (MmsOutput  *output,
                             const char *path);

gboolean mms_output_open   (MmsOutput  *output);
/* Returns: whether more output makes sense */
gboolean mms_output_write  (MmsOutput  *output,
                            const char *data,
                            gsize       length);
gboolean mms_output_commit (MmsOutput  *output);

/* %MMS_STATUS_UNREADABLE once something failed, else %MMS_STATUS_CLEAN */
int mms_output_get_status (MmsOutput *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsOutput, mms_output_free)

G_END_DECLS
