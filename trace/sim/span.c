/* span.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "span.h"

#include <sys/mman.h>

#define STEP ((gsize) 64 * 1024)

void
mms_span_reserve (MmsSpan *span, gsize wanted)
{
  *span = (MmsSpan){ 0 };
  for (gsize bytes = (wanted + STEP - 1) / STEP * STEP; bytes >= STEP; bytes = bytes / 2 / STEP * STEP)
    {
      /* Without access it counts against no limit of memory, even where the system is strict. */
      gpointer data = mmap (NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

      if (data != MAP_FAILED)
        {
          span->data = data;
          span->reserved = bytes;
          return;
        }
    }
}

gboolean
mms_span_commit (MmsSpan *span, gsize bytes)
{
  gsize wanted;

  if (bytes <= span->committed)
    return TRUE;
  if (bytes > span->reserved)
    return FALSE;
  /* An eighth more than asked for: growing is a system call. */
  wanted = MIN ((bytes + bytes / 8 + STEP - 1) / STEP * STEP, span->reserved);
  if (mprotect ((char *) span->data + span->committed, wanted - span->committed,
                PROT_READ | PROT_WRITE)
      != 0)
    return FALSE;
  span->committed = wanted;
  return TRUE;
}

void
mms_span_clear (MmsSpan *span)
{
  if (span->data != NULL)
    munmap (span->data, span->reserved);
  *span = (MmsSpan){ 0 };
}
