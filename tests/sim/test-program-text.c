/* test-program-text.c - a program as people can read it, and which place each instruction has
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/program-text.h"
#include "texts.h"

static void
test_program (void)
{
  g_autoptr (MmsProgram) program = texts_compile (
      "scheme S; scenario SC; arch \"x86\"; cpus 2;\n"
      "struct mm { refcount int mm_count = 1; }\n"
      "struct task { mm *mm; }\n"
      "percpu rq { hazard mm *lazy_mm; int lock; }\n"
      "mm A; task sh { mm = A; cpu = 1; }\n"
      "void put(mm *mm) {\n"
      "  down: if (atomic_dec_and_test(&mm->mm_count))\n"
      "    free_mm(mm);\n"
      "}\n"
      "void shoot(mm *mm, int n) { if (current->mm == mm) cpu(rq, n)->lazy_mm = NULL; }\n"
      "cpu 0 { put(A); raw_spin_lock(&rq->lock); }\n"
      "cpu 1 { preempt smp_mb(); smp_call_function_many(1, shoot, A, 0); }\n"
      "nmi 2 cpu 1 { trace seen(mm = A); }\n"
      "finally { forbid D11 (A->mm_count != 0); }\n");
  g_autofree char *text = mms_program_to_string (program);

  g_assert_cmpstr (text, ==,
                   "scheme S scenario SC arch x86: 2 cpus, 2 mms, 3 tasks\n"
                   "init_mm.mm_count = 1\n"
                   "A.mm_count = 1\n"
                   "sh.mm = 2\n"
                   "cpu 0: 1\n"
                   "cpu 0: 10\n"
                   "cpu 1: preempt 13\n"
                   "cpu 1: 15\n"
                   "nmi cpu 1 (level 3, cpu 1, 2 times): 21\n"
                   "finally: 24\n"
                   "   1  r0 = const 2                             ; test.lazy:7 put down\n"
                   "   2  r1 = const -1                            ; test.lazy:7 put down\n"
                   "   3  r2 = add.full mm[r0].mm_count r1         ; test.lazy:7 put down\n"
                   "   4  r3 = const 1                             ; test.lazy:7 put down\n"
                   "   5  r4 = r2 == r3                            ; test.lazy:7 put down\n"
                   "   6  jump-if-zero r4 -> 9                     ; test.lazy:7 put down\n"
                   "   7  r0 = const 2                             ; test.lazy:8 put down\n"
                   "   8  free r0 4                                ; test.lazy:8 put down\n"
                   "   9  return                                   ; test.lazy:11 cpu 0\n"
                   "  10  r0 = this-cpu                            ; test.lazy:11 cpu 0\n"
                   "  11  lock.acquire rq[r0].lock                 ; test.lazy:11 cpu 0\n"
                   "  12  return                                   ; test.lazy:11 cpu 0\n"
                   "  13  fence.mb                                 ; test.lazy:12 cpu 1\n"
                   "  14  return                                   ; test.lazy:12 cpu 1\n"
                   "  15  r0 = const 1                             ; test.lazy:12 cpu 1\n"
                   "  16  r1 = const 2                             ; test.lazy:12 cpu 1\n"
                   "  17  r2 = const 0                             ; test.lazy:12 cpu 1\n"
                   "  18  (r2) ipi r0 r1 -> 30                     ; test.lazy:12 cpu 1\n"
                   "  19  ipi-wait                                 ; test.lazy:12 cpu 1\n"
                   "  20  return                                   ; test.lazy:12 cpu 1\n"
                   "  21  r0 = const 2                             ; test.lazy:13 nmi\n"
                   "  22  trace seen mm=r0                         ; test.lazy:13 nmi\n"
                   "  23  return                                   ; test.lazy:13 nmi\n"
                   "  24  r0 = const 2                             ; test.lazy:14 finally\n"
                   "  25  r1 = peek mm[r0].mm_count                ; test.lazy:14 finally\n"
                   "  26  r2 = const 0                             ; test.lazy:14 finally\n"
                   "  27  r3 = r1 != r2                            ; test.lazy:14 finally\n"
                   "  28  report r3 D11                            ; test.lazy:14 finally\n"
                   "  29  return                                   ; test.lazy:14 finally\n"
                   "  30  r2 = current                             ; test.lazy:10 shoot\n"
                   "  31  r3 = load.plain task[r2].mm              ; test.lazy:10 shoot\n"
                   "  32  r4 = r3 ==mm r0                          ; test.lazy:10 shoot\n"
                   "  33  jump-if-zero r4 -> 36                    ; test.lazy:10 shoot\n"
                   "  34  r2 = const 0                             ; test.lazy:10 shoot\n"
                   "  35  store.plain rq[r1].lazy_mm r2            ; test.lazy:10 shoot\n"
                   "  36  return                                   ; test.lazy:10 shoot\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program-text/program", test_program);
  return g_test_run ();
}
