/* test-language-kernel.c - the kernel's spellings are the same code as the language's own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

/* (transfer full): a program whose function f has that @body */
static char *
make_text (const char *body)
{
  return g_strdup_printf ("struct mm { cpumask mm_cpumask; int x; }\n"
                          "percpu rq { mm *lazy_mm; int n; }\n"
                          "percpu cpu_tlbstate { mm *loaded_mm; }\n"
                          "void handle(mm *mm) { mm->x = 1; }\n"
                          "scenario K \"k\" \"Spellings\";\n"
                          "cpus 2;\n"
                          "mm A;\n"
                          "int x, y;\n"
                          "void f(mm *mm, int c) {\n%s\n}\n"
                          "cpu 0 { f(A, 1); }\n",
                          body);
}

static char *
dump (const char *body)
{
  g_autofree char *text = make_text (body);
  g_autoptr (MmsProgram) program = texts_compile (text);

  return texts_dump (program);
}

static void
test_same (void)
{
  static const struct
  {
    const char *kernel;
    const char *own;
  } pairs[] = {
    { "if (likely(x)) y = 1;", "if (x) y = 1;" },
    { "if (unlikely(!READ_ONCE(x) && (y || c))) y = 1;", "if (!READ_ONCE(x) && (y || c)) y = 1;" },
    { "y = cpumask_test_cpu(c, mm_cpumask(mm));", "y = cpumask_test_cpu(c, &mm->mm_cpumask);" },
    { "cpumask_set_cpu(c, mm_cpumask(mm));", "cpumask_set_cpu(c, &mm->mm_cpumask);" },
    { "for_each_cpu(c, mm_cpumask(mm)) y = c;", "for_each_cpu(c, mm->mm_cpumask) y = c;" },
    { "this_rq()->lazy_mm = mm;", "rq->lazy_mm = mm;" },
    { "if (READ_ONCE(cpu_rq(c)->lazy_mm) == mm) y = 1;",
      "if (READ_ONCE(cpu(rq, c)->lazy_mm) == mm) y = 1;" },
    { "y = xchg(&cpu_rq(c)->n, 3);", "y = xchg(&cpu(rq, c)->n, 3);" },
    { "per_cpu(cpu_tlbstate.loaded_mm, c) = mm;", "cpu(cpu_tlbstate, c)->loaded_mm = mm;" },
    { "y = per_cpu_ptr(&rq, c)->n;", "y = cpu(rq, c)->n;" },
    { "y = this_cpu_ptr(&rq)->n;", "y = rq->n;" },
    { "if (this_cpu_read(cpu_tlbstate.loaded_mm) == mm) y = 1;",
      "if (cpu_tlbstate->loaded_mm == mm) y = 1;" },
    { "this_cpu_write(cpu_tlbstate.loaded_mm, mm);", "cpu_tlbstate->loaded_mm = mm;" },
    { "smp_store_mb(x, 1);", "{ WRITE_ONCE(x, 1); smp_mb(); }" },
    { "mb(); rmb(); wmb();", "smp_mb(); smp_rmb(); smp_wmb();" },
    { "atomic_long_inc(&x); y = atomic_long_xchg_relaxed(&x, 2);",
      "atomic_inc(&x); y = atomic_xchg_relaxed(&x, 2);" },
    { "smp_call_function_single(c, handle, (void *)mm, 1);",
      "smp_call_function_many(cpumask_of(c), handle, mm);" },
    { "smp_call_function_single(c, handle, mm, false);",
      "smp_call_function_many_nowait(cpumask_of(c), handle, mm);" },
    { "rq->lazy_mm = (struct mm_struct *)cpu_tlbstate->loaded_mm;",
      "rq->lazy_mm = cpu_tlbstate->loaded_mm;" },
    { "rcu_read_lock(); x = 1; lockdep_assert_held(&x); might_sleep(); rcu_read_unlock();",
      "x = 1;" },
    { "VM_BUG_ON(x == 3);", "WARN_ON(x == 3);" },
    { "if (x) might_sleep();", "if (x) ;" },
    { "struct rq *rq = cpu_rq(c); rq->n = 1; y = rq->n;",
      "int k = c; cpu(rq, k)->n = 1; y = cpu(rq, k)->n;" },
    { "struct rq *mine = this_rq(); mine->lazy_mm = mm;",
      "int k = smp_processor_id(); cpu(rq, k)->lazy_mm = mm;" },
    { "struct cpu_tlbstate *s = per_cpu_ptr(&cpu_tlbstate, 1); s->loaded_mm = mm;",
      "cpu(cpu_tlbstate, 1)->loaded_mm = mm;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *kernel = dump (pairs[i].kernel);
      g_autofree char *own = dump (pairs[i].own);

      if (!g_str_equal (kernel, own))
        g_test_message ("%s", pairs[i].kernel);
      g_assert_cmpstr (kernel, ==, own);
    }
}

/* A pointer to a CPU's struct stays with that CPU, wherever the task goes. */
static void
test_pointer_stays (void)
{
  g_autoptr (MmsProgram) program
      = texts_compile ("percpu rq { int n; }\n"
                       "scenario K \"k\" \"A pointer stays\";\n"
                       "cpus 2;\n"
                       "int r0, r1;\n"
                       "cpu 1 { { struct rq *rq = cpu_rq(0); int c = 1; rq->n = 5;"
                       " r0 = cpu(rq, 0)->n; r1 = cpu(rq, c)->n; } }\n");
  g_autofree char *ends = texts_run (program, "r0 r1", MMS_MEMORY_SC);

  g_assert_cmpstr (ends, ==, "5,0");
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *body;
    const char *problem;
  } texts[] = {
    { "struct rq *rq = 5;", "this is no percpu struct rq" },
    { "struct rq *q = this_cpu_ptr(&cpu_tlbstate);", "this is no percpu struct rq" },
    { "struct rq *q;", "expected = and whose it is" },
    { "struct rq q;", "expected *" },
    { "struct other *q = this_cpu_ptr(&other); q->n = 1;", "there is no percpu struct other" },
    { "struct rq *q = this_rq(); q->m = 1;", "rq has no member m" },
    { "struct rq *q = this_rq(); q = cpu_rq(1);", "q points to a percpu struct" },
    { "this_cpu_write(x, 1);", "expected . and a member" },
    { "x = mm_cpumask(3);", "this has no member mm_cpumask" },
    { "smp_call_function_single(c, handle, mm, c);", "whether it waits is 0 or 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = make_text (texts[i].body);
      g_autofree char *problems = texts_describe (text);

      if (strstr (problems, texts[i].problem) == NULL)
        g_error ("%s: %s", texts[i].body, problems);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/language-kernel/same", test_same);
  g_test_add_func ("/sim/language-kernel/pointer-stays", test_pointer_stays);
  g_test_add_func ("/sim/language-kernel/wrong", test_wrong);
  return g_test_run ();
}
