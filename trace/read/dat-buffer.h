/* dat-buffer.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsDatRun:
 * @offset: in the file: of the pages, or of the bytes that expand to them
 * @stored: how many bytes that are in the file; fewer than it should where the file is cut
 * @size: how many bytes of pages it should make
 * @area: where the pages lie in the area
 *
 * Pages of one CPU that lie together.
 */
typedef struct
{
  guint64 offset;
  guint64 stored;
  guint64 size;
  gboolean is_compressed;
  guint64 area;
} MmsDatRun;

/**
 * MmsDatCpu:
 * @offset: in the file, where this CPU's data begins
 * @size: bytes in the file
 * @has_holes: pages of this CPU are missing, and nothing tells between which
 * @runs: (element-type MmsDatRun): what lies there, in order
 */
typedef struct
{
  guint cpu;
  guint64 offset;
  guint64 size;
  gboolean has_holes;
  GArray *runs;
} MmsDatCpu;

/**
 * MmsDatBuffer:
 * @name: "" for the top one
 * @clock: (nullable)
 * @section: version 7: where its section lies; version 6: where its table of CPUs lies
 * @is_guessed: nothing describes it
 * @cpus: (element-type MmsDatCpu)
 *
 * One ftrace instance as the file holds it.
 */
typedef struct
{
  char *name;
  char *clock;
  guint64 section;
  guint page_size;
  gboolean is_compressed;
  gboolean is_guessed;
  GArray *cpus;
} MmsDatBuffer;

MmsDatBuffer *mms_dat_buffer_new     (const char   *name,
                                      guint         page_size);
void          mms_dat_buffer_free    (MmsDatBuffer *buffer);
MmsDatCpu    *mms_dat_buffer_add_cpu (MmsDatBuffer *buffer,
                                      guint         cpu,
                                      guint64       offset,
                                      guint64       size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatBuffer, mms_dat_buffer_free)

G_END_DECLS
