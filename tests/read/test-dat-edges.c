/* test-dat-edges.c - no CPU is given another's pages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "dat-ticks.h"

#define N_CPUS 3

static const DatForm plain_forms[]
    = { { 6, FALSE, 8, PAGE, "none" }, { 7, FALSE, 8, PAGE, "none" } };
static const DatForm zstd_form = { 7, FALSE, 8, PAGE, "zstd" };

static gsize
find_pages (const guint8 *data, gsize size)
{
  return dat_ticks_find_page (data, size, 1) - PAGE;
}

/* Where the table says that @place's pages lie */
static guint8 *
find_entry (guint8 *data, gsize size, guint64 place)
{
  guint8 *found;

  place = GUINT64_TO_LE (place);
  found = memmem (data, size, &place, 8);
  g_assert_nonnull (found);
  return found;
}

/* Events of each CPU tell in their pid whose they are; none is there twice.  Returns: how many
 * there are */
static guint
check_owners (MmsTrace *trace)
{
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  int owners[MMS_MAX_CPUS] = { 0 };

  for (guint i = 0; i < n_events; i++)
    {
      const int pid = mms_trace_get_pid (trace, &events[i]);
      guint64 number;

      if (owners[events[i].cpu] == 0)
        owners[events[i].cpu] = pid;
      g_assert_cmpint (owners[events[i].cpu], ==, pid);
      g_assert_true (mms_trace_get_number (trace, &events[i], 0, 0, &number));
      g_assert_true (g_hash_table_add (met, GUINT_TO_POINTER (1000 * (guint)pid + (guint)number)));
    }
  return n_events;
}

/* Returns: how many events of a damaged file are read */
static guint
check_damaged (const guint8 *data, gsize size, const char *what, gsize where)
{
  g_autoptr (MmsTrace) trace = dat_ticks_read (data, size);

  g_test_message ("%s %zu", what, where);
  if (trace == NULL)
    return 0;
  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_false (mms_trace_is_complete (trace));
  return check_owners (trace);
}

/* All pages behind the ones that are missing lie where others should. */
static void
test_missing (void)
{
  for (guint form = 0; form < G_N_ELEMENTS (plain_forms); form++)
    for (gsize n = 1; n <= 2; n++)
      {
        gsize size;
        g_autofree guint8 *data = dat_ticks_make_file (&plain_forms[form], N_CPUS, &size);
        const gsize pages = find_pages (data, size);

        for (gsize page = 0; page + n <= N_CPUS * N_PAGES; page++)
          {
            const gsize at = pages + page * PAGE;
            g_autofree guint8 *cut = g_memdup2 (data, size);

            memmove (cut + at, cut + at + n * PAGE, size - at - n * PAGE);
            g_assert_cmpuint (check_damaged (cut, size - n * PAGE, "missing", page), >,
                              N_PAGES * N_RECORDS);
          }
      }
}

static void
test_doubled (void)
{
  for (guint form = 0; form < G_N_ELEMENTS (plain_forms); form++)
    {
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&plain_forms[form], N_CPUS, &size);
      const gsize pages = find_pages (data, size);

      for (gsize page = 0; page < N_CPUS * N_PAGES; page++)
        {
          const gsize at = pages + page * PAGE;
          g_autofree guint8 *more = g_malloc (size + PAGE);

          memcpy (more, data, at + PAGE);
          memcpy (more + at + PAGE, data + at, size - at);
          g_assert_cmpuint (check_damaged (more, size + PAGE, "doubled", page), >,
                            N_PAGES * N_RECORDS);
        }
    }
}

/* The last page of a CPU and the first one of the next change places. */
static void
test_exchanged (void)
{
  for (guint form = 0; form < G_N_ELEMENTS (plain_forms); form++)
    for (gsize cpu = 1; cpu < N_CPUS; cpu++)
      {
        gsize size;
        g_autofree guint8 *data = dat_ticks_make_file (&plain_forms[form], N_CPUS, &size);
        guint8 *edge = data + find_pages (data, size) + cpu * N_PAGES * PAGE;
        guint8 page[PAGE];

        memcpy (page, edge, PAGE);
        memcpy (edge, edge - PAGE, PAGE);
        memcpy (edge - PAGE, page, PAGE);
        g_assert_cmpuint (check_damaged (data, size, "exchanged before CPU", cpu), ==,
                          (N_CPUS * N_PAGES - 2) * N_RECORDS);
      }
}

/* One entry of the table says pages that lie a little before or behind its own, fewer or more. */
static void
test_table (void)
{
  for (guint form = 0; form < G_N_ELEMENTS (plain_forms); form++)
    for (gsize cpu = 0; cpu < N_CPUS; cpu++)
      for (int start = -2; start <= 2; start++)
        for (int more = -2; more <= 2; more++)
          {
            gsize size;
            g_autofree guint8 *data = dat_ticks_make_file (&plain_forms[form], N_CPUS, &size);
            const guint64 place = find_pages (data, size) + cpu * N_PAGES * PAGE;
            guint8 *entry = find_entry (data, size, place);
            guint64 numbers[2] = { GUINT64_TO_LE (place + (guint64)start * PAGE),
                                   GUINT64_TO_LE ((guint64)(N_PAGES + more) * PAGE) };

            if (start == 0 && more == 0)
              continue;
            memcpy (entry, numbers, sizeof numbers);
            g_assert_cmpuint (check_damaged (data, size, "table of CPU", cpu), >,
                              N_PAGES * N_RECORDS);
          }
}

/* What the last CPU does not claim any more is its own all the same. */
static void
test_last (void)
{
  for (guint form = 0; form < G_N_ELEMENTS (plain_forms); form++)
    {
      gsize size;
      g_autofree guint8 *data = dat_ticks_make_file (&plain_forms[form], N_CPUS, &size);
      const guint64 place = find_pages (data, size) + (N_CPUS - 1) * N_PAGES * PAGE;
      guint64 number = GUINT64_TO_LE ((guint64)2 * PAGE);

      memcpy (find_entry (data, size, place) + 8, &number, 8);
      g_assert_cmpuint (check_damaged (data, size, "last", 0), ==, N_CPUS * N_PAGES * N_RECORDS);
    }
}

/* A compressed file that lacks some bytes loses the chunk they were in. */
static void
test_bytes (void)
{
  static const gsize lengths[] = { 1, 7, 301 };
  gsize size;
  g_autofree guint8 *data = dat_ticks_make_file (&zstd_form, N_CPUS, &size);
  guint64 pages;

  /* The last option's entries have 20 bytes, behind them is the options' end of 14. */
  memcpy (&pages, data + size - 14 - N_CPUS * 20 + 4, 8);
  pages = GUINT64_FROM_LE (pages);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (gsize at = pages; at + lengths[i] < size; at += 7)
      {
        g_autofree guint8 *cut = g_memdup2 (data, size);

        memmove (cut + at, cut + at + lengths[i], size - at - lengths[i]);
        check_damaged (cut, size - lengths[i], "bytes at", at);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dat/edges/missing", test_missing);
  g_test_add_func ("/dat/edges/doubled", test_doubled);
  g_test_add_func ("/dat/edges/exchanged", test_exchanged);
  g_test_add_func ("/dat/edges/table", test_table);
  g_test_add_func ("/dat/edges/last", test_last);
  g_test_add_func ("/dat/edges/bytes", test_bytes);
  return g_test_run ();
}
