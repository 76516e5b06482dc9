/* test-dat-forms.c - hand-made files of every version, byte order, page and word size
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "captures.h"
#include "dat-sample.h"

static void
check_text (MmsTrace *trace, const MmsEvent *event, const char *field, const char *expected)
{
  int index = mms_kind_find_field (mms_trace_get_kind (trace, event->kind), field);
  g_autofree char *text = NULL;

  g_assert_cmpint (index, >=, 0);
  text = mms_trace_get_text (trace, event, index);
  g_assert_cmpstr (text, ==, expected);
}

static guint64
get_number (MmsTrace *trace, const MmsEvent *event, const char *field, guint element)
{
  guint64 value = 0;
  int index = mms_kind_find_field (mms_trace_get_kind (trace, event->kind), field);

  g_assert_cmpint (index, >=, 0);
  g_assert_true (mms_trace_get_number (trace, event, index, element, &value));
  return value;
}

static void
check_many (MmsTrace *trace, const MmsEvent *event)
{
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  guint64 value;

  g_assert_cmpstr (kind->name, ==, "many");
  g_assert_cmpstr (kind->system, ==, "test");
  check_text (trace, event, "small", "200");
  check_text (trace, event, "minus", "-5");
  check_text (trace, event, "word", "0xdeadbeef");
  check_text (trace, event, "big", "1311768467463790320");
  check_text (trace, event, "pointer", "0xffff888000001000");
  check_text (trace, event, "list", "{11,22,33}");
  check_text (trace, event, "text", "t\357\277\275xt");
  check_text (trace, event, "near", "far");
  check_text (trace, event, "numbers", "{65535,1}");
  check_text (trace, event, "odd", "010101");
  check_text (trace, event, "reason", "sixteen");
  check_text (trace, event, "bits", "A|B|0x4");
  check_text (trace, event, "caller", "first+0x1f");
  check_text (trace, event, "outside", NULL);

  g_assert_cmpuint (get_number (trace, event, "minus", 0), ==, (guint64) -5);
  g_assert_cmpuint (get_number (trace, event, "list", 2), ==, 33);
  g_assert_cmpuint (get_number (trace, event, "numbers", 0), ==, 65535);
  g_assert_false (
      mms_trace_get_number (trace, event, mms_kind_find_field (kind, "list"), 3, &value));
  g_assert_false (
      mms_trace_get_number (trace, event, mms_kind_find_field (kind, "numbers"), 2, &value));
  g_assert_false (
      mms_trace_get_number (trace, event, mms_kind_find_field (kind, "word"), 1, &value));
  g_assert_false (
      mms_trace_get_number (trace, event, mms_kind_find_field (kind, "outside"), 0, &value));
  g_assert_false (mms_trace_get_number (trace, event, 999, 0, &value));
}

static void
check_events (MmsTrace *trace)
{
  static const struct
  {
    guint64 time;
    guint cpu;
    guint id;
    int pid;
    const char *buffer;
    gint64 lost;
  } expected[] = {
    /* Behind an event that cannot be read, as much is unknown as behind one that is missing. */
    { 1001, 0, 300, 12, "", 0 },
    { 2000, 2, 300, 14, "", 42 },
    { 2500, 2, 300, 16, "other", 0 },
    { 3000, 2, 300, 15, "", -1 },
    { 1001 + (1 << 27) + 6, 0, 301, 7, "", 0 },
    { 1001 + (1 << 27) + 17, 0, 777, 3, "", -1 },
    { (G_GUINT64_CONSTANT (0x1000) << 27) + 7, 0, 300, 13, "", -1 },
  };
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  guint n_seen = 0;

  g_assert_cmpuint (n_events, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n_events; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);

      g_assert_cmpuint (events[i].time, ==, expected[i].time);
      g_assert_cmpuint (events[i].cpu, ==, expected[i].cpu);
      g_assert_cmpuint (kind->id, ==, expected[i].id);
      g_assert_cmpint (mms_trace_get_pid (trace, &events[i]), ==, expected[i].pid);
      g_assert_cmpstr (mms_trace_get_buffer (trace, mms_trace_get_event_buffer (trace, &events[i])),
                       ==, expected[i].buffer);
      g_assert_cmpint (events[i].lost, ==, expected[i].lost != 0);
      if (events[i].lost)
        {
          g_assert_cmpuint (losses[n_seen].event, ==, i + 1);
          g_assert_cmpint (losses[n_seen].count, ==, expected[i].lost);
          n_seen++;
        }
    }
  g_assert_cmpuint (n_seen, ==, n_losses);

  check_text (trace, &events[0], "prev_comm", "sixteen-chars-xy");
  check_text (trace, &events[0], "prev_state", "R");
  check_text (trace, &events[1], "prev_state", "D");
  check_text (trace, &events[6], "prev_state", "S+");
  check_many (trace, &events[4]);
  g_assert_cmpstr (mms_trace_get_kind (trace, events[5].kind)->name, ==, "unknown-777");
}

static void
test_form (gconstpointer data)
{
  const DatForm *form = data;
  g_autoptr (GBytes) bytes = dat_sample_make_file (form, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = captures_read_bytes (bytes, &error);
  const guint *cpus;
  guint n_cpus;
  guint n_notes;
  const MmsNote *notes;
  char flags[8];

  g_assert_no_error (error);
  notes = mms_trace_get_notes (trace, &n_notes);
  /* The only things wrong are a field behind its record and an event of an unknown kind. */
  g_assert_cmpuint (n_notes, ==, 2);
  g_assert_nonnull (strstr (notes[0].text, "too short for an event with the number 301"));
  g_assert_nonnull (strstr (notes[1].text, "number 777"));
  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_cmpstr (mms_trace_get_version (trace), ==, form->version == 6 ? "6" : "7");
  g_assert_cmpstr (mms_trace_get_clock (trace), ==, "global");

  cpus = mms_trace_get_cpus (trace, &n_cpus);
  g_assert_cmpuint (n_cpus, ==, 3);
  g_assert_cmpuint (cpus[0], ==, 0);
  g_assert_cmpuint (cpus[1], ==, 2);
  g_assert_cmpuint (cpus[2], ==, 5);

  check_events (trace);
  g_assert_true (mms_trace_get_flags (trace, mms_trace_get_events (trace, NULL), flags));
  g_assert_cmpstr (flags, ==, "dnh21");
  g_assert_cmpuint (mms_trace_get_init_mm (trace), ==, 0xf0000);
  g_assert_cmpstr (mms_trace_find_task (trace, 12)->comm, ==, "one two");
  g_assert_cmpstr (mms_trace_find_task (trace, 13)->comm, ==, " blank ");
}

/* The option OFFSET moves all stamps. */
static void
test_offset (void)
{
  const DatForm form = { 6, FALSE, 8, 4096, "none" };
  g_autoptr (DatWriter) writer = dat_writer_new (&form);
  DatPage *page = dat_page_new (&form, 5000);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsTrace) trace = NULL;

  dat_writer_add_option (writer, 7, "-1000", 6);
  dat_sample_add_record (page, 1, dat_sample_make_switch (&form, 1, 0), FALSE);
  dat_writer_add_page (writer, "", 0, page);
  bytes = dat_writer_finish (writer);
  trace = captures_read_bytes (bytes, NULL);
  g_assert_nonnull (trace);
  g_assert_cmpuint (mms_trace_get_events (trace, NULL)->time, ==, 4001);
}

/* What the ring buffer says of itself: overwritten before the first page, refused after the last */
static void
test_stats (void)
{
  static const char stats[] = "CPU: 0\nentries: 0\noverrun: 9\ndropped events: 4\n";
  const DatForm form = { 7, FALSE, 8, 4096, "zstd" };
  g_autoptr (DatWriter) writer = dat_writer_new (&form);
  DatPage *page = dat_page_new (&form, 5000);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsTrace) trace = NULL;
  guint n_losses;
  const MmsLoss *losses;

  dat_writer_add_option (writer, 2, stats, sizeof stats);
  dat_sample_add_record (page, 1, dat_sample_make_switch (&form, 1, 0), FALSE);
  dat_writer_add_page (writer, "", 0, page);
  bytes = dat_writer_finish (writer);
  trace = captures_read_bytes (bytes, NULL);
  g_assert_nonnull (trace);
  losses = mms_trace_get_losses (trace, &n_losses);
  g_assert_cmpuint (n_losses, ==, 2);
  g_assert_cmpuint (losses[0].event, ==, 1);
  g_assert_cmpint (losses[0].count, ==, 9);
  g_assert_cmpuint (losses[1].event, ==, 2);
  g_assert_cmpint (losses[1].count, ==, 4);
  g_assert_false (mms_trace_is_complete (trace));
  g_assert_false (mms_trace_is_damaged (trace));
}

/* Ftrace's own events, whose last fields run up to the record's end, and a mask of CPUs */
static void
test_ftrace (gconstpointer data)
{
  const DatForm form = { 7, GPOINTER_TO_UINT (data), 8, 4096, "none" };
  static const char common[]
      = "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";
  g_autoptr (DatWriter) writer = dat_writer_new (&form);
  g_autofree char *stack = g_strconcat (
      "name: kernel_stack\nID: 4\nformat:\n", common,
      "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
      "\tfield:unsigned long caller[8];\toffset:16;\tsize:64;\tsigned:0;\n\n"
      "print fmt: \"\\t=> %ps\\n\\t=> %ps\\n\", (void *)REC->caller[0], (void *)REC->caller[1]\n",
      NULL);
  g_autofree char *print = g_strconcat ("name: print\nID: 5\nformat:\n", common,
                                        "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n"
                                        "\tfield:char buf[];\toffset:16;\tsize:0;\tsigned:1;\n\n"
                                        "print fmt: \"%ps: %s\", (void *)REC->ip, REC->buf\n",
                                        NULL);
  g_autofree char *mask = g_strconcat (
      "name: mask\nID: 6\nformat:\n", common,
      "\tfield:__data_loc unsigned long[] cpus;\toffset:8;\tsize:4;\tsigned:0;\n", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsTrace) trace = NULL;
  GByteArray *record;
  DatPage *page = dat_page_new (&form, 10);
  const MmsEvent *events;

  dat_writer_add_format (writer, "ftrace", stack);
  dat_writer_add_format (writer, "ftrace", print);
  dat_writer_add_format (writer, "test", mask);
  dat_writer_set_texts (writer, dat_sample_kallsyms, "");

  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 4, 1);
  dat_put (record, &form, 8, form.big_endian ? G_GUINT64_CONSTANT (2) << 32 : 2);
  dat_put (record, &form, 8, 0x1004);
  dat_put (record, &form, 8, 0x2008);
  dat_sample_add_record (page, 0, record, FALSE);
  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 5, 1);
  dat_put (record, &form, 8, 0x2000);
  dat_sample_put_chars (record, "hello\n", 7);
  dat_sample_add_record (page, 0, record, FALSE);
  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 6, 1);
  dat_put (record, &form, 4, 8u << 16 | 12);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0x100000005));
  dat_sample_add_record (page, 0, record, FALSE);
  dat_writer_add_page (writer, "", 0, page);

  bytes = dat_writer_finish (writer);
  trace = captures_read_bytes (bytes, NULL);
  g_assert_nonnull (trace);
  events = mms_trace_get_events (trace, NULL);
  check_text (trace, &events[0], "size", "2");
  check_text (trace, &events[0], "caller", "{first+0x4,second+0x8}");
  g_assert_cmpuint (get_number (trace, &events[0], "caller", 1), ==, 0x2008);
  check_text (trace, &events[1], "ip", "second+0x0");
  check_text (trace, &events[1], "buf", "hello\n");
  check_text (trace, &events[2], "cpus", "00000001,00000005");
}

/* trace_printk(): the format lies in the kernel's text, the arguments in the record. */
static void
test_printk (gconstpointer data)
{
  const guint bits = GPOINTER_TO_UINT (data);
  const DatForm form = { bits & 1 ? 6 : 7, (bits & 2) != 0, 8, 4096, "none" };
  static const char common[]
      = "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";
  static const char formats[]
      = "0xffffffff82000010 : \"c=%c h=%hd d=%d l=%ld s=%s p=%p S=%pS i=%pI4 w=[%-5d|%*d|%.2s] %% "
        "x=%#08llx\\n\"\n"
        "0xffffffff82000020 : \"just \\\"text\\\"\\n\"\n"
        "0xffffffff82000030 : \"too many %d %d %s\"\n";
  static const char *const expected[]
      = { "c=A h=-2 d=-3 l=4294967296 s=hi p=0x1234 S=second+0x8 i=1.2.3.4 w=[7    |  9|ab] % "
          "x=0x00beef\n",
          "too many 1 …", "{1}" };
  g_autoptr (DatWriter) writer = dat_writer_new (&form);
  g_autofree char *bprint = g_strconcat ("name: bprint\nID: 6\nformat:\n", common,
                                         "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n"
                                         "\tfield:const char * fmt;\toffset:16;\tsize:8;\tsigned:0;\n"
                                         "\tfield:u32 buf[];\toffset:24;\tsize:0;\tsigned:0;\n\n"
                                         "print fmt: \"%ps: %s\", (void *)REC->ip, REC->fmt\n",
                                         NULL);
  g_autofree char *bputs = g_strconcat ("name: bputs\nID: 14\nformat:\n", common,
                                        "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n"
                                        "\tfield:const char * str;\toffset:16;\tsize:8;\tsigned:0;\n\n"
                                        "print fmt: \"%ps: %s\", (void *)REC->ip, REC->str\n",
                                        NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsTrace) trace = NULL;
  DatPage *page = dat_page_new (&form, 10);
  GByteArray *record;
  const MmsEvent *events;

  dat_writer_add_format (writer, "ftrace", bprint);
  dat_writer_add_format (writer, "ftrace", bputs);
  dat_writer_set_texts (writer, dat_sample_kallsyms, "");
  dat_writer_set_printk (writer, formats);

  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 6, 1);
  dat_put (record, &form, 8, 0x1004);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0xffffffff82000010));
  dat_put (record, &form, 1, 'A');
  dat_put (record, &form, 1, 0);
  dat_put (record, &form, 2, (guint16) -2);
  dat_put (record, &form, 4, (guint32) -3);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0x100000000));
  dat_sample_put_chars (record, "hi", 3);
  dat_put (record, &form, 1, 0);
  dat_put (record, &form, 8, 0x1234);
  dat_put (record, &form, 8, 0x2008);
  dat_sample_put_chars (record, "1.2.3.4", 8);
  dat_put (record, &form, 4, 7);
  dat_put (record, &form, 4, 3);
  dat_put (record, &form, 4, 9);
  dat_sample_put_chars (record, "abcdefg", 8);
  dat_put (record, &form, 8, 0xbeef);
  dat_sample_add_record (page, 0, record, FALSE);

  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 6, 1);
  dat_put (record, &form, 8, 0x1004);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0xffffffff82000030));
  dat_put (record, &form, 4, 1);
  dat_sample_add_record (page, 0, record, FALSE);

  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 6, 1);
  dat_put (record, &form, 8, 0x1004);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0xffffffff82000099));
  dat_put (record, &form, 4, 1);
  dat_sample_add_record (page, 0, record, FALSE);

  record = g_byte_array_new ();
  dat_sample_put_common (record, &form, 14, 1);
  dat_put (record, &form, 8, 0x1004);
  dat_put (record, &form, 8, G_GUINT64_CONSTANT (0xffffffff82000020));
  dat_sample_add_record (page, 0, record, FALSE);
  dat_writer_add_page (writer, "", 0, page);

  bytes = dat_writer_finish (writer);
  trace = captures_read_bytes (bytes, NULL);
  g_assert_nonnull (trace);
  g_assert_false (mms_trace_is_damaged (trace));
  events = mms_trace_get_events (trace, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    check_text (trace, &events[i], "buf", expected[i]);
  check_text (trace, &events[0], "ip", "first+0x4");
  check_text (trace, &events[1], "fmt", "too many %d %d %s");
  check_text (trace, &events[2], "fmt", "0xffffffff82000099");
  check_text (trace, &events[3], "str", "just \"text\"\n");
}

/* Nothing was recorded. */
static void
test_empty (void)
{
  for (guint version = 6; version <= 7; version++)
    {
      const DatForm form = { version, FALSE, 8, 4096, "none" };
      g_autoptr (DatWriter) writer = dat_writer_new (&form);
      g_autoptr (GBytes) bytes = dat_writer_finish (writer);
      g_autoptr (MmsTrace) trace = captures_read_bytes (bytes, NULL);
      guint n_events;

      g_assert_nonnull (trace);
      mms_trace_get_events (trace, &n_events);
      g_assert_cmpuint (n_events, ==, 0);
      g_assert_true (mms_trace_is_complete (trace));
    }
}

int
main (int argc, char *argv[])
{
  static const char *const codecs[] = { "none", "zlib", "zstd" };
  static const guint page_sizes[] = { 4096, 65536 };
  static DatForm forms[2 * 2 * 2 * 4];
  guint n_forms = 0;

  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < 4; kind++)
    for (guint big_endian = 0; big_endian < 2; big_endian++)
      for (guint long_size = 4; long_size <= 8; long_size += 4)
        for (guint i = 0; i < G_N_ELEMENTS (page_sizes); i++)
          {
            DatForm *form = &forms[n_forms++];
            g_autofree char *name = NULL;

            *form = (DatForm) { kind == 0 ? 6 : 7, big_endian, long_size, page_sizes[i],
                               kind == 0 ? "none" : codecs[kind - 1] };
            name
                = g_strdup_printf ("/dat/forms/v%u-%s-%s-long%u-page%u", form->version, form->codec,
                                   big_endian ? "big" : "little", long_size, form->page_size);
            g_test_add_data_func (name, form, test_form);
          }
  g_test_add_data_func ("/dat/forms/ftrace-little", GUINT_TO_POINTER (FALSE), test_ftrace);
  g_test_add_data_func ("/dat/forms/ftrace-big", GUINT_TO_POINTER (TRUE), test_ftrace);
  for (guint bits = 0; bits < 4; bits++)
    {
      g_autofree char *name = g_strdup_printf ("/dat/forms/printk-v%u-%s", bits & 1 ? 6 : 7,
                                               bits & 2 ? "big" : "little");

      g_test_add_data_func (name, GUINT_TO_POINTER (bits), test_printk);
    }
  g_test_add_func ("/dat/forms/offset", test_offset);
  g_test_add_func ("/dat/forms/stats", test_stats);
  g_test_add_func ("/dat/forms/empty", test_empty);
  return g_test_run ();
}
