/* test-dat-page.c - pages as libtraceevent's kbuffer walks them, and pages that it should not see
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <kbuffer.h>

#include "page-writer.h"
#include "read/dat-page.h"

#define PAGE 4096

static MmsDatLayout
make_layout (const DatForm *form)
{
  MmsDatLayout layout;

  mms_dat_layout_init (&layout, form->big_endian, form->long_size);
  return layout;
}

static struct kbuffer *
make_kbuffer (const DatForm *form)
{
  return kbuffer_alloc (form->long_size == 8 ? KBUFFER_LSIZE_8 : KBUFFER_LSIZE_4,
                        form->big_endian ? KBUFFER_ENDIAN_BIG : KBUFFER_ENDIAN_LITTLE);
}

/* Returns: how many records both found */
static guint
compare_page (const DatForm *form, struct kbuffer *kbuffer, guint8 *data)
{
  MmsDatLayout layout = make_layout (form);
  MmsDatPage page;
  MmsDatRecord record;
  unsigned long long time;
  void *theirs;
  guint n_records = 0;

  g_assert_cmpint (kbuffer_load_subbuffer (kbuffer, data), ==, 0);
  mms_dat_page_open (&page, &layout, data, form->page_size, form->page_size);
  g_assert_null (page.problem);
  /* kbuffer tells of a loss only while it stands at the page's first head, and not when that is a
   * time extension. */
  if (kbuffer_curr_offset (kbuffer) == 0)
    g_assert_cmpint (page.is_lossy ? page.n_lost : 0, ==, kbuffer_missed_events (kbuffer));

  for (theirs = kbuffer_read_event (kbuffer, &time); theirs;
       theirs = kbuffer_next_event (kbuffer, &time))
    {
      MmsDatRecord again = { 0 };

      g_assert_cmpint (mms_dat_page_next (&page, &record), ==, MMS_DAT_STEP_RECORD);
      g_assert_true (record.data == theirs);
      g_assert_cmpuint (record.time, ==, time);
      g_assert_cmpuint ((record.size + 3) & ~3u, ==, kbuffer_event_size (kbuffer));
      g_assert_true (
          mms_dat_record_at (&again, &layout, record.head, data + form->page_size - record.head));
      g_assert_true (again.data == record.data && again.size == record.size);
      n_records++;
    }
  g_assert_cmpint (mms_dat_page_next (&page, &record), ==, MMS_DAT_STEP_END);
  return n_records;
}

/* Where the pages of forms/rec-v6.dat lie, its own table says: in the file's last 28 pages. */
static guint8 *
load_pages (guint *n_pages)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", "forms",
                                            "rec-v6.dat", NULL);
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  *n_pages = 28;
  return g_memdup2 (contents + size - 28 * PAGE, 28 * PAGE);
}

static void
test_capture (void)
{
  const DatForm form = { 6, FALSE, 8, PAGE, "none" };
  struct kbuffer *kbuffer = make_kbuffer (&form);
  guint n_pages;
  g_autofree guint8 *pages = load_pages (&n_pages);
  guint n_records = 0;

  for (guint i = 0; i < n_pages; i++)
    n_records += compare_page (&form, kbuffer, pages + i * PAGE);
  g_assert_cmpuint (n_records, ==, 854);
  kbuffer_free (kbuffer);
}

static void
fill (GByteArray *data, guint size)
{
  g_byte_array_set_size (data, size);
  memset (data->data, 0x5c, size);
}

static GByteArray *
make_random_page (const DatForm *form, GRand *random)
{
  g_autoptr (DatPage) page = dat_page_new (form, (guint64) g_rand_int (random) << 20);
  GByteArray *bytes = g_byte_array_new ();

  if (g_rand_boolean (random))
    dat_page_set_missed (page, g_rand_boolean (random) ? -1 : g_rand_int_range (random, 1, 1000));
  while (page->records->len < form->page_size - 600)
    {
      g_autoptr (GByteArray) data = g_byte_array_new ();
      guint delta = g_rand_int_range (random, 0, 1 << 27);

      switch (g_rand_int_range (random, 0, 6))
        {
        case 0:
          dat_page_add_head (page, 30, delta, g_rand_int_range (random, 0, 1 << 20));
          break;
        case 1:
          dat_page_add_head (page, 31, delta, g_rand_int (random) >> 1);
          break;
        case 2:
          dat_page_add_head (page, 29, delta | 1, 8);
          dat_put (page->records, form, 4, g_rand_int (random));
          break;
        case 3:
          fill (data, g_rand_int_range (random, 4, 400));
          dat_page_add (page, delta, data, TRUE);
          break;
        default:
          fill (data, g_rand_int_range (random, 1, 113));
          dat_page_add (page, delta, data, FALSE);
        }
    }
  dat_page_write (page, bytes);
  return bytes;
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (64);

  for (guint i = 0; i < 400; i++)
    {
      const DatForm form = { 7, i & 1, i & 2 ? 4 : 8, i & 4 ? 65536 : PAGE, "none" };
      struct kbuffer *kbuffer = make_kbuffer (&form);
      g_autoptr (GByteArray) bytes = make_random_page (&form, random);

      g_assert_cmpuint (compare_page (&form, kbuffer, bytes->data), >, 0);
      kbuffer_free (kbuffer);
    }
}

/* Whatever the bytes are, nothing outside the page is read (a checker sees that) and it ends. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (65);

  for (guint i = 0; i < 2000; i++)
    {
      const DatForm form = { 7, i & 1, i & 2 ? 4 : 8, PAGE, "none" };
      MmsDatLayout layout = make_layout (&form);
      g_autoptr (GByteArray) bytes = make_random_page (&form, random);
      guint available = i % 5 == 0 ? (guint) g_rand_int_range (random, 0, PAGE) : PAGE;
      g_autofree guint8 *data = NULL;
      MmsDatPage page;
      MmsDatRecord record;
      guint n_steps = 0;

      for (guint j = 0; j < 4; j++)
        bytes->data[g_rand_int_range (random, 0, j < 2 ? 32 : PAGE)] = g_rand_int (random);
      data = g_memdup2 (bytes->data, available);
      mms_dat_page_open (&page, &layout, data, PAGE, available);
      while (mms_dat_page_next (&page, &record) == MMS_DAT_STEP_RECORD)
        {
          g_assert_true (record.data + record.size <= data + available);
          g_assert_cmpuint (record.size, >=, 4);
          g_assert_cmpuint (++n_steps, <=, PAGE / 8);
        }
    }
}

/* What it costs to walk checked pages, one way and the other; run with -m perf. */
static void
test_speed (void)
{
  const DatForm form = { 6, FALSE, 8, PAGE, "none" };
  MmsDatLayout layout = make_layout (&form);
  struct kbuffer *kbuffer = make_kbuffer (&form);
  guint n_pages;
  g_autofree guint8 *pages = load_pages (&n_pages);
  const guint n_rounds = g_test_perf () ? 20000 : 20;
  guint64 sums[2] = { 0, 0 };
  double seconds[2];

  g_test_timer_start ();
  for (guint i = 0; i < n_rounds * n_pages; i++)
    {
      MmsDatPage page;
      MmsDatRecord record;

      mms_dat_page_open (&page, &layout, pages + i % n_pages * PAGE, PAGE, PAGE);
      while (mms_dat_page_next (&page, &record) == MMS_DAT_STEP_RECORD)
        sums[0] += record.time + record.data[0];
    }
  seconds[0] = g_test_timer_elapsed ();

  g_test_timer_start ();
  for (guint i = 0; i < n_rounds * n_pages; i++)
    {
      unsigned long long time;
      guint8 *data;

      kbuffer_load_subbuffer (kbuffer, pages + i % n_pages * PAGE);
      for (data = kbuffer_read_event (kbuffer, &time); data;
           data = kbuffer_next_event (kbuffer, &time))
        sums[1] += time + data[0];
    }
  seconds[1] = g_test_timer_elapsed ();

  g_assert_cmpuint (sums[0], ==, sums[1]);
  g_test_minimized_result (seconds[0], "own %.3f s, kbuffer %.3f s: %.2f times", seconds[0],
                           seconds[1], seconds[1] / seconds[0]);
  kbuffer_free (kbuffer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dat/page/capture", test_capture);
  g_test_add_func ("/dat/page/random", test_random);
  g_test_add_func ("/dat/page/noise", test_noise);
  g_test_add_func ("/dat/page/speed", test_speed);
  return g_test_run ();
}
