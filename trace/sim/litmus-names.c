/* litmus-names.c - variables, locals and types of a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "litmus-build.h"

/* Locations are left for the locals that the condition asks for. */
#define MAX_VARIABLES (MMS_SIM_MAX_LOCATIONS - 8 * MMS_SIM_MAX_REGISTERS - 1)

/* Registers are left for values in between. */
#define MAX_LOCALS (MMS_SIM_MAX_REGISTERS - 16)

static const char *const types[] = {
  "int",      "long",     "short",    "char",     "unsigned",      "signed",     "bool",
  "void",     "const",    "volatile", "u8",       "u16",           "u32",        "u64",
  "s8",       "s16",      "s32",      "s64",      "uint8_t",       "uint16_t",   "uint32_t",
  "uint64_t", "int8_t",   "int16_t",  "int32_t",  "int64_t",       "intptr_t",   "uintptr_t",
  "size_t",   "ssize_t",  "atomic_t", "atomic64_t", "atomic_long_t", "spinlock_t", "raw_spinlock_t",
};

static gboolean
is_named (const char *name, const MmsLitmusToken *token)
{
  return strlen (name) == token->length && memcmp (name, token->start, token->length) == 0;
}

/* -1: it is not there */
static int
find_string (const GPtrArray *strings, const char *string)
{
  for (guint i = 0; i < strings->len; i++)
    if (g_str_equal (strings->pdata[i], string))
      return (int) i;
  return -1;
}

int
mms_litmus_find_variable (MmsLitmusBuild *build, const MmsLitmusToken *name)
{
  for (guint i = 0; i < build->variables->len; i++)
    if (is_named (g_array_index (build->variables, MmsLitmusVariable, i).name, name))
      return (int) i;
  return -1;
}

static int
add_variable (MmsLitmusBuild *build, const MmsLitmusToken *name)
{
  MmsLitmusVariable variable = { .element = -1 };

  if (build->variables->len >= MAX_VARIABLES)
    {
      mms_litmus_fail (&build->scan, name, "a test can have %d variables", MAX_VARIABLES);
      return -1;
    }
  variable.name = mms_litmus_token_dup (name);
  variable.element = find_string (build->facts->taken, variable.name);
  if (variable.element >= 0)
    variable.field = mms_litmus_get_memory (build);
  else
    variable.field = mms_program_add_field (build->program, NULL, variable.name,
                                            MMS_OBJECT_GLOBAL, MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
  g_array_append_val (build->variables, variable);
  return (int) build->variables->len - 1;
}

int
mms_litmus_get_variable (MmsLitmusBuild *build, const MmsLitmusToken *name, int depth)
{
  int index = mms_litmus_find_variable (build, name);
  MmsLitmusVariable *variable;

  if (index < 0)
    index = add_variable (build, name);
  if (index < 0 || depth < 0)
    return index;
  variable = &g_array_index (build->variables, MmsLitmusVariable, index);
  if (variable->has_depth && variable->depth != (guint) depth)
    {
      mms_litmus_fail (&build->scan, name, "'%s' has been declared as another kind of pointer",
                       variable->name);
      return -1;
    }
  variable->depth = (guint) depth;
  variable->has_depth = TRUE;
  return index;
}

int
mms_litmus_take_address (MmsLitmusBuild *build, guint variable)
{
  const char *name = g_array_index (build->variables, MmsLitmusVariable, variable).name;
  int number = find_string (build->facts->taken, name);

  if (number < 0)
    {
      number = (int) build->facts->taken->len;
      if (number == MMS_LITMUS_MAX_ADDRESSES)
        {
          mms_litmus_fail (&build->scan, NULL, "pointers can lead to %d variables",
                           MMS_LITMUS_MAX_ADDRESSES);
          return 0;
        }
      g_ptr_array_add (build->facts->taken, g_strdup (name));
    }
  return MMS_LITMUS_ADDRESS (number);
}

guint
mms_litmus_get_location (MmsLitmusBuild *build, guint variable)
{
  const MmsLitmusVariable *v = &g_array_index (build->variables, MmsLitmusVariable, variable);
  const MmsSimField *field = &g_array_index (build->program->fields, MmsSimField, v->field);

  return field->base + (guint) MAX (v->element, 0);
}

guint
mms_litmus_get_memory (MmsLitmusBuild *build)
{
  if (build->memory < 0)
    build->memory = (int) mms_program_add_field (build->program, NULL, "memory", MMS_OBJECT_ARRAY,
                                                 MMS_TYPE_INT, MMS_FIELD_PLAIN,
                                                 MAX (build->facts->taken->len, 1));
  return (guint) build->memory;
}

MmsLitmusLocal *
mms_litmus_find_local (MmsLitmusBuild *build, guint process, const MmsLitmusToken *name)
{
  GArray *locals = build->locals[process];

  for (guint i = 0; i < locals->len; i++)
    {
      MmsLitmusLocal *local = &g_array_index (locals, MmsLitmusLocal, i);

      if (is_named (local->name, name))
        return local;
    }
  return NULL;
}

MmsLitmusLocal *
mms_litmus_add_local (MmsLitmusBuild       *build,
                      guint                 process,
                      const MmsLitmusToken *name,
                      guint                 depth)
{
  MmsLitmusLocal *local = mms_litmus_find_local (build, process, name);
  MmsLitmusLocal fresh = { .depth = depth, .variable = -1 };

  /* A local of each arm of an `if`, or one that has a value from the start: one and the same. */
  if (local != NULL && local->variable < 0 && local->depth == depth)
    return local;
  if (local != NULL)
    {
      mms_litmus_fail (&build->scan, name, "P%u has another '%s' already", process, local->name);
      return NULL;
    }
  if (build->n_registers >= MAX_LOCALS)
    {
      mms_litmus_fail (&build->scan, name, "a process can have %d locals", MAX_LOCALS);
      return NULL;
    }
  fresh.name = mms_litmus_token_dup (name);
  fresh.reg = (guint8) build->n_registers++;
  build->n_used = MAX (build->n_used, build->n_registers);
  g_array_append_val (build->locals[process], fresh);
  return &g_array_index (build->locals[process], MmsLitmusLocal, build->locals[process]->len - 1);
}

gboolean
mms_litmus_is_type (MmsLitmusBuild *build)
{
  if (build->scan.token.kind != MMS_LITMUS_NAME)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (mms_litmus_is (&build->scan, types[i]))
      return TRUE;
  return mms_litmus_is (&build->scan, "struct") || mms_litmus_is (&build->scan, "union");
}

gboolean
mms_litmus_take_type (MmsLitmusBuild *build, guint *depth)
{
  MmsLitmusScan *scan = &build->scan;

  *depth = 0;
  if (!mms_litmus_is_type (build))
    return mms_litmus_fail_expected (scan, "a type");
  while (mms_litmus_is_type (build))
    {
      if (mms_litmus_is (scan, "struct") || mms_litmus_is (scan, "union"))
        return mms_litmus_fail (scan, NULL, "there are no structures here: only numbers, pointers, "
                                "atomic_t and spinlock_t");
      mms_litmus_next (scan);
    }
  while (mms_litmus_is (scan, "*") || mms_litmus_is (scan, "const")
         || mms_litmus_is (scan, "volatile"))
    {
      *depth += mms_litmus_is (scan, "*");
      if (*depth > 8)
        return mms_litmus_fail (scan, NULL, "pointers to pointers go eight levels deep");
      mms_litmus_next (scan);
    }
  return scan->error == NULL;
}

int
mms_litmus_parse_process (const MmsLitmusToken *token)
{
  int number = 0;

  if (token->kind != MMS_LITMUS_NAME || token->length < 2 || token->length > 4
      || token->start[0] != 'P')
    return -1;
  for (guint i = 1; i < token->length; i++)
    {
      if (!g_ascii_isdigit (token->start[i]))
        return -1;
      number = number * 10 + g_ascii_digit_value (token->start[i]);
    }
  return number;
}
