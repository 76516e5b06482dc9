/* dat-file.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-buffer.h"
#include "dat-codec.h"
#include "dat-cursor.h"
#include "dat-kinds.h"

G_BEGIN_DECLS

/* Sections of version 7, and the options of both versions that this reader knows. */
enum
{
  MMS_DAT_OPTIONS = 0,
  MMS_DAT_DATE = 1,
  MMS_DAT_CPUSTAT = 2,
  MMS_DAT_BUFFER = 3,
  MMS_DAT_TRACECLOCK = 4,
  MMS_DAT_OFFSET = 7,
  MMS_DAT_CPUCOUNT = 8,
  MMS_DAT_TSC2NSEC = 14,
  MMS_DAT_STRINGS = 15,
  MMS_DAT_HEADER_INFO = 16,
  MMS_DAT_FTRACE_EVENTS = 17,
  MMS_DAT_EVENT_FORMATS = 18,
  MMS_DAT_KALLSYMS = 19,
  MMS_DAT_PRINTK = 20,
  MMS_DAT_CMDLINES = 21,
  MMS_DAT_BUFFER_TEXT = 22,
  MMS_DAT_N_SECTIONS,
};

/* What the ring buffer itself says of one CPU (option CPUSTAT). */
typedef struct
{
  char *buffer;
  guint cpu;
  guint64 overrun; /* oldest events overwritten */
  guint64 dropped; /* newest events refused */
} MmsDatStat;

/**
 * MmsDatFile:
 * @codec: how compressed sections and pages are
 * @first_section: version 7: where the sections begin
 * @sections: version 7: by id, where the options say that a section lies; 0: they do not
 * @options: (element-type guint64): version 7: the sections of options that were read
 * @lost_options: version 7: where options should lie and do not; 0: nowhere
 * @lacks_buffers: version 7: a buffer's description could not be read
 * @n_cpus: version 6: how many CPUs each buffer tells of
 * @header_page_size: a page's size as the kernel's header_page tells it; 0: it does not
 * @clock: (nullable): the trace's clock if no buffer tells
 * @kallsyms: (nullable): the text
 * @printk: (nullable): the text
 * @time_offset: added to each stamp, modulo 2^64
 * @tsc: where @mult is not 0: before that, each stamp is multiplied by it and shifted down
 * @buffers: (element-type MmsDatBuffer)
 * @n_entries: how many CPUs all of them have
 * @stats: (element-type MmsDatStat): in the file's order
 * @stats_by_cpu: "CPU BUFFER" to the index among @stats
 * @first_damage: (nullable): the text of the first note about damage
 *
 * A trace.dat file: everything but the events themselves.
 *
 * Both versions begin alike: 0x17 0x08 0x44 "tracing", the version as a string, a byte that is 1
 * for big endian, a byte for the size of a long, and a page's size in 32 bits.  dat-v6.c and
 * dat-v7.c tell the rest.  All numbers in them are claims until they were checked against the
 * file's size.
 */
typedef struct
{
  GBytes *bytes;
  const guint8 *data;
  gsize size;
  MmsTraceBuilder *builder;

  guint version;
  MmsDatLayout layout;
  guint page_size;
  guint header_page_size;
  MmsDatCodec codec;
  guint64 first_section;
  guint64 sections[MMS_DAT_N_SECTIONS];
  GArray *options;
  guint64 lost_options;
  gboolean lacks_buffers;
  guint n_cpus;
  char *clock;
  guint64 time_offset;
  struct
  {
    guint32 mult;
    guint32 shift;
  } tsc;

  MmsDatKinds *kinds;
  GBytes *kallsyms;
  GBytes *printk;
  GPtrArray *buffers;
  guint n_entries;
  GArray *stats;
  GHashTable *stats_by_cpu;
  char *first_damage;
} MmsDatFile;

/**
 * mms_dat_file_new:
 *
 * Returns: (transfer full): %NULL with @error set if there is nothing to be read
 */
MmsDatFile *mms_dat_file_new  (GBytes           *bytes,
                               MmsTraceBuilder  *builder,
                               GError          **error);
void        mms_dat_file_free (MmsDatFile       *file);

gboolean mms_dat_file_has_magic (GBytes *bytes);

/* A note about bytes that cannot be read, with the place in the file. */
void mms_dat_file_add_damage (MmsDatFile *file,
                              guint64     offset,
                              const char *format,
                              ...) G_GNUC_PRINTF (3, 4);

/* Returns: %FALSE, with a note added, when there are more than any machine has */
gboolean mms_dat_file_add_cpu (MmsDatFile   *file,
                               MmsDatBuffer *buffer,
                               guint         cpu,
                               guint64       offset,
                               guint64       size);

/* %TRUE if pages of that size can be walked. */
gboolean mms_dat_file_is_page_size (const MmsDatFile *file,
                                    guint64           size);

/* @stat's buffer is taken. */
void              mms_dat_file_add_stat  (MmsDatFile       *file,
                                          const MmsDatStat *stat);
const MmsDatStat *mms_dat_file_find_stat (MmsDatFile       *file,
                                          const char       *buffer,
                                          guint             cpu);

/* The two versions' own parts: dat-v6.c, dat-v7.c.  @cursor stands behind the page size. */
gboolean mms_dat_v6_read (MmsDatFile    *file,
                          MmsDatCursor  *cursor,
                          GError       **error);
gboolean mms_dat_v7_read (MmsDatFile    *file,
                          MmsDatCursor  *cursor,
                          GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatFile, mms_dat_file_free)

G_END_DECLS
