/* source-style.h - how source is highlighted
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* (nullable) (transfer none): that of a file of that name */
GtkSourceLanguage *mms_source_style_get_language (const char *name);

/* (transfer none) */
GtkSourceStyleScheme *mms_source_style_get_scheme (gboolean is_dark);

G_END_DECLS
