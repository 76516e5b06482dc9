/* test-finding-list.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"
#include "view/finding-list.h"

#include <string.h>

#define CAPTURE "patched/shootdown-exit.dat"

static MmsFindingList *
make_list (MmsView *view)
{
  MmsFindingList *list = mms_finding_list_new ();

  mms_finding_list_set_document (list, mms_view_get_document (view));
  return list;
}

static const MmsFinding *
get_finding (MmsView *view, guint row)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));

  return g_ptr_array_index (findings, row & ~MMS_FINDING_ROW_GROUP);
}

static guint
count_findings (MmsView *view)
{
  return mms_document_get_findings (mms_view_get_document (view))->len;
}

/* Every finding has one row of its own when all is unfolded, and each group one over them. */
static void
test_rows (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  g_autoptr (MmsFindingList) list = make_list (view);
  guint n_findings = count_findings (view);
  g_autofree guint *seen = g_new0 (guint, n_findings);
  guint n_groups = 0;
  guint n_folded;

  g_assert_cmpuint (n_findings, >, 20);
  n_folded = mms_finding_list_get_n_rows (list);
  g_assert_cmpuint (n_folded, <, n_findings);
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==, n_findings);
  for (guint i = 0; i < n_findings; i++)
    g_assert_cmpint (mms_finding_list_find_row (list, i), >=, 0);

  mms_finding_list_fold_all (list, FALSE);
  for (guint i = 0; i < mms_finding_list_get_n_rows (list); i++)
    {
      guint row = mms_finding_list_get_row (list, i);

      if (row & MMS_FINDING_ROW_GROUP)
        {
          const MmsFindingGroup *group
            = mms_finding_list_get_group (list, row & ~MMS_FINDING_ROW_GROUP);

          n_groups++;
          g_assert_cmpuint (group->n, >, 1);
          g_assert_cmpuint (group->first, ==, row & ~MMS_FINDING_ROW_GROUP);
          /* Its findings follow, the root first. */
          g_assert_cmpuint (mms_finding_list_get_row (list, i + 1), ==, group->first);
          for (guint j = 1; j <= group->n; j++)
            g_assert_true (mms_finding_list_get_group (list,
                                                       mms_finding_list_get_row (list, i + j))
                           == group);
        }
      else
        {
          seen[row]++;
          g_assert_cmpint (mms_finding_list_find_row (list, row), ==, (int) i);
        }
    }
  g_assert_cmpuint (n_groups, >, 2);
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, n_findings + n_groups);
  for (guint i = 0; i < n_findings; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

static void
test_fold (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  g_autoptr (MmsFindingList) list = make_list (view);
  guint n_rows = mms_finding_list_get_n_rows (list);
  guint row = mms_finding_list_get_row (list, 0);
  guint finding = row & ~MMS_FINDING_ROW_GROUP;
  guint n = mms_finding_list_get_group (list, finding)->n;
  g_autofree char *text = mms_finding_list_describe_group (list, finding);

  g_assert_true (row & MMS_FINDING_ROW_GROUP);
  g_assert_nonnull (strstr (text, get_finding (view, finding)->id));
  g_assert_true (mms_finding_list_fold (list, finding, FALSE));
  g_assert_false (mms_finding_list_fold (list, finding, FALSE));
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, n_rows + n);
  g_assert_cmpint (mms_finding_list_find_row (list, finding), ==, 1);
  g_assert_true (mms_finding_list_fold (list, finding, TRUE));
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, n_rows);
  g_assert_cmpint (mms_finding_list_find_row (list, finding), ==, 0);
}

static guint64
get_key (MmsFindingList *list, MmsView *view, MmsFindingSort sort, guint row)
{
  const MmsFinding *finding = get_finding (view, row);
  MmsSeverity worst = mms_finding_list_get_group (list, row & ~MMS_FINDING_ROW_GROUP)->worst;

  switch (sort)
    {
    case MMS_FINDING_SORT_SEVERITY:
      return MMS_SEVERITY_FATAL - worst;
    case MMS_FINDING_SORT_TIME:
      return finding->event;
    case MMS_FINDING_SORT_CPU:
      return (guint) finding->cpu;
    default:
      return finding->mm != 0 ? finding->mm : G_MAXUINT;
    }
}

static void
test_sort (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  g_autoptr (MmsFindingList) list = make_list (view);

  mms_finding_list_fold_all (list, TRUE);
  for (guint sort = 0; sort < MMS_N_FINDING_SORTS; sort++)
    {
      mms_finding_list_set_sort (list, sort);
      for (guint i = 1; i < mms_finding_list_get_n_rows (list); i++)
        g_assert_cmpuint (get_key (list, view, sort, mms_finding_list_get_row (list, i - 1)), <=,
                          get_key (list, view, sort, mms_finding_list_get_row (list, i)));
    }
}

static guint
check_titles (const char *trace)
{
  g_autoptr (MmsView) view = open_capture (trace);
  g_autoptr (MmsFindingList) list = make_list (view);
  guint n_of_others = 0;

  mms_finding_list_fold_all (list, TRUE);
  for (guint i = 0; i < mms_finding_list_get_n_rows (list); i++)
    {
      guint finding = mms_finding_list_get_row (list, i) & ~MMS_FINDING_ROW_GROUP;
      const MmsFindingGroup *group = mms_finding_list_get_group (list, finding);

      g_assert_cmpuint (group->first, ==, finding);
      g_assert_cmpint (get_finding (view, finding)->severity, ==, group->worst);
      n_of_others += get_finding (view, get_finding (view, finding)->root)->severity < group->worst;
    }
  return n_of_others;
}

/* A group has the title of a finding of the severity that stands beside it, whichever caused it. */
static void
test_title (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "witnesses", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_of_others = check_titles (CAPTURE);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strconcat ("../witnesses/", name, NULL);

      if (g_str_has_suffix (name, ".json"))
        n_of_others += check_titles (path);
    }
  g_assert_cmpuint (n_of_others, >, 0);
}

typedef gboolean (*Holds) (const MmsFinding *finding);

static gboolean
is_d15 (const MmsFinding *finding)
{
  return g_str_equal (finding->id, "D15");
}

static gboolean
is_no_d15 (const MmsFinding *finding)
{
  return !is_d15 (finding);
}

static gboolean
is_of_cpu_1 (const MmsFinding *finding)
{
  return finding->cpu == 1;
}

static gboolean
is_d15_of_cpu_1 (const MmsFinding *finding)
{
  return is_d15 (finding) && is_of_cpu_1 (finding);
}

static gboolean
is_warning (const MmsFinding *finding)
{
  return finding->severity == MMS_SEVERITY_WARNING;
}

static void
filter (MmsView *view, MmsFindingList *list, const char *text, Holds holds)
{
  guint n = 0;

  mms_finding_list_set_filter (list, text);
  for (guint i = 0; i < count_findings (view); i++)
    {
      gboolean is_shown = holds (get_finding (view, i));

      if (is_shown != (mms_finding_list_find_row (list, i) >= 0))
        g_error ("“%s” and finding %u", text, i);
      n += is_shown;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, ==, mms_finding_list_get_n_shown (list));
}

static void
test_filter (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  g_autoptr (MmsFindingList) list = make_list (view);
  guint n_rows = mms_finding_list_get_n_rows (list);

  for (guint fold = 0; fold < 2; fold++)
    {
      mms_finding_list_fold_all (list, fold == 1);
      filter (view, list, "d15", is_d15);
      filter (view, list, "!D15", is_no_d15);
      filter (view, list, "cpu:1", is_of_cpu_1);
      filter (view, list, " D15  cpu:1 -", is_d15_of_cpu_1);
      filter (view, list, "warning", is_warning);
    }
  mms_finding_list_set_filter (list, "nosuchthing");
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, 0);
  mms_finding_list_set_filter (list, "mm:O");
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), >, 0);
  mms_finding_list_set_filter (list, "");
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, n_rows);
}

/* Information can be left out, and nothing else goes with it. */
static void
test_info (void)
{
  static const char *const captures[] = { "patched/hazard_skip-exit.dat", "stock/hotplug.dat",
                                          "patched/nolazy-exit.dat", "stock/lost-overwrite.dat" };

  for (guint i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      g_autoptr (MmsView) view = open_capture (captures[i]);
      g_autoptr (MmsFindingList) list = make_list (view);

      mms_finding_list_hide_info (list, TRUE);
      g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==,
                        mms_document_count_findings (mms_view_get_document (view),
                                                     MMS_SEVERITY_WARNING));
      mms_finding_list_hide_info (list, FALSE);
      g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==, count_findings (view));
    }
}

static void
test_nothing (void)
{
  g_autoptr (MmsFindingList) list = mms_finding_list_new ();
  g_autoptr (MmsView) view = open_capture ("stock/quiet.dat");

  mms_finding_list_set_filter (list, "x");
  mms_finding_list_set_document (list, NULL);
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, 0);
  g_assert_cmpint (mms_finding_list_find_row (list, 0), ==, -1);
  mms_finding_list_set_document (list, mms_view_get_document (view));
  mms_finding_list_set_document (list, NULL);
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/finding-list/rows", test_rows);
  g_test_add_func ("/finding-list/fold", test_fold);
  g_test_add_func ("/finding-list/sort", test_sort);
  g_test_add_func ("/finding-list/title", test_title);
  g_test_add_func ("/finding-list/filter", test_filter);
  g_test_add_func ("/finding-list/info", test_info);
  g_test_add_func ("/finding-list/nothing", test_nothing);
  return g_test_run ();
}
