/* document.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "document.h"

#include "check/checker.h"

struct _MmsDocument
{
  gatomicrefcount ref_count;
  MmsTrace *trace;
  MmsHistory *history;
  GPtrArray *findings;
  MmsOperations *operations;
  MmsSourceMap *source_map;
};

MmsDocument *
mms_document_ref (MmsDocument *document)
{
  g_atomic_ref_count_inc (&document->ref_count);
  return document;
}

void
mms_document_unref (MmsDocument *document)
{
  if (!g_atomic_ref_count_dec (&document->ref_count))
    return;
  g_clear_pointer (&document->source_map, mms_source_map_free);
  g_clear_pointer (&document->operations, mms_operations_free);
  g_clear_pointer (&document->findings, g_ptr_array_unref);
  g_clear_pointer (&document->history, mms_history_unref);
  g_clear_pointer (&document->trace, mms_trace_unref);
  g_free (document);
}

MmsDocument *
mms_document_open (const char *path, guint limit, MmsReplayMode mode, MmsProgress *progress,
                   GError **error)
{
  g_autoptr (MmsTrace) trace = NULL;

  mms_progress_begin (progress, "reading");
  trace = mms_read_file (path, limit, progress, error);
  return trace != NULL ? mms_document_new (trace, mode, progress, error) : NULL;
}

MmsDocument *
mms_document_new (MmsTrace *trace, MmsReplayMode mode, MmsProgress *progress, GError **error)
{
  MmsReplayer *replayer;
  MmsChecker *checker;
  MmsDocument *document;
  guint n_events;
  guint event;

  mms_progress_begin (progress, "replaying");
  mms_trace_get_events (trace, &n_events);
  replayer = mms_replayer_new (trace, mode);
  checker = mms_checker_new (replayer);
  while ((event = mms_replayer_step (replayer)) != 0)
    {
      mms_checker_look (checker, event);
      if ((event & 0xffff) != 0)
        continue;
      mms_progress_set_fraction (progress, (double) event / n_events);
      if (mms_progress_is_cancelled (progress, error))
        {
          mms_checker_free (checker);
          mms_replayer_free (replayer);
          return NULL;
        }
    }

  document = g_new0 (MmsDocument, 1);
  g_atomic_ref_count_init (&document->ref_count);
  document->findings = mms_checker_finish (checker);
  document->history = mms_replayer_finish (replayer);
  document->operations = mms_operations_new (trace);
  document->source_map = mms_source_map_new (trace, document->operations);
  document->trace = mms_trace_ref (trace);
  return document;
}

const char *
mms_document_get_path (MmsDocument *document)
{
  return mms_trace_get_path (document->trace);
}

MmsTrace *
mms_document_get_trace (MmsDocument *document)
{
  return document->trace;
}

MmsHistory *
mms_document_get_history (MmsDocument *document)
{
  return document->history;
}

const MmsOperations *
mms_document_get_operations (MmsDocument *document)
{
  return document->operations;
}

const MmsSourceMap *
mms_document_get_source_map (MmsDocument *document)
{
  return document->source_map;
}

GPtrArray *
mms_document_get_findings (MmsDocument *document)
{
  return document->findings;
}

guint
mms_document_count_findings (MmsDocument *document, MmsSeverity least)
{
  guint n_findings = 0;

  for (guint i = 0; i < document->findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (document->findings, i);

      n_findings += finding->severity >= least;
    }
  return n_findings;
}
