/* mapping.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "mapping.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* A window holds one file, and for a moment the next one; tests hold more. */
#define MAX_MAPPINGS 64

/* The handler may run at any time, in any thread, so it looks at atomics only.  @start is written
 * last when a mapping comes and first when it goes. */
typedef struct
{
  gint is_taken;
  gint is_cut;
  gsize size;
  gpointer start;
} Mapping;

static Mapping mappings[MAX_MAPPINGS];
static gsize page_size;
static struct sigaction previous;

static Mapping *
find_mapping (const guint8 *at)
{
  for (guint i = 0; i < MAX_MAPPINGS; i++)
    {
      const guint8 *start = g_atomic_pointer_get (&mappings[i].start);

      if (start != NULL && at >= start && (gsize) (at - start) < mappings[i].size)
        return &mappings[i];
    }
  return NULL;
}

static void
handle_sigbus (int number, siginfo_t *info, gpointer context)
{
  const int saved_errno = errno;
  guint8 *at = info->si_addr;
  Mapping *mapping = find_mapping (at);

  if (mapping != NULL)
    {
      guint8 *page = (guint8 *) ((gsize) at & ~(page_size - 1));
      gsize left = (gsize) ((guint8 *) mapping->start + mapping->size - page);

      if (mmap (page, left, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
          != MAP_FAILED)
        {
          g_atomic_int_set (&mapping->is_cut, TRUE);
          errno = saved_errno;
          return;
        }
    }

  /* The access is made again, and now it is somebody else's. */
  sigaction (SIGBUS, &previous, NULL);
  errno = saved_errno;
}

static void
install (void)
{
  static gsize is_installed;

  if (g_once_init_enter (&is_installed))
    {
      struct sigaction action = { .sa_flags = SA_SIGINFO | SA_RESTART };

      page_size = (gsize) sysconf (_SC_PAGESIZE);
      action.sa_sigaction = handle_sigbus;
      sigemptyset (&action.sa_mask);
      sigaction (SIGBUS, &action, &previous);
      g_once_init_leave (&is_installed, 1);
    }
}

static void
mapping_free (gpointer data)
{
  Mapping *mapping = data;
  gpointer start = mapping->start;

  g_atomic_pointer_set (&mapping->start, NULL);
  munmap (start, mapping->size);
  g_atomic_int_set (&mapping->is_taken, FALSE);
}

GBytes *
mms_mapping_new (int fd, gsize size)
{
  Mapping *mapping = NULL;
  gpointer start;

  g_return_val_if_fail (size > 0, NULL);

  for (guint i = 0; i < MAX_MAPPINGS && mapping == NULL; i++)
    if (g_atomic_int_compare_and_exchange (&mappings[i].is_taken, FALSE, TRUE))
      mapping = &mappings[i];
  if (mapping == NULL)
    return NULL;

  install ();
  start = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED)
    {
      g_atomic_int_set (&mapping->is_taken, FALSE);
      return NULL;
    }
  mapping->size = size;
  g_atomic_int_set (&mapping->is_cut, FALSE);
  g_atomic_pointer_set (&mapping->start, start);
  return g_bytes_new_with_free_func (start, size, mapping_free, mapping);
}

gboolean
mms_mapping_is_cut (GBytes *bytes)
{
  const Mapping *mapping = find_mapping (g_bytes_get_data (bytes, NULL));

  return mapping != NULL && g_atomic_int_get (&mapping->is_cut);
}
