/* lane-stack.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "lane-stack.h"

#include <string.h>

struct _MmsLaneStack
{
  GtkWidget parent_instance;

  MmsView *view;
  GPtrArray *lanes; /* of MmsLane, as the widget's children */
};

G_DEFINE_FINAL_TYPE (MmsLaneStack, mms_lane_stack, GTK_TYPE_WIDGET)

static gboolean
is_key (MmsLane *lane, const MmsLaneKey *key)
{
  MmsLaneKey own = mms_lane_get_key (lane);

  return own.kind == key->kind && own.id == key->id && own.last == key->last;
}

static gboolean
is_same (MmsLaneStack *stack, const MmsLaneSpec *specs, guint n_specs)
{
  if (stack->lanes->len != n_specs)
    return FALSE;
  for (guint i = 0; i < n_specs; i++)
    if (!is_key (g_ptr_array_index (stack->lanes, i), &specs[i].key))
      return FALSE;
  return TRUE;
}

static guint
hash_key (gconstpointer data)
{
  const MmsLaneKey *key = data;

  return key->kind * 7919 + key->id * 31 + key->last;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (MmsLaneKey)) == 0;
}

static void
rebuild (MmsLaneStack *stack, const MmsLaneSpec *specs, guint n_specs)
{
  g_autoptr (GHashTable) had = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  GtkWidget *before = NULL;
  GHashTableIter iter;
  gpointer lane;

  for (guint i = 0; i < stack->lanes->len; i++)
    {
      MmsLaneKey key = mms_lane_get_key (g_ptr_array_index (stack->lanes, i));

      g_hash_table_insert (had, g_memdup2 (&key, sizeof key), g_ptr_array_index (stack->lanes, i));
    }
  g_ptr_array_set_size (stack->lanes, 0);
  for (guint i = 0; i < n_specs; i++)
    {
      lane = g_hash_table_lookup (had, &specs[i].key);
      if (lane)
        g_hash_table_remove (had, &specs[i].key);
      else
        lane = mms_lane_new (stack->view, specs[i].key);
      g_ptr_array_add (stack->lanes, lane);
    }
  g_hash_table_iter_init (&iter, had);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    gtk_widget_unparent (lane);
  for (guint i = 0; i < n_specs; i++)
    {
      lane = g_ptr_array_index (stack->lanes, i);
      if (gtk_widget_get_prev_sibling (lane) != before
          || gtk_widget_get_parent (lane) != GTK_WIDGET (stack))
        gtk_widget_insert_after (lane, GTK_WIDGET (stack), before);
      before = lane;
    }
}

static void
dispose (GObject *object)
{
  MmsLaneStack *stack = MMS_LANE_STACK (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (stack))))
    gtk_widget_unparent (child);
  g_clear_pointer (&stack->lanes, g_ptr_array_unref);
  g_clear_object (&stack->view);

  G_OBJECT_CLASS (mms_lane_stack_parent_class)->dispose (object);
}

static void
mms_lane_stack_class_init (MmsLaneStackClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
mms_lane_stack_init (MmsLaneStack *stack)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (stack));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_valign (GTK_WIDGET (stack), GTK_ALIGN_START);
  stack->lanes = g_ptr_array_new ();
}

GtkWidget *
mms_lane_stack_new (MmsView *view)
{
  MmsLaneStack *stack = g_object_new (MMS_TYPE_LANE_STACK, NULL);

  stack->view = g_object_ref (view);
  return GTK_WIDGET (stack);
}

void
mms_lane_stack_set (MmsLaneStack *stack, const MmsLaneSpec *specs, guint n_specs)
{
  g_return_if_fail (MMS_IS_LANE_STACK (stack));

  if (!is_same (stack, specs, n_specs))
    rebuild (stack, specs, n_specs);
  for (guint i = 0; i < n_specs; i++)
    mms_lane_set_height (g_ptr_array_index (stack->lanes, i), specs[i].height);
}

GPtrArray *
mms_lane_stack_get_lanes (MmsLaneStack *stack)
{
  g_return_val_if_fail (MMS_IS_LANE_STACK (stack), NULL);

  return stack->lanes;
}

MmsLane *
mms_lane_stack_find (MmsLaneStack *stack, MmsLaneKind kind, guint id, int *top)
{
  int y = 0;

  g_return_val_if_fail (MMS_IS_LANE_STACK (stack), NULL);

  for (guint i = 0; i < stack->lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (stack->lanes, i);
      MmsLaneKey key = mms_lane_get_key (lane);

      if (top)
        *top = y;
      if (key.kind == kind && key.id == id)
        return lane;
      y += mms_lane_get_height (lane);
    }
  return NULL;
}

int
mms_lane_stack_get_height (MmsLaneStack *stack)
{
  int height = 0;

  g_return_val_if_fail (MMS_IS_LANE_STACK (stack), 0);

  for (guint i = 0; i < stack->lanes->len; i++)
    height += mms_lane_get_height (g_ptr_array_index (stack->lanes, i));
  return height;
}

void
mms_lane_stack_set_sight (MmsLaneStack *stack, double top, double bottom)
{
  double y = 0;

  g_return_if_fail (MMS_IS_LANE_STACK (stack));

  for (guint i = 0; i < stack->lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (stack->lanes, i);
      double height = mms_lane_get_height (lane);

      mms_lane_set_in_view (lane, y < bottom && y + height > top);
      y += height;
    }
}

void
mms_lane_stack_update_texts (MmsLaneStack *stack, gboolean all)
{
  g_return_if_fail (MMS_IS_LANE_STACK (stack));

  for (guint i = 0; i < stack->lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (stack->lanes, i);

      if (all || mms_lane_get_in_view (lane) || gtk_widget_has_focus (GTK_WIDGET (lane)))
        mms_lane_update_text (lane);
    }
}
