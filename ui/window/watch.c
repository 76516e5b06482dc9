/* watch.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "watch.h"

/* A writer pauses for less than this. */
#define REST_INTERVAL 1000

typedef struct
{
  gboolean is_there;
  goffset size;
  guint64 inode;
  guint64 seconds;
  guint32 microseconds;
} Look;

struct _MmsWatch
{
  GObject parent_instance;

  GFile *file;
  GFileMonitor *monitor;
  Look read; /* when it was read */
  Look next; /* when it was begun to be read again */
  Look last;
  MmsWatchState state;
  guint source;
};

G_DEFINE_FINAL_TYPE (MmsWatch, mms_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static Look
look (GFile *file)
{
  g_autoptr (GFileInfo) info
    = g_file_query_info (file,
                         G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_UNIX_INODE ","
                         G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                         G_FILE_QUERY_INFO_NONE, NULL, NULL);
  Look now = { 0 };

  if (!info)
    return now;
  now.is_there = TRUE;
  now.size = g_file_info_get_size (info);
  now.inode = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_UNIX_INODE);
  now.seconds = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  now.microseconds = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);
  return now;
}

static gboolean
is_same (const Look *a, const Look *b)
{
  return a->is_there == b->is_there && a->size == b->size && a->inode == b->inode
         && a->seconds == b->seconds && a->microseconds == b->microseconds;
}

static gboolean
look_again (gpointer user_data)
{
  MmsWatch *watch = user_data;
  Look now = look (watch->file);
  MmsWatchState state;
  gboolean is_at_rest = is_same (&now, &watch->last);

  if (!now.is_there)
    state = MMS_WATCH_GONE;
  else if (is_same (&now, &watch->read))
    state = MMS_WATCH_SAME;
  else
    state = is_at_rest ? MMS_WATCH_CHANGED : MMS_WATCH_WRITTEN;
  watch->last = now;
  if (state != watch->state || !is_at_rest)
    {
      watch->state = state;
      g_signal_emit (watch, signals[CHANGED], 0);
    }
  if (state == MMS_WATCH_WRITTEN)
    return G_SOURCE_CONTINUE;
  watch->source = 0;
  return G_SOURCE_REMOVE;
}

static void
file_changed (MmsWatch *watch)
{
  if (watch->source == 0)
    watch->source = g_timeout_add (REST_INTERVAL, look_again, watch);
}

static void
stop (MmsWatch *watch)
{
  g_clear_handle_id (&watch->source, g_source_remove);
  if (watch->monitor)
    {
      g_signal_handlers_disconnect_by_data (watch->monitor, watch);
      g_file_monitor_cancel (watch->monitor);
    }
  g_clear_object (&watch->monitor);
  g_clear_object (&watch->file);
}

static void
dispose (GObject *object)
{
  stop (MMS_WATCH (object));

  G_OBJECT_CLASS (mms_watch_parent_class)->dispose (object);
}

static void
mms_watch_class_init (MmsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;

  signals[CHANGED] = g_signal_new ("changed", MMS_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
mms_watch_init (MmsWatch *watch)
{
}

MmsWatch *
mms_watch_new (void)
{
  return g_object_new (MMS_TYPE_WATCH, NULL);
}

void
mms_watch_set_file (MmsWatch *watch, GFile *file)
{
  g_return_if_fail (MMS_IS_WATCH (watch));

  if (file)
    g_object_ref (file);
  stop (watch);
  watch->state = MMS_WATCH_SAME;
  watch->file = file;
  if (file)
    {
      watch->read = watch->last = look (file);
      watch->next = watch->read;
      /* A pipe is not read twice. */
      if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR)
        watch->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (watch->monitor)
        g_signal_connect_swapped (watch->monitor, "changed", G_CALLBACK (file_changed), watch);
    }
  g_signal_emit (watch, signals[CHANGED], 0);
}

void
mms_watch_begin (MmsWatch *watch)
{
  g_return_if_fail (MMS_IS_WATCH (watch));

  if (watch->file)
    watch->next = look (watch->file);
}

void
mms_watch_accept (MmsWatch *watch)
{
  g_return_if_fail (MMS_IS_WATCH (watch));

  if (!watch->file)
    return;
  watch->read = watch->next;
  watch->last = watch->next;
  watch->state = MMS_WATCH_SAME;
  g_signal_emit (watch, signals[CHANGED], 0);
  /* It may have changed while it was read. */
  file_changed (watch);
}

MmsWatchState
mms_watch_get_state (MmsWatch *watch)
{
  g_return_val_if_fail (MMS_IS_WATCH (watch), MMS_WATCH_SAME);

  return watch->state;
}

goffset
mms_watch_get_old_size (MmsWatch *watch)
{
  g_return_val_if_fail (MMS_IS_WATCH (watch), 0);

  return watch->read.size;
}

goffset
mms_watch_get_size (MmsWatch *watch)
{
  g_return_val_if_fail (MMS_IS_WATCH (watch), 0);

  return watch->last.size;
}
