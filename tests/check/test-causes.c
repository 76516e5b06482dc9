/* test-causes.c - the detectors of causes, where they must speak and where they must not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "document.h"
#include "texts.h"

#define A "ff11000000aa0000"
#define B "ff11000000bb0000"
#define INIT "ffffffff81ae0580"
#define LINE(cpu, time, rest) "  <idle>-0    [00" cpu "] d....     1.0000" time ": " rest "\n"
#define BEGIN_WITHOUT_KINDS                                                                       \
  LINE ("0", "00", "state_begin: name=hazard scheme=1 flags=0 cpus=2 init_mm=" INIT)
/* With an event of each kind that tells of a holder: else nobody asked for them. */
#define BEGIN                                                                                     \
  LINE ("1", "00", "active_mm: pid=8 cpu=1 old=0 new=0 old_id=-1 new_id=-1 site=fork")            \
  LINE ("1", "00", "rq_lazy_mm: cpu=1 old=0 new=0 old_id=-1 new_id=-1 site=ctxsw_set")            \
  BEGIN_WITHOUT_KINDS
#define CPU(cpu, active, lazy, slot)                                                              \
  LINE ("0", "01", "state_cpu: cpu=" cpu " pid=0 mm=0 active=" active " lazy=" lazy " slot=" slot  \
        " loaded=" INIT " is_lazy=0")
#define ALLOCATE(time) LINE ("0", time, "mm_alloc: mm=" A " id=7 pid=9")
#define COUNT(cpu, time, op, delta, val)                                                          \
  LINE (cpu, time, "mm_count: mm=" A " id=7 op=" op " delta=" delta " val=" val " ip=f+0x1/0x2")
#define FREE(cpu, time, users)                                                                    \
  LINE (cpu, time, "mm_free: mm=" A " id=7 users=" users " count=0 cpumask=0")
#define SLOT(cpu, time, old, new)                                                                 \
  LINE (cpu, time, "rq_lazy_mm: cpu=1 old=" old " new=" new " old_id=7 new_id=7 site=ctxsw_set")
#define EXCHANGE(cpu, time, old, new, site)                                                       \
  LINE (cpu, time, "rq_mm_to_mmdrop: cpu=1 old=" old " new=" new " old_id=7 new_id=7 site=" site)
#define FIXUP(time, what) LINE ("0", time, "fixup_" what)
#define TICK(cpu, time) LINE (cpu, time, "call_function_single_entry: vector=251")

static const MmsFinding *
find (MmsDocument *document, const char *id)
{
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (strcmp (finding->id, id) == 0)
        return finding;
    }
  return NULL;
}

static void
assert_severity (const char *text, const char *id, int severity)
{
  g_autoptr (MmsDocument) document = texts_open (text);
  const MmsFinding *finding = find (document, id);

  if (severity < 0)
    g_assert_null (finding);
  else
    {
      g_assert_nonnull (finding);
      g_assert_cmpint (finding->severity, ==, severity);
    }
}

#define assert_silent(text, id) assert_severity (text, id, -1)

/* Of two drops the later may carry the earlier stamp: only the value that one found tells. */
static void
test_late_stamps (void)
{
  assert_silent (BEGIN ALLOCATE ("02") COUNT ("0", "03", "init", "1", "1")
                     COUNT ("0", "04", "grab", "1", "2") COUNT ("1", "05", "drop", "-1", "0")
                     FREE ("1", "06", "0") COUNT ("0", "07", "drop", "-1", "1"),
                 "D10");
  assert_severity (BEGIN ALLOCATE ("02") COUNT ("0", "03", "init", "1", "1")
                       COUNT ("1", "05", "drop", "-1", "0") FREE ("1", "06", "0")
                       COUNT ("0", "07", "drop", "-1", "-1"),
                   "D10", MMS_SEVERITY_FATAL);
}

/* A drop whose stamp is late was made before the free; one after another event of its CPU was
 * not. */
static void
test_use_after_free (void)
{
#define LIFE                                                                                      \
  BEGIN ALLOCATE ("02") COUNT ("0", "03", "init", "1", "1") COUNT ("0", "04", "grab", "1", "2")   \
      COUNT ("1", "05", "drop", "-1", "0") FREE ("1", "06", "0")

  assert_silent (LIFE COUNT ("0", "07", "drop", "-1", "1"), "D01");
  assert_severity (LIFE TICK ("0", "07") COUNT ("0", "08", "drop", "-1", "1"), "D01",
                   MMS_SEVERITY_FATAL);
#undef LIFE
}

/* A reference that was never taken, or taken where events are missing. */
static void
test_gaps (void)
{
#define DROP                                                                                      \
  COUNT ("1", "20", "drop_drain", "-1", "0") LINE ("1", "21", "sched_wakeup: comm=a pid=3")
#define TAKE                                                                                      \
  EXCHANGE ("0", "10", A, B, "fixup")                                                             \
  FIXUP ("11", "end: mm=" B " id=8 scanned=1 hits=1 stolen=1")

  assert_severity (BEGIN ALLOCATE ("02") COUNT ("0", "03", "init", "1", "1") DROP, "D10",
                   MMS_SEVERITY_FATAL);
  assert_silent (BEGIN ALLOCATE ("02") COUNT ("0", "03", "init", "1", "1") "CPU:1 [LOST 5 EVENTS]\n"
                     DROP,
                 "D10");
  assert_severity (BEGIN CPU ("1", "0", "0", A) TAKE COUNT ("1", "12", "drop", "-1", "1"), "D25",
                   MMS_SEVERITY_ERROR);
  assert_silent (BEGIN CPU ("1", "0", "0", A) TAKE "CPU:0 [LOST 5 EVENTS]\n"
                     COUNT ("0", "12", "drop", "-1", "1"),
                 "D25");
#undef DROP
#undef TAKE
}

/* Another CPU takes the reference to what CPU 1's slot names; whether it still did then must
 * show. */
static void
test_theft (void)
{
#define STEAL BEGIN CPU ("1", A, A, A) TICK ("0", "05") EXCHANGE ("0", "20", A, B, "fixup")

  assert_severity (STEAL FREE ("0", "22", "0") SLOT ("1", "30", A, "0"), "D26",
                   MMS_SEVERITY_INFO);
  assert_severity (STEAL FREE ("0", "22", "0") TICK ("1", "25") SLOT ("1", "30", A, "0"), "D26",
                   MMS_SEVERITY_FATAL);
  assert_severity (STEAL FREE ("0", "22", "0") TICK ("1", "25"), "D26", MMS_SEVERITY_FATAL);
  /* Something else kept it. */
  assert_severity (STEAL TICK ("1", "25") SLOT ("1", "30", A, "0"), "D26", MMS_SEVERITY_INFO);
  assert_silent (BEGIN CPU ("1", A, A, A) SLOT ("1", "10", A, "0") TICK ("0", "15")
                     EXCHANGE ("0", "20", A, B, "fixup") TICK ("1", "25"),
                 "D26");
#undef STEAL
}

#define SEARCH                                                                                    \
  FIXUP ("20", "start: mm=" A " id=7 users=0 count=1 cpumask=0")                                  \
  FIXUP ("21", "cpu: mm=" A " id=7 cpu=0 seen=0 hit=0")                                           \
  FIXUP ("22", "end: mm=" A " id=7 scanned=1 hits=0 stolen=0")

/* A CPU that is missed is an alarm once the mm is freed under it. */
static void
test_miss (void)
{
  assert_severity (BEGIN CPU ("1", A, A, "0") SEARCH FREE ("0", "30", "0"), "D30",
                   MMS_SEVERITY_ERROR);
  assert_severity (BEGIN CPU ("1", A, A, "0") SEARCH
                       LINE ("1", "25", "active_mm: pid=0 cpu=1 old=" A " new=" INIT
                                        " old_id=7 new_id=0 site=unlazy") SLOT ("1", "26", A, "0")
                           FREE ("0", "30", "0"),
                   "D30", MMS_SEVERITY_INFO);
  /* Not all that the fixup looked at is in the trace. */
  assert_silent (BEGIN CPU ("1", A, A, "0")
                     FIXUP ("20", "start: mm=" A " id=7 users=0 count=1 cpumask=0")
                     FIXUP ("22", "end: mm=" A " id=7 scanned=2 hits=0 stolen=0")
                     FREE ("0", "30", "0"),
                 "D30");
  /* Who goes down leaves unseen. */
  assert_silent (BEGIN CPU ("1", A, A, "0")
                     LINE ("0", "10", "cpuhp_enter: cpu: 0001 target:   0 step:  90 (takedown_cpu)")
                     SEARCH,
                 "D30");
}

/* CPUs whose numbers no 64-bit mask holds. */
static void
test_many_cpus (void)
{
  g_autoptr (GString) text = g_string_new (BEGIN_WITHOUT_KINDS);
  g_autoptr (MmsDocument) document = NULL;
  GPtrArray *findings;
  guint n_missed = 0;

  for (guint cpu = 0; cpu < 200; cpu++)
    g_string_append_printf (text, CPU ("%u", A, A, "0"), cpu);
  g_string_append (text, FIXUP ("20", "start: mm=" A " id=7 users=0 count=1 cpumask=0"));
  for (guint cpu = 0; cpu < 200; cpu++)
    {
      if (cpu != 64 && cpu != 130)
        g_string_append_printf (text, FIXUP ("21", "cpu: mm=" A " id=7 cpu=%u seen=0 hit=0"), cpu);
    }
  g_string_append (text, FIXUP ("22", "end: mm=" A " id=7 scanned=198 hits=0 stolen=0"));
  document = texts_open (text->str);
  findings = mms_document_get_findings (document);
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      n_missed += strcmp (finding->id, "D30") == 0;
      g_assert_true (finding->cpu == 64 || finding->cpu == 130);
    }
  g_assert_cmpuint (n_missed, ==, 2);
}

/* An exec that fails gives up an mm that nobody lived in yet. */
static void
test_failed_exec (void)
{
#define USER LINE ("1", "10", "active_mm: pid=5 cpu=1 old=0 new=" A " old_id=-1 new_id=7 site=fork")

  assert_silent (BEGIN ALLOCATE ("02") FREE ("0", "20", "1"), "D14");
  assert_severity (BEGIN ALLOCATE ("02") USER FREE ("0", "20", "1"), "D14", MMS_SEVERITY_FATAL);
  assert_severity (BEGIN FREE ("0", "20", "1"), "D14", MMS_SEVERITY_FATAL);
#undef USER
}

/* What comes first is the cause, whichever detector finds it. */
static void
test_free_before_underflow (void)
{
  g_autoptr (MmsDocument) document = texts_open (
      BEGIN CPU ("1", A, "0", "0") FREE ("0", "20", "2") COUNT ("0", "30", "drop", "-1", "-1"));
  GPtrArray *findings = mms_document_get_findings (document);
  const MmsFinding *first = g_ptr_array_index (findings, 0);
  const MmsFinding *underflow = find (document, "D10");

  g_assert_cmpstr (first->id, ==, "D14");
  g_assert_nonnull (underflow);
  for (guint i = 0; i < findings->len; i++)
    g_assert_cmpuint (((MmsFinding *) g_ptr_array_index (findings, i))->root, ==, 0);
}

/* CPU 1 is between two kernel threads when A is freed: the first has given it up, the second has
 * not been lent it yet. */
static void
test_transit (void)
{
#define SWITCH                                                                                    \
  LINE ("1", "10",                                                                                \
        "sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=k " \
        "next_pid=20 next_prio=120")
#define LEND                                                                                      \
  LINE ("1", "30", "active_mm: pid=20 cpu=1 old=0 new=" A " old_id=-1 new_id=7 site=ctxsw_set")

  assert_severity (BEGIN CPU ("1", A, "0", "0") SWITCH FREE ("0", "20", "0") LEND, "D15",
                   MMS_SEVERITY_ERROR);
  assert_silent (BEGIN CPU ("1", A, "0", "0") SWITCH FREE ("0", "20", "0"), "D15");
#undef SWITCH
#undef LEND
}

/* A slot that was emptied before the free may be stamped after it. */
static void
test_late_slot (void)
{
#define HOLD BEGIN CPU ("1", "0", A, "0") FREE ("0", "20", "0")

  assert_severity (HOLD SLOT ("1", "30", A, "0"), "D15", MMS_SEVERITY_INFO);
  assert_severity (HOLD SLOT ("1", "30", A, "0"), "D05", MMS_SEVERITY_INFO);
  assert_severity (HOLD TICK ("1", "25") SLOT ("1", "30", A, "0"), "D15", MMS_SEVERITY_ERROR);
#undef HOLD
}

/* A let-go with the stamp of the free may have come before it: equal stamps tell no order. */
static void
test_equal_stamps (void)
{
#define GO(time)                                                                                  \
  LINE ("1", time,                                                                                \
        "sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=k " \
        "next_pid=20 next_prio=120")                                                              \
  LINE ("1", "40", "active_mm: pid=0 cpu=1 old=" A " new=0 old_id=7 new_id=-1 site=ctxsw_clear")

  assert_severity (BEGIN CPU ("1", A, "0", "0") FREE ("0", "20", "0") GO ("21"), "D15",
                   MMS_SEVERITY_ERROR);
  assert_severity (BEGIN CPU ("1", A, "0", "0") FREE ("0", "20", "0") GO ("20"), "D15",
                   MMS_SEVERITY_INFO);
#undef GO
}

/* A slot may be overwritten where its CPU has no more use for what it named. */
static void
test_busy_slot (void)
{
  assert_severity (BEGIN CPU ("1", A, A, "0")
                       LINE ("1", "10", "rq_lazy_mm: cpu=1 old=" A " new=" B
                                        " old_id=7 new_id=8 site=unuse_mm"),
                   "D22", MMS_SEVERITY_ERROR);
  assert_severity (BEGIN CPU ("1", B, A, "0")
                       LINE ("1", "10", "rq_lazy_mm: cpu=1 old=" A " new=" B
                                        " old_id=7 new_id=8 site=unuse_mm"),
                   "D22", MMS_SEVERITY_INFO);
}

/* Who takes a CPU down empties its slot, and nobody else does. */
static void
test_foreign_slot (void)
{
#define WRITE(site)                                                                               \
  LINE ("0", "10", "rq_lazy_mm: cpu=1 old=" A " new=0 old_id=7 new_id=-1 site=" site)

  assert_severity (BEGIN CPU ("1", A, A, "0") WRITE ("exec"), "D23", MMS_SEVERITY_FATAL);
  assert_silent (BEGIN CPU ("1", A, A, "0") WRITE ("cpu_dead"), "D23");
#undef WRITE
}

/* A parked reference is an alarm only once its CPU is gone for good. */
static void
test_parked (void)
{
#define DOWN(time) LINE ("0", time, "cpuhp_enter: cpu: 0001 target:   0 step:  90 (takedown_cpu)")
#define LATER "  <idle>-0    [000] d....     3.000000: call_function_single_entry: vector=251\n"

  assert_severity (BEGIN CPU ("1", "0", "0", A) DOWN ("10"), "D28", MMS_SEVERITY_INFO);
  assert_severity (BEGIN CPU ("1", "0", "0", A) DOWN ("10") LATER, "D28", MMS_SEVERITY_WARNING);
  assert_silent (BEGIN CPU ("1", "0", "0", A) LATER, "D28");
  assert_silent (BEGIN CPU ("1", "0", "0", A) DOWN ("10")
                     EXCHANGE ("0", "20", A, "0", "cpu_dead") LATER,
                 "D28");
#undef DOWN
#undef LATER
}

/* What CPU 1 took is not there where only CPU 0 was recorded. */
static void
test_missing_cpu (void)
{
#define DROP                                                                                      \
  BEGIN_WITHOUT_KINDS CPU ("0", "0", "0", "0") CPU ("1", "0", "0", "0") ALLOCATE ("02")           \
  COUNT ("0", "03", "init", "1", "1") COUNT ("0", "10", "drop_drain", "-1", "0")

  assert_severity (DROP TICK ("1", "11"), "D10", MMS_SEVERITY_FATAL);
  assert_silent (DROP TICK ("0", "11"), "D10");
#undef DROP
}

/* Where a slot and a late let-go are told a thousand times over, so are findings, up to an end. */
static void
test_flood (void)
{
  g_autoptr (GString) text = g_string_new (BEGIN CPU ("1", A, A, "0"));
  g_autoptr (MmsDocument) document = NULL;
  GPtrArray *findings;
  guint n_drops = 0;

  for (guint i = 0; i < 10100; i++)
    g_string_append (text, EXCHANGE ("1", "10", A, "0", "drain"));
  document = texts_open (text->str);
  findings = mms_document_get_findings (document);
  for (guint i = 0; i < findings->len; i++)
    n_drops += strcmp (((MmsFinding *) g_ptr_array_index (findings, i))->id, "D27") == 0;
  g_assert_cmpuint (n_drops, ==, 10000 + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/causes/late-stamps", test_late_stamps);
  g_test_add_func ("/causes/use-after-free", test_use_after_free);
  g_test_add_func ("/causes/gaps", test_gaps);
  g_test_add_func ("/causes/theft", test_theft);
  g_test_add_func ("/causes/miss", test_miss);
  g_test_add_func ("/causes/many-cpus", test_many_cpus);
  g_test_add_func ("/causes/failed-exec", test_failed_exec);
  g_test_add_func ("/causes/free-before-underflow", test_free_before_underflow);
  g_test_add_func ("/causes/transit", test_transit);
  g_test_add_func ("/causes/late-slot", test_late_slot);
  g_test_add_func ("/causes/equal-stamps", test_equal_stamps);
  g_test_add_func ("/causes/busy-slot", test_busy_slot);
  g_test_add_func ("/causes/foreign-slot", test_foreign_slot);
  g_test_add_func ("/causes/parked", test_parked);
  g_test_add_func ("/causes/missing-cpu", test_missing_cpu);
  g_test_add_func ("/causes/flood", test_flood);
  return g_test_run ();
}
