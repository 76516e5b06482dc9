/* test-findings.c - the detectors against samples/findings and what findings have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "check/check.h"
#include "document.h"
#include "texts.h"

static MmsDocument *
open_sample (const char *folder, const char *file)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), folder, file, NULL);
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static guint
count_id (MmsDocument *document, const char *id)
{
  GPtrArray *findings = mms_document_get_findings (document);
  guint count = 0;

  for (guint i = 0; i < findings->len; i++)
    count += strcmp (((MmsFinding *) g_ptr_array_index (findings, i))->id, id) == 0;
  return count;
}

/* Each detector has a sample that makes it speak and one that keeps it silent. */
static void
test_samples (gconstpointer data)
{
  const MmsDetectorInfo *info = data;
  g_autofree char *fail = g_strdup_printf ("%s.fail.txt", info->id);
  g_autofree char *pass = g_strdup_printf ("%s.pass.txt", info->id);
  g_autoptr (MmsDocument) failing = open_sample ("findings", fail);
  g_autoptr (MmsDocument) passing = open_sample ("findings", pass);

  g_assert_cmpuint (count_id (failing, info->id), >, 0);
  g_assert_cmpuint (mms_document_count_findings (passing, MMS_SEVERITY_WARNING), ==, 0);
  g_assert_true (mms_trace_is_complete (mms_document_get_trace (failing)));
  g_assert_true (mms_trace_is_complete (mms_document_get_trace (passing)));
}

static void
test_details (void)
{
  g_autoptr (MmsDocument) document = open_sample ("findings", "D06.fail.txt");
  MmsHistory *history = mms_document_get_history (document);
  GPtrArray *findings = mms_document_get_findings (document);
  const MmsFinding *root;
  const MmsFinding *effect;
  g_autofree char *name = NULL;

  g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 2);
  root = g_ptr_array_index (findings, 0);
  effect = g_ptr_array_index (findings, 1);
  name = mms_history_name_mm (history, root->mm);

  g_assert_cmpstr (root->id, ==, "D15");
  g_assert_cmpint (root->severity, ==, MMS_SEVERITY_ERROR);
  g_assert_cmpint (root->confidence, ==, MMS_CONFIDENCE_PROVED);
  g_assert_cmpint (root->cpu, ==, 1);
  g_assert_cmpint (root->holder, ==, MMS_ATTRIBUTE_ACTIVE_MM);
  g_assert_cmpstr (name, ==, "0xff11000000aa0000");
  g_assert_cmpuint (root->root, ==, 0);

  g_assert_cmpstr (effect->id, ==, "D06");
  g_assert_cmpuint (effect->root, ==, 0);
  g_assert_cmpint (effect->cpu, ==, root->cpu);
  g_assert_cmpuint (effect->mm, ==, root->mm);
  g_assert_cmpint (effect->holder, ==, root->holder);
  g_assert_cmpuint (effect->event, >, root->event);
  g_assert_nonnull (strstr (effect->message, "2 switches"));
}

static void
assert_in_order (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      const MmsFinding *root = g_ptr_array_index (findings, finding->root);

      g_assert_cmpuint (finding->root, <=, i);
      g_assert_cmpuint (root->root, ==, finding->root);
      g_assert_cmpuint (root->event, <=, finding->event);
      g_assert_cmpuint (finding->evidence->len, >, 0);
      for (guint e = 1; e < finding->evidence->len; e++)
        g_assert_cmpuint (g_array_index (finding->evidence, MmsEvidence, e - 1).event, <=,
                          g_array_index (finding->evidence, MmsEvidence, e).event);
    }
}

/* Root causes come first and each chain is told in the order of its events, in real captures too. */
static void
test_order (void)
{
  static const char *const files[] = { "shootdown-exit.dat", "hazard_cpumask-exit.dat",
                                       "nolazy-exit.dat", "hazard_nokeep-exit.txt.gz" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (MmsDocument) document = open_sample ("captures/patched", files[i]);

      g_assert_cmpuint (mms_document_get_findings (document)->len, >, 0);
      assert_in_order (mms_document_get_findings (document));
    }
}

/* What took the protection away comes first, and why the kernel did not see it is in the chain. */
static void
test_causes (void)
{
  static const struct
  {
    const char *file;
    const char *id;
    const char *reason;
  } cases[] = {
    { "hazard_skip-exit.dat", "D30", "but not at CPU 1" },
    { "hazard_cpumask-exit.dat", "D30", "mm_cpumask is empty" },
    { "hazard_nokeep-exit.dat", "D27", "to drop it; lazy_mm still names" },
    { "shootdown-exit.dat", "D30", "a TLB flush meets CPU" },
    { "nolazy-exit.dat", "D15", "exits and gives up its mm, but runs on with it" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsDocument) document = open_sample ("captures/patched", cases[i].file);
      GPtrArray *findings = mms_document_get_findings (document);
      const MmsFinding *first = g_ptr_array_index (findings, 0);
      gboolean is_told = FALSE;

      g_assert_cmpstr (first->id, ==, cases[i].id);
      for (guint e = 0; e < first->evidence->len; e++)
        is_told |= strstr (g_array_index (first->evidence, MmsEvidence, e).text, cases[i].reason)
                   != NULL;
      if (!is_told)
        g_error ("%s: no evidence says \"%s\"", cases[i].file, cases[i].reason);

      /* All that dangles has that kind of cause. */
      for (guint f = 0; f < findings->len; f++)
        {
          const MmsFinding *finding = g_ptr_array_index (findings, f);
          const MmsFinding *root = g_ptr_array_index (findings, finding->root);

          if (root->severity > MMS_SEVERITY_INFO)
            g_assert_cmpstr (root->id, ==, cases[i].id);
        }
    }
}

#define A "ff11000000aa0000"
#define B "ff11000000bb0000"
#define LINE(cpu, time, rest) "  t-9    [00" cpu "] d....     1.0000" time ": " rest "\n"
#define BEGIN_WITHOUT_KINDS                                                                       \
  LINE ("0", "01", "state_begin: name=hazard scheme=1 flags=0 cpus=2 init_mm=ffffffff81ae0580")
/* With an event of each kind that tells of a holder: else nobody asked for them. */
#define BEGIN                                                                                     \
  BEGIN_WITHOUT_KINDS                                                                             \
  LINE ("0", "02", "active_mm: pid=8 cpu=0 old=0 new=0 old_id=-1 new_id=-1 site=fork")            \
  LINE ("0", "02", "rq_lazy_mm: cpu=0 old=0 new=0 old_id=-1 new_id=-1 site=ctxsw_set")            \
  LINE ("0", "02",                                                                                \
        "switch_mm: arg_prev=0 real_prev=0 next=0 real_prev_id=-1 next_id=-1 pid=-1 was_lazy=0 "  \
        "asid=0 flush=1 cr3=1000")
#define FREE_A(cpu, time) LINE (cpu, time, "mm_free: mm=" A " id=7 users=0 count=0 cpumask=0")

static void
assert_findings (const char *text, guint n_findings)
{
  g_autoptr (MmsDocument) document = texts_open (text);
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", ((MmsFinding *) g_ptr_array_index (findings, i))->message);
  g_assert_cmpuint (findings->len, ==, n_findings);
}

static void
assert_alarms (const char *text, guint n_alarms)
{
  g_autoptr (MmsDocument) document = texts_open (text);

  g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, n_alarms);
}

/* CPU 1 borrows A; then its events are missing, among them the one with which it lets go.  The loss
 * is told only by the next event that was kept, long after the free. */
static void
test_gap (void)
{
#define BORROW                                                                                    \
  LINE ("1", "10", "active_mm: pid=9 cpu=1 old=0 new=" A " old_id=-1 new_id=7 site=ctxsw_set")    \
  LINE ("1", "11", "rq_lazy_mm: cpu=1 old=0 new=" A " old_id=-1 new_id=7 site=ctxsw_set")
#define NEXT LINE ("1", "40", "rq_lazy_mm: cpu=1 old=" A " new=0 old_id=7 new_id=-1 site=ctxsw_set")

  assert_findings (BEGIN BORROW FREE_A ("0", "30") NEXT, 2 * 2);
  assert_findings (BEGIN BORROW FREE_A ("0", "30") "CPU:1 [LOST 5 EVENTS]\n" NEXT, 0);
  assert_findings (BEGIN BORROW FREE_A ("0", "30") "CPU:1 [LOST 5 EVENTS]\n", 0);
  /* What another CPU saw of CPU 1 within the gap does not last either. */
  assert_findings (BEGIN LINE ("0", "15",
                               "state_cpu: cpu=1 pid=0 mm=0 active=" A " lazy=" A
                               " slot=0 loaded=" A " is_lazy=1") FREE_A ("0", "30")
                   "CPU:1 [LOST 5 EVENTS]\n" NEXT,
                   0);
#undef BORROW
#undef NEXT
}

/* CPU 1 empties its slot, CPU 0's fixup finds it empty and A goes; the stamps of both changes are
 * taken after them, and CPU 1's comes last. */
static void
test_late_slot (void)
{
#define SLOT(time, old, new)                                                                      \
  LINE ("1", time, "rq_lazy_mm: cpu=1 old=" old " new=" new " old_id=-1 new_id=-1 site=ctxsw_set")
#define START(time) LINE ("0", time, "fixup_start: mm=" A " id=7 users=0 count=1 cpumask=0")
#define SCAN(time, seen) LINE ("0", time, "fixup_cpu: mm=" A " id=7 cpu=1 seen=" seen " hit=0")

  assert_findings (BEGIN SLOT ("10", "0", A) START ("20") SCAN ("21", "0") FREE_A ("0", "30")
                   SLOT ("40", A, "0"), 0);
  /* Without the fixup's word the order of the stamps is all there is. */
  assert_findings (BEGIN SLOT ("10", "0", A) FREE_A ("0", "30") SLOT ("40", A, "0"), 2);
  /* Set after the fixup may have looked: that is what it missed. */
  assert_findings (BEGIN START ("20") SLOT ("21", "0", A) SCAN ("22", "0") FREE_A ("0", "30")
                   SLOT ("40", A, "0"), 2);
#undef SLOT
#undef START
#undef SCAN
}

/* CPU 0 gives CPU 1 a deferred reference, CPU 1 takes it out, drops it and frees A; the stamp of the
 * gift comes after that of the taking. */
static void
test_late_gift (void)
{
#define GIFT(time)                                                                                \
  LINE ("0", time, "rq_mm_to_mmdrop: cpu=1 old=0 new=" A " old_id=-1 new_id=7 site=fixup")
#define DRAIN(time)                                                                               \
  LINE ("1", time, "rq_mm_to_mmdrop: cpu=1 old=" A " new=0 old_id=7 new_id=-1 site=drain")
#define STATE "state_cpu: cpu=1 pid=0 mm=0 active=0 lazy=0 slot=0 loaded=0 is_lazy=0"

  assert_findings (BEGIN LINE ("0", "05", STATE) GIFT ("20") DRAIN ("21") FREE_A ("1", "40"), 0);
  assert_findings (BEGIN LINE ("0", "05", STATE) DRAIN ("20") GIFT ("21") FREE_A ("1", "40"), 0);
  assert_findings (BEGIN LINE ("0", "05", STATE) DRAIN ("20") GIFT ("21") GIFT ("22")
                   FREE_A ("1", "40"), 2);
#undef GIFT
#undef DRAIN
#undef STATE
}

/* CPU 1 goes down while it borrows A.  It leaves A where no tracepoint speaks; CPU 0's finish_cpu() is
 * all that tells. */
static void
test_offline (void)
{
#define STATE                                                                                     \
  LINE ("1", "05", "mm_alloc: mm=" A " id=7 pid=9")                                               \
  LINE ("0", "10",                                                                                \
        "state_cpu: cpu=1 pid=0 mm=0 active=" A " lazy=0 slot=0 loaded=" A " is_lazy=1")
#define FINISH                                                                                    \
  LINE ("0", "20",                                                                                \
        "active_mm: pid=0 cpu=1 old=" A " new=ffffffff81ae0580 old_id=7 new_id=0 site=finish")

  assert_findings (BEGIN STATE FREE_A ("0", "30"), 2 * 2); /* D15 and D05, D15 and D02 */
  assert_findings (BEGIN STATE FINISH FREE_A ("0", "30"), 0);
#undef STATE
#undef FINISH
}

/* A CPU that idles all along has no event, yet it holds; one that was not recorded looks the same. */
static void
test_silent_cpu (void)
{
#define STATE                                                                                     \
  LINE ("0", "05", "state_cpu: cpu=1 pid=9 mm=0 active=" A " lazy=0 slot=0 loaded=0 is_lazy=1")

  assert_findings (BEGIN STATE FREE_A ("0", "30"), 2);
  assert_alarms (BEGIN STATE FREE_A ("0", "30"), 0);
  assert_alarms (BEGIN STATE LINE ("1", "06", "sched_wakeup: comm=a pid=3") FREE_A ("0", "30"), 2);
#undef STATE
}

/* Events of one kind were not asked for: what their last snapshot showed may be long gone. */
static void
test_missing_kind (void)
{
#define STATE                                                                                     \
  LINE ("1", "05",                                                                                \
        "state_cpu: cpu=1 pid=0 mm=0 active=" A " lazy=" A " slot=" A " loaded=" A " is_lazy=1")
#define PROBE(time, name, rest) LINE ("1", time, name ": (f+0x0/0x10) " rest)
#define SWITCH                                                                                    \
  PROBE ("06", "switch_mm", "prev=0x" A " next=0x" B " tsk=0xff11000000c30000 tpid=8 tflags=0 "   \
                            "caller=__schedule+0x1/0x2")
#define LAZY                                                                                      \
  PROBE ("07", "enter_lazy", "mm=0x" B " tsk=0xff11000000c30000 tpid=0 tflags=0 "                 \
                             "caller=__schedule+0x1/0x2")
#define FREE_B LINE ("0", "30", "mmdrop_free: (f+0x0/0x10) mm=0x" B " users=0 count=0")

  assert_findings (BEGIN_WITHOUT_KINDS STATE FREE_A ("0", "30"), 0);
  /* The slot mm_to_mmdrop is the one of which nothing tells. */
  assert_findings (BEGIN STATE FREE_A ("0", "30"), 3 * 2);
  assert_findings (SWITCH FREE_B, 2); /* of loaded_mm */
  assert_findings (SWITCH LAZY FREE_B, 4);
#undef STATE
#undef PROBE
#undef SWITCH
#undef LAZY
#undef FREE_B
}

/* An event about an mm that is gone sorts behind the birth of the next one at its address: neither is
 * a third mm made of it, nor does the old one's free go unseen. */
static void
test_late_generation (void)
{
#define ALLOCATE(time, id) LINE ("0", time, "mm_alloc: mm=" A " id=" id " pid=9")
#define BORROW(time, id)                                                                          \
  LINE ("1", time, "active_mm: pid=9 cpu=1 old=0 new=" A " old_id=-1 new_id=" id " site=ctxsw_set")
  g_autoptr (MmsDocument) document
      = texts_open (BEGIN ALLOCATE ("10", "7") FREE_A ("0", "20") ALLOCATE ("30", "8")
                   LINE ("1", "40", "mm_count: mm=" A " id=7 op=drop delta=-1 val=1 ip=a+0x1/0x2")
                   LINE ("0", "50", "mm_count: mm=" A " id=8 op=grab delta=1 val=2 ip=a+0x1/0x2"));
  MmsHistory *history = mms_document_get_history (document);

  g_assert_cmpuint (mms_history_get_n_mms (history), ==, 1 + 1 + 2);
  g_assert_cmpuint (mms_history_get_mm (history, 3)->generation, ==, 8);
  g_assert_cmpint (
      mms_track_at (mms_history_get_mm_track (history, 3, MMS_ATTRIBUTE_MM_COUNT), 9).value, ==, 2);

  assert_findings (BEGIN ALLOCATE ("10", "7") BORROW ("11", "7") ALLOCATE ("30", "8")
                   FREE_A ("0", "31"), 2);
  assert_findings (BEGIN ALLOCATE ("10", "7") ALLOCATE ("30", "8") BORROW ("31", "8")
                   FREE_A ("0", "32"), 0);
#undef ALLOCATE
#undef BORROW
}

/* More holders than anybody reads are counted, not listed. */
static void
test_flood (void)
{
  g_autoptr (GString) text = g_string_new (
      BEGIN_WITHOUT_KINDS
      LINE ("0", "02", "rq_lazy_mm: cpu=0 old=0 new=" A " old_id=-1 new_id=7 site=ctxsw_set"));
  g_autoptr (MmsDocument) document = NULL;
  GPtrArray *findings;
  const MmsFinding *last;

  for (guint cpu = 0; cpu < 1000; cpu++)
    g_string_append_printf (text,
                            LINE ("%u", "05",
                                  "state_cpu: cpu=%u pid=0 mm=0 active=0 lazy=" A
                                  " slot=0 loaded=0 is_lazy=0"),
                            cpu, cpu);
  for (guint id = 7; id < 7 + 60; id++)
    g_string_append_printf (text,
                            LINE ("0", "10", "mm_alloc: mm=" A " id=%u pid=9")
                            LINE ("0", "10", "mm_free: mm=" A " id=%u users=0 count=0 cpumask=0"),
                            id, id);
  document = texts_open (text->str);
  findings = mms_document_get_findings (document);
  last = g_ptr_array_index (findings, findings->len - 1);

  g_assert_cmpuint (findings->len, ==, 2 * 50000 + 1);
  g_assert_cmpstr (last->id, ==, "D15");
  g_assert_cmpint (last->cpu, ==, -1);
  g_assert_nonnull (strstr (last->message, "10000 more"));
}

static void
test_list (void)
{
  const MmsDetectorInfo *const *infos = mms_check_list ();

  g_assert_nonnull (infos[0]);
  for (guint i = 0; infos[i] != NULL; i++)
    {
      g_assert_true (mms_check_find (infos[i]->id) == infos[i]);
      g_assert_cmpuint (strlen (infos[i]->lesson), >, 100);
      if (i > 0)
        g_assert_cmpstr (infos[i - 1]->id, <, infos[i]->id);
    }
  g_assert_null (mms_check_find ("D99"));
}

int
main (int argc, char **argv)
{
  const MmsDetectorInfo *const *infos = mms_check_list ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; infos[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/findings/samples/%s", infos[i]->id);

      g_test_add_data_func (path, infos[i], test_samples);
    }
  g_test_add_func ("/findings/details", test_details);
  g_test_add_func ("/findings/order", test_order);
  g_test_add_func ("/findings/causes", test_causes);
  g_test_add_func ("/findings/gap", test_gap);
  g_test_add_func ("/findings/late-slot", test_late_slot);
  g_test_add_func ("/findings/late-gift", test_late_gift);
  g_test_add_func ("/findings/offline", test_offline);
  g_test_add_func ("/findings/silent-cpu", test_silent_cpu);
  g_test_add_func ("/findings/missing-kind", test_missing_kind);
  g_test_add_func ("/findings/late-generation", test_late_generation);
  g_test_add_func ("/findings/flood", test_flood);
  g_test_add_func ("/findings/list", test_list);
  return g_test_run ();
}
