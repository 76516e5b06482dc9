/* test-barriers.c - the detectors about barriers, IPIs and the state of a CPU
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "check/check.h"
#include "document.h"
#include "model/context.h"
#include "texts.h"

static MmsDocument *
open_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static char *
find_sample (const char *file)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), file, NULL);
}

static MmsDocument *
open_sample (const char *file)
{
  g_autofree char *path = find_sample (file);

  return open_file (path);
}

/* The only finding called @id; %NULL if there is none. */
static const MmsFinding *
find_one (MmsDocument *document, const char *id)
{
  GPtrArray *findings = mms_document_get_findings (document);
  const MmsFinding *found = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (strcmp (finding->id, id) != 0)
        continue;
      g_test_message ("%s", finding->message);
      g_assert_null (found);
      found = finding;
    }
  return found;
}

static gboolean
tells (const MmsFinding *finding, const char *text)
{
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      if (strstr (g_array_index (finding->evidence, MmsEvidence, i).text, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static char *
read_sample (const char *file)
{
  g_autofree char *path = find_sample (file);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
replace (const char *text, const char *old, const char *new)
{
  g_auto (GStrv) parts = g_strsplit (text, old, -1);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  return g_strjoinv (new, parts);
}

/* What speaks in the failing sample says nothing in the passing one, not even as information. */
static void
test_silent (void)
{
  static const char *const ids[] = { "D31", "D32", "D33", "D34", "D35", "D41", "D45", "D46",
                                     "D50", "D51", "D52", "D53", "D60", "D61", "D62" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *file = g_strdup_printf ("findings/%s.pass.txt", ids[i]);
      g_autoptr (MmsDocument) document = open_sample (file);

      g_assert_null (find_one (document, ids[i]));
    }
}

/* In both captures CPU 1 misses all five IPIs that CPU 2 gets; in one of them names alone tell. */
static void
test_missed (void)
{
  static const struct
  {
    const char *file;
    MmsConfidence confidence;
    const char *steps[5];
  } cases[] = {
    { "captures/patched/refcount-mbmiss.dat", MMS_CONFIDENCE_PROVED,
      { "mbreg/116 registers H", "only borrows H", "stays 0 where H has 12",
        "CPU 2 handles the IPI", "the last of 5 calls" } },
    { "captures/patched/refcount-mbmiss.txt.gz", MMS_CONFIDENCE_PROVED,
      { "mbreg/116 registers H", "only borrows H", "stays 0 where H has 12",
        "CPU 2 handles the IPI", "the last of 5 calls" } },
    { "captures/patched/stock-mbmiss.txt.gz", MMS_CONFIDENCE_SUSPECT,
      { "mbreg/129, by its name", "mbreg/132 goes to sleep", "prev == next",
        "CPU 2 handles the IPI", "the last of 5 calls" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsDocument) document = open_sample (cases[i].file);
      const MmsFinding *finding = find_one (document, "D46");

      g_assert_nonnull (finding);
      g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 1);
      g_assert_cmpint (finding->severity, ==, MMS_SEVERITY_ERROR);
      g_assert_cmpint (finding->confidence, ==, cases[i].confidence);
      g_assert_cmpint (finding->cpu, ==, 1);
      for (guint s = 0; s < G_N_ELEMENTS (cases[i].steps); s++)
        {
          g_test_message ("%s", cases[i].steps[s]);
          g_assert_true (tells (finding, cases[i].steps[s]));
        }
    }
}

static void
assert_d46 (const char *text, gboolean is_found, MmsSeverity severity)
{
  g_autoptr (MmsDocument) document = texts_open (text);
  const MmsFinding *finding = find_one (document, "D46");

  g_assert_cmpint (finding != NULL, ==, is_found);
  if (is_found)
    g_assert_cmpint (finding->severity, ==, severity);
}

/* What must not be taken for a missed CPU. */
static void
test_not_missed (void)
{
#define IPI                                                                                       \
  "            app-101 [001] d.h..     %s: membarrier_ipi: pid=101 mm=ff11000000aa0000 id=7\n"
  g_autofree char *fail = read_sample ("findings/D46.fail.txt");
  g_autofree char *before = NULL;
  g_autofree char *with_ipi = NULL;
  g_autofree char *late_ipi = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *endless = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *uncalled = NULL;
  char *line = g_strrstr (fail, "membarrier: cmd=2");
  char *exits = g_strrstr (fail, "sched_process_exit");
  gsize call_at;
  gsize exit_at;

  g_assert_true (line != NULL && exits != NULL);
  while (line > fail && line[-1] != '\n')
    line--;
  while (exits > fail && exits[-1] != '\n')
    exits--;
  call_at = (gsize) (line - fail);
  exit_at = (gsize) (exits - fail);

  assert_d46 (fail, TRUE, MMS_SEVERITY_ERROR);

  /* The IPI has the call's stamp and stands in front of it. */
  before = g_strndup (fail, call_at);
  with_ipi = g_strdup_printf ("%s" IPI "%s", before, "1.002290", line);
  assert_d46 (with_ipi, TRUE, MMS_SEVERITY_INFO);

  /* A context switch of the caller does not end the call. */
  g_free (before);
  before = g_strndup (fail, exit_at);
  late_ipi = g_strdup_printf (
      "%s          other-200 [003] d....     1.002305: sched_switch: prev_comm=other prev_pid=200 "
      "prev_prio=120 prev_state=D ==> next_comm=swapper/3 next_pid=0 next_prio=120\n" IPI "%s",
      before, "1.002308", exits);
  assert_d46 (late_ipi, TRUE, MMS_SEVERITY_INFO);

  /* The IPI may be among what CPU 1 lost, or behind the end of the trace. */
  lost = g_strdup_printf ("%sCPU:1 [LOST 3 EVENTS]\n" IPI "%s", before, "1.002309", exits);
  assert_d46 (lost, TRUE, MMS_SEVERITY_INFO);
  endless = g_strdup (before);
  assert_d46 (endless, TRUE, MMS_SEVERITY_INFO);

  /* The kernel refuses this command with flags. */
  refused = replace (fail, "cmd=2 flags=0", "cmd=2 flags=1");
  assert_d46 (refused, TRUE, MMS_SEVERITY_INFO);

  /* A registration that is still under way tells the CPU later. */
  uncalled = replace (fail, "mm_state=12", "mm_state=8");
  assert_d46 (uncalled, FALSE, MMS_SEVERITY_INFO);
#undef IPI
}

/* Where names are all there is, each doubt counts. */
static void
test_names (void)
{
#define SWITCH(cpu, time, prev, prev_pid, state, next, next_pid)                                  \
  "  t-" prev_pid " [00" cpu "] d..2. " time ": sched_switch: prev_comm=" prev " prev_pid=" prev_pid  \
  " prev_prio=120 prev_state=" state " ==> next_comm=" next " next_pid=" next_pid                 \
  " next_prio=120\n"
#define CALL(cpu, time, pid, cmd)                                                                 \
  "  t-" pid " [00" cpu "] ...1. " time ": sys_membarrier(cmd: " cmd ", flags: 0, cpu_id: 0)\n"
#define HEAD SWITCH ("0", "1.000000", "swapper/0", "0", "R", "app", "11")                        \
  SWITCH ("2", "1.000001", "swapper/2", "0", "R", "app", "12")                                   \
  SWITCH ("3", "1.000002", "swapper/3", "0", "R", "other", "20")                                 \
  SWITCH ("1", "1.000003", "app", "13", "S", "swapper/1", "0")                                   \
  CALL ("0", "1.010000", "11", "4") SWITCH ("0", "1.020000", "app", "11", "S", "swapper/0", "0")
#define BACK SWITCH ("1", "1.030000", "swapper/1", "0", "R", "app", "13")
#define ONCE(time) CALL ("3", time "000", "20", "2")                                              \
  "  t-12 [002] d.h.. " time "010: ipi_mb: (ipi_mb+0x0/0x10)\n"
#define MISS ONCE ("1.100") ONCE ("1.150") SWITCH ("3", "1.200000", "other", "20", "X", "swapper/3", "0")
#define END(state) SWITCH ("1", "1.300000", "app", "13", state, "swapper/1", "0")

  assert_d46 (HEAD BACK MISS END ("X"), TRUE, MMS_SEVERITY_ERROR);
  /* Once may be a probe that was not hit. */
  assert_d46 (HEAD BACK ONCE ("1.100")
                  SWITCH ("3", "1.200000", "other", "20", "X", "swapper/3", "0") END ("X"),
              FALSE, 0);
  assert_d46 (HEAD BACK ONCE ("1.100") "  t-13 [001] d.h.. 1.100010: call_function_entry: vector=252\n"
                  ONCE ("1.150") "  t-13 [001] d.h.. 1.150010: call_function_entry: vector=252\n"
                  SWITCH ("3", "1.200000", "other", "20", "X", "swapper/3", "0") END ("X"),
              FALSE, 0);
  /* A process of its own, or nobody knows */
  assert_d46 (HEAD BACK MISS END ("Z"), FALSE, 0);
  assert_d46 (HEAD BACK MISS END ("S"), FALSE, 0);
  /* Another mm may have been used meanwhile, so prev == next was not true. */
  assert_d46 (HEAD SWITCH ("1", "1.021000", "swapper/1", "0", "R", "sh", "30")
                  SWITCH ("1", "1.022000", "sh", "30", "S", "swapper/1", "0") BACK MISS END ("X"),
              FALSE, 0);
  /* Another name, another process */
  assert_d46 (HEAD SWITCH ("1", "1.030000", "swapper/1", "0", "R", "sh", "30")
                  MISS SWITCH ("1", "1.300000", "sh", "30", "X", "swapper/1", "0"),
              FALSE, 0);
#undef SWITCH
#undef CALL
#undef HEAD
#undef BACK
#undef ONCE
#undef MISS
#undef END
}

/* A probe that is a breakpoint runs with interrupts off wherever it hits. */
static void
test_breakpoints (void)
{
#define FREE(flags, time)                                                                         \
  "  t-9 [000] " flags " 1.0000" time                                                             \
  ": mmdrop_free: (__mmdrop+0x0/0x1d0) mm=0xff11000000aa0000 users=0 count=0\n"
  static const struct
  {
    const char *text;
    guint n_findings;
  } cases[] = {
    { FREE ("d....", "01") FREE ("d....", "02"), 0 },
    { FREE ("d....", "01") FREE (".....", "02"), 1 },
    { FREE ("d.Z1.", "01") FREE ("d.Z1.", "02"), 0 },
    { FREE ("d.h1.", "01") FREE ("d....", "02"), 1 },
    { FREE ("..s1.", "01") FREE ("b....", "02"), 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsDocument) document = texts_open (cases[i].text);

      g_assert_cmpint (find_one (document, "D35") != NULL, ==, cases[i].n_findings > 0);
    }
#undef FREE
}

static void
test_context (void)
{
  g_autoptr (MmsDocument) with = open_sample ("captures/forms/opt-default.txt");
  g_autoptr (MmsDocument) without = open_sample ("captures/forms/opt-noirqinfo.txt");
  MmsTrace *trace = mms_document_get_trace (with);
  MmsContext context;

  g_assert_true (mms_trace_get_context (trace, mms_trace_get_events (trace, NULL), &context));
  g_assert_true (context.irqs_told);
  trace = mms_document_get_trace (without);
  g_assert_false (mms_trace_get_context (trace, mms_trace_get_events (trace, NULL), &context));
}

/* Thousands of alarms of one kind are counted, not listed. */
static void
test_flood (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsDocument) document = NULL;
  GPtrArray *findings;
  const MmsFinding *last = NULL;
  guint n_listed = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text,
                            "  t-9 [000] ..... 1.%06u: switch_mm: arg_prev=0 real_prev=0 "
                            "next=ff11000000aa0000 real_prev_id=-1 next_id=7 pid=9 was_lazy=0 "
                            "asid=0 flush=-1\n",
                            i);
  document = texts_open (text->str);
  findings = mms_document_get_findings (document);
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (strcmp (finding->id, "D62") != 0)
        continue;
      last = finding;
      n_listed++;
    }
  g_assert_cmpuint (n_listed, ==, 201);
  g_assert_nonnull (strstr (last->message, "800 more"));
}

/* Of a switch_mm() and its write of CR3 that have one stamp, a text may have the later one first. */
static void
test_swapped (void)
{
#define LINE(stamp, rest) "  a-9    [001]     1.0000" stamp ": " rest "\n"
#define SWITCH(stamp, mm, id)                                                                      \
  LINE (stamp, "switch_mm: (ffffffff81c8a980) prev=0x0 next=0xff16cbea4105" mm                     \
               " tsk=0x0 nctx=" id)
#define WRITE(stamp, root) LINE (stamp, "load_cr3: (ffffffff81c8a7d0) pgd=0xff16cbea" root "000 flush=1")
#define BEGIN                                                                                      \
  SWITCH ("10", "de80", "1") WRITE ("11", "00001") SWITCH ("20", "a880", "2") WRITE ("21", "00002") \
  SWITCH ("30", "de80", "1")
  static const struct
  {
    const char *text;
    gboolean is_found;
  } cases[] = {
    { BEGIN WRITE ("30", "00001") SWITCH ("40", "a880", "2") WRITE ("40", "00002"), FALSE },
    { BEGIN WRITE ("31", "00001") WRITE ("40", "00002") SWITCH ("40", "a880", "2"), FALSE },
    { BEGIN WRITE ("40", "00002") SWITCH ("40", "a880", "2"), FALSE },
    { BEGIN WRITE ("40", "00002") SWITCH ("41", "a880", "2"), TRUE },
    { BEGIN WRITE ("30", "00002") SWITCH ("30", "a880", "2"), TRUE },
    { BEGIN WRITE ("40", "00002"), TRUE },
    /* nor is a root learned so */
    { SWITCH ("10", "de80", "1") WRITE ("20", "00002") SWITCH ("20", "a880", "2")
          SWITCH ("30", "de80", "1") WRITE ("31", "00001"), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsDocument) document = texts_open (cases[i].text);

      g_test_message ("case %u", i);
      g_assert_cmpint (find_one (document, "D52") != NULL, ==, cases[i].is_found);
    }
#undef BEGIN
#undef WRITE
#undef SWITCH
#undef LINE
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barriers/silent", test_silent);
  g_test_add_func ("/barriers/missed", test_missed);
  g_test_add_func ("/barriers/not-missed", test_not_missed);
  g_test_add_func ("/barriers/names", test_names);
  g_test_add_func ("/barriers/breakpoints", test_breakpoints);
  g_test_add_func ("/barriers/context", test_context);
  g_test_add_func ("/barriers/flood", test_flood);
  g_test_add_func ("/barriers/swapped", test_swapped);
  return g_test_run ();
}
