/* compile-slot.c - variables and members, and their values
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

MmsOperand
mms_operand_constant (int type, int value)
{
  return (MmsOperand){ TRUE, type, value, MMS_SIM_NO_REGISTER };
}

MmsOperand
mms_operand_register (int type, guint8 reg)
{
  return (MmsOperand){ FALSE, type, 0, reg };
}

guint8
mms_compile_load (MmsCompiler *compiler,
                  const MmsNode *node,
                  const MmsOperand *operand,
                  guint8 want)
{
  if (operand->is_constant)
    {
      const MmsInstruction instruction = {
        .op = MMS_OP_CONST,
        .a = want != MMS_SIM_NO_REGISTER ? want : mms_compile_new_register (compiler, node),
        .b = MMS_SIM_NO_REGISTER,
        .c = MMS_SIM_NO_REGISTER,
        .index = MMS_SIM_NO_REGISTER,
        .imm = (gint16) operand->value,
      };

      mms_compile_emit (compiler, node, &instruction);
      return instruction.a;
    }
  if (want == MMS_SIM_NO_REGISTER || want == operand->reg)
    return operand->reg;
  mms_compile_local (compiler, node, MMS_OP_MOVE, want, operand->reg, MMS_SIM_NO_REGISTER);
  return want;
}

static const char *
get_article (int type)
{
  return type == MMS_TYPE_INT || type == MMS_TYPE_MM         ? "an "
         : type == MMS_TYPE_TASK || type == MMS_TYPE_CPUMASK ? "a "
                                                             : "";
}

void
mms_compile_check (
    MmsCompiler *compiler, const MmsNode *node, int to, const MmsOperand *operand, const char *what)
{
  if (!mms_type_accepts (to, operand->type, operand->is_constant && operand->value == 0))
    mms_unit_complain (compiler->unit, node->at, "%s is %s%s, not %s%s", what, get_article (to),
                       mms_type_get_name (to), get_article (operand->type),
                       mms_type_get_name (operand->type));
}

MmsLocal *
mms_compile_find_local (const MmsCompiler *compiler, const char *name)
{
  for (guint i = compiler->locals->len; i > compiler->frame->first_local; i--)
    {
      MmsLocal *local = &g_array_index (compiler->locals, MmsLocal, i - 1);

      if (g_str_equal (local->name, name))
        return local;
    }
  return NULL;
}

guint8
mms_compile_declare (MmsCompiler *compiler, const MmsNode *node, const char *name, int type)
{
  const MmsLocal local = {
    .name = name,
    .at = node->at,
    .type = type,
    .is_ghost = compiler->ghost > 0,
    .reg = mms_compile_new_register (compiler, node),
  };

  if (compiler->locals->len >= MMS_MAX_LOCALS)
    mms_compile_give_up (compiler, node, "there are too many local variables: 256 are the most");
  if (mms_builtin_is_name (name))
    mms_unit_complain (compiler->unit, node->at, "%s is a word of the language", name);
  g_array_append_val (compiler->locals, local);
  return local.reg;
}

static gboolean
fail (MmsCompiler *compiler, const MmsNode *node, const char *format, const char *name)
{
  mms_unit_complain (compiler->unit, node->at, format, name);
  return FALSE;
}

static gboolean
use_member (MmsCompiler *compiler, MmsMember *member, MmsSlot *slot)
{
  slot->is_local = FALSE;
  slot->is_ghost = member->use == MMS_FIELD_GHOST;
  slot->type = member->type;
  slot->field = (guint16) mms_layout_field (compiler->unit, compiler->program, member);
  return TRUE;
}

static gboolean
find_name (MmsCompiler *compiler, const MmsNode *node, MmsSlot *slot)
{
  const MmsLocal *local = mms_compile_find_local (compiler, node->name);
  MmsMember *variable;

  if (local != NULL && local->record != NULL)
    return fail (compiler, node, "%s points to a percpu struct: it is followed to a member, no more",
                 node->name);
  if (local != NULL)
    {
      const MmsOperand value = { local->is_constant, local->type, local->value, local->reg };

      slot->is_local = TRUE;
      slot->is_ghost = local->is_ghost;
      slot->type = local->type;
      slot->reg = mms_compile_load (compiler, node, &value, MMS_SIM_NO_REGISTER);
      return TRUE;
    }
  variable = mms_unit_find_member (compiler->unit, NULL, node->name);
  if (variable == NULL)
    return fail (compiler, node, "there is no variable %s", node->name);
  if (variable->kind == MMS_OBJECT_ARRAY)
    return fail (compiler, node, "%s is an array: say which element, [n]", node->name);
  slot->index = MMS_SIM_NO_REGISTER;
  return use_member (compiler, variable, slot);
}

/* (nullable): NULL after having said that there is no such member */
static MmsMember *
find_record_member (MmsCompiler *compiler, const MmsNode *node, const MmsNode *object, const char *record)
{
  MmsMember *member = mms_unit_find_member (compiler->unit, record, node->name);

  if (!g_hash_table_contains (compiler->unit->records, record))
    fail (compiler, object, "there is no percpu struct %s", record);
  else if (member == NULL)
    mms_unit_complain (compiler->unit, node->at, "%s has no member %s", record, node->name);
  return member;
}

static gboolean
find_percpu (MmsCompiler *compiler, const MmsNode *node, const MmsNode *object, MmsSlot *slot)
{
  MmsMember *member = find_record_member (compiler, node, object, object->name);

  if (member == NULL)
    return FALSE;
  if (object->a != NULL)
    slot->index = mms_compile_value (compiler, object->a, MMS_TYPE_INT, "a CPU");
  else if (compiler->is_final)
    return fail (compiler, object, "at the end no CPU is this one: say cpu(%s, N)", object->name);
  else
    {
      slot->index = mms_compile_new_register (compiler, object);
      mms_compile_local (compiler, object, MMS_OP_THIS_CPU, slot->index, MMS_SIM_NO_REGISTER,
                         MMS_SIM_NO_REGISTER);
    }
  return use_member (compiler, member, slot);
}

static gboolean
is_percpu_name (const MmsCompiler *compiler, const MmsNode *node)
{
  int value;
  int type;

  return node->kind == MMS_NODE_NAME && mms_compile_find_local (compiler, node->name) == NULL
         && !mms_unit_find_word (compiler->unit, node->name, &value, &type)
         && mms_unit_find_member (compiler->unit, NULL, node->name) == NULL
         && g_hash_table_contains (compiler->unit->records, node->name);
}

/* Through a local variable that points to a percpu struct */
static gboolean
follow_record (MmsCompiler *compiler, const MmsNode *node, const MmsLocal *local, MmsSlot *slot)
{
  const MmsOperand cpu = { local->is_constant, MMS_TYPE_INT, local->value, local->reg };
  MmsMember *member = find_record_member (compiler, node, node->a, local->record);

  if (member == NULL)
    return FALSE;
  slot->index = mms_compile_load (compiler, node, &cpu, MMS_SIM_NO_REGISTER);
  return use_member (compiler, member, slot);
}

static gboolean
find_member (MmsCompiler *compiler, const MmsNode *node, MmsSlot *slot)
{
  const MmsLocal *local
      = node->a->kind == MMS_NODE_NAME ? mms_compile_find_local (compiler, node->a->name) : NULL;
  MmsMember *member;
  MmsOperand pointer;
  const char *record;

  if (node->a->kind == MMS_NODE_PERCPU)
    return find_percpu (compiler, node, node->a, slot);
  if (local != NULL && local->record != NULL)
    return follow_record (compiler, node, local, slot);
  if (is_percpu_name (compiler, node->a))
    {
      MmsNode object = *node->a;

      object.a = NULL;
      return find_percpu (compiler, node, &object, slot);
    }
  pointer = mms_compile_expression (compiler, node->a, MMS_SIM_NO_REGISTER);
  if (pointer.type == MMS_TYPE_WRONG)
    return FALSE;
  if (pointer.type != MMS_TYPE_MM && pointer.type != MMS_TYPE_TASK)
    return fail (compiler, node, "this has no member %s: it is no pointer to an mm or a task",
                 node->name);
  record = pointer.type == MMS_TYPE_MM ? "mm" : "task";
  member = mms_unit_find_member (compiler->unit, record, node->name);
  if (member == NULL)
    {
      mms_unit_complain (compiler->unit, node->at, "struct %s has no member %s", record,
                         node->name);
      return FALSE;
    }
  slot->index = mms_compile_load (compiler, node, &pointer, MMS_SIM_NO_REGISTER);
  return use_member (compiler, member, slot);
}

static gboolean
find_element (MmsCompiler *compiler, const MmsNode *node, MmsSlot *slot)
{
  MmsMember *array = NULL;
  MmsOperand index;
  int size = 0;

  if (node->a->kind == MMS_NODE_NAME && mms_compile_find_local (compiler, node->a->name) == NULL)
    array = mms_unit_find_member (compiler->unit, NULL, node->a->name);
  if (array == NULL || array->kind != MMS_OBJECT_ARRAY)
    return fail (compiler, node, "this is no array%s", "");
  index = mms_compile_expression (compiler, node->b, MMS_SIM_NO_REGISTER);
  mms_compile_check (compiler, node->b, MMS_TYPE_INT, &index, "an index");
  use_member (compiler, array, slot);
  size = (int) mms_layout_count (compiler->unit, compiler->program, array);
  if (index.is_constant && (index.value < 0 || index.value >= size))
    {
      mms_unit_complain (compiler->unit, node->b->at, "%s has elements from 0 to %d", array->name,
                         size - 1);
      return FALSE;
    }
  slot->index = mms_compile_load (compiler, node->b, &index, MMS_SIM_NO_REGISTER);
  return TRUE;
}

gboolean
mms_compile_slot (MmsCompiler *compiler, const MmsNode *node, MmsSlot *slot)
{
  gboolean is_found = FALSE;

  *slot = (MmsSlot){ .type = MMS_TYPE_INT, .index = MMS_SIM_NO_REGISTER };
  if (!mms_compile_enter (compiler, node))
    return FALSE;
  switch (node->kind)
    {
    case MMS_NODE_ADDRESS:
      is_found = mms_compile_slot (compiler, node->a, slot);
      break;
    case MMS_NODE_NAME:
      is_found = find_name (compiler, node, slot);
      break;
    case MMS_NODE_MEMBER:
      is_found = find_member (compiler, node, slot);
      break;
    case MMS_NODE_INDEX:
      is_found = find_element (compiler, node, slot);
      break;
    default:
      fail (compiler, node, "this is no variable or member%s", "");
      break;
    }
  mms_compile_leave (compiler);
  if (is_found && slot->is_ghost && compiler->ghost == 0)
    return fail (compiler, node, "only ghosts know what ghosts remember%s", "");
  return is_found;
}

MmsOperand
mms_compile_read (
    MmsCompiler *compiler, const MmsNode *node, const MmsSlot *slot, MmsOrder order, guint8 want)
{
  MmsInstruction instruction = {
    .op = compiler->ghost > 0 ? MMS_OP_PEEK : MMS_OP_LOAD,
    .order = mms_compile_order (compiler, node, order),
    .b = MMS_SIM_NO_REGISTER,
    .c = MMS_SIM_NO_REGISTER,
    .index = slot->index,
    .field = slot->field,
  };

  if (slot->is_local)
    return mms_operand_register (slot->type, slot->reg);
  instruction.a = want != MMS_SIM_NO_REGISTER ? want : mms_compile_new_register (compiler, node);
  mms_compile_emit (compiler, node, &instruction);
  return mms_operand_register (slot->type, instruction.a);
}

/* What @node gives a value to */
static const char *
get_name (const MmsNode *node)
{
  if (node->kind == MMS_NODE_CALL)
    node = node->list;
  while (node != NULL
         && (node->kind == MMS_NODE_ASSIGN || node->kind == MMS_NODE_ADDRESS
             || node->kind == MMS_NODE_INDEX))
    node = node->a;
  return node != NULL && node->name != NULL ? node->name : "this";
}

void
mms_compile_write (MmsCompiler *compiler,
                   const MmsNode *node,
                   const MmsSlot *slot,
                   MmsOrder order,
                   guint8 flags,
                   const MmsOperand *value)
{
  MmsInstruction instruction = {
    .op = MMS_OP_STORE,
    .order = mms_compile_order (compiler, node, order),
    .a = MMS_SIM_NO_REGISTER,
    .c = MMS_SIM_NO_REGISTER,
    .index = slot->index,
    .flags = flags,
    .field = slot->field,
  };

  mms_compile_check (compiler, node, slot->type, value, get_name (node));
  if (compiler->ghost > 0 && !slot->is_ghost)
    mms_unit_complain (compiler->unit, node->at,
                       "a ghost writes nothing but its own variables");
  if (compiler->ghost > 0)
    instruction.op = MMS_OP_POKE;
  if (compiler->is_final && slot->is_ghost && !slot->is_local)
    mms_unit_complain (compiler->unit, node->at, "at the end nothing is remembered any more");
  if (slot->is_local)
    {
      mms_compile_load (compiler, node, value, slot->reg);
      return;
    }
  instruction.b = mms_compile_load (compiler, node, value, MMS_SIM_NO_REGISTER);
  mms_compile_emit (compiler, node, &instruction);
}
