/* story.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "story.h"

struct _MmsStories
{
  MmsTrace *trace;
  MmsHistory *history;
  GHashTable *stories; /* mm -> MmsStory */
};

MmsStory *
mms_story_copy (const MmsStory *story)
{
  MmsStory *copy = g_memdup2 (story, sizeof (*story));

  if (copy != NULL)
    copy->last_drop_operation = g_strdup (story->last_drop_operation);
  return copy;
}

void
mms_story_free (MmsStory *story)
{
  g_free (story->last_drop_operation);
  g_free (story);
}

MmsStories *
mms_stories_new (MmsTrace *trace, MmsHistory *history)
{
  MmsStories *stories = g_new0 (MmsStories, 1);

  stories->trace = trace;
  stories->history = history;
  stories->stories = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mms_story_free);
  return stories;
}

void
mms_stories_free (MmsStories *stories)
{
  g_hash_table_unref (stories->stories);
  g_free (stories);
}

const MmsStory *
mms_stories_find (MmsStories *stories, guint mm)
{
  return g_hash_table_lookup (stories->stories, GUINT_TO_POINTER (mm));
}

void
mms_stories_forget (MmsStories *stories, guint mm)
{
  g_hash_table_remove (stories->stories, GUINT_TO_POINTER (mm));
}

static guint
find_mm (MmsStories *stories, guint event, const MmsEvent *record, MmsSlot slot)
{
  guint64 pointer;

  if (!mms_trace_get_slot (stories->trace, record, slot, &pointer) || pointer == 0)
    return 0;
  return mms_history_find_mm (stories->history, pointer, event);
}

static MmsStory *
take_story (MmsStories *stories, guint event, const MmsEvent *record, MmsSlot slot)
{
  guint mm = find_mm (stories, event, record, slot);
  MmsStory *story;

  if (mm == 0)
    return NULL;
  story = g_hash_table_lookup (stories->stories, GUINT_TO_POINTER (mm));
  if (story == NULL)
    {
      story = g_new0 (MmsStory, 1);
      story->last_drop_cpu = -1;
      g_hash_table_insert (stories->stories, GUINT_TO_POINTER (mm), story);
    }
  return story;
}

static void
begin_scan (MmsStories *stories, MmsStory *story, guint event, const MmsEvent *record,
            gboolean is_shootdown)
{
  story->scan_start = event;
  story->scan_end = 0;
  story->is_shootdown = is_shootdown;
  story->scanned = 0;
  story->hit = 0;
  story->has_cpumask
      = mms_trace_get_slot (stories->trace, record, MMS_SLOT_CPUMASK, &story->cpumask);
}

static void
scan_cpu (MmsStories *stories, MmsStory *story, const MmsEvent *record)
{
  guint64 cpu;
  guint64 hit = 0;

  if (!mms_trace_get_slot (stories->trace, record, MMS_SLOT_TARGET_CPU, &cpu)
      || cpu >= MMS_STORY_MAX_CPUS)
    return;
  story->scanned |= (guint64) 1 << cpu;
  if (mms_trace_get_slot (stories->trace, record, MMS_SLOT_HIT, &hit) && hit != 0)
    story->hit |= (guint64) 1 << cpu;
}

static void
drop_count (MmsStories *stories, MmsStory *story, guint event, const MmsEvent *record)
{
  guint64 value;

  if (!mms_trace_get_slot (stories->trace, record, MMS_SLOT_VALUE, &value) || (gint32) value != 0)
    return;
  story->last_drop = event;
  story->last_drop_cpu = record->cpu;
  g_free (story->last_drop_operation);
  story->last_drop_operation
      = mms_trace_get_slot_text (stories->trace, record, MMS_SLOT_OPERATION);
}

void
mms_stories_look (MmsStories *stories, guint event, const MmsEvent *record)
{
  MmsRole role = mms_trace_get_kind (stories->trace, record->kind)->role;
  MmsStory *story;

  switch (role)
    {
    case MMS_ROLE_MM_LAST_PUT:
    case MMS_ROLE_EXIT_MMAP:
    case MMS_ROLE_FIXUP_START:
    case MMS_ROLE_FIXUP_CPU:
    case MMS_ROLE_FIXUP_END:
    case MMS_ROLE_SHOOT_START:
    case MMS_ROLE_SHOOT_SEND:
    case MMS_ROLE_SHOOT_END:
    case MMS_ROLE_MM_COUNT_CHANGED:
      story = take_story (stories, event, record, MMS_SLOT_MM);
      break;
    case MMS_ROLE_MM_TO_MMDROP_SET:
      story = take_story (stories, event, record, MMS_SLOT_NEXT);
      break;
    default:
      return;
    }
  if (story == NULL)
    return;

  switch (role)
    {
    case MMS_ROLE_MM_LAST_PUT:
    case MMS_ROLE_EXIT_MMAP:
      story->last_put = event;
      break;
    case MMS_ROLE_FIXUP_START:
    case MMS_ROLE_SHOOT_START:
      begin_scan (stories, story, event, record, role == MMS_ROLE_SHOOT_START);
      break;
    case MMS_ROLE_FIXUP_CPU:
    case MMS_ROLE_SHOOT_SEND:
      scan_cpu (stories, story, record);
      break;
    case MMS_ROLE_FIXUP_END:
    case MMS_ROLE_SHOOT_END:
      story->scan_end = event;
      break;
    case MMS_ROLE_MM_COUNT_CHANGED:
      drop_count (stories, story, event, record);
      break;
    default:
      story->n_given++;
      story->last_given = event;
      break;
    }
}
