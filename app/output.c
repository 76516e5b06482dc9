/* output.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* Names tried for the file beside */
#define MAX_TRIES 100

/**
 * MmsOutput:
 * @path: where links lead to; %NULL: stdout
 * @beside: (nullable): what is written until all is
 */
struct _MmsOutput
{
  char *path;
  char *beside;
  int fd;
  gboolean has_failed;
};

MmsOutput *
mms_output_new (const char *path)
{
  MmsOutput *output = g_new0 (MmsOutput, 1);
  char *real;

  output->fd = -1;
  if (g_str_equal (path, "-"))
    return output;
  /* A link stays one, and what it leads to is replaced. */
  real = realpath (path, NULL);
  output->path = g_strdup (real != NULL ? real : path);
  free (real);
  return output;
}

void
mms_output_free (MmsOutput *output)
{
  if (output->fd >= 0)
    close (output->fd);
  if (output->beside != NULL)
    g_unlink (output->beside);
  g_free (output->beside);
  g_free (output->path);
  g_free (output);
}

static gboolean
fail (MmsOutput *output, int reason)
{
  if (!output->has_failed)
    mms_cli_message (output->path, "cannot be written: %s", g_strerror (reason));
  output->has_failed = TRUE;
  return FALSE;
}

gboolean
mms_output_is_file (MmsOutput *output, const char *path)
{
  struct stat a;
  struct stat b;

  return output->path != NULL && stat (output->path, &a) == 0 && stat (path, &b) == 0
         && S_ISREG (a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* A new file in the same folder, with the modes that a new file gets. */
static gboolean
open_beside (MmsOutput *output)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *beside
          = g_strdup_printf ("%s.%08x~", output->path, g_random_int ());

      output->fd = open (beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (output->fd >= 0)
        {
          output->beside = g_steal_pointer (&beside);
          return TRUE;
        }
      if (errno != EEXIST)
        break;
    }
  return fail (output, errno);
}

gboolean
mms_output_open (MmsOutput *output)
{
  struct stat status;

  if (output->path == NULL)
    return TRUE;
  if (stat (output->path, &status) != 0 || S_ISREG (status.st_mode))
    return open_beside (output);
  output->fd = open (output->path, O_WRONLY | O_CLOEXEC);
  return output->fd >= 0 || fail (output, errno);
}

gboolean
mms_output_write (MmsOutput *output, const char *data, gsize length)
{
  if (output->path == NULL)
    return mms_cli_write (data, (gssize) length);
  while (length > 0)
    {
      gssize n = write (output->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (output, errno);
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

gboolean
mms_output_commit (MmsOutput *output)
{
  int fd = output->fd;
  struct stat status;

  if (output->path == NULL)
    return TRUE;
  /* What replaces a file is as open to others as that was. */
  if (output->beside != NULL && stat (output->path, &status) == 0
      && fchmod (fd, status.st_mode & 0777) != 0)
    return fail (output, errno);
  output->fd = -1;
  if (close (fd) != 0)
    return fail (output, errno);
  if (output->beside == NULL)
    return TRUE;
  if (g_rename (output->beside, output->path) != 0)
    return fail (output, errno);
  g_clear_pointer (&output->beside, g_free);
  return TRUE;
}

int
mms_output_get_status (MmsOutput *output)
{
  return output->has_failed ? MMS_STATUS_UNREADABLE : MMS_STATUS_CLEAN;
}
