/* dat-sample.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-sample.h"

#include <string.h>

#define COMMON                                                                   \
  "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"        \
  "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"        \
  "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
  "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"

const char dat_sample_switch_format[]
    = "name: sched_switch\nID: 300\nformat:\n" COMMON "\n"
      "\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:1;\n"
      "\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;\n"
      "\tfield:int prev_prio;\toffset:28;\tsize:4;\tsigned:1;\n"
      "\tfield:long prev_state;\toffset:32;\tsize:8;\tsigned:1;\n\n"
      "print fmt: \"prev_comm=%s prev_pid=%d prev_prio=%d prev_state=%s%s\", REC->prev_comm, "
      "REC->prev_pid, REC->prev_prio, (REC->prev_state & 0xff) ? __print_flags(REC->prev_state & "
      "0xff, \"|\", { 0x01, \"S\" }, { 0x02, \"D\" }) : \"R\", REC->prev_state & 0x100 ? \"+\" : "
      "\"\"\n";

/* All that a field can be */
static const char many_format[]
    = "name: many\nID: 301\nformat:\n" COMMON "\n"
      "\tfield:u8 small;\toffset:8;\tsize:1;\tsigned:0;\n"
      "\tfield:s16 minus;\toffset:10;\tsize:2;\tsigned:1;\n"
      "\tfield:u32 word;\toffset:12;\tsize:4;\tsigned:0;\n"
      "\tfield:u64 big;\toffset:16;\tsize:8;\tsigned:0;\n"
      "\tfield:void * pointer;\toffset:24;\tsize:8;\tsigned:0;\n"
      "\tfield:u32 list[3];\toffset:32;\tsize:12;\tsigned:0;\n"
      "\tfield:__data_loc char[] text;\toffset:44;\tsize:4;\tsigned:1;\n"
      "\tfield:__rel_loc char[] near;\toffset:48;\tsize:4;\tsigned:1;\n"
      "\tfield:__data_loc u16[] numbers;\toffset:52;\tsize:4;\tsigned:0;\n"
      "\tfield:struct odd odd;\toffset:56;\tsize:3;\tsigned:0;\n"
      "\tfield:u32 reason;\toffset:60;\tsize:4;\tsigned:0;\n"
      "\tfield:u32 bits;\toffset:64;\tsize:4;\tsigned:0;\n"
      "\tfield:u64 caller;\toffset:68;\tsize:8;\tsigned:0;\n"
      "\tfield:u64 outside;\toffset:60000;\tsize:8;\tsigned:0;\n\n"
      "print fmt: \"small=%u minus=%d word=%x reason=%s bits=%s caller=%pS\", REC->small, "
      "REC->minus, (unsigned int)REC->word, __print_symbolic(REC->reason, { 1, \"one\" }, "
      "{ 0x10, \"sixteen\" }), __print_flags(REC->bits, \"|\", {0x1, \"A\"}, {0x2UL, \"B\"}), "
      "REC->caller\n";

const char dat_sample_kallsyms[] = "0000000000001000 T first\n"
                               "0000000000002000 t second\t[module]\n"
                               "00000000000f0000 D init_mm\n";

void
dat_sample_put_common (GByteArray *record, const DatForm *form, guint id, int pid)
{
  dat_put (record, form, 2, id);
  dat_put (record, form, 1, 0x0d);
  dat_put (record, form, 1, 0x12);
  dat_put (record, form, 4, (guint32) pid);
}

void
dat_sample_put_chars (GByteArray *record, const char *text, gsize size)
{
  g_autofree char *padded = g_malloc0 (size);

  memcpy (padded, text, MIN (strlen (text), size));
  g_byte_array_append (record, (guint8 *) padded, size);
}

GByteArray *
dat_sample_make_switch (const DatForm *form, int pid, guint64 state)
{
  GByteArray *record = g_byte_array_new ();

  dat_sample_put_common (record, form, 300, pid);
  dat_sample_put_chars (record, "sixteen-chars-xy", 16);
  dat_put (record, form, 4, pid);
  dat_put (record, form, 4, 120);
  dat_put (record, form, 8, state);
  return record;
}

static GByteArray *
make_many (const DatForm *form)
{
  GByteArray *record = g_byte_array_new ();

  dat_sample_put_common (record, form, 301, 7);
  dat_put (record, form, 1, 200);
  dat_put (record, form, 1, 0);
  dat_put (record, form, 2, (guint16) -5);
  dat_put (record, form, 4, 0xdeadbeef);
  dat_put (record, form, 8, G_GUINT64_CONSTANT (0x123456789abcdef0));
  dat_put (record, form, 8, G_GUINT64_CONSTANT (0xffff888000001000));
  for (guint i = 1; i <= 3; i++)
    dat_put (record, form, 4, 11 * i);
  dat_put (record, form, 4, 8u << 16 | 76);        /* text */
  dat_put (record, form, 4, 4u << 16 | (84 - 52)); /* near: from behind itself */
  dat_put (record, form, 4, 4u << 16 | 88);        /* numbers */
  dat_put (record, form, 3, 0x010101);
  dat_put (record, form, 1, 0);
  dat_put (record, form, 4, 16);
  dat_put (record, form, 4, 7);
  dat_put (record, form, 8, 0x101f);
  g_assert_cmpuint (record->len, ==, 76);
  dat_sample_put_chars (record, "t\xffxt", 8);
  dat_sample_put_chars (record, "far", 4);
  dat_put (record, form, 2, 65535);
  dat_put (record, form, 2, 1);
  return record;
}

void
dat_sample_add_record (DatPage *page, guint delta, GByteArray *record, gboolean is_long)
{
  dat_page_add (page, delta, record, is_long);
  g_byte_array_unref (record);
}

GBytes *
dat_sample_make_file (const DatForm *form, gboolean has_end)
{
  static const char clock[] = "local [global] counter\n";
  static const char stats[] = "CPU: 5\nentries: 0\noverrun: 0\n";
  g_autoptr (DatWriter) writer = dat_writer_new (form);
  DatPage *page;
  GByteArray *unknown = g_byte_array_new ();

  dat_writer_add_format (writer, "ftrace",
                         "name: function\nID: 1\nformat:\n" COMMON "\n"
                         "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n\n"
                         "print fmt: \" %ps\", (void *)REC->ip\n");
  dat_writer_add_format (writer, "sched", dat_sample_switch_format);
  dat_writer_add_format (writer, "test", many_format);
  dat_writer_set_texts (writer, dat_sample_kallsyms, "12 one two\n13  blank \n");
  dat_writer_add_option (writer, 4, clock, sizeof clock);
  dat_writer_add_option (writer, 2, stats, sizeof stats);
  dat_writer_add_option (writer, 9999, "unknown", 8);

  page = dat_page_new (form, 1000);
  dat_sample_add_record (page, 1, dat_sample_make_switch (form, 12, 0), FALSE);
  dat_page_add_head (page, 30, 5, 1); /* 2^27 + 5 */
  dat_sample_add_record (page, 1, make_many (form), TRUE);
  dat_page_add_head (page, 29, 10, 8); /* padding of 8 bytes, with its head's word 12 */
  dat_put (page->records, form, 4, 0xffffffff);
  dat_sample_put_common (unknown, form, 777, 3);
  dat_sample_add_record (page, 1, unknown, FALSE);
  dat_writer_add_page (writer, "", 0, page);
  page = dat_page_new (form, G_GUINT64_CONSTANT (0x1000000000));
  dat_page_add_head (page, 31, 5, 0x1000); /* absolute: 0x1000 << 27 | 5 */
  dat_sample_add_record (page, 2, dat_sample_make_switch (form, 13, 0x101), FALSE);
  dat_writer_add_page (writer, "", 0, page);

  page = dat_page_new (form, 2000);
  dat_page_set_missed (page, 42);
  dat_sample_add_record (page, 0, dat_sample_make_switch (form, 14, 2), FALSE);
  if (has_end)
    {
      dat_page_add_head (page, 29, 0, 0); /* nothing more on this page */
      dat_put (page->records, form, 8, 0);
    }
  dat_writer_add_page (writer, "", 2, page);
  page = dat_page_new (form, 3000);
  dat_page_set_missed (page, -1);
  dat_sample_add_record (page, 0, dat_sample_make_switch (form, 15, 0), FALSE);
  dat_writer_add_page (writer, "", 2, page);
  dat_writer_add_cpu (writer, "", 5);

  page = dat_page_new (form, 2500);
  dat_sample_add_record (page, 0, dat_sample_make_switch (form, 16, 0), FALSE);
  dat_writer_add_page (writer, "other", 2, page);
  return dat_writer_finish (writer);
}
