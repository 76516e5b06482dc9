/* test-mapping.c - files that are shortened while they are open
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "read/mapping.h"
#include "read/read.h"

#define PAGE 4096

static char *folder;

static int
make_file (const char *contents, gsize size, char **path)
{
  int fd;

  *path = g_build_filename (folder, "file", NULL);
  g_assert_true (g_file_set_contents (*path, contents, (gssize) size, NULL));
  fd = g_open (*path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* What is gone reads as zeros, what is there stays, and one mapping's loss is not another's. */
static void
test_truncated (void)
{
  g_autofree char *contents = g_malloc (8 * PAGE);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) other = NULL;
  const char *data;
  int fd;

  memset (contents, 'x', 8 * PAGE);
  fd = make_file (contents, 8 * PAGE, &path);
  bytes = mms_mapping_new (fd, 8 * PAGE);
  other = mms_mapping_new (fd, 2 * PAGE);
  g_assert_nonnull (bytes);
  g_assert_nonnull (other);
  g_assert_cmpint (ftruncate (fd, 3 * PAGE), ==, 0);

  data = g_bytes_get_data (bytes, NULL);
  g_assert_false (mms_mapping_is_cut (bytes));
  g_assert_cmpint (data[3 * PAGE - 1], ==, 'x');
  g_assert_cmpint (data[5 * PAGE], ==, 0);
  g_assert_true (mms_mapping_is_cut (bytes));
  g_assert_cmpint (data[3 * PAGE], ==, 0);
  g_assert_cmpint (data[8 * PAGE - 1], ==, 0);
  g_assert_cmpint (data[0], ==, 'x');

  g_assert_cmpint (((const char *) g_bytes_get_data (other, NULL))[2 * PAGE - 1], ==, 'x');
  g_assert_false (mms_mapping_is_cut (other));
  close (fd);
  g_remove (path);
}

/* A thread of its own touches what is gone, as a window's drawing may. */
static gpointer
touch (gpointer bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  guint sum = 0;

  for (gsize i = 0; i < size; i += PAGE / 2)
    sum += (guint) data[i];
  return GUINT_TO_POINTER (sum);
}

static void
test_threads (void)
{
  g_autofree char *contents = g_malloc0 (64 * PAGE);
  g_autofree char *path = NULL;
  int fd = make_file (contents, 64 * PAGE, &path);
  g_autoptr (GBytes) bytes = mms_mapping_new (fd, 64 * PAGE);
  GThread *threads[4];

  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("touch", touch, bytes);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 0);
  g_assert_true (mms_mapping_is_cut (bytes));
  close (fd);
  g_remove (path);
}

/* More than there is room for, and room again when they are gone */
static void
test_many (void)
{
  g_autofree char *path = NULL;
  int fd = make_file ("x", 1, &path);

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      GBytes *bytes;

      while (all->len < 1000 && (bytes = mms_mapping_new (fd, 1)) != NULL)
        g_ptr_array_add (all, bytes);
      g_assert_cmpuint (all->len, >=, 32);
      g_assert_cmpuint (all->len, <, 1000);
    }
  close (fd);
  g_remove (path);
}

/* What no mapping knows ends the program as before. */
static void
test_foreign (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *path = NULL;
      int fd = make_file ("x", 1, &path);
      g_autoptr (GBytes) bytes = mms_mapping_new (fd, 1);
      g_autoptr (GMappedFile) mapped = g_mapped_file_new_from_fd (fd, FALSE, NULL);

      g_assert_cmpint (ftruncate (fd, 0), ==, 0);
      g_assert_cmpint (*(volatile char *) g_mapped_file_get_contents (mapped), ==, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

/* A trace whose file is emptied when it was read: fields are gone, nothing else happens. */
static void
test_trace (gconstpointer name)
{
  g_autofree char *sample
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize size;
  int fd;
  g_autoptr (MmsTrace) trace = NULL;
  const MmsEvent *events;
  guint n_events;

  g_assert_true (g_file_get_contents (sample, &contents, &size, NULL));
  fd = make_file (contents, size, &path);
  trace = mms_read_file (path, 0, NULL, NULL);
  g_assert_nonnull (trace);
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  events = mms_trace_get_events (trace, &n_events);
  for (guint i = 0; i < n_events; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);
      g_autofree char *info = mms_trace_get_info (trace, &events[i]);
      guint64 value;

      g_assert_nonnull (info);
      mms_trace_get_pid (trace, &events[i]);
      for (guint f = 0; f < kind->fields->len; f++)
        mms_trace_get_number (trace, &events[i], f, 0, &value);
    }
  close (fd);
  g_remove (path);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mmscope-mapping-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/mapping/truncated", test_truncated);
  g_test_add_func ("/mapping/threads", test_threads);
  g_test_add_func ("/mapping/many", test_many);
  g_test_add_func ("/mapping/foreign", test_foreign);
  g_test_add_data_func ("/mapping/trace/dat", "forms/rec-v6.dat", test_trace);
  g_test_add_data_func ("/mapping/trace/text", "stock/forkexec.trace.txt", test_trace);
  status = g_test_run ();

  g_rmdir (folder);
  g_free (folder);
  return status;
}
