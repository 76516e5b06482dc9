/* edit.c - what is said of statements from outside them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"

#define MAX_EDITS 500
#define MAX_SHARING 50 /* of one label, by versions of a function or scripts */

/* The versions of a function may have the same label each, as may scripts; nothing else may. */
static gboolean
may_share (const MmsNode *one, const MmsNode *other)
{
  return one->owner != NULL && other->owner != NULL && g_str_equal (one->owner, other->owner)
         && one->version != other->version;
}

/* label -> (element-type MmsNode) all statements that have it */
static GHashTable *
collect_labels (MmsUnit *unit)
{
  GHashTable *labels
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < unit->statements->len; i++)
    {
      MmsNode *node = g_ptr_array_index (unit->statements, i);
      GPtrArray *same;

      if (node->kind != MMS_NODE_LABELED)
        continue;
      same = g_hash_table_lookup (labels, node->name);
      if (same == NULL)
        {
          same = g_ptr_array_new ();
          g_hash_table_insert (labels, (gpointer) node->name, same);
        }
      else if (!may_share (g_ptr_array_index (same, same->len - 1), node))
        {
          g_autofree char *where
              = mms_unit_describe (unit, ((MmsNode *) g_ptr_array_index (same, same->len - 1))->at);

          mms_unit_complain (unit, node->at, "the label %s is there already, in %s", node->name,
                             where);
        }
      g_ptr_array_add (same, node);
    }
  return labels;
}

/* Statements are in one list each: another place needs another node. */
static MmsNode *
wrap (MmsUnit *unit, const MmsEdit *edit)
{
  MmsNode *block = mms_unit_new_node (unit, MMS_NODE_BLOCK, edit->at);

  block->list = edit->list;
  return block;
}

/* Appends to the block @list, which is made for the first one.  Its @b is the last of it. */
static void
append (MmsUnit *unit, const MmsEdit *edit, MmsNode **list)
{
  if (*list == NULL)
    *list = mms_unit_new_node (unit, MMS_NODE_BLOCK, edit->at);
  mms_parse_append (&(*list)->list, &(*list)->b, wrap (unit, edit));
}

static void
edit_labeled (MmsUnit *unit, const MmsEdit *edit, MmsNode *node)
{
  switch (edit->kind)
    {
    case MMS_EDIT_WITHOUT:
      node->b = NULL;
      node->is_removed = TRUE;
      break;
    case MMS_EDIT_REPLACE:
      node->is_removed = FALSE;
      node->b = wrap (unit, edit);
      break;
    case MMS_EDIT_BEFORE:
      append (unit, edit, &node->c);
      break;
    case MMS_EDIT_AFTER:
      append (unit, edit, &node->d);
      break;
    case MMS_EDIT_WEAKEN:
      node->is_weakened = TRUE;
      break;
    case MMS_EDIT_FENCE:
      node->is_fenced = TRUE;
      break;
    }
}

/* (nullable): the function that the statement is in, if that is never called any more */
static const MmsFunction *
find_overridden (const MmsUnit *unit, const MmsNode *node)
{
  const MmsFunction *function
      = node->owner != NULL ? g_hash_table_lookup (unit->functions, node->owner) : NULL;
  gboolean is_called = TRUE;

  while (function != NULL && function->version != node->version)
    {
      is_called = is_called && function->calls_original;
      function = function->original;
    }
  return is_called ? NULL : function;
}

/* An edit that changes nothing is no error: the label or line may be for other schemes. */
static void
note_overridden (MmsUnit *unit, const MmsEdit *edit, const GPtrArray *nodes)
{
  const MmsNode *first = g_ptr_array_index (nodes, 0);
  const MmsFunction *winner = NULL;
  g_autofree char *where = NULL;
  g_autofree char *replaced = NULL;
  g_autofree char *name = NULL;

  if (unit->edits_call_original)
    return;
  for (guint i = 0; i < nodes->len; i++)
    if (find_overridden (unit, g_ptr_array_index (nodes, i)) == NULL)
      return;
  winner = g_hash_table_lookup (unit->functions, first->owner);
  where = mms_unit_describe (unit, winner->at);
  replaced = mms_unit_describe (unit, first->at);
  name = edit->label != NULL ? g_strdup_printf ("%s (%s)", edit->label, replaced)
                             : g_strdup_printf ("%s:%u", edit->file, edit->line);
  g_ptr_array_add (unit->notes,
                   g_strdup_printf ("%s is only in a version of %s that the one in %s "
                                    "overrides; nothing was %s",
                                    name, first->owner, where,
                                    edit->kind == MMS_EDIT_WITHOUT ? "left out" : "changed"));
}

static void
apply_by_label (MmsUnit *unit, const MmsEdit *edit, GHashTable *labels)
{
  GPtrArray *nodes = g_hash_table_lookup (labels, edit->label);

  if (nodes == NULL)
    {
      mms_unit_complain (unit, edit->at, "there is no statement with the label %s", edit->label);
      return;
    }
  note_overridden (unit, edit, nodes);
  if (nodes->len > MAX_SHARING)
    mms_unit_complain (unit, edit->at, "more than %d statements have the label %s", MAX_SHARING,
                       edit->label);
  for (guint i = 0; i < MIN (nodes->len, MAX_SHARING); i++)
    edit_labeled (unit, edit, g_ptr_array_index (nodes, i));
}

gboolean
mms_unit_is_text (const MmsUnit *unit, guint index, const char *file)
{
  const MmsText *text = g_ptr_array_index (unit->texts, index);

  return g_str_equal (text->name, file) || g_str_equal (text->path, file);
}

static gboolean
begins_at (const MmsUnit *unit, const MmsNode *node, const MmsEdit *edit)
{
  return node->at.line == edit->line && mms_unit_is_text (unit, node->at.file, edit->file);
}

/* Before the line is before the first statement on it, not before those within. */
static guint
find_first_column (const MmsUnit *unit, const MmsEdit *edit)
{
  guint column = G_MAXUINT;

  for (guint i = 0; i < unit->statements->len; i++)
    {
      const MmsNode *node = g_ptr_array_index (unit->statements, i);

      if (begins_at (unit, node, edit))
        column = MIN (column, node->at.column);
    }
  return column;
}

static void
apply_by_place (MmsUnit *unit, const MmsEdit *edit)
{
  guint first = edit->kind == MMS_EDIT_FENCE ? find_first_column (unit, edit) : 0;
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  for (guint i = 0; i < unit->statements->len; i++)
    {
      MmsNode *node = g_ptr_array_index (unit->statements, i);

      if (!begins_at (unit, node, edit))
        continue;
      g_ptr_array_add (nodes, node);
      if (edit->kind == MMS_EDIT_WITHOUT)
        node->is_removed = TRUE;
      else if (edit->kind == MMS_EDIT_FENCE)
        node->is_fenced = node->at.column == first;
      else
        node->is_weakened = TRUE;
    }
  if (nodes->len > 0)
    note_overridden (unit, edit, nodes);
  else
    mms_unit_complain (unit, edit->at, "no statement begins at %s:%u", edit->file, edit->line);
}

void
mms_unit_apply_edits (MmsUnit *unit)
{
  g_autoptr (GHashTable) labels = collect_labels (unit);

  if (unit->edits->len > MAX_EDITS)
    {
      mms_unit_complain (unit, g_array_index (unit->edits, MmsEdit, MAX_EDITS).at,
                         "there are more than %d edits", MAX_EDITS);
      return;
    }
  for (guint i = 0; i < unit->edits->len; i++)
    {
      const MmsEdit *edit = &g_array_index (unit->edits, MmsEdit, i);

      if (edit->label != NULL)
        apply_by_label (unit, edit, labels);
      else
        apply_by_place (unit, edit);
    }
}
