/* dat-runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-runs.h"

#include "dat-repair.h"
#include "dat-sections.h"

/* trace-cmd makes chunks of 10 pages at most; this leaves room for pages of 64 kB and more. */
#define MAX_CHUNK (64u << 20)

static void
add_run (MmsDatCpu *cpu, guint64 offset, guint64 stored, guint64 size, gboolean is_compressed)
{
  MmsDatRun run = { offset, stored, size, is_compressed, 0 };

  if (size > 0)
    g_array_append_val (cpu->runs, run);
}

static gboolean
begins_chunk (const MmsDatFile *file, guint64 at, guint64 end)
{
  return mms_dat_codec_from_bytes (file->data + at, end - at) == file->codec;
}

/* @is_cut: it ends behind @end */
static gboolean
is_any_chunk (const MmsDatFile *file, guint64 at, guint64 end, guint page_size, gboolean *is_cut)
{
  guint32 stored;
  guint32 size;

  if (end - at < 8)
    return FALSE;

  stored = mms_dat_load32 (file->data + at, file->layout.big_endian);
  size = mms_dat_load32 (file->data + at + 4, file->layout.big_endian);
  *is_cut = stored > end - at - 8;
  return stored > 0 && stored <= MAX_CHUNK && size > 0 && size <= MAX_CHUNK
         && size % page_size == 0;
}

static gboolean
is_chunk (const MmsDatFile *file, guint64 at, guint64 end, guint page_size)
{
  gboolean is_cut;

  return is_any_chunk (file, at, end, page_size, &is_cut) && !is_cut;
}

guint64
mms_dat_runs_measure (const MmsDatFile *file,
                      guint64 at,
                      guint64 end,
                      guint page_size,
                      gboolean *is_sound)
{
  guint32 n_chunks = end - at >= 4 ? mms_dat_load32 (file->data + at, file->layout.big_endian) : 0;
  guint64 start = at + 4;

  at = start;
  *is_sound = TRUE;
  for (guint32 i = 0; i < n_chunks; i++)
    {
      if (at > end || !is_chunk (file, at, end, page_size))
        {
          /* A chunk that the file's end cuts still belongs to them. */
          if (i > 0 || (at <= end && end - at > 8 && begins_chunk (file, at + 8, end)))
            at = end;
          *is_sound = FALSE;
          break;
        }
      at += 8 + mms_dat_load32 (file->data + at, file->layout.big_endian);
    }
  return at - start;
}

/* What of a row that is not sound surely belongs to it: behind it another CPU's may have begun. */
static guint64
measure_sound (const MmsDatFile *file, guint64 start, guint64 end, guint page_size)
{
  guint64 at = start + 4;
  gboolean is_cut;

  while (at < end && is_any_chunk (file, at, end, page_size, &is_cut))
    {
      if (is_cut)
        return end == file->size && begins_chunk (file, at + 8, end) ? end - start - 4
                                                                     : at - start - 4;
      at += 8 + mms_dat_load32 (file->data + at, file->layout.big_endian);
    }
  return MIN (at, end) - start - 4;
}

gboolean
mms_dat_runs_find_row (const MmsDatFile *file,
                       guint64 *at,
                       guint64 end,
                       guint page_size,
                       guint64 *size,
                       gboolean *is_sound)
{
  for (; *at + 12 < end; (*at)++)
    {
      if (!begins_chunk (file, *at + 12, end))
        continue;
      *size = mms_dat_runs_measure (file, *at, end, page_size, is_sound);
      if (*is_sound && *size > 0)
        return TRUE;
      *is_sound = FALSE;
      *size = *at % page_size == 0 ? measure_sound (file, *at, end, page_size) : 0;
      if (*size > 0)
        return TRUE;
    }
  return FALSE;
}

/* Behind a chunk whose head makes no sense: the next whose head and whose beginning do */
static guint64
find_chunk (const MmsDatFile *file, guint64 at, guint64 end, guint page_size)
{
  for (; end - at > 8; at++)
    if (is_chunk (file, at, end, page_size) && begins_chunk (file, at + 8, end))
      return at;
  return end;
}

static void
find_chunks (MmsDatFile *file, MmsDatBuffer *buffer, MmsDatCpu *cpu, guint64 end)
{
  guint64 at = cpu->offset;
  guint32 n_chunks;

  /* The size in the file does not count the word that says how many chunks there are. */
  end += MIN (4, file->size - end);

  if (end - at < 4)
    {
      mms_dat_file_add_damage (file, at, "the pages of CPU %u end before they begin", cpu->cpu);
      return;
    }

  n_chunks = mms_dat_load32 (file->data + at, file->layout.big_endian);
  at += 4;
  for (guint32 i = 0; at < end; i++)
    {
      guint32 stored;
      gboolean is_cut;

      /* The table's size and the number of chunks tell the same twice. */
      if (i == n_chunks)
        mms_dat_file_add_damage (file, cpu->offset,
                                 "CPU %u claims %u chunks of pages, and there are more", cpu->cpu,
                                 n_chunks);

      if (is_any_chunk (file, at, end, buffer->page_size, &is_cut) && is_cut && end == file->size)
        {
          add_run (cpu, at + 8, end - at - 8,
                   mms_dat_load32 (file->data + at + 4, file->layout.big_endian), TRUE);
          return;
        }
      if (!is_chunk (file, at, end, buffer->page_size))
        {
          guint64 next = find_chunk (file, at, end, buffer->page_size);

          mms_dat_file_add_damage (file, at,
                                   "chunk %u of CPU %u has no sound head; %" G_GUINT64_FORMAT
                                   " bytes are left out",
                                   i, cpu->cpu, next - at);
          /* The bytes left out leave a hole that the stream must tell of. */
          add_run (cpu, at, 0, buffer->page_size, TRUE);
          at = next;
          continue;
        }

      stored = mms_dat_load32 (file->data + at, file->layout.big_endian);
      add_run (cpu, at + 8, stored, mms_dat_load32 (file->data + at + 4, file->layout.big_endian),
               TRUE);
      at += 8 + stored;
    }
}

typedef struct
{
  MmsDatBuffer *buffer;
  MmsDatCpu *cpu;
} Claim;

static int
compare_claims (gconstpointer a, gconstpointer b)
{
  const Claim *x = a;
  const Claim *y = b;

  if (x->cpu->offset != y->cpu->offset)
    return x->cpu->offset < y->cpu->offset ? -1 : 1;
  return x->cpu->size < y->cpu->size ? -1 : x->cpu->size > y->cpu->size;
}

static void
find_runs (MmsDatFile *file, Claim *claim, guint64 taken)
{
  MmsDatCpu *cpu = claim->cpu;
  guint64 end;

  if (cpu->offset >= file->size)
    {
      mms_dat_file_add_damage (file, cpu->offset,
                               "the file ends before the %" G_GUINT64_FORMAT
                               " bytes of CPU %u, buffer \"%s\"",
                               cpu->size, cpu->cpu, claim->buffer->name);
      return;
    }

  /* Taking the same bytes twice would let a small file tell of any number of events. */
  if (cpu->offset < taken)
    {
      mms_dat_file_add_damage (file, cpu->offset,
                               "the pages of CPU %u, buffer \"%s\", lie among another's", cpu->cpu,
                               claim->buffer->name);
      return;
    }

  end = cpu->offset + MIN (cpu->size, file->size - cpu->offset);
  if (end - cpu->offset < cpu->size)
    mms_dat_file_add_damage (
        file, end,
        "the file ends within the pages of CPU %u, buffer \"%s\"; %" G_GUINT64_FORMAT
        " bytes are missing",
        cpu->cpu, claim->buffer->name, cpu->size - (end - cpu->offset));

  if (claim->buffer->is_compressed)
    find_chunks (file, claim->buffer, cpu, end);
  else
    add_run (cpu, cpu->offset, end - cpu->offset, cpu->size, FALSE);
}

static void
check_buffer (MmsDatFile *file, MmsDatBuffer *buffer)
{
  MmsDatSection section;

  if (!mms_dat_file_is_page_size (file, buffer->page_size))
    {
      guint guess = mms_dat_file_is_page_size (file, file->header_page_size)
                        ? file->header_page_size
                        : 4096;

      mms_dat_file_add_damage (file, buffer->section,
                               "buffer \"%s\" claims pages of %u bytes; they are read as %u",
                               buffer->name, buffer->page_size, guess);
      buffer->page_size = guess;
    }

  if (file->version == 6)
    buffer->is_compressed = FALSE;
  else if (mms_dat_section_read_head (&section, file, buffer->section)
           && section.id == MMS_DAT_BUFFER)
    buffer->is_compressed = section.is_compressed;
  else
    buffer->is_compressed = file->codec != MMS_DAT_CODEC_NONE;
}

/* Version 6 has an entry for each number up to the highest, also for CPUs that do not exist. */
static void
drop_missing_cpus (MmsDatFile *file, MmsDatBuffer *buffer)
{
  for (guint i = buffer->cpus->len; file->version == 6 && i-- > 0;)
    {
      const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, i);

      if (cpu->size == 0 && mms_dat_file_find_stat (file, buffer->name, cpu->cpu) == NULL)
        g_array_remove_index (buffer->cpus, i);
    }
}

void
mms_dat_runs_find (MmsDatFile *file)
{
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  guint64 taken = 0;

  for (guint i = 0; i < file->buffers->len; i++)
    {
      MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);

      check_buffer (file, buffer);
      mms_dat_repair_cpus (file, buffer);
      drop_missing_cpus (file, buffer);
      for (guint j = 0; j < buffer->cpus->len; j++)
        {
          Claim claim = { buffer, &g_array_index (buffer->cpus, MmsDatCpu, j) };

          if (claim.cpu->cpu >= MMS_MAX_CPUS)
            mms_dat_file_add_damage (file, buffer->section, "a CPU with number %u cannot be read",
                                     claim.cpu->cpu);
          else if (claim.cpu->size > 0)
            g_array_append_val (claims, claim);
        }
    }

  g_array_sort (claims, compare_claims);
  for (guint i = 0; i < claims->len; i++)
    {
      Claim *claim = &g_array_index (claims, Claim, i);

      find_runs (file, claim, taken);
      if (claim->cpu->runs->len > 0)
        taken = claim->cpu->offset + MIN (claim->cpu->size, file->size - claim->cpu->offset);
    }
}
