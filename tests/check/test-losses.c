/* test-losses.c - no finding rests on what may be missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "check/check.h"
#include "document.h"
#include "texts.h"

static int
get_cpu (const char *line)
{
  const char *cpu = line[0] == '#' ? NULL : strstr (line, " [0");

  return cpu != NULL ? atoi (cpu + 2) : -1;
}

/* The text of @lines without @n of the events of the CPU of line @first, from that on, and with the line
 * that ftrace writes for them.  Empty where there is no event in that line. */
static GString *
lose (char **lines, guint first, guint n)
{
  GString *text = g_string_new (NULL);
  int cpu = get_cpu (lines[first]);
  guint n_lost = 0;
  gboolean is_told = FALSE;

  for (guint i = 0; lines[i] != NULL && cpu >= 0; i++)
    {
      gboolean is_mine = i >= first && (lines[i + 1] == NULL || get_cpu (lines[i]) == cpu);

      if (is_mine && n_lost < n && lines[i + 1] != NULL)
        {
          n_lost++;
          continue;
        }
      if (is_mine && !is_told)
        g_string_append_printf (text, "CPU:%d [LOST %u EVENTS]\n", cpu, n_lost);
      is_told |= is_mine;
      g_string_append_printf (text, "%s\n", lines[i]);
    }
  return text;
}

static char **
read_sample (const MmsDetectorInfo *info)
{
  g_autofree char *file = g_strdup_printf ("%s.pass.txt", info->id);
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "findings", file, NULL);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  return g_strsplit (contents, "\n", -1);
}

/* Where all is well, nothing is found either when some events are lost, and said to be. */
static void
test_lost (gconstpointer data)
{
  static const guint counts[] = { 1, 2, 4 };
  const MmsDetectorInfo *info = data;
  g_auto (GStrv) lines = read_sample (info);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
      {
        g_autoptr (GString) text = lose (lines, i, counts[c]);
        g_autoptr (MmsDocument) document = NULL;

        if (text->len == 0)
          continue;
        document = texts_open (text->str);
        if (mms_document_count_findings (document, MMS_SEVERITY_WARNING) > 0)
          g_test_message ("without %u events from line %u", counts[c], i + 1);
        g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
      }
}

/* Nor when a line cannot be read, which may have been anybody's event. */
static void
test_unreadable (gconstpointer data)
{
  static const char *const junk[]
      = { "\001\377\376", "sh-100 [0?0] d....     1.000010: mm_free: mm=1", "and then?" };
  g_auto (GStrv) lines = read_sample (data);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (junk) && get_cpu (lines[i]) >= 0; j++)
      {
        g_autofree char *line = g_steal_pointer (&lines[i]);
        g_autofree char *joined = NULL;
        g_autoptr (GString) text = NULL;
        g_autoptr (MmsDocument) document = NULL;

        lines[i] = g_strdup (junk[j]);
        joined = g_strjoinv ("\n", lines);
        text = g_string_new (joined);
        document = texts_open (text->str);
        g_free (lines[i]);
        lines[i] = g_steal_pointer (&line);
        if (mms_document_count_findings (document, MMS_SEVERITY_WARNING) > 0)
          g_test_message ("with junk %u in line %u", j, i + 1);
        g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
        g_assert_false (mms_trace_is_complete (mms_document_get_trace (document)));
      }
}

/* Whom an address means that a CPU is first seen with behind a loss, the events in it would have told: an mm
 * was freed there, and another one made. */
static void
test_generation (void)
{
#define A "ff11000000139680"
#define FREE "  sh-118   [000]     2.688699: mm_free: mm=" A " id=101 users=0 count=0 cpumask=0\n"
#define LOST "CPU:3 [LOST 41 EVENTS]\n"
#define STATE                                                                                      \
  "  sh-118   [000]     2.713770: state_cpu: cpu=3 pid=0 mm=0 active=" A " lazy=0 slot=0 loaded=" A \
  " is_lazy=1\n"
#define SWITCH                                                                                     \
  "  <idle>-0     [003]     2.713777: ctx_switch: kind=k2u prev_pid=0 next_pid=120 prev_mm=0"      \
  " prev_active=" A " next_mm=" A " prev_id=103 next_id=103\n"                                     \
  "  <idle>-0     [003]     2.713779: switch_mm: arg_prev=" A " real_prev=" A " next=" A           \
  " real_prev_id=103 next_id=103 pid=120 was_lazy=1 asid=0 flush=0 cr3=0\n"                        \
  "  <idle>-0     [003]     2.713842: active_mm: pid=0 cpu=3 old=" A                               \
  " new=0 old_id=103 new_id=-1 site=ctxsw_clear\n"
  static const char *const texts[] = {
    FREE LOST SWITCH,
    FREE SWITCH,
    FREE LOST STATE SWITCH,
    FREE STATE SWITCH,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MmsDocument) document = texts_open (texts[i]);

      g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
    }
#undef A
#undef FREE
#undef LOST
#undef STATE
#undef SWITCH
}

/* @lines with stamps so coarse that two or three events have the same one. */
static void
make_coarse (char **lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = get_cpu (lines[i]) >= 0 ? strstr (lines[i], ": ") : NULL;

      if (colon != NULL)
        colon[-2] = (char) ('0' + (colon[-2] - '0') / 3 * 3);
    }
}

/* Where lines had to be sorted, events of one CPU that have one stamp are in whatever order. */
static void
test_reversed (gconstpointer data)
{
  g_auto (GStrv) lines = read_sample (data);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsDocument) document = NULL;

  make_coarse (lines);
  for (guint i = g_strv_length (lines); i > 0; i--)
    if (get_cpu (lines[i - 1]) >= 0)
      g_string_append_printf (text, "%s\n", lines[i - 1]);
  if (text->len == 0)
    return;
  document = texts_open (text->str);
  g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
}

/* Each CPU's lines by themselves are as it recorded them. */
static void
test_cpu_by_cpu (void)
{
  g_auto (GStrv) lines = read_sample (mms_check_find ("D07"));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reversed = g_string_new (NULL);
  g_autoptr (MmsDocument) document = NULL;
  g_autoptr (MmsDocument) other = NULL;

  for (int cpu = 1; cpu >= 0; cpu--)
    for (guint i = 0; lines[i] != NULL; i++)
      if (get_cpu (lines[i]) == cpu)
        {
          g_string_append_printf (text, "%s\n", lines[i]);
          g_string_prepend (reversed, "\n");
          g_string_prepend (reversed, lines[i]);
        }
  document = texts_open (text->str);
  g_assert_false (mms_trace_has_open_ties (mms_document_get_trace (document)));
  other = texts_open (reversed->str);
  g_assert_true (mms_trace_has_open_ties (mms_document_get_trace (other)));
}

int
main (int argc, char **argv)
{
  const MmsDetectorInfo *const *infos = mms_check_list ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; infos[i] != NULL; i++)
    {
      g_autofree char *lost = g_strdup_printf ("/losses/lost/%s", infos[i]->id);
      g_autofree char *unreadable = g_strdup_printf ("/losses/unreadable/%s", infos[i]->id);
      g_autofree char *reversed = g_strdup_printf ("/losses/reversed/%s", infos[i]->id);

      g_test_add_data_func (reversed, infos[i], test_reversed);
      g_test_add_data_func (lost, infos[i], test_lost);
      g_test_add_data_func (unreadable, infos[i], test_unreadable);
    }
  g_test_add_func ("/losses/cpu-by-cpu", test_cpu_by_cpu);
  g_test_add_func ("/losses/generation", test_generation);
  return g_test_run ();
}
