/* dat-read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-area.h"
#include "dat-decoder.h"
#include "dat-file.h"
#include "dat-runs.h"
#include "dat-stream.h"
#include "read.h"
#include "readers.h"

gboolean
mms_dat_is_trace (GBytes *bytes)
{
  return mms_dat_file_has_magic (bytes);
}

/* The id must lie within the smallest record's word of data. */
static void
set_type (MmsDatFile *file)
{
  MmsDatCommon type = file->kinds->plain->type;

  if (type.size <= 2 && type.offset + type.size <= 4)
    {
      file->layout.type_offset = type.offset;
      file->layout.type_size = type.size;
    }
}

static gboolean
has_pages (const MmsDatBuffer *buffer)
{
  for (guint i = 0; i < buffer->cpus->len; i++)
    if (g_array_index (buffer->cpus, MmsDatCpu, i).runs->len > 0)
      return TRUE;
  return FALSE;
}

/* The clock of the first buffer with pages is the trace's. */
static void
tell_clock (MmsDatFile *file)
{
  const char *clock = NULL;

  for (guint i = 0; i < file->buffers->len; i++)
    {
      const MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);

      if (buffer->clock == NULL || *buffer->clock == '\0' || !has_pages (buffer))
        continue;
      if (clock == NULL)
        clock = buffer->clock;
      else if (!g_str_equal (clock, buffer->clock))
        mms_trace_builder_add_note (
            file->builder, FALSE,
            "buffer \"%s\" has the clock \"%s\", others \"%s\": their order "
            "in time means nothing",
            buffer->name, buffer->clock, clock);
    }

  if (clock == NULL)
    clock = file->clock;
  /* Cycles become nanoseconds, as trace-cmd report shows them. */
  if (file->tsc.mult != 0 && g_strcmp0 (clock, "x86-tsc") == 0)
    clock = "tsc2nsec";
  mms_trace_builder_set_clock (file->builder, clock ? clock : "local");
}

static void
tell_symbols (MmsDatFile *file)
{
  guint64 init_mm = file->kallsyms ? mms_dat_symbols_find_address (file->kallsyms, "init_mm") : 0;

  if (init_mm != 0)
    mms_trace_builder_set_init_mm (file->builder, init_mm);
}

static GPtrArray *
make_streams (MmsDatFile *file, MmsDatArea *area)
{
  GPtrArray *streams = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_dat_stream_free);

  for (guint i = 0; i < file->buffers->len; i++)
    {
      const MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);

      mms_trace_builder_add_buffer (file->builder, buffer->name);
      for (guint j = 0; j < buffer->cpus->len; j++)
        {
          const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, j);

          if (cpu->cpu >= MMS_MAX_CPUS)
            continue;
          mms_trace_builder_add_cpu (file->builder, cpu->cpu);
          g_ptr_array_add (streams, mms_dat_stream_new (file, area, buffer, cpu));
        }
    }
  return streams;
}

static gboolean
has_events (GPtrArray *streams)
{
  for (guint i = 0; i < streams->len; i++)
    if (mms_dat_stream_has_events (g_ptr_array_index (streams, i)))
      return TRUE;
  return FALSE;
}

gboolean
mms_dat_read (GBytes *bytes, MmsTraceBuilder *builder, MmsProgress *progress, GError **error)
{
  g_autoptr (MmsDatFile) file = mms_dat_file_new (bytes, builder, error);
  g_autoptr (GPtrArray) streams = NULL;
  MmsDatArea *area;
  guint64 expected = 0;

  if (file == NULL)
    return FALSE;

  set_type (file);
  tell_symbols (file);

  mms_dat_runs_find (file);
  tell_clock (file);
  area = mms_dat_area_new (file, error);
  if (area == NULL)
    return FALSE;
  mms_dat_decoder_install (builder, file, area, mms_dat_symbols_new (file->kallsyms),
                           mms_dat_printk_new (file->printk));

  streams = make_streams (file, area);
  for (guint i = 0; i < streams->len; i++)
    expected += mms_dat_stream_estimate (g_ptr_array_index (streams, i));

  if (!mms_trace_builder_merge (builder, streams->pdata, streams->len, mms_dat_stream_next,
                                expected, progress, error))
    return FALSE;

  if (file->first_damage && !has_events (streams))
    {
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT, "No event can be read: %s",
                   file->first_damage);
      return FALSE;
    }
  return TRUE;
}
