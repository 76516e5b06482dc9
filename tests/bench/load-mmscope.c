/* load-mmscope.c FILE [read] - what mmscope needs to load a trace: read, replay and check
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "document.h"
#include "read/read.h"
#include "usage.h"

int
main (int argc, char **argv)
{
  MmsUsage before = mms_usage_now ();
  g_autoptr (GError) error = NULL;
  guint n_events;

  if (argc < 2)
    return 2;
  if (argc == 3 && strcmp (argv[2], "read") == 0)
    {
      g_autoptr (MmsTrace) trace = mms_read_file (argv[1], 0, NULL, &error);

      if (trace == NULL)
        return 3;
      mms_trace_get_events (trace, &n_events);
      mms_usage_print ("mmscope, reading", before, n_events);
    }
  else
    {
      MmsDocument *document
          = mms_document_open (argv[1], 0, MMS_REPLAY_NORMAL, NULL, &error);

      if (document == NULL)
        return 3;
      mms_trace_get_events (mms_document_get_trace (document), &n_events);
      mms_usage_print ("mmscope", before, n_events);
      mms_document_unref (document);
    }
  return 0;
}
