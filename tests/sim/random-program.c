/* random-program.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "random-program.h"
#include "threads.h"

#define N_SHARED 2
#define N_REGISTERS 2

typedef struct
{
  MmsProgram *program;
  GRand *rand;
  guint shared[N_SHARED];
  guint reports[2];
} Maker;

static guint
pick (Maker *maker, guint n)
{
  return (guint) g_rand_int_range (maker->rand, 0, (gint32) n);
}

static MmsOrder
pick_order (Maker *maker, gboolean load)
{
  return pick (maker, 3) != 0 ? MMS_ORDER_ONCE : load ? MMS_ORDER_ACQUIRE : MMS_ORDER_RELEASE;
}

static MmsOrder
pick_full_order (Maker *maker)
{
  static const MmsOrder orders[] = { MMS_ORDER_RELAXED, MMS_ORDER_FULL, MMS_ORDER_ACQUIRE,
                                     MMS_ORDER_RELEASE };

  return orders[pick (maker, G_N_ELEMENTS (orders))];
}

static void
emit_rmw (Maker *maker, guint8 reg)
{
  static const MmsOp ops[] = { MMS_OP_XCHG, MMS_OP_CMPXCHG, MMS_OP_RMW_ADD, MMS_OP_RMW_OR,
                               MMS_OP_ADD_UNLESS };

  threads_const (maker->program, 5, (gint16) pick (maker, 2));
  threads_const (maker->program, 6, (gint16) (1 + pick (maker, 2)));
  threads_emit (maker->program, (MmsInstruction){ .op = (guint8) ops[pick (maker, G_N_ELEMENTS (ops))],
                                                  .order = (guint8) pick_full_order (maker),
                                                  .a = reg,
                                                  .b = 5,
                                                  .c = 6,
                                                  .index = NONE,
                                                  .field = (guint16) maker->shared[pick (maker, N_SHARED)] });
}

static void
emit_fence (Maker *maker)
{
  static const MmsOrder orders[] = { MMS_ORDER_MB, MMS_ORDER_WMB, MMS_ORDER_RMB,
                                     MMS_ORDER_COMPILER };

  threads_fence (maker->program, orders[pick (maker, G_N_ELEMENTS (orders))]);
}

static void
emit_report (Maker *maker, guint8 reg)
{
  if (pick (maker, 2) == 0)
    threads_load (maker->program, reg, maker->shared[pick (maker, N_SHARED)], MMS_ORDER_ONCE);
  threads_const (maker->program, 5, (gint16) pick (maker, 3));
  threads_emit (maker->program,
                (MmsInstruction){ .op = MMS_OP_EQ, .a = 6, .b = reg, .c = 5, .index = NONE });
  threads_report (maker->program, 6, maker->reports[pick (maker, 2)]);
}

static void
emit_any (Maker *maker, guint depth)
{
  guint8 reg = (guint8) pick (maker, N_REGISTERS);
  guint field = maker->shared[pick (maker, N_SHARED)];

  switch (pick (maker, 11))
    {
    case 0:
    case 1:
    case 2:
      threads_load (maker->program, reg, field, pick_order (maker, TRUE));
      break;
    case 3:
    case 4:
      threads_store (maker->program, field, (gint16) (1 + pick (maker, 2)),
                     pick_order (maker, FALSE));
      break;
    case 5:
      threads_store_register (maker->program, field, reg, pick_order (maker, FALSE));
      break;
    case 6:
      emit_rmw (maker, reg);
      break;
    case 7:
      emit_fence (maker);
      break;
    case 8:
    case 9:
      emit_report (maker, reg);
      break;
    default:
      if (depth == 0)
        {
          guint16 skip = threads_skip (maker->program, reg);

          emit_any (maker, 1);
          threads_land (maker->program, skip);
        }
      break;
    }
}

MmsProgram *
random_program (guint32 seed)
{
  Maker maker = { .rand = g_rand_new_with_seed (seed) };
  guint n_cpus = pick (&maker, 4) == 0 ? 3 : 2;

  maker.program = threads_new (n_cpus);
  for (guint i = 0; i < N_SHARED; i++)
    maker.shared[i] = threads_variable (maker.program, i == 0 ? "x" : "y", 1);
  maker.reports[0] = mms_program_add_report (maker.program, "D98", NULL);
  maker.reports[1] = mms_program_add_report (maker.program, "D99", NULL);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      guint n = n_cpus == 2 ? 2 + pick (&maker, 4) : 1 + pick (&maker, 3);
      guint own[N_REGISTERS];

      for (guint i = 0; i < N_REGISTERS; i++)
        {
          g_autofree char *name = g_strdup_printf ("r%u_%u", cpu, i);

          own[i] = threads_variable (maker.program, name, 1);
        }
      threads_begin (maker.program, cpu);
      for (guint8 i = 0; i < N_REGISTERS; i++)
        threads_const (maker.program, i, 0);
      for (guint i = 0; i < n; i++)
        emit_any (&maker, 0);
      for (guint8 i = 0; i < N_REGISTERS; i++)
        threads_store_register (maker.program, own[i], i, MMS_ORDER_ONCE);
      threads_end (maker.program);
    }
  g_rand_free (maker.rand);
  return maker.program;
}
