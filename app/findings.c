/* findings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings.h"

#include "finding-text.h"
#include "json.h"
#include "model/printable.h"
#include "model/stamp.h"

static void
add_event (struct json_object *object,
           MmsTrace           *trace,
           guint               event)
{
  mms_json_add_number (object, "event", event);
  mms_json_add_number (object, "time_ns", mms_stamp_of_event (trace, event));
}

static void
add_cpu (struct json_object *object,
         int                 cpu)
{
  json_object_object_add (object, "cpu", cpu >= 0 ? json_object_new_int (cpu) : NULL);
}

static struct json_object *
evidence_to_json (MmsTrace          *trace,
                  const MmsEvidence *evidence)
{
  struct json_object *object = json_object_new_object ();

  add_event (object, trace, evidence->event);
  add_cpu (object, evidence->cpu);
  mms_json_add_text (object, "text", evidence->text);
  return object;
}

static struct json_object *
finding_to_json (MmsDocument      *document,
                 const MmsFinding *finding)
{
  MmsTrace *trace = mms_document_get_trace (document);
  g_autofree char *mm = mms_history_name_mm (mms_document_get_history (document), finding->mm);
  struct json_object *object = json_object_new_object ();
  struct json_object *chain = json_object_new_array ();

  mms_json_add_text (object, "id", finding->id);
  mms_json_add_text (object, "name", finding->name);
  mms_json_add_text (object, "severity", mms_severity_get_name (finding->severity));
  mms_json_add_text (object, "confidence", mms_confidence_get_name (finding->confidence));
  add_event (object, trace, finding->event);
  add_cpu (object, finding->cpu);
  mms_json_add_text (object, "mm", mm);
  mms_json_add_text (object, "holder",
                     finding->holder < MMS_N_ATTRIBUTES ? mms_attribute_get_name (finding->holder)
                                                        : NULL);
  mms_json_add_text (object, "message", finding->message);
  for (guint i = 0; i < finding->evidence->len; i++)
    json_object_array_add (
        chain, evidence_to_json (trace, &g_array_index (finding->evidence, MmsEvidence, i)));
  json_object_object_add (object, "evidence", chain);
  return object;
}

char *
mms_findings_to_json (MmsDocument *document,
                      const char  *path,
                      GPtrArray   *findings)
{
  MmsTrace *trace = mms_document_get_trace (document);
  struct json_object *object = json_object_new_object ();
  struct json_object *list = json_object_new_array ();
  guint n_events;
  char *text;

  mms_trace_get_events (trace, &n_events);
  mms_json_add_text (object, "file", path);
  mms_json_add_number (object, "events", n_events);
  mms_json_add_text (object, "stamp_unit", mms_trace_get_stamp_unit (trace));
  json_object_object_add (object, "complete",
                          json_object_new_boolean (mms_trace_is_complete (trace)));
  for (guint i = 0; i < findings->len; i++)
    json_object_array_add (list, finding_to_json (document, findings->pdata[i]));
  json_object_object_add (object, "findings", list);

  text = mms_json_to_text (object);
  json_object_put (object);
  return text;
}

static const char *
get_plural (MmsSeverity severity,
            guint       count)
{
  gboolean is_noun = severity == MMS_SEVERITY_WARNING || severity == MMS_SEVERITY_ERROR;

  return is_noun && count > 1 ? "s" : "";
}

static void
append_summary (GString     *text,
                MmsDocument *document,
                const char  *path,
                GPtrArray   *findings)
{
  MmsTrace *trace = mms_document_get_trace (document);
  guint counts[MMS_SEVERITY_FATAL + 1] = { 0 };
  const char *separator = "";
  g_autofree char *printable = mms_make_printable (path);
  g_autofree char *scheme = mms_make_printable (
      mms_history_get_scheme (mms_document_get_history (document)));
  guint n_events;

  for (guint i = 0; i < findings->len; i++)
    counts[((MmsFinding *) findings->pdata[i])->severity]++;

  mms_trace_get_events (trace, &n_events);
  g_string_append_printf (text, "%s: ", printable);
  if (findings->len == 0)
    g_string_append (text, "nothing found");
  for (int severity = MMS_SEVERITY_FATAL; severity >= MMS_SEVERITY_INFO; severity--)
    if (counts[severity] > 0)
      {
        g_string_append_printf (text, "%s%u %s%s", separator, counts[severity],
                                mms_severity_get_name (severity),
                                get_plural (severity, counts[severity]));
        separator = ", ";
      }
  g_string_append_printf (text, " in %u events, scheme %s%s\n", n_events, scheme,
                          mms_trace_is_complete (trace) ? "" : ", incomplete");
  /* "Nothing found" must not be taken for "all is well". */
  if (!mms_trace_tells_of_frees (trace))
    g_string_append_printf (text,
                            "%s: no event tells that an mm was freed, so nothing can be found to "
                            "dangle; mmscope info says what to record\n",
                            printable);
}

char *
mms_findings_to_text (MmsDocument *document,
                      const char  *path,
                      GPtrArray   *findings,
                      gboolean     has_colors)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      mms_finding_append_text (text, document, findings->pdata[i], has_colors);
      g_string_append_c (text, '\n');
    }
  append_summary (text, document, path, findings);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
