/* dat-buffer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-buffer.h"

static void
cpu_clear (gpointer data)
{
  MmsDatCpu *cpu = data;

  g_array_unref (cpu->runs);
}

MmsDatBuffer *
mms_dat_buffer_new (const char *name, guint page_size)
{
  MmsDatBuffer *buffer = g_new0 (MmsDatBuffer, 1);

  buffer->name = g_utf8_make_valid (name, -1);
  buffer->page_size = page_size;
  buffer->cpus = g_array_new (FALSE, FALSE, sizeof (MmsDatCpu));
  g_array_set_clear_func (buffer->cpus, cpu_clear);
  return buffer;
}

void
mms_dat_buffer_free (MmsDatBuffer *buffer)
{
  if (buffer == NULL)
    return;

  g_free (buffer->name);
  g_free (buffer->clock);
  g_array_unref (buffer->cpus);
  g_free (buffer);
}

MmsDatCpu *
mms_dat_buffer_add_cpu (MmsDatBuffer *buffer, guint cpu, guint64 offset, guint64 size)
{
  MmsDatCpu added = { cpu, offset, size, FALSE, g_array_new (FALSE, FALSE, sizeof (MmsDatRun)) };

  g_array_append_val (buffer->cpus, added);
  return &g_array_index (buffer->cpus, MmsDatCpu, buffer->cpus->len - 1);
}
