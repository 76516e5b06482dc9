/* test-dat-repair.c - what the mutants found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "dat-ticks.h"

static const DatForm zstd_form = { 7, FALSE, 8, PAGE, "zstd" };
static const DatForm v7_form = { 7, FALSE, 8, PAGE, "none" };

static guint
count_events (MmsTrace *trace)
{
  guint n_events;

  g_assert_nonnull (trace);
  mms_trace_get_events (trace, &n_events);
  return n_events;
}

static gboolean
has_note (MmsTrace *trace, const char *part)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  for (guint i = 0; i < n_notes; i++)
    if (notes[i].is_damage && strstr (notes[i].text, part))
      return TRUE;
  return FALSE;
}

/* A commit word with bits that none has, or none at all, in front of records */
static void
test_commit (void)
{
  static const guint64 words[] = { 0, 0x10000000, 0x80000000, G_MAXINT64, G_MAXUINT64 };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 2);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      guint64 word = GUINT64_TO_LE (words[i]);
      g_autoptr (MmsTrace) trace = NULL;

      memcpy (data + at + 8, &word, 8);
      trace = dat_ticks_read (data, size);
      g_assert_nonnull (trace);
      dat_ticks_check_ticks (trace, 20, 30);
      dat_ticks_get_only_note (trace);
    }
}

/* A page whose head, or all of which, became zero */
static void
test_zeros (void)
{
  static const gsize lengths[] = { 16, PAGE };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
      gsize at = dat_ticks_find_page (data, size, 2);
      g_autoptr (MmsTrace) trace = NULL;

      memset (data + at, 0, lengths[i]);
      trace = dat_ticks_read (data, size);
      g_assert_nonnull (trace);
      dat_ticks_check_ticks (trace, 20, 30);
      dat_ticks_get_only_note (trace);
    }
}

/* The first page's stamp has nothing before it to be held against. */
static void
test_first_stamp (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 0);
  g_autoptr (MmsTrace) trace = NULL;

  data[at + 6] = 0x80;
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  dat_ticks_check_ticks (trace, N_PAGES * N_RECORDS, N_PAGES * N_RECORDS);
  dat_ticks_get_only_note (trace);
  g_assert_cmpuint (mms_trace_get_events (trace, NULL)[N_RECORDS].time, ==, 10100);
  g_assert_cmpuint (mms_trace_get_events (trace, NULL)->time, <, 10000);
}

/* A record that claims to be late does not drag the pages behind it along. */
static void
test_delta (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 1) + 16 + 9 * RECORD_SIZE;
  g_autoptr (MmsTrace) trace = NULL;
  guint n_right = 0;

  data[at + 2] = 0x08; /* 16384 more */
  trace = dat_ticks_read (data, size);
  g_assert_cmpuint (count_events (trace), ==, N_PAGES * N_RECORDS);
  g_assert_true (has_note (trace, "the records of the page before"));
  for (guint i = 0; i < N_PAGES * N_RECORDS; i++)
    {
      const MmsEvent *event = &mms_trace_get_events (trace, NULL)[i];
      guint64 number;

      g_assert_true (mms_trace_get_number (trace, event, 0, 0, &number));
      n_right += event->time == 10000 * (number / N_RECORDS) + 100 * (number % N_RECORDS + 1);
    }
  g_assert_cmpuint (n_right, ==, N_PAGES * N_RECORDS - 1);
}

/* CPUs stand in a table in their order. */
static void
test_numbers (void)
{
  static const guint32 numbers[] = { 0, 2, 70000, G_MAXUINT32 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&v7_form, 3, &size);
      guint32 number = GUINT32_TO_LE (numbers[i]);
      g_autoptr (MmsTrace) trace = NULL;
      guint n_cpus;

      /* The last option's entries have 20 bytes, behind them is the options' end of 14. */
      memcpy (data + size - 14 - 2 * 20, &number, 4);
      trace = dat_ticks_read (data, size);
      g_assert_cmpuint (count_events (trace), ==, 3 * N_PAGES * N_RECORDS);
      mms_trace_get_cpus (trace, &n_cpus);
      g_assert_cmpuint (n_cpus, ==, 3);
      g_assert_true (mms_trace_has_guessed_cpus (trace));
      dat_ticks_get_only_note (trace);
    }
}

/* The number of chunks is not what there is. */
static void
test_chunks (void)
{
  static const guint32 counts[] = { 0, 1, 100 };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&zstd_form, 1, &size);
  const gsize place = size - 14 - 16;
  guint64 at;

  memcpy (&at, data + place, 8);
  at = GUINT64_FROM_LE (at);
  g_assert_cmpuint (data[at], ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      guint32 count = GUINT32_TO_LE (counts[i]);
      g_autoptr (MmsTrace) trace = NULL;

      memcpy (data + at, &count, 4);
      trace = dat_ticks_read (data, size);
      g_assert_cmpuint (count_events (trace), ==, N_PAGES * N_RECORDS);
      g_assert_cmpint (mms_trace_is_damaged (trace), ==, counts[i] < 3);
    }
}

/* A buffer's description of which nothing is left, or which claims too few or too many CPUs */
static void
test_description (void)
{
  const gsize length = 8 + 1 + strlen ("global") + 1 + 4 + 4 + 3 * 20;
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&v7_form, 3, &size);
  guint8 *description = data + size - 14 - length;
  guint8 *n_cpus = description + length - 3 * 20 - 4;
  guint8 *option = description - 6;
  static const guint8 counts[] = { 0, 2, 200 };

  g_assert_cmpuint (*n_cpus, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (MmsTrace) trace = NULL;

      *n_cpus = counts[i];
      trace = dat_ticks_read (data, size);
      g_assert_cmpuint (count_events (trace), ==, 3 * N_PAGES * N_RECORDS);
      dat_ticks_get_only_note (trace);
      g_assert_false (mms_trace_has_guessed_cpus (trace));
    }
  *n_cpus = 3;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MmsTrace) trace = NULL;

      if (i == 0)
        memset (description, 0xff, 40);
      else
        option[0] = 99;
      trace = dat_ticks_read (data, size);
      g_assert_cmpuint (count_events (trace), ==, 3 * N_PAGES * N_RECORDS);
      g_assert_true (has_note (trace, "no option describes this buffer"));
      g_assert_true (mms_trace_has_guessed_cpus (trace));
    }
}

/* Each of the first bytes may be wrong: what follows tells what they were. */
static void
test_first_bytes (void)
{
  static const DatForm forms[] = {
    { 6, FALSE, 8, PAGE, "none" }, { 6, TRUE, 8, PAGE, "none" },  { 7, FALSE, 8, PAGE, "zstd" },
    { 7, TRUE, 4, PAGE, "none" },  { 7, FALSE, 4, PAGE, "zlib" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&forms[i], 2, &size);

      for (gsize at = 0; at < 14; at++)
        for (guint value = 1; value < 256; value += 127)
          {
            guint8 before = data[at];
            g_autoptr (MmsTrace) trace = NULL;

            if (before == value)
              continue;
            data[at] = (guint8) value;
            trace = dat_ticks_read (data, size);
            g_test_message ("%u: byte %zu is %u", i, at, value);
            g_assert_cmpuint (count_events (trace), ==, 2 * N_PAGES * N_RECORDS);
            g_assert_true (mms_trace_is_damaged (trace));
            data[at] = before;
          }
    }
}

/* Records of a kind that the file does not know, and too short for theirs */
static void
test_records (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 1) + 16;
  g_autoptr (MmsTrace) unknown = NULL;
  g_autoptr (MmsTrace) brief = NULL;

  data[at + 4] = 51;
  unknown = dat_ticks_read (data, size);
  g_assert_cmpuint (count_events (unknown), ==, N_PAGES * N_RECORDS);
  g_assert_nonnull (strstr (dat_ticks_get_only_note (unknown), "number 51"));
  data[at + 4] = 50;

  /* Two words and, in the third, an empty record of one */
  g_assert_cmpuint (data[at] & 0x1f, ==, 3);
  data[at] = (guint8) ((data[at] & ~0x1f) | 2);
  brief = dat_ticks_read (data, size);
  g_assert_true (has_note (brief, "too short"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dat/repair/commit", test_commit);
  g_test_add_func ("/dat/repair/zeros", test_zeros);
  g_test_add_func ("/dat/repair/first-stamp", test_first_stamp);
  g_test_add_func ("/dat/repair/delta", test_delta);
  g_test_add_func ("/dat/repair/numbers", test_numbers);
  g_test_add_func ("/dat/repair/chunks", test_chunks);
  g_test_add_func ("/dat/repair/description", test_description);
  g_test_add_func ("/dat/repair/first-bytes", test_first_bytes);
  g_test_add_func ("/dat/repair/records", test_records);
  return g_test_run ();
}
