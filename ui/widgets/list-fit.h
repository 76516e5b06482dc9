/* list-fit.h - a list above something else takes no more room than its rows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MmsListFit:
 *
 * Moves the handle of a paned to below the last row of the list in its first half, as long as nobody has moved
 * it elsewhere.
 */
typedef struct _MmsListFit MmsListFit;

/* @paned and @list must outlive it, up to mms_list_fit_free(); @min_height: of the list, pixels */
MmsListFit *mms_list_fit_new    (GtkPaned   *paned,
                                 GtkWidget  *list,
                                 int         min_height);
void        mms_list_fit_free   (MmsListFit *fit);

/* There are other rows now. */
void        mms_list_fit_update (MmsListFit *fit);

G_END_DECLS
