/* dat-repair.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-repair.h"

#include "dat-edges.h"
#include "dat-page.h"
#include "dat-runs.h"
#include "dat-sections.h"

#define V6_TAG 10
#define V6_ENTRY 16

static guint64
align_up (guint64 value, guint64 to)
{
  return (value + to - 1) / to * to;
}

static guint64
find_first_page (const MmsDatFile *file, const MmsDatBuffer *buffer)
{
  guint64 head
      = file->version == 6 ? V6_TAG + (guint64) V6_ENTRY * file->n_cpus : MMS_DAT_SECTION_HEAD;

  return buffer->section < file->size ? align_up (buffer->section + head, buffer->page_size)
                                      : file->size;
}

static gboolean
is_placed (const MmsDatFile *file, const MmsDatBuffer *buffer, const MmsDatCpu *cpu, guint64 least)
{
  return cpu->offset >= least && cpu->offset < file->size && cpu->offset % buffer->page_size == 0;
}

/* Where the next CPU begins whose place makes sense; the file's end if none does. */
static guint64
find_next (const MmsDatFile *file, const MmsDatBuffer *buffer, guint after, guint64 least)
{
  for (guint i = after + 1; i < buffer->cpus->len; i++)
    {
      const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, i);

      if (is_placed (file, buffer, cpu, least))
        return cpu->offset;
    }
  return file->size;
}

/* Whether a page with records lies there. */
static gboolean
has_page (const MmsDatFile *file, const MmsDatBuffer *buffer, guint64 at)
{
  MmsDatPage page;

  if (at >= file->size || file->size - at < buffer->page_size)
    return FALSE;
  mms_dat_page_open (&page, &file->layout, file->data + at, buffer->page_size, buffer->page_size);
  return page.problem == NULL && page.end > page.at && page.time != 0;
}

static void
move_cpu (MmsDatFile *file,
          const MmsDatBuffer *buffer,
          MmsDatCpu *cpu,
          guint64 offset,
          guint64 size)
{
  mms_dat_file_add_damage (
      file, buffer->section,
      "CPU %u, buffer \"%s\", claims %" G_GUINT64_FORMAT " bytes at 0x%" G_GINT64_MODIFIER
      "x; its neighbours leave %" G_GUINT64_FORMAT " at 0x%" G_GINT64_MODIFIER "x for it",
      cpu->cpu, buffer->name, cpu->size, cpu->offset, size, offset);
  cpu->offset = offset;
  cpu->size = size;
}

/* @is_next_sure: the CPU behind this one in the table is the one at @next */
static void
repair_plain (MmsDatFile *file,
              const MmsDatBuffer *buffer,
              MmsDatCpu *cpu,
              guint64 expected,
              guint64 next,
              gboolean is_next_sure)
{
  const gboolean is_here = is_placed (file, buffer, cpu, expected);
  const guint64 offset = is_here ? cpu->offset : expected;
  gboolean fits;

  if (offset >= next)
    return;
  if (!is_here && cpu->size == 0 && is_next_sure && cpu->offset != 0
      && has_page (file, buffer, offset))
    {
      move_cpu (file, buffer, cpu, offset, next - offset);
      return;
    }
  if (!is_here && cpu->size == 0)
    return;

  fits = cpu->size % buffer->page_size == 0 && cpu->size <= next - offset;
  if (!fits && next < file->size)
    move_cpu (file, buffer, cpu, offset, next - offset);
  else if (fits && is_next_sure && cpu->size < next - offset
           && has_page (file, buffer, offset + cpu->size))
    move_cpu (file, buffer, cpu, offset, next - offset);
  else if (!is_here && fits)
    move_cpu (file, buffer, cpu, offset, cpu->size);
}

/* Chunks tell themselves where they end. */
static void
repair_compressed (MmsDatFile *file,
                   const MmsDatBuffer *buffer,
                   MmsDatCpu *cpu,
                   guint64 expected,
                   guint64 next)
{
  const gboolean is_here = is_placed (file, buffer, cpu, expected);
  guint64 offset = is_here ? cpu->offset : expected;
  gboolean is_sound = FALSE;
  guint64 size = 0;

  if (offset < next)
    size = mms_dat_runs_measure (file, offset, next, buffer->page_size, &is_sound);
  /* Chunks whose heads are damaged measure nothing. */
  if (!is_sound && is_here && cpu->size > 0 && cpu->size <= next - offset)
    return;
  if (size > 0
      && (offset != cpu->offset || size > cpu->size || (cpu->size > size + 4 && (next < file->size || cpu->size > next - offset))))
    move_cpu (file, buffer, cpu, offset, size);
}

/* Whether the chunks that lie at @at are those that the table describes */
static gboolean
has_chunks (const MmsDatFile *file, const MmsDatBuffer *buffer, const MmsDatCpu *cpu, guint64 at)
{
  gboolean is_sound;
  guint64 size;

  if (at >= file->size)
    return FALSE;
  size = mms_dat_runs_measure (file, at, file->size, buffer->page_size, &is_sound);
  return is_sound && size > 0 && (size == cpu->size || size + 4 == cpu->size);
}

/* Bytes are missing or too many somewhere before the options, so what lies behind them lies elsewhere: as
 * far from its place as the options do. */
static void
repair_moved (MmsDatFile *file, const MmsDatBuffer *buffer, MmsDatCpu *cpu)
{
  gint64 most = 0;
  gboolean is_sound = FALSE;

  if (cpu->size == 0 || has_chunks (file, buffer, cpu, cpu->offset))
    return;

  for (guint i = 0; i < file->options->len; i++)
    {
      const gint64 shift
          = (gint64) (g_array_index (file->options, guint64, i) - file->lost_options);

      if (shift == 0 || cpu->offset + (guint64) shift >= file->size)
        continue;
      if (has_chunks (file, buffer, cpu, cpu->offset + (guint64) shift))
        {
          mms_dat_file_add_damage (file, cpu->offset + (guint64) shift,
                                   "the pages of CPU %u, buffer \"%s\", lie here and not at "
                                   "0x%" G_GINT64_MODIFIER "x",
                                   cpu->cpu, buffer->name, cpu->offset);
          cpu->offset += (guint64) shift;
          return;
        }
      if (most == 0 || ABS (shift) < ABS (most))
        most = shift;
    }

  /* What is missing or too many is among this CPU's own chunks, or before them.  A whole row of chunks
   * is another CPU's. */
  if (cpu->offset < file->size)
    mms_dat_runs_measure (file, cpu->offset, file->size, buffer->page_size, &is_sound);
  cpu->has_holes = TRUE;
  mms_dat_file_add_damage (file, cpu->offset, "of the pages of CPU %u, buffer \"%s\", some are missing",
                           cpu->cpu, buffer->name);
  if (is_sound || (most < 0 && (guint64) -most >= cpu->size))
    cpu->size = 0;
  else if (most < 0)
    cpu->size -= (guint64) -most;
}

/* Tables list CPUs in their order; one out of order gets the number behind the one before. */
static void
repair_numbers (MmsDatFile *file, MmsDatBuffer *buffer)
{
  guint next = 0;

  for (guint i = 0; i < buffer->cpus->len; i++)
    {
      MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, i);
      const guint after = i + 1 < buffer->cpus->len
                              ? g_array_index (buffer->cpus, MmsDatCpu, i + 1).cpu
                              : MMS_MAX_CPUS;

      /* Of two that do not fit each other, the one that does not fit the rest is wrong. */
      if (cpu->cpu < next || cpu->cpu >= MMS_MAX_CPUS || (cpu->cpu >= after && next < after))
        {
          mms_dat_file_add_damage (file, buffer->section,
                                   "buffer \"%s\" calls its CPU number %u in the order %u; it is "
                                   "taken to be %u",
                                   buffer->name, i, cpu->cpu, next);
          mms_trace_builder_set_guessed_cpus (file->builder);
          cpu->cpu = next;
        }
      next = cpu->cpu + 1;
    }
}

void
mms_dat_repair_cpus (MmsDatFile *file, MmsDatBuffer *buffer)
{
  const guint64 first = find_first_page (file, buffer);
  guint64 expected = first;
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (MmsDatCpu));

  g_array_append_vals (claims, buffer->cpus->data, buffer->cpus->len);
  repair_numbers (file, buffer);

  for (guint i = 0; i < buffer->cpus->len && expected < file->size; i++)
    {
      MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, i);
      guint64 next = find_next (file, buffer, i, expected);

      if (buffer->is_compressed && file->lost_options != 0 && !buffer->is_guessed)
        repair_moved (file, buffer, cpu);
      else if (buffer->is_compressed && (cpu->size > 0 || cpu->offset > 0))
        repair_compressed (file, buffer, cpu, expected, next);
      else if (!buffer->is_compressed)
        repair_plain (file, buffer, cpu, expected, next,
                      i + 1 < buffer->cpus->len
                          && g_array_index (buffer->cpus, MmsDatCpu, i + 1).offset == next);

      if (cpu->size > 0 && cpu->size < file->size && cpu->offset < file->size)
        expected = MAX (expected, align_up (cpu->offset + cpu->size, buffer->page_size));
    }
  if (!buffer->is_compressed)
    mms_dat_edges_check (file, buffer, first, claims);
}
