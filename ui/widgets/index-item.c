/* index-item.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "index-item.h"

struct _MmsIndexItem
{
  GObject parent_instance;

  guint index;
};

G_DEFINE_FINAL_TYPE (MmsIndexItem, mms_index_item, G_TYPE_OBJECT)

static void
mms_index_item_class_init (MmsIndexItemClass *klass)
{
}

static void
mms_index_item_init (MmsIndexItem *item)
{
}

MmsIndexItem *
mms_index_item_new (guint index)
{
  MmsIndexItem *item = g_object_new (MMS_TYPE_INDEX_ITEM, NULL);

  item->index = index;
  return item;
}

guint
mms_index_item_get_index (MmsIndexItem *item)
{
  g_return_val_if_fail (MMS_IS_INDEX_ITEM (item), 0);

  return item->index;
}

void
mms_index_item_set_index (MmsIndexItem *item, guint index)
{
  g_return_if_fail (MMS_IS_INDEX_ITEM (item));

  item->index = index;
}
