/* index-model.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "index-model.h"

struct _MmsIndexModel
{
  GObject parent_instance;

  guint n_items;
  MmsIndexFunc func;
  gpointer user_data;
};

static GType
get_item_type (GListModel *list)
{
  return MMS_TYPE_INDEX_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return MMS_INDEX_MODEL (list)->n_items;
}

static gpointer
get_item (GListModel *list, guint position)
{
  MmsIndexModel *model = MMS_INDEX_MODEL (list);

  if (position >= model->n_items)
    return NULL;
  return mms_index_item_new (model->func ? model->func (position, model->user_data) : position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsIndexModel, mms_index_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mms_index_model_class_init (MmsIndexModelClass *klass)
{
}

static void
mms_index_model_init (MmsIndexModel *model)
{
}

MmsIndexModel *
mms_index_model_new (void)
{
  return g_object_new (MMS_TYPE_INDEX_MODEL, NULL);
}

void
mms_index_model_replace (MmsIndexModel *model, guint n_items)
{
  guint removed;

  g_return_if_fail (MMS_IS_INDEX_MODEL (model));

  removed = model->n_items;
  model->n_items = MIN (n_items, MMS_INDEX_MODEL_MAX);
  g_list_model_items_changed (G_LIST_MODEL (model), 0, removed, model->n_items);
}

void
mms_index_model_resize (MmsIndexModel *model, guint n_items)
{
  guint kept;

  g_return_if_fail (MMS_IS_INDEX_MODEL (model));

  n_items = MIN (n_items, MMS_INDEX_MODEL_MAX);
  kept = MIN (n_items, model->n_items);
  if (n_items != model->n_items)
    mms_index_model_splice (model, kept, model->n_items - kept, n_items - kept);
}

void
mms_index_model_splice (MmsIndexModel *model, guint position, guint removed, guint added)
{
  g_return_if_fail (MMS_IS_INDEX_MODEL (model));
  g_return_if_fail (position <= model->n_items && removed <= model->n_items - position);

  added = MIN (added, MMS_INDEX_MODEL_MAX - (model->n_items - removed));
  model->n_items = model->n_items - removed + added;
  g_list_model_items_changed (G_LIST_MODEL (model), position, removed, added);
}

void
mms_index_model_set_map (MmsIndexModel *model, MmsIndexFunc func, gpointer user_data)
{
  g_return_if_fail (MMS_IS_INDEX_MODEL (model));

  model->func = func;
  model->user_data = user_data;
}
