/* findings-text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings-text.h"

#include "finding-text.h"
#include "navigate.h"

const char *
mms_findings_text_explain_none (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  MmsTrace *trace = document ? mms_document_get_trace (document) : NULL;
  guint n_findings = document ? mms_document_get_findings (document)->len : 0;

  if (n_findings > 0)
    return "None of the findings is one that was asked for.";
  if (mms_navigate_count_events (view) == 0)
    return "There are no events to look at.";
  if (!mms_trace_tells_of_frees (trace) && !mms_view_is_simulation (view))
    return "This trace tells of no frees, so no dangling reference can be found in it. Record "
           "__mmdrop with a probe, or mm_free on a kernel that has that tracepoint, together with "
           "the switches; mmscope info names all that is missing.";
  if (mms_trace_is_complete (trace))
    return "No dangling reference and no broken rule in what this trace shows.";
  return "Nothing in the part of the trace that could be read. Events are missing, so this is "
         "not the whole story.";
}

static void
append_row (MmsView *view, GString *text, guint row)
{
  MmsDocument *document = mms_view_get_document (view);
  GPtrArray *findings = mms_document_get_findings (document);
  guint finding = row & ~MMS_FINDING_ROW_GROUP;
  const guint *shown = &finding;
  guint n = 1;

  if (row & MMS_FINDING_ROW_GROUP)
    shown = mms_finding_list_get_shown (mms_view_get_finding_list (view), finding, &n);
  for (guint i = 0; i < n; i++)
    {
      if (text->len > 0)
        g_string_append_c (text, '\n');
      mms_finding_append_text (text, document, g_ptr_array_index (findings, shown[i]), FALSE);
    }
}

char *
mms_findings_text_row (MmsView *view, guint row)
{
  GString *text = g_string_new (NULL);

  append_row (view, text, row);
  return g_string_free (text, FALSE);
}

char *
mms_findings_text_all (MmsView *view)
{
  MmsFindingList *list = mms_view_get_finding_list (view);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mms_finding_list_get_n_rows (list); i++)
    {
      guint row = mms_finding_list_get_row (list, i);

      /* Those of an unfolded group have rows of their own. */
      if (!(row & MMS_FINDING_ROW_GROUP)
          || mms_finding_list_get_group (list, row & ~MMS_FINDING_ROW_GROUP)->is_folded)
        append_row (view, text, row);
    }
  return g_string_free (text, FALSE);
}
