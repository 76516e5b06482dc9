/* fuzz-dat.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz.h"
#include "read/readers.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  MmsTraceBuilder *builder;

  if (!mms_dat_is_trace (bytes))
    return 0;
  builder = mms_trace_builder_new ("fuzz");
  if (mms_dat_read (bytes, builder, NULL, NULL))
    mms_fuzz_use (builder);
  else
    mms_trace_builder_free (builder);
  return 0;
}
