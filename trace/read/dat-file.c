/* dat-file.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-file.h"

#include "read.h"

#define MAX_PAGE_SIZE (1u << 26)

/* Bounds on what a file may claim to describe, far above what any does */
#define MAX_ENTRIES (4 * MMS_MAX_CPUS)
#define MAX_STATS (4 * MMS_MAX_CPUS)

static const guint8 magic[] = { 0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g' };

/* Behind the magic: the version, a NUL, the byte order, a long's size, a page's size */
#define VERSION_AT (sizeof magic)
#define ORDER_AT (sizeof magic + 2)
#define LONG_AT (sizeof magic + 3)
#define PAGE_SIZE_AT (sizeof magic + 4)
#define BODY_AT (sizeof magic + 8)

/* What version 6, or 7 with each compression, goes on with */
static const struct
{
  guint version;
  const char *text;
  guint size;
} bodies[] = {
  { 6, "header_page", 12 },
  { 7, "none", 5 },
  { 7, "zstd", 5 },
  { 7, "zlib", 5 },
};

/* Returns: the version that what follows the first bytes has; 0: none */
static guint
guess_version (const guint8 *data, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    if (size >= BODY_AT + bodies[i].size
        && memcmp (data + BODY_AT, bodies[i].text, bodies[i].size) == 0)
      return bodies[i].version;
  return 0;
}

/* Damaged first bytes do not make another file of it. */
gboolean
mms_dat_file_has_magic (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= sizeof magic
         && (memcmp (data, magic, sizeof magic) == 0 || guess_version (data, size) != 0);
}

static void
stat_clear (gpointer data)
{
  MmsDatStat *stat = data;

  g_free (stat->buffer);
}

void
mms_dat_file_free (MmsDatFile *file)
{
  if (file == NULL)
    return;

  g_clear_pointer (&file->kinds, mms_dat_kinds_free);
  g_clear_pointer (&file->kallsyms, g_bytes_unref);
  g_clear_pointer (&file->printk, g_bytes_unref);
  g_clear_pointer (&file->buffers, g_ptr_array_unref);
  g_clear_pointer (&file->stats, g_array_unref);
  g_clear_pointer (&file->stats_by_cpu, g_hash_table_unref);
  g_clear_pointer (&file->options, g_array_unref);
  g_free (file->clock);
  g_free (file->first_damage);
  g_bytes_unref (file->bytes);
  g_free (file);
}

void
mms_dat_file_add_damage (MmsDatFile *file, guint64 offset, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  mms_trace_builder_add_note (file->builder, TRUE, "offset 0x%" G_GINT64_MODIFIER "x: %s", offset,
                              text);
  if (file->first_damage == NULL)
    file->first_damage = g_strdup_printf ("offset 0x%" G_GINT64_MODIFIER "x: %s", offset, text);
}

gboolean
mms_dat_file_add_cpu (MmsDatFile *file,
                      MmsDatBuffer *buffer,
                      guint cpu,
                      guint64 offset,
                      guint64 size)
{
  if (file->n_entries == MAX_ENTRIES)
    {
      mms_dat_file_add_damage (file, buffer->section, "there are more than %u tables of pages",
                               MAX_ENTRIES);
      return FALSE;
    }

  file->n_entries++;
  mms_dat_buffer_add_cpu (buffer, cpu, offset, size);
  return TRUE;
}

gboolean
mms_dat_file_is_page_size (const MmsDatFile *file, guint64 size)
{
  return size % 4 == 0 && size >= file->layout.data_offset + 8 && size <= MAX_PAGE_SIZE;
}

static char *
make_stat_key (const char *buffer, guint cpu)
{
  return g_strdup_printf ("%u %s", cpu, buffer);
}

void
mms_dat_file_add_stat (MmsDatFile *file, const MmsDatStat *stat)
{
  if (file->stats->len == MAX_STATS)
    {
      g_free (stat->buffer);
      return;
    }
  g_array_append_val (file->stats, *stat);
  g_hash_table_insert (file->stats_by_cpu, make_stat_key (stat->buffer, stat->cpu),
                       GUINT_TO_POINTER (file->stats->len - 1));
}

const MmsDatStat *
mms_dat_file_find_stat (MmsDatFile *file, const char *buffer, guint cpu)
{
  g_autofree char *key = make_stat_key (buffer, cpu);
  gpointer index;

  return g_hash_table_lookup_extended (file->stats_by_cpu, key, NULL, &index)
             ? &g_array_index (file->stats, MmsDatStat, GPOINTER_TO_UINT (index))
             : NULL;
}

/* Whether numbers of the body make sense in that order: the size of header_page's text, or where the
 * options lie */
static gboolean
has_order (const MmsDatFile *file, gboolean big_endian)
{
  MmsDatCursor cursor;

  mms_dat_cursor_init (&cursor, file->data, file->size, big_endian);
  mms_dat_cursor_seek (&cursor, BODY_AT);
  mms_dat_cursor_read_string (&cursor);
  if (file->version == 7)
    mms_dat_cursor_read_string (&cursor);
  return mms_dat_cursor_read_u64 (&cursor) < file->size && !cursor.failed;
}

/* The first bytes; where one makes no sense, what follows tells. */
static gboolean
read_first (MmsDatFile *file, GError **error)
{
  const guint guess = guess_version (file->data, file->size);
  const char version = (char) file->data[VERSION_AT];
  gboolean big_endian = file->data[ORDER_AT] == 1;
  guint long_size = file->data[LONG_AT];

  if ((version == '6' || version == '7') && file->data[VERSION_AT + 1] == '\0')
    file->version = (guint) (version - '0');
  else if (guess != 0)
    {
      file->version = guess;
      mms_dat_file_add_damage (file, VERSION_AT, "the version makes no sense; it is taken to be %u",
                               guess);
    }
  else
    {
      g_autofree char *text = g_utf8_make_valid ((const char *) file->data + VERSION_AT,
                                                 strnlen ((const char *) file->data + VERSION_AT, 8));

      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                   "This is trace.dat version \"%s\"; versions 6 and 7 can be read", text);
      return FALSE;
    }

  if (memcmp (file->data, magic, sizeof magic) != 0)
    mms_dat_file_add_damage (file, 0, "the first bytes are not those of a trace.dat file");
  if (file->data[ORDER_AT] > 1 || (!has_order (file, big_endian) && has_order (file, !big_endian)))
    {
      mms_dat_file_add_damage (file, ORDER_AT, "byte order %u makes no sense",
                               file->data[ORDER_AT]);
      big_endian = has_order (file, TRUE) && !has_order (file, FALSE);
    }
  if (long_size != 4 && long_size != 8)
    {
      mms_dat_file_add_damage (file, LONG_AT, "a long has %u bytes, not 4 or 8", long_size);
      long_size = 8;
    }
  mms_dat_layout_init (&file->layout, big_endian, long_size);
  file->page_size = mms_dat_load32 (file->data + PAGE_SIZE_AT, big_endian);
  return TRUE;
}

MmsDatFile *
mms_dat_file_new (GBytes *bytes, MmsTraceBuilder *builder, GError **error)
{
  g_autoptr (MmsDatFile) file = g_new0 (MmsDatFile, 1);
  MmsDatCursor cursor;

  file->bytes = g_bytes_ref (bytes);
  file->data = g_bytes_get_data (bytes, &file->size);
  file->builder = builder;
  file->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_dat_buffer_free);
  file->stats = g_array_new (FALSE, FALSE, sizeof (MmsDatStat));
  g_array_set_clear_func (file->stats, stat_clear);
  file->stats_by_cpu = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  file->options = g_array_new (FALSE, FALSE, sizeof (guint64));
  file->kinds = mms_dat_kinds_new (&file->layout, builder);

  if (file->size < BODY_AT)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           "The file ends in the first bytes of its header");
      return NULL;
    }
  if (!read_first (file, error))
    return NULL;

  mms_trace_builder_set_format (builder, "trace.dat", file->version == 6 ? "6" : "7");
  mms_dat_cursor_init (&cursor, file->data, file->size, file->layout.big_endian);
  mms_dat_cursor_seek (&cursor, BODY_AT);
  if (file->version == 6 ? !mms_dat_v6_read (file, &cursor, error)
                         : !mms_dat_v7_read (file, &cursor, error))
    return NULL;

  return g_steal_pointer (&file);
}
