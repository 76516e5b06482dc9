/* unit.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "unit.h"

#include <string.h>

#include "builtin.h"
#include "kernel-words.h"
#include "text-file.h"

#define NODES_OF_BLOCK 256

static void
free_text (gpointer data)
{
  MmsText *text = data;

  g_free (text->path);
  g_free (text->name);
  g_free (text->text);
  g_free (text);
}

static void
free_function (gpointer data)
{
  MmsFunction *function = data;

  if (function->assigned != NULL)
    g_hash_table_unref (function->assigned);
  g_free (function);
}

static void
free_thing (gpointer data)
{
  MmsThing *thing = data;

  g_ptr_array_unref (thing->properties);
  g_free (thing);
}

MmsUnit *
mms_unit_new (void)
{
  MmsUnit *unit = g_new0 (MmsUnit, 1);

  unit->texts = g_ptr_array_new_with_free_func (free_text);
  unit->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_diagnostic_free);
  unit->problems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  unit->blocks = g_ptr_array_new_with_free_func (g_free);
  unit->strings = g_string_chunk_new (4096);
  unit->features = g_hash_table_new (g_str_hash, g_str_equal);
  unit->functions = g_hash_table_new (g_str_hash, g_str_equal);
  unit->constants = g_hash_table_new (g_str_hash, g_str_equal);
  unit->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  unit->records = g_hash_table_new (g_str_hash, g_str_equal);
  unit->things = g_hash_table_new (g_str_hash, g_str_equal);
  unit->function_order = g_ptr_array_new_with_free_func (free_function);
  unit->notes = g_ptr_array_new_with_free_func (g_free);
  unit->constant_order = g_ptr_array_new_with_free_func (g_free);
  unit->member_order = g_ptr_array_new_with_free_func (g_free);
  unit->thing_order = g_ptr_array_new_with_free_func (free_thing);
  unit->scripts = g_array_new (FALSE, TRUE, sizeof (MmsScript));
  unit->intrusions = g_array_new (FALSE, TRUE, sizeof (MmsIntrusionText));
  unit->setup = g_ptr_array_new ();
  unit->finals = g_ptr_array_new ();
  unit->required = g_ptr_array_new ();
  unit->statements = g_ptr_array_new ();
  unit->edits = g_array_new (FALSE, TRUE, sizeof (MmsEdit));
  unit->edit_assigned = g_hash_table_new (g_str_hash, g_str_equal);
  return unit;
}

void
mms_unit_free (MmsUnit *unit)
{
  if (unit == NULL)
    return;
  g_ptr_array_unref (unit->texts);
  g_ptr_array_unref (unit->diagnostics);
  g_hash_table_unref (unit->problems);
  g_ptr_array_unref (unit->blocks);
  g_string_chunk_free (unit->strings);
  g_hash_table_unref (unit->features);
  g_hash_table_unref (unit->functions);
  g_hash_table_unref (unit->constants);
  g_hash_table_unref (unit->members);
  g_hash_table_unref (unit->records);
  g_hash_table_unref (unit->things);
  g_ptr_array_unref (unit->function_order);
  g_ptr_array_unref (unit->notes);
  g_ptr_array_unref (unit->constant_order);
  g_ptr_array_unref (unit->member_order);
  g_ptr_array_unref (unit->thing_order);
  g_array_unref (unit->scripts);
  g_array_unref (unit->intrusions);
  g_ptr_array_unref (unit->setup);
  g_ptr_array_unref (unit->finals);
  g_ptr_array_unref (unit->required);
  g_ptr_array_unref (unit->statements);
  g_array_unref (unit->edits);
  g_hash_table_unref (unit->edit_assigned);
  g_free (unit);
}

static const char *
find_fault (const MmsUnit *unit, const MmsText *text)
{
  if (text->length > MMS_MAX_TEXT || unit->n_bytes + text->length > MMS_MAX_ALL_TEXTS)
    return "is too large: a text has 1 MiB at most, all together 2 MiB";
  if (unit->texts->len == MMS_MAX_TEXTS)
    return "is one text too many: 64 are the most";
  if (!g_utf8_validate_len (text->text, text->length, NULL))
    return "is no text in UTF-8";
  return NULL;
}

int
mms_unit_add_text (MmsUnit *unit, char *path, char *text, gsize length, MmsPosition at)
{
  MmsText *added = g_new0 (MmsText, 1);
  const char *fault;

  added->path = path;
  added->name = g_path_get_basename (path);
  added->text = text;
  added->length = length;
  fault = find_fault (unit, added);
  if (fault != NULL)
    {
      g_autofree char *name = g_utf8_make_valid (path, -1);

      mms_unit_complain (unit, at, "%s %s", name, fault);
      free_text (added);
      return -1;
    }
  unit->n_bytes += length;
  g_ptr_array_add (unit->texts, added);
  return (int) unit->texts->len - 1;
}

MmsNode *
mms_unit_new_node (MmsUnit *unit, MmsNodeKind kind, MmsPosition at)
{
  MmsNode *node;

  if (unit->blocks->len == 0 || unit->n_nodes == NODES_OF_BLOCK)
    {
      g_ptr_array_add (unit->blocks, g_new0 (MmsNode, NODES_OF_BLOCK));
      unit->n_nodes = 0;
    }
  node = (MmsNode *) g_ptr_array_index (unit->blocks, unit->blocks->len - 1) + unit->n_nodes++;
  node->kind = kind;
  node->at = at;
  if (kind >= MMS_NODE_EMPTY)
    g_ptr_array_add (unit->statements, node);
  return node;
}

const char *
mms_unit_intern (MmsUnit *unit, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);

  return g_string_chunk_insert_const (unit->strings, copy);
}

void
mms_unit_complain (MmsUnit *unit, MmsPosition at, const char *format, ...)
{
  g_autofree char *message = NULL;
  const MmsText *text;
  char *key;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (unit->diagnostics->len >= MMS_MAX_DIAGNOSTICS)
    {
      unit->n_problems++;
      return;
    }
  key = g_strdup_printf ("%u:%u:%u:%s", at.file, at.line, at.column, message);
  if (!g_hash_table_add (unit->problems, key))
    return;
  unit->n_problems++;
  text
      = at.line > 0 && at.file < unit->texts->len ? g_ptr_array_index (unit->texts, at.file) : NULL;
  g_ptr_array_add (unit->diagnostics,
                   mms_diagnostic_new (text != NULL ? text->path : NULL,
                                       text != NULL ? text->text : NULL, at, message));
}

gboolean
mms_unit_has_failed (const MmsUnit *unit)
{
  return unit->n_problems > 0;
}

gboolean
mms_unit_is_wrong (const MmsUnit *unit)
{
  return unit->n_problems > unit->n_lacking;
}

/* An override of what is not there */
static void
complain_of_lack (MmsUnit *unit, MmsPosition at, const char *what, const char *name)
{
  guint n_before = unit->n_problems;

  mms_unit_complain (unit, at, "there is no %s%s to override", what, name);
  unit->n_lacking += unit->n_problems - n_before;
}

char *
mms_unit_describe (const MmsUnit *unit, MmsPosition at)
{
  const MmsText *text;

  if (at.line == 0 || at.file >= unit->texts->len)
    return g_strdup ("the command line");
  text = g_ptr_array_index (unit->texts, at.file);
  return g_strdup_printf ("%s:%u", text->name, at.line);
}

static void
complain_of_twin (MmsUnit *unit, MmsPosition at, const char *name, MmsPosition first)
{
  g_autofree char *where = mms_unit_describe (unit, first);

  mms_unit_complain (unit, at, "%s is there already, since %s", name, where);
}

gboolean
mms_unit_claim_name (MmsUnit *unit, const char *name, MmsPosition at)
{
  const MmsConstant *constant = g_hash_table_lookup (unit->constants, name);
  const MmsMember *variable = g_hash_table_lookup (unit->members, name);
  const MmsThing *thing = g_hash_table_lookup (unit->things, name);

  if (constant != NULL || variable != NULL || thing != NULL)
    {
      complain_of_twin (unit, at, name,
                        constant != NULL   ? constant->at
                        : variable != NULL ? variable->at
                                           : thing->at);
      return FALSE;
    }
  if (mms_builtin_is_name (name))
    {
      mms_unit_complain (unit, at, "%s is a word of the language", name);
      return FALSE;
    }
  return TRUE;
}

static char *
name_member (const char *record, const char *name)
{
  return record != NULL ? g_strdup_printf ("%s.%s", record, name) : g_strdup (name);
}

MmsMember *
mms_unit_find_member (const MmsUnit *unit, const char *record, const char *name)
{
  g_autofree char *key = name_member (record, name);

  return g_hash_table_lookup (unit->members, key);
}

static gboolean
is_same_kind (const MmsFunction *one, const MmsFunction *other)
{
  if (one->type != other->type || one->n_parameters != other->n_parameters)
    return FALSE;
  for (guint i = 0; i < one->n_parameters; i++)
    if (one->parameters[i].type != other->parameters[i].type)
      return FALSE;
  return TRUE;
}

void
mms_unit_add_function (MmsUnit *unit, MmsFunction *function, gboolean is_override)
{
  MmsFunction *other = g_hash_table_lookup (unit->functions, function->name);

  g_ptr_array_add (unit->function_order, function);
  if (mms_builtin_find (function->name, NULL) || mms_builtin_is_name (function->name)
      || mms_kernel_word_find (function->name) != MMS_KERNEL_WORD_NONE)
    mms_unit_complain (unit, function->at, "%s is a word of the language", function->name);
  else if (is_override && other == NULL)
    {
      complain_of_lack (unit, function->at, "function ", function->name);
      return;
    }
  else if (!is_override && other != NULL)
    {
      g_autofree char *where = mms_unit_describe (unit, other->at);

      mms_unit_complain (unit, function->at,
                         "%s is defined in %s; to replace it, write override before this one",
                         function->name, where);
    }
  else if (is_override && !is_same_kind (function, other))
    {
      g_autofree char *where = mms_unit_describe (unit, other->at);

      mms_unit_complain (
          unit, function->at,
          "%s has other parameters or another value than the one in %s that it overrides",
          function->name, where);
    }
  function->original = is_override ? other : NULL;
  g_hash_table_insert (unit->functions, (gpointer) function->name, function);
}

void
mms_unit_add_constant (
    MmsUnit *unit, const char *name, MmsPosition at, MmsNode *expression, gboolean is_override)
{
  MmsConstant *constant = g_hash_table_lookup (unit->constants, name);

  if (is_override)
    {
      if (constant == NULL)
        complain_of_lack (unit, at, "constant ", name);
      else
        constant->expression = expression;
      return;
    }
  if (!mms_unit_claim_name (unit, name, at))
    return;
  constant = g_new0 (MmsConstant, 1);
  constant->name = name;
  constant->at = at;
  constant->expression = expression;
  g_ptr_array_add (unit->constant_order, constant);
  g_hash_table_insert (unit->constants, (gpointer) name, constant);
}

void
mms_unit_add_member (MmsUnit *unit, const MmsMember *member, gboolean is_override)
{
  MmsMember *other = mms_unit_find_member (unit, member->record, member->name);
  g_autofree char *full = name_member (member->record, member->name);

  if (is_override)
    {
      if (other == NULL)
        complain_of_lack (unit, member->at, "", full);
      else if (other->type != member->type || other->kind != member->kind)
        mms_unit_complain (unit, member->at, "%s cannot change its type, %s", full,
                           mms_type_get_name (other->type));
      else
        {
          other->use = member->use;
          other->size = member->size;
          if (member->initial != NULL)
            other->initial = member->initial;
        }
      return;
    }
  if (other != NULL)
    {
      complain_of_twin (unit, member->at, full, other->at);
      return;
    }
  if (member->record == NULL && !mms_unit_claim_name (unit, member->name, member->at))
    return;
  other = g_new0 (MmsMember, 1);
  *other = *member;
  other->field = -1;
  g_ptr_array_add (unit->member_order, other);
  g_hash_table_insert (unit->members, g_steal_pointer (&full), other);
}

MmsThing *
mms_unit_add_thing (MmsUnit *unit,
                    const char *name,
                    MmsPosition at,
                    gboolean is_task,
                    gboolean is_kernel,
                    gboolean is_override)
{
  MmsThing *thing = g_hash_table_lookup (unit->things, name);
  /* It is always there: this only says more of it. */
  gboolean is_init_mm = !is_task && g_str_equal (name, "init_mm");

  if (is_init_mm && thing != NULL)
    return thing;
  if (is_override)
    {
      if (thing == NULL || thing->is_task != is_task)
        complain_of_lack (unit, at, is_task ? "task " : "mm ", name);
      else
        {
          thing->is_kernel = is_kernel;
          return thing;
        }
    }
  else if (!is_init_mm)
    mms_unit_claim_name (unit, name, at);
  thing = g_new0 (MmsThing, 1);
  thing->name = name;
  thing->at = at;
  thing->is_task = is_task;
  thing->is_kernel = is_kernel;
  thing->properties = g_ptr_array_new ();
  g_ptr_array_add (unit->thing_order, thing);
  g_hash_table_insert (unit->things, (gpointer) name, thing);
  return thing;
}

const char *
mms_type_get_name (int type)
{
  switch (type)
    {
    case MMS_TYPE_INT:
      return "int";
    case MMS_TYPE_CPUMASK:
      return "cpumask";
    case MMS_TYPE_MM:
      return "mm *";
    case MMS_TYPE_TASK:
      return "task *";
    case MMS_TYPE_NULL:
      return "NULL";
    default:
      return "void";
    }
}
