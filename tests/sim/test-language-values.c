/* test-language-values.c - what expressions and statements of the language are worth
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

#define FRAME                                                                                      \
  "cpus 2; const ONE = 1; const MASK = 0x6;\n"                                                     \
  "struct mm { refcount int mm_users = 1; refcount int mm_count = 1; cpumask mm_cpumask; }\n"      \
  "struct task { mm *mm; mm *active_mm; int flags; }\n"                                            \
  "percpu rq { task *curr; task *idle; mm *slot; int n = 5; }\n"                                   \
  "mm A, B { mm_users = 3 }; task sh { mm = A; cpu = 1; } kthread kw;\n"                           \
  "int r0, r1, x, a[4]; cpumask m = 2; cpumask cpu_online_mask;\n"                                 \
  "int twice(int n) { return n + n; } int one(void) { return 1; }\n"                               \
  "int maybe(int n) { if (n) return 3; }\n"                                                        \
  "int sign(int n) { if (n < 0) return -1; if (n > 0) return 1; return 0; }\n"                     \
  "int count(int n) { int s = 0; while (n > 0) { s += n; n--; } return s; }\n"                     \
  "mm *mm_of(task *t) { return t->mm; }\n"

/* What a statement leaves in r0 and r1. */
static const struct
{
  const char *statement;
  const char *r0;
} statements[] = {
  { "r0 = 7;", "7" },
  { "r0 = 2 + 3 * 4 - 1;", "13" },
  { "r0 = (2 + 3) * 4;", "20" },
  { "r0 = 1 << 3 | 6 & 3 ^ 1;", "11" },
  { "r0 = ~5 & 0xf;", "10" },
  { "r0 = 5; r0 += 2; r0 -= 4; r0 <<= 2; r0 |= 1; r0 ^= 3; r0 &= 0xe; r0 >>= 1; r0 *= 3;", "21" },
  { "int i = 5; r0 = -i + 2;", "-3" },
  { "int i = 5; r0 = ~i;", "-6" },
  { "int i = 5; r0 = !i + !0;", "1" },
  { "int i = 3; r0 = i < 4 && i > 2 || i == 9;", "1" },
  { "int i = 3; r0 = i <= 2 || !(i >= 3) || i != 3;", "0" },
  { "int i = 3; r0 = i > 2 ? i < 3 ? 10 : 20 : 30;", "20" },
  { "r0 = x ? 1 : 2;", "2" },
  { "r0 = x == 0 && a[1] == 0 ? 4 : 5;", "4" },
  { "r0 = ONE ? one() : missing();", "1" },
  { "r0 = twice(3) + twice(x + 1);", "8" },
  { "r0 = sign(-3) * 100 + sign(0) * 10 + sign(9);", "-99" },
  { "int i = 4; r0 = count(i) * 100 + i;", "1004" },
  { "r0 = 8; r0 = maybe(x) * 10 + maybe(x + 1);", "3" },
  { "int i = 4; i = count(i) + i; r0 = i;", "14" },
  { "int i; for (i = 0; i < 5; i++) { if (i == 1) continue; if (i == 4) break; r0 += i; }", "5" },
  { "for (int i = 3; i; i--) r0 += i;", "6" },
  { "int i = 0; do { i++; if (i == 2) continue; r0 += i; } while (i < 4);", "8" },
  { "int i = 3; while (1) { if (!i) break; i -= 1; r0++; }", "3" },
  { "int c; for_each_cpu(c, 3) r0 += c + 1;", "3" },
  { "int c; for_each_cpu(c, m) r0 += c + 1; r0 = r0 * 10 + c;", "22" },
  { "for_each_possible_cpu(int c) r0 += cpu(rq, c)->n;", "10" },
  { "for_each_online_cpu(int c) { if (c == 1) break; r0++; }", "1" },
  { "r0 = 0; for_each_cpu(int c, 0) r0++;", "0" },
  { "cpumask s = 0; cpumask_set_cpu(1, &s); cpumask_set_cpu(0, &s); cpumask_clear_cpu(1, &s); r0 = "
    "s;",
    "1" },
  { "cpumask s = cpumask_of(1); r0 = cpumask_test_cpu(1, &s) * 10 + cpumask_test_cpu(0, &s);",
    "10" },
  { "cpumask s = m; r0 = ~s;", "1" },
  { "r0 = ~cpu_possible_mask + num_cpus;", "2" },
  { "set_bit(0, &m); r0 = m;", "3" },
  { "clear_bit(1, &m); r0 = m + cpumask_empty(&m) * 8;", "8" },
  { "r0 = test_and_set_bit(1, &m) * 10 + test_and_clear_bit(0, &m);", "10" },
  { "x = 5; r0 = atomic_fetch_add(2, &x) * 10 + x;", "57" },
  { "x = 5; r0 = atomic_inc_return(&x) * 10 + atomic_sub_return(2, &x);", "64" },
  { "x = 1; r0 = atomic_dec_and_test(&x);", "1" },
  { "x = 2; r0 = atomic_dec_and_test(&x); r0 = r0 * 10 + x;", "1" },
  { "x = 3; r0 = atomic_sub_and_test(3, &x);", "1" },
  { "r0 = atomic_inc_not_zero(&x) * 10 + x;", "0" },
  { "x = 4; r0 = atomic_inc_not_zero(&x) * 10 + x;", "15" },
  { "x = 4; r0 = atomic_add_unless(&x, 3, 4) * 10 + x;", "4" },
  { "atomic_inc(&x); atomic_add(5, &x); atomic_dec(&x); atomic_sub(2, &x); r0 = x;", "3" },
  { "r0 = xchg(&x, 4) * 10 + xchg_release(&x, 0);", "4" },
  { "x = 1; r0 = cmpxchg(&x, 1, 2) * 10 + cmpxchg_relaxed(&x, 1, 3); r0 = r0 * 10 + x;", "122" },
  { "x = 1; int old = 1; old = cmpxchg(&x, old, old + 1); r0 = old * 10 + x;", "12" },
  { "WRITE_ONCE(x, 3); smp_store_release(&x, READ_ONCE(x) + 1); r0 = smp_load_acquire(&x);", "4" },
  { "x = 6; r0 = smp_cond_load_acquire(&x, 6) + smp_cond_load_acquire_not(&x, 0);", "12" },
  { "spin_lock(&x); r0 = x; spin_unlock(&x); r0 = r0 * 10 + x;", "10" },
  { "int f; local_irq_save(f); r0 = irqs_disabled() * 10 + f; local_irq_restore(f); r0 = r0 * 10 + "
    "irqs_disabled();",
    "100" },
  { "local_irq_disable(); int f; local_irq_save(f); local_irq_restore(f); r0 = irqs_disabled(); "
    "local_irq_enable();",
    "1" },
  { "r0 = smp_processor_id() + level() + in_interrupt() + in_nmi();", "0" },
  { "r0 = current == idle0 && cpu(rq, 1)->curr == sh;", "1" },
  { "r0 = mm_of(sh) == A && mm_of(kw) == NULL && idle0->active_mm == &init_mm;", "1" },
  { "r0 = sh->active_mm == A && !kw->active_mm && rq->idle == idle0;", "1" },
  { "r0 = B->mm_users * 10 + A->mm_count;", "31" },
  { "rq->slot = B; r0 = this_cpu(rq)->slot->mm_users; rq->slot = NULL;", "3" },
  { "mm *p = rq->slot ? rq->slot : B; r0 = p->mm_users;", "3" },
  { "a[2] = 3; a[a[2]] = 7; a[x]++; r0 = a[3] * 10 + a[0];", "71" },
  { "int c = 2; { int c = 3; r0 = c; } r0 = r0 * 10 + c;", "32" },
  { "r0 = choose(2); assume(r0 != 1);", "0 2" },
  { "if (0) missing(1); else if (ONE + 1 == 2) r0 = 3; else missing();", "3" },
  { "if (x && missing_too() == 4) ; r0 = 1;", NULL },
  { "r0 = x++;", NULL },
  { "l: r0 = 1;", "1" },
  { "ghost { int n = 0; for_each_possible_cpu(int c) n += cpu(rq, c)->n; forbid WARN (n != 10); } "
    "r0 = 1;",
    "1" },
};

static void
test_statements (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autofree char *text = g_strdup_printf (FRAME "cpu 0 { { %s } }", statements[i].statement);
      g_autofree char *problems = NULL;
      g_autofree char *values = NULL;
      g_autoptr (MmsProgram) program = NULL;

      g_test_message ("%s", statements[i].statement);
      problems = texts_describe (text);
      if (statements[i].r0 == NULL)
        {
          g_assert_cmpstr (problems, !=, "");
          continue;
        }
      g_assert_cmpstr (problems, ==, "");
      program = texts_compile (text);
      values = texts_run (program, "r0", MMS_MEMORY_SC);
      g_assert_cmpstr (values, ==, statements[i].r0);
    }
}

/* The same on the machine where values come late: a branch may guess, and must guess right. */
static void
test_statements_weak (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autofree char *text = g_strdup_printf (FRAME "cpu 0 { { %s } }", statements[i].statement);
      g_autofree char *values = NULL;
      g_autoptr (MmsProgram) program = NULL;

      if (statements[i].r0 == NULL)
        continue;
      g_test_message ("%s", statements[i].statement);
      program = texts_compile (text);
      values = texts_run (program, "r0", MMS_MEMORY_WEAK);
      g_assert_cmpstr (values, ==, statements[i].r0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/statements", test_statements);
  g_test_add_func ("/language/statements-weak", test_statements_weak);
  return g_test_run ();
}
