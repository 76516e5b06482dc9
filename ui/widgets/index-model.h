/* index-model.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "index-item.h"

G_BEGIN_DECLS

#define MMS_TYPE_INDEX_MODEL (mms_index_model_get_type ())
G_DECLARE_FINAL_TYPE (MmsIndexModel, mms_index_model, MMS, INDEX_MODEL, GObject)

/* Row heights add up in 32-bit pixels inside GTK's lists; beyond this they would wrap. */
#define MMS_INDEX_MODEL_MAX 60000000u

/**
 * MmsIndexModel:
 *
 * A #GListModel of numbers, 0 .. n-1 or those that a function tells, that makes an item when a row
 * asks for one, so that sixty million events cost as much as sixty.  What a number means, the rows
 * know.
 */
MmsIndexModel *mms_index_model_new     (void);
/* Which number stands at @position; it must stay the same as long as its row does. */
typedef guint (*MmsIndexFunc) (guint    position,
                               gpointer user_data);

/* What stands in the rows; without a function, their position. */
void           mms_index_model_set_map (MmsIndexModel *model,
                                        MmsIndexFunc   func,
                                        gpointer       user_data);
/* Everything counts as changed, also where the number stays.  At most %MMS_INDEX_MODEL_MAX are
 * shown. */
void           mms_index_model_replace (MmsIndexModel *model,
                                        guint          n_items);
/* There are so many, and the rows for those that stay keep their items: to change what these stand for, who
 * shows them sets their numbers. */
void           mms_index_model_resize  (MmsIndexModel *model,
                                        guint          n_items);
/* At @position, so many went and came. */
void           mms_index_model_splice  (MmsIndexModel *model,
                                        guint          position,
                                        guint          removed,
                                        guint          added);

G_END_DECLS
