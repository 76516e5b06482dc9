/* test-expectation.c - the table of what is expected
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/expectation.h"

#include <string.h>

#define HEAD "# a remark\nscenario\tscheme\tcell\tsc\ttso\tweak\tconfidence\n"

static GPtrArray *
split (const char *ids)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit (ids, " ", -1);

  for (guint i = 0; words[i] != NULL && words[i][0] != '\0'; i++)
    g_ptr_array_add (list, g_strdup (words[i]));
  return list;
}

static void
test_compare (void)
{
  static const struct
  {
    const char *words;
    gboolean is_finished;
    const char *violations;
    const char *information;
    MmsAgreement agreement;
  } cases[] = {
    { "ok", TRUE, "", "", MMS_AGREEMENT_EXACT },
    { "ok D31", TRUE, "", "D31", MMS_AGREEMENT_EXACT },
    { "ok D31", TRUE, "", "", MMS_AGREEMENT_EXACT },
    { "ok", TRUE, "D15", "", MMS_AGREEMENT_NONE },
    { "ok", FALSE, "", "", MMS_AGREEMENT_OPEN },
    { "ok", FALSE, "D15", "", MMS_AGREEMENT_NONE },
    { "D27 D15", TRUE, "D27 D15", "", MMS_AGREEMENT_EXACT },
    { "D27 D15", TRUE, "D15 D27 D01", "", MMS_AGREEMENT_MORE },
    { "D27 D15", TRUE, "D27", "", MMS_AGREEMENT_NONE },
    { "D27 D15", FALSE, "D27", "", MMS_AGREEMENT_OPEN },
    { "D27 D15", FALSE, "D27 D15", "", MMS_AGREEMENT_EXACT },
    { "D30 D05", TRUE, "D30", "D05", MMS_AGREEMENT_EXACT },
    { "D05", TRUE, "", "D05", MMS_AGREEMENT_NONE },
    { "ok / D28", TRUE, "", "", MMS_AGREEMENT_EXACT },
    { "ok / D28", TRUE, "D28", "", MMS_AGREEMENT_EXACT },
    { "ok / D28", TRUE, "D15", "", MMS_AGREEMENT_NONE },
    { "ok / D28", FALSE, "", "", MMS_AGREEMENT_OPEN },
    { "?", TRUE, "D15", "", MMS_AGREEMENT_UNASKED },
    { "-", TRUE, "", "", MMS_AGREEMENT_UNASKED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) violations = split (cases[i].violations);
      g_autoptr (GPtrArray) information = split (cases[i].information);

      g_assert_cmpint (mms_expectation_compare (cases[i].words, cases[i].is_finished, violations,
                                                information),
                       ==, cases[i].agreement);
    }
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) table = mms_expectations_parse (
      HEAD "SC01\tS1\tok\tok\tok\tok\tH\nSC03\tS6g\tw:D43\tok\tok\tD43\tM\n", &error);
  g_autoptr (GPtrArray) bad = NULL;
  g_autoptr (GPtrArray) violations = split ("D15");
  g_autoptr (GPtrArray) nothing = split ("");
  const MmsExpectation *cell;

  g_assert_no_error (error);
  g_assert_cmpuint (table->len, ==, 2);
  cell = g_ptr_array_index (table, 1);
  g_assert_cmpstr (cell->scheme, ==, "S6g");
  g_assert_cmpstr (cell->words[MMS_MEMORY_WEAK], ==, "D43");

  g_assert_true (mms_expectations_correct (
      table, "scenario\tscheme\tsc\ttso\tweak\nSC03\tS6g\tD15\t\t\n", &error));
  g_assert_no_error (error);
  g_assert_cmpint (mms_expectation_judge (cell, MMS_MEMORY_SC, TRUE, violations, nothing), ==,
                   MMS_AGREEMENT_CORRECTED);
  g_assert_cmpint (mms_expectation_judge (cell, MMS_MEMORY_SC, TRUE, nothing, nothing), ==,
                   MMS_AGREEMENT_EXACT);
  g_assert_cmpint (mms_expectation_judge (cell, MMS_MEMORY_TSO, TRUE, violations, nothing), ==,
                   MMS_AGREEMENT_NONE);

  g_assert_false (mms_expectations_correct (
      table, "scenario\tscheme\tsc\ttso\tweak\nSC99\tS6g\tD15\t\t\n", &error));
  g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT);
  g_clear_error (&error);
  bad = mms_expectations_parse (HEAD "SC01\tS1\tok\n", &error);
  g_assert_null (bad);
  g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT);
}

/* The table that comes along can be read, and every line of it says something. */
static void
test_samples (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) table
      = mms_expectations_read (g_getenv ("MMSCOPE_SAMPLES_DIR"), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (table->len, >, 300);
  for (guint i = 0; i < table->len; i++)
    for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
      {
        const MmsExpectation *cell = g_ptr_array_index (table, i);

        g_assert_cmpuint (strlen (cell->words[memory]), >, 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expectation/compare", test_compare);
  g_test_add_func ("/expectation/parse", test_parse);
  g_test_add_func ("/expectation/samples", test_samples);
  return g_test_run ();
}
