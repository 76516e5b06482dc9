/* dat-ticks.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-ticks.h"

#include <string.h>

#include "captures.h"
#include "read/readers.h"

/* In memory of exactly this size, so that checkers see every byte read behind its end. */
MmsTrace *
dat_ticks_read (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  MmsTrace *trace;

  if (!mms_dat_is_trace (bytes))
    return NULL;
  trace = captures_read_bytes (bytes, &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  return trace;
}

const char dat_ticks_format[]
    = "name: tick\nID: 50\nformat:\n"
      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
      "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
      "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
      "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
      "\tfield:u32 n;\toffset:8;\tsize:4;\tsigned:0;\n\nprint fmt: \"n=%u\", REC->n\n";

/* @page, counted from 0 */
static DatPage *
dat_ticks_make_page (const DatForm *form, guint cpu, guint number)
{
  DatPage *page = dat_page_new (form, 10000 * number + cpu);

  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autoptr (GByteArray) record = g_byte_array_new ();

      dat_put (record, form, 2, 50);
      dat_put (record, form, 2, 0);
      dat_put (record, form, 4, 100 + cpu);
      dat_put (record, form, 4, number * N_RECORDS + i);
      dat_page_add (page, 100, record, FALSE);
    }
  return page;
}

guint8 *
dat_ticks_make_file (const DatForm *form, guint n_cpus, gsize *size)
{
  g_autoptr (DatWriter) writer = dat_writer_new (form);
  g_autoptr (GBytes) bytes = NULL;

  dat_writer_add_format (writer, "test", dat_ticks_format);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    for (guint i = 0; i < N_PAGES; i++)
      dat_writer_add_page (writer, "", cpu, dat_ticks_make_page (form, cpu, i));
  bytes = dat_writer_finish (writer);
  return g_bytes_unref_to_data (g_steal_pointer (&bytes), size);
}

const DatForm dat_ticks_plain_form = { 6, FALSE, 8, PAGE, "none" };

/* Where in the file the n-th page of the only CPU lies */
gsize
dat_ticks_find_page (const guint8 *data, gsize size, guint number)
{
  guint64 time = GUINT64_TO_LE (10000 * (guint64) number);

  for (gsize at = 0; at < size; at += PAGE)
    if (memcmp (data + at, &time, 8) == 0
        && (number > 0 || data[at + 8] == N_RECORDS * RECORD_SIZE))
      return at;
  g_assert_not_reached ();
}

const char *
dat_ticks_get_only_note (MmsTrace *trace)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  for (guint i = 0; i < n_notes; i++)
    g_test_message ("%s", notes[i].text);
  g_assert_cmpuint (n_notes, ==, 1);
  g_assert_true (notes[0].is_damage);
  return notes[0].text;
}

/* The events that are there are those with these numbers, and the one behind a gap is marked. */
void
dat_ticks_check_ticks (MmsTrace *trace, guint gap_start, guint gap_end)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint expected = 0;

  for (guint i = 0; i < n_events; i++, expected++)
    {
      guint64 number;

      if (expected == gap_start)
        expected = gap_end;
      g_assert_true (mms_trace_get_number (trace, &events[i], 0, 0, &number));
      g_assert_cmpuint (number, ==, expected);
      g_assert_cmpint (events[i].lost, ==, expected == gap_end && gap_start < gap_end);
    }
  g_assert_cmpuint (expected == gap_start ? gap_end : expected, ==, N_PAGES * N_RECORDS);
}
