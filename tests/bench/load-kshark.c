/* load-kshark.c FILE - what KernelShark's library needs to load a trace, all buffers, no formatting
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include <libkshark.h>

#include "usage.h"

int
main (int argc, char **argv)
{
  struct kshark_context *context = NULL;
  struct kshark_entry **entries = NULL;
  MmsUsage before;
  ssize_t n_entries = 0;
  int stream;

  if (argc != 2 || !kshark_instance (&context))
    return 2;
  before = mms_usage_now ();
  stream = kshark_open (context, argv[1]);
  if (stream < 0)
    return 3;
  n_entries = kshark_load_entries (context, stream, &entries);
  if (n_entries <= 0)
    return 3;
  mms_usage_print ("libkshark", before, (unsigned long) n_entries);
  return 0;
}
