/* test-render.c - mmscope render, as a script runs it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "program.h"

#define CLEAN  "stock/quiet.dat"
#define FAULTY "patched/hazard_skip-exit.dat"

/* (transfer full): a path in a scratch folder that nothing is at */
static char *
make_output (const char *name)
{
  g_autofree char *marker = make_file ("marker", "", 0);
  g_autofree char *folder = g_path_get_dirname (marker);
  char *path = g_build_filename (folder, name, NULL);

  g_remove (path);
  return path;
}

static void
assert_begins (const char *path,
               const char *start)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (data, strlen (start), start, strlen (start));
  g_remove (path);
}

/* The width and height that a PNG's header tells. */
static void
assert_size (const char *path,
             guint32     width,
             guint32     height)
{
  g_autofree char *data = NULL;
  guint32 sides[2];
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 24);
  memcpy (sides, data + 16, sizeof sides);
  g_assert_cmpuint (GUINT32_FROM_BE (sides[0]), ==, width);
  g_assert_cmpuint (GUINT32_FROM_BE (sides[1]), ==, height);
}

static void
test_formats (void)
{
  static const struct
  {
    const char *name;
    const char *start;
  } formats[] = {
    { "a.png", "\x89PNG\r\n" },
    { "a.svg", "<?xml version=\"1.0\"" },
    { "a.pdf", "%PDF-1." },
    { "A.PNG", "\x89PNG\r\n" },
  };
  g_autofree char *trace = find_capture (FAULTY);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *output = make_output (formats[i].name);
      g_autoptr (Run) run = run_program ("render", trace, "-o", output, NULL);

      /* findings do not change the status: a picture was asked for, and there it is */
      assert_status (run, 0);
      g_assert_cmpstr (run->out, ==, "");
      g_assert_cmpstr (run->err, ==, "");
      assert_begins (output, formats[i].start);
    }
}

static void
test_size (void)
{
  g_autofree char *trace = find_capture (CLEAN);
  g_autofree char *output = make_output ("a.png");
  g_autoptr (Run) usual = run_program ("render", trace, "-o", output, NULL);

  assert_status (usual, 0);
  assert_size (output, 1600, 1000);
  {
    g_autoptr (Run) small = run_program ("render", trace, "--size", "640x480", "-o", output, NULL);

    assert_status (small, 0);
    assert_size (output, 640, 480);
  }
}

/* (transfer full): the SVG that these options give */
static char *
draw (const char *trace,
      const char *first,
      const char *second)
{
  g_autofree char *output = make_output ("a.svg");
  g_autoptr (Run) run = run_program ("render", trace, "-o", output, first, second, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  assert_status (run, 0);
  g_assert_true (g_file_get_contents (output, &text, NULL, &error));
  g_assert_no_error (error);
  return text;
}

static void
test_places (void)
{
  g_autofree char *trace = find_capture (CLEAN);
  g_autofree char *by_event = draw (trace, "--at=100", NULL);
  g_autofree char *first = draw (trace, "--at=+0", NULL);
  g_autofree char *relative = draw (trace, "--at=+450ms", NULL);
  g_autofree char *relative_us = draw (trace, "--at", "+450000us");
  g_autofree char *dark = draw (trace, "--at=100", "--dark");
  g_autofree char *stretch = draw (trace, "--from=+100ms", "--to=+200ms");
  g_autofree char *whole = draw (trace, NULL, NULL);

  assert_contains (by_event, "Machine at event 100 ");
  assert_contains (first, "Machine at event 1 ");
  assert_contains (relative, "(+450");
  g_assert_cmpstr (relative, ==, relative_us);
  assert_contains (stretch, ">100\xe2\x80\x89ms shown<");
  assert_contains (whole, "Machine at event 294 ");
  assert_contains (by_event, "fill=\"#ffffff\"");
  g_assert_null (strstr (dark, "<rect x=\"0\" y=\"0\" width=\"1600\" height=\"1000\" "
                               "fill=\"#ffffff\""));
}

static void
test_findings (void)
{
  g_autofree char *trace = find_capture (FAULTY);
  g_autofree char *usual = draw (trace, NULL, NULL);
  g_autofree char *first = draw (trace, "--finding=1", NULL);
  g_autofree char *second = draw (trace, "--finding=2", NULL);

  g_assert_cmpstr (usual, ==, first);
  g_assert_cmpstr (first, !=, second);
  assert_contains (first, ">D30  missed-lazy-cpu<");
  assert_contains (second, ">D15  freed-with-lazy-holder<");
}

static void
test_usage (void)
{
  static const char *const bad[][2] = {
    { "--at=0", "event" },           { "--at=295", "294" },        { "--at=1.5", "event" },
    { "--at=foo", "foo" },           { "--at=12parsecs", "12" },   { "--at=-5", "-5" },
    { "--at=+9h", "9h" },            { "--at=+99999s", "outside" }, { "--at=1ns", "outside" },
    { "--size=0x0", "size" },        { "--size=100", "size" },     { "--size=99999x99999", "size" },
    { "--size=640x480x3", "size" },  { "--finding=9", "finding" }, { "--finding=-1", "finding" },
    { "--from=nan", "nan" },         { "--to=inf", "inf" },        { "--wrong", "--wrong" },
  };
  g_autofree char *trace = find_capture (CLEAN);
  g_autofree char *output = make_output ("a.png");
  g_autoptr (Run) no_output = run_program ("render", trace, NULL);
  g_autoptr (Run) no_trace = run_program ("render", "-o", output, NULL);
  g_autoptr (Run) two = run_program ("render", trace, trace, "-o", output, NULL);
  g_autoptr (Run) format = run_program ("render", trace, "-o", "a.gif", NULL);
  g_autoptr (Run) backwards = run_program ("render", trace, "-o", output, "--from=200",
                                           "--to=100", NULL);

  assert_status (no_output, 2);
  assert_status (no_trace, 2);
  assert_status (two, 2);
  assert_status (format, 2);
  assert_status (backwards, 2);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (Run) run = run_program ("render", trace, "-o", output, bad[i][0], NULL);

      assert_status (run, 2);
      g_assert_true (g_str_has_prefix (run->err, "mmscope: render: "));
      assert_contains (run->err, bad[i][1]);
    }
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

static void
test_files (void)
{
  g_autofree char *trace = find_capture (CLEAN);
  g_autofree char *output = make_output ("a.png");
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;
  g_autoptr (Run) missing = run_program ("render", "/nonexistent/a.dat", "-o", output, NULL);
  g_autoptr (Run) unwritable = run_program ("render", trace, "-o", "/nonexistent/a.png", NULL);
  gsize length;

  assert_status (missing, 3);
  assert_status (unwritable, 3);
  g_assert_true (g_str_has_prefix (unwritable->err, "mmscope: render: "));

  g_assert_true (g_file_get_contents (trace, &whole, &length, NULL));
  cut = make_file ("cut.dat", whole, length * 9 / 10);
  {
    g_autoptr (Run) damaged = run_program ("render", cut, "-o", output, NULL);

    /* its sound part is drawn */
    assert_status (damaged, 4);
    assert_begins (output, "\x89PNG\r\n");
  }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/render/formats", test_formats);
  g_test_add_func ("/render/size", test_size);
  g_test_add_func ("/render/places", test_places);
  g_test_add_func ("/render/findings", test_findings);
  g_test_add_func ("/render/usage", test_usage);
  g_test_add_func ("/render/files", test_files);

  status = g_test_run ();
  remove_files ();
  return status;
}
