/* story.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "story.h"

const MmsRole mms_stories_roles[]
    = { MMS_ROLE_MM_LAST_PUT, MMS_ROLE_EXIT_MMAP,        MMS_ROLE_FIXUP_START,
        MMS_ROLE_FIXUP_CPU,   MMS_ROLE_FIXUP_END,        MMS_ROLE_SHOOT_START,
        MMS_ROLE_SHOOT_SEND,  MMS_ROLE_SHOOT_END,        MMS_ROLE_MM_COUNT_CHANGED,
        MMS_ROLE_MM_TO_MMDROP_SET, MMS_ROLE_NONE };

struct _MmsStories
{
  MmsTrace *trace;
  MmsHistory *history;
  GHashTable *stories; /* mm -> MmsStory */
};

MmsStory *
mms_story_ref (MmsStory *story)
{
  return g_rc_box_acquire (story);
}

static void
clear_story (gpointer data)
{
  MmsStory *story = data;

  mms_cpu_set_clear (&story->scanned);
  mms_cpu_set_clear (&story->hit);
  g_free (story->last_drop_operation);
}

void
mms_story_unref (MmsStory *story)
{
  g_rc_box_release_full (story, clear_story);
}

MmsStories *
mms_stories_new (MmsTrace *trace, MmsHistory *history)
{
  MmsStories *stories = g_new0 (MmsStories, 1);

  stories->trace = trace;
  stories->history = history;
  stories->stories = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mms_story_unref);
  return stories;
}

void
mms_stories_free (MmsStories *stories)
{
  g_hash_table_unref (stories->stories);
  g_free (stories);
}

MmsStory *
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
find_mm (MmsStories *stories, guint event, const MmsEvent *record, MmsSlot slot, MmsSlot id_slot)
{
  guint64 pointer;
  guint64 id;

  if (!mms_trace_get_slot (stories->trace, record, slot, &pointer) || pointer == 0)
    return 0;
  if (mms_trace_get_slot (stories->trace, record, id_slot, &id))
    {
      guint mm = mms_history_find_generation (stories->history, pointer, id);

      if (mm != 0)
        return mm;
    }
  return mms_history_find_mm (stories->history, pointer, event);
}

static MmsStory *
take_story (MmsStories *stories, guint event, const MmsEvent *record, MmsSlot slot,
            MmsSlot id_slot)
{
  guint mm = find_mm (stories, event, record, slot, id_slot);
  MmsStory *story;

  if (mm == 0)
    return NULL;
  story = g_hash_table_lookup (stories->stories, GUINT_TO_POINTER (mm));
  if (story == NULL)
    {
      story = g_rc_box_new0 (MmsStory);
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
  story->n_scanned = 0;
  mms_cpu_set_clear (&story->scanned);
  mms_cpu_set_clear (&story->hit);
  story->has_cpumask
      = mms_trace_get_slot (stories->trace, record, MMS_SLOT_CPUMASK, &story->cpumask);
}

static void
scan_cpu (MmsStories *stories, MmsStory *story, const MmsEvent *record)
{
  guint64 cpu;
  guint64 hit = 0;

  if (!mms_trace_get_slot (stories->trace, record, MMS_SLOT_TARGET_CPU, &cpu)
      || cpu >= MMS_MAX_CPUS)
    return;
  story->n_scanned++;
  mms_cpu_set_add (&story->scanned, (guint) cpu);
  if (mms_trace_get_slot (stories->trace, record, MMS_SLOT_HIT, &hit) && hit != 0)
    mms_cpu_set_add (&story->hit, (guint) cpu);
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
      story = take_story (stories, event, record, MMS_SLOT_MM, MMS_SLOT_ID);
      break;
    case MMS_ROLE_MM_TO_MMDROP_SET:
      story = take_story (stories, event, record, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);
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
