/* random-ghosts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "random-ghosts.h"

/* What a body has loaded so far. */
typedef struct
{
  GRand *random;
  GString *text;
  guint cpu;
  guint n_values;   /* a0, a1, … */
  guint n_pointers; /* p0, p1, … */
  gboolean is_irq;
} Body;

static guint
pick (const Body *body, guint n)
{
  return (guint) g_rand_int_range (body->random, 0, (gint32) n);
}

/* A variable: shared, only this CPU's, or read by all and written by its CPU. */
static const char *
pick_place (const Body *body)
{
  static const char *const places[] = { "x", "y", "z", "x", "y", "rq->own" };
  static const char *const private[] = { "k0", "k1", "k2" };
  guint n = pick (body, G_N_ELEMENTS (places) + 1);

  return n < G_N_ELEMENTS (places) ? places[n] : private[body->cpu];
}

static const char *
pick_order (const Body *body)
{
  static const char *const orders[] = { "_relaxed", "_relaxed", "_acquire", "_release", "" };

  return orders[pick (body, G_N_ELEMENTS (orders))];
}

static const char *
pick_wait (const Body *body)
{
  static const char *const waits[]
      = { "smp_cond_load_relaxed", "smp_cond_load_relaxed_not", "smp_cond_load_acquire" };

  return waits[pick (body, G_N_ELEMENTS (waits))];
}

static void
add_value (Body *body)
{
  guint n = body->n_values;

  switch (pick (body, 12))
    {
    case 10:
      g_string_append_printf (body->text, "int a%u = %s(&%s, %u);", n, pick_wait (body), pick_place (body),
                              pick (body, 3));
      break;
    case 0:
      g_string_append_printf (body->text, "int a%u = atomic_inc_return%s(&%s);", n, pick_order (body),
                              pick_place (body));
      break;
    case 1:
      g_string_append_printf (body->text, "int a%u = cmpxchg%s(&%s, 0, %u);", n, pick_order (body),
                              pick_place (body), 1 + pick (body, 2));
      break;
    case 2:
      g_string_append_printf (body->text, "int a%u = smp_load_acquire(&%s);", n, pick_place (body));
      break;
    case 3:
      g_string_append_printf (body->text, "int a%u = cpu(rq, %u)->own;", n, pick (body, 2));
      break;
    case 4:
      if (body->n_pointers > 0)
        {
          g_string_append_printf (body->text, "int a%u = p%u->v;", n, pick (body, body->n_pointers));
          break;
        }
      G_GNUC_FALLTHROUGH;
    default:
      g_string_append_printf (body->text, "int a%u = READ_ONCE(%s);", n, pick_place (body));
      break;
    }
  body->n_values++;
}

static void
add_pointer (Body *body)
{
  g_string_append_printf (body->text, "mm *p%u = READ_ONCE(%s);", body->n_pointers++,
                          pick (body, 2) == 0 ? "slot" : "rq->held");
}

static void
add_condition (Body *body)
{
  if (body->n_values == 0)
    g_string_append_printf (body->text, "%s == %u", pick_place (body), pick (body, 3));
  else
    g_string_append_printf (body->text, "a%u %s %u", pick (body, body->n_values),
                            pick (body, 3) == 0 ? "!=" : "==", pick (body, 3));
}

static void
add_store (Body *body)
{
  switch (pick (body, 8))
    {
    case 0:
      g_string_append_printf (body->text, "smp_store_release(&%s, %u);", pick_place (body),
                              1 + pick (body, 2));
      break;
    case 1:
      if (body->n_values > 0)
        {
          g_string_append_printf (body->text, "WRITE_ONCE(%s, a%u);", pick_place (body),
                                  pick (body, body->n_values));
          break;
        }
      G_GNUC_FALLTHROUGH;
    case 2:
      g_string_append_printf (body->text, "WRITE_ONCE(slot, %s);", pick (body, 2) == 0 ? "A" : "B");
      break;
    case 3:
      if (body->n_pointers > 0)
        {
          g_string_append_printf (body->text, pick (body, 2) == 0 ? "rq->held = p%u;" : "p%u->v = 2;",
                                  pick (body, body->n_pointers));
          break;
        }
      G_GNUC_FALLTHROUGH;
    case 4:
      g_string_append_printf (body->text, "atomic_inc(&%s);", pick_place (body));
      break;
    default:
      g_string_append_printf (body->text, "WRITE_ONCE(%s, %u);", pick_place (body), 1 + pick (body, 2));
      break;
    }
}

static void
add_fence (Body *body)
{
  static const char *const fences[] = { "smp_rmb();", "smp_rmb();", "smp_wmb();", "smp_mb();",
                                        "spin_lock(&lock); ", "spin_unlock(&lock);" };
  guint n = pick (body, body->is_irq ? 4 : 5);

  g_string_append (body->text, fences[n]);
  if (n == 4)
    {
      add_store (body);
      g_string_append (body->text, fences[5]);
    }
}

static const char *
pick_detector (const Body *body)
{
  static const char *const detectors[] = { "D50", "D51", "D52", "D53", "D60", "D61", "D30", "D31" };

  return detectors[pick (body, G_N_ELEMENTS (detectors))];
}

static void
add_ghost (Body *body)
{
  GString *text = body->text;
  guint kind = pick (body, 9);

  if (body->n_pointers > 0 && kind < 3)
    {
      guint n = pick (body, body->n_pointers);

      if (kind == 0)
        g_string_append_printf (text, "forbid %s (p%u->v == %u);", pick_detector (body), n, pick (body, 3));
      else if (kind == 1)
        g_string_append_printf (text, "ghost { p%u->seen += 1; }", n);
      else
        g_string_append_printf (text, "forbid %s (freed(p%u) || p%u->seen == 1);", pick_detector (body), n,
                                n);
      return;
    }
  switch (kind)
    {
    case 0:
    case 3:
      g_string_append (text, "ghost { seen = 1");
      if (body->n_values > 0)
        g_string_append_printf (text, " + a%u", pick (body, body->n_values));
      g_string_append (text, "; }");
      break;
    case 1:
      g_string_append (text, "ghost { if (");
      add_condition (body);
      g_string_append_printf (text, ") sum += %s; else seen = sum; }", pick_place (body));
      break;
    case 2:
    case 4:
      g_string_append_printf (text, "forbid %s (", pick_detector (body));
      add_condition (body);
      g_string_append_printf (text, " && %s == %u);", pick (body, 2) == 0 ? "seen" : "sum", pick (body, 3));
      break;
    case 5:
      g_string_append_printf (text, "forbid %s (cpu(rq, %u)->held == B && ", pick_detector (body),
                              pick (body, 2));
      add_condition (body);
      g_string_append (text, ");");
      break;
    default:
      g_string_append_printf (text, "forbid %s (", pick_detector (body));
      add_condition (body);
      g_string_append_printf (text, " && %s == %u);", pick_place (body), pick (body, 3));
      break;
    }
}

static void add_operation (Body *body,
                           guint depth);

static void
add_branch (Body *body, guint depth)
{
  guint n_values = body->n_values;
  guint n_pointers = body->n_pointers;

  if (n_values == 0)
    {
      add_value (body);
      return;
    }
  g_string_append (body->text, "if (");
  add_condition (body);
  g_string_append (body->text, ") { ");
  add_operation (body, depth + 1);
  g_string_append (body->text, " }");
  body->n_values = n_values; /* what is declared in there ends there */
  body->n_pointers = n_pointers;
}

static void
add_operation (Body *body, guint depth)
{
  switch (pick (body, 16))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      add_value (body);
      break;
    case 4:
      add_pointer (body);
      break;
    case 5:
    case 6:
    case 7:
    case 8:
      add_store (body);
      break;
    case 9:
      add_fence (body);
      break;
    case 10:
    case 11:
      if (depth == 0)
        {
          add_branch (body, depth);
          break;
        }
      G_GNUC_FALLTHROUGH;
    default:
      add_ghost (body);
      break;
    }
}

static void
add_body (GRand *random, GString *text, guint cpu, gboolean is_irq, guint n_operations)
{
  Body body = { .random = random, .text = text, .cpu = cpu, .is_irq = is_irq };

  g_string_append (text, "{ ");
  for (guint i = 0; i < n_operations; i++)
    {
      add_operation (&body, 0);
      g_string_append_c (text, ' ');
    }
  g_string_append (text, "}");
}

char *
random_ghosts (guint32 seed)
{
  GRand *random = g_rand_new_with_seed (seed);
  guint n_cpus = g_rand_int_range (random, 0, 4) == 0 ? 3 : 2;
  GString *text = g_string_new ("scenario RANDOM \"random\" \"Anything\";\n");

  g_string_append_printf (text, "cpus %u;\n", n_cpus);
  g_string_append (text, "struct mm { int v; ghost int seen; }\n"
                         "struct task { int on_cpu; }\n"
                         "percpu rq { int own; holder mm *held = A; }\n"
                         "mm A { v = 1 };\n"
                         "mm B;\n"
                         "mm *slot = A;\n"
                         "int x, y, z, k0, k1, k2, lock;\n"
                         "ghost int seen, sum;\n");
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      guint n_statements = g_rand_int_range (random, 0, 3) == 0 ? 2 : 1;

      g_string_append_printf (text, "cpu %u {\n", cpu);
      for (guint i = 0; i < n_statements; i++)
        {
          g_string_append (text, "  ");
          add_body (random, text, cpu, FALSE,
                    (guint) g_rand_int_range (random, 3, n_cpus == 3 || n_statements == 2 ? 6 : 10));
          g_string_append_c (text, '\n');
        }
      if (cpu == 0 && g_rand_int_range (random, 0, 4) == 0)
        g_string_append (text, "  free_mm(B);\n");
      g_string_append (text, "}\n");
    }
  if (g_rand_int_range (random, 0, 4) == 0)
    {
      guint cpu = (guint) g_rand_int_range (random, 0, (gint32) n_cpus);

      g_string_append_printf (text, "irq cpu %u ", cpu);
      add_body (random, text, cpu, TRUE, (guint) g_rand_int_range (random, 1, 3));
      g_string_append_c (text, '\n');
    }
  g_rand_free (random);
  return g_string_free (text, FALSE);
}
