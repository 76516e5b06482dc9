/* notices.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "document.h"

G_BEGIN_DECLS

#define MMS_TYPE_NOTICES (mms_notices_get_type ())
G_DECLARE_FINAL_TYPE (MmsNotices, mms_notices, MMS, NOTICES, GtkWidget)

/**
 * MmsNotices:
 *
 * The bar over a trace that says what is missing of it: events lost while recording, bytes that
 * could not be read, a part that is not loaded.
 */
GtkWidget  *mms_notices_new      (void);

/* @document may be NULL; then there is nothing to say. */
void        mms_notices_show     (MmsNotices  *notices,
                                  MmsDocument *document);
/* What the bar says; NULL where it is not shown. */
const char *mms_notices_get_text (MmsNotices  *notices);

G_END_DECLS
