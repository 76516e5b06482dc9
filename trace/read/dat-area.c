/* dat-area.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-area.h"

#include <sys/mman.h>

#include "read.h"

/* Pages of an idle machine shrink to a fiftieth, and there are few of them; beyond this a file only
 * claims. */
#define ARENA_LEAST (G_GUINT64_CONSTANT (64) << 20)
#define ARENA_RATIO 64

#define ALIGNMENT 8

typedef gboolean (*RunFunc) (MmsDatRun *run, gpointer data);

static gboolean
foreach_run (MmsDatFile *file, RunFunc func, gpointer data)
{
  for (guint i = 0; i < file->buffers->len; i++)
    {
      const MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);

      for (guint j = 0; j < buffer->cpus->len; j++)
        {
          const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, j);

          for (guint k = 0; k < cpu->runs->len; k++)
            if (!func (&g_array_index (cpu->runs, MmsDatRun, k), data))
              return FALSE;
        }
    }
  return TRUE;
}

/* Whether the run can be read from the file as it is. */
static gboolean
place_in_file (MmsDatRun *run, gpointer data)
{
  run->area = run->offset;
  return !run->is_compressed && run->offset % 4 == 0;
}

static gboolean
place_in_arena (MmsDatRun *run, gpointer data)
{
  guint64 *size = data;
  guint64 needed = run->is_compressed ? run->size : run->stored;

  run->area = *size;
  /* Runs are parts of the file or at most 64 MB, so this cannot overflow before the limit is met.
   */
  *size += (needed + ALIGNMENT - 1) & ~(guint64) (ALIGNMENT - 1);
  return *size <= G_MAXINT64 / 2;
}

MmsDatArea *
mms_dat_area_new (MmsDatFile *file, GError **error)
{
  g_autoptr (MmsDatArea) area = g_new0 (MmsDatArea, 1);
  guint64 size = 0;
  guint64 most = ARENA_LEAST + ARENA_RATIO * (guint64) file->size;

  area->file = g_bytes_ref (file->bytes);
  area->codec = file->codec;

  if (foreach_run (file, place_in_file, NULL))
    {
      area->data = file->data;
      area->size = file->size;
      return g_steal_pointer (&area);
    }

  if (!foreach_run (file, place_in_arena, &size) || size > most)
    {
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                   "The file claims to hold %" G_GUINT64_FORMAT
                   " bytes of compressed pages, too many for its size",
                   size);
      return NULL;
    }

  area->arena = mmap (NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (area->arena == MAP_FAILED)
    {
      area->arena = NULL;
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_OPEN,
                   "There is no room for %" G_GUINT64_FORMAT " bytes of pages", size);
      return NULL;
    }
  area->data = area->arena;
  area->size = size;
  return g_steal_pointer (&area);
}

void
mms_dat_area_free (MmsDatArea *area)
{
  if (area == NULL)
    return;

  if (area->arena)
    munmap (area->arena, area->size);
  g_bytes_unref (area->file);
  g_free (area);
}

gsize
mms_dat_area_load (MmsDatArea *area, const MmsDatRun *run)
{
  const guint8 *from;

  if (area->arena == NULL)
    return run->stored;

  from = (const guint8 *) g_bytes_get_data (area->file, NULL) + run->offset;
  if (run->is_compressed)
    return mms_dat_codec_expand (area->codec, from, run->stored, area->arena + run->area,
                                 run->size);

  memcpy (area->arena + run->area, from, run->stored);
  return run->stored;
}
