/* finding-text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "finding-text.h"

#include "model/printable.h"
#include "model/stamp.h"

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define NORMAL "\033[0m"

static const char *
get_severity_color (MmsSeverity severity)
{
  switch (severity)
    {
    case MMS_SEVERITY_FATAL:
      return "\033[1;31m";
    case MMS_SEVERITY_ERROR:
      return "\033[31m";
    case MMS_SEVERITY_WARNING:
      return "\033[33m";
    case MMS_SEVERITY_INFO:
    default:
      return "\033[36m";
    }
}

static void
append_colored (GString    *text,
                const char *color,
                const char *word)
{
  if (color != NULL)
    g_string_append (text, color);
  g_string_append (text, word);
  if (color != NULL)
    g_string_append (text, NORMAL);
}

static void
append_link (GString           *text,
             MmsTrace          *trace,
             guint              number,
             const MmsEvidence *link,
             gboolean           has_colors)
{
  g_autofree char *stamp = mms_stamp_to_text (trace, link->event);
  g_autofree char *cpu = link->cpu >= 0 ? g_strdup_printf ("CPU %d", link->cpu) : g_strdup ("");
  g_autofree char *place = g_strdup_printf ("event %-7u %s  %-6s", link->event, stamp, cpu);
  g_autofree char *sentence = mms_make_printable (link->text);

  g_string_append_printf (text, "  %2u. ", number);
  append_colored (text, has_colors ? DIM : NULL, place);
  g_string_append_printf (text, "  %s\n", sentence);
}

void
mms_finding_append_text (GString          *text,
                         MmsDocument      *document,
                         const MmsFinding *finding,
                         gboolean          has_colors)
{
  MmsTrace *trace = mms_document_get_trace (document);
  MmsHistory *history = mms_document_get_history (document);
  GPtrArray *all = mms_document_get_findings (document);
  g_autofree char *stamp = mms_stamp_to_text (trace, finding->event);
  g_autofree char *message = mms_make_printable (finding->message);

  g_string_append (text, all->pdata[finding->root] != finding ? "↳ " : "");
  append_colored (text, has_colors ? get_severity_color (finding->severity) : NULL,
                  mms_severity_get_name (finding->severity));
  g_string_append_c (text, ' ');
  append_colored (text, has_colors ? BOLD : NULL, finding->id);
  g_string_append_c (text, ' ');
  append_colored (text, has_colors ? BOLD : NULL, finding->name);
  if (finding->cpu >= 0)
    g_string_append_printf (text, "  CPU %d", finding->cpu);
  if (finding->holder < MMS_N_ATTRIBUTES)
    g_string_append_printf (text, " %s", mms_attribute_get_name (finding->holder));
  if (finding->mm != 0)
    {
      g_autofree char *name = mms_history_name_mm (history, finding->mm);

      g_string_append_printf (text, "%s%s %s", finding->holder < MMS_N_ATTRIBUTES ? " → " : "  ",
                              mms_history_get_mm (history, finding->mm)->label, name);
    }
  g_string_append_printf (text, "  event %u (%s)  %s\n", finding->event, stamp,
                          mms_confidence_get_name (finding->confidence));
  g_string_append_printf (text, "  %s\n", message);
  for (guint i = 0; i < finding->evidence->len; i++)
    append_link (text, trace, i + 1, &g_array_index (finding->evidence, MmsEvidence, i),
                 has_colors);
}
