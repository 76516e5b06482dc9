/* why.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_WHY (mms_why_get_type ())
G_DECLARE_FINAL_TYPE (MmsWhy, mms_why, MMS, WHY, GtkWidget)

/**
 * MmsWhy:
 *
 * The selected finding in full: what it says, how sure it is, its chain of evidence with a button
 * for each link, and what its detector teaches.
 */
GtkWidget *mms_why_new (MmsView *view);

G_END_DECLS
