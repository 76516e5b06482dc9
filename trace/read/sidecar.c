/* sidecar.c - NAME.state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "readers.h"

#include <string.h>

#include "model/number.h"
#include "model/scheme.h"
#include "text-line.h"

/* A task takes some 30 bytes; more than a million of them run nowhere. */
#define SIZE_MAX_READ (64 * 1024 * 1024)

static gboolean
drop_suffix (char *name, const char *suffix)
{
  gsize length = strlen (name);
  gsize suffix_length = strlen (suffix);

  if (length <= suffix_length || strcmp (name + length - suffix_length, suffix) != 0)
    return FALSE;
  name[length - suffix_length] = '\0';
  return TRUE;
}

/* What stands in front of .dat, .txt, .trace.txt or .report.txt, which .gz or .zst may follow. */
static char *
get_sidecar_path (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *sidecar = NULL;

  if (!drop_suffix (name, ".gz"))
    drop_suffix (name, ".zst");
  if (!drop_suffix (name, ".dat") && !drop_suffix (name, ".trace.txt")
      && !drop_suffix (name, ".report.txt") && !drop_suffix (name, ".txt"))
    return NULL;
  sidecar = g_strconcat (name, ".state", NULL);
  return g_build_filename (directory, sidecar, NULL);
}

/* A number with nothing behind it. */
static gboolean
parse_number (const char *word, guint base, guint64 max, guint64 *number)
{
  if (base == 16 && g_str_has_prefix (word, "0x"))
    word += 2;
  return mms_number_parse (word, base, 0, max, number);
}

/* Cuts the next word off @p; empty at the end. */
static char *
take_word (char **p)
{
  char *word = *p + strspn (*p, " \t");
  gsize length = strcspn (word, " \t");

  *p = word + length;
  if (**p != '\0')
    *(*p)++ = '\0';
  return word;
}

static gboolean
read_scheme (const char *name, MmsTraceBuilder *builder)
{
  if (mms_scheme_find (name) == NULL && strcmp (name, "unknown") != 0)
    return FALSE;
  mms_trace_builder_set_scheme (builder, name);
  return TRUE;
}

static gboolean
read_init_mm (const char *word, MmsTraceBuilder *builder)
{
  guint64 init_mm;

  if (!parse_number (word, 16, G_MAXUINT64, &init_mm))
    return FALSE;
  mms_trace_builder_set_init_mm (builder, init_mm);
  return TRUE;
}

/* `# scheme NAME init_mm HEX`, either part alone, or the names of the columns.  Returns: whether the parts
 * make sense; in what begins otherwise they may be words of a remark */
static gboolean
read_header (char *p, MmsTraceBuilder *builder)
{
  gboolean is_remark = FALSE;
  gboolean is_usable = TRUE;

  for (gboolean is_first = TRUE; *p != '\0'; is_first = FALSE)
    {
      const char *word = take_word (&p);

      if (strcmp (word, "scheme") == 0)
        is_usable &= read_scheme (take_word (&p), builder);
      else if (strcmp (word, "init_mm") == 0)
        is_usable &= read_init_mm (take_word (&p), builder);
      else
        is_remark |= is_first;
    }
  return is_usable || is_remark;
}

/* `pid tgid ppid kthread comm` */
static gboolean
read_task (char *p, MmsTraceBuilder *builder)
{
  MmsTaskInfo task = { 0 };
  guint64 pid;
  guint64 tgid;
  guint64 ppid;
  guint64 kthread;

  if (!parse_number (take_word (&p), 10, G_MAXINT32 - 1, &pid)
      || !parse_number (take_word (&p), 10, G_MAXINT32 - 1, &tgid)
      || !parse_number (take_word (&p), 10, G_MAXINT32, &ppid)
      || !parse_number (take_word (&p), 10, 1, &kthread))
    return FALSE;
  task.pid = (int) pid;
  task.tgid = (int) tgid;
  task.kthread = (gint8) kthread;
  /* Of a worker, more stands here than its name */
  mms_text_copy_comm ((MmsTextSpan){ p, strlen (p) }, task.comm);
  mms_trace_builder_add_task (builder, &task);
  return TRUE;
}

void
mms_sidecar_read (const char *path, MmsTraceBuilder *builder)
{
  g_autofree char *sidecar = get_sidecar_path (path);
  g_autofree char *name = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GError) error = NULL;
  guint n_unusable = 0;
  guint first_unusable = 0;
  guint line = 0;
  char *next;

  if (sidecar == NULL || !g_file_test (sidecar, G_FILE_TEST_IS_REGULAR))
    return;
  name = g_filename_display_basename (sidecar);
  mapped = g_mapped_file_new (sidecar, FALSE, &error);
  if (mapped == NULL)
    {
      mms_trace_builder_add_note (builder, FALSE, "%s was not read: %s", name, error->message);
      return;
    }
  if (g_mapped_file_get_length (mapped) > SIZE_MAX_READ)
    {
      mms_trace_builder_add_note (builder, FALSE, "%s was not read: it is too long", name);
      return;
    }

  contents = g_strndup (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped));
  for (char *p = contents; p != NULL && *p != '\0'; p = next)
    {
      gsize length;

      line++;
      next = strchr (p, '\n');
      if (next != NULL)
        *next++ = '\0';
      length = strlen (p);
      if (length > 0 && p[length - 1] == '\r')
        p[length - 1] = '\0';

      if (*p != '\0'
          && !(*p == '#' ? read_header (p + 1, builder) : read_task (p, builder))
          && n_unusable++ == 0)
        first_unusable = line;
    }
  if (n_unusable > 0)
    mms_trace_builder_add_note (builder, FALSE,
                                "%s: %u lines could not be used, the first is line %u", name,
                                n_unusable, first_unusable);
}
