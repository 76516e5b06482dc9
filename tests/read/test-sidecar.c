/* test-sidecar.c - NAME.state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "read/readers.h"

static char *folder;

static char *
write_file (const char *name, const char *contents, gssize length)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
  return path;
}

/* The sidecar of @path, which need not exist. */
static MmsTrace *
read_sidecar_of (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new (path);

  mms_sidecar_read (path, builder);
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gboolean has_sidecar;
  } cases[] = {
    { "a.dat", TRUE },        { "a.txt", TRUE },    { "a.trace.txt", TRUE },
    { "a.report.txt", TRUE }, { "a.txt.gz", TRUE }, { "a.trace.txt.zst", TRUE },
    { "a.dat.gz", TRUE },     { "b.dat", FALSE },   { "a.state", FALSE },
    { "a.dat.gz.gz", FALSE }, { "a", FALSE },       { "a.gz", FALSE },
    { "a.foo.txt", FALSE },   { ".dat", FALSE },    { "a.json", FALSE },
  };
  g_autofree char *sidecar = write_file ("a.state", "# init_mm ffffffff8375cb80\n", -1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsTrace) trace = read_sidecar_of (cases[i].name);
      guint n_notes;

      g_test_message ("%s", cases[i].name);
      g_assert_cmphex (mms_trace_get_init_mm (trace), ==,
                       cases[i].has_sidecar ? 0xffffffff8375cb80 : 0);
      mms_trace_get_notes (trace, &n_notes);
      g_assert_cmpuint (n_notes, ==, 0);
    }
  g_remove (sidecar);
}

static void
test_contents (void)
{
  g_autofree char *sidecar = write_file ("a.state",
                                         "# scheme hazard_2022 init_mm ffffffff81ae0580\r\n"
                                         "# pid tgid ppid kthread comm\n"
                                         "1 1 0 0 init\n"
                                         "206 205 1 0 Web Content\r\n"
                                         "110 110 2 1 kworker/3:2-events_highpri\n"
                                         "7 7 2 1 \n"
                                         "9 9 2 1 \xe9t\xe9\n"
                                         "10 10 2 1 0123456789abcd\xc3\xa9\n"
                                         "8 8 2 1",
                                         -1);
  g_autoptr (MmsTrace) trace = read_sidecar_of ("a.dat");
  const MmsTaskInfo *task;
  guint n_notes;

  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xffffffff81ae0580);
  g_assert_cmpstr (mms_trace_get_sidecar_scheme (trace), ==, "hazard_2022");
  g_assert_cmpuint (mms_trace_get_tasks (trace)->len, ==, 7);

  task = mms_trace_find_task (trace, 206);
  g_assert_cmpint (task->tgid, ==, 205);
  g_assert_cmpint (task->kthread, ==, 0);
  g_assert_cmpstr (task->comm, ==, "Web Content");
  task = mms_trace_find_task (trace, 110);
  g_assert_cmpint (task->kthread, ==, 1);
  g_assert_cmpstr (task->comm, ==, "kworker/3:2-eve");
  g_assert_cmpstr (mms_trace_find_task (trace, 7)->comm, ==, "");
  g_assert_cmpstr (mms_trace_find_task (trace, 8)->comm, ==, "");
  /* Not UTF-8, and cut in the middle of a character */
  g_assert_cmpstr (mms_trace_find_task (trace, 9)->comm, ==, "?t?");
  g_assert_cmpstr (mms_trace_find_task (trace, 10)->comm, ==, "0123456789abcd?");

  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 0);
  g_remove (sidecar);
}

static void
test_unusable (void)
{
  g_autofree char *sidecar = write_file ("a.state",
                                         "# scheme\n"
                                         "# init_mm nothing\n"
                                         "# scheme bogus init_mm zzz\n"
                                         "# a remark: no scheme is meant\n"
                                         "1 1 0 0 init\n"
                                         "-1 1 0 0 negative\n"
                                         "99999999999 1 0 0 large\n"
                                         "5 1 0 2 kthread is 0 or 1\n"
                                         "5 1 0\n"
                                         "\n"
                                         "words\n",
                                         -1);
  g_autoptr (MmsTrace) trace = read_sidecar_of ("a.dat");
  const MmsNote *notes;
  guint n_notes;

  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0);
  g_assert_null (mms_trace_get_sidecar_scheme (trace));
  g_assert_cmpuint (mms_trace_get_tasks (trace)->len, ==, 1);
  notes = mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 1);
  g_assert_cmpstr (notes[0].text, ==, "a.state: 8 lines could not be used, the first is line 1");
  g_assert_false (mms_trace_is_damaged (trace));
  g_remove (sidecar);
}

/* Whatever stands there, nothing more happens than a note. */
static void
test_mutants (void)
{
  static const char sound[] = "# scheme hazard init_mm ffffffff81ae0580\n1 1 0 0 init\n2 2 0 1 k\n";
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 500; i++)
    {
      char mutant[sizeof (sound)];
      gsize length = (gsize) g_rand_int_range (rand, 0, sizeof (sound));
      g_autofree char *sidecar = NULL;
      g_autoptr (MmsTrace) trace = NULL;

      memcpy (mutant, sound, sizeof (sound));
      for (guint n = 0; n < 3; n++)
        mutant[g_rand_int_range (rand, 0, sizeof (sound))] = (char) g_rand_int_range (rand, 0, 256);
      sidecar = write_file ("a.state", mutant, (gssize) length);
      trace = read_sidecar_of ("a.dat");
      g_assert_cmpuint (mms_trace_get_tasks (trace)->len, <=, 3);
      g_remove (sidecar);
    }
}

static void
test_no_file (void)
{
  g_autofree char *path = g_build_filename (folder, "a.state", NULL);
  g_autoptr (MmsTrace) trace = NULL;
  guint n_notes;

  g_mkdir (path, 0700);
  trace = read_sidecar_of ("a.dat");
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 0);
  g_rmdir (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mmscope-sidecar-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/sidecar/names", test_names);
  g_test_add_func ("/sidecar/contents", test_contents);
  g_test_add_func ("/sidecar/unusable", test_unusable);
  g_test_add_func ("/sidecar/mutants", test_mutants);
  g_test_add_func ("/sidecar/no-file", test_no_file);
  status = g_test_run ();

  g_rmdir (folder);
  g_free (folder);
  return status;
}
