/* finding-menu.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "view/view.h"

G_BEGIN_DECLS

/* The actions of the findings panel; see findings-panel.c.  "add-filter" and "set-filter" take a
 * string, "fold-all" a boolean, "copy" a row as mms_finding_list_get_row(). */
#define MMS_FINDINGS_ACTION(name) "findings." name

/* (transfer full): which findings there are, to show only those; folding; copying */
GMenuModel *mms_finding_menu_new_filters (MmsView *view);

/* (transfer full): what can be done with a row of the list */
GMenuModel *mms_finding_menu_new_row (MmsView *view,
                                      guint    row);

G_END_DECLS
