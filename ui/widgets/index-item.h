/* index-item.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MMS_TYPE_INDEX_ITEM (mms_index_item_get_type ())
G_DECLARE_FINAL_TYPE (MmsIndexItem, mms_index_item, MMS, INDEX_ITEM, GObject)

/**
 * MmsIndexItem:
 *
 * One row of a #MmsIndexModel: a number and nothing else.  Lives as long as its row is on screen.
 */
MmsIndexItem *mms_index_item_new       (guint         index);
guint         mms_index_item_get_index (MmsIndexItem *item);
void          mms_index_item_set_index (MmsIndexItem *item,
                                        guint         index);

G_END_DECLS
