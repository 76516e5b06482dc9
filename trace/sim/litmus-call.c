/* litmus-call.c - the kernel's memory operations, as litmus tests call them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "instruction.h"
#include "litmus-build.h"

#define NONE MMS_SIM_NO_REGISTER
#define MAX_ARGUMENTS 3

/* What the call is worth. */
typedef enum
{
  WORTH_NOTHING,
  WORTH_OLD,
  WORTH_OLD_IS_ZERO,
  WORTH_OLD_IS_SET,
  WORTH_OLD_DIFFERS, /* from the last argument */
  WORTH_NEW,
  WORTH_NEW_IS_ZERO,
  WORTH_NEW_IS_NEGATIVE,
} Worth;

/**
 * Operation:
 * @arguments: '*' a target `*x`, 'p' a pointer, 'v' a value
 * @amount: of additions: what is added, or with a value its sign
 * @has_orders: there are also _relaxed, _acquire and _release
 */
typedef struct
{
  const char *name;
  const char *arguments;
  guint8 op;
  guint8 order;
  gint8 amount;
  guint8 worth;
  gboolean has_orders;
} Operation;

static const Operation operations[] = {
  { "READ_ONCE", "*", MMS_OP_LOAD, MMS_ORDER_ONCE, 0, WORTH_OLD },
  { "WRITE_ONCE", "*v", MMS_OP_STORE, MMS_ORDER_ONCE, 0, WORTH_NOTHING },
  { "smp_load_acquire", "p", MMS_OP_LOAD, MMS_ORDER_ACQUIRE, 0, WORTH_OLD },
  { "smp_store_release", "pv", MMS_OP_STORE, MMS_ORDER_RELEASE, 0, WORTH_NOTHING },
  { "smp_store_mb", "*v", MMS_OP_STORE, MMS_ORDER_ONCE, 0, WORTH_NOTHING },
  { "rcu_dereference", "*", MMS_OP_LOAD, MMS_ORDER_ONCE, 0, WORTH_OLD },
  { "rcu_assign_pointer", "*v", MMS_OP_STORE, MMS_ORDER_RELEASE, 0, WORTH_NOTHING },

  { "xchg", "pv", MMS_OP_XCHG, MMS_ORDER_FULL, 0, WORTH_OLD, TRUE },
  { "cmpxchg", "pvv", MMS_OP_CMPXCHG, MMS_ORDER_FULL, 0, WORTH_OLD, TRUE },
  { "atomic_xchg", "pv", MMS_OP_XCHG, MMS_ORDER_FULL, 0, WORTH_OLD, TRUE },
  { "atomic_cmpxchg", "pvv", MMS_OP_CMPXCHG, MMS_ORDER_FULL, 0, WORTH_OLD, TRUE },

  { "atomic_read", "p", MMS_OP_LOAD, MMS_ORDER_ONCE, 0, WORTH_OLD },
  { "atomic_read_acquire", "p", MMS_OP_LOAD, MMS_ORDER_ACQUIRE, 0, WORTH_OLD },
  { "atomic_set", "pv", MMS_OP_STORE, MMS_ORDER_ONCE, 0, WORTH_NOTHING },
  { "atomic_set_release", "pv", MMS_OP_STORE, MMS_ORDER_RELEASE, 0, WORTH_NOTHING },

  { "atomic_add", "vp", MMS_OP_RMW_ADD, MMS_ORDER_RELAXED, 1, WORTH_NOTHING },
  { "atomic_sub", "vp", MMS_OP_RMW_ADD, MMS_ORDER_RELAXED, -1, WORTH_NOTHING },
  { "atomic_inc", "p", MMS_OP_RMW_ADD, MMS_ORDER_RELAXED, 1, WORTH_NOTHING },
  { "atomic_dec", "p", MMS_OP_RMW_ADD, MMS_ORDER_RELAXED, -1, WORTH_NOTHING },
  { "atomic_and", "vp", MMS_OP_RMW_AND, MMS_ORDER_RELAXED, 1, WORTH_NOTHING },
  { "atomic_or", "vp", MMS_OP_RMW_OR, MMS_ORDER_RELAXED, 1, WORTH_NOTHING },

  { "atomic_add_return", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_NEW, TRUE },
  { "atomic_sub_return", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_NEW, TRUE },
  { "atomic_inc_return", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_NEW, TRUE },
  { "atomic_dec_return", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_NEW, TRUE },

  { "atomic_fetch_add", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_OLD, TRUE },
  { "atomic_fetch_sub", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_OLD, TRUE },
  { "atomic_fetch_inc", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_OLD, TRUE },
  { "atomic_fetch_dec", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_OLD, TRUE },
  { "atomic_fetch_and", "vp", MMS_OP_RMW_AND, MMS_ORDER_FULL, 1, WORTH_OLD, TRUE },
  { "atomic_fetch_or", "vp", MMS_OP_RMW_OR, MMS_ORDER_FULL, 1, WORTH_OLD, TRUE },

  { "atomic_sub_and_test", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_NEW_IS_ZERO, TRUE },
  { "atomic_inc_and_test", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_NEW_IS_ZERO, TRUE },
  { "atomic_dec_and_test", "p", MMS_OP_RMW_ADD, MMS_ORDER_FULL, -1, WORTH_NEW_IS_ZERO, TRUE },
  { "atomic_add_negative", "vp", MMS_OP_RMW_ADD, MMS_ORDER_FULL, 1, WORTH_NEW_IS_NEGATIVE, TRUE },

  { "atomic_add_unless", "pvv", MMS_OP_ADD_UNLESS, MMS_ORDER_FULL, 1, WORTH_OLD_DIFFERS, TRUE },
  { "atomic_fetch_add_unless", "pvv", MMS_OP_ADD_UNLESS, MMS_ORDER_FULL, 1, WORTH_OLD, TRUE },
  { "atomic_inc_not_zero", "p", MMS_OP_ADD_UNLESS, MMS_ORDER_FULL, 1, WORTH_OLD_IS_SET, TRUE },

  { "spin_lock", "p", MMS_OP_LOCK, MMS_ORDER_ACQUIRE, 0, WORTH_NOTHING },
  { "spin_unlock", "p", MMS_OP_UNLOCK, MMS_ORDER_RELEASE, 0, WORTH_NOTHING },
  { "spin_trylock", "p", MMS_OP_CMPXCHG, MMS_ORDER_ACQUIRE, 0, WORTH_OLD_IS_ZERO },
  { "spin_is_locked", "p", MMS_OP_LOAD, MMS_ORDER_ONCE, 0, WORTH_OLD_IS_SET },
};

static const struct
{
  const char *suffix;
  MmsOrder order;
} orders[] = {
  { "_relaxed", MMS_ORDER_RELAXED },
  { "_acquire", MMS_ORDER_ACQUIRE },
  { "_release", MMS_ORDER_RELEASE },
};

static const struct
{
  const char *name;
  MmsOrder order;
} fences[] = {
  { "smp_mb", MMS_ORDER_MB },
  { "smp_rmb", MMS_ORDER_RMB },
  { "smp_wmb", MMS_ORDER_WMB },
  { "smp_mb__before_atomic", MMS_ORDER_MB },
  { "smp_mb__after_atomic", MMS_ORDER_MB },
  { "smp_mb__after_spinlock", MMS_ORDER_MB },
  { "smp_mb__after_unlock_lock", MMS_ORDER_MB },
  /* A compiler's barrier, and the readers' side of RCU as long as nobody waits for them: no order. */
  { "barrier", MMS_ORDER_COMPILER },
  { "rcu_read_lock", MMS_ORDER_COMPILER },
  { "rcu_read_unlock", MMS_ORDER_COMPILER },
};

static const char *const refused[] = {
  "synchronize_rcu", "synchronize_rcu_expedited", "call_rcu", "srcu_read_lock", "srcu_read_unlock",
  "synchronize_srcu", "synchronize_srcu_expedited",
};

/* (nullable): the operation called @name; @order: (out): how it is ordered under that name */
static const Operation *
find_operation (const char *name, MmsOrder *order)
{
  static const char *const wide[] = { "atomic64_", "atomic_long_" };
  g_autofree char *base = g_strdup (name);
  gboolean has_suffix = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    if (g_str_has_prefix (name, wide[i]))
      {
        g_free (base);
        base = g_strconcat ("atomic_", name + strlen (wide[i]), NULL);
      }
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
        if (g_str_equal (operations[i].name, base) && (!has_suffix || operations[i].has_orders))
          {
            if (!has_suffix)
              *order = operations[i].order;
            return &operations[i];
          }
      for (guint i = 0; i < G_N_ELEMENTS (orders) && !has_suffix; i++)
        if (g_str_has_suffix (base, orders[i].suffix))
          {
            base[strlen (base) - strlen (orders[i].suffix)] = '\0';
            *order = orders[i].order;
            has_suffix = TRUE;
          }
    }
  return NULL;
}

/* --- fences --- */

/* Fences that order only together with what stands beside them, which must be there: a fence of the
 * machine in its place orders everything, and a test must not get a better answer than it should. */
static gboolean
check_neighbour (MmsLitmusBuild *build, const MmsLitmusToken *token, const char *name)
{
  guint8 op = build->previous;

  if (g_str_equal (name, "smp_mb__before_atomic"))
    {
      build->before_atomic = *token;
      return TRUE;
    }
  if (g_str_equal (name, "smp_mb__after_atomic"))
    return op == MMS_OP_XCHG || op == MMS_OP_RMW_ADD || op == MMS_OP_RMW_AND || op == MMS_OP_RMW_OR
           || mms_litmus_fail (&build->scan, token,
                               "expected an atomic operation that always writes in front of this "
                               "fence: it orders nothing else");
  if (g_str_equal (name, "smp_mb__after_spinlock"))
    return op == MMS_OP_LOCK
           || mms_litmus_fail (&build->scan, token,
                               "expected spin_lock() in front of this fence: it orders nothing else");
  if (g_str_equal (name, "smp_mb__after_unlock_lock"))
    return (op == MMS_OP_LOCK
            && (!build->has_unlocked || build->before_previous == MMS_OP_UNLOCK))
           || mms_litmus_fail (&build->scan, token,
                               "expected spin_lock() in front of this fence, and in front of that "
                               "nothing but spin_unlock()");
  return TRUE;
}

static gboolean
parse_fence (MmsLitmusBuild *build, const MmsLitmusToken *token, const char *name, MmsOrder order)
{
  MmsInstruction fence = { .op = MMS_OP_FENCE, .order = (guint8) order, .a = NONE, .b = NONE,
                           .c = NONE, .index = NONE };

  if (!mms_litmus_expect (&build->scan, "(") || !mms_litmus_expect (&build->scan, ")"))
    return FALSE;
  if (order == MMS_ORDER_COMPILER)
    return TRUE;
  if (build->before_atomic.start != NULL)
    return mms_litmus_emit_joint (build);
  if (g_str_equal (name, "smp_mb__before_atomic"))
    {
      mms_litmus_emit (build, fence);
      return check_neighbour (build, token, name);
    }
  if (!check_neighbour (build, token, name))
    return FALSE;
  /* Without an unlock before, what that orders lies in another process, and the lock does it. */
  if (g_str_equal (name, "smp_mb__after_unlock_lock") && !build->has_unlocked)
    return TRUE;
  mms_litmus_emit (build, fence);
  return build->scan.error == NULL;
}

/* --- operations --- */

static gboolean
parse_arguments (MmsLitmusBuild *build, const char *pattern, MmsLitmusOperand *arguments)
{
  if (!mms_litmus_expect (&build->scan, "("))
    return FALSE;
  for (guint i = 0; pattern[i] != '\0'; i++)
    {
      if (i > 0 && !mms_litmus_expect (&build->scan, ","))
        return FALSE;
      if (!(pattern[i] == '*' ? mms_litmus_parse_target : mms_litmus_parse_expression) (
              build, &arguments[i]))
        return FALSE;
      if (pattern[i] == 'p' && arguments[i].depth == 0)
        return mms_litmus_fail (&build->scan, NULL, "expected a pointer before this");
    }
  return mms_litmus_expect (&build->scan, ")");
}

/* What is added, stored or masked. */
static MmsLitmusOperand
get_amount (MmsLitmusBuild *build, const Operation *operation, const MmsLitmusOperand *value)
{
  const MmsLitmusOperand zero = mms_litmus_number (0);

  if (value == NULL)
    return mms_litmus_number (operation->amount);
  return operation->amount < 0 ? mms_litmus_emit_binary (build, MMS_OP_SUB, &zero, value) : *value;
}

static MmsLitmusOperand
get_worth (MmsLitmusBuild         *build,
           Worth                   worth,
           const MmsLitmusOperand *old,
           const MmsLitmusOperand *amount,
           const MmsLitmusOperand *last)
{
  const MmsLitmusOperand zero = mms_litmus_number (0);
  MmsLitmusOperand fresh;

  switch (worth)
    {
    case WORTH_OLD_IS_ZERO:
      return mms_litmus_emit_truth (build, old, TRUE);
    case WORTH_OLD_IS_SET:
      return mms_litmus_emit_truth (build, old, FALSE);
    case WORTH_OLD_DIFFERS:
      return mms_litmus_emit_binary (build, MMS_OP_NE, old, last);
    case WORTH_NEW:
    case WORTH_NEW_IS_ZERO:
    case WORTH_NEW_IS_NEGATIVE:
      fresh = mms_litmus_emit_binary (build, MMS_OP_ADD, old, amount);
      if (worth == WORTH_NEW_IS_ZERO)
        return mms_litmus_emit_truth (build, &fresh, TRUE);
      return worth == WORTH_NEW ? fresh : mms_litmus_emit_binary (build, MMS_OP_LT, &fresh, &zero);
    default:
      return *old;
    }
}

/* What stores on a condition goes on in two ways. */
static void
emit_conditional (MmsLitmusBuild *build, MmsInstruction *instruction)
{
  MmsInstruction behind[MMS_N_FAILING];
  MmsOp before_previous;
  MmsOp previous;

  mms_instruction_fill_failing (instruction, build->program->code->len, behind);
  mms_litmus_emit (build, *instruction);
  /* what comes next comes behind that */
  before_previous = build->before_previous;
  previous = build->previous;
  for (guint i = 0; i < MMS_N_FAILING; i++)
    mms_litmus_emit (build, behind[i]);
  build->before_previous = before_previous;
  build->previous = previous;
  build->n_steps--; /* one of the two is done */
}

static gboolean
parse_operation (MmsLitmusBuild   *build,
                 const char       *name,
                 const Operation  *operation,
                 MmsOrder          order,
                 MmsLitmusOperand *value)
{
  MmsInstruction instruction = { .op = operation->op, .order = (guint8) order, .a = NONE,
                                 .b = NONE, .c = NONE, .index = NONE };
  MmsLitmusOperand arguments[MAX_ARGUMENTS] = { 0 };
  const char *pattern = operation->arguments;
  guint n = (guint) strlen (pattern);
  guint pointer = pattern[0] == 'v' ? 1 : 0;
  guint first = pattern[0] == 'v' ? 0 : 1;
  MmsLitmusOperand amount = mms_litmus_number (0);

  if (!parse_arguments (build, pattern, arguments)
      || !mms_litmus_set_place (build, &instruction, &arguments[pointer]))
    return FALSE;
  if (operation->op == MMS_OP_STORE || operation->op == MMS_OP_XCHG)
    amount = arguments[1];
  else if (operation->op == MMS_OP_CMPXCHG)
    amount = n > 1 ? arguments[1] : mms_litmus_number (0);
  else if (operation->op >= MMS_OP_RMW_ADD && operation->op <= MMS_OP_ADD_UNLESS)
    amount = get_amount (build, operation, n > 1 ? &arguments[first] : NULL);

  if (operation->op >= MMS_OP_STORE && operation->op <= MMS_OP_ADD_UNLESS)
    instruction.b = mms_litmus_load_operand (build, &amount);
  if (operation->op == MMS_OP_CMPXCHG && n == 1) /* a lock: from 0 to 1 */
    {
      arguments[2] = mms_litmus_number (1);
      instruction.flags = MMS_FLAG_TRYLOCK;
    }
  if (operation->op == MMS_OP_CMPXCHG || operation->op == MMS_OP_ADD_UNLESS)
    instruction.c = mms_litmus_load_operand (build, &arguments[2]);
  if (operation->worth != WORTH_NOTHING)
    instruction.a = mms_litmus_new_register (build);
  if (operation->op == MMS_OP_CMPXCHG || operation->op == MMS_OP_ADD_UNLESS)
    emit_conditional (build, &instruction);
  else
    mms_litmus_emit (build, instruction);
  if (operation->op == MMS_OP_UNLOCK)
    build->has_unlocked = TRUE;
  if (g_str_equal (name, "smp_store_mb"))
    mms_litmus_emit (build, (MmsInstruction){ .op = MMS_OP_FENCE, .order = MMS_ORDER_MB, .a = NONE,
                                              .b = NONE, .c = NONE, .index = NONE });
  if (operation->worth != WORTH_NOTHING)
    {
      const MmsLitmusOperand old = mms_litmus_register (instruction.a,
                                                        arguments[pointer].depth - 1);

      *value = get_worth (build, operation->worth, &old, &amount, &arguments[2]);
    }
  return build->scan.error == NULL;
}

gboolean
mms_litmus_parse_call (MmsLitmusBuild       *build,
                       const MmsLitmusToken *token,
                       MmsLitmusOperand     *value,
                       gboolean             *has_value)
{
  g_autofree char *name = mms_litmus_token_dup (token);
  const Operation *operation;
  MmsOrder order = MMS_ORDER_ONCE;

  *has_value = FALSE;
  *value = mms_litmus_number (0);
  for (guint i = 0; i < G_N_ELEMENTS (fences); i++)
    if (g_str_equal (fences[i].name, name))
      return parse_fence (build, token, name, fences[i].order);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (g_str_equal (refused[i], name))
      return mms_litmus_fail (&build->scan, token, "grace periods of RCU are not known here");
  operation = find_operation (name, &order);
  if (operation == NULL)
    return mms_litmus_fail (&build->scan, token, "there is no operation '%s' here", name);
  *has_value = operation->worth != WORTH_NOTHING;
  return parse_operation (build, name, operation, order, value);
}
