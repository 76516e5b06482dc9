/* fragment.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fragment.h"

static void
free_place (gpointer data)
{
  MmsFragmentPlace *place = data;

  g_free (place->name);
  g_free (place);
}

static void
free_thread (gpointer data)
{
  MmsFragmentThread *thread = data;

  g_ptr_array_unref (thread->operations);
  g_free (thread);
}

MmsFragment *
mms_fragment_new (void)
{
  MmsFragment *fragment = g_new0 (MmsFragment, 1);

  fragment->threads = g_ptr_array_new_with_free_func (free_thread);
  fragment->places = g_ptr_array_new_with_free_func (free_place);
  fragment->names = g_ptr_array_new_with_free_func (g_free);
  return fragment;
}

void
mms_fragment_free (MmsFragment *fragment)
{
  if (fragment == NULL)
    return;
  g_ptr_array_unref (fragment->threads);
  g_ptr_array_unref (fragment->places);
  g_ptr_array_unref (fragment->names);
  g_free (fragment);
}

MmsFragmentOperation *
mms_fragment_operation_new (MmsFragmentKind kind, MmsFragmentOrder order)
{
  MmsFragmentOperation *operation = g_new0 (MmsFragmentOperation, 1);

  operation->kind = (guint8) kind;
  operation->order = (guint8) order;
  return operation;
}

void
mms_fragment_operation_free (MmsFragmentOperation *operation)
{
  g_free (operation->step);
  g_free (operation->remark);
  g_clear_pointer (&operation->needs, g_ptr_array_unref);
  g_free (operation);
}

guint
mms_fragment_add_place (MmsFragment *fragment, const char *name)
{
  MmsFragmentPlace *place;

  for (guint i = 0; i < fragment->places->len; i++)
    if (g_str_equal (mms_fragment_get_place (fragment, i)->name, name))
      return i;
  place = g_new0 (MmsFragmentPlace, 1);
  place->name = g_strdup (name);
  g_ptr_array_add (fragment->places, place);
  return fragment->places->len - 1;
}

gboolean
mms_fragment_has_place (const MmsFragmentOperation *operation)
{
  return operation->kind != MMS_FRAGMENT_FENCE && operation->kind != MMS_FRAGMENT_NOTE;
}

gboolean
mms_fragment_reads (const MmsFragmentOperation *operation)
{
  return operation->kind == MMS_FRAGMENT_LOAD || operation->kind == MMS_FRAGMENT_RMW
         || operation->kind == MMS_FRAGMENT_ADD || operation->kind == MMS_FRAGMENT_FAILED;
}

gboolean
mms_fragment_writes (const MmsFragmentOperation *operation)
{
  return operation->kind == MMS_FRAGMENT_STORE || operation->kind == MMS_FRAGMENT_RMW
         || operation->kind == MMS_FRAGMENT_ADD || operation->kind == MMS_FRAGMENT_LOCK
         || operation->kind == MMS_FRAGMENT_UNLOCK;
}

static int
compare (guint64 a, guint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_issued (gconstpointer a, gconstpointer b)
{
  const MmsFragmentOperation *left = *(MmsFragmentOperation *const *) a;
  const MmsFragmentOperation *right = *(MmsFragmentOperation *const *) b;
  int order = compare (left->issued, right->issued);

  return order != 0 ? order : compare (left->number, right->number);
}

static int
compare_performed (gconstpointer a, gconstpointer b)
{
  const MmsFragmentOperation *left = *(MmsFragmentOperation *const *) a;
  const MmsFragmentOperation *right = *(MmsFragmentOperation *const *) b;
  int order = compare (left->performed, right->performed);

  return order != 0 ? order : compare (left->number, right->number);
}

/* (transfer container): all operations, as memory saw them */
static GPtrArray *
collect (const MmsFragment *fragment)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < fragment->threads->len; i++)
    {
      MmsFragmentThread *thread = fragment->threads->pdata[i];

      g_ptr_array_sort (thread->operations, compare_issued);
      for (guint j = 0; j < thread->operations->len; j++)
        {
          MmsFragmentOperation *operation = thread->operations->pdata[j];

          operation->thread = (guint16) i;
          g_ptr_array_add (all, operation);
        }
    }
  g_ptr_array_sort (all, compare_performed);
  return all;
}

/* A load that took what its own CPU had stored and nobody else could see yet: it says nothing about
 * what was in memory. */
static gboolean
is_forwarded (const MmsFragment *fragment, const MmsFragmentOperation *load)
{
  const MmsFragmentThread *thread = fragment->threads->pdata[load->thread];

  for (guint i = 0; i < thread->operations->len; i++)
    {
      const MmsFragmentOperation *store = thread->operations->pdata[i];

      if (store->kind == MMS_FRAGMENT_STORE && store->place == load->place
          && store->issued < load->issued && store->performed > load->performed)
        return TRUE;
    }
  return FALSE;
}

/* What was in memory before, and what is there in the end. */
static void
follow_values (const MmsFragment *fragment, const GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      MmsFragmentOperation *operation = all->pdata[i];
      MmsFragmentPlace *place;

      if (!mms_fragment_has_place (operation))
        continue;
      place = mms_fragment_get_place (fragment, operation->place);
      if (operation->kind == MMS_FRAGMENT_LOCK || operation->kind == MMS_FRAGMENT_UNLOCK)
        {
          place->is_lock = TRUE;
          if (!place->has_initial)
            place->initial = operation->kind == MMS_FRAGMENT_UNLOCK;
        }
      else if (!place->has_initial && !operation->is_life)
        {
          if (operation->kind == MMS_FRAGMENT_LOAD && is_forwarded (fragment, operation))
            continue;
          place->initial = operation->seen;
        }
      if (!place->has_initial)
        place->last = place->initial;
      place->has_initial = TRUE;
      if (operation->is_life && operation->kind == MMS_FRAGMENT_LOAD)
        operation->seen = place->last;
      if (!mms_fragment_writes (operation))
        continue;
      place->last = operation->written;
      place->has_last = operation->performed != MMS_FRAGMENT_NOT_YET;
    }
}

/* Whether @thread is another one than the first, which is kept in @first. */
static gboolean
is_another (int *first, guint thread)
{
  if (*first < 0)
    *first = (int) thread;
  return *first != (int) thread;
}

static void
find_shared (const MmsFragment *fragment, const GPtrArray *all)
{
  for (guint i = 0; i < fragment->places->len; i++)
    {
      MmsFragmentPlace *place = mms_fragment_get_place (fragment, i);
      int first_touching = -1;
      int first_writing = -1;

      for (guint j = 0; j < all->len; j++)
        {
          const MmsFragmentOperation *operation = all->pdata[j];

          if (!mms_fragment_has_place (operation) || operation->place != i)
            continue;
          place->is_shared |= is_another (&first_touching, operation->thread);
          if (mms_fragment_writes (operation))
            place->is_contested |= is_another (&first_writing, operation->thread);
        }
      place->is_shared &= first_writing >= 0;
    }
}

/* Whether it does something to others: by its place, or by the order that it makes. */
static gboolean
matters (const MmsFragment *fragment, const MmsFragmentOperation *operation)
{
  if (!mms_fragment_has_place (operation)
      || mms_fragment_get_place (fragment, operation->place)->is_shared)
    return TRUE;
  return operation->kind == MMS_FRAGMENT_LOCK || operation->kind == MMS_FRAGMENT_UNLOCK
         || operation->order == MMS_FRAGMENT_ACQUIRE || operation->order == MMS_FRAGMENT_RELEASE
         || operation->order == MMS_FRAGMENT_FULL;
}

static gboolean
is_seen (const MmsFragment *fragment, const MmsFragmentOperation *operation)
{
  return mms_fragment_has_place (operation)
         && mms_fragment_get_place (fragment, operation->place)->is_shared;
}

/* Orders nothing outside of what it stands between: keeps from the first operation that others can see
 * to the last one. */
static void
trim (const MmsFragment *fragment, MmsFragmentThread *thread)
{
  g_autoptr (GPtrArray) all = thread->operations;
  guint first = all->len;
  guint end = 0;

  for (guint i = 0; i < all->len; i++)
    if (is_seen (fragment, all->pdata[i]))
      {
        first = MIN (first, i);
        end = i + 1;
      }
  thread->operations = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mms_fragment_operation_free);
  for (guint i = 0; i < all->len; i++)
    if (i >= first && i < end && matters (fragment, all->pdata[i]))
      g_ptr_array_add (thread->operations, g_steal_pointer (&all->pdata[i]));
    else
      mms_fragment_operation_free (g_steal_pointer (&all->pdata[i]));
  g_ptr_array_set_free_func (all, NULL);
}

/* An unlock whose lock was cut off, of a lock that nobody else wants. */
static gboolean
is_lone_unlock (const MmsFragment *fragment, const MmsFragmentThread *thread, guint number)
{
  const MmsFragmentOperation *unlock = thread->operations->pdata[number];

  if (unlock->kind != MMS_FRAGMENT_UNLOCK
      || mms_fragment_get_place (fragment, unlock->place)->is_shared)
    return FALSE;
  for (guint i = 0; i < number; i++)
    {
      const MmsFragmentOperation *lock = thread->operations->pdata[i];

      if (lock->kind == MMS_FRAGMENT_LOCK && lock->place == unlock->place)
        return FALSE;
    }
  return TRUE;
}

void
mms_fragment_settle (MmsFragment *fragment)
{
  g_autoptr (GPtrArray) all = collect (fragment);

  follow_values (fragment, all);
  find_shared (fragment, all);
  for (guint i = 0; i < fragment->threads->len;)
    {
      MmsFragmentThread *thread = fragment->threads->pdata[i];

      trim (fragment, thread);
      for (guint j = thread->operations->len; j-- > 0;)
        if (is_lone_unlock (fragment, thread, j))
          g_ptr_array_remove_index (thread->operations, j);
      if (thread->operations->len == 0)
        g_ptr_array_remove_index (fragment->threads, i);
      else
        i++;
    }
}
