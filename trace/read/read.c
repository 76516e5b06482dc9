/* read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "inflate.h"
#include "mapping.h"
#include "marker.h"
#include "readers.h"

/* A compressed file in a compressed file is odd; more than that is an attack. */
#define MAX_LAYERS 2

#define READABLE                                                                               \
  "mmscope reads trace.dat (trace-cmd record), ftrace text (cat trace, trace-cmd report) and " \
  "simulator JSON, plain, gzip or zstd"

G_DEFINE_QUARK (mms-read-error-quark, mms_read_error)

static void
set_open_error (GError **error, const char *reason)
{
  g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_OPEN, reason);
}

/* Whoever is something that mmscope reads shows it within its first bytes. */
#define PROBE_SIZE (4 * 1024 * 1024)

static gboolean
is_readable (const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);

  return mms_compression_detect (bytes) != MMS_COMPRESSION_NONE || mms_dat_is_trace (bytes)
         || mms_json_is_trace (bytes) || mms_text_is_trace (bytes);
}

/* For what cannot be mapped: pipes, and the kernel's own files, whose size is 0. */
static GBytes *
read_all (int fd, MmsProgress *progress, GError **error)
{
  g_auto (MmsArena) arena = { .limit = mms_arena_get_sane_limit () };
  gboolean is_probed = FALSE;

  for (;;)
    {
      gsize room = mms_arena_reserve (&arena);
      gssize n_read;

      if (mms_progress_is_cancelled (progress, error))
        return NULL;
      if (room == 0)
        {
          set_open_error (error, "It is too long to be read into memory");
          return NULL;
        }
      n_read = read (fd, arena.data + arena.length, MIN (room, 1024 * 1024));
      if (n_read == 0)
        return mms_arena_finish (&arena);
      if (n_read > 0)
        {
          arena.length += (gsize) n_read;
          /* An endless stream of something else is not read to its end. */
          if (!is_probed && arena.length >= PROBE_SIZE)
            {
              if (!is_readable (arena.data, arena.length))
                return mms_arena_finish (&arena);
              is_probed = TRUE;
            }
        }
      else if (errno != EINTR)
        {
          set_open_error (error, g_strerror (errno));
          return NULL;
        }
    }
}

static GBytes *
load (const char *path, MmsProgress *progress, GError **error)
{
  gboolean is_stdin = strcmp (path, "-") == 0;
  int fd = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  GBytes *bytes = NULL;
  struct stat status;

  if (fd < 0 || fstat (fd, &status) < 0)
    {
      set_open_error (error, g_strerror (errno));
      if (fd >= 0 && !is_stdin)
        close (fd);
      return NULL;
    }

  if (S_ISREG (status.st_mode) && status.st_size > 0)
    bytes = mms_mapping_new (fd, (gsize) status.st_size);
  if (bytes == NULL)
    bytes = read_all (fd, progress, error);
  if (!is_stdin)
    close (fd);
  return bytes;
}

/* What a file seems to be that is none of ours; %NULL if nothing is known about it. */
static const char *
guess (GBytes *bytes)
{
  static const struct
  {
    const char *magic;
    gsize length;
    const char *what;
  } known[] = {
    { "PERFILE2", 8, "perf.data (perf script turns it into text)" },
    { "\xfd" "7zXZ", 5, "compressed with xz (unpack it first)" },
    { "BZh", 3, "compressed with bzip2 (unpack it first)" },
    { "\x04\x22\x4d\x18", 4, "compressed with lz4 (unpack it first)" },
    { "PK\x03\x04", 4, "a zip archive (unpack it first)" },
    { "\x7f" "ELF", 4, "a program or library" },
    { "\x89PNG", 4, "a picture" },
    { "%PDF", 4, "a PDF document" },
  };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (length >= known[i].length && memcmp (data, known[i].magic, known[i].length) == 0)
        return known[i].what;
    }
  if (length > 262 && memcmp (data + 257, "ustar", 5) == 0)
    return "a tar archive (unpack it first)";
  length = MIN (length, 4096);
  if (memchr (data, '\0', length) == NULL)
    return "text, but no ftrace text";
  return NULL;
}

static gboolean
read_bytes (GBytes *bytes, MmsTraceBuilder *builder, MmsProgress *progress, GError **error)
{
  const char *what;

  if (mms_dat_is_trace (bytes))
    return mms_dat_read (bytes, builder, progress, error);
  if (mms_json_is_trace (bytes))
    return mms_json_read (bytes, builder, progress, error);
  if (mms_text_is_trace (bytes))
    return mms_text_read (bytes, builder, progress, error);

  what = guess (bytes);
  g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
               "This seems to be %s; " READABLE,
               what != NULL ? what : "binary data of no kind known");
  return FALSE;
}

/* Unwraps what is compressed, then reads. */
static gboolean
read_layers (GBytes *bytes, MmsTraceBuilder *builder, MmsProgress *progress, GError **error)
{
  g_autoptr (GBytes) contents = g_bytes_ref (bytes);
  g_autoptr (GError) problem = NULL;
  g_autofree char *first_damage = NULL;

  for (guint i = 0; i < MAX_LAYERS; i++)
    {
      MmsCompression compression = mms_compression_detect (contents);
      g_autofree char *damage = NULL;
      g_autofree char *probe_damage = NULL;
      g_autoptr (GBytes) probe = NULL;
      gboolean is_other;
      GBytes *inflated;

      if (compression == MMS_COMPRESSION_NONE)
        break;

      /* What a small file unpacks to may be huge, and of no use. */
      probe = mms_inflate (contents, compression, PROBE_SIZE, NULL, &probe_damage, NULL);
      is_other = g_bytes_get_size (probe) >= PROBE_SIZE
                 && !is_readable (g_bytes_get_data (probe, NULL), g_bytes_get_size (probe));
      if (is_other)
        {
          g_bytes_unref (contents);
          contents = g_steal_pointer (&probe);
          break;
        }
      if (progress != NULL)
        mms_progress_begin (progress, "unpacking");
      inflated = mms_inflate (contents, compression, mms_arena_get_sane_limit (), progress, &damage,
                              error);
      if (inflated == NULL)
        return FALSE;
      g_bytes_unref (contents);
      contents = inflated;
      if (damage != NULL)
        {
          mms_trace_builder_add_note (builder, TRUE, "%s", damage);
          if (first_damage == NULL)
            first_damage = g_steal_pointer (&damage);
        }
    }

  if (progress != NULL)
    mms_progress_begin (progress, "reading");
  if (g_bytes_get_size (contents) == 0)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           first_damage != NULL ? first_damage : "The file is empty");
      return FALSE;
    }
  if (read_bytes (contents, builder, progress, &problem))
    return TRUE;
  if (first_damage != NULL && problem->domain == MMS_READ_ERROR)
    g_prefix_error (&problem, "%s. ", first_damage);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

MmsTrace *
mms_read_file (const char *path, guint limit, MmsProgress *progress, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsTraceBuilder) builder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (progress != NULL)
    mms_progress_begin (progress, "reading");
  bytes = load (path, progress, error);
  if (bytes == NULL)
    return NULL;

  builder = mms_trace_builder_new (path);
  mms_trace_builder_set_limit (builder, limit);
  if (!read_layers (bytes, builder, progress, error))
    return NULL;
  if (mms_mapping_is_cut (bytes))
    mms_trace_builder_add_note (builder, TRUE,
                                "A part of the file was gone when it was to be read: somebody "
                                "shortened it meanwhile, or its disk fails");
  mms_marker_read (builder);
  /* Somebody put it there, and it has the last word. */
  mms_sidecar_read (path, builder);
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

MmsTrace *
mms_read_bytes (GBytes *bytes, const char *name, MmsProgress *progress, GError **error)
{
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new (name);

  if (!read_layers (bytes, builder, progress, error))
    return NULL;
  mms_marker_read (builder);
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}
