/* progress.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "progress.h"

struct _MmsProgress
{
  gatomicrefcount ref_count;
  GCancellable *cancellable;
  const char *what; /* atomic; a literal */
  int permille;     /* atomic */
};

MmsProgress *
mms_progress_new (GCancellable *cancellable)
{
  MmsProgress *progress = g_new0 (MmsProgress, 1);

  g_atomic_ref_count_init (&progress->ref_count);
  g_set_object (&progress->cancellable, cancellable);
  progress->what = "";
  return progress;
}

MmsProgress *
mms_progress_ref (MmsProgress *progress)
{
  g_atomic_ref_count_inc (&progress->ref_count);
  return progress;
}

void
mms_progress_unref (MmsProgress *progress)
{
  if (g_atomic_ref_count_dec (&progress->ref_count))
    {
      g_clear_object (&progress->cancellable);
      g_free (progress);
    }
}

void
mms_progress_begin (MmsProgress *progress, const char *what)
{
  if (progress == NULL)
    return;
  g_atomic_pointer_set (&progress->what, what);
  g_atomic_int_set (&progress->permille, 0);
}

void
mms_progress_set_fraction (MmsProgress *progress, double fraction)
{
  if (progress != NULL)
    g_atomic_int_set (&progress->permille, (int) (CLAMP (fraction, 0, 1) * 1000));
}

double
mms_progress_get_fraction (MmsProgress *progress)
{
  return g_atomic_int_get (&progress->permille) / 1000.0;
}

const char *
mms_progress_get_what (MmsProgress *progress)
{
  return g_atomic_pointer_get (&progress->what);
}

gboolean
mms_progress_is_cancelled (MmsProgress *progress, GError **error)
{
  return progress != NULL && g_cancellable_set_error_if_cancelled (progress->cancellable, error);
}
