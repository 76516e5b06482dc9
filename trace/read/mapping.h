/* mapping.h - files in memory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mms_mapping_new:
 * @size: of the file that @fd is open on
 *
 * Maps a file.  Whoever truncates it meanwhile takes its pages away, and to touch them raises
 * SIGBUS; the same goes for pages that cannot be read.  A handler puts zeros in their place, up to
 * the end of the mapping.  It is installed with the first mapping and leaves every other SIGBUS to
 * whoever handled it before.
 *
 * Returns: (transfer full) (nullable): the contents; %NULL if the file cannot be mapped, or if too
 *   many are
 */
GBytes *mms_mapping_new (int   fd,
                         gsize size);

/* Whether a part of @bytes, which mms_mapping_new() returned, was gone when it was touched. */
gboolean mms_mapping_is_cut (GBytes *bytes);

G_END_DECLS
