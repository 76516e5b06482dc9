/* dat-contents.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-contents.h"

static gboolean
fail (MmsDatFile *file, MmsDatCursor *cursor, guint64 place, const char *what)
{
  mms_dat_file_add_damage (file, place, "%s cannot be read to its end", what);
  cursor->failed = TRUE;
  return FALSE;
}

gboolean
mms_dat_contents_read_header_info (MmsDatFile *file, MmsDatCursor *cursor, guint64 place)
{
  const guint8 *tag = mms_dat_cursor_read_bytes (cursor, 12);
  guint64 size = mms_dat_cursor_read_u64 (cursor);
  const guint8 *text = mms_dat_cursor_read_bytes (cursor, size);

  if (text == NULL || memcmp (tag, "header_page", 12) != 0)
    return fail (file, cursor, place, "the page header's description");
  if (size > 0)
    file->header_page_size
        = mms_dat_layout_read_header_page (&file->layout, (const char *) text, size);
  if (size > 0 && file->header_page_size == 0)
    mms_dat_file_add_damage (file, place, "the page header's description makes no sense");

  /* Its text has said the same since 2009. */
  tag = mms_dat_cursor_read_bytes (cursor, 13);
  text = mms_dat_cursor_read_bytes (cursor, mms_dat_cursor_read_u64 (cursor));
  if (text == NULL || memcmp (tag, "header_event", 13) != 0)
    return fail (file, cursor, place, "the record header's description");
  return TRUE;
}

static gboolean
read_formats (MmsDatFile *file, MmsDatCursor *cursor, const char *system)
{
  guint32 n_formats = mms_dat_cursor_read_u32 (cursor);

  for (guint32 i = 0; i < n_formats && !cursor->failed; i++)
    {
      guint64 size = mms_dat_cursor_read_u64 (cursor);
      const guint8 *text = mms_dat_cursor_read_bytes (cursor, size);

      if (text == NULL)
        return FALSE;
      /* Some directories under events/ftrace have no format to record. */
      if (size > 0 && !mms_dat_kinds_add_text (file->kinds, system, (const char *) text, size))
        return FALSE;
    }
  return !cursor->failed;
}

gboolean
mms_dat_contents_read_ftrace (MmsDatFile *file, MmsDatCursor *cursor, guint64 place)
{
  return read_formats (file, cursor, "ftrace")
         || fail (file, cursor, place, "the formats of ftrace's own events");
}

gboolean
mms_dat_contents_read_events (MmsDatFile *file, MmsDatCursor *cursor, guint64 place)
{
  guint32 n_systems = mms_dat_cursor_read_u32 (cursor);

  for (guint32 i = 0; i < n_systems && !cursor->failed; i++)
    {
      const char *system = mms_dat_cursor_read_string (cursor);

      if (system == NULL || !read_formats (file, cursor, system))
        break;
    }

  return !cursor->failed || fail (file, cursor, place, "the events' formats");
}

gboolean
mms_dat_contents_read_kallsyms (MmsDatFile *file, MmsDatCursor *cursor, GBytes *held, guint64 place)
{
  guint32 size = mms_dat_cursor_read_u32 (cursor);
  gsize at = cursor->at;

  if (mms_dat_cursor_read_bytes (cursor, size) == NULL)
    {
      /* The lines that are there still name functions. */
      size = cursor->size - at;
      fail (file, cursor, place, "the table of symbols");
    }

  g_clear_pointer (&file->kallsyms, g_bytes_unref);
  file->kallsyms = g_bytes_new_from_bytes (held, at, size);
  return !cursor->failed;
}

gboolean
mms_dat_contents_read_printk (MmsDatFile *file, MmsDatCursor *cursor, GBytes *held, guint64 place)
{
  guint32 size = mms_dat_cursor_read_u32 (cursor);
  gsize at = cursor->at;

  if (mms_dat_cursor_read_bytes (cursor, size) == NULL)
    return fail (file, cursor, place, "the table of trace_printk() formats");
  g_clear_pointer (&file->printk, g_bytes_unref);
  file->printk = g_bytes_new_from_bytes (held, at, size);
  return TRUE;
}

/* The kernel keeps 128 unless told otherwise. */
#define MAX_TASKS (1u << 18)

static void
read_cmdline (MmsDatFile *file, const char *line, gsize size)
{
  MmsTaskInfo info = { .pid = 0, .tgid = -1, .kthread = -1 };
  g_autofree char *comm = NULL;
  const char *valid_end;
  gsize at = 0;
  guint64 pid = 0;

  while (at < size && g_ascii_isdigit (line[at]) && pid < G_MAXINT32)
    pid = pid * 10 + (line[at++] - '0');
  if (at == 0 || at + 1 >= size || line[at] != ' ' || pid > G_MAXINT32)
    return;

  /* The name may begin and end with blanks itself. */
  at++;
  comm = g_utf8_make_valid (line + at, strnlen (line + at, size - at));
  info.pid = pid;
  g_strlcpy (info.comm, comm, sizeof info.comm);
  g_utf8_validate (info.comm, -1, &valid_end);
  info.comm[valid_end - info.comm] = '\0';
  mms_trace_builder_add_task (file->builder, &info);
}

gboolean
mms_dat_contents_read_cmdlines (MmsDatFile *file, MmsDatCursor *cursor, guint64 place)
{
  guint64 size = mms_dat_cursor_read_u64 (cursor);
  const char *text = cursor->data ? (const char *) cursor->data + cursor->at : "";
  const char *end;
  gboolean is_whole = mms_dat_cursor_read_bytes (cursor, size) != NULL;

  if (!is_whole)
    return fail (file, cursor, place, "the table of task names");

  end = text + size;
  for (guint n_tasks = 0; text < end && n_tasks < MAX_TASKS; n_tasks++)
    {
      const char *line_end = memchr (text, '\n', end - text);

      if (line_end == NULL)
        line_end = end;
      read_cmdline (file, text, line_end - text);
      text = line_end + 1;
    }
  return TRUE;
}
