/* text-file.h - texts of people come from files, which may be anything
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_MAX_TEXT (1u << 20) /* bytes of one text of a program, or of a litmus test */

/* (transfer full) (nullable): what is in the file, and no more than one byte more than MMS_MAX_TEXT of it, whatever it
 * is: whoever reads the text says that it is too large. */
char *mms_text_file_read (const char *path,
                          gsize      *length,
                          GError    **error);

G_END_DECLS
