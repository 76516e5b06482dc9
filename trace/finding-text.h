/* finding-text.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/**
 * mms_finding_append_text:
 * @finding: one of the document's
 * @has_colors: for a terminal
 *
 * Appends the finding and its chain as `mmscope check` prints them, several lines, each with its
 * newline.
 */
void mms_finding_append_text (GString          *text,
                              MmsDocument      *document,
                              const MmsFinding *finding,
                              gboolean          has_colors);

G_END_DECLS
