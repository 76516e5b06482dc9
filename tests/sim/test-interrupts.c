/* test-interrupts.c - the interrupt flag of what is interrupted is its own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

/* What CPU 0 sees, in every run: whether the handler with @body has come, irqs_disabled() then, and
 * irqs_disabled() at the end. Where @is_off it looks with interrupts off, and has them on at the
 * end. */
static char *
run_handler (const char *kind, const char *body, gboolean is_off)
{
  g_autofree char *text = g_strdup_printf (
      "scenario I \"i\" \"A handler and the interrupt flag\";\n"
      "cpus 1;\n"
      "int r0, r1, r2, came;\n"
      "cpu 0 { { %s r0 = READ_ONCE(came); r1 = irqs_disabled(); %s"
      " r2 = irqs_disabled(); } }\n"
      "%s cpu 0 { { int flags; WRITE_ONCE(came, 1); %s } }\n",
      is_off ? "local_irq_disable();" : "", is_off ? "local_irq_enable();" : "", kind, body);
  g_autoptr (MmsProgram) program = texts_compile (text);

  return texts_run (program, "r0 r1 r2", MMS_MEMORY_SC);
}

static void
test_flag (void)
{
  static const char *const bodies[] = {
    "local_irq_save(flags); came = 1; local_irq_restore(flags);",
    "local_irq_disable(); came = 1; local_irq_enable();",
    "local_irq_disable();",
    "local_irq_enable();",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *irq_on = run_handler ("irq", bodies[i], FALSE);
      g_autofree char *irq_off = run_handler ("irq", bodies[i], TRUE);
      g_autofree char *nmi_on = run_handler ("nmi", bodies[i], FALSE);
      g_autofree char *nmi_off = run_handler ("nmi", bodies[i], TRUE);

      g_assert_cmpstr (irq_on, ==, "0,0,0 1,0,0");
      g_assert_cmpstr (irq_off, ==, "0,1,0 1,1,0"); /* it came before */
      g_assert_cmpstr (nmi_on, ==, "0,0,0 1,0,0");
      g_assert_cmpstr (nmi_off, ==, "0,1,0 1,1,0");
    }
}

/* In the handler itself they are off. */
static void
test_inside (void)
{
  g_autofree char *seen
      = run_handler ("irq", "local_irq_enable(); WRITE_ONCE(came, 2 + irqs_disabled());", FALSE);

  g_assert_cmpstr (seen, ==, "0,0,0 3,0,0");
}

/* A second IPI reaches a CPU whose first handler saved and restored the flag. */
static void
test_again (void)
{
  g_autoptr (MmsProgram) program = texts_compile (
      "scenario I \"i\" \"Two IPIs, one after the other\";\n"
      "cpus 2;\n"
      "int n;\n"
      "void handle(void) { int flags; local_irq_save(flags); n = n + 1;"
      " local_irq_restore(flags); }\n"
      "cpu 0 { { smp_call_function_many(2, handle); smp_call_function_many(2, handle); } }\n"
      "finally { forbid WARN (n != 2); }\n");

  for (MmsMemory memory = MMS_MEMORY_SC; memory <= MMS_MEMORY_WEAK; memory++)
    {
      g_autofree char *found = texts_find (program, memory);

      g_assert_cmpstr (found, ==, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/interrupts/flag", test_flag);
  g_test_add_func ("/sim/interrupts/inside", test_inside);
  g_test_add_func ("/sim/interrupts/again", test_again);
  return g_test_run ();
}
