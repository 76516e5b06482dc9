/* simulated.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "simulated.h"

#include "cli.h"
#include "sim/record.h"
#include "write/write.h"

MmsTrace *
mms_simulated_read (const MmsMachine *machine, const char *name, const GArray *run,
                    const guint64 *seed, gboolean is_whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mms_record_run (machine, (const MmsTransition *) (gpointer) run->data,
                                             run->len, seed, is_whole, &error);
  MmsTrace *trace = bytes != NULL ? mms_read_bytes (bytes, name, NULL, &error) : NULL;

  if (trace == NULL)
    mms_cli_message (name, "%s", error->message);
  return trace;
}

static gboolean
write_piece (const char *data, gsize length, gpointer user_data)
{
  return mms_output_write (user_data, data, length);
}

gboolean
mms_simulated_write (MmsTrace *trace, MmsOutput *output)
{
  return mms_output_open (output) && mms_write_json (trace, write_piece, output, NULL, NULL, NULL)
         && mms_output_commit (output);
}
