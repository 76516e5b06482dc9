/* test-dat-damage.c - files that were cut, overwritten or made to mislead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>
#include <zstd.h>

#include "captures.h"
#include "dat-ticks.h"
#include "read/dat-codec.h"

static const char *const names[]
    = { "forms/rec-v6.dat", "forms/rec-v7-plain.dat", "forms/rec-v7-zstd.dat",
        "forms/rec-2buffers.dat", "stock/forkexec.dat" };

static guint8 *
load (const char *name, gsize *size)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
  char *contents;

  g_assert_true (g_file_get_contents (path, &contents, size, NULL));
  return (guint8 *) contents;
}

/* Every field of every kind is asked for. */
static void
touch (MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i += 1 + n_events / 400)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);
      g_autofree char *info = mms_trace_get_info (trace, &events[i]);
      guint64 value;
      char flags[8];

      g_assert_nonnull (info);
      g_assert_true (g_utf8_validate (info, -1, NULL));
      mms_trace_get_pid (trace, &events[i]);
      mms_trace_get_flags (trace, &events[i], flags);
      g_assert_cmpuint (mms_trace_get_event_buffer (trace, &events[i]), <,
                        mms_trace_get_n_buffers (trace));
      for (guint j = 0; j < kind->fields->len; j++)
        mms_trace_get_number (trace, &events[i], j, i % 4, &value);
    }
}

/* "cpu time kind": counted */
static GHashTable *
count_events (MmsTrace *trace)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      char *key = g_strdup_printf ("%u %" G_GUINT64_FORMAT " %u", (guint) events[i].cpu,
                                   (guint64) events[i].time,
                                   mms_trace_get_kind (trace, events[i].kind)->id);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));

      g_hash_table_insert (counts, key, GUINT_TO_POINTER (count + 1));
    }
  return counts;
}

/* How many events of @trace are among @whole; the rest was invented. */
static guint
count_shared (MmsTrace *trace, MmsTrace *whole)
{
  g_autoptr (GHashTable) ours = count_events (trace);
  g_autoptr (GHashTable) all = count_events (whole);
  GHashTableIter iter;
  gpointer key;
  gpointer count;
  guint shared = 0;

  g_hash_table_iter_init (&iter, ours);
  while (g_hash_table_iter_next (&iter, &key, &count))
    shared += MIN (GPOINTER_TO_UINT (count), GPOINTER_TO_UINT (g_hash_table_lookup (all, key)));
  return shared;
}

static guint
count_all (MmsTrace *trace)
{
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  return n_events;
}

/* Events on whole pages before @size; where pages lie in the file as they are */
static guint
count_before (MmsTrace *whole, gsize size)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (whole, &n_events);
  guint count = 0;

  for (guint i = 0; i < n_events; i++)
    count += 4 * (guint64) events[i].place < size / PAGE * PAGE;
  return count;
}

static void
test_cuts (gconstpointer name)
{
  gsize size;
  g_autofree guint8 *data = load (name, &size);
  g_autoptr (MmsTrace) whole = dat_ticks_read (data, size);
  const gboolean is_plain = strstr (name, "v6") || strstr (name, "plain");
  guint n_recovered = 0;

  for (gsize cut = 0; cut < size; cut += cut < 64 ? 1 : 1 + size / 97)
    {
      g_autoptr (MmsTrace) trace = dat_ticks_read (data, cut);

      if (trace == NULL)
        {
          if (is_plain)
            g_assert_cmpuint (count_before (whole, cut), ==, 0);
          continue;
        }
      touch (trace);
      g_assert_true (mms_trace_is_damaged (trace));
      g_assert_false (mms_trace_is_complete (trace));
      if (is_plain)
        g_assert_cmpuint (count_all (trace), >=, count_before (whole, cut));
      /* A version 7 file that lost its options may give pages to the wrong CPU, and it says so. */
      if (strstr (name, "v6"))
        g_assert_cmpuint (count_shared (trace, whole), ==, count_all (trace));
      n_recovered++;
    }
  g_assert_cmpuint (n_recovered, >, 5);
}

static void
check_mutant (const guint8 *data, gsize size)
{
  g_autoptr (MmsTrace) trace = dat_ticks_read (data, size);

  if (trace)
    touch (trace);
}

static void
test_flips (gconstpointer name)
{
  gsize size;
  g_autofree guint8 *data = load (name, &size);
  g_autoptr (GRand) random = g_rand_new_with_seed (20240229);

  for (guint i = 0; i < 120; i++)
    {
      gsize end = i % 3 == 0 ? MIN (size, 256) : size;
      gsize at = g_rand_double (random) * end;
      guint8 before = data[at];

      data[at] ^= i % 2 == 0 ? 1u << g_rand_int_range (random, 0, 8)
                             : (guint) g_rand_int_range (random, 1, 256);
      check_mutant (data, size);
      data[at] = before;
    }
}

/* Numbers that are large, or nearly right, over what may be sizes, offsets and counts */
static void
test_numbers (gconstpointer name)
{
  static const guint64 numbers[]
      = { 0, 1, 7, 0x7fffffff, 0xffffffff, 0x100000000, G_MAXINT64, G_MAXUINT64, G_MAXUINT64 - 7 };
  gsize size;
  g_autofree guint8 *data = load (name, &size);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 150; i++)
    {
      gsize at = g_rand_double (random) * (size - 8);
      guint64 number = GUINT64_TO_LE (numbers[i % G_N_ELEMENTS (numbers)]);
      gsize width = i % 2 ? 8 : 4;
      guint8 before[8];

      /* Pages' heads, options and the tables at the file's end hold most of the numbers. */
      if (i % 3 == 1)
        at = at / PAGE * PAGE + 8;
      else if (i % 3 == 2)
        at = size - 8 - g_rand_int_range (random, 0, 200);
      memcpy (before, data + at, width);
      memcpy (data + at, &number, width);
      check_mutant (data, size);
      memcpy (data + at, before, width);
    }
}

/* --- one bad page among good ones --- */

static void
test_commit (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 2);
  g_autoptr (MmsTrace) trace = NULL;
  g_autofree char *place = g_strdup_printf ("offset 0x%zx", at + 8);

  data[at + 10] = 0xff;
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  dat_ticks_check_ticks (trace, 20, 30);
  g_assert_nonnull (strstr (dat_ticks_get_only_note (trace), place));
  g_assert_nonnull (strstr (dat_ticks_get_only_note (trace), "CPU 0"));
  g_assert_nonnull (strstr (dat_ticks_get_only_note (trace), "page 2"));
}

/* The records before the bad one are kept. */
static void
test_record (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 1) + 16 + 4 * RECORD_SIZE;
  g_autoptr (MmsTrace) trace = NULL;

  memset (data + at, 0, 8);
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  dat_ticks_check_ticks (trace, 14, 20);
  dat_ticks_get_only_note (trace);
}

/* A stamp out of line does not send a page's events, and all behind them, to another century. */
static void
test_stamp (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, 1);
  g_autoptr (MmsTrace) trace = NULL;

  data[at + 6] = 0x80;
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  g_assert_cmpuint (count_all (trace), ==, N_PAGES * N_RECORDS);
  /* When its events were is a guess, and no finding may rest on it. */
  for (guint i = 0; i < N_PAGES * N_RECORDS; i++)
    {
      g_assert_cmpint (mms_trace_get_events (trace, NULL)[i].lost, ==, i == N_RECORDS);
      g_assert_cmpuint (mms_trace_get_events (trace, NULL)[i].time, <=, 10000 * N_PAGES);
    }
  dat_ticks_get_only_note (trace);
}

static void
test_last_page (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 1, &size);
  gsize at = dat_ticks_find_page (data, size, N_PAGES - 1);
  g_autoptr (MmsTrace) trace = dat_ticks_read (data, at + 16 + 3 * RECORD_SIZE + 5);
  guint n_losses;
  const MmsLoss *losses;

  g_assert_nonnull (trace);
  g_assert_cmpuint (count_all (trace), ==, (N_PAGES - 1) * N_RECORDS + 3);
  losses = mms_trace_get_losses (trace, &n_losses);
  g_assert_cmpuint (n_losses, ==, 1);
  g_assert_cmpuint (losses[0].event, ==, count_all (trace) + 1);
}

/* --- what leads to the pages --- */

/* @needle as it stands in the file, from @from on */
static gsize
find (const guint8 *data, gsize size, gsize from, guint64 number, gsize width)
{
  const guint8 *found;

  number = GUINT64_TO_LE (number);
  found = memmem (data + from, size - from, &number, width);
  g_assert_nonnull (found);
  return found - data;
}

/* One CPU's place or size is wrong: its neighbours tell the right one. */
static void
test_table (void)
{
  static const guint64 wrong[] = { 0, 1, 4096, G_MAXUINT64, 1u << 30 };

  for (guint version = 6; version <= 7; version++)
    {
      const DatForm form = { version, FALSE, 8, PAGE, "none" };
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&form, 3, &size);
      gsize pages = dat_ticks_find_page (data, size, 1) - PAGE;
      gsize entry = find (data, size, 0, pages + N_PAGES * PAGE, 8);

      for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
        for (guint field = 0; field < 2; field++)
          {
            guint64 number = GUINT64_TO_LE (wrong[i]);
            guint8 before[8];
            g_autoptr (MmsTrace) trace = NULL;

            memcpy (before, data + entry + 8 * field, 8);
            memcpy (data + entry + 8 * field, &number, 8);
            trace = dat_ticks_read (data, size);
            g_assert_nonnull (trace);
            g_assert_cmpuint (count_all (trace), ==, 3 * N_PAGES * N_RECORDS);
            dat_ticks_get_only_note (trace);
            memcpy (data + entry + 8 * field, before, 8);
          }
    }
}

/* Two CPUs that claim the same pages do not double the events. */
static void
test_overlap (void)
{
  const DatForm form = { 7, FALSE, 8, PAGE, "zstd" };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&form, 8, &size);
  g_autoptr (MmsTrace) whole = dat_ticks_read (data, size);

  g_assert_nonnull (whole);
  g_assert_cmpuint (count_all (whole), ==, 8 * N_PAGES * N_RECORDS);
  for (gsize at = PAGE; at + PAGE < size; at += PAGE)
    for (guint other = 0; other < 2; other++)
      {
        g_autoptr (MmsTrace) trace = NULL;
        gsize entry = size - 28 * (1 + other) - 22;
        guint8 before[8];
        guint64 number = GUINT64_TO_LE (at);

        memcpy (before, data + entry, 8);
        memcpy (data + entry, &number, 8);
        trace = dat_ticks_read (data, size);
        if (trace)
          g_assert_cmpuint (count_all (trace), <=, 8 * N_PAGES * N_RECORDS);
        memcpy (data + entry, before, 8);
      }
}

/* The second options lead back to the first. */
static void
test_circle (void)
{
  const DatForm form = { 7, FALSE, 8, PAGE, "none" };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&form, 2, &size);
  gsize header = 10 + 2 + 2 + 4 + strlen ("none") + 1 + strlen ("1.0") + 1;
  g_autoptr (MmsTrace) trace = NULL;

  memcpy (data + size - 8, data + header, 8);
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  g_assert_cmpuint (count_all (trace), ==, 2 * N_PAGES * N_RECORDS);
  g_assert_true (mms_trace_is_damaged (trace));
}

/* The options that describe the buffers are gone; the pages are found without them. */
static void
test_rescue (void)
{
  static const char *const codecs[] = { "none", "zlib", "zstd" };

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      const DatForm form = { 7, FALSE, 8, PAGE, codecs[i] };
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&form, 3, &size);
      gsize header = 10 + 2 + 2 + 4 + strlen (codecs[i]) + 1 + strlen ("1.0") + 1;
      g_autoptr (MmsTrace) trace = NULL;
      guint n_cpus;
      guint64 number;

      /* Neither does the header lead to the first options any more. */
      memset (data + header, 0x55, 8);
      trace = dat_ticks_read (data, size - 60);
      g_assert_nonnull (trace);
      g_assert_cmpuint (count_all (trace), ==, 3 * N_PAGES * N_RECORDS);
      mms_trace_get_cpus (trace, &n_cpus);
      g_assert_cmpuint (n_cpus, ==, 3);
      g_assert_true (mms_trace_is_damaged (trace));
      g_assert_true (
          mms_trace_get_number (trace, mms_trace_get_events (trace, NULL), 0, 0, &number));
    }
}

/* In version 6 a wrong size loses the thread of the header; formats behind it are missing, pages
 * are not. */
static void
test_header (void)
{
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&dat_ticks_plain_form, 2, &size);
  const guint8 *format_at = memmem (data, size, dat_ticks_format, 16);
  g_autoptr (MmsTrace) trace = NULL;

  g_assert_nonnull (format_at);
  data[format_at - data - 6] = 0x40;
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  g_assert_cmpuint (count_all (trace), ==, 2 * N_PAGES * N_RECORDS);
  g_assert_cmpstr (mms_trace_get_kind (trace, 0)->name, ==, "unknown-50");
  dat_ticks_get_only_note (trace);
}

/* A chunk that does not expand takes its own pages away and no others. */
static void
test_chunk (void)
{
  const DatForm form = { 7, FALSE, 8, PAGE, "zstd" };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&form, 1, &size);
  static const guint8 magic[] = { 0x28, 0xb5, 0x2f, 0xfd };
  const guint8 *at = data;
  g_autoptr (MmsTrace) trace = NULL;

  /* Behind five sections and the first chunk */
  for (guint i = 0; i < 6 + 2; i++)
    at = memmem (at + 1, data + size - at - 1, magic, sizeof magic);
  g_assert_nonnull (at);
  data[at - data + 5] ^= 0x5a;
  data[at - data + 9] ^= 0xff;
  trace = dat_ticks_read (data, size);
  g_assert_nonnull (trace);
  dat_ticks_check_ticks (trace, 2 * N_RECORDS, 4 * N_RECORDS);
  dat_ticks_get_only_note (trace);
}

/* What is compressed as one, like the formats, can have many blocks; those before the damage are given. */
static void
test_blocks (void)
{
  const gsize length = 300000;
  const gsize sound = 100000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree guint8 *bytes = g_malloc (length);
  g_autofree guint8 *compressed = g_malloc (ZSTD_compressBound (length));
  g_autofree guint8 *expanded = g_malloc (length);
  gsize size;
  gsize n;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int_range (rand, 'a', 'z');
  size = ZSTD_compress (compressed, ZSTD_compressBound (length), bytes, length, 3);
  g_assert_false (ZSTD_isError (size));
  g_assert_cmpuint (mms_dat_codec_expand (MMS_DAT_CODEC_ZSTD, compressed, size, expanded, length), ==,
                    length);

  memset (compressed + size * 3 / 4, 0xff, size / 4);
  memset (expanded, 0, length);
  n = mms_dat_codec_expand (MMS_DAT_CODEC_ZSTD, compressed, size, expanded, length);
  g_assert_cmpuint (n, >, sound);
  g_assert_cmpuint (n, <, length);
  g_assert_cmpmem (expanded, sound, bytes, sound);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *cuts = g_strdup_printf ("/dat/damage/cuts/%s", names[i]);
      g_autofree char *flips = g_strdup_printf ("/dat/damage/flips/%s", names[i]);
      g_autofree char *numbers = g_strdup_printf ("/dat/damage/numbers/%s", names[i]);

      g_test_add_data_func (cuts, names[i], test_cuts);
      g_test_add_data_func (flips, names[i], test_flips);
      g_test_add_data_func (numbers, names[i], test_numbers);
    }
  g_test_add_func ("/dat/damage/commit", test_commit);
  g_test_add_func ("/dat/damage/record", test_record);
  g_test_add_func ("/dat/damage/stamp", test_stamp);
  g_test_add_func ("/dat/damage/last-page", test_last_page);
  g_test_add_func ("/dat/damage/table", test_table);
  g_test_add_func ("/dat/damage/overlap", test_overlap);
  g_test_add_func ("/dat/damage/circle", test_circle);
  g_test_add_func ("/dat/damage/rescue", test_rescue);
  g_test_add_func ("/dat/damage/header", test_header);
  g_test_add_func ("/dat/damage/chunk", test_chunk);
  g_test_add_func ("/dat/damage/blocks", test_blocks);
  return g_test_run ();
}
